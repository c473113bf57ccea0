"""What a survey can see, as an organiser is told it before they start: a row that was simulated, never a better one."""

import json
from pathlib import Path

import pytest

from app.barometer.power import load_power, nearest_power
from app.resources import resource
from benchmarks.false_breaks import GAPS, POWER_SIZES, WHOLE_GAPS

ROWS = load_power(resource("questions"))


def test_each_row_is_what_the_simulation_wrote_down() -> None:
    written = json.loads((resource("questions") / "barometer" / "false_breaks.json").read_text())
    values = {figure["id"]: figure["value"] for figure in written["figures"]}
    assert [(row.there, row.here) for row in ROWS] == list(POWER_SIZES)
    for row in ROWS:
        sizes = f"{row.there}/{row.here}"
        assert dict(row.one) == {points: values[f"told:one:{sizes}:{points}"] for points in GAPS}
        assert dict(row.whole) == {points: values[f"told:whole:{sizes}:{points}"] for points in WHOLE_GAPS}


@pytest.mark.parametrize(
    ("there", "here", "sizes"),
    [
        (49, 400, None),
        (5000, 19, None),
        (50, 20, (50, 20)),
        (5000, 29, (50, 20)),
        (99, 5000, (50, 20)),
        (240, 70, (200, 50)),
        (10_000, 10_000, (400, 100)),
    ],
)
def test_the_row_of_a_survey_is_the_nearest_smaller_one(there: int, here: int, sizes: tuple[int, int] | None) -> None:
    row = nearest_power(ROWS, there, here)
    assert (row and (row.there, row.here)) == sizes


def test_a_site_whose_simulations_were_not_written_has_no_row(tmp_path: Path) -> None:
    assert load_power(tmp_path) == ()
    assert nearest_power((), 400, 100) is None
