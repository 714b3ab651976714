"""Somebody's program that listens to webhooks, in a thread, with the code that README.md gives for it."""

import contextlib
import pathlib
import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

README = pathlib.Path(__file__).parent.parent.parent / "README.md"


@dataclass(frozen=True)
class Delivered:
    """One request as it arrived."""

    path: str
    headers: Message
    body: bytes

    @property
    def id(self) -> str:
        return str(self.headers["webhook-id"])


@dataclass
class Receiver:
    """Answers with ``status``; ``before`` and ``instead`` may do something else first, or altogether."""

    url: str = ""
    status: int = 204
    delivered: list[Delivered] = field(default_factory=list)
    before: Callable[[Delivered], None] = lambda _: None
    instead: Callable[[BaseHTTPRequestHandler], None] | None = None

    @property
    def ids(self) -> list[str]:
        return [one.id for one in self.delivered]


def verify() -> Callable[[str, Message, bytes], bool]:
    """The function of README.md that checks a signature."""
    (code,) = re.findall(r"```python\n(.*?)```", README.read_text(), re.DOTALL)
    names: dict[str, Any] = {}
    exec(code, names)
    check: Callable[[str, Message, bytes], bool] = names["verify"]
    return check


@contextlib.contextmanager
def running() -> Iterator[Receiver]:
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            one = Delivered(self.path, self.headers, body)
            receiver.delivered.append(one)
            receiver.before(one)
            if receiver.instead:
                receiver.instead(self)
                return
            self.send_response(receiver.status)
            self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        server.block_on_close = False
        receiver.url = f"http://127.0.0.1:{server.server_address[1]}/hook"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield receiver
        finally:
            server.shutdown()
            thread.join()
