"""Tiny servers on real sockets that misbehave exactly as told."""

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"


@dataclass
class Visit:
    """One connection as the server sees it."""

    socket: socket.socket
    number: int
    stopping: threading.Event

    def read_request(self) -> bytes:
        """One whole request, or what came of it before the client went away."""
        data = b""
        while b"\r\n\r\n" not in data:
            data += self._more()
            if not data:
                return b""
        head, _, body = data.partition(b"\r\n\r\n")
        length = 0
        for line in head.split(b"\r\n"):
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        while len(body) < length:
            more = self._more()
            if not more:
                break
            body += more
        return head + b"\r\n\r\n" + body

    def send(self, data: bytes) -> None:
        """Sends; a client that has gone away is no news."""
        with contextlib.suppress(OSError):
            self.socket.sendall(data)

    def drip(self, data: bytes, every: float) -> None:
        """Sends byte by byte, until the client goes away or the test ends."""
        with contextlib.suppress(OSError):
            for byte in data:
                self.socket.sendall(bytes([byte]))
                if self.stopping.wait(every):
                    return

    def hold(self) -> None:
        """Neither reads nor writes until the test ends."""
        self.stopping.wait(30)

    def _more(self) -> bytes:
        try:
            return self.socket.recv(65536)
        except OSError:
            return b""


@dataclass
class Server:
    """Where it is, how often it was called upon, and everything that whole requests said."""

    port: int
    visits: int = 0
    requests: list[bytes] = field(default_factory=list)

    def url(self, path: str = "/", scheme: str = "http") -> str:
        return f"{scheme}://127.0.0.1:{self.port}{path}"


Script = Callable[[Server, Visit], None]


@contextlib.contextmanager
def serving(script: Script) -> Iterator[Server]:
    """Runs `script` for every connection, each in a thread of its own, then closes the connection."""
    stopping = threading.Event()
    threads: list[threading.Thread] = []
    connections: list[socket.socket] = []
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listener:
        server = Server(port=listener.getsockname()[1])

        def visit(connection: socket.socket, number: int) -> None:
            with connection:
                script(server, Visit(connection, number, stopping))

        def accept() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                connection.settimeout(10)
                connections.append(connection)
                server.visits += 1
                thread = threading.Thread(target=visit, args=(connection, server.visits), daemon=True)
                threads.append(thread)
                thread.start()

        accepting = threading.Thread(target=accept, daemon=True)
        accepting.start()
        try:
            yield server
        finally:
            stopping.set()
            with contextlib.suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            listener.close()
            accepting.join(5)
            for connection in connections:
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
            for thread in threads:
                thread.join(5)


def answering(*answers: bytes) -> Script:
    """Answers the requests of all connections in turn, then each with the last answer."""
    turn = iter(range(10_000))

    def script(server: Server, visit: Visit) -> None:
        while request := visit.read_request():
            server.requests.append(request)
            visit.send(answers[min(next(turn), len(answers) - 1)])

    return script


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
