"""The wire under TLS, with an authority made for the test."""

import asyncio
import contextlib
import ipaddress
import ssl
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from omniapp import omnisend
from tests.omnisend.conftest import POST
from tests.omnisend.servers import OK, Script, Server, Visit, serving

both = pytest.mark.parametrize("kind", ["threads", "loop"])


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Key and certificate of 127.0.0.1, which vouches for itself, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    here = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(here, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file = tmp_path_factory.mktemp("tls") / "server.pem"
    file.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    return file


def under_tls(certificate: Path, script: Script) -> Script:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)

    def wrapped(server: Server, visit: Visit) -> None:
        with contextlib.suppress(OSError), context.wrap_socket(visit.socket, server_side=True) as secure:
            script(server, Visit(secure, visit.number, visit.stopping))

    return wrapped


def ask(
    kind: str, url: str, trust: ssl.SSLContext | None, before_write: Callable[[], None]
) -> omnisend.Answer:
    if kind == "threads":
        blocking = omnisend.HttpTransport(trust)
        try:
            return blocking.exchange(url, POST, {}, deadline=2, before_write=before_write)
        finally:
            blocking.close()

    async def loop() -> omnisend.Answer:
        looping = omnisend.AsyncHttpTransport(trust)
        try:
            return await looping.exchange(url, POST, {}, deadline=2, before_write=before_write)
        finally:
            await looping.aclose()

    return asyncio.run(loop())


def answer_one(server: Server, visit: Visit) -> None:
    server.requests.append(visit.read_request())
    visit.send(OK)


def cut(_: Server, visit: Visit) -> None:
    visit.read_request()


@both
def test_a_trusted_server_is_spoken_to(kind: str, certificate: Path) -> None:
    trust = ssl.create_default_context(cafile=str(certificate))
    before: list[int] = []
    with serving(under_tls(certificate, answer_one)) as server:
        answer = ask(kind, server.url(scheme="https"), trust, lambda: before.append(len(server.requests)))
    assert (answer.status, before, len(server.requests)) == (200, [0], 1)


@both
def test_a_cut_under_tls_may_have_arrived(kind: str, certificate: Path) -> None:
    trust = ssl.create_default_context(cafile=str(certificate))
    with serving(under_tls(certificate, cut)) as server, pytest.raises(omnisend.NoAnswer):
        ask(kind, server.url(scheme="https"), trust, lambda: None)


@both
def test_a_stranger_is_told_nothing(kind: str, certificate: Path) -> None:
    before: list[bool] = []
    with serving(under_tls(certificate, answer_one)) as server, pytest.raises(omnisend.NotReached):
        ask(kind, server.url(scheme="https"), None, lambda: before.append(True))
    assert before == []
    assert server.requests == []
