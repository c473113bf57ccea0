"""A room that is followed, and nothing else of the site: its server with limits that a test can wait for, its reader.

python -m tests.live PORT FOLDER
"""

import asyncio
import json
import signal
import subprocess
import sys
import urllib.request
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import replace
from functools import partial
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from threading import Thread
from typing import Any

import uvicorn
from sqlalchemy import Connection, Engine, delete, update
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette_compress import CompressMiddleware, remove_compress_type

from app.cli.connections import Limits, Trusted, Watch
from app.db.engine import make_engine, migrate, write_transaction
from app.db.tables import CampaignRow, SeminarRow
from app.resources import resource
from app.seminars.hub import Hub
from app.seminars.seminar import Seminar
from app.seminars.store import by_slug, changed, open_room, seminars
from app.web import errors
from app.web.assets import Assets
from app.web.security import Shield
from app.web.seminar.broadcaster import Feed, StreamLimits
from app.web.seminar.live import Live
from app.web.seminar.phone import TURN
from tests.crowd import TODAY
from tests.patience import PATIENCE_SECONDS, eventually
from tests.site import free_port, is_ready

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Room</title>
<meta name="htmx-config" content='{{"includeIndicatorCSS":false,"defaultTimeout":0}}'><link rel="icon" href="data:,">
<script src="{static}/vendor/htmx.js" defer></script><script src="{static}/vendor/hx-sse.js" defer></script>
<script src="{static}/seminar/live.js" defer></script></head><body>{body}</body></html>"""
SCREEN = '<div id="live" data-live="{stream}" data-state="/state" data-live-hidden><p>at first</p></div>'
PHONE = (
    '<div id="live" hidden data-live="{stream}" data-state="/turn/state" data-live-event="turn" data-live-now="{turn}">'
    '</div><p id="phone" data-hx-get="/now" data-hx-trigger="turn from:#live, over from:#live">at first</p>'
)


LARGE = Feed("large", lambda seminar: f"arrived {seminar.arrived} " + "x" * 4_000_000)


class Site:
    """slug: of the room, which outlives the process; renders: how often its text was made."""

    def __init__(self, engine: Engine, limits: StreamLimits) -> None:
        self.engine, self.renders = engine, 0
        self.live = Live(Hub(), partial(by_slug, engine), limits)
        rooms = seminars(engine) or [open_room(engine, "totem", "f", "fr", "together", "", TODAY).seminar]
        self.id, self.slug = rooms[0].id, rooms[0].slug
        self.screen = Feed("screen", self.text)
        self.assets, self.stopped = Assets(resource("static")), asyncio.Event()

    def text(self, seminar: Seminar) -> str:
        self.renders += 1
        stage = seminar.stage
        answered = self.live.answered(self.slug, stage.question)
        return f"<p>{stage.beat} {stage.question}\narrived {seminar.arrived}, answered {answered}</p>"

    async def page(self, request: Request) -> Response:
        seminar = await self.live.seminar(self.slug)
        assert seminar
        body, stream = (SCREEN, "/stream") if request.url.path == "/" else (PHONE, "/turn/stream")
        filled = body.format(stream=request.query_params.get("stream", stream), turn=seminar.stage.turn)
        return HTMLResponse(PAGE.format(static=self.assets.prefix, body=filled))

    async def stream(self, _: Request) -> Response:
        return self.live.stream(self.slug, self.screen)

    async def state(self, request: Request) -> Response:
        return await self.live.state(request, self.slug, self.screen)

    async def large(self, _: Request) -> Response:
        return self.live.stream(self.slug, LARGE)

    async def large_state(self, request: Request) -> Response:
        return await self.live.state(request, self.slug, LARGE)

    async def turn(self, request: Request) -> Response:
        if "m" in request.query_params:
            self.live.progress(self.slug, request.query_params["m"], int(request.query_params["at"]))
        return self.live.stream(self.slug, TURN)

    async def turn_state(self, request: Request) -> Response:
        return await self.live.state(request, self.slug, TURN)

    async def now(self, _: Request) -> Response:
        seminar = await self.live.seminar(self.slug)
        return PlainTextResponse(seminar.stage.turn if seminar else "over")

    async def held(self, _: Request) -> Response:
        await self.stopped.wait()
        return Response()

    async def mute(self, _: Request) -> Response:
        async def nothing() -> AsyncIterator[bytes]:
            yield b": \n\n"
            await self.stopped.wait()

        return StreamingResponse(nothing(), media_type="text/event-stream")

    def stop(self) -> None:
        self.stopped.set()
        self.live.stop()

    def do(self, request: Request) -> Response:
        what = request.path_params["what"]
        ends = {"purge": delete(SeminarRow), "close": update(CampaignRow).values(closed_on=TODAY)}
        if what in ends:
            with write_transaction(self.engine) as connection:
                connection.execute(ends[what])
        else:
            changed(self.engine, self.id, partial(_done, what))
        self.live.announce(self.slug)
        return PlainTextResponse("")

    async def figures(self, _: Request) -> Response:
        room = self.live._rooms.get(self.slug)
        return PlainTextResponse(
            json.dumps(
                {"streams": room.streams if room else 0, "rooms": len(self.live._rooms), "renders": self.renders}
            )
        )

    def app(self) -> Starlette:
        remove_compress_type("text/event-stream")
        routes = [
            Route("/", self.page),
            Route("/phone", self.page),
            Route("/stream", self.stream),
            Route("/state", self.state),
            Route("/large", self.large),
            Route("/large/state", self.large_state),
            Route("/turn/stream", self.turn),
            Route("/turn/state", self.turn_state),
            Route("/now", self.now),
            Route("/held", self.held),
            Route("/mute", self.mute),
            Route("/do/{what}", self.do, methods=["POST"]),
            Route("/figures", self.figures),
            Mount(self.assets.prefix, self.assets),
        ]
        shield = Middleware(
            Shield, base_url=None, refuse=errors.refuse_cross_origin, broken=PlainTextResponse("broken", 500)
        )
        compress = Middleware(CompressMiddleware, minimum_size=1)
        return Starlette(routes=routes, middleware=[shield, compress], lifespan=self._lifespan)

    @asynccontextmanager
    async def _lifespan(self, _: Starlette) -> AsyncIterator[None]:
        yield
        await self.live.close()
        self.engine.dispose()


def _done(what: str, _: Connection, seminar: Seminar) -> dict[str, Any]:
    if what == "arrive":
        return {"arrived": seminar.arrived + 1}
    stage = seminar.stage
    return {"stage": replace(stage, beat="answering", question=stage.question + (stage.beat == "answering"))}


class Follow:
    """One who follows: each event is what it is called and what it says."""

    def __init__(self, port: int, path: str, headers: dict[str, str] | None = None) -> None:
        self.connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)
        self.connection.request("GET", path, headers=headers or {})
        self.response: HTTPResponse = self.connection.getresponse()
        self.raw = b""

    def event(self) -> tuple[str, str] | None:
        """The next one; None at the end."""
        name, data = "", list[str]()
        while line := self.response.readline():
            self.raw += line
            match line.decode().rstrip("\n").partition(": "):
                case ("event", _, name):
                    pass
                case ("data", _, text):
                    data.append(text)
                case ("", _, _):
                    return name, "\n".join(data)
        return None

    def state(self) -> str:
        """The next one that is no heartbeat."""
        while event := self.event():
            if event[0] != "alive":
                return event[1]
        raise AssertionError("the stream has ended")

    def close(self) -> None:
        self.response.close()
        self.connection.close()


class LiveRoom:
    """Its server in a thread."""

    def __init__(self, folder: Path, **limits: float) -> None:
        self.folder, self.port = folder, free_port()
        self.limits = StreamLimits(**limits)  # type: ignore[arg-type]
        self.follows: list[Follow] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        self.server = server(self.port, self.folder, self.limits)
        self.thread = Thread(target=self.server.run)
        self.thread.start()
        self._wait()

    def stop(self) -> None:
        self.server.should_exit = True
        self.thread.join(PATIENCE_SECONDS)
        assert not self.thread.is_alive()

    def end(self) -> None:
        for one in self.follows:
            one.close()
        self.stop()

    def follow(self, path: str = "/stream", headers: dict[str, str] | None = None) -> Follow:
        self.follows.append(Follow(self.port, path, headers))
        return self.follows[-1]

    def get(self, path: str) -> bytes:
        with closing(urllib.request.urlopen(self.address + path)) as answer:
            body: bytes = answer.read()
            return body

    def figures(self) -> dict[str, int]:
        found: dict[str, int] = json.loads(self.get("/figures"))
        return found

    def do(self, what: str) -> None:
        urllib.request.urlopen(urllib.request.Request(f"{self.address}/do/{what}", method="POST")).close()

    def _wait(self) -> None:
        eventually(lambda: is_ready(self.port, "/figures"), lambda: "The server did not start.")


class LiveProcess(LiveRoom):
    """Its server in a process of its own, which can be killed."""

    def start(self) -> None:
        self.process = subprocess.Popen((sys.executable, "-m", "tests.live", str(self.port), str(self.folder)))
        self._wait()

    def stop(self) -> None:
        self.process.terminate()
        assert self.process.wait(PATIENCE_SECONDS) == 0

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


def server(port: int, folder: Path, limits: StreamLimits) -> uvicorn.Server:
    engine = make_engine(f"sqlite:///{folder / 'totem.db'}")
    migrate(engine)
    site = Site(engine, limits)
    # More patience than the tests have: it is not this that ends the streams.
    config = uvicorn.Config(
        site.app(),
        port=port,
        access_log=False,
        log_config=None,
        http=Watch(Limits(), Trusted("127.0.0.1"), end_streams=site.stop).protocol(),
        timeout_graceful_shutdown=10 * PATIENCE_SECONDS,
    )
    return uvicorn.Server(config)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # uvicorn hands it on once it has ended
    server(int(sys.argv[1]), Path(sys.argv[2]), StreamLimits()).run()
