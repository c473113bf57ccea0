"""Starts a site with an invented crowd, and takes a picture of every page and state in every width, theme and language.

Promises the same people and animals each time. Refuses to judge: it counts no difference and fails at no change.
"""

import asyncio
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from playwright.async_api import Browser, Page, async_playwright

from tests.browsers import ARGUMENTS, CHROMIUM
from tests.shots.sheet import Picture, contact_sheet
from tests.site import LiveSite
from tests.states import SUBMIT, State, furnished, states

FOLDER = Path(__file__).parents[2] / "shots"
WIDTHS = {360: 740, 768: 1024, 1280: 800, 1920: 1080}
A4 = {794: 1123}
TALLEST = 8000
Theme = Literal["light", "dark"]
THEMES: tuple[Theme, ...] = ("light", "dark")
LANGUAGES = ("fr", "en")
PEOPLE = 400
AT_ONCE = 3
UNFOLDED = ("result-counted", "figures")
ALL_IS_THERE = """async () => {
  for (const one of document.images) one.loading = "eager";
  await Promise.all([document.fonts.ready, ...[...document.images].map((one) => one.decode().catch(() => {}))]);
}"""
"""A page that follows a room is never without a request."""
PRINTED = ("result-counted", "result-leaning", "figures")


@dataclass(frozen=True, slots=True)
class View:
    """One visit. way: "" as the page opens, "unfolded" with all its details, "printed" on A4."""

    state: State
    language: str
    way: Literal["", "unfolded", "printed"] = ""

    @property
    def page(self) -> str:
        return "-".join(filter(None, (self.state.name, self.way)))


def views(found: list[State], only: str) -> Iterator[View]:
    for state in found:
        for language in LANGUAGES:
            if only in state.name and (language == LANGUAGES[0] or state.in_languages):
                yield View(state, language)
                if state.name in UNFOLDED:
                    yield View(state, language, "unfolded")
                if state.name in PRINTED:
                    yield View(state, language, "printed")


async def visit(page: Page, base: str, view: View) -> None:
    address = base + view.state.address(view.language)
    if view.state.form is None:
        response = await page.goto(address)
    else:
        await page.goto(f"{base}/{view.language}/about")
        async with page.expect_navigation() as navigation:
            await page.evaluate(SUBMIT, [address, dict(view.state.form)])
        response = await navigation.value
    if not response or response.status != view.state.status:
        sys.stderr.write(
            f"{view.page}, {view.language}: {response and response.status} instead of {view.state.status}\n"
        )
    await page.evaluate(ALL_IS_THERE)
    if view.way == "unfolded":
        await page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")


async def shoot(browser: Browser, base: str, view: View) -> list[Picture]:
    context = await browser.new_context(locale=view.language)
    page = await context.new_page()
    await visit(page, base, view)
    if view.way == "printed":
        await page.pdf(path=FOLDER / f"{view.state.name}-{view.language}.pdf", format="A4", print_background=True)
        await page.emulate_media(media="print")
    taken = []
    for width, height in (A4 if view.way == "printed" else WIDTHS).items():
        await page.set_viewport_size({"width": width, "height": height})
        whole = await page.evaluate("document.documentElement.scrollHeight")
        # What sticks to the bottom of the window stands where the page ends, not across the picture.
        await page.set_viewport_size({"width": width, "height": min(max(height, whole), TALLEST)})
        for theme in THEMES[:1] if view.way == "printed" else THEMES:
            await page.emulate_media(color_scheme=theme)
            file = f"{view.page}-{view.language}-{width}-{theme}.png"
            await page.screenshot(path=FOLDER / file, full_page=True, animations="disabled")
            taken.append(Picture(view.page, f"{view.language} · {theme}", width, file))
    await context.close()
    return taken


async def shoot_all(base: str, wanted: list[View]) -> list[Picture]:
    turn = asyncio.Semaphore(AT_ONCE)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))

        async def in_turn(view: View) -> list[Picture]:
            async with turn:
                return await shoot(browser, base, view)

        taken = await asyncio.gather(*map(in_turn, wanted))
        await browser.close()
    return [one for some in taken for one in some]


def main(only: str = "") -> None:
    started = time.monotonic()
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir()
    with tempfile.TemporaryDirectory() as place:
        settings = furnished(Path(place), PEOPLE)
        site = LiveSite(Path(place), TOTEM_QUESTIONS=str(settings.questions), TOTEM_DEVELOPMENT="1")
        site.start()
        try:
            taken = asyncio.run(shoot_all(site.address, list(views(states(settings), only))))
        finally:
            site.stop()
    summary = f"{len(taken)} pictures in {time.monotonic() - started:.0f} s"
    (FOLDER / "index.html").write_text(contact_sheet(taken, summary), "utf-8")
    sys.stdout.write(f"{summary}: {FOLDER / 'index.html'}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
