"""From settings to a listening server, and the address a person can type or scan.

Promises a clean end in a few seconds on SIGTERM. Refuses access logs: they would hold paths, so answers' addresses.
"""

import signal
import socket
import sys

import segno
import uvicorn

from app.main import create_app
from app.settings import Settings, load_passphrase

GRACE_SECONDS = 3
EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 (compared with, not bound)


def run(settings: Settings, host: str, port: int, *, demo: bool = False) -> None:
    """Serve until told to stop. Raises OSError when the port is taken, and what create_app raises."""
    listening = _listen(host, port)
    is_first = not settings.create_file.exists()
    app = create_app(settings, demo=demo)
    reachable = settings.base_url or f"http://{_reachable_host(host)}:{port}"
    sys.stdout.write(f"Totem: {reachable}/\n")
    if settings.create == "passphrase":
        # Later starts may write to a journal that others read.
        told = load_passphrase(settings.create_file) if is_first or sys.stdout.isatty() else settings.create_file
        sys.stdout.write(f"Organisers: {reachable}/fr/organise – passphrase: {told}\n")
    sys.stdout.flush()
    if _reachable_host(host) not in ("127.0.0.1", "localhost") and sys.stdout.isatty():
        segno.make(f"{reachable}/").terminal(compact=True)
    server = uvicorn.Server(
        uvicorn.Config(
            app,
            access_log=False,
            log_config=None,
            server_header=False,
            forwarded_allow_ips=settings.proxy,
            timeout_graceful_shutdown=GRACE_SECONDS,
            lifespan="on",
        )
    )
    # Uvicorn hands the signal on once it has ended: leave then as any program does, so that what is to be deleted is.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    server.run(sockets=[listening])


def _listen(host: str, port: int) -> socket.socket:
    """Before anything is migrated, so that a second start by mistake changes nothing."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        raise OSError(
            f"Nothing can listen on {host}:{port} ({error.strerror}). Choose another: --port {port + 1}."
        ) from None
    return listening


def _reachable_host(host: str) -> str:
    """The address that other machines of the local network would use, where all addresses are listened on."""
    if host not in EVERYWHERE:
        return host
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            # Connecting a datagram socket sends nothing: it only picks the way out.
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return "127.0.0.1"
        found: str = probe.getsockname()[0]
        return found
