"""A result is put together from pieces that are kept: the same bytes as if each were rendered for its reader alone."""

import time
from collections.abc import Iterator
from dataclasses import replace
from random import Random

import pytest
from starlette.testclient import TestClient

from app.banks.response_model import clicker
from app.main import create_app
from app.resources import resource
from app.totem.course import finished
from app.totem.model import NO_OCCASION, Answers, Bank
from app.web import pages
from app.web.assets import Assets
from app.web.context import figures_addresses
from app.web.language import Catalogues
from app.web.pages import Templates
from app.web.tokens import new_sheet
from tests.editions import furnish
from tests.web.conftest import settings_in
from tests.whole import Whole

CAMPAIGNS = {"printemps-2026": "totem", "totem": "totem", "express": "express"}
"""The first has figures to stand beside; what is kept of one questionnaire's is asked for by two campaigns."""
ENDS = ("", "finish=counted", "finish=counted&again=private", "finish=counted&again=count", "finish=spent")
PEOPLE = 40


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    settings = settings_in(tmp_path_factory.mktemp("pieces"), base_url="https://totem.example")
    furnish(settings)
    with TestClient(create_app(settings), base_url="https://totem.example") as client:
        yield client


def people(bank: Bank, random: Random) -> Iterator[Answers]:
    """Who clicked at random, some of them as if a side had never come up, some as leaders, some saying nothing."""
    for number in range(PEOPLE):
        sheet = new_sheet(bank, time.time())
        answers = replace(clicker(bank, random), leads=number % 3 == 0)
        if number % 4 == 0:
            asked = zip(answers.replies, bank.items, strict=True)
            said = (NO_OCCASION if one.side in one.question.no_occasion else reply for reply, one in asked)
            answers = replace(answers, replies=tuple(said))
        scored = finished(bank, answers, sheet.nonce)
        yield replace(scored, even=scored.even or number % 11 == 0)


def addresses(here: Whole) -> list[str]:
    random, found = Random("pieces"), []
    for slug, bank_id in CAMPAIGNS.items():
        bank = here.questionnaires[bank_id].bank
        for number, answers in enumerate(people(bank, random)):
            token, end = here.tokens.seal_result(slug, bank, answers), ENDS[number % len(ENDS)]
            found += [f"/{language}/result/{token}?{end}".rstrip("?") for language in ("fr", "en")]
    return found


def without_memory(here: Whole, patch: pytest.MonkeyPatch) -> Templates:
    """The same templates, whose macros write anew whenever they are called."""
    patch.setattr(pages, "kept", lambda macro: macro)
    figures = figures_addresses(here.questionnaires, here.site.successors)
    assets, catalogues = Assets(resource("static")), Catalogues(resource("locale"))
    base = "https://totem.example"
    return Templates(
        resource("templates"), assets, catalogues, demo=False, base_url=base, figures=figures, animals=True
    )


def test_each_result_is_the_same_bytes_as_one_that_nothing_was_kept_for(
    reader: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = Whole(reader.app)
    asked = addresses(here)
    kept = [reader.get(address).text for address in asked]
    assert [reader.get(address).text for address in asked] == kept
    plain = without_memory(here, monkeypatch)
    monkeypatch.setattr(here.site.templates, "_environments", plain._environments)
    assert [reader.get(address).text for address in asked] == kept
    assert sum('class="among"' in one for one in kept) > PEOPLE
    assert sum('class="no-animal"' in one for one in kept) >= len(CAMPAIGNS)


def test_no_stand_in_is_left_and_each_link_leads_to_its_own_result(reader: TestClient) -> None:
    for address in addresses(Whole(reader.app))[::7]:
        html, own = reader.get(address).text, address.partition("?")[0]
        assert "@path@" not in html
        assert not [name for name in ("face", "card", "guess", "address", "team", "refine") if f"@{name}@" in html]
        assert f'id="own-link" class="address" readonly value="https://totem.example{own}"' in html
        assert f'href="{own}/calendar/again.ics"' in html
        other = own.replace("/fr/", "/en/") if own.startswith("/fr/") else own.replace("/en/", "/fr/")
        assert f'id="other-language" href="{other}"' in html
