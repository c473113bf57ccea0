"""Every page and state as axe, a thumb and a narrow screen find them.

Promises that each is measured in French, and that axe is asked about each kind of element in one of both languages; in
`make soak`, about all in both.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import httpx2
import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page

from tests.journeys.kinds import each_kind_once
from tests.patience import PATIENCE_SECONDS
from tests.site import LiveSite
from tests.soak import IS_SOAK, shared
from tests.states import SUBMIT, State, furnished, states

BRIEF = {"resultTypes": ["violations"]}
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"], **BRIEF}
CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast"]}, **BRIEF}
SMALL = """() => [...document.querySelectorAll(
  "button, .button, summary, label.point, .choice, .entry, .papers a, .back a, .editions a, .files a, .scan a, " +
  ".source a, .masthead a, .progress a, .colophon a"
)].filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < 43.5)
  .map((one) => `${one.textContent.trim().slice(0, 30)} is too small for a thumb`)"""
ALONE = """() => {
  const found = [], texts = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  const shared = (a, b) => b && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1;
  const boxes = (one) => one?.nodeType === 1 ? [...one.getClientRects()] : [];
  while (texts.nextNode()) {
    const dot = texts.currentNode, range = document.createRange();
    if (dot.data.trim() !== "·" || !dot.parentElement.checkVisibility()) continue;
    range.selectNodeContents(dot);
    const [own] = range.getClientRects(), near = [...boxes(dot.previousSibling), ...boxes(dot.nextSibling)];
    if (near.length && !(own && near.some((box) => shared(own, box)))) found.push(`a dot alone: ${dot.parentElement.textContent.trim().slice(0, 40)}`);
  }
  return found;
}"""  # noqa: E501
"""A dot between two links that lies on the line of neither."""
BROKEN = r"""() => {
  const found = [], texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), range = document.createRange();
  while (texts.nextNode()) {
    const text = texts.currentNode, holder = text.parentElement;
    if (!holder.closest("button, .button, summary, label, h1, h2, h3, dt, th") || holder.closest("svg, .hidden")) continue;
    if (!holder.checkVisibility()) continue;
    for (const word of text.data.matchAll(/[\p{L}\d’]+/gu)) {
      range.setStart(text, word.index);
      range.setEnd(text, word.index + word[0].length);
      if (new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size > 1) found.push(`broken: ${word[0]}`);
    }
  }
  return found;
}"""  # noqa: E501
"""A word that goes on in the next line."""
SWAPPED = """async (html) => {
  const next = new DOMParser().parseFromString(html, "text/html");
  const sheets = (of) => [...of.querySelectorAll("link[rel=stylesheet]")], address = (one) => one.getAttribute("href");
  const [ours, theirs] = [sheets(document).map(address), sheets(next).map(address)];
  for (const one of sheets(document)) if (!theirs.includes(address(one))) one.remove();
  await Promise.all(sheets(next).filter((one) => !ours.includes(address(one))).map((one) => new Promise((done) => {
    const sheet = document.importNode(one);
    sheet.onload = sheet.onerror = done;
    document.head.append(sheet);
  })));
  document.body.replaceWith(document.importNode(next.body, true));
}"""
"""A page without its scripts, in place of the one before: a third of the work of opening it."""
WIDE = "() => document.documentElement.scrollWidth > 360 ? ['wider than the screen'] : []"
MEASURED = f"""() => {{
  for (const one of document.querySelectorAll("details")) one.open = true;
  return [{SMALL}, {ALONE}, {BROKEN}, {WIDE}].flatMap((measure) => measure());
}}"""
FAULTS = "rules => axe.run(rules).then(({violations}) => violations.map(one => `${one.id}: ${one.nodes[0].html}`))"
NOT_OURS = ("style", "docs", "screen-")
"""Whole pages inside one, what a third party's script draws, and what no phone shows (`test_screen.py`)."""


@dataclass(frozen=True, slots=True)
class Walk:
    """closely: the states that axe is asked about; others are measured alone, and in French alone, in a page that
    another one came in. texts: the HTML of each state in French."""

    live: LiveSite
    states: list[State]
    closely: list[State]
    texts: dict[str, str]


@pytest.fixture(scope="module")
def every(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    """Every page and state, on a site that has them."""
    folder = tmp_path_factory.mktemp("every")
    settings = furnished(folder, people=60)
    live = LiveSite(folder, TOTEM_QUESTIONS=str(settings.questions))
    live.start()
    known = [state for state in states(settings) if not state.name.startswith(NOT_OURS)]
    texts = _texts(live, known)
    closely = texts if IS_SOAK else each_kind_once(texts)
    yield Walk(live, known, [state for state in known if state.name in closely], texts)
    live.stop()


def _texts(live: LiveSite, known: list[State]) -> dict[str, str]:
    """The HTML of each state in French."""
    with httpx2.Client(base_url=live.address, timeout=PATIENCE_SECONDS, follow_redirects=True) as client:
        return {
            state.name: client.request("POST" if state.form else "GET", state.address("fr"), data=state.form).text
            for state in known
        }


def faults_of(every: Walk, browser: Browser, language: str) -> list[str]:
    """Of all that axe asks, the theme changes the contrast alone: one page is looked at in one, and the next in the
    other."""
    page = browser.new_page(viewport={"width": 360, "height": 740}, reduced_motion="reduce")
    page.goto(f"{every.live.address}/{language}/")
    faults, closely = [], shared(every.closely, language)
    for state in every.states:
        if language == "fr" or (state.in_languages and state in closely):
            if state in every.closely:
                visit(page, every.live.address, state, language)
            else:
                page.evaluate(SWAPPED, every.texts[state.name])
            faults += [f"{state.name}: {fault}" for fault in page.evaluate(MEASURED)]
            if state in closely:
                faults += [f"{state.name}: {fault[:250]}" for fault in asked(page, dark=closely.index(state) % 2 == 0)]
    page.close()
    return faults


def asked(page: Page, *, dark: bool) -> list[str]:
    """All that axe asks, in this theme; in `make soak`, the contrast in the other one too, which is all that it
    changes."""
    faults = []
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(AXE_SCRIPT)
    for is_dark, rules in ((dark, RULES), *(((not dark, CONTRAST),) if IS_SOAK else ())):
        page.emulate_media(color_scheme="dark" if is_dark else "light")
        faults += [f"{'dark: ' if is_dark else ''}{fault}" for fault in page.evaluate(FAULTS, rules)]
    return faults


def visit(page: Page, base: str, state: State, language: str) -> None:
    page.emulate_media(color_scheme="light")
    if state.form is None:
        page.goto(base + state.address(language))
        return
    page.goto(f"{base}/{language}/about")
    with page.expect_navigation():
        page.evaluate(SUBMIT, [base + state.address(language), dict(state.form)])
