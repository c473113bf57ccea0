"""Every animal's result on paper: one clean A4 page, in both languages."""

import re
from itertools import product

import pytest
from playwright.sync_api import Page, expect

from app.banks.loader import load_catalogue
from app.resources import resource
from app.settings import load_secrets
from app.totem.model import Answers, Bank
from app.totem.scoring import score
from app.web.tokens import Tokens
from tests.sheets import sheet_with
from tests.site import LiveSite
from tests.soak import shared

pytestmark = [pytest.mark.browser, pytest.mark.long]


def one_of_each(bank: Bank) -> dict[str, Answers]:
    """A sheet for every totem; sides differ, so that the masks lean too."""
    replies = tuple(4 if item.side == bank.sides[0] else 2 for item in bank.items)
    found: dict[str, Answers] = {}
    for wanted in product(bank.forces, repeat=4):
        forces = [wanted[scene % 4] for scene in range(len(bank.scenes))]
        choices = tuple(
            [bank.force_of[dimension] for dimension in scene.options].index(force)
            for scene, force in zip(bank.scenes, forces, strict=True)
        )
        answers = sheet_with(bank, replies, choices)
        match = score(bank, answers).match
        if match and match.totem:
            found.setdefault(match.totem, answers)
    return found


@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_result_prints_on_one_page(site: LiveSite, page: Page, language: str) -> None:
    bank = load_catalogue(resource("questions"))["totem"].bank
    seals = Tokens(load_secrets(site.folder / "secrets" / "secret"))
    sheets = one_of_each(bank)
    assert len(sheets) == len(bank.totems)
    pages = {}
    for totem, answers in shared(sheets.items(), language):
        page.goto(f"{site.address}/{language}/result/{seals.seal_result('totem', bank, answers)}")
        expect(page.locator(".face")).to_be_visible()
        printed = page.pdf(prefer_css_page_size=True)
        pages[totem] = len(re.findall(rb"/Type\s*/Page\b", printed))
    assert pages == dict.fromkeys(pages, 1)
