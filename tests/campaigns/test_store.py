"""Campaigns: names that stay, the first ones, and a look-up that a crowd may ask."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine, event

from app.campaigns.campaign import Campaign
from app.campaigns.directory import Directory
from app.campaigns.doors import first_campaigns
from app.campaigns.draft import CampaignExists, CampaignInvalid
from app.campaigns.store import campaigns, create, find
from app.campaigns.words import Words
from app.db.engine import write_transaction
from app.publishing import USUAL
from app.tallies.closing import close
from app.tallies.keys import PoolKeys
from app.tallies.ledger import count
from app.totem.packing import fingerprint
from tests.crowd import TODAY, a_bank, a_campaign, an_entry


def test_a_campaign_is_found_as_it_was_made(engine: Engine) -> None:
    made = create(
        engine, "spring-26", "express", TODAY, people="users", edition="2026 H1", k=20, publishes_itself=False
    )
    words = Words().to_document()
    assert made == Campaign(
        made.id, "spring-26", "express", "users", "2026 H1", 20, TODAY, None, False, words=words, zone="Europe/Paris",
        publishing=USUAL.to_document(), seen_on=TODAY,
    )  # fmt: skip
    assert find(engine, "spring-26", TODAY) == made
    assert made.is_open


def test_a_campaign_that_says_nothing_serves_customers_this_year_with_k_of_ten(engine: Engine) -> None:
    made = create(engine, "plain", "totem", TODAY)
    assert (made.people, made.edition, made.k, made.publishes_itself) == ("customers", "2026", 10, True)


def test_a_name_that_is_taken_is_refused(engine: Engine) -> None:
    a_campaign(engine, slug="spring")
    with pytest.raises(CampaignExists, match="spring"):
        create(engine, "spring", "express", TODAY)
    assert [campaign.bank for campaign in campaigns(engine)] == ["totem"]


@pytest.mark.parametrize("slug", ["", "a", "x" * 41, "Été", "two words", "a/b", "a_b", "ab\n"])
def test_a_name_that_an_address_cannot_hold_is_refused(slug: str, engine: Engine) -> None:
    with pytest.raises(CampaignInvalid, match="2 to 40"):
        create(engine, slug, "totem", TODAY)


@pytest.mark.parametrize("k", [0, 4, 101])
def test_k_stays_between_5_and_100(k: int, engine: Engine) -> None:
    with pytest.raises(CampaignInvalid, match="from 5 to 100"):
        create(engine, "spring", "totem", TODAY, k=k)


@pytest.mark.parametrize("field", ["people", "edition"])
@pytest.mark.parametrize("value", ["", "x" * 41])
def test_a_word_too_long_or_missing_is_refused(field: str, value: str, engine: Engine) -> None:
    with pytest.raises(CampaignInvalid) as caught:
        create(engine, "spring", "totem", TODAY, **{field: value})  # type: ignore[arg-type]
    assert caught.value.field == field


def test_campaigns_are_listed_the_first_made_first(engine: Engine) -> None:
    for slug in ("zebra", "apple", "mango"):
        a_campaign(engine, slug=slug)
    assert [campaign.slug for campaign in campaigns(engine)] == ["zebra", "apple", "mango"]


def test_after_the_first_start_each_bank_has_its_campaign(engine: Engine) -> None:
    first_campaigns(engine, dict.fromkeys(["totem", "express"], "f"), TODAY, publishes_itself=False)
    first_campaigns(engine, dict.fromkeys(["totem", "express", "mine"], "f"), TODAY)
    found = [(campaign.slug, campaign.bank, campaign.publishes_itself) for campaign in campaigns(engine)]
    assert found == [("totem", "totem", False), ("express", "express", False), ("mine", "mine", True)]


def test_processes_that_start_together_make_each_campaign_once(engine: Engine) -> None:
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda _: first_campaigns(engine, dict.fromkeys(["totem", "express"], "f"), TODAY), range(8)))
    assert sorted(campaign.slug for campaign in campaigns(engine)) == ["express", "totem"]


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def asked(engine: Engine) -> list[str]:
    """What the database is asked from here on."""
    statements: list[str] = []

    @event.listens_for(engine, "before_cursor_execute")
    def _note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("SELECT campaign"):
            statements.append(statement)

    return statements


def test_a_crowd_asks_the_database_once_in_two_seconds(engine: Engine, keys: PoolKeys, asked: list[str]) -> None:
    campaign, clock = a_campaign(engine), Clock()
    directory = Directory(engine, clock, lambda: TODAY)
    asked.clear()
    assert {directory.find("spring") for _ in range(100)} == {campaign}
    assert len(asked) == 1
    close(engine, keys, campaign.id, TODAY)
    asked.clear()
    clock.now += 1.9
    stale = directory.find("spring")
    assert stale is not None
    assert stale.is_open
    clock.now += 0.2
    fresh = directory.find("spring")
    assert fresh is not None
    assert not fresh.is_open
    assert len(asked) == 1


def test_names_that_do_not_exist_take_no_memory(engine: Engine) -> None:
    directory = Directory(engine)
    assert all(directory.find(f"no-such-{number}") is None for number in range(20))
    assert directory.find("../../etc") is None
    assert directory._found == {}


def test_a_campaign_made_later_is_found_at_once(engine: Engine) -> None:
    directory = Directory(engine)
    assert directory.find("spring") is None
    made = a_campaign(engine)
    assert directory.find("spring") == made


def test_a_campaign_holds_any_structure_before_the_first_answer_and_then_that_one_alone(
    engine: Engine, keys: PoolKeys
) -> None:
    before = create(engine, "spring", "totem", TODAY)
    assert before.holds("another structure")
    with write_transaction(engine) as connection:
        count(connection, keys, [an_entry(1, before.id)], TODAY)
    after = find(engine, "spring")
    assert after
    assert after.holds(fingerprint(a_bank()))
    assert not after.holds(fingerprint(a_bank(dimensions=3)))
