"""Rooms as they change: streams for those who can, the same by polling for the others.

Promises the state at once and then the newest, no database session held, and an end when the site stops.
Refuses more streams than its limits: who is refused polls.
"""

import asyncio
import secrets
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from fastapi import Request, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from app.seminars.hub import Hub
from app.seminars.seminar import Seminar
from app.signals.live import refused
from app.web.responses import no_store
from app.web.security import BODILESS
from app.web.seminar.broadcaster import Feed, FollowedRoom, Part, StreamLimits
from app.web.seminar.connection import Follower

PARKED = "totem.parked"
FRESH_SECONDS = 1.0
"""How old what phones are told may be, where nothing was announced."""


class Live:
    def __init__(self, hub: Hub, load: Callable[[str], Seminar | None], limits: StreamLimits = StreamLimits()) -> None:
        """load: the room of this name as the database has it now; called in threads of its own."""
        self._hub, self._load, self._limits = hub, load, limits
        self._rooms: dict[str, FollowedRoom] = {}
        self._executor = ThreadPoolExecutor(2, "live")
        self._has_stopped = False

    def announce(self, slug: str) -> None:
        """From any thread, after anything that changes a room. A changed stage goes out at once, counts soon."""
        self._hub.announce(slug)

    async def seminar(self, slug: str) -> Seminar | None:
        """As it was FRESH_SECONDS ago at the latest; None when it is not there. Raises what the database raises."""
        room = self._room(slug)
        if room.seminar is None or time.monotonic() - room.looked_at > FRESH_SECONDS:
            await room.look()
        return room.seminar

    def stream(self, slug: str, feed: Feed) -> Response:
        """Events: what the feed makes of the room now, and whenever it makes something else; at the end, `over`."""
        return Stream(self, slug, feed)

    async def state(self, request: Request, slug: str, feed: Feed) -> Response:
        """What the stream would say now, for those who ask again and again; 304 if they have it, 410 if it is over."""
        room = self._room(slug)
        shown = room.part(feed)
        if shown.text is None or time.monotonic() - room.looked_at > FRESH_SECONDS:
            await room.look()
        if room.is_over or room.is_closed:
            response = Response(shown.text, 410, media_type="text/html")
        elif shown.text is None:
            return _later()
        elif request.headers.get("if-none-match") == shown.etag:
            response = Response(status_code=304, headers={"ETag": shown.etag})
        else:
            response = Response(shown.text, media_type="text/html", headers={"ETag": shown.etag})
        no_store(response.headers)
        return response

    def progress(self, slug: str, mark: str, steps: int) -> None:
        """The phone of this mark has answered so many steps."""
        self._hub.reached(slug, mark, steps)

    def answered(self, slug: str, question: int) -> int:
        """How many phones have answered this step, counted from 0, on all processes."""
        return self._hub.progress.answered(slug, question)

    def waiting(self, slug: str) -> int:
        """How many phones wait outside of a rehearsal, on all processes."""
        return self._hub.waiting(slug)

    def since(self, slug: str, shows: str) -> int:
        """When the room came to what it shows, in seconds of the clock."""
        return self._hub.since(slug, shows)

    @property
    def streams(self) -> int:
        """How many are open, in all rooms."""
        return sum(room.streams for room in self._rooms.values())

    def stop(self) -> None:
        """Ends all streams: a server that is told to stop waits for those that are open."""
        self._has_stopped = True
        for room in self._rooms.values():
            room.stop()

    async def close(self) -> None:
        self.stop()
        tasks = [room.task for room in self._rooms.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._executor.shutdown(wait=False, cancel_futures=True)

    def follow(self, slug: str, feed: Feed) -> tuple[FollowedRoom, Part] | None:
        """Where one more stream belongs; None if there are too many."""
        room = self._room(slug)
        if self._has_stopped or self.streams >= self._limits.streams or room.streams >= self._limits.streams_of_room:
            refused("stream")
            return None
        return room, room.part(feed)

    def ends_at(self) -> float:
        """When a stream that starts now is to connect again: a fifth sooner or later, so that not all do at once."""
        return time.monotonic() + self._limits.life * (0.8 + secrets.randbelow(401) / 1000)

    def _room(self, slug: str) -> FollowedRoom:
        room = self._rooms.get(slug)
        if room is None or room.is_over or room.loop is not asyncio.get_running_loop():
            room = self._rooms[slug] = FollowedRoom(slug, self._hub, self._load, self._executor, self._limits)
            room.task.add_done_callback(lambda _: self._forget(room))
        return room

    def _forget(self, room: FollowedRoom) -> None:
        if self._rooms.get(room.slug) is room:
            del self._rooms[room.slug]
        if room.seminar is None:
            self._hub.forget(room.slug)


class StreamMiddleware:
    """Holds streams outside of the app that answered with them, which would keep all that it worked out until they end.

    A stream that FastAPI holds takes half as much again (benchmarks).
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        parked: list[Stream] = []
        scope[PARKED] = parked
        await self.app(scope, receive, send)
        for stream in parked:
            await stream.hold(scope, receive, send)


class Stream(Response):
    """Holds a connection and nothing else: the room writes to it."""

    media_type = "text/event-stream"

    def __init__(self, live: Live, slug: str, feed: Feed) -> None:
        self.status_code, self.background = 200, None
        self.init_headers({"X-Accel-Buffering": "no"})
        no_store(self.headers)
        self._live, self._wanted = live, (slug, feed)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        parked: list[Stream] | None = scope.get(PARKED)
        if parked is None:
            await self.hold(scope, receive, send)
        else:
            parked.append(self)

    async def hold(self, scope: Scope, receive: Receive, send: Send) -> None:
        followed = self._live.follow(*self._wanted)
        if followed is None:
            await _later()(scope, receive, send)
            return
        if scope.get(BODILESS):  # it would stay open, and say nothing
            await Response(headers=dict(self.headers))(scope, receive, send)
            return
        room, part = followed
        follower = Follower(send, self._live.ends_at())
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        room.join(part, follower)
        try:
            while (await receive())["type"] != "http.disconnect":
                pass
        finally:
            room.leave(part, follower)


def _later() -> Response:
    return Response(status_code=503, headers={"Retry-After": "30", "Cache-Control": "no-store"})
