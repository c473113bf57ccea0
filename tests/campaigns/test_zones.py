"""A campaign's days begin and end at midnight where it is, for whoever comes, for the ledger and for the close."""

import asyncio
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Engine

from app.actions import close_due
from app.campaigns.campaign import state_of
from app.campaigns.directory import Directory
from app.campaigns.draft import CampaignInvalid
from app.campaigns.store import Campaign, change, create, find
from app.days import OFFERED, day_in, is_zone
from app.tallies.keys import PoolKeys
from app.tallies.ledger import Ledger, Outcome
from app.web.language import LANGUAGES, zone
from tests.crowd import an_entry

FIRST, LAST = date(2027, 3, 1), date(2027, 3, 14)
# The first day's midnight in UTC, and the one that ends the last day.
MIDNIGHTS = {
    "Europe/Paris": (datetime(2027, 2, 28, 23, tzinfo=UTC), datetime(2027, 3, 14, 23, tzinfo=UTC)),
    "America/Martinique": (datetime(2027, 3, 1, 4, tzinfo=UTC), datetime(2027, 3, 15, 4, tzinfo=UTC)),
    "Indian/Reunion": (datetime(2027, 2, 28, 20, tzinfo=UTC), datetime(2027, 3, 14, 20, tzinfo=UTC)),
    "UTC": (datetime(2027, 3, 1, tzinfo=UTC), datetime(2027, 3, 15, tzinfo=UTC)),
}


def made(engine: Engine, name: str) -> Campaign:
    slug = name.lower().replace("/", "-")
    day = datetime(2027, 2, 1, tzinfo=UTC)
    return create(engine, slug, "totem", day, opened_on=FIRST, closes_on=LAST, zone=name)


def outcome(engine: Engine, keys: PoolKeys, now: datetime, *campaigns: Campaign) -> list[Outcome]:
    """Of one sheet for each campaign, in one group."""
    ledger = Ledger(engine, keys, today=lambda: now)
    tomorrow = now.date() + timedelta(days=1)
    entries = [an_entry(hash((now, campaign.id)), campaign.id, expires_on=tomorrow) for campaign in campaigns]
    ledger.start()

    async def all_at_once() -> list[Outcome]:
        return [*await asyncio.gather(*map(ledger.record, entries))]

    found = asyncio.run(all_at_once())
    ledger.stop()
    return found


@pytest.mark.parametrize("name", MIDNIGHTS)
def test_it_opens_and_closes_at_its_own_midnight(engine: Engine, keys: PoolKeys, name: str) -> None:
    opens, ends = MIDNIGHTS[name]
    campaign = made(engine, name)
    for now, state, counted in (
        (datetime(2027, 2, 28, 12, tzinfo=UTC), "draft", Outcome.CLOSED),
        (opens, "open", Outcome.COUNTED),
        (ends.replace(minute=30, hour=(ends.hour - 1) % 24, day=ends.day - (ends.hour == 0)), "open", Outcome.COUNTED),
        (ends, "closed", Outcome.CLOSED),
    ):
        found = Directory(engine, today=lambda now=now: now).find(campaign.slug)  # type: ignore[misc]
        assert found
        assert state_of(found, found.seen_on) == state_of(campaign, now) == state
        assert outcome(engine, keys, now, campaign) == [counted]


def test_campaigns_of_different_zones_are_counted_in_one_group(engine: Engine, keys: PoolKeys) -> None:
    here = [made(engine, name) for name in MIDNIGHTS]
    late = datetime(2027, 3, 14, 23, 30, tzinfo=UTC)
    told = outcome(engine, keys, late, *here)
    assert dict(zip(MIDNIGHTS, told, strict=True)) == {
        "Europe/Paris": Outcome.CLOSED,
        "America/Martinique": Outcome.COUNTED,
        "Indian/Reunion": Outcome.CLOSED,
        "UTC": Outcome.COUNTED,
    }


def test_each_is_closed_after_its_own_last_day_and_on_it(engine: Engine, keys: PoolKeys) -> None:
    here = {name: made(engine, name) for name in MIDNIGHTS}
    close_due(engine, keys, datetime(2027, 3, 14, 23, 30, tzinfo=UTC))
    closed = {name: (found := find(engine, one.slug)) and found.closed_on for name, one in here.items()}
    assert closed == {"Europe/Paris": LAST, "America/Martinique": None, "Indian/Reunion": LAST, "UTC": None}


def test_a_campaign_that_does_not_say_is_in_paris_and_opens_on_its_day(engine: Engine) -> None:
    late = datetime(2027, 6, 30, 23, tzinfo=UTC)
    one = create(engine, "one", "totem", late)
    assert (one.zone, one.opened_on, one.is_open) == ("Europe/Paris", date(2027, 7, 1), True)
    other = create(engine, "other", "totem", late, zone="Pacific/Noumea")
    assert other.opened_on == date(2027, 7, 1)
    assert create(engine, "west", "totem", late, zone="America/Cayenne").opened_on == date(2027, 6, 30)


@pytest.mark.parametrize("name", ["", "Paris", "Europe/Pariss", "../etc/passwd", "/etc/passwd", "x" * 50, "é"])
def test_a_zone_that_is_not_known_is_refused_in_words(engine: Engine, name: str) -> None:
    with pytest.raises(CampaignInvalid) as fault:
        create(engine, "one", "totem", FIRST, zone=name)
    assert fault.value.field == "zone"


def test_the_zone_stays_once_somebody_has_answered(engine: Engine, keys: PoolKeys) -> None:
    campaign = made(engine, "UTC")
    now = datetime(2027, 3, 2, tzinfo=UTC)
    assert change(engine, campaign, now, zone="Europe/Paris").zone == "Europe/Paris"
    assert outcome(engine, keys, now, campaign) == [Outcome.COUNTED]
    with pytest.raises(CampaignInvalid) as fault:
        change(engine, campaign, now, zone="UTC")
    assert fault.value.field == "zone"


def test_every_zone_that_is_offered_is_known_and_has_a_name() -> None:
    assert all(map(is_zone, OFFERED))
    for language in LANGUAGES:
        names = [zone(language, name) for name in OFFERED]
        assert len({*names}) == len(names)
        assert not [name for name in names if "Unknown" in name or "inconnu" in name.lower()]
    assert zone("fr", "Europe/Paris") == "heure de Paris"
    assert zone("en", "America/Martinique") == "Martinique time"


def test_a_plain_day_is_that_day_everywhere() -> None:
    assert {day_in(name, FIRST) for name in OFFERED} == {FIRST}


def test_a_machine_without_a_database_of_time_zones_knows_them_all() -> None:
    code = "import zoneinfo; from app.days import OFFERED, is_zone; print(zoneinfo.TZPATH, all(map(is_zone, OFFERED)))"
    command = [sys.executable, "-c", code]
    told = subprocess.run(command, env={"PYTHONTZPATH": ""}, capture_output=True, text=True, check=True).stdout
    assert told == "() True\n"
