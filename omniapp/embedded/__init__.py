"""Private PostgreSQL and Redis servers, for a machine that has neither.

``python -m omniapp.embedded [--data DIR] -- COMMAND…`` starts them, runs the command with ``DATABASE_URL``
and ``REDIS_URL`` set, stops them, and ends with the command's exit code. A server whose address is already
in the environment is not started. Without ``--data`` everything is thrown away at the end, and tuned for
that; with it the data is kept and written durably.
"""

from omniapp.embedded.servers import NotAvailable, Servers, forget, own_directory, reachable, servers

__all__ = ["NotAvailable", "Servers", "forget", "own_directory", "reachable", "servers"]
