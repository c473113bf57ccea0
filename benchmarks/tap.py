"""`python -m benchmarks.tap`: from a tap to the next screen in a slow phone's browser, in a room of 60 that answer.

Chromium with its processor slowed four times, beside 60 phones that answer as it does; then alone in the same room.
Prints milliseconds from the last tap of a step until the frame that shows the next one: median, p95 and the longest.
"""

import argparse
import asyncio
import os
import tempfile
import threading
from pathlib import Path
from statistics import median, quantiles

from playwright.sync_api import Page, sync_playwright

from benchmarks.__main__ import pinned
from benchmarks.phone import Phone
from benchmarks.trainer import Trainer
from tests.browsers import ARGUMENTS, CHROMIUM
from tests.journeys.person import at_step
from tests.site import LiveSite

SLOWED, STEPS = 4, 12
"""Of the express questionnaire, those that are statements."""
TAPPED = """async number => {
  const sides = [...document.querySelectorAll("#step .side")];
  const labels = sides.map(side => side.querySelectorAll("label")[(number + 1) % 5]);
  labels.slice(0, -1).forEach(label => label.click());
  await new Promise(done => setTimeout(done, 600));
  const began = performance.now();
  labels.at(-1).dispatchEvent(new PointerEvent("pointerdown", {bubbles: true}));
  labels.at(-1).click();
  const shown = () => +document.querySelector("#step input[name=q]")?.value > number;
  while (!shown()) await new Promise(requestAnimationFrame);
  await new Promise(requestAnimationFrame);
  return performance.now() - began;
}"""


def come_in(page: Page, trainer: Trainer) -> None:
    """With the processor as slow as an old phone's."""
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
    page.goto(f"http://127.0.0.1:{trainer.port}/j/{trainer.code}")
    page.locator("form.room button").click()


def taps(page: Page) -> list[float]:
    found = []
    for number in range(1, STEPS + 1):
        at_step(page, number)
        if page.locator("#step .side").count():
            found.append(page.evaluate(TAPPED, number))
        else:
            break
    return found


def told(name: str, waits: list[float]) -> None:
    print(
        f"{name:<28} {len(waits):>5} taps  median {median(waits):>6.0f}  p95 {quantiles(waits, n=20)[18]:>6.0f}", end=""
    )
    print(f"  longest {max(waits):>6.0f} ms")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--people", type=int, default=6, help="who tap in the browser, one after the other")
    arguments.add_argument("--phones", type=int, default=60)
    asked, cores = arguments.parse_args(), sorted(os.sched_getaffinity(0))
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        site = LiveSite(Path(folder))
        with pinned(cores[0]):
            site.start()
        try:
            browser = driver.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
            for beside in (asked.phones, 0):
                waits: list[float] = []
                for _ in range(asked.people):
                    waits += one_room(browser.new_page(viewport={"width": 360, "height": 740}), site, beside)
                told(f"beside {beside} phones" if beside else "alone", waits)
        finally:
            site.stop()


def one_room(page: Page, site: LiveSite, phones: int) -> list[float]:
    """A new room, at everybody's own pace: its phones think as long as the taps take."""
    trainer = Trainer(site.port, pace="free")
    crowd = [Phone(site.port, trainer.code, name, thinks=2.0) for name in range(phones)]
    beside = threading.Thread(target=lambda: asyncio.run(answering(crowd)), daemon=True)
    come_in(page, trainer)
    trainer.press("next")
    beside.start()
    found = taps(page)
    page.context.close()
    trainer.press("close")
    beside.join()
    return found


async def answering(crowd: list[Phone]) -> None:
    await asyncio.gather(*(phone.take_part() for phone in crowd))


if __name__ == "__main__":
    main()
