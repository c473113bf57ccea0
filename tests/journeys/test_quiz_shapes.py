"""Every kind of step at every size: nothing is covered or cut, nothing scrolls sideways, both ladders are level."""

from random import Random
from typing import Any

import httpx2
import pytest
from playwright.sync_api import Browser, Page

from tests.patience import PATIENCE_SECONDS
from tests.site import LiveSite
from tests.soak import many, shared
from tests.web.player import Player, at_random

pytestmark = [pytest.mark.browser, pytest.mark.long]

SIZES = (
    (320, 568), (360, 640), (375, 553), (390, 664), (412, 785), (740, 360), (768, 1024), (1280, 720),
    (640, 360), (384, 512),  # the last two at a zoom of 200 %
)  # fmt: skip

FAULTS = """() => {
  const faults = [], step = document.getElementById("step"), root = document.documentElement;
  if (root.scrollWidth > innerWidth) faults.push(`wider than the window: ${root.scrollWidth}`);
  const name = (one) => (one.innerText || one.name || one.tagName).trim().slice(0, 40);
  const targets = [...step.querySelectorAll("label, button, summary, a[href]")].filter((one) => one.checkVisibility());
  const corners = ({ left, right, top, bottom }) => {
    const [x, y] = [(left + right) / 2, (top + bottom) / 2];
    return [[x, y], [left + 6, y], [right - 6, y], [x, top + 4], [x, bottom - 4]];
  };
  for (const start of [0, root.scrollHeight]) {
    for (const one of targets) {
      scrollTo(0, start);
      one.scrollIntoView({ block: "nearest" });
      const box = one.getBoundingClientRect();
      if (box.height > innerHeight) continue;
      for (const [x, y] of corners(box)) {
        const there = document.elementFromPoint(x, y);
        if (!there || !(one.contains(there) || there.contains(one)))
          faults.push(`covered: ${name(one)}, by ${there ? name(there) : "the edge"}`);
      }
    }
  }
  for (const one of step.querySelectorAll("h1, h2, p, label, button, span, small, summary"))
    if (one.checkVisibility() && one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).display !== "inline")
      faults.push(`cut: ${name(one)}`);
  const small = targets.filter((one) => one.matches("label, button") && one.getBoundingClientRect().height < 43.5);
  faults.push(...small.map((one) => `too small for a thumb: ${name(one)}`));
  const [first, second] = [...step.querySelectorAll(".side")];
  if (second && first.getBoundingClientRect().left !== second.getBoundingClientRect().left) {
    const rungs = (side) => [...side.querySelectorAll(".point:not(.none)")];
    const tops = (side) => rungs(side).map((one) => one.getBoundingClientRect().top);
    const others = tops(second);
    if (tops(first).some((top, at) => Math.abs(top - others[at]) > 1)) faults.push("the ladders are not level");
  }
  return faults;
}"""


STYLED = """(style) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(style);
  document.adoptedStyleSheets = [sheet];
}"""


SWAPPED = """async (address) => {
  const step = await fetch(address, { headers: { "hx-request": "true" } });
  document.getElementById("step").outerHTML = await step.text();
}"""
"""The next step comes into the page of the one before."""


@pytest.fixture(scope="module")
def browsed(browser: Browser) -> Any:
    context = browser.new_context(reduced_motion="reduce")
    yield context.new_page()
    context.close()


def steps_of(site: LiveSite, language: str) -> dict[str, str]:
    """The address of each kind of step: every statement, every scene before a pick and after it, the offer, the end."""
    found: dict[str, str] = {}
    with httpx2.Client(base_url=site.address, timeout=PATIENCE_SECONDS) as client:
        for person in range(40):
            player = Player(client, "totem", language)  # type: ignore[arg-type]
            draws = at_random(Random(person))
            while not player.screen.is_last:
                kind = "offer" if "more" in player.screen.offered else f"{player.screen.number}"
                found.setdefault(kind, player.address)
                if player.screen.is_scene:
                    player.send(c=player.screen.offered["c"][0])
                    found.setdefault(f"{kind}, picked", player.address)
                    player.send(l=player.screen.offered["l"][0])
                else:
                    player.step(draws)
            found.setdefault("end", player.address)
            if "offer" in found and len(found) >= 10 + 2 * 13 + 2:
                return found
    raise AssertionError(f"Nobody was offered more scenes: {sorted(found)}")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_answer_is_covered_or_cut_at_any_size_and_ladders_are_level(
    site: LiveSite, browsed: Page, language: str
) -> None:
    faults = []
    browsed.goto(f"{site.address}/{language}/quiz/totem")
    for at, (name, address) in enumerate(steps_of(site, language).items()):
        browsed.evaluate(SWAPPED, address)
        sizes = shared(SIZES, language)
        for width, height in many(sizes[at % 2 :: 2], sizes):
            browsed.set_viewport_size({"width": width, "height": height})
            faults += [f"{name}, {width}×{height}: {fault}" for fault in browsed.evaluate(FAULTS)]
    assert faults == []


def test_what_is_covered_cut_or_askew_is_found(site: LiveSite, browsed: Page) -> None:
    """The control: a bar over the answers, a label that is cut, ladders that are not level."""
    browsed.set_viewport_size({"width": 375, "height": 553})
    for style, fault in (
        (".go { position: fixed; inset: auto 0 0; block-size: 9rem; background: red; z-index: 9 }", "covered: "),
        (".point { inline-size: 2rem; white-space: nowrap }", "cut: "),
        (".side + .side .point { translate: 0 2rem }", "the ladders are not level"),
        (".scales { inline-size: 140vw }", "wider than the window"),
    ):
        browsed.goto(f"{site.address}/fr/quiz/totem")
        assert browsed.evaluate(FAULTS) == []
        browsed.evaluate(STYLED, style)
        assert [one for one in browsed.evaluate(FAULTS) if one.startswith(fault)], style
