"""Sequences that cross concepts."""

from sqlalchemy import Engine

from app.actions import publish
from app.campaigns.store import find
from app.db.engine import read, write_transaction
from app.publication.store import preview, settled_rounding
from app.tallies.keys import PoolKeys
from app.tallies.ledger import count
from tests.crowd import TODAY, a_bank, a_campaign, an_entry

SECRET = b"s" * 32


def test_what_is_published_is_what_a_look_before_showed(engine: Engine, keys: PoolKeys) -> None:
    """Two draws of the same totals would tell more than one."""
    a_campaign(engine, k=5)
    with write_transaction(engine) as connection:
        count(connection, keys, [an_entry(person) for person in range(43)], TODAY)
    campaign = find(engine, "spring")
    assert campaign
    with read(engine) as connection:
        looks = [
            preview(connection, campaign, a_bank(), TODAY, settled_rounding(connection, campaign.id, SECRET))
            for _ in range(2)
        ]
    published = publish(engine, campaign, a_bank(), TODAY, SECRET)
    assert published
    assert looks == [published, published]
