"""Invitations in the ledger: spent with the answer, by nobody else, and never for nothing."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import Engine

from app.campaigns.campaign import Campaign
from app.campaigns.invitations import counts, make, void
from app.campaigns.invitations import replace as replaced
from app.campaigns.keys import key_digest
from app.campaigns.store import create
from app.db.engine import write_transaction
from app.tallies.closing import close
from app.tallies.keys import PoolKeys
from app.tallies.ledger import Entry, Ledger, Outcome, TotalsUnavailable, count
from tests.crowd import TODAY, a_bank, a_campaign, a_sheet, an_entry
from tests.stores import everything, is_valid

COUNTED, ALREADY, CLOSED, USED = Outcome


@pytest.fixture
def ledger(engine: Engine, keys: PoolKeys) -> Iterator[Ledger]:
    made = Ledger(engine, keys, today=lambda: TODAY)
    made.start()
    yield made
    made.stop()


@pytest.fixture
def spring(engine: Engine) -> Campaign:
    return create(engine, "spring", "totem", TODAY, k=5, protection="invitation")


@pytest.fixture
def tokens(engine: Engine, spring: Campaign) -> list[str]:
    return make(engine, spring.id, 30)


def with_(person: int, token: str, campaign_id: int = 1) -> Entry:
    return replace(an_entry(person, campaign_id), invitation=key_digest(token))


def test_an_invitation_lets_one_sheet_be_counted(
    engine: Engine, keys: PoolKeys, ledger: Ledger, tokens: list[str]
) -> None:
    assert is_valid(engine, 1, tokens[0])
    assert ledger.record_now(with_(1, tokens[0])) is COUNTED
    assert not is_valid(engine, 1, tokens[0])
    assert ledger.record_now(with_(2, tokens[0])) is USED
    assert ledger.record_now(with_(1, tokens[0])) is ALREADY
    assert ledger.record_now(with_(2, tokens[1])) is COUNTED
    assert everything(engine, keys).n == 2


def test_nobody_is_counted_without_one(engine: Engine, keys: PoolKeys, ledger: Ledger, tokens: list[str]) -> None:
    assert ledger.record_now(an_entry(1)) is USED
    assert ledger.record_now(with_(1, "of my own making")) is USED
    other = create(engine, "other", "totem", TODAY, protection="invitation")
    assert ledger.record_now(with_(1, tokens[0], other.id)) is USED
    assert everything(engine, keys).n == 0
    assert ledger.record_now(with_(1, tokens[0])) is COUNTED


def test_whoever_was_counted_spends_no_second_one(engine: Engine, ledger: Ledger, tokens: list[str]) -> None:
    ledger.record_now(with_(1, tokens[0]))
    assert ledger.record_now(with_(1, tokens[1])) is ALREADY
    assert is_valid(engine, 1, tokens[1])


def test_one_group_spends_each_invitation_once(engine: Engine, keys: PoolKeys, tokens: list[str]) -> None:
    group = [with_(1, tokens[0]), with_(2, tokens[0]), with_(1, tokens[0]), with_(2, tokens[1]), with_(3, tokens[2])]
    with write_transaction(engine) as connection:
        outcomes = count(connection, keys, group, TODAY).outcomes
    assert outcomes == [COUNTED, USED, ALREADY, COUNTED, COUNTED]
    assert everything(engine, keys).n == 3


def test_a_crowd_with_the_same_invitations_is_counted_once_for_each(
    engine: Engine, keys: PoolKeys, ledger: Ledger, tokens: list[str]
) -> None:
    async def crowd() -> list[Outcome]:
        entries = [with_(person, tokens[person % 30]) for person in range(300)]
        return await asyncio.gather(*map(ledger.record, entries))

    outcomes = asyncio.run(crowd())
    assert (outcomes.count(COUNTED), outcomes.count(USED)) == (30, 270)
    assert everything(engine, keys).n == 30


def test_an_answer_that_cannot_be_counted_spends_nothing(engine: Engine, ledger: Ledger, tokens: list[str]) -> None:
    ledger.record_now(with_(0, tokens[0]))
    odd = replace(with_(1, tokens[1]), counts=a_sheet(1, a_bank(scenes=5)))
    with pytest.raises(TotalsUnavailable):
        ledger.record_now(odd)
    assert is_valid(engine, 1, tokens[1])


def test_an_open_campaign_asks_for_none(engine: Engine, ledger: Ledger) -> None:
    campaign = a_campaign(engine)
    assert ledger.record_now(with_(1, "any", campaign.id)) is COUNTED


def test_a_voided_invitation_counts_nobody_and_a_used_one_stays_used(
    engine: Engine, spring: Campaign, ledger: Ledger, tokens: list[str]
) -> None:
    ledger.record_now(with_(0, tokens[0]))
    for token in tokens[:2]:
        void(engine, spring.id, token)
    assert counts(engine, spring.id).made == 30, "a number that fell would tell that it was not used"
    assert ledger.record_now(with_(1, tokens[1])) is USED
    assert ledger.record_now(with_(2, tokens[0])) is USED


def test_a_replacement_is_as_used_as_what_it_replaces(
    engine: Engine, spring: Campaign, ledger: Ledger, tokens: list[str]
) -> None:
    """So that asking for one tells nobody who answered, and lets nobody answer twice."""
    ledger.record_now(with_(0, tokens[0]))
    of_used, of_fresh = (replaced(engine, spring.id, token) for token in tokens[:2])
    assert ledger.record_now(with_(1, of_used)) is USED
    assert ledger.record_now(with_(2, tokens[1])) is USED
    assert ledger.record_now(with_(2, of_fresh)) is COUNTED
    assert counts(engine, spring.id).made == 30


def test_at_the_close_invitations_are_forgotten(
    engine: Engine, keys: PoolKeys, spring: Campaign, ledger: Ledger, tokens: list[str]
) -> None:
    ledger.record_now(with_(0, tokens[0]))
    close(engine, keys, spring.id, TODAY)
    assert counts(engine, spring.id) == (0, 0)
    assert ledger.record_now(with_(1, tokens[1])) is CLOSED
    assert ledger.record_now(with_(0, tokens[0])) is ALREADY
