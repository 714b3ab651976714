"""The plain way: a Celery task for each send, and nothing else. No row, no claim, no record, no budget.

A worker of it runs with 16 threads, which is the fastest of Celery's own pools for this. Its client is
requests: as it is mostly used, and with a session for each thread, which keeps connections.
"""

import os
import threading

import requests
from celery import Celery

from omniapp.settings import CELERY_BROKER_TRANSPORT_OPTIONS, CELERY_WORKER_PREFETCH_MULTIPLIER

THREADS = 16
app = Celery("plain", broker=os.environ["REDIS_URL"])
app.conf.update(
    task_ignore_result=True,
    task_default_queue="plain",
    worker_prefetch_multiplier=CELERY_WORKER_PREFETCH_MULTIPLIER,
    worker_hijack_root_logger=False,
    broker_connection_retry_on_startup=True,
    broker_transport_options=CELERY_BROKER_TRANSPORT_OPTIONS,
)
_own = threading.local()


@app.task(autoretry_for=(requests.RequestException,), retry_backoff=True)
def send(campaign: str, token: str, keep: bool = False) -> None:
    """One POST. Its token comes with the message: nothing is decrypted."""
    if keep and not hasattr(_own, "session"):
        _own.session = requests.Session()
    client = _own.session if keep else requests
    answer = client.post(
        f"{os.environ['OMNISEND_API_URL']}/campaigns/{campaign}/send",
        headers={"Authorization": f"Bearer {token}", "Omnisend-Version": "2026-03-15"},
        timeout=30,
    )
    answer.raise_for_status()
