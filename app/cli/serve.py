"""From settings to a listening server, and the address a person can type or scan.

Promises a clean end in a few seconds on SIGTERM. Refuses access logs: they would hold paths, so answers' addresses.
"""

import signal
import socket
import sys
from collections.abc import Callable
from contextlib import suppress

import segno
import uvicorn
from starlette.applications import Starlette

from app.cli.connections import Limits, Trusted, Watch, most_connections
from app.cli.local_address import reachable_host
from app.settings import Settings, load_passphrase
from app.signals.logs import write_lines

GRACE_SECONDS = 3
CONNECTIONS = 16_384
"""Open at once, where the system lets a process have so many: a room of 500 phones keeps 1,000."""
UNHEARD_SECONDS = 30


def run(
    settings: Settings, host: str, port: int, *, demo: bool = False, ready: Callable[[Starlette], None] | None = None
) -> None:
    """Serve until told to stop. Raises OSError when the port is taken, and what create_app raises.

    ready: told of the app before its first request, in place of the site's own address and code.
    """
    from app.main import create_app  # here: commands that serve nothing would wait for it

    write_lines(as_json=settings.logs == "json")
    listening = listen(host, port)
    is_first = not settings.create_file.exists()
    app = create_app(settings, demo=demo)
    reachable = settings.base_url or f"http://{reachable_host(host)}:{port}"
    say_where(settings, reachable, is_first=is_first)
    if ready:
        ready(app)
    elif reachable_host(host) not in ("127.0.0.1", "localhost") and sys.stdout.isatty():
        segno.make(f"{reachable}/").terminal(compact=True)
    config = SiteConfig(settings)
    config.serve(app)
    # Uvicorn hands the signal on once it has ended: leave then as any program does, so that what is to be deleted is.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    uvicorn.Server(config).run(sockets=[listening])


def say_where(settings: Settings, reachable: str, *, is_first: bool) -> None:
    """Where the site is, and the passphrase where nobody else may read it. is_first: whether it was drawn just now."""
    sys.stdout.write(f"Totem: {reachable}/\n")
    if "passphrase" in (settings.create, settings.seminars):
        # Later starts may write to a journal that others read.
        told = load_passphrase(settings.create_file) if is_first or sys.stdout.isatty() else settings.create_file
        sys.stdout.write(f"Organisers: {reachable}/fr/organise – passphrase: {told}\n")
    sys.stdout.flush()


class SiteConfig(uvicorn.Config):
    """Of one process. It may be handed to another one, which then says what it serves."""

    def __init__(self, settings: Settings, workers: int = 1) -> None:
        super().__init__(
            "",
            access_log=False,
            log_config=None,
            server_header=False,
            forwarded_allow_ips=settings.proxy,
            timeout_graceful_shutdown=GRACE_SECONDS,
            lifespan="on",
            workers=workers,
        )
        self.settings = settings

    def serve(self, app: Starlette) -> None:
        """Before it is loaded: as many connections as the system grants are allowed."""
        allow_connections()
        limits = Limits(of_address=self.settings.incomplete_limit, connections=most_connections())
        watch = Watch(limits, Trusted(self.settings.proxy), end_streams=app.state.assembly.live.stop)
        self.app, self.http = app, watch.protocol()


def allow_connections() -> None:
    """As many as the system grants: its usual 1,024 files would stop a large room."""
    if sys.platform == "win32":
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = CONNECTIONS if hard == resource.RLIM_INFINITY else min(CONNECTIONS, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def listen(host: str, port: int) -> socket.socket:
    """Before anything is migrated, so that a second start by mistake changes nothing. Raises OSError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        # A phone that went out of reach says nothing: what is sent to it and not acknowledged so long ends its stream.
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, 1000 * UNHEARD_SECONDS)
    try:
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        raise OSError(
            f"Nothing can listen on {host}:{port} ({error.strerror}). Choose another: --port {port + 1}."
        ) from None
    return listening
