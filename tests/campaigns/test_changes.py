"""What may change in a campaign and when, its editions, its days, and its end."""

import logging
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, insert, select, update
from sqlmodel import SQLModel

from app.actions import close_due
from app.campaigns import invitations
from app.campaigns.campaign import Campaign, state_of
from app.campaigns.draft import CampaignInvalid
from app.campaigns.store import (
    archive,
    campaigns,
    change,
    create,
    delete,
    due_to_close,
    editions,
    find,
    restore,
    withdraw,
)
from app.campaigns.words import Segment, Words
from app.db.engine import read, write_transaction
from app.db.tables import CampaignRow, MergedRow, ReleaseRow
from app.tallies.closing import close
from app.tallies.keys import PoolKeys
from app.tallies.ledger import Outcome, count
from app.tallies.verify import verify
from tests.crowd import TODAY, a_bank, a_campaign, an_entry
from tests.stores import receipts

TEAMS = tuple(Segment(id_, {"fr": id_.title()}) for id_ in ("north", "south"))
ASKED = Words(question={"fr": "Où travaillez-vous ?"}, segments=TEAMS)
MORE = replace(ASKED, segments=(*TEAMS, Segment("east", {"fr": "Est"})))


def answer(engine: Engine, keys: PoolKeys, people: range, campaign_id: int = 1) -> list[Outcome]:
    with write_transaction(engine) as connection:
        group = count(connection, keys, [an_entry(person, campaign_id) for person in people], TODAY)
    keys.forget(group.obsolete_keys)
    return group.outcomes


@pytest.fixture
def spring(engine: Engine) -> Campaign:
    return create(engine, "spring", "totem", TODAY, k=10, expected=50, words=ASKED)


STRUCTURE: list[tuple[str, dict[str, Any]]] = [
    ("bank", {"bank": "express"}),
    ("people", {"people": "patients"}),
    ("edition", {"edition": "2030"}),
    ("opened_on", {"opened_on": TODAY + timedelta(1)}),
    ("protection", {"protection": "invitation"}),
    ("segments", {"words": MORE}),
    ("segments", {"words": replace(ASKED, segments=(TEAMS[0], Segment("south", {"fr": "Midi"})))}),
    ("question", {"words": replace(ASKED, question={"fr": "Depuis quand ?"})}),
    ("k", {"k": 9}),
]
ALWAYS: list[dict[str, Any]] = [
    {"closes_on": TODAY + timedelta(30)},
    {"expected": 400},
    {"series": "yearly"},
    {"publishes_itself": False},
    {"words": replace(ASKED, title={"en": "Us"}, heard={"en": "Much"}, signature="The board", blocks=("troupe",))},
]


@pytest.mark.parametrize("changes", [changes for _, changes in STRUCTURE] + ALWAYS)
def test_before_the_first_answer_everything_may_change(
    changes: dict[str, Any], engine: Engine, spring: Campaign
) -> None:
    changed = change(engine, spring, TODAY, **changes)
    assert find(engine, "spring") == changed != spring
    assert (changed.own_words if "words" in changes else changed) is not None
    assert all(getattr(changed, name) == value for name, value in changes.items() if name != "words")
    assert changed.own_words == changes.get("words", ASKED)


@pytest.mark.parametrize(("field", "changes"), STRUCTURE)
def test_after_the_first_answer_what_was_asked_and_promised_stays(
    field: str, changes: dict[str, Any], engine: Engine, keys: PoolKeys, spring: Campaign
) -> None:
    answer(engine, keys, range(1))
    with pytest.raises(CampaignInvalid) as caught:
        change(engine, spring, TODAY, **changes)
    assert caught.value.field == field
    assert find(engine, "spring") == replace(spring, fingerprint=an_entry(0).cell.fingerprint)


@pytest.mark.parametrize("changes", ALWAYS)
def test_texts_and_the_last_day_may_always_change(
    changes: dict[str, Any], engine: Engine, keys: PoolKeys, spring: Campaign
) -> None:
    answer(engine, keys, range(25))
    assert change(engine, spring, TODAY, **changes) == find(engine, "spring")


def test_an_address_never_changes(engine: Engine, spring: Campaign) -> None:
    with pytest.raises(CampaignInvalid, match="never changes"):
        change(engine, spring, TODAY, slug="autumn")


def test_k_grows_only_while_no_group_is_formed(engine: Engine, keys: PoolKeys, spring: Campaign) -> None:
    answer(engine, keys, range(9))
    raised = change(engine, spring, TODAY, k=12)
    assert raised.k == 12
    answer(engine, keys, range(9, 12))
    with pytest.raises(CampaignInvalid, match="formed already"):
        change(engine, raised, TODAY, k=13)
    assert verify(engine, keys, [a_bank()], TODAY) == []


def test_a_closed_campaign_keeps_its_days_and_its_comment_may_change(
    engine: Engine, keys: PoolKeys, spring: Campaign
) -> None:
    planned = change(engine, spring, TODAY, closes_on=TODAY + timedelta(3))
    close(engine, keys, spring.id, TODAY)
    with pytest.raises(CampaignInvalid, match="its days stay"):
        change(engine, planned, TODAY, closes_on=TODAY + timedelta(4))
    later = TODAY + timedelta(90)
    heard = replace(ASKED, heard={"fr": "Beaucoup."})
    assert change(engine, planned, later, words=heard).own_words.heard == {"fr": "Beaucoup."}


def test_withdrawn_figures_say_why_until_they_are_shown_again(engine: Engine, spring: Campaign) -> None:
    with pytest.raises(CampaignInvalid, match="why"):
        withdraw(engine, spring, {"fr": "  "}, TODAY)
    gone = withdraw(engine, spring, {"fr": "Une erreur de notre part."}, TODAY)
    assert (gone.withdrawn_on, gone.own_words.notice) == (TODAY, {"fr": "Une erreur de notre part."})
    assert change(engine, gone, TODAY, words=ASKED).own_words.notice == gone.own_words.notice
    assert withdraw(engine, gone, {"en": "Ours"}, TODAY + timedelta(1)).withdrawn_on == TODAY
    assert restore(engine, gone, TODAY) == spring


def test_only_a_closed_campaign_is_archived(engine: Engine, keys: PoolKeys, spring: Campaign) -> None:
    with pytest.raises(CampaignInvalid, match="before you archive"):
        archive(engine, spring, TODAY)
    close(engine, keys, spring.id, TODAY)
    assert archive(engine, spring, TODAY).archived_on == TODAY


def test_a_state_follows_from_days(spring: Campaign) -> None:
    campaign = replace(spring, opened_on=TODAY, closes_on=TODAY + timedelta(2))
    assert [state_of(campaign, TODAY + timedelta(day)) for day in range(-1, 4)] == [
        "draft", "open", "open", "open", "closed",
    ]  # fmt: skip
    assert state_of(replace(campaign, closed_on=TODAY), TODAY) == "closed"
    assert state_of(replace(campaign, closed_on=TODAY, archived_on=TODAY), TODAY) == "archived"
    assert replace(campaign, seen_on=TODAY).is_open
    assert not replace(campaign, seen_on=TODAY - timedelta(1)).is_open


def test_editions_of_a_series_come_in_the_order_of_their_days(engine: Engine) -> None:
    for year, slug in ((2027, "later"), (2025, "first"), (2026, "middle")):
        create(engine, slug, "totem", date(2025, 1, 1), opened_on=date(year, 1, 1), series="yearly")
    create(engine, "alone", "totem", TODAY)
    assert [one.slug for one in editions(engine, "yearly")] == ["first", "middle", "later"]
    assert editions(engine, "") == []


def test_a_series_has_each_edition_once(engine: Engine) -> None:
    create(engine, "one", "totem", TODAY, series="yearly")
    other = create(engine, "other", "totem", TODAY)
    with pytest.raises(CampaignInvalid, match="an edition 2026 already"):
        create(engine, "two", "totem", TODAY, series="yearly")
    with pytest.raises(CampaignInvalid, match="an edition 2026 already"):
        change(engine, other, TODAY, series="yearly")


def test_what_is_past_its_last_day_is_closed_by_itself(engine: Engine, keys: PoolKeys) -> None:
    planned = create(engine, "planned", "totem", TODAY, k=5, closes_on=TODAY)
    create(engine, "endless", "totem", TODAY)
    answer(engine, keys, range(7), planned.id)
    close_due(engine, keys, TODAY)
    assert due_to_close(engine, TODAY) == []
    tomorrow = TODAY + timedelta(1)
    assert [one.slug for one in due_to_close(engine, tomorrow)] == ["planned"]
    close_due(engine, keys, tomorrow + timedelta(1))
    assert [(one.slug, one.closed_on) for one in campaigns(engine)] == [("planned", TODAY), ("endless", None)]
    assert keys.ids() == set()


def test_a_campaign_that_cannot_be_closed_keeps_no_other_from_it(
    engine: Engine, keys: PoolKeys, caplog: pytest.LogCaptureFixture
) -> None:
    stuck = create(engine, "stuck", "totem", TODAY, closes_on=TODAY)
    create(engine, "fine", "totem", TODAY, closes_on=TODAY)
    answer(engine, keys, range(2), stuck.id)
    keys.keep_only(set())
    with caplog.at_level(logging.ERROR):
        close_due(engine, keys, TODAY + timedelta(1))
    assert [one.slug for one in due_to_close(engine, TODAY + timedelta(1))] == ["stuck"]
    assert "stuck cannot be closed" in caplog.text


def test_a_deleted_campaign_leaves_nothing_but_receipts(engine: Engine, keys: PoolKeys) -> None:
    kept, gone = a_campaign(engine, slug="kept"), a_campaign(engine, slug="gone")
    answer(engine, keys, range(7), kept.id)
    answer(engine, keys, range(10, 27), gone.id)
    invitations.make(engine, gone.id, 3)
    with write_transaction(engine) as connection:
        release = {"campaign_id": gone.id, "number": 1, "made_on": TODAY, "document": "{}", "digest": "d" * 64}
        connection.execute(insert(ReleaseRow), release)
        connection.execute(insert(MergedRow), {"campaign_id": gone.id, "digest": b"d"})
    delete(engine, keys, gone)
    assert [one.slug for one in campaigns(engine)] == ["kept"]
    with read(engine) as connection:
        for name, table in SQLModel.metadata.tables.items():
            if "campaign_id" in table.c:
                assert set(connection.scalars(select(table.c.campaign_id))) <= {kept.id}, name
    assert len(receipts(engine)) == 24
    assert verify(engine, keys, [a_bank()], TODAY) == []
    assert answer(engine, keys, range(30, 31), gone.id) == [Outcome.CLOSED]
    assert answer(engine, keys, range(10, 11), gone.id) == [Outcome.ALREADY]
    with pytest.raises(LookupError):
        change(engine, gone, TODAY, expected=30)


def test_what_a_campaign_says_is_read_as_it_stands(engine: Engine, spring: Campaign) -> None:
    """Two organisers at once: each changes one thing, and neither undoes the other's."""
    change(engine, spring, TODAY, expected=99)
    assert change(engine, spring, TODAY, closes_on=TODAY).expected == 99
    with write_transaction(engine) as connection:
        connection.execute(update(CampaignRow).values(fingerprint="f" * 16))
    with pytest.raises(CampaignInvalid, match="somebody has answered"):
        change(engine, spring, TODAY, bank="express")
