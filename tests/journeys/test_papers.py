"""What trainers print, in real Chromium: on as few sheets as promised, without a fault that axe finds."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any, Literal

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from app.actions import Receipt, entry_of
from app.banks.loader import load_catalogue
from app.banks.response_model import CENTRAL, populations
from app.db.engine import make_engine, migrate
from app.pool_keys.key_file import KeyFile
from app.seminars.rooms import Opened, Rooms
from app.seminars.store import finish
from app.settings import Settings, load_secrets
from app.tallies.ledger import Ledger
from tests.browsers import Watch
from tests.crowd import a_receipt
from tests.journeys.axe import CONTRAST, FAULTS, RULES
from tests.site import LiveSite
from tests.soak import IS_SOAK, many, shared
from tests.web.conftest import settings_in

pytestmark = [pytest.mark.browser, pytest.mark.long]
LOOKS: tuple[tuple[Literal["light", "dark"], Any], ...] = ("light", RULES), ("dark", RULES if IS_SOAK else CONTRAST)
PEOPLE = {"crowd": 24, "table": 7, "few": 3}


def furnished(settings: Settings) -> dict[str, Opened]:
    """A closed room of each size, as it was revealed."""
    engine, keys = make_engine(settings.database_url), KeyFile(settings.pool_key_file)
    migrate(engine)
    banks = load_catalogue(settings.questions)
    bank, rooms = banks["express"].bank, Rooms(engine, keys, banks, load_secrets(settings.secret_file)[0])
    found = {name: rooms.open("express", "fr", "free", f"{name}: comité de pilotage élargi") for name in PEOPLE}
    ledger = Ledger(engine, keys, on_finished=finish)
    ledger.start()
    for name, opened in found.items():
        id_ = opened.seminar.campaign_id
        receipts = (Receipt(a_receipt(id_ * 10_000 + person), date(2199, 1, 1)) for person in range(PEOPLE[name]))
        sheets = (each.sheet(each.person()) for _, each in populations(bank, CENTRAL, 3.3, PEOPLE[name], name))
        entries = [entry_of(id_, bank, sheet, receipt) for sheet, receipt in zip(sheets, receipts, strict=True)]
        with ThreadPoolExecutor(8) as threads:
            list(threads.map(ledger.record_now, entries))
        rooms.act(opened.seminar.id, "reveal")
        rooms.act(opened.seminar.id, "close")
    ledger.stop()
    engine.dispose()
    return found


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[LiveSite, dict[str, tuple[str, int]]]]:
    """The site, and the path of each paper after the language, with the most A4 pages that it may take."""
    live = LiveSite(tmp_path_factory.mktemp("papers"))
    rooms = furnished(settings_in(live.folder))
    live.start()
    recaps = {name: (f"screen/{opened.screen}/recap", 2) for name, opened in rooms.items()}
    others = {
        "sheet": (f"remote/{rooms['crowd'].remote}/sheet", 1),
        "any sheet": ("seminar/sheet", 1),
        "express": ("seminar/paper/express", 4),
    }
    yield live, recaps | others
    live.stop()


@pytest.mark.parametrize("language", many(["fr"], ["fr", "en"]))
def test_every_paper_fits_its_sheets(
    papers: tuple[LiveSite, dict[str, tuple[str, int]]], page: Page, language: str
) -> None:
    site, addresses = papers
    taken = {}  # French is the longer one
    for name, (path, _) in addresses.items():
        page.goto(f"{site.address}/{language}/{path}")
        taken[name] = len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True)))
    assert all(taken[name] <= most for name, (_, most) in addresses.items()), taken


@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_paper_has_a_fault_on_screen(
    papers: tuple[LiveSite, dict[str, tuple[str, int]]], page: Page, watched: Watch, language: str
) -> None:
    """The theme changes the contrast alone; in `make soak`, all."""
    site, addresses = papers
    page.set_viewport_size({"width": 360, "height": 740})
    faults = {}
    for name, (path, _) in shared(addresses.items(), language):
        page.goto(f"{site.address}/{language}/{path}")
        page.evaluate(AXE_SCRIPT)
        wide = page.evaluate("document.documentElement.scrollWidth > innerWidth + 1")
        faults[name] = ["wider than a phone"] if wide else []
        for scheme, rules in LOOKS:
            page.emulate_media(color_scheme=scheme)
            faults[name] += page.evaluate(FAULTS, rules)
    assert not any(faults.values()), faults
