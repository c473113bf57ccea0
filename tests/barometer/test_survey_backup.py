"""A mirror survey in a backup: nothing of it is lost, and whoever restores it sees nothing before its day."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select
from starlette.testclient import TestClient

from app.barometer.commitments import Commitment, ProgressNote
from app.barometer.survey_faults import survey_faults
from app.db.engine import make_engine, read
from app.db.tables import (
    BarometerReleaseRow,
    BarometerRow,
    CommitmentRow,
    EditionRow,
    PlaceCodeRow,
    PlaceReleaseRow,
    ProgressRow,
    ReleaseRow,
)
from app.main import create_app
from app.pool_keys.key_file import KeyFile
from app.publication.releases import Releases
from app.revealing import reveal_due
from app.tallies.verify import verify
from app.transfer.backup import backup
from tests.surveys import CLOSED, OPENED, PUBLIC, REVEAL, SECRET, Surveyed, catalogue, specs
from tests.web.conftest import settings_in

KEPT = (BarometerRow, EditionRow, PlaceCodeRow, ReleaseRow, PlaceReleaseRow, BarometerReleaseRow, CommitmentRow)


@pytest.fixture
def site(engine: Engine, tmp_path: Path) -> Surveyed:
    return Surveyed(engine, KeyFile(tmp_path / "keys"), [OPENED])


def restored(site: Surveyed, folder: Path) -> Surveyed:
    """Where its backup was put, with a key file of its own."""
    folder.mkdir()
    backup(site.engine, folder / "totem.db")
    return Surveyed(make_engine(f"sqlite:///{folder}/totem.db"), KeyFile(folder / "secrets" / "keys"), [site.day[0]])


def faults(site: Surveyed) -> list[Any]:
    banks = [one.bank for one in catalogue().values()]
    return [
        *verify(site.engine, site.keys, banks, site.day[0]),
        *survey_faults(site.engine, specs(), site.day[0]),
    ]


def rows(engine: Engine) -> list[Any]:
    with read(engine) as connection:
        return [sorted(connection.execute(select(kind)).all()) for kind in (*KEPT, ProgressRow)]


def test_a_survey_that_was_read_is_kept_to_the_last_byte(site: Surveyed, tmp_path: Path) -> None:
    edition = site.opened()
    site.answer_all(edition, {"customers": 120, "staff": 60})
    first = site.reveal(edition)
    made = Commitment(
        0, "ease", {"fr": "Un numéro"}, {"fr": "les clients"}, {"fr": "la direction"}, PUBLIC + timedelta(90), PUBLIC
    )
    site.barometers.promise(first, made)
    site.day[0] = PUBLIC
    reveal_due(site.engine, site.keys, site.sources, PUBLIC)
    site.barometers.say(first, 1, ProgressNote(PUBLIC, "kept", {}))
    copy = restored(site, tmp_path / "copy")
    assert rows(copy.engine) == rows(site.engine)
    assert all(rows(copy.engine))
    assert faults(site) == faults(copy) == []
    said, again = site.barometers.said(first), copy.barometers.said(first)
    assert said
    assert said == again
    assert reveal_due(copy.engine, copy.keys, copy.sources, PUBLIC) == []
    assert copy.barometers.said(first) == said
    copy.engine.dispose()


def test_a_restored_site_shows_nothing_early_and_reveals_on_the_day_what_was_sealed(
    site: Surveyed, tmp_path: Path
) -> None:
    edition = site.opened(places=())
    site.answer_all(edition, {"customers": 45, "staff": 25})
    copy = restored(site, tmp_path / "copy")
    assert faults(copy) == []
    voices = copy.barometers.voices(edition)
    releases = Releases(copy.engine, SECRET, today=lambda: copy.day[0])
    for day in (OPENED, CLOSED):
        copy.day[0] = day
        assert copy.barometers.said(edition) is None
        assert copy.barometers.said_of_places(edition) == {}
        assert reveal_due(copy.engine, copy.keys, copy.sources, day) == []
        for voice in voices.values():
            assert releases.preview(voice, catalogue()[voice.bank].bank, day) is None
        assert releases.heads([voice.id for voice in voices.values()]) == []
    copy.day[0] = REVEAL
    assert reveal_due(copy.engine, copy.keys, copy.sources, REVEAL) == ["accueil"]
    said = copy.barometers.said(copy.barometers.edition_of(edition.id))
    assert said
    counted = {source["voice"]: source["n"] for source in said.content["sources"]}
    assert counted == {"customers": 30, "staff": 10}, "what waited in pools is in no backup"
    assert faults(copy) == []
    copy.engine.dispose()


def test_no_address_of_a_restored_site_shows_a_figure_of_a_survey_that_collects(site: Surveyed, tmp_path: Path) -> None:
    """On the very days that it has, by the clock of a test."""
    edition = site.opened(places=())
    site.answer_all(edition, {"customers": 60, "staff": 40})
    copy = restored(site, tmp_path / "copy")
    copy.engine.dispose()
    settings = settings_in(tmp_path / "site", database_url=f"sqlite:///{tmp_path}/copy/totem.db")
    here = [OPENED]
    for here[0] in (OPENED, CLOSED, REVEAL):
        with TestClient(create_app(settings, today=lambda: here[0]), base_url="http://totem.example") as client:
            for voice in ("customers", "staff"):
                slug = f"accueil-2027-{voice}"
                shown = client.get(f"/api/v1/figures/{slug}").json()
                assert (shown["n"], shown["reason"], shown["dimensions"]) == (None, "no_release_yet", []), here
                assert "<table" not in client.get(f"/fr/figures/{slug}").text
