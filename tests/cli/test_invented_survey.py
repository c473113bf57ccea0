"""The mirror survey of the demo: what a visitor is to see in it is in it, whatever day it is started on."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from app.barometer.barometers import Barometers
from app.barometer.edition import Edition
from app.barometer.releases import BarometerRelease
from app.barometer.survey_faults import survey_faults
from app.cli.invented_survey import invent_survey
from app.db.engine import make_engine, migrate
from app.pool_keys.key_file import KeyFile
from app.revealing import Sources, reveal_due
from app.tallies.keys import PoolKeys
from app.tallies.verify import verify
from tests.surveys import catalogue, specs

DAY = date(2027, 6, 15)


def invented(folder: Path, today: date, secret: bytes = b"s" * 32) -> tuple[Engine, PoolKeys, Sources]:
    engine, keys = make_engine(f"sqlite:///{folder}/totem.db"), KeyFile(folder / "secrets" / "keys")
    migrate(engine)
    sources = Sources(catalogue(), specs(), secret)
    invent_survey(engine, keys, sources, today)
    return engine, keys, sources


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Edition, BarometerRelease]]:
    engine, keys, sources = invented(tmp_path_factory.mktemp("demo"), DAY)
    barometers = Barometers(engine, specs(), lambda: DAY)
    assert verify(engine, keys, [one.bank for one in catalogue().values()], DAY) == []
    assert survey_faults(engine, specs(), DAY) == []
    assert reveal_due(engine, keys, sources, DAY) == []
    found = barometers.find("baie")
    assert found
    editions = barometers.editions(found)
    said = [barometers.said(edition) for edition in editions]
    engine.dispose()
    return [(edition, one) for edition, one in zip(editions, said, strict=True) if one]


def test_two_editions_are_public_a_year_apart(shown: list[tuple[Edition, BarometerRelease]]) -> None:
    assert [(edition.label, edition.state) for edition, _ in shown] == [("2026", "public"), ("2027", "public")]
    first, second = (edition.days.public_on for edition, _ in shown)
    assert (second, second - first) == (DAY - timedelta(days=1), timedelta(days=371))


def test_each_has_one_blind_spot_one_pleasant_surprise_and_one_shared_flaw(
    shown: list[tuple[Edition, BarometerRelease]],
) -> None:
    for _, said in shown:
        reality, symmetry = said.content["contrasts"][:2]
        readings = {row["id"]: row["reading"] for row in reality["dimensions"]}
        settled = {id_: reading for id_, reading in readings.items() if reading != "not_settled"}
        assert settled == {"ease": "blind_spot", "care": "pleasant_surprise"}
        assert reality["whole"]["reading"] == "blind_spot"
        told = [row["id"] for row in symmetry["dimensions"] if row["reading"] != "not_settled"]
        assert told == symmetry["breaks"] == ["cooperation"]
        assert [one["id"] for one in said.content["priorities"]] == ["ease", "cooperation"]


def test_the_second_opens_on_what_was_promised_kept_dropped_and_under_way_late_with_who_noticed(
    shown: list[tuple[Edition, BarometerRelease]],
) -> None:
    (_, first), (_, second) = shown
    before = [one for one in second.content["commitments"] if one["made_in"] == "2026"]
    assert [one["state"] for one in before] == ["kept", "dropped", "under_way"]
    assert before[1]["progress"][-1]["words"]
    assert before[2]["due_on"] < DAY.isoformat()
    assert all(sorted(one["noticed"]) == ["customers", "staff"] for one in before)
    assert [one["state"] for one in second.content["commitments"] if one["made_in"] == "2027"] == ["announced"] * 2
    assert [one["number"] for one in first.content["commitments"]] == [1, 2, 3]


def test_the_place_where_four_people_work_counts_with_its_neighbour(
    shown: list[tuple[Edition, BarometerRelease]],
) -> None:
    assert [(place.name, place.headcount, place.group) for place in shown[1][0].places] == [
        ("Port-Lune", 48, "port-lune"),
        ("Les Dunes", 40, "with-les-dunes"),
        ("Le Phare", 4, "with-les-dunes"),
    ]


@pytest.mark.slow
@pytest.mark.parametrize("today", [date(2027, 1, 1), date(2026, 12, 31), date(2028, 2, 29), date(2027, 1, 9)])
def test_it_can_be_started_on_any_day(tmp_path: Path, today: date) -> None:
    """Its roundings are drawn anew at each start; its readings stay."""
    engine, _, _ = invented(tmp_path, today, today.isoformat().encode().ljust(32))
    barometers = Barometers(engine, specs(), lambda: today)
    edition = barometers.edition("baie")
    assert edition
    said = barometers.said(edition)
    assert said
    assert said.content["contrasts"][0]["breaks"] == ["ease", "care"]
    assert [one["id"] for one in said.content["priorities"]] == ["ease", "cooperation"]
    engine.dispose()
