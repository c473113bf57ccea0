"""A mirror survey that ends before its time: a voice that is closed early, and a survey that is deleted for good."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select
from sqlmodel import SQLModel

from app.barometer.commitments import Commitment, ProgressNote
from app.barometer.edition import Edition
from app.campaigns.draft import CampaignExists, CampaignInvalid
from app.campaigns.gone import gone_on
from app.campaigns.store import create
from app.db.engine import read
from app.db.tables import GoneRow, ReceiptRow, SiteRow
from app.endings import close_voice, end_survey
from app.pool_keys.key_file import KeyFile
from app.revealing import reveal_edition
from app.tallies.ledger import Outcome
from tests.surveys import CLOSED, OPENED, PUBLIC, REVEAL, Surveyed, a_draft

IN_BETWEEN = OPENED + timedelta(days=10)


@pytest.fixture
def site(engine: Engine, tmp_path: Path) -> Surveyed:
    return Surveyed(engine, KeyFile(tmp_path / "keys"), [OPENED])


def rows(engine: Engine) -> dict[str, int]:
    """How many there are in each table that holds any."""
    with read(engine) as connection:
        tables = SQLModel.metadata.tables
        found = {
            name: connection.scalar(select(func.count()).select_from(table)) or 0 for name, table in tables.items()
        }
    return {name: many for name, many in found.items() if many}


def public(site: Surveyed) -> Edition:
    edition = site.opened()
    site.answer_all(edition, {"customers": 120, "staff": 60})
    read_first = site.reveal(edition)
    made = Commitment(
        0, "ease", {"fr": "Un numéro"}, {"fr": "les clients"}, {"fr": "la direction"}, date(2027, 9, 1), PUBLIC
    )
    site.barometers.promise(read_first, made)
    site.day[0] = PUBLIC
    site.barometers.say(read_first, 1, ProgressNote(PUBLIC, "under_way", {}))
    return site.barometers.edition_of(edition.id)


def test_a_voice_that_is_closed_early_counts_nobody_else_and_shows_nothing_before_the_day(site: Surveyed) -> None:
    edition = site.opened()
    site.answer_all(edition, {"customers": 120, "staff": 60})
    site.day[0] = IN_BETWEEN
    close_voice(site.engine, site.keys, edition, "staff", IN_BETWEEN)
    voices = site.barometers.voices(edition)
    assert (voices["staff"].closed_on, voices["customers"].closed_on) == (IN_BETWEEN, None)
    assert site.answer(edition, "staff", 1, "lille", "late") == [Outcome.CLOSED]
    assert site.answer(edition, "customers", 1, "lille", "late") == [Outcome.COUNTED]
    for day in (IN_BETWEEN, CLOSED):
        site.day[0] = day
        with pytest.raises(CampaignInvalid, match="Nobody reads this edition before"):
            reveal_edition(site.engine, site.keys, site.sources, edition.id, day)
        assert site.barometers.said(edition) is None
    said = site.barometers.said(site.reveal(edition))
    assert said
    assert {one["voice"]: one["closed_on"] for one in said.content["sources"]} == {
        "customers": CLOSED.isoformat(),
        "staff": IN_BETWEEN.isoformat(),
    }


def test_a_voice_is_closed_while_it_answers_and_at_no_other_time(site: Surveyed) -> None:
    edition = site.opened()
    with pytest.raises(CampaignInvalid, match="no voice “owners”"):
        close_voice(site.engine, site.keys, edition, "owners", OPENED)
    close_voice(site.engine, site.keys, edition, "staff", OPENED)
    with pytest.raises(CampaignInvalid, match="closed already"):
        close_voice(site.engine, site.keys, edition, "staff", OPENED)
    draft = a_draft(slug="later", reveal=REVEAL + timedelta(days=60))
    later = site.barometers.create(draft, "symmetry")[0]
    with pytest.raises(CampaignInvalid, match="not open yet"):
        close_voice(site.engine, site.keys, later, "staff", OPENED)


def test_a_survey_whose_figures_were_read_leaves_its_addresses_and_nothing_else(site: Surveyed) -> None:
    edition = public(site)
    other = create(site.engine, "spring", "express", OPENED)
    campaigns = [one.slug for one in site.barometers.voices(edition).values()]
    before = rows(site.engine)
    assert before.keys() > {"barometer", "edition", "cell", "release", "place_release", "barometer_release"}
    assert before.keys() > {"commitment", "progress", "place_code"}
    assert site.keys.ids() == set()
    site.day[0] = PUBLIC + timedelta(days=1)
    end_survey(site.engine, site.keys, edition.barometer, site.day[0])
    left = {name: many for name, many in rows(site.engine).items() if name not in {"receipt", "schema", "site"}}
    assert left == {"campaign": 1, "gone": 1 + 2}, other
    assert {ReceiptRow.__tablename__, SiteRow.__tablename__, GoneRow.__tablename__} == {"receipt", "site", "gone"}
    days = {slug: gone_on(site.engine, slug) for slug in ("barometer/accueil", *campaigns)}
    assert days == {
        "barometer/accueil": site.day[0],
        "accueil-2027-customers": site.day[0],
        "accueil-2027-staff": site.day[0],
        "accueil-2027-leaders": None,  # fewer than k: it never had figures
    }
    with pytest.raises(CampaignExists, match="until it was deleted on 2027-03-09"):
        site.barometers.create(a_draft(reveal=REVEAL + timedelta(days=90)), "symmetry")


def test_a_survey_that_nobody_read_leaves_nothing_and_forgets_its_keys(site: Surveyed) -> None:
    edition = site.opened()
    site.answer_all(edition, {"customers": 45, "staff": 25})
    assert site.keys.ids()
    end_survey(site.engine, site.keys, edition.barometer, IN_BETWEEN)
    assert {*rows(site.engine)} <= {"receipt", "schema", "site"}
    assert site.keys.ids() == set()
    assert site.barometers.find("accueil") is None
    assert site.barometers.create(a_draft(), "symmetry")


def test_a_survey_that_is_gone_already_says_so(site: Surveyed) -> None:
    edition = site.opened()
    end_survey(site.engine, site.keys, edition.barometer, OPENED)
    with pytest.raises(LookupError):
        end_survey(site.engine, site.keys, edition.barometer, OPENED)
