"""Nothing leaks aside: what a release withholds is in no document, digest, size, message or log."""

import logging
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, insert, select, update

from app.barometer.edition import Edition
from app.db.tables import BarometerReleaseRow, CampaignRow, CellRow, PlaceReleaseRow, PoolRow, ReleaseRow
from app.pool_keys.key_file import KeyFile
from app.publication.documents import ReleaseDocument, digest_of
from app.publication.store import ReleaseDamaged, TotalsDamaged, preview, release_if_due
from app.revealing import reveal_due
from app.tallies.sums import Counts, to_bytes
from app.totem.packing import fingerprint
from tests.privacy.voices import let_answer, published
from tests.publication.campaigns import TODAY, Spring, on_an_axis
from tests.publication.crowds import crowd, full_bank, tally
from tests.surveys import OPENED, PUBLIC, REVEAL, Surveyed

BANK = full_bank()
SPRING = replace(Spring(), k=10, words=on_an_axis("north", "south", "east"))
WITHHELD = 7919
"""A number that nothing else has reason to say."""


@pytest.fixture
def connection(sqlite_engine: Engine) -> Iterator[Connection]:
    with sqlite_engine.connect() as connection:
        columns = CampaignRow.model_fields
        connection.execute(insert(CampaignRow).values({n: getattr(SPRING, n) for n in columns if hasattr(SPRING, n)}))
        yield connection
        connection.rollback()


def seal(connection: Connection, segment: str, counts: Counts) -> None:
    cell = {"campaign_id": 1, "fingerprint": fingerprint(BANK), "segment": segment}
    connection.execute(insert(CellRow).values(**cell, totals=to_bytes(counts)))


def counts_of(many: int, seed: int) -> Counts:
    return tally(BANK, crowd(BANK, many, seed))


def look(connection: Connection) -> ReleaseDocument:
    made = preview(connection, SPRING, BANK, TODAY, Random(1).randrange)
    assert made
    return made


def split(north: int, south: int) -> Callable[[Connection], None]:
    """The same forty people in two segments, one or both of which are withheld."""
    sheets = crowd(BANK, north + south, 3)

    def sealed(connection: Connection) -> None:
        seal(connection, "north", tally(BANK, sheets[:north]))
        seal(connection, "south", tally(BANK, sheets[north:]))

    return sealed


@pytest.mark.parametrize("sizes", [(6, 8), (5, 9), (3, 11)])
def test_two_worlds_that_differ_in_what_is_withheld_have_one_document(
    connection: Connection, sizes: tuple[int, int]
) -> None:
    """Which of fourteen people are in which small segment: the same bytes, so the same digest, tag and size."""
    east = counts_of(40, 1)
    seal(connection, "east", east)
    with connection.begin_nested() as first:
        split(7, 7)(connection)
        made = look(connection)
        first.rollback()
    split(*sizes)(connection)
    other = look(connection)
    assert made.to_document() == other.to_document()
    assert made.digest == other.digest
    assert [part.n for part in made.segments] == [0, 0, 40]


def test_segments_that_are_shown_do_change_the_document(connection: Connection) -> None:
    """The control: were nothing withheld, the two worlds would differ."""
    with connection.begin_nested() as first:
        split(20, 20)(connection)
        made = look(connection)
        first.rollback()
    split(18, 22)(connection)
    assert look(connection).to_document() != made.to_document()


@pytest.mark.parametrize("waiting", [1, 9, 19])
def test_who_waits_in_a_pool_changes_nothing(connection: Connection, waiting: int) -> None:
    seal(connection, "east", counts_of(40, 1))
    before = look(connection)
    pool = {"campaign_id": 1, "fingerprint": fingerprint(BANK), "segment": "north", "stage": "open", "key_id": "x"}
    connection.execute(insert(PoolRow).values(**pool, box=to_bytes(counts_of(waiting, 2))))
    assert look(connection).to_document() == before.to_document()


def test_publishing_logs_nothing(connection: Connection, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, logger="app"):
        split(7, 7)(connection)
        assert release_if_due(connection, SPRING, BANK, TODAY, Random(1).randrange)
    assert caplog.records == []


def test_damaged_totals_are_refused_without_a_figure_of_theirs(connection: Connection) -> None:
    numbers = list(counts_of(12, 1).numbers)
    numbers[9] = WITHHELD
    seal(connection, "north", Counts(tuple(numbers)))
    with pytest.raises(TotalsDamaged) as refused:
        look(connection)
    assert not {str(WITHHELD), "12"} & set(str(refused.value).replace(".", " ").split())
    connection.execute(update(CellRow).values(totals=to_bytes(Counts((WITHHELD,)))))
    with pytest.raises(TotalsDamaged) as refused:
        look(connection)
    assert str(WITHHELD) not in f"{refused.value}{refused.value.__cause__}"


@pytest.fixture
def site(sqlite_engine: Engine, tmp_path: Path) -> Surveyed:
    return Surveyed(sqlite_engine, KeyFile(tmp_path / "keys"), [OPENED])


def revealed(site: Surveyed, caplog: pytest.LogCaptureFixture) -> Edition:
    edition = site.opened()
    let_answer(site, edition, "customers", {"lille": 40, "with-lens": 7})
    let_answer(site, edition, "staff", {"lille": 31, "with-lens": 4})
    with caplog.at_level(logging.DEBUG, logger="app"):
        site.day[0] = REVEAL
        assert reveal_due(site.engine, site.keys, site.sources, REVEAL) == ["accueil"]
        site.day[0] = PUBLIC
        reveal_due(site.engine, site.keys, site.sources, PUBLIC)
    return site.barometers.edition_of(edition.id)


def test_revealing_a_survey_logs_nothing(site: Surveyed, caplog: pytest.LogCaptureFixture) -> None:
    revealed(site, caplog)
    assert caplog.records == []


@pytest.mark.parametrize("table", [ReleaseRow, PlaceReleaseRow, BarometerReleaseRow])
def test_a_survey_that_is_damaged_says_so_without_what_it_says(
    site: Surveyed, caplog: pytest.LogCaptureFixture, table: Any
) -> None:
    edition = revealed(site, caplog)
    with site.engine.begin() as connection:
        text = connection.execute(select(table.document)).scalars().all()[0]
        said = text.replace('"number":1', f'"number":"{WITHHELD}"')
        connection.execute(update(table).values(document=said, digest=digest_of(said)))
    with caplog.at_level(logging.DEBUG, logger="app"):
        reveal_due(site.engine, site.keys, site.sources, PUBLIC)
        with suppress(ReleaseDamaged):
            site.barometers.said_of_places(edition)
        for voice in published_or_damaged(site, edition):
            assert str(WITHHELD) not in voice
    assert str(WITHHELD) not in caplog.text


def published_or_damaged(site: Surveyed, edition: Edition) -> list[str]:
    try:
        published(site, edition)
    except ReleaseDamaged as damaged:
        return [str(damaged)]
    return []
