"""What the processes of a site tell each other, so that screens, phones and limits are the same on each of them.

Promises that what is lost only delays: whoever was cut off is told everything again, and knows meanwhile that it is cut
off. Refuses to make whoever tells something wait, and to keep anything: it carries what each process has in memory.
"""

import json
import logging
import secrets
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from itertools import islice
from threading import Event, Lock, Thread
from typing import Any, Protocol

from app.tallies.repeats import Repeats

Notes = Mapping[str, Any]
"""By name, what JSON can hold: the newest of each name takes the place of those before."""
PULSE_SECONDS, DEAF_SECONDS, AGAIN_SECONDS, GAP_SECONDS = 3.0, 10.0, 2.0, 0.02
"""Between two signs of life; until a carrier that brings nothing is given up; between two tries, and looks meanwhile at
what may have changed; between two messages, in which what is told is gathered."""
ENOUGH_SECONDS = 0.25
"""To wait for a message before looking whether this is the end."""
MOST_NOTES = 60
"""In a message: PostgreSQL takes 8,000 bytes."""
log = logging.getLogger(__name__)


class Carrier(Protocol):
    """How messages go from each process to all, the sender too. is_private: whether they are in memory alone.

    send, and whoever listens, raise whatever goes wrong.
    """

    is_private: bool

    def send(self, messages: Sequence[str]) -> None: ...

    def listening(self) -> AbstractContextManager[Callable[[float], Iterable[str]]]:
        """Takes seconds, and returns what came, or nothing after that time."""


class BusMember(Protocol):
    """What has a part in each process."""

    def hear(self, origin: str, topic: str, notes: Notes, /) -> None:
        """From another process, in a thread of the bus."""

    def everything(self) -> Iterable[tuple[str, Notes]]:
        """By topic, what this process knows: for one that has heard nothing yet."""

    def lost(self) -> None:
        """Something may have been missed."""


class Alone:
    """Of a site with one process: there is nobody to be told. processes: how many there are everywhere."""

    is_private = True

    def __init__(self, processes: int = 1) -> None:
        self.processes, self.name = processes, secrets.token_hex(6)

    @property
    def hears_all(self) -> bool:
        """Whether what others told is known here."""
        return self.processes == 1

    def join(self, name: str, member: BusMember) -> None:
        """name: the same in each process."""

    def tell(self, name: str, topic: str, notes: Notes) -> None:
        """From any thread, at once: it is sent soon."""

    def is_there(self, origin: str) -> bool:
        """Whether this process, or another one, still runs, as far as is known."""
        return origin == self.name

    def start(self) -> None: ...

    def stop(self) -> None: ...


class Bus(Alone):
    def __init__(self, carrier: Carrier, processes: int, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(processes)
        self.is_private, self._carrier, self._clock = carrier.is_private, carrier, clock
        self._members: dict[str, BusMember] = {}
        self._due: dict[tuple[str, str], dict[str, Any]] = {}
        self._lock, self._wake, self._over = Lock(), Event(), Event()
        self._heard_at = float("-inf")  # when our own last message came back: then the others have it too
        self._seen: dict[str, float] = {}
        self._threads = [Thread(target=work, name=work.__name__, daemon=True) for work in (self._speak, self._listen)]
        self._dumb = Repeats(log, "Other processes could not be told what happens here.")
        self._deaf = Repeats(log, "What happens in other processes could not be heard.")

    @property
    def hears_all(self) -> bool:
        return self._clock() - self._heard_at < PULSE_SECONDS + AGAIN_SECONDS

    def is_there(self, origin: str) -> bool:
        return origin == self.name or self._clock() - self._seen.get(origin, float("-inf")) < DEAF_SECONDS

    def join(self, name: str, member: BusMember) -> None:
        self._members[name] = member

    def tell(self, name: str, topic: str, notes: Notes) -> None:
        with self._lock:
            self._due.setdefault((name, topic), {}).update(notes)
        self._wake.set()

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """What was told and not sent is lost."""
        self._over.set()
        self._wake.set()
        for thread in self._threads:
            thread.join(2 * AGAIN_SECONDS)

    def _speak(self) -> None:
        while not self._over.is_set():
            self._wake.wait(PULSE_SECONDS)
            self._wake.clear()
            with self._lock:
                due, self._due = self._due, {}
            try:
                self._carrier.send([*self._messages(due)] or [self._message("", "", {})])
                self._dumb.over()
            except Exception as error:
                self._dumb.tell(error)
                with self._lock:
                    for key, notes in due.items():
                        self._due[key] = notes | self._due.get(key, {})
                self._over.wait(AGAIN_SECONDS)
                self._wake.set()
            self._over.wait(GAP_SECONDS)

    def _messages(self, due: Mapping[tuple[str, str], Notes]) -> Iterator[str]:
        for (name, topic), notes in due.items():
            rest = iter(notes.items())
            yield self._message(name, topic, dict(islice(rest, MOST_NOTES)))
            while more := dict(islice(rest, MOST_NOTES)):
                yield self._message(name, topic, more)

    def _message(self, name: str, topic: str, notes: Notes) -> str:
        return json.dumps([self.name, name, topic, notes], separators=(",", ":"))

    def _listen(self) -> None:
        while not self._over.is_set():
            try:
                with self._carrier.listening() as receive:
                    self._deaf.over()
                    self._greet()
                    self._receive(receive)
            except Exception as error:
                if not self._over.is_set():
                    self._deaf.tell(error)
            self._lost()
            self._over.wait(AGAIN_SECONDS)

    def _receive(self, receive: Callable[[float], Iterable[str]]) -> None:
        """Until the end, or until nothing of ours comes back."""
        since = looked_at = self._clock()
        while not self._over.is_set():
            for message in receive(ENOUGH_SECONDS):
                self._take(message)
            now = self._clock()
            if not self.hears_all and now - looked_at > AGAIN_SECONDS:
                looked_at = now
                self._lost()
                if now - max(since, self._heard_at) > DEAF_SECONDS:
                    raise TimeoutError("Nothing comes back.")

    def _lost(self) -> None:
        for member in self._members.values():
            member.lost()

    def _greet(self) -> None:
        """What was missed, each way: the others say all they know, and are told the same."""
        self.tell("", "hello", {})
        self._say_everything()

    def _say_everything(self) -> None:
        for name, member in self._members.items():
            for topic, notes in member.everything():
                self.tell(name, topic, notes)

    def _take(self, message: str) -> None:
        origin, name, topic, notes = json.loads(message)
        if origin == self.name:
            self._heard_at = self._clock()
            return
        self._seen[origin] = self._clock()
        if topic == "hello":
            self._say_everything()
        elif name in self._members:
            self._members[name].hear(origin, topic, notes)
