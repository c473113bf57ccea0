"""What `totem calibrate` finds: the same for the same seed, less with more noise, faults where bounds are missed."""

import json
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from math import sqrt
from typing import NamedTuple

import pytest

from app.banks.calibrate import _drift, as_json, calibrate, table
from app.banks.calibration import Bound, Calibration, MeasuredFigure, bound, mean, rate
from app.banks.encounters import Met, odd_crowds
from app.banks.gaps import _true_gap, gap_figures
from app.banks.reading_time import Clock
from app.banks.response_model import CENTRAL, Person
from app.banks.schema import Language
from app.resources import resource
from app.totem.model import Bank, Match, Nearness, Point, Posture, Retest
from app.totem.packing import fingerprint
from app.totem.scoring import score
from tests.totem import structures
from tests.totem.structures import BRIEF as EXPRESS
from tests.totem.structures import INVENTORY
from tests.totem.structures import RANKED as FULL

pytestmark = pytest.mark.slow

CENTRE = (0.0, 0.0, 0.0)
CLOCKS: dict[Language, Clock] = {"fr": Clock(550, 20, 8, 8, 19), "en": Clock(600, 20, 8, 8, 19)}
STRESSES = ("preference SD .7", "choice noise 1.0", "SD .7 and noise 1.0")


@cache
def calibrated(bank: Bank, people: int = 60, seed: int = 2026) -> Calibration:
    return calibrate(bank, CLOCKS, seed=seed, people=people)


@cache
def placed(bank: Bank, radius: float = 0.78, reference: tuple[float, float, float] = CENTRE) -> Bank:
    """The bank with other constants."""
    assert bank.posture is not None
    return replace(bank, posture=replace(bank.posture, radius=radius, reference=reference))


def missed(calibration: Calibration) -> set[str]:
    return {figure.id for figure in calibration.faults}


def value(id_: str, bank: Bank = FULL, people: int = 300) -> float:
    return calibrated(bank, people)[id_].value


def test_the_same_seed_gives_the_same_figures() -> None:
    assert calibrate(EXPRESS, CLOCKS, seed=3, people=20) == calibrate(EXPRESS, CLOCKS, seed=3, people=20)


def test_another_seed_gives_other_figures_of_the_same_names() -> None:
    one, other = calibrated(EXPRESS, 20, seed=3), calibrated(EXPRESS, 20, seed=4)
    assert [figure.id for figure in one.figures] == [figure.id for figure in other.figures]
    assert one.figures != other.figures


def test_every_figure_has_a_name_of_its_own() -> None:
    names = [figure.id for figure in calibrated(FULL).figures]
    assert len(set(names)) == len(names)


def test_a_bank_of_eight_scenes_is_held_to_the_bounds_of_the_full_one_and_five_to_those_of_the_express_one() -> None:
    asked = (
        "same",
        "same_stress",
        "two",
        "two_stress",
        "true",
        "apart",
        "smallest:middling",
        "largest:agreeable",
        "time:fr",
    )
    full, express = calibrated(FULL), calibrated(EXPRESS)
    assert [str(full[id_].bound) for id_ in asked] == [
        "≥ 65", "≥ 57", "≥ 86.5", "≥ 80", "≥ 67.5", "≥ 2.2", "≥ 9", "≤ 27.5", "≤ 5.25",
    ]  # fmt: skip
    assert [str(express[id_].bound) for id_ in asked] == [
        "≥ 61", "≥ 54", "≥ 84", "≥ 78.5", "≥ 63", "≥ 1.95", "≥ 9", "≤ 31.5", "≤ 4",
    ]  # fmt: skip


def test_every_row_of_the_specification_is_bounded_and_no_other() -> None:
    bounded = {figure.id.split(":")[0] for figure in calibrated(FULL).figures if figure.bound}
    assert bounded == {
        "same", "same_stress", "two", "two_stress", "true", "apart", "smallest", "largest", "law", "unmet", "time",
    }  # fmt: skip


@pytest.mark.parametrize("bank", [structures.FULL, structures.EXPRESS], ids=lambda bank: bank.id)
def test_a_former_bank_of_one_pick_is_calibrated_and_held_to_no_bound(bank: Bank) -> None:
    found = calibrated(bank, 20)
    assert not any(figure.bound for figure in found.figures)
    ids = {figure.id for figure in found.figures}
    assert {"same", "two", "true", "apart", "same_if:faint", "parallel"} <= ids
    assert not any(id_.startswith("declined") or id_.endswith("vague") for id_ in ids)


def test_a_bank_without_totems_prints_what_applies_and_is_held_to_nothing() -> None:
    found = calibrated(INVENTORY)
    assert {figure.id for figure in found.figures} == {
        "screens", "time:fr", "time:en", "slow:fr", "slow:en", "r_answer", "flat",
    }  # fmt: skip
    assert not found.faults
    assert not found.shares
    assert "totem" not in table(found).replace("totems", "")


@pytest.mark.parametrize("bank", [FULL, EXPRESS], ids=lambda bank: bank.id)
def test_an_exhibited_sheet_is_given_its_totem(bank: Bank) -> None:
    for totem, sheet in calibrated(bank, 20).exhibits.items():
        assert sheet is not None
        found = score(bank, sheet).match
        assert found is not None
        assert found.totem == totem


def test_a_totem_that_nobody_can_be_is_a_fault_and_is_named() -> None:
    found = calibrated(placed(FULL, radius=5.0), 20)
    assert found.exhibits["elephant"] is None
    assert "unmet" in missed(found)
    assert "elephant" in found["unmet"].label


def test_a_totem_that_shares_its_place_with_an_earlier_one_is_never_met() -> None:
    twins = replace(FULL, totems=(*FULL.totems, replace(FULL.totems[0], id="mammoth")))
    assert calibrated(twins, 20).exhibits["mammoth"] is None


def test_a_totem_too_rare_or_too_frequent_is_a_fault() -> None:
    faults = missed(calibrated(placed(FULL, radius=1.3), 150))
    assert {"smallest:middling", "largest:middling"} <= faults
    assert "unmet" not in faults


def test_a_reference_off_the_middle_is_a_fault() -> None:
    found = calibrated(placed(FULL, reference=(-0.3, 0.15, 0.15)), 150)
    assert {"smallest:demanding", "smallest:middling", "smallest:agreeable"} <= missed(found)
    assert found.shares["middling"]["elephant"] > found.shares["middling"]["bee"]


def test_the_shares_of_a_crowd_add_up_to_100() -> None:
    for given in calibrated(FULL).shares.values():
        assert sum(given.values()) == pytest.approx(100)


@pytest.mark.parametrize("id_", ["same", "two"])
def test_more_noise_or_weaker_preferences_make_a_retest_less_stable(id_: str) -> None:
    first, *others, both = (value(f"{id_}_if:{stress}") for stress in STRESSES)
    assert max(first, *others, both) < value(id_)
    assert value(f"{id_}_stress") == min(first, *others, both)


def test_the_nearer_the_totem_the_steadier_it_is() -> None:
    assert value("near_same:between") < value("near_same:rather") < value("near_same:clearly")
    assert sum(value(f"near:{said}") for said in ("between", "rather", "clearly")) == pytest.approx(100)


@pytest.mark.long
def test_more_scenes_make_a_retest_steadier() -> None:
    assert value("same", EXPRESS) < value("same", FULL)
    assert value("kappa", EXPRESS) < value("kappa", FULL)


def test_the_first_two_hold_more_than_the_first() -> None:
    assert value("two") > value("same") + 10
    assert value("two_if:faint") > value("same_if:faint") + 10


def test_agreement_beyond_chance_takes_away_what_the_shares_would_give() -> None:
    crowds = [calibrated(FULL, 300).shares[crowd] for crowd in ("demanding", "middling", "agreeable")]
    chance = sum((sum(given[totem.id] for given in crowds) / 300) ** 2 for totem in FULL.totems)
    same = value("same") / 100
    assert value("kappa") == pytest.approx((same - chance) / (1 - chance), abs=0.01)


def test_the_ceiling_moves_the_agreeable_crowd_most_and_without_it_nobody_moves() -> None:
    figure = calibrated(FULL, 300)["ceiling"]
    assert "agreeable" in figure.label
    assert 0 < figure.value < 30
    assert value("law") == 0


def test_a_law_that_no_longer_holds_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    def with_common_height(_: Bank, levels: dict[tuple[str, str], float | None]) -> tuple[float, ...]:
        return (levels["trust", "customers"] or 0.0, 0.0, 0.0)

    monkeypatch.setattr("app.totem.scoring.force_levels", with_common_height)
    assert "law" in missed(calibrate(FULL, CLOCKS, people=10))


def test_people_who_click_at_random_are_mostly_chameleons() -> None:
    assert calibrated(FULL, 300).shares["random clickers"]["chameleon"] > 50


def test_who_is_given_which_totem_is_told_for_every_crowd() -> None:
    assert list(calibrated(FULL).shares) == [
        "demanding", "middling", "agreeable", *STRESSES, "tie halved", "choice noise × 1.2", "last noise 2.0",
        "tilted to bearings", "tilted to drive", "tilted to bond", "random clickers",
    ]  # fmt: skip


def test_shares_that_differ_between_drawings_by_more_than_chance_are_seen() -> None:
    def crowd(*totems: str) -> list[Met]:
        places = enumerate(Match(totem, "wolf", Nearness.RATHER, Point(0, 0), (), ()) for totem in totems)
        return [Met(at % 2, match, match) for at, match in places]

    apart, alike = crowd(*("fox", "bee") * 20), crowd(*("fox", "fox", "bee", "bee") * 10)
    # Two of seven totems have shares of 1 and 0, of variance 1/2; within a drawing nothing is left to chance.
    assert _drift(FULL, apart) == pytest.approx(100 * sqrt(2 / 7 / 2))
    assert _drift(FULL, alike) == 0
    assert _drift(FULL, alike[:1]) == 0
    lopsided = crowd(*("fox", "bee") * 10, *("fox", "fox") * 10)
    # Shares of the fox 1 and 1/2: variance 1/8 less 1/2 · (1/4)/20, and the same for the bee.
    assert _drift(FULL, lopsided) == pytest.approx(100 * sqrt(2 / 7 * (1 / 8 - 1 / 160)))


def test_a_tilted_crowd_is_given_the_totem_of_its_force_more_than_the_others_are() -> None:
    odd = {name: list(totems) for name, totems in odd_crowds(EXPRESS, 1, 500)}
    for force, totem in (("bearings", "elephant"), ("drive", "fox"), ("bond", "dolphin")):
        given = {name: totems.count(totem) for name, totems in odd.items()}
        assert max(given, key=lambda name: given[name]) == f"tilted to {force}"


def test_a_calibration_says_what_it_was_drawn_from() -> None:
    found = calibrated(EXPRESS, 20, seed=4)
    assert (found.bank, found.fingerprint, found.seed, found.people) == ("brief", fingerprint(EXPRESS), 4, 20)


def test_a_totem_that_its_own_forces_miss_is_looked_for_elsewhere() -> None:
    sheet = calibrated(placed(FULL, reference=(0.4, -0.2, -0.2)), 20).exhibits["chameleon"]
    assert sheet is not None
    assert sheet.choices[:3] != (0, 1, 2)  # in turn, it would be


def test_the_interval_of_symmetry_holds_the_true_gap_and_seldom_leans_for_nothing() -> None:
    assert 90 < value("coverage:customers/colleagues") <= 100
    assert value("false_leans:customers/colleagues") < 10


def test_a_lean_is_found_more_often_in_people_who_have_one() -> None:
    found = {figure.id.split(":")[0]: figure.value for figure in gap_figures(FULL, 1, 400)}
    assert found["false_leans"] + 3 < found["leans"]


def test_the_standard_error_of_the_gap_is_that_of_twenty_noisy_answers() -> None:
    # Noise .6 and rounding (1/12): each answer errs by √.443 steps of 25 points; ten differences of two are averaged.
    # The ceiling and the floor take a little away.
    found = next(figure for figure in gap_figures(FULL, 1, 300) if figure.id.startswith("gap_error"))
    assert found.value == pytest.approx(25 * sqrt(2 * (0.36 + 1 / 12) / 10), rel=0.1)


def test_the_true_gap_is_in_points_of_100() -> None:
    pair = ("customers", "colleagues")
    apart = Person((0.0,) * 20, (99.0, -99.0) * 10, (), ())
    assert _true_gap(FULL, CENTRAL, pair, apart) == pytest.approx(100)
    assert _true_gap(FULL, CENTRAL, pair[::-1], apart) == pytest.approx(-100)


def test_a_larger_declared_error_widens_the_interval_and_not_the_error_found() -> None:
    wide = replace(FULL, symmetry_error=12.0)
    pair = "customers/colleagues"
    assert value(f"half_width:{pair}", wide, 60) > value(f"half_width:{pair}", FULL, 60)
    assert value(f"coverage:{pair}", wide, 60) >= value(f"coverage:{pair}", FULL, 60)
    assert value(f"gap_error:{pair}", wide, 60) == value(f"gap_error:{pair}", FULL, 60)


def test_one_answer_holds_less_than_ten_and_a_gap_on_one_dimension_least() -> None:
    pair = "customers/colleagues"
    assert 0 < value(f"r_dimension:{pair}") < value(f"r_gap:{pair}") < 1
    assert value(f"r_dimension:{pair}") < value("r_answer")
    assert 0 < value("r_preference") < value("r_answer")


def test_the_time_is_printed_in_each_language_with_the_one_that_four_in_five_stay_within() -> None:
    found = calibrated(FULL)
    for language, clock in CLOCKS.items():
        assert found[f"time:{language}"].value == clock.minutes
        assert found[f"slow:{language}"].value == pytest.approx(1.3 * clock.minutes)
    assert not {"time:fr", "time:en"} & missed(found)
    assert found["screens"].value == 19


def test_a_word_too_many_is_a_fault_in_its_language_alone() -> None:
    long = CLOCKS | {"en": replace(CLOCKS["en"], words=620)}
    assert missed(calibrate(FULL, long, people=10)) & {"time:fr", "time:en"} == {"time:en"}


def test_whoever_takes_the_spare_scenes_is_steadier_and_nearer_the_truth_and_declining_is_printed() -> None:
    for id_ in ("same", "two", "true", "apart", "same_stress", "two_stress"):
        assert value(f"declined:{id_}") < value(id_), id_
    assert 15 < value("offered") < 40
    assert value("near:between") < value("offered")


def test_other_scenes_at_the_retest_are_less_like_the_first_than_the_same_ones() -> None:
    assert value("parallel") < value("same")


@pytest.mark.parametrize("guess", ["faint", "short", "vague"])
@pytest.mark.parametrize("bank", ["totem", "express"])
def test_a_weaker_tie_and_noisier_picks_cost_something(bank: str, guess: str) -> None:
    """As they are printed: with fewer people, what they cost would be within chance."""
    printed = json.loads((resource("questions") / "calibration" / f"{bank}.json").read_text())
    found = {figure["id"]: figure["value"] for figure in printed["figures"]}
    for id_ in ("same", "two", "true", "apart"):
        assert found[f"{id_}_if:{guess}"] < found[id_]


@pytest.mark.long
def test_a_larger_radius_buys_steadiness_and_tells_fewer_apart() -> None:
    wide = placed(FULL, radius=1.2)
    assert value("same", wide) > value("same")
    assert value("apart", wide) < value("apart")


@pytest.mark.long
def test_the_constants_of_a_retest_are_found_and_what_is_told_with_them_is_laid_beside() -> None:
    assert 0.8 < value("pull:central") < 1
    assert value("pull:worst stress") < value("pull:central")
    assert value("spread:central") < value("spread:worst stress")
    assert not any(figure.id.startswith("tenths") for figure in calibrated(FULL, 300).figures)
    declared = replace(FULL, retest=Retest(0.79, 0.225))
    told = [figure for figure in calibrated(declared, 300).figures if figure.id.startswith("tenths:central")]
    assert told[0].value < told[-1].value
    assert len(told) > 3


@pytest.mark.parametrize(("shown", "misses"), [(62.04, False), (61.96, False), (61.94, True)])
def test_a_figure_is_judged_as_it_is_printed(shown: float, misses: bool) -> None:
    assert MeasuredFigure("same", "", shown, bound=Bound(True, 62)).missed is misses


def test_a_figure_without_a_bound_is_never_missed() -> None:
    assert bound("kappa", full=True) is None
    assert not MeasuredFigure("kappa", "", 0.0).missed


class Case(NamedTuple):
    drawing: int
    number: float


def cases(*drawings: Sequence[float]) -> list[Case]:
    return [Case(at, number) for at, numbers in enumerate(drawings) for number in numbers]


def test_the_margin_of_a_mean_comes_from_the_spread_between_drawings() -> None:
    # Means 1, 2 and 3: their SD is 1, so the standard error of the whole is 1/√3.
    found = mean(cases((1, 1), (2, 2), (3, 3)), lambda case: case.number)
    assert found.value == 2
    assert found.error == pytest.approx(1.96 / sqrt(3))
    assert mean(cases((1, 3), (1, 3)), lambda case: case.number).error == 0


def test_a_rate_is_in_percent_and_of_nobody_it_is_0() -> None:
    assert rate(cases((1, 0), (0, 0)), lambda case: case.number > 0).value == 25
    assert rate(cases(), lambda case: case.number > 0) == (0, 0)
    assert rate(cases((1, 0)), lambda case: case.number > 0) == (50, 0)


def test_the_margin_shrinks_as_people_are_added() -> None:
    few, many = calibrated(FULL, 60)["same"].error, calibrated(FULL, 300)["same"].error
    assert few is not None
    assert many is not None
    assert many < few


def test_the_table_says_what_is_missed_and_that_nobody_is_real() -> None:
    found = calibrated(placed(FULL, radius=1.3), 150)
    lines = table(found).splitlines()
    assert "no human data" in lines[1]
    assert sum(line.endswith("MISSED") for line in lines) == len(found.faults)
    assert any(line.startswith("random clickers") for line in lines)
    assert all(figure.label in table(found) for figure in found.figures)
    assert max(map(len, lines)) <= 110


def test_the_json_says_as_much_as_the_table() -> None:
    found = calibrated(FULL)
    written = json.loads(json.dumps(as_json(found)))
    assert written["faults"] == [figure.id for figure in found.faults]
    assert [figure["value"] for figure in written["figures"]] == [figure.value for figure in found.figures]
    assert written["figures"][0]["bound"] == "≥ 65"
    assert written["exhibits"]["fox"]["choices"][0] == 1
    assert written["model"]["preference_sd"] == 0.85
    assert written["shares"] == found.shares


def test_the_order_of_a_scenes_options_in_the_bank_does_not_hide_a_totem() -> None:
    turned = replace(FULL, scenes=tuple(replace(scene, options=scene.options[::-1]) for scene in FULL.scenes))
    assert None not in calibrated(turned, 20).exhibits.values()


def test_a_bank_of_two_points_and_no_pair_is_calibrated_too() -> None:
    plain = replace(FULL, points=2, pairs=(), posture=Posture(0.01, 0.8, 0.9, CENTRE))
    assert not any(figure.id.startswith(("r_gap", "coverage", "r_dimension")) for figure in calibrated(plain).figures)
