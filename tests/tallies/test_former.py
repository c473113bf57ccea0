"""A site of a former version is upgraded: nobody is lost, no figure and no digest moves, and both layouts add up."""

import json
from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import Engine, inspect, select

from app.campaigns import store
from app.db.engine import make_engine, read, write_transaction
from app.db.tables import CampaignRow, CellRow, PoolRow, ReleaseRow
from app.publication.documents import ReleaseDocument
from app.publication.store import history, release_if_due
from app.tallies.batches import exported, join, opened
from app.tallies.closing import close
from app.tallies.counts import layout_of
from app.tallies.custody import recover_pools
from app.tallies.ledger import count
from app.tallies.named_counts import named_counts as named
from app.tallies.sums import LAYOUT, Counts, total, unpacked
from app.tallies.verify import verify
from app.transfer.backup import backup
from tests.crowd import TODAY, a_bank, a_sheet, an_entry
from tests.former import Former, restored
from tests.former.make import PEOPLE, plain
from tests.stores import pools, totals

BANK = a_bank(5, 2)
NEWCOMERS = range(1000, 1040)


@pytest.fixture
def site(database_url: str, tmp_path: Path) -> Iterator[tuple[Engine, Former]]:
    engine = make_engine(database_url)
    yield engine, restored(engine, tmp_path / "former")
    engine.dispose()


def everybody(engine: Engine, former: Former, campaign: int) -> Counts:
    sealed = [counts for cell, counts in totals(engine).items() if cell.campaign_id == campaign]
    waiting = [both for cell, both in pools(engine, former.keys).items() if cell.campaign_id == campaign]
    return total([*sealed, *(pool.counts for both in waiting for pool in both if pool)])


def answer(engine: Engine, former: Former, campaign: int, segment: str, people: range) -> None:
    with write_transaction(engine) as connection:
        entries = [an_entry(person, campaign, segment, BANK) for person in people]
        former.keys.forget(count(connection, former.keys, entries, TODAY).obsolete_keys)


def published(engine: Engine, slug: str, seed: int) -> ReleaseDocument:
    campaign = store.find(engine, slug)
    assert campaign
    with write_transaction(engine) as connection:
        made = release_if_due(connection, campaign, BANK, TODAY + timedelta(2), Random(seed).randrange)
    assert made
    return made


def of_layout(counts: Counts, layout: int) -> tuple[int, ...]:
    """Their numbers, as many as that layout had."""
    return counts.numbers[: layout_of(BANK).lengths[layout - 1]]


def test_totals_and_pools_of_the_first_layout_hold_who_they_held(site: tuple[Engine, Former]) -> None:
    engine, former = site
    for (campaign, _), people in PEOPLE.items():
        everyone = total(a_sheet(person, BANK) for at, crowd in PEOPLE.items() if at[0] == campaign for person in crowd)
        assert everybody(engine, former, campaign) == Counts(of_layout(everyone, 1), layout=1), people
    assert verify(engine, former.keys, [BANK], TODAY) == []


def test_a_site_of_the_very_first_tables_is_upgraded_whole(database_url: str, tmp_path: Path) -> None:
    """They did not say what a campaign asks: it is filled in from its counts, sealed or waiting; nothing else moves."""
    engine = make_engine(database_url)
    former = restored(engine, tmp_path / "former", "20261122")
    assert verify(engine, former.keys, [BANK], TODAY) == []
    close(engine, former.keys, 2, TODAY)
    asked = {row["fingerprint"] for row in former.tables["cell"]}
    with read(engine) as connection:
        campaigns = connection.execute(select(CampaignRow)).all()
        assert {row.fingerprint for row in campaigns} == asked
        assert {row.slug for row in campaigns} == {"divided", "whole", "field"}
        released = connection.execute(select(ReleaseRow)).mappings().all()
    assert [{name: plain(value) for name, value in row.items()} for row in released] == former.tables["release"]
    everyone = {campaign: everybody(engine, former, campaign).n for campaign in (1, 2, 3)}
    assert everyone == {1: 35, 2: 36, 3: 13}
    answer(engine, former, 1, "north", range(40))  # 23 of them were counted before
    assert everybody(engine, former, 1).n == 35 + 17
    assert verify(engine, former.keys, [BANK], TODAY) == []
    made = store.create(engine, "next", "totem", TODAY)
    assert made.id == 4
    engine.dispose()


def test_nothing_stored_is_rewritten_by_the_upgrade(site: tuple[Engine, Former], tmp_path: Path) -> None:
    engine, former = site
    recover_pools(engine, former.keys)
    backup(engine, tmp_path / "copy.db")
    stored: dict[str, list[object]] = {
        name: [row.get("totals", row.get("box", row.get("document"))) for row in former.tables[name]]
        for name in ("cell", "pool", "release")
    }
    for name, row in (("cell", CellRow), ("pool", PoolRow), ("release", ReleaseRow)):
        with read(engine) as connection:
            found = connection.execute(select(row).order_by(*inspect(row).primary_key)).mappings().all()
        assert len(found) == len(stored[name])
        assert [plain(one.get("totals", one.get("box", one.get("document")))) for one in found] == stored[name]


def test_old_and_new_sheets_seal_together(site: tuple[Engine, Former]) -> None:
    """Ready pools of before, one that grows across the upgrade, and the close."""
    engine, former = site
    before = totals(engine)
    answer(engine, former, 1, "north", NEWCOMERS[:9])
    answer(engine, former, 1, "south", NEWCOMERS[9:10])
    everyone = [*PEOPLE[1, "north"], *NEWCOMERS[:9], *PEOPLE[1, "south"], *NEWCOMERS[9:10]]
    whole, old = everybody(engine, former, 1), total(a_sheet(person, BANK) for person in everyone)
    assert of_layout(whole, 1) == of_layout(old, 1)
    new = total(a_sheet(person, BANK) for person in NEWCOMERS[:10])
    assert named(BANK, whole).nears == named(BANK, new).nears
    assert sum(near.n for near in named(BANK, new).nears.values()) > 0
    assert verify(engine, former.keys, [BANK], TODAY) == []
    close(engine, former.keys, 1, TODAY)
    after = totals(engine)
    assert total(after[cell] for cell in after if cell.campaign_id == 1) == whole
    assert all(after[cell] == before[cell] for cell in after if cell.campaign_id != 1)
    assert verify(engine, former.keys, [BANK], TODAY) == []


def test_a_closed_campaign_publishes_what_the_version_of_then_published(site: tuple[Engine, Former]) -> None:
    engine, former = site
    close(engine, former.keys, 2, TODAY)
    made, then = json.loads(published(engine, "whole", 2).to_document()), json.loads(former.closed)
    assert made["schema"] > then["schema"] == 2
    assert _without_newer(made, then) == then | {"schema": made["schema"], "made_on": made["made_on"]}


def _without_newer(now: object, then: object) -> object:
    """What a former document would say: the fields that it has, of each thing in it."""
    if isinstance(now, dict) and isinstance(then, dict):
        return {name: _without_newer(now[name], then[name]) for name in then}
    if isinstance(now, list) and isinstance(then, list):
        return [_without_newer(one, other) for one, other in zip(now, then, strict=True)]
    return now


def test_former_releases_are_read_with_their_digest_and_give_their_document_back(site: tuple[Engine, Former]) -> None:
    engine, former = site
    for row in former.tables["release"]:
        with read(engine) as connection:
            (released,) = history(connection, row["campaign_id"])
        assert released.digest == row["digest"] == sha256(row["document"].encode()).hexdigest()
        assert released.to_document() == row["document"]
        assert released.schema == 2
        assert released.n == json.loads(row["document"])["n"]


def test_a_release_follows_one_of_a_former_schema(site: tuple[Engine, Former]) -> None:
    engine, former = site
    answer(engine, former, 1, "north", NEWCOMERS)
    made = published(engine, "divided", 1)
    assert (made.number, made.schema) == (2, 4)
    assert {part.id: part.n for part in made.segments} == {"north": 55, "south": 5}
    with read(engine) as connection:
        newest, former_one = history(connection, 1)
    assert newest == made
    assert newest.segments[1].totems == former_one.segments[1].totems
    assert newest.to_document() == made.to_document()


def test_a_batch_of_a_former_version_still_joins(site: tuple[Engine, Former]) -> None:
    engine, former = site
    answer(engine, former, 2, "", NEWCOMERS)
    before = everybody(engine, former, 2)
    brought = opened(former.batch, BANK)
    join(engine, "whole", brought, [])
    field = total(a_sheet(person, BANK) for person in PEOPLE[3, ""])
    assert brought.totals == {"": Counts(of_layout(field, 1), layout=1)}
    after = everybody(engine, former, 2)
    assert after == before + brought.totals[""]
    assert named(BANK, after).nears == named(BANK, before).nears
    assert verify(engine, former.keys, [BANK], TODAY) == []


def test_totals_of_the_first_layout_travel_as_they_are(site: tuple[Engine, Former]) -> None:
    engine, former = site
    again = opened(exported(engine, "field", BANK, b"s" * 32), BANK)
    assert again == opened(former.batch, BANK)


def test_somebody_counted_before_the_upgrade_is_counted_once(site: tuple[Engine, Former]) -> None:
    engine, former = site
    before = everybody(engine, former, 1)
    answer(engine, former, 1, "north", range(3))
    assert everybody(engine, former, 1) == before


def test_counts_of_a_later_version_are_refused_in_words() -> None:
    later = (1 << 63 | LAYOUT + 1).to_bytes(8) + bytes(800)
    with pytest.raises(ValueError, match="layout that this version of Totem does not know: 5"):
        unpacked(later)
