"""What leaves the machine, laid side by side: backups with their totals and releases, and exports, of one campaign as
it grows, is closed and opened again."""

import random
import sqlite3
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

import pytest
from sqlalchemy import Engine, update

from app.campaigns.store import Campaign
from app.db.engine import write_transaction
from app.db.tables import CampaignRow
from app.publication.documents import ReleaseDocument, from_document
from app.publication.store import release_if_due
from app.tallies.batches import exported, opened
from app.tallies.closing import close
from app.tallies.keys import PoolKeys
from app.tallies.ledger import count
from app.tallies.pool import OTHERS
from app.tallies.sums import Counts, unpacked
from app.transfer.backup import backup
from tests.crowd import TODAY, a_bank, a_campaign, an_entry
from tests.publication.campaigns import on_an_axis
from tests.stores import totals as sealed

pytestmark = pytest.mark.slow

K, STATES, PAIRS = 5, 140, 10_000
AXIS = ("north", "south", "east")


class Seen(NamedTuple):
    """What one backup or release says: of each part ("" is the whole), how many people; of some, all that is said."""

    people: dict[str, int]
    said: dict[str, object]


def in_totals(cells: Mapping[str, Counts]) -> Seen:
    others = sum(counts.n for segment, counts in cells.items() if segment not in AXIS)
    people = {segment: cells[segment].n if segment in cells else 0 for segment in AXIS}
    return Seen({"": others + sum(people.values()), OTHERS: others, **people}, {})


def in_backup(engine: Engine, path: Path) -> list[Seen]:
    """Its totals, then its releases."""
    backup(engine, path)
    copy = sqlite3.connect(path)
    try:
        cells = {row[0]: unpacked(row[1]) for row in copy.execute("SELECT segment, totals FROM cell")}
        documents = [document for (document,) in copy.execute("SELECT document FROM release")]
    finally:
        copy.close()
    return [in_totals(cells), *(seen_in(from_document(document)) for document in documents)]


def in_export(engine: Engine, keys: PoolKeys, campaign: Campaign) -> Seen:
    """As it was closed, for another site; then it is opened again."""
    close(engine, keys, campaign.id, TODAY)
    found = in_totals(opened(exported(engine, campaign.slug, a_bank(), b"s" * 32), a_bank()).totals)
    with write_transaction(engine) as connection:
        connection.execute(update(CampaignRow).values(closed_on=None))
    return found


def seen_in(made: ReleaseDocument) -> Seen:
    parts = [part for part in (*made.segments, made.others) if part and part.n]
    said: dict[str, object] = {part.id: replace(part, as_of=0) for part in parts}
    return Seen({"": made.n} | {part.id: part.n for part in parts}, said)


def too_close(one: Seen, two: Seen, k: int) -> bool:
    """Whether 1 … k−1 people lie between them, in a part or in the rest of the whole; or other figures of nobody."""
    both = one.people.keys() & two.people.keys()
    apart = {id_: two.people[id_] - one.people[id_] for id_ in both}
    rest = apart[""] - sum(apart[id_] for id_ in both - {""})
    return any(0 < abs(many) < k for many in (*apart.values(), rest)) or any(
        apart[id_] == 0 and one.said[id_] != two.said[id_] for id_ in both & one.said.keys() & two.said.keys()
    )


def grown(engine: Engine, keys: PoolKeys, folder: Path, seed: int) -> tuple[list[Seen], list[Seen]]:
    """The backups' totals, and the releases: as they stand in every backup."""
    drawn = random.Random(seed)
    campaign = replace(a_campaign(engine, k=K), words=on_an_axis(*AXIS), publishes_itself=False)
    totals: list[Seen] = []
    person = 0
    for step in range(STATES):
        group = [
            an_entry(person + i, campaign.id, drawn.choice((*AXIS, ""))) for i in range(drawn.choice((1, 2, 9, 14)))
        ]
        person += len(group)
        with write_transaction(engine) as connection:
            count(connection, keys, group, TODAY)
        if step % 3 == 0:
            _publish(engine, campaign, step)
        totals.append(in_totals({cell.segment: counts for cell, counts in sealed(engine).items()}))
        if step % 35 == 34:
            totals += in_backup(engine, folder / f"{step}.db")
            totals.append(in_export(engine, keys, campaign))
    close(engine, keys, campaign.id, TODAY)
    _publish(engine, replace(campaign, closed_on=TODAY), STATES)
    last, *releases = in_backup(engine, folder / "last.db")
    return [*totals, last], releases


def _publish(engine: Engine, campaign: Campaign, step: int) -> None:
    with write_transaction(engine) as connection:
        today = TODAY + timedelta(days=step)
        release_if_due(connection, campaign, a_bank(), today, random.Random(step).randrange)


@pytest.fixture
def states(sqlite_engine: Engine, keys: PoolKeys, tmp_path: Path) -> tuple[list[Seen], list[Seen]]:
    return grown(sqlite_engine, keys, tmp_path, 1)


def test_ten_thousand_pairs_of_what_leaves_the_machine_cover_k_people(states: tuple[list[Seen], list[Seen]]) -> None:
    totals, releases = states
    pairs = [*combinations([*totals, *releases], 2)]
    assert len(releases) > 5
    assert len(pairs) >= PAIRS
    assert sum(too_close(one, two, K) for one, two in pairs) == 0


def test_releases_of_every_answer_are_found_out() -> None:
    """The control: what a page that counts as it goes would show, and the same people drawn anew."""
    running = [Seen({"": many, "north": many // 2}, {}) for many in range(20, 60)]
    assert sum(too_close(*pair, K) for pair in combinations(running, 2)) >= 39 * 4
    again = [Seen({"": 20, "north": 10}, {"north": draw}) for draw in (63, 66)]
    assert too_close(again[0], again[1], K)
