"""Nothing moves when the font arrives late: what is read meanwhile stays where it was."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route

from tests.site import LiveSite
from tests.soak import IS_SOAK, many
from tests.states import furnished, states

pytestmark = [pytest.mark.browser, pytest.mark.long]
PAGES = ("home", "quiz-first", "quiz-scene", "quiz-last", "result-counted", "figures")
MOST = 0.01
PAINTED = """() => new Promise((done) => {
  new PerformanceObserver(() => requestAnimationFrame(() => requestAnimationFrame(() => done())))
    .observe({ type: "paint", buffered: true });
})"""
SHIFT = """() => document.fonts.load("1em Atkinson").then((faces) => new Promise((done) => {
  let shift = faces.length ? 0 : NaN;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) shift += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(shift), 300);
}))"""


@pytest.fixture(scope="module")
def addresses(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Of each page in French, on a site with a crowd."""
    folder = tmp_path_factory.mktemp("crowded")
    settings = furnished(folder, people=60)
    live = LiveSite(folder, TOTEM_QUESTIONS=str(settings.questions))
    live.start()
    yield {state.name: live.address + state.address("fr") for state in states(settings)}
    live.stop()


def shift_of(page: Page, address: str) -> float:
    """How much has moved once the font is there, which is kept back until the page has been painted without it."""
    held: list[Route] = []
    page.route("**/*.woff2", lambda route: held.append(route))
    page.goto(address, wait_until="domcontentloaded")
    page.evaluate(PAINTED)
    assert held
    for route in held:
        route.continue_()
    shift: float = page.evaluate(SHIFT)
    return shift


@pytest.mark.parametrize("width", many([360, 1280], [360, 768, 1280]))
def test_nothing_moves_when_the_font_arrives(addresses: dict[str, str], browser: Browser, width: int) -> None:
    moved = {}
    for name in PAGES if IS_SOAK else PAGES[width == 360 :: 2]:
        context = browser.new_context(viewport={"width": width, "height": 740})
        moved[name] = shift_of(context.new_page(), addresses[name])
        context.close()
    assert {name: shift for name, shift in moved.items() if not shift <= MOST} == {}
