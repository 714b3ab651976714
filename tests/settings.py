"""Settings of the tests: omniapp's own, in an environment of the tests' making.

PostgreSQL and Redis are real and come from the environment; everything else is fixed here, so that no
variable of the developer's machine changes what a test sees.
"""

import os
import secrets

import pytest

if not os.environ.get("DATABASE_URL") or not os.environ.get("REDIS_URL"):
    raise pytest.UsageError(
        "The tests need PostgreSQL and Redis: run `make test`, or `python -m omniapp.embedded -- pytest`."
    )

# Each of pytest's worker processes has its own test database, and so its own Redis database too.
_worker = os.environ.get("PYTEST_XDIST_WORKER", "")
_server, _, _number = os.environ["REDIS_URL"].rpartition("/")
if _worker:
    os.environ["REDIS_URL"] = f"{_server}/{(int(_number or 0) + int(_worker.removeprefix('gw')) + 1) % 16}"

NOWHERE = "http://127.0.0.1:9"  # the discard port: nothing answers, no test that forgets the sandbox passes
os.environ |= {
    "SECRET_KEY": secrets.token_urlsafe(32),
    "DEBUG": "false",
    "ALLOWED_HOSTS": "testserver,127.0.0.1,localhost",
    "PUBLIC_URL": "http://127.0.0.1:8000",
    "TOKEN_KEYS": "tests:" + "dGVz" * 10 + "dGU=",
    "OMNISEND_APP_URL": NOWHERE,
    "OMNISEND_API_URL": NOWHERE + "/api",
    "OMNISEND_CLIENT_ID": "omniapp-demo",
    "OMNISEND_CLIENT_SECRET": "omniapp-demo-secret",
    "CLOCK_URL": "",
    "WEBHOOK_LOOPBACK": "false",
    "LOG_LEVEL": "INFO",
}
for _name in [name for name in os.environ if name.startswith("SENDING_")]:
    del os.environ[_name]

from omniapp.settings import *  # noqa: E402, F403
from omniapp.settings import STORAGES  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # fast, and nobody's real password
WHITENOISE_AUTOREFRESH = True  # static files straight from where they are, nothing is collected
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
