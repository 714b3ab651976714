"""One run of the engine that counts what it costs: ``python -m tests.bench.counted`` prints it as JSON."""

import json
import resource
import sys
import time
from collections.abc import Callable
from typing import Any

import django
from django.db.backends.signals import connection_created


class Count:
    """Counts the statements it executes: ``everywhere`` on every connection there will be."""

    def __init__(self) -> None:
        self.statements = 0

    def everywhere(self) -> "Count":
        connection_created.connect(self._opened, weak=False)
        return self

    def _opened(self, *, connection: Any, **_: Any) -> None:
        connection.execute_wrappers.append(self.execute)

    def execute(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        self.statements += 1
        return execute(sql, params, many, context)


def main() -> None:
    django.setup()
    from omniapp.sending import engine  # its models need Django to be set up

    count = Count().everywhere()
    print("counting", flush=True)
    began, processor = time.perf_counter(), time.process_time()
    engine.drain()
    told = {
        "statements": count.statements,
        "seconds": time.perf_counter() - began,
        "processor": time.process_time() - processor,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        / (1024 if sys.platform == "linux" else 1e6),
    }
    print("counted " + json.dumps(told), flush=True)


if __name__ == "__main__":
    main()
