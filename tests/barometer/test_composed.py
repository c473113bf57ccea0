"""A mirror survey follows from what its voices published: anyone works it out again, and from no other source."""

import json
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest

from app.barometer.composed import composed
from app.barometer.spec import SpecContrast, VoicePart
from app.publication.documents import digest_of
from tests.barometer import recompute
from tests.barometer.releases import SPEC, TEN, drawn, flat, release, share
from tests.publication.campaigns import released
from tests.publication.crowds import full_bank
from tests.soak import many

BELIEVED = flat(61, 6, d0=(84, 6), d1=(40, 6))
PICKED = {"mine": {"d0": 45, "d1": 40, "d2": 50, "d4": 48}}
EDITION = {
    "customers": release("customers", 200, {"lived": flat(50, 3, d2=(30, 3), d4=(49, 3), d6=(38, 3))}, PICKED),
    "staff": release(
        "staff",
        60,
        {
            "received": flat(55, 6, d2=(30, 6), d3=(76, 6), d6=(20, 6)),
            "expected": flat(61, 6, d0=(84, 6), d1=(40, 6), d4=(51, 6)),
        },
        {"theirs": {"d1": 60}},
        (55,),
    ),
}
"""d0: a blind spot; d1: a pleasant surprise; d2: a blind spot and a shared flaw; d4: seen well, just below the mean."""


def contrast(document: dict[str, Any], id_: str) -> dict[str, Any]:
    (found,) = [one for one in document["contrasts"] if one["id"] == id_]
    return dict(found)


def row(document: dict[str, Any], id_: str, dimension: str) -> dict[str, Any]:
    (found,) = [one for one in contrast(document, id_)["dimensions"] if one["id"] == dimension]
    return dict(found)


def test_every_edition_is_worked_out_again_by_a_script_that_knows_nothing_of_totem() -> None:
    random = Random("editions")
    readings = set()
    for at in range(many(100, 1000)):
        sources = drawn(random, new=at % 10 != 0)
        document = composed(SPEC, "2026", sources)
        assert recompute.differing(document, sources) == []
        judged = [one for each in document["contrasts"] for one in (each["whole"], *each["dimensions"]) if one]
        readings |= {one["reading"] for one in judged}
    assert len(readings) == 9


@pytest.mark.parametrize("seed", range(many(20, 200)))
def test_an_edition_is_not_worked_out_from_another_source(seed: int) -> None:
    random = Random(seed)
    sources = drawn(random)
    document = composed(SPEC, "2026", sources)
    voice = random.choice(list(sources))
    content = json.loads(sources[voice])
    levels = [one for each in content["dimensions"] for one in each["levels"] if one["mean"]["value"]]
    random.choice(levels)["mean"]["value"] += random.choice((-1, 1))
    found = recompute.differing(document, sources | {voice: json.dumps(content, sort_keys=True)})
    assert voice in found
    assert {*found} & {one.id for one in SPEC.contrasts}


def test_the_script_is_short_and_imports_nothing_of_the_project(tmp_path: Path) -> None:
    script = Path(recompute.__file__)
    text = script.read_text("utf-8")
    assert len([line for line in text.splitlines() if line.strip()]) <= 60
    assert set(re.findall(r"^(?:from|import) (\w+)", text, re.MULTILINE)) <= sys.stdlib_module_names
    for voice, document in EDITION.items():
        (tmp_path / f"{voice}.json").write_text(document, "utf-8")
    survey = composed(SPEC, "2026", EDITION)
    files = [str(tmp_path / f"{voice}.json") for voice in EDITION]
    for reading, said in (("not_settled", ""), ("seen_right", "reality")):
        survey["contrasts"][0]["dimensions"][1]["reading"] = (
            reading if said else row(survey, "reality", "d1")["reading"]
        )
        (tmp_path / "survey.json").write_text(json.dumps(survey), "utf-8")
        run = subprocess.run(
            [sys.executable, "-I", str(script), str(tmp_path / "survey.json"), *files],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert (run.stderr.strip(), run.returncode) == (said, bool(said))


def test_a_prediction_tells_each_gap_of_ten_and_the_whole_alone() -> None:
    document = composed(SPEC, "2026", EDITION)
    reality = contrast(document, "reality")
    assert reality["whole"] == {"gap": 11, "half_width": 3.2, "reading": "blind_spot"}
    assert row(document, "reality", "d0") == {
        "id": "d0", "first": 84, "second": 50, "gap": 34, "half_width": 9.6, "reading": "blind_spot",
        "deviations": None,
    }  # fmt: skip
    assert row(document, "reality", "d1")["reading"] == "pleasant_surprise"
    assert reality["breaks"][:2] == ["d0", "d2"]
    assert reality["breaks"][-1] == "d1"
    assert reality["widest"] is None, "34 and 31 are too near"
    assert json.loads(json.dumps(document)) == document


def test_a_pattern_tells_each_voice_beside_its_own_mean() -> None:
    document = composed(SPEC, "2026", EDITION)
    symmetry = contrast(document, "symmetry")
    assert symmetry["whole"] is None
    assert row(document, "symmetry", "d2") == {
        "id": "d2", "first": 30, "second": 30, "gap": None, "half_width": None, "reading": "shared_flaw",
        "deviations": {"first": {"gap": -25, "half_width": 9.6}, "second": {"gap": -20, "half_width": 4.6}},
    }  # fmt: skip
    assert row(document, "symmetry", "d3")["reading"] == "not_settled"
    assert row(document, "symmetry", "d6")["deviations"] == {
        "first": {"gap": -35, "half_width": 9.6},
        "second": {"gap": -12, "half_width": 4.6},
    }
    assert symmetry["breaks"] == ["d2", "d6"], "by the end that is nearer to 0: 15.4 and 7.4"


def test_what_matters_and_is_seen_wrongly_comes_first() -> None:
    document = composed(SPEC, "2026", EDITION)
    assert document["priorities"] == [
        {"asked": "customers.mine", "id": "d2", "rank": 1, "blind_spot": True, "below_mean": True},
        {"asked": "customers.mine", "id": "d0", "rank": 2, "blind_spot": True, "below_mean": False},
    ]
    shares = {one["id"]: one for one in document["importance"][0]["dimensions"]}
    assert shares["d1"] == {
        "id": "d1",
        "asked": {"percent": 40, "low": 29.6, "high": 51.2},
        "guessed": {"percent": 60, "low": 38.2, "high": 79.0},
    }
    assert shares["d5"] == {"id": "d5", "asked": None, "guessed": None}


def test_a_blind_spot_of_others_than_those_who_guessed_makes_no_priority() -> None:
    believed = flat(50, 3, d1=(90, 3))
    others = EDITION | {"leaders": release("leaders", 60, {"expected": believed})}
    document = composed(SPEC, "2026", others)
    assert row(document, "leaders_customers", "d1")["reading"] == "blind_spot"
    assert document["priorities"] == composed(SPEC, "2026", EDITION)["priorities"]


def test_a_voice_that_is_missing_is_dropped_with_its_reason_and_so_is_what_needs_it() -> None:
    document = composed(SPEC, "2026", EDITION)
    assert document["dropped"] == [{"voice": "leaders", "reason": "fewer_than_k"}]
    assert [one["id"] for one in document["contrasts"]] == ["reality", "symmetry"]
    alone = composed(SPEC, "2026", {"staff": EDITION["staff"]}, dropped={"customers": "withdrawn"})
    assert alone["dropped"] == [
        {"voice": "customers", "reason": "withdrawn"}, {"voice": "leaders", "reason": "fewer_than_k"}
    ]  # fmt: skip
    assert (alone["contrasts"], alone["importance"], alone["priorities"]) == ([], [], [])


def test_sources_are_named_by_number_and_digest_and_their_levels_are_copied() -> None:
    document = composed(SPEC, "2026", EDITION)
    assert [(one["voice"], one["n"], one["number"], one["digest"]) for one in document["sources"]] == [
        (voice, n, 1, digest_of(EDITION[voice])) for voice, n in (("customers", 200), ("staff", 60))
    ]
    lived = document["levels"][0]
    assert (lived["voice"], lived["side"], lived["stuffing"]) == ("customers", "lived", 5)
    assert lived["whole"] == {"mean": 50, "half_width": 1, "reason": None, "favourable": share(41)}
    assert lived["dimensions"][2] == {"id": "d2", "mean": 30, "half_width": 3, "reason": None, "favourable": share(41)}


def test_few_people_are_given_no_reading() -> None:
    few = EDITION | {"leaders": release("leaders", 9, {"expected": flat(90, None)})}
    leaders = contrast(composed(SPEC, "2026", few), "leaders_customers")
    assert {one["reading"] for one in (leaders["whole"], *leaders["dimensions"])} == {"too_few"}
    assert leaders["breaks"] == []


def test_without_a_published_mean_of_all_no_whole_is_told_and_no_pattern_is_read() -> None:
    old = EDITION | {"customers": release("customers", 200, {"lived": (None, flat(50, 3, d2=(30, 3))[1])})}
    document = composed(SPEC, "2026", old)
    assert contrast(document, "reality")["whole"] is None
    assert row(document, "reality", "d0")["reading"] == "blind_spot"
    assert {one["reading"] for one in contrast(document, "symmetry")["dimensions"]} == {"not_settled"}
    assert document["priorities"] == []


def test_commitments_are_told_with_who_noticed_them_and_measures_as_they_are() -> None:
    made = {"number": 1, "words": {"fr": "Rappeler.", "en": "Call back."}, "due_on": "2027-03-01", "state": "kept"}
    measure = {"indicator": "calls", "until": "2026-11-01", "value": 81}
    document = composed(SPEC, "2026", EDITION, commitments=[made, {**made, "number": 2}], measures=[measure])
    assert document["commitments"] == [{**made, "noticed": {"staff": share(55)}}, {**made, "number": 2, "noticed": {}}]
    assert document["measures"] == [measure]


def test_a_release_of_the_present_schema_is_read() -> None:
    """Of a bank with two sides: both voices are the same crowd, so nothing is told but what is seen right."""
    document = released(full_bank(), 40).to_document()
    first, second = (VoicePart(voice, "customers") for voice in ("staff", "customers"))
    spec = replace(SPEC, contrasts=(SpecContrast("reality", "prediction", first, second, TEN),))
    found = composed(spec, "2026", {"customers": document, "staff": document})
    reality = contrast(found, "reality")
    assert {one["reading"] for one in reality["dimensions"]} <= {"not_settled", "seen_right"}
    assert all(one["gap"] == 0 and one["half_width"] for one in reality["dimensions"])
