"""Invitations as an organiser makes and loses them; how the ledger spends them is in tests/tallies and tests/faults."""

from pathlib import Path

import pytest
from sqlalchemy import Engine, select, update
from sqlmodel import col

from app.campaigns.campaign import Campaign
from app.campaigns.draft import CampaignInvalid
from app.campaigns.invitations import counts, make, replace, void
from app.campaigns.keys import key_digest
from app.campaigns.store import create
from app.db.engine import read, write_transaction
from app.db.tables import InvitationRow
from app.tallies.closing import close
from app.tallies.keys import PoolKeys
from tests.crowd import TODAY
from tests.stores import is_valid


@pytest.fixture
def spring(engine: Engine) -> Campaign:
    return create(engine, "spring", "totem", TODAY, k=5, protection="invitation")


def test_a_thousand_invitations_are_a_thousand_different_tokens(engine: Engine, spring: Campaign) -> None:
    tokens = make(engine, spring.id, 1000)
    assert len(set(tokens)) == 1000
    assert all(len(token) == 22 for token in tokens)
    assert all(is_valid(engine, spring.id, token) for token in tokens[::100])
    assert counts(engine, spring.id) == (1000, 0)


@pytest.mark.parametrize("many", [-1, 0, 10_001])
def test_a_number_of_invitations_has_bounds_and_beyond_them_none_is_drawn(
    many: int, engine: Engine, spring: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A billion of them, asked for in one form, once took all of a machine’s memory."""
    monkeypatch.delattr("secrets.token_urlsafe")
    with pytest.raises(CampaignInvalid, match="at most 10000"):
        make(engine, spring.id, many)
    assert counts(engine, spring.id).made == 0


def test_a_closed_campaign_invites_nobody(engine: Engine, keys: PoolKeys, spring: Campaign) -> None:
    close(engine, keys, spring.id, TODAY)
    with pytest.raises(CampaignInvalid, match="closed"):
        make(engine, spring.id, 1)


def test_used_invitations_are_told_by_steps_of_k(engine: Engine, spring: Campaign) -> None:
    told = []
    for token in make(engine, spring.id, 12):
        with write_transaction(engine) as connection:
            connection.execute(
                update(InvitationRow).where(col(InvitationRow.digest) == key_digest(token)).values(spent=True)
            )
        told.append(counts(engine, spring.id).spent)
    assert told == [0] * 4 + [5] * 5 + [10] * 3


def test_the_table_does_not_keep_the_order_in_which_they_were_sent(engine: Engine, spring: Campaign) -> None:
    tokens = make(engine, spring.id, 50)
    with read(engine) as connection:
        found = list(connection.scalars(select(col(InvitationRow.digest))))
    assert found == sorted(key_digest(token) for token in tokens)


def test_no_token_is_in_the_database(sqlite_engine: Engine, tmp_path: Path) -> None:
    campaign = create(sqlite_engine, "spring", "totem", TODAY, protection="invitation")
    tokens = make(sqlite_engine, campaign.id, 20)
    data = (tmp_path / "data" / "totem.db").read_bytes()
    assert all(key_digest(token) in data and token.encode() not in data for token in tokens)


def test_a_lost_invitation_is_voided_or_replaced(engine: Engine, spring: Campaign) -> None:
    lost, other = make(engine, spring.id, 2)
    fresh = replace(engine, spring.id, lost)
    void(engine, spring.id, other)
    assert [is_valid(engine, spring.id, token) for token in (lost, other, fresh)] == [False, False, True]
    for token in (lost, other, "unknown"):
        for ask in (replace, void):
            with pytest.raises(CampaignInvalid, match="no invitation"):
                ask(engine, spring.id, token)
    assert counts(engine, spring.id) == (2, 0)


def test_there_are_no_invitations_to_a_campaign_that_is_not_there(engine: Engine) -> None:
    for ask in (lambda: make(engine, 99, 1), lambda: counts(engine, 99)):
        with pytest.raises(LookupError):
            ask()
    assert not is_valid(engine, 99, "x")
