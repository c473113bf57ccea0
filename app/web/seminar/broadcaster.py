"""One room that many follow: loaded and rendered once, written to each.

Promises each follower the newest state, in the same bytes. Refuses to wait for a slow one, or to keep what it missed.
"""

import asyncio
import hashlib
import logging
import time
from collections.abc import Callable
from concurrent.futures import Executor
from contextlib import suppress
from dataclasses import dataclass, field
from operator import attrgetter

from fastapi.sse import format_sse_event

from app.seminars.hub import Hub
from app.seminars.seminar import Seminar
from app.signals.live import EVENT_SECONDS
from app.web.seminar.connection import Follower

Render = Callable[[Seminar], str]
OVER = format_sse_event(event="over", data_str="")
CROWD, PACE_SECONDS = 50, 0.04
"""Followers that are written to before others have their turn: whoever follows events answers with a request."""
MOVES = attrgetter("stage", "talk", "closed_on")
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class StreamLimits:
    """Seconds: between heartbeats; of a stream's life, more or less; at least between two states that differ in counts
    alone, and between two looks at the database; until a room that nobody asks for is forgotten; how many streams."""

    heartbeat: float = 15.0
    life: float = 1800.0
    counts: float = 0.25
    looks: float = 0.05
    idle: float = 60.0
    streams: int = 5000
    streams_of_room: int = 2500


@dataclass(frozen=True, slots=True)
class Feed:
    """One kind of follower: the same value for its stream and for polling, so that nobody can follow it by half.

    name: of all that the text depends on, but for the room; render: in a thread, once for all who follow; event: names
    the stream's events, without it they are HTML to swap in.
    """

    name: str
    render: Render = field(compare=False)
    event: str | None = None


@dataclass(eq=False, slots=True)
class Part:
    """A feed as a room has it now. text: None until somebody needs it."""

    feed: Feed
    text: str | None = None
    message: bytes = b""
    etag: str = ""
    asked_at: float = 0.0
    followers: set[Follower] = field(default_factory=set)

    def is_used(self, now: float, seconds: float) -> bool:
        """Followed, or asked for in the last seconds."""
        return bool(self.followers) or now - self.asked_at < seconds

    @property
    def farewell(self) -> bytes:
        """What ends a stream: who is sent HTML sees how the room ended, who is told whose turn it is looks at that."""
        return OVER if self.feed.event else self.message + OVER

    def takes(self, text: str) -> bool:
        """Whether that is something new."""
        if text == self.text:
            return False
        self.text, self.message = text, format_sse_event(data_str=text, event=self.feed.event)
        self.etag = f'"{hashlib.blake2b(self.message, digest_size=9).hexdigest()}"'
        return True


class FollowedRoom:
    def __init__(
        self, slug: str, hub: Hub, load: Callable[[str], Seminar | None], executor: Executor, limits: StreamLimits
    ) -> None:
        self.slug = slug
        self.seminar: Seminar | None = None
        self.looked_at, self.is_over = -limits.idle, False
        self.loop = asyncio.get_running_loop()
        self._hub, self._load, self._executor, self._limits = hub, load, executor, limits
        self._parts: dict[Feed, Part] = {}
        self._waiting: list[asyncio.Future[None]] = []
        self._shown_at = self._asked_at = self._beat_at = time.monotonic()
        self._is_behind = False
        self._changed = asyncio.Event()  # until the hub gives its own
        self.task = self.loop.create_task(self._run())

    @property
    def is_closed(self) -> bool:
        """Its trainer has closed it: it moves no more, so each stream ends with what it shows."""
        return self.seminar is not None and not self.seminar.is_open

    @property
    def streams(self) -> int:
        return sum(len(part.followers) for part in self._parts.values())

    def part(self, feed: Feed) -> Part:
        part = self._parts.setdefault(feed, Part(feed))
        part.asked_at = self._asked_at = time.monotonic()
        return part

    def join(self, part: Part, follower: Follower) -> None:
        part.followers.add(follower)
        self._heed_who_waits()
        if self.is_over:
            follower.give(OVER, last=True)
        elif part.text is not None:
            follower.give(part.farewell if self.is_closed else part.message, last=self.is_closed)
        else:
            self._look_again()

    def leave(self, part: Part, follower: Follower) -> None:
        part.followers.discard(follower)
        follower.leave()
        self._heed_who_waits()

    def _heed_who_waits(self) -> None:
        """In a rehearsal the remote says how many real phones wait; at any other time, who follows changes nothing."""
        if self.seminar and self.seminar.stage.rehearsal:
            self._hub.waits(self.slug, sum(len(part.followers) for part in self._parts.values() if part.feed.event))

    def _look_again(self) -> None:
        self._changed.set()

    async def look(self) -> None:
        """Until the room was looked at from now on. Raises what loading raises."""
        self._asked_at = time.monotonic()
        if self.is_over:
            return
        seen = self.loop.create_future()
        self._waiting.append(seen)
        self._look_again()
        await seen

    def stop(self) -> None:
        """Ends each stream, without a word: whoever follows connects again."""
        for part in self._parts.values():
            for follower in part.followers:
                follower.give(b"", last=True)

    async def _run(self) -> None:
        with self._hub.follow(self.slug) as self._changed:
            while not self.is_over:
                self._changed.clear()
                waiting, self._waiting = self._waiting, []
                try:
                    await self._look()
                except Exception as error:
                    log.exception("A room could not be looked at; the next look tries again.")
                    _tell(waiting, error)
                _tell(waiting)
                self._beat()
                self._is_unused()
                if not self.is_over:
                    await self._pause()
        _tell(self._waiting)
        for part in self._parts.values():
            await _give(part, OVER if self.seminar is None else b"", last=True)

    async def _look(self) -> None:
        """One visit to the database and one rendering, in a thread, whoever follows."""
        now = self.looked_at = time.monotonic()
        wanted = []
        for part in self._parts.values():
            if part.is_used(now, self._limits.idle):
                wanted.append(part)
            else:
                part.text = None
        may_show = now - self._shown_at >= self._limits.counts or any(part.text is None for part in wanted)
        seminar, texts = await self.loop.run_in_executor(self._executor, self._read, wanted, may_show)
        self.seminar, self.is_over = seminar, seminar is None
        self._is_behind = texts is None
        self._heed_who_waits()
        if texts is not None:
            self._shown_at = now
            await self._hand_out(texts)
            EVENT_SECONDS.observe(time.monotonic() - now)

    def _read(self, parts: list[Part], may_show: bool) -> tuple[Seminar | None, dict[Feed, str] | None]:
        """The room and its texts; None for texts that may wait, because nothing but counts has changed."""
        before, seminar = self.seminar, self._load(self.slug)
        if seminar is None:
            return None, {}
        if not may_show and before and before.shows == seminar.shows:
            return seminar, None
        texts = {}
        for part in parts:
            try:
                texts[part.feed] = part.feed.render(seminar)
            except Exception:
                log.exception("One part of a room could not be rendered; the others are shown.")
        return seminar, texts

    async def _hand_out(self, texts: dict[Feed, str]) -> None:
        for feed, text in texts.items():
            part = self._parts[feed]
            if part.takes(text) or self.is_closed:
                await _give(part, part.farewell if self.is_closed else part.message, last=self.is_closed)

    def _beat(self) -> None:
        now = time.monotonic()
        if now - self._beat_at < self._limits.heartbeat:
            return
        self._beat_at = now
        for part in self._parts.values():
            for follower in part.followers:
                if now < follower.ends_at:
                    follower.nudge()
                else:
                    follower.give(part.message, last=True)

    def _is_unused(self) -> None:
        now = time.monotonic()
        self.is_over |= not self.streams and now - self._asked_at >= self._limits.idle

    async def _pause(self) -> None:
        """Until something changes, or it is time for what waits or for a heartbeat: both look at the room again."""
        now = time.monotonic()
        until = self._shown_at + self._limits.counts if self._is_behind else self._beat_at + self._limits.heartbeat
        with suppress(TimeoutError):
            await asyncio.wait_for(self._changed.wait(), max(0.0, until - now))
        await asyncio.sleep(max(0.0, self.looked_at + self._limits.looks - time.monotonic()))


async def _give(part: Part, message: bytes, *, last: bool = False) -> None:
    for place, follower in enumerate(tuple(part.followers), 1):
        follower.give(message, last=last)
        if place % CROWD == 0:
            await asyncio.sleep(PACE_SECONDS if part.feed.event else 0)


def _tell(waiting: list[asyncio.Future[None]], error: Exception | None = None) -> None:
    for seen in waiting:
        if not seen.done():
            seen.set_exception(error) if error else seen.set_result(None)
