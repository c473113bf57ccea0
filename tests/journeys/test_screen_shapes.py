"""The projected screen at every shape of window: no text on another, none cut, on any beat, with any troupe."""

import re
from collections.abc import Iterable
from typing import get_args

import pytest
from playwright.sync_api import Page

from app.banks.schema import Language
from app.seminars.stage import Beat
from app.web.seminar.screen_view import ScreenRoom
from tests.journeys.projector import SHOW
from tests.soak import IS_SOAK, many, shared
from tests.web.screens import html_of
from tests.web.seminar.screen_states import covers, others, talks, troupes, votes

pytestmark = pytest.mark.browser
SHAPES = ((1024, 768), (1280, 800), (1920, 1080), (1366, 625), (2560, 1080), (640, 293))
"""4:3, 16:10, 16:9, a browser that is not full screen, 21:9, and a window of 1280 × 585 at a zoom of 200 %."""
# A text's ink is between its ascenders and descenders: its box without a little above and below.
FAULTS = """() => {
  const found = [], texts = [], stage = document.getElementById("stage");
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const cutters = (one) => { const all = []; for (let up = one; up && up !== document.documentElement; up = up.parentElement) if (getComputedStyle(up).overflowX !== "visible" && !up.closest("svg")) all.push(up); return all; };
  while (walk.nextNode()) {
    const text = walk.currentNode, holder = text.parentElement;
    if (!text.data.trim() || holder.closest(".hidden, title, desc, dialog, script, [hidden]") || getComputedStyle(holder).visibility === "hidden") continue;
    const range = document.createRange();
    range.selectNodeContents(text);
    const name = text.data.trim().replace(/\\s+/g, " ").slice(0, 28);
    for (const box of range.getClientRects()) {
      if (box.width < 1) continue;
      const ink = { left: box.left + 0.5, right: box.right - 0.5, top: box.top + 0.18 * box.height, bottom: box.bottom - (/[gjpqyç,;()]/.test(text.data) ? 0.08 : 0.24) * box.height };
      texts.push({ name, ink, block: holder.closest("h1, p, li, dt, dd, td, th, text, button, .qr") });
      const walls = [{ left: 0, top: 0, right: innerWidth, bottom: innerHeight }, ...cutters(holder).map((one) => one.getBoundingClientRect())];
      if (walls.some((wall) => ink.left < wall.left - 1 || ink.right > wall.right + 1 || ink.top < wall.top - 1 || ink.bottom > wall.bottom + 1)) found.push(`${name} is cut`);
    }
  }
  for (const svg of stage.querySelectorAll(".qr svg, .way-in svg")) texts.push({ name: "code", ink: svg.getBoundingClientRect(), block: svg });
  const over = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 0 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 0;
  texts.forEach((one, at) => texts.slice(at + 1).forEach((other) => { if (one.block !== other.block && over(one.ink, other.ink)) found.push(`${one.name} | ${other.name}`); }));
  for (const mask of stage.querySelectorAll("svg.mask, .entrance .mask, .portrait .mask, .gathered.met")) {
    if (mask.closest(".peeking")) continue;
    const box = mask.getBoundingClientRect(), ink = { left: box.left + 0.1 * box.width, right: box.right - 0.1 * box.width, top: box.top + 0.1 * box.height, bottom: box.bottom - 0.1 * box.height };
    if (box.left < -1 || box.top < -1 || box.right > innerWidth + 1 || box.bottom > innerHeight + 1) found.push("a mask is cut");
    for (const text of texts) if (over(ink, text.ink)) found.push(`a mask on ${text.name}`);
  }
  const root = document.documentElement;
  if (root.scrollWidth > innerWidth || root.scrollHeight > innerHeight) found.push("scrolls");
  return [...new Set(found)];
}"""  # noqa: E501
SHORT = re.compile(
    "[27] kinds, even|, 3 kinds, one|^(lobby|answering|own|dimensions|end) 480|round|no animal|gap|prompt 1|late"
    "|rehearsal|together (2|8|paused)|vote hotel|statement trust|talk|over [03]|gathering (5|300)|lit widest|of few"
)


def faults_at(projector: Page, rooms: Iterable[tuple[str, ScreenRoom]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for at, (name, room) in enumerate(rooms):
        projector.evaluate(SHOW, html_of(room, "stage"))
        projector.evaluate("document.querySelector('.counting')?.classList.add('up')")
        for width, height in many(SHAPES[at % 2 :: 2], SHAPES):
            projector.set_viewport_size({"width": width, "height": height})
            if faults := projector.evaluate(FAULTS):
                found[f"{name} at {width}x{height}"] = faults
    return found


@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_text_lies_on_another_and_none_is_cut_at_any_shape(projector: Page, language: Language) -> None:
    """Each beat, with all the animals and with few, and the longest texts; in `make soak` all that there is."""
    rooms = (*troupes(language), *others(language), *votes(language), *talks(language), *covers(language))
    part = rooms if IS_SOAK else [one for one in rooms if SHORT.search(one[0])]
    assert {room.stage.beat for _, room in part} == {*get_args(Beat)}
    assert faults_at(projector, shared(part, language)) == {}
