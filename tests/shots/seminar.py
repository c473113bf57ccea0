"""A seminar with thirty phones, a screen and a remote, both paces, both languages: a picture of each phase.

Promises the same course as the test of a whole room. Refuses to judge the pictures: people do.
"""

import shutil
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browsers import ARGUMENTS, CHROMIUM
from tests.journeys.whole_room import held, whole_room
from tests.shots.sheet import Picture, contact_sheet
from tests.site import LiveSite

FOLDER = Path(__file__).parents[2] / "shots" / "seminar"
PHONES = 30
RUNS = [("fr", "free"), ("fr", "together"), ("en", "free"), ("en", "together")]


def main(phones: int = PHONES) -> None:
    started = time.monotonic()
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright:
        site = LiveSite(Path(place))
        site.start()
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        for language, pace in RUNS:
            with whole_room(browser, site, language, pace, FOLDER) as room:
                held(room, phones)
                sys.stdout.write(f"{language}, {pace}: {phones} phones, {len(room.complaints)} complaints\n")
                for complaint in room.complaints:
                    sys.stdout.write(f"  {complaint}\n")
        browser.close()
        site.stop()
    taken = [_picture(file) for file in sorted(FOLDER.glob("*.png"))]
    (FOLDER / "index.html").write_text(contact_sheet(taken, f"A seminar with {phones} phones."), encoding="utf-8")
    sys.stdout.write(f"{len(taken)} pictures in {time.monotonic() - started:.0f} s: {FOLDER / 'index.html'}\n")


def _picture(file: Path) -> Picture:
    language, pace, number, *name, who = file.stem.split("-")
    width = {"screen": 1920, "remote": 390, "phone": 360}.get(who, 1280)
    return Picture(f"{number} {'-'.join(name)}", f"{language} · {pace} · {who}", width, file.name)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
