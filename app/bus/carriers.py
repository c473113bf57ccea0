"""Three ways from each process of a site to all: sockets of one machine, PostgreSQL's NOTIFY, a Redis channel."""

import os
import secrets
import socket
import stat
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, make_url, text

from app.db.engine import LINK
from app.db.files import private_folder
from app.redis_nodes import node

CHANNEL = "totem"
MOST_BYTES = 2**16
SEND_SECONDS = 0.2
Receive = Callable[[float], list[str]]


class Datagrams:
    """Of the processes of one machine: each listens at a socket of its own, in a folder that all of them see."""

    is_private = True

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        private_folder(folder)

    def send(self, messages: Sequence[str]) -> None:
        """Whoever does not take them in time hears nothing of its own either, and so learns that it was left out."""
        with self._near() as near, socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as speaking:
            speaking.settimeout(SEND_SECONDS)
            for name in [path.name for path in self._folder.iterdir()]:
                try:
                    for message in messages:
                        speaking.sendto(message.encode(), f"{near}/{name}")
                except TimeoutError:
                    continue
                except (ConnectionRefusedError, FileNotFoundError):  # of a process that was killed
                    self._remove(name)

    @contextmanager
    def listening(self) -> Iterator[Receive]:
        name = secrets.token_hex(8)
        with self._near() as near, socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as heard:
            heard.bind(f"{near}/{name}")

            def receive(seconds: float) -> list[str]:
                heard.settimeout(seconds)
                with suppress(TimeoutError):
                    return [heard.recv(MOST_BYTES).decode()]
                return []

            try:
                yield receive
            finally:
                self._remove(name)

    @contextmanager
    def _near(self) -> Iterator[str]:
        """The folder by a short name: that of a socket has a hundred bytes at most."""
        folder = os.open(self._folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            near = Path(f"/proc/self/fd/{folder}")
            yield str(near if near.exists() else self._folder)
        finally:
            os.close(folder)

    def _remove(self, name: str) -> None:
        path = self._folder / name
        with suppress(FileNotFoundError):
            if stat.S_ISSOCK(path.lstat().st_mode):
                path.unlink()


class Notify:
    """PostgreSQL, in transactions of its own: the server keeps what it hands on in files for a while.

    direct: an address past a pooler in transaction mode, which would hand nothing on.
    """

    is_private = False

    def __init__(self, engine: Engine, direct: str | None = None) -> None:
        self._engine = engine
        self._address = make_url(direct).set(drivername="postgresql+psycopg") if direct else engine.url

    def send(self, messages: Sequence[str]) -> None:
        with self._engine.begin() as connection:
            sent = text("SELECT pg_notify(:channel, one) FROM unnest(CAST(:messages AS text[])) AS one")
            connection.execute(sent, {"channel": CHANNEL, "messages": [*messages]})

    @contextmanager
    def listening(self) -> Iterator[Receive]:
        import psycopg  # here: an extra

        arguments, named = self._engine.dialect.create_connect_args(self._address)
        made: Any = psycopg.connect(*arguments, **{**named, **LINK}, autocommit=True)
        with made as connection:
            connection.execute(f"LISTEN {CHANNEL}")
            yield lambda seconds: [one.payload for one in connection.notifies(timeout=seconds, stop_after=1)]


class RedisChannel:
    """name: of the site: another one may use the same node."""

    is_private = True

    def __init__(self, address: str, name: str) -> None:
        self._node, self._channel = node(address), f"{CHANNEL}:{name}"

    def send(self, messages: Sequence[str]) -> None:
        with self._node.pipeline(transaction=False) as pipeline:
            for message in messages:
                pipeline.publish(self._channel, message)
            pipeline.execute()

    @contextmanager
    def listening(self) -> Iterator[Receive]:
        pubsub: Any = self._node.pubsub(ignore_subscribe_messages=True)  # type: ignore[no-untyped-call]
        with pubsub as heard:
            heard.subscribe(self._channel)

            def receive(seconds: float) -> list[str]:
                came = heard.get_message(timeout=seconds)
                return [came["data"].decode()] if came else []

            yield receive
