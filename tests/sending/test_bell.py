"""The bell of the web process rings where the workers listen."""

import os
import subprocess
import sys

THREAD_OF_A_WEB_SERVER = """
import threading
import omniapp.wsgi
from omniapp.sending import tasks
listening = threading.Thread(target=lambda: print(tasks.drain.app.conf.broker_url))
listening.start()
listening.join()
"""


def test_every_thread_of_the_web_server_rings_in_redis() -> None:
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "omniapp.settings",
        "SECRET_KEY": "only for this test",
        "DEBUG": "1",
        "REDIS_URL": "redis://127.0.0.1:1/7",
    }
    ran = subprocess.run(
        [sys.executable, "-c", THREAD_OF_A_WEB_SERVER],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert ran.stdout.strip() == "redis://127.0.0.1:1/7"
