"""Replaces functions of the product in this process. What nobody would look up is refused."""

import importlib
import inspect
import os
import pathlib
import sys
from collections.abc import Callable
from typing import Any

_ENGINE = "omniapp.sending.engine"  # with it comes whatever may have one of its functions by name


class OutOfUse(Exception):
    """The product does not look it up, or not so: the replacement would change nothing."""


def everywhere(original: Callable[..., Any], replacement: Callable[..., Any]) -> None:
    """Replaces a function wherever a module of ours has it by name. Raises OutOfUse."""
    takes, given = ([*inspect.signature(one).parameters] for one in (original, replacement))
    if takes != given:
        raise OutOfUse(f"{original.__qualname__} takes {takes} by now, and not {given}")
    importlib.import_module(_ENGINE)
    users = set()
    for name, module in list(sys.modules.items()):
        if name.startswith("omniapp."):
            for attribute, value in list(vars(module).items()):
                if value is original:
                    setattr(module, attribute, replacement)
                    users.add(name)
    if not users - {original.__module__}:
        raise OutOfUse(f"nobody but its own module has {original.__qualname__} by name")


def there(owner: Any, name: str, value: object) -> None:
    """Replaces what a module, a class or the settings have by that name. Raises OutOfUse."""
    if not hasattr(owner, name):
        raise OutOfUse(f"{owner} has no {name}")
    setattr(owner, name, value)


def came_to_pass() -> None:
    """Tells the run that a mistake did what it is to do."""
    pathlib.Path(os.environ["CHAOS_MISTAKEN"]).touch()
