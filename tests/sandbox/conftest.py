"""The local Omnisend as new for each test, and an app that may do everything for Alpine Wool."""

import pytest

from tests.sandbox.asking import Asking
from tests.sandbox_control import Sandbox


@pytest.fixture
def fresh(sandbox_process: Sandbox) -> Sandbox:
    sandbox_process.reset(seed=1)
    return sandbox_process


@pytest.fixture
def app(fresh: Sandbox) -> Asking:
    return Asking(fresh)
