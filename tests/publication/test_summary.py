"""From totals to a release: every figure under its rule, for banks of every shape."""

from dataclasses import replace
from datetime import date
from math import sqrt
from random import Random
from statistics import fmean

import pytest
from hypothesis import given

from app.publication.basis import TooFew
from app.publication.documents import ReleaseDocument
from app.publication.policy import sd_step, shown_alpha, step_of
from app.publication.summary import summarise
from app.publication.values import Coefficient, Figure, Phrase, Reason
from app.tallies.counts import MirrorId, ScaleId
from app.tallies.named_counts import named_counts
from app.tallies.statistics import Spread, alpha, gap, level_spread, student
from app.totem.model import Answers, Bank
from app.totem.packing import fingerprint
from tests.publication.campaigns import TODAY, Spring, released, releases
from tests.publication.crowds import crowd, full_bank, tally

FULL = full_bank()


@given(releases())
def test_a_release_has_the_shape_of_its_bank(many: tuple[Bank, ReleaseDocument]) -> None:
    bank, made = many
    assert made.fingerprint == fingerprint(bank)
    assert [totem.id for totem in made.totems] == [totem.id for totem in bank.totems]
    assert (made.none is None) is not bool(bank.totems)
    assert [dimension.id for dimension in made.dimensions] == [dimension.id for dimension in bank.dimensions]
    for dimension in made.dimensions:
        asked = {side for question, side in bank.items if question.dimension == dimension.id}
        assert [level.side for level in dimension.levels] == [side for side in bank.sides if side in asked]
        assert [(m.first, m.second) for m in dimension.mirrors] == [pair for pair in bank.pairs if asked >= set(pair)]
    assert [side.id for side in made.sides] == [*bank.sides]
    assert [force.id for force in made.forces] == [*bank.forces]
    within = [made.dimensions[at] for at in bank.within]
    assert {mirror.first for mirror in made.mirrors} == {m.first for d in within for m in d.mirrors}


@given(releases())
def test_no_level_is_at_an_end_and_nothing_withheld_is_a_number(many: tuple[Bank, ReleaseDocument]) -> None:
    _, made = many
    levels = [level for dimension in made.dimensions for level in dimension.levels]
    for figure in [level.mean for level in levels] + [force.chosen for force in made.forces if force.chosen]:
        assert (figure.value is None) is (figure.reason is not None)
        assert figure.value is None or 0 < figure.value < 100
    if made.n < 20:
        assert all(level.sd.value is level.half_width.value is None for level in levels)
    assert all(level.alpha.reason for level in levels)
    assert all(mirror.correlation.reason is Reason.FEWER_THAN_200 for mirror in made.mirrors)


@given(releases())
def test_gaps_say_nothing_that_the_levels_shown_do_not_say(many: tuple[Bank, ReleaseDocument]) -> None:
    bank, made = many
    wholes = {dimension.id for dimension in bank.dimensions if dimension.overall}
    for whole in made.mirrors:
        gaps = []
        for dimension in (one for one in made.dimensions if one.id not in wholes):
            means = {level.side: level.mean.value for level in dimension.levels}
            first, second = means.get(whole.first), means.get(whole.second)
            for mirror in dimension.mirrors:
                if (mirror.first, mirror.second) == (whole.first, whole.second):
                    known = first is not None and second is not None
                    assert mirror.gap.value == (first - second if known else None)  # type: ignore[operator]
                    gaps += [first - second] if first is not None and second is not None else []
        assert whole.gap.value == (round(fmean(gaps)) if gaps else None)


def test_a_level_is_the_mean_of_what_people_were_shown() -> None:
    sums = named_counts(FULL, tally(FULL, crowd(FULL, 210)))
    for dimension in released(FULL, 210).dimensions:
        for level in dimension.levels:
            spread = level_spread(sums.scales[ScaleId(dimension.id, level.side)], FULL.points)
            assert spread.mean is not None
            assert spread.half_width is not None
            assert abs((level.mean.value or 0) - spread.mean) <= 0.5
            assert abs((level.sd.value or 0) - (spread.sd or 0)) <= 1
            exact = sqrt(spread.half_width**2 + 1.96**2 / 12)
            assert exact <= (level.half_width.value or 0) < exact + 1.5


def test_the_interval_of_the_whole_gap_holds_the_rounding_of_every_mean() -> None:
    sums = named_counts(FULL, tally(FULL, crowd(FULL, 25)))
    whole = gap(sums.mirrors[MirrorId("customers", "colleagues")], (10, 10), FULL.points).half_width
    assert whole is not None
    exact = sqrt(whole**2 + 1.96**2 * step_of(25) ** 2 / 6 / 10)
    shown = released(FULL, 25).mirrors[0].half_width.value or 0
    assert exact <= shown < exact + 1 + student(24) * sd_step(25) / sqrt(25)


def test_alpha_stands_beside_sides_and_forces_from_a_hundred_people() -> None:
    under, over = released(FULL, 99), released(FULL, 100)
    assert {side.alpha for side in under.sides} == {Coefficient(reason=Reason.FEWER_THAN_100)}
    exact = alpha(named_counts(FULL, tally(FULL, crowd(FULL, 100))).scales[ScaleId(side="customers")])
    assert exact is not None
    assert over.sides[0].alpha == shown_alpha(exact, Spread(100, 50.0, 20.0), 10)
    assert abs((over.sides[0].alpha.value or 0) - exact.value) <= 0.025
    assert all(force.alpha.value is not None for force in over.forces)
    assert {level.alpha.reason for level in over.dimensions[0].levels} == {Reason.ONE_QUESTION}


def test_correlations_stand_beside_mirrors_from_two_hundred_people() -> None:
    under, over = released(FULL, 199), released(FULL, 200)
    assert {mirror.correlation.reason for mirror in under.mirrors} == {Reason.FEWER_THAN_200}
    assert all(m.correlation.value is not None for m in (*over.mirrors, *over.dimensions[0].mirrors))


def test_the_forces_chosen_are_shares_of_the_choices() -> None:
    sheets = [Answers((3,) * 20, (0,) * 10 + (1,) * 3 + (None,) * 3) for _ in range(400)]
    made = summarise(FULL, tally(FULL, sheets), Spring(), Random(1).randrange, number=1, k=5, today=TODAY)
    assert [force.chosen for force in made.forces] == [Figure(77), Figure(23), Figure(1)]
    made = summarise(FULL, tally(FULL, sheets[:100]), Spring(), Random(1).randrange, number=1, k=5, today=TODAY)
    assert [force.chosen for force in made.forces] == [Figure(75), Figure(25), Figure(5)]


def test_a_crowd_that_all_agrees_is_not_told_apart() -> None:
    sheets = [Answers((5,) * 20, (0, 1, 2) * 4 + (0,) + (None,) * 3) for _ in range(210)]
    made = summarise(FULL, tally(FULL, sheets), Spring(), Random(1).randrange, number=1, k=5, today=TODAY)
    assert made.winner == "chameleon"
    assert made.winning
    assert (made.winning.phrase, made.winning.above) in [(Phrase.ABOVE, 98), (Phrase.ABOVE, 97), (Phrase.ABOVE, 99)]
    assert {level.mean for dimension in made.dimensions for level in dimension.levels} == {Figure(99)}
    assert {level.sd for dimension in made.dimensions for level in dimension.levels} == {Figure(2)}
    assert made.mirrors[0].correlation.reason is made.sides[0].alpha.reason is Reason.HARDLY_DIFFER


def test_a_level_that_fewer_than_k_people_answered_is_withheld() -> None:
    bank = full_bank(no_occasion=True)
    seldom = [replace(sheet, replies=(*sheet.replies[:6], 0, *sheet.replies[7:])) for sheet in crowd(bank, 30)]
    sheets = seldom[:26] + crowd(bank, 4, seed=1)
    made = summarise(bank, tally(bank, sheets), Spring(), Random(1).randrange, number=1, k=5, today=TODAY)
    customers, colleagues = made.dimensions[3].levels
    assert {customers.mean, customers.sd, customers.half_width} == {Figure(reason=Reason.FEWER_THAN_K)}
    assert colleagues.mean.value is not None
    assert made.dimensions[3].mirrors[0].gap == Figure(reason=Reason.FEWER_THAN_K)
    assert made.mirrors[0].gap.value is not None


def test_totems_are_drawn_once_each_and_the_draws_decide() -> None:
    asked: list[int] = []

    def draw(below: int) -> int:
        asked.append(below)
        return 0

    counts = tally(FULL, crowd(FULL, 120))
    summarise(FULL, counts, Spring(), draw, number=1, k=5, today=TODAY)
    assert asked == [3] * 8
    least, most = (
        summarise(FULL, counts, Spring(), lambda _, drawn=drawn: drawn, number=1, k=5, today=TODAY)  # type: ignore[misc]
        for drawn in (2, 0)
    )
    assert least.totems != most.totems
    assert (least.dimensions, least.mirrors, least.sides) == (most.dimensions, most.mirrors, most.sides)


def test_a_room_counts_its_totems_exactly_and_waits_for_ten_people_to_show_levels() -> None:
    sheets = crowd(FULL, 9)
    made = released(FULL, 9, room=True)
    reading = named_counts(FULL, tally(FULL, sheets))
    assert {totem.id: totem.share.count for totem in made.totems} == reading.totems
    assert made.none is not None
    assert made.none.count == reading.none
    first, second = sorted(reading.totems.values())[:-3:-1]
    assert 0 < first - second < 6
    assert made.winner is not None
    assert reading.totems[made.winner] == first
    assert {level.mean for d in made.dimensions for level in d.levels} == {Figure(reason=Reason.FEWER_THAN_10)}
    assert all(level.mean.value for d in released(FULL, 10, room=True).dimensions for level in d.levels)


def test_a_campaign_never_counts_exactly() -> None:
    assert {totem.share.count for totem in released(FULL, 40).totems} == {None}


def test_fewer_than_k_people_are_not_released() -> None:
    with pytest.raises(TooFew):
        released(FULL, 9, k=10)


def test_a_release_says_where_it_comes_from() -> None:
    campaign = replace(Spring(), closed_on=date(2026, 11, 20))
    made = summarise(FULL, tally(FULL, crowd(FULL, 12)), campaign, Random(1).randrange, number=4, k=10, today=TODAY)
    assert (made.slug, made.number, made.made_on, made.n, made.k) == ("printemps", 4, "2026-11-22", 12, 10)
    assert (made.people, made.edition, made.opened_on, made.closed_on) == (
        "usagers",
        "édition 2026",
        "2026-11-02",
        "2026-11-20",
    )


@pytest.mark.parametrize("n", [10, 20, 50, 100])
def test_rounding_hides_one_person_among_the_means(n: int) -> None:
    """Whatever the last of n people answered, a mean shows one of two neighbouring values."""
    known = crowd(FULL, n - 1)
    shown = set()
    for reply in range(1, 6):
        last = Answers((reply,) * 20, (0, 1, 2) * 4 + (0,) + (None,) * 3)
        made = summarise(FULL, tally(FULL, [*known, last]), Spring(), lambda _: 0, number=1, k=5, today=TODAY)
        shown.add(made.dimensions[0].levels[0].mean.value or 0)
    assert len(shown) <= 2
    assert max(shown) - min(shown) in (0, step_of(n))


def test_a_gap_rests_on_sheets_that_miss_a_few_pairs_and_says_on_how_many_at_least() -> None:
    """Of 60 people half skip one occasion: 30 complete sheets would be the base, and all are."""
    bank = full_bank(no_occasion=True)
    sheets = [
        replace(one, replies=(*one.replies[:6], (0, 3)[at % 2], *one.replies[7:]))
        for at, one in enumerate(crowd(bank, 60))
    ]
    made = summarise(bank, tally(bank, sheets), Spring(), Random(1).randrange, number=1, k=10, today=TODAY)
    (whole,) = made.mirrors
    assert (whole.base, whole.complete) == (50, 30)
    of_six = summarise(bank, tally(bank, sheets[:21]), Spring(), Random(1).randrange, number=1, k=10, today=TODAY)
    assert of_six.mirrors[0].half_width.value is not None
    assert of_six.mirrors[0].correlation.reason is Reason.FEWER_THAN_200
    assert of_six.dimensions[3].levels[0].half_width.reason is Reason.FEWER_THAN_20
    assert [level.base for level in of_six.dimensions[3].levels] == [10, 21]
    assert of_six.sides[0].base == 10


THRESHOLDS = {Reason.FEWER_THAN_20: 20, Reason.FEWER_THAN_100: 100, Reason.FEWER_THAN_200: 200}


@pytest.mark.parametrize("k", [5, 7, 10])
@pytest.mark.parametrize("n", [12, 20, 21, 50, 124, 230])
def test_no_reason_contradicts_the_number_beside_it(n: int, k: int) -> None:
    """A figure that lacks twenty sheets stands beside fewer; and nobody is told that all skipped nothing."""
    bank = full_bank(no_occasion=True)
    made = summarise(bank, tally(bank, crowd(bank, n)), Spring(), Random(1).randrange, number=1, k=k, today=TODAY)
    pairs = [(one.half_width.reason, one.base) for one in made.mirrors]
    pairs += [(one.correlation.reason, one.complete) for one in made.mirrors]
    pairs += [(one.alpha.reason, one.base) for one in made.sides] + [(f.alpha.reason, f.base) for f in made.forces]
    levels = [level for dimension in made.dimensions for level in dimension.levels]
    pairs += [(level.sd.reason, level.base) for level in levels]
    assert all((base or 0) < THRESHOLDS[reason] for reason, base in pairs if reason in THRESHOLDS)
    assert all(base is None or base == n or (base < n and base % k == 0) for _, base in pairs)
    assert {level.base for level in made.dimensions[0].levels} == {n}
    assert made.dimensions[3].levels[0].base != n
