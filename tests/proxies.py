"""The shipped configurations of proxies, in real proxies, in front of a real site."""

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from httpx2 import Client, HTTPTransport, Request, Response

from tests.programs import program
from tests.site import LiveSite, free_port

HOST = "totem.example.org"
DEPLOY = Path(__file__).parent.parent / "deploy"
PATIENCE_SECONDS = 30


class Proxy:
    """port: where it speaks TLS; logs: all that it wrote down."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder, self.port = folder, port

    @property
    def logs(self) -> str:
        return "".join(file.read_text(errors="replace") for file in sorted(self.folder.glob("*.log")))

    def client(self) -> Client:
        return Client(
            base_url=f"https://127.0.0.1:{self.port}",
            headers={"Host": HOST},
            transport=_Named(verify=False),
            timeout=PATIENCE_SECONDS,
        )


class _Named(HTTPTransport):
    """Asks for the site's own name."""

    def handle_request(self, request: Request) -> Response:
        request.extensions["sni_hostname"] = HOST
        return super().handle_request(request)


@contextmanager
def nginx(site: LiveSite | None, folder: Path, shipped: Path = DEPLOY / "nginx.conf") -> Iterator[Proxy]:
    """site: None where the processes stand in the configuration already."""
    command, port = nginx_command(folder, *([site.port] if site else ()), shipped=shipped)
    with _running(command, folder, port):
        yield Proxy(folder, port)


def nginx_command(folder: Path, *sites: int, shipped: Path = DEPLOY / "nginx.conf") -> tuple[list[str], int]:
    """What starts it in front of the sites that listen on these ports, and the port where it speaks TLS."""
    port, plain = free_port(), free_port()
    _certificate(folder)
    own = {
        "/etc/nginx/mime.types": str(folder / "mime.types"),
        "/var/log/nginx": str(folder),
        "/run/nginx.pid": str(folder / "pid"),
        "/etc/ssl/totem": str(folder),
        "listen 443 ": f"listen 127.0.0.1:{port} ",
        "listen 80 ": f"listen 127.0.0.1:{plain} ",
        **({"server 127.0.0.1:8000;": "".join(f"server 127.0.0.1:{site};" for site in sites)} if sites else {}),
        "http {\n": "http {\n" + "".join(
            f"    {kind}_temp_path {folder / kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        ),
    }  # fmt: skip
    (folder / "mime.types").write_text("types { text/html html; }")
    _write(shipped, folder / "nginx.conf", own)
    as_root = "user root;" if os.geteuid() == 0 else ""
    command = [
        program("nginx", "/usr/sbin/nginx", package="nginx"),
        "-p",
        str(folder),
        "-c",
        str(folder / "nginx.conf"),
        "-g",
        f"daemon off; {as_root}",
    ]
    return command, port


@contextmanager
def caddy(site: LiveSite, folder: Path) -> Iterator[Proxy]:
    port = free_port()
    _certificate(folder)
    own = {
        "127.0.0.1:8000": f"127.0.0.1:{site.port}",
        "\n{\n": f"\n{{\n\tadmin off\n\tauto_https off\n\tstorage file_system {folder / 'storage'}\n",
        f"\n{HOST} {{\n": f"\nhttps://{HOST}:{port} {{\n\ttls {folder / 'fullchain.pem'} {folder / 'privkey.pem'}\n",
    }
    _write(DEPLOY / "Caddyfile", folder / "Caddyfile", own)
    command = [
        program("caddy", package="caddy"),
        "run",
        "--adapter",
        "caddyfile",
        "--config",
        str(folder / "Caddyfile"),
    ]
    with _running(command, folder, port):
        yield Proxy(folder, port)


def _write(shipped: Path, to: Path, own: dict[str, str]) -> None:
    """As an operator puts in their own; what is no longer in the file is noticed."""
    text = shipped.read_text(encoding="utf-8")
    for theirs, ours in own.items():
        assert theirs in text, theirs
        text = text.replace(theirs, ours)
    to.write_text(text, encoding="utf-8")


@contextmanager
def _running(command: list[str], folder: Path, port: int) -> Iterator[None]:
    environment = {**os.environ, "HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    with (folder / "output.log").open("w") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder, env=environment)
        try:
            until = time.monotonic() + PATIENCE_SECONDS
            while not listens(port):
                assert process.poll() is None, (folder / "output.log").read_text()
                assert time.monotonic() < until
                time.sleep(0.05)
            yield
        finally:
            process.terminate()
            try:
                process.wait(PATIENCE_SECONDS)
            finally:
                process.kill()
                process.wait()


def listens(port: int) -> bool:
    with closing(socket.socket()) as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _certificate(folder: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "fullchain.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "privkey.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
