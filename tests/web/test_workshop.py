"""What takes long to make: in a short line of its own, kept once it is made, never in the pages' threads."""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from anyio.to_thread import current_default_thread_limiter
from starlette.applications import Starlette
from starlette.datastructures import URL
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send

from app.child_process import ChildFailed
from app.main import create_app
from app.web.pages import Templates
from app.web.png import PngRenderer
from app.web.workshop import AT_WORK, LINE, Busy, Gate, Left, Workshop
from tests.web.conftest import settings_in
from tests.whole import Whole


class Visitor:
    """Who asks, until they leave."""

    url = URL("/somewhere")

    def __init__(self) -> None:
        self.left = asyncio.Event()

    async def receive(self) -> dict[str, str]:
        await self.left.wait()
        return {"type": "http.disconnect"}

    async def is_disconnected(self) -> bool:
        return self.left.is_set()


class Bench:
    """Work that goes on until it may end. at_work, most: how many at once."""

    def __init__(self) -> None:
        self.may_end, self.lock = threading.Event(), threading.Lock()
        self.at_work = self.most = 0
        self.begun: list[str] = []

    def make(self, name: str) -> Callable[[], bytes]:
        def work() -> bytes:
            with self.lock:
                self.begun.append(name)
                self.at_work += 1
                self.most = max(self.most, self.at_work)
            assert self.may_end.wait(20)
            with self.lock:
                self.at_work -= 1
            return name.encode()

        return work


def run(story: Callable[[Workshop, Bench], Awaitable[None]]) -> None:
    async def told() -> None:
        bench = Bench()
        try:
            await asyncio.wait_for(story(Workshop(), bench), 30)
        finally:
            bench.may_end.set()

    asyncio.run(told())


def ask(shop: Workshop, bench: Bench, name: str, visitor: Visitor | None = None) -> asyncio.Task[bytes]:
    request: Any = visitor or Visitor()
    return asyncio.create_task(shop.get(request, name, bench.make(name)))


async def until(true: Callable[[], bool]) -> None:
    while not true():
        await asyncio.sleep(0.005)


def test_two_are_made_at_once_some_wait_and_the_rest_are_told_to_come_back() -> None:
    async def story(shop: Workshop, bench: Bench) -> None:
        asked = [ask(shop, bench, f"poster {at}") for at in range(300)]
        await until(lambda: len(bench.begun) == AT_WORK and shop.refused == 300 - AT_WORK - LINE)
        assert current_default_thread_limiter().borrowed_tokens == 0
        bench.may_end.set()
        answers = await asyncio.gather(*asked, return_exceptions=True)
        assert sum(isinstance(answer, Busy) for answer in answers) == 300 - AT_WORK - LINE
        assert bench.most == AT_WORK
        assert shop.made == AT_WORK + LINE

    run(story)


def test_what_nobody_waits_for_any_more_is_not_begun() -> None:
    async def story(shop: Workshop, bench: Bench) -> None:
        visitors = [Visitor() for _ in range(AT_WORK + LINE)]
        asked = [ask(shop, bench, f"card {at}", visitor) for at, visitor in enumerate(visitors)]
        await until(lambda: len(bench.begun) == AT_WORK)
        for visitor in visitors:
            visitor.left.set()
        assert all(isinstance(one, Left) for one in await asyncio.gather(*asked, return_exceptions=True))
        assert shop.dropped == LINE
        bench.may_end.set()
        assert await ask(shop, bench, "another") == b"another"
        assert len(bench.begun) == AT_WORK + 1

    run(story)


def test_who_asks_for_the_same_waits_for_the_same_and_one_who_leaves_takes_it_from_nobody() -> None:
    async def story(shop: Workshop, bench: Bench) -> None:
        first = [ask(shop, bench, f"busy {at}") for at in range(AT_WORK)]
        leaves, *stay = [Visitor() for _ in range(50)]
        gone, *others = [ask(shop, bench, "card", visitor) for visitor in (leaves, *stay)]
        await until(lambda: len(bench.begun) == AT_WORK)
        leaves.left.set()
        assert isinstance((await asyncio.gather(gone, return_exceptions=True))[0], Left)
        bench.may_end.set()
        assert set(await asyncio.gather(*others)) == {b"card"}
        assert bench.begun.count("card") == 1
        await asyncio.gather(*first)

    run(story)


def test_what_is_kept_is_given_while_the_line_is_full() -> None:
    async def story(shop: Workshop, bench: Bench) -> None:
        bench.may_end.set()
        await ask(shop, bench, "kept")
        bench.may_end.clear()
        asked = [ask(shop, bench, str(at)) for at in range(AT_WORK + LINE)]
        await until(lambda: len(bench.begun) == AT_WORK + 1)
        assert await ask(shop, bench, "kept") == b"kept"
        assert bench.begun.count("kept") == 1
        bench.may_end.set()
        await asyncio.gather(*asked)

    run(story)


def test_what_is_kept_has_an_end() -> None:
    async def story(_: Workshop, bench: Bench) -> None:
        shop = Workshop(room=10)
        bench.may_end.set()
        for name in ("aaaa", "bbbb", "aaaa", "cccc"):
            await ask(shop, bench, name)
        assert [name for name in ("aaaa", "bbbb", "cccc") if shop.kept(name)] == ["aaaa", "cccc"]
        await ask(shop, bench, "x" * 11)
        assert shop.kept("aaaa") is None

    run(story)


def test_what_fails_is_said_and_tried_again() -> None:
    async def story(shop: Workshop, bench: Bench) -> None:
        def fail() -> bytes:
            raise ChildFailed("no ink")

        request: Any = Visitor()
        for _ in range(2):
            with pytest.raises(ChildFailed):
                await shop.get(request, "card", fail)
        bench.may_end.set()
        assert await ask(shop, bench, "card") == b"card"

    run(story)


def test_a_burst_is_turned_back_at_the_gate_and_what_is_kept_comes_through() -> None:
    async def story(shop: Workshop, bench: Bench) -> None:
        entered: list[str] = []
        turned_back: list[str] = []
        go_on = asyncio.Event()

        async def app(scope: Scope, _: Receive, __: Send) -> None:
            entered.append(scope["path"])
            await go_on.wait()

        async def busy(scope: Scope, _: Receive, __: Send) -> None:
            turned_back.append(scope["path"])

        gate = Gate(app, workshop=shop, busy=busy, most=5)
        never: Any = None

        def arrives(path: str) -> asyncio.Task[None]:
            return asyncio.create_task(gate({"type": "http", "path": path}, never, never))

        kept: Any = Visitor()
        kept.url = URL("/fr/card.png")
        bench.may_end.set()
        await shop.get(kept, "home fr", bench.make("home fr"))
        pages = ("/fr/", "/fr/figures/totem", "/fr/quiz/totem", "/fr/remote/KEY/qr.png", "/fr/card.png")
        tasks = [arrives(f"/fr/figures/totem/{at}/poster.pdf") for at in range(300)]
        tasks += [arrives(page) for page in pages]
        await until(lambda: len(entered) + len(turned_back) == 300 + len(pages))
        assert len(turned_back) == 295
        assert set(pages) <= set(entered)
        go_on.set()
        await asyncio.gather(*tasks)
        await arrives("/en/card.png")
        assert entered[-1] == "/en/card.png"

    run(story)


def test_who_left_has_nothing_looked_up() -> None:
    async def story(shop: Workshop, _: Bench) -> None:
        looked: list[str] = []
        visitor: Any = Visitor()
        await shop.look(visitor, looked.append, "here")
        visitor.left.set()
        with pytest.raises(Left):
            await shop.look(visitor, looked.append, "gone")
        assert looked == ["here"]

    run(story)


@pytest.mark.parametrize(
    "path", ["/fr/card.png", "/fr/animal/totem/bee/wolf/card.png", "/favicon.ico", "/icon-192.png"]
)
def test_a_full_line_is_a_page_in_words_and_a_time_to_come_back(app: Starlette, client: TestClient, path: str) -> None:
    with Whole(app).given(workshop=Workshop(at_work=0, line=0)):
        response = client.get(path, headers={"accept-language": "fr"})
    assert response.status_code == 503
    assert int(response.headers["Retry-After"]) > 0
    assert "images" in response.text
    assert "no-store" in response.headers["Cache-Control"]
    assert "nosniff" in response.headers["X-Content-Type-Options"]


def test_who_is_told_to_come_back_costs_no_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three hundred are told at once, in the loop that serves everybody."""
    app = create_app(settings_in(tmp_path))
    Whole(app).give(workshop=Workshop(at_work=0, line=0))
    rendered: list[str] = []
    monkeypatch.setattr(Templates, "render", lambda _, page, *__: rendered.append(page.template))
    for language in ("fr", "en"):
        assert TestClient(app).get(f"/{language}/animal/totem/bee/wolf/card.png").status_code == 503
    assert [template for template in rendered if "error" in template] == []


def test_a_picture_is_painted_once(app: Starlette, client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    painted: list[int] = []

    def paint(_: PngRenderer, svg: str, width: int, ground: str = "") -> bytes:
        painted.append(width)
        return b"picture"

    monkeypatch.setattr(PngRenderer, "paint", paint)
    with Whole(app).given(workshop=Workshop()):
        for host in ("totem.example", "invented.example", "totem.example"):
            for path in ("/fr/card.png", "/fr/animal/totem/bee/wolf/card.png"):
                assert client.get(path, headers={"host": host}).content == b"picture"
    assert len(painted) == 2
