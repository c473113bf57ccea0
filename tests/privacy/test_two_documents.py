"""Attacks 1–3 once more, over the two documents of a voice: its release, and the same with its places.

They are of the same people and of the same draws, so that whoever has the key to places learns of the whole what
everyone reads, and nothing that averages a rounding out; and no file holds either before the reveal.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import Connection, Engine, select
from sqlmodel import col

from app.campaigns.campaign import Campaign
from app.db.engine import make_engine, migrate, read
from app.db.tables import PlaceReleaseRow, ReleaseRow
from app.pool_keys.key_file import KeyFile
from app.publication import store
from app.publication.documents import ReleaseDocument, digest_of
from app.publication.policy import Rounding
from app.tallies.pool import UNDISCLOSED
from app.totem.model import Bank
from app.transfer.backup import backup
from tests import soak
from tests.privacy.published import isolated
from tests.privacy.site import AXIS, SmallSite
from tests.privacy.voices import let_answer, published
from tests.surveys import CLOSED, OPENED, PUBLIC, SECRET, Surveyed, catalogue

pytestmark = pytest.mark.slow

VOICES, K = soak.many(150, 5_000), 5
LARGE = ("lille", "with-lens")


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    made = make_engine(f"sqlite:///{tmp_path_factory.mktemp('documents')}/totem.db")
    migrate(made)
    yield made
    made.dispose()


@pytest.fixture
def site(sqlite_engine: Engine, tmp_path: Path) -> Surveyed:
    return Surveyed(sqlite_engine, KeyFile(tmp_path / "keys"), [OPENED])


def both(connection: Connection, campaign: Campaign, bank: Bank, today: date, draw: Rounding) -> ReleaseDocument | None:
    """Released as voices are: the document with parts, or the only one."""
    text = store.release_voice(connection, campaign, bank, today, draw)
    assert campaign.id
    parts = store.release_with_places(connection, campaign.id)
    assert bool(parts) is bool(text)
    return parts


def a_voice(connection: Connection, random: Random) -> SmallSite:
    """People of any number in any part, then the close and the one release."""
    site = SmallSite(connection)
    for segment in (*AXIS, UNDISCLOSED):
        site.answer(segment, random.choice((0, 1, 2, 4, 5, 7, 11, 30)))
    site.close()
    site.publish(0, release=both)
    return site


def test_no_combination_of_the_two_documents_isolates_anyone(engine: Engine) -> None:
    random, parts, alone = Random(1), 0, 0
    for _ in range(VOICES):
        with engine.connect() as connection:
            site = a_voice(connection, random)
            public = store.latest(connection, 1)
            connection.rollback()
        assert not site.faults()
        (sets,) = [one.sets for one in site.releases] or [{}]
        figures = [*sets.values(), *([sets[""]] if public else [])]
        assert not public or public.n == sets[""].bit_count()
        assert isolated(figures, K) == []
        parts += len(sets)
        alone += bool(isolated([*figures, (1 << site.many) - 1], K))
    assert parts > 1.5 * VOICES
    assert alone > VOICES / 50  # the control: a count kept apart, of all who answered


def test_the_public_document_is_the_other_one_without_its_parts(site: Surveyed) -> None:
    edition = site.opened()
    for voice in ("customers", "staff"):
        let_answer(site, edition, voice, {"lille": 40, "with-lens": 23, UNDISCLOSED: 17})
    edition = site.reveal(edition)
    site.day[0] = PUBLIC
    for voice, public in published(site, edition).items():
        with_places = site.barometers.said_of_places(edition)[voice]
        assert [part.n for part in with_places.segments] == [40, 23]
        assert replace(with_places, segments=(), others=None, behind=None) == public


def test_parts_that_are_drawn_anew_are_found_out(site: Surveyed, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: two roundings of the same counts of people."""
    without_parts = store._without_parts

    def again(released: ReleaseDocument) -> ReleaseDocument:
        with read(site.engine) as connection:
            draw = store.settled_rounding(connection, voice.id, b"another secret" * 3)
            made = store._made(connection, voice, bank, voice.seen_on, draw, room=False)
        assert made
        return without_parts(made)

    edition = site.opened()
    let_answer(site, edition, "staff", {"lille": 40, "with-lens": 33})
    bank = catalogue()["staff"].bank
    site.day[0] = CLOSED + timedelta(1)
    voice = replace(site.barometers.voices(edition)["staff"], closed_on=CLOSED)
    monkeypatch.setattr(store, "_without_parts", again)
    with site.engine.begin() as connection:
        draw = store.settled_rounding(connection, voice.id, SECRET)
        public = store.release_voice(connection, voice, bank, CLOSED, draw)
        parts = store.release_with_places(connection, voice.id)
    assert public
    assert parts
    assert without_parts(parts).to_document() != public


def test_nothing_of_either_document_is_in_a_file_before_the_reveal(site: Surveyed, tmp_path: Path) -> None:
    """Neither in the database with its journal, nor in a backup; the control is the day of the reveal."""
    edition = site.opened()
    for at in range(6):
        let_answer(site, edition, "customers", dict.fromkeys(LARGE, 8), f"{at}")
        assert documents(site.engine) == []
    for voice in ("staff", "leaders"):
        let_answer(site, edition, voice, {"lille": 30} if voice == "staff" else {UNDISCLOSED: 17})
    site.day[0] = CLOSED
    backup(site.engine, tmp_path / "before.db")
    before = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    site.reveal(edition)
    told = documents(site.engine)
    assert len(told) == 5, "three voices, two of them with places"
    said = {json.dumps(level) for text in told for level in json.loads(text)["dimensions"]}
    assert len(said) > 20
    for text in (*told, *map(digest_of, told)):
        assert text.encode() not in before
    assert not any(one.encode() in before for one in said)
    after = Path(site.engine.url.database or "").read_bytes()
    assert all(digest_of(text).encode() in after for text in told)


def documents(engine: Engine) -> list[str]:
    with read(engine) as connection:
        return [
            *connection.scalars(select(col(ReleaseRow.document))),
            *connection.scalars(select(col(PlaceReleaseRow.document))),
        ]
