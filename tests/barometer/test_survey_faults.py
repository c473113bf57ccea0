"""What `totem verify` finds of mirror surveys: every way of changing what is stored is told by its name."""

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text

from app.barometer.commitments import Commitment, ProgressNote
from app.barometer.releases import canonical_text
from app.barometer.survey_faults import survey_faults
from app.db.engine import make_engine, migrate, write_transaction
from app.pool_keys.key_file import KeyFile
from app.revealing import reveal_due
from tests.surveys import OPENED, PUBLIC, REVEAL, Surveyed, a_draft, specs

YEAR = timedelta(days=365)
DAY = PUBLIC + YEAR


def promised(words: str) -> Commitment:
    return Commitment(0, "ease", {"fr": words}, {"fr": "les clients"}, {"fr": "la direction"}, date(2027, 9, 1), PUBLIC)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two editions, both public, with places; three commitments, asked about in the second; a third that collects."""
    folder = tmp_path_factory.mktemp("survey")
    engine = make_engine(f"sqlite:///{folder}/totem.db")
    migrate(engine)
    site = Surveyed(engine, KeyFile(folder / "keys"), [OPENED])
    first = site.opened()
    site.answer_all(first, {"customers": 60, "staff": 40})
    first = site.reveal(first)
    for words in ("Un seul numéro", "Un accueil jusqu’à 19 h", "Un mot sous deux jours"):
        site.barometers.promise(first, promised(words))
    site.day[0] = PUBLIC
    reveal_due(engine, site.keys, site.sources, PUBLIC)
    site.barometers.say(first, 1, ProgressNote(PUBLIC, "under_way", {}))
    site.day[0] = OPENED + YEAR
    second = site.barometers.open_edition(first.barometer, a_draft(label="2028", reveal=REVEAL + YEAR))
    site.answer_all(second, {"customers": 60, "staff": 40})
    site.reveal(second)
    site.day[0] = DAY
    reveal_due(engine, site.keys, site.sources, DAY)
    site.barometers.say(first, 1, ProgressNote(DAY, "kept", {}))
    third = site.barometers.open_edition(first.barometer, a_draft(label="2029", reveal=DAY + timedelta(days=20)))
    site.answer(third, "customers", 25, "lille")
    engine.dispose()
    return folder / "totem.db"


@pytest.fixture
def engine(template: Path, tmp_path: Path) -> Iterator[Engine]:
    shutil.copy(template, tmp_path / "totem.db")
    engine = make_engine(f"sqlite:///{tmp_path}/totem.db")
    yield engine
    engine.dispose()


def names(engine: Engine) -> set[str]:
    return {fault.name for fault in survey_faults(engine, specs(), DAY)}


def run(engine: Engine, *statements: str) -> None:
    """As somebody with the file would, past every rule of the program."""
    with closing(sqlite3.connect(str(engine.url.database))) as connection:
        for one in statements:
            connection.execute(one)
        connection.commit()


def rewritten(engine: Engine, table: str, where: str, change: Any) -> None:
    """A document changed together with its digest, so that nothing shows by itself."""
    with write_transaction(engine) as connection:
        row = connection.execute(text(f"SELECT document FROM {table} WHERE {where}")).one()
        content = json.loads(row.document)
        change(content)
        document = canonical_text(content)
        digest = sha256(document.encode()).hexdigest()
        connection.execute(
            text(f"UPDATE {table} SET document = :d, digest = :h WHERE {where}"), {"d": document, "h": digest}
        )


def test_what_the_program_stored_is_found_without_a_fault(engine: Engine) -> None:
    assert survey_faults(engine, specs(), DAY) == []


FIRST = "edition_id = (SELECT id FROM edition WHERE label = '2027')"
SECOND = "edition_id = (SELECT id FROM edition WHERE label = '2028')"
OF_CUSTOMERS = "campaign_id = (SELECT id FROM campaign WHERE slug = 'accueil-2027-customers')"
COLLECTING = "(SELECT id FROM campaign WHERE slug = 'accueil-2029-customers')"


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        (f"UPDATE barometer_release SET document = '{{}}' WHERE {FIRST} AND number = 1", {"composition altered"}),
        (f"DELETE FROM barometer_release WHERE {FIRST} AND number = 2", {"composition missing"}),
        (f"UPDATE place_release SET document = '{{}}' WHERE {OF_CUSTOMERS}", {"release altered"}),
        (f"UPDATE release SET document = '{{}}' WHERE {OF_CUSTOMERS}",
         {"composition of other releases", "release of other figures"}),
        ("UPDATE campaign SET edition_id = NULL WHERE slug = 'accueil-2029-leaders'", {"voice of no edition"}),
        ("UPDATE campaign SET voice = '' WHERE slug = 'accueil-2029-leaders'",
         {"voice of no edition", "voice of no survey"}),
        ("UPDATE campaign SET voice = 'owners' WHERE slug = 'accueil-2029-leaders'", {"voice of no survey"}),
        ("UPDATE campaign SET publishes_itself = 1 WHERE slug = 'accueil-2029-customers'",
         {"voice that another leads"}),
        ("UPDATE campaign SET manager = x'00' WHERE slug = 'accueil-2029-customers'", {"voice that another leads"}),
        ("DELETE FROM campaign WHERE slug = 'accueil-2029-customers'", {"edition without its campaigns"}),
        (f"INSERT INTO release SELECT {COLLECTING}, 1, made_on, document, digest FROM release WHERE {OF_CUSTOMERS}",
         {"release before its reveal"}),
        (f"INSERT INTO release SELECT campaign_id, 2, made_on, document, digest FROM release WHERE {OF_CUSTOMERS}",
         {"voice released twice"}),
        (f"UPDATE release SET made_on = '2027-02-20' WHERE {OF_CUSTOMERS}", {"release before its reveal"}),
        (f"UPDATE barometer_release SET made_on = '2027-02-20' WHERE {FIRST}", {"composed before its day"}),
        ("UPDATE campaign SET closed_on = NULL WHERE slug = 'accueil-2027-staff'", {"voice open after its reveal"}),
        (f"UPDATE commitment SET words = '{{\"fr\": \"Autre chose\"}}' WHERE {FIRST} AND number = 2",
         {"commitment changed", "promise asked in other words"}),
        (f"UPDATE commitment SET due_on = '2029-09-01' WHERE {FIRST} AND number = 2", {"commitment changed"}),
        (f"UPDATE commitment SET signed = '{{\"fr\": \"le siège\"}}' WHERE {FIRST} AND number = 3",
         {"commitment changed"}),
        (f"DELETE FROM commitment WHERE {FIRST} AND number = 3",
         {"commitment changed", "promise asked in other words"}),
        (f"DELETE FROM commitment WHERE {FIRST} AND number = 1",
         {"commitment changed", "promise asked in other words", "commitment of no slot", "progress of no commitment"}),
        ("INSERT INTO commitment SELECT edition_id, 4, dimension, words, whom, signed, due_on, made_on FROM commitment "
         "WHERE number = 1", {"commitment of no slot"}),
        (f"DELETE FROM progress WHERE {FIRST} AND number = 2", {"commitment changed"}),
        (f"DELETE FROM progress WHERE {FIRST} AND number = 1", {"commitment changed", "progress missing"}),
        (f"UPDATE progress SET state = 'kept' WHERE {FIRST} AND number = 1", {"commitment changed"}),
        ("UPDATE place_code SET barometer_id = 99 WHERE place = 'lens'", {"code of no survey"}),
        ("UPDATE place_code SET place = 'arras' WHERE place = 'lens'", {"code of no place"}),
        ("INSERT INTO place_code SELECT 'AAAAAA', barometer_id, place, NULL FROM place_code WHERE place = 'lens'",
         {"place with two codes"}),
        ("UPDATE barometer SET spec = 'other'", {"survey without its file"}),
        ("UPDATE barometer SET title = 'Autre titre'", {"composition that does not follow"}),
        ("UPDATE edition SET label = '2030' WHERE label = '2028'", {"composition that does not follow"}),
    ],
)  # fmt: skip
def test_each_change_is_found(engine: Engine, statement: str, found: set[str]) -> None:
    run(engine, statement)
    assert names(engine) == found


def test_another_figure_is_found_though_its_digest_was_worked_out_again(engine: Engine) -> None:
    def higher(content: Any) -> None:
        content["contrasts"][0]["whole"]["gap"] += 1

    rewritten(engine, "barometer_release", f"{SECOND} AND number = 1", higher)
    (fault,) = survey_faults(engine, specs(), DAY)
    assert fault[:2] == ("composition that does not follow", "accueil 2028, number 1")


def test_another_share_of_those_who_noticed_is_found(engine: Engine) -> None:
    def higher(content: Any) -> None:
        content["commitments"][0]["noticed"]["customers"]["percent"] = 99

    rewritten(engine, "barometer_release", f"{SECOND} AND number = 1", higher)
    assert names(engine) == {"composition that does not follow"}


def test_a_release_changed_with_its_digest_no_longer_bears_what_was_composed_of_it(engine: Engine) -> None:
    def more(content: Any) -> None:
        content["n"] += 10

    rewritten(engine, "release", OF_CUSTOMERS, more)
    assert names(engine) == {"composition of other releases", "release of other figures"}


def test_a_voice_that_was_left_out_of_what_was_composed_is_found(engine: Engine) -> None:
    def fewer(content: Any) -> None:
        content["sources"] = [one for one in content["sources"] if one["voice"] != "staff"]

    rewritten(engine, "barometer_release", f"{FIRST} AND number = 1", fewer)
    assert names(engine) == {"composition without a voice"}


def test_a_commitment_that_was_told_otherwise_meanwhile_is_found(engine: Engine) -> None:
    """In an older document alone, whatever the table says."""

    def softer(content: Any) -> None:
        content["commitments"][1]["words"] = {"fr": "On verra"}

    rewritten(engine, "barometer_release", f"{FIRST} AND number = 2", softer)
    assert names(engine) == {"commitment changed", "commitment told otherwise"}


def test_faults_hold_no_figure(engine: Engine) -> None:
    run(engine, "UPDATE barometer SET title = 'Autre titre'", f"DELETE FROM progress WHERE {FIRST}")
    for fault in survey_faults(engine, specs(), DAY):
        assert not any(word in " ".join(fault) for word in ("mean", "%", "gap"))


def test_a_survey_whose_document_is_of_a_later_schema_is_held_to_its_digest_alone(engine: Engine) -> None:
    def later(content: Any) -> None:
        content["schema"] = 99
        content["contrasts"] = []

    rewritten(engine, "barometer_release", f"{FIRST} AND number = 1", later)
    assert names(engine) == set()
