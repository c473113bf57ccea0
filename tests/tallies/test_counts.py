"""What a total holds is what the sheets say, added up, and nothing about their order."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from itertools import compress
from random import Random
from statistics import fmean, stdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.tallies.counts import MirrorId, ScaleId, count_sheet, from_bytes, nothing, scales_of
from app.tallies.faults import faults_of
from app.tallies.named_counts import named_counts
from app.tallies.statistics import NearSums, gap
from app.tallies.sums import Counts, CountsInvalid, to_bytes
from app.totem.model import Answers, Bank
from app.totem.scoring import points_of, score
from tests.publication.crowds import counted, crowd, crowds, full_bank, tally

Crowd = tuple[Bank, list[Answers]]
BANK = full_bank(no_occasion=True)
SHEETS = crowd(BANK, 60, seed=7)
NEWEST = 3 * 2 * 6 + 20
"""Two products a force, with their five sums, and the minutes."""


@given(crowds(least=3))
def test_counts_are_a_commutative_monoid(many: Crowd) -> None:
    bank, sheets = many
    a, b, c = (tally(bank, sheets[start::3]) for start in range(3))
    assert a + nothing(bank) == a == nothing(bank) + a
    assert a + b == b + a
    assert (a + b) + c == a + (b + c)


@given(crowds(), st.randoms(use_true_random=False))
def test_the_same_sheets_in_any_order_give_the_same_bytes(many: Crowd, random: Random) -> None:
    bank, sheets = many
    shuffled = random.sample(sheets, len(sheets))
    assert to_bytes(tally(bank, shuffled)) == to_bytes(tally(bank, sheets))


@given(crowds())
def test_bytes_give_the_counts_back(many: Crowd) -> None:
    bank, sheets = many
    counts = tally(bank, sheets)
    data = to_bytes(counts)
    assert from_bytes(bank, data) == counts
    assert len(data) == 8 * (1 + len(nothing(bank).numbers))


@given(crowds())
def test_n_histograms_scenes_and_totems_count_people(many: Crowd) -> None:
    bank, sheets = many
    reading = named_counts(bank, tally(bank, sheets))
    assert reading.n == len(sheets)
    for place, histogram in enumerate(reading.histograms):
        ticked = Counter(sheet.replies[place] for sheet in sheets)
        assert histogram == tuple(ticked[reply] for reply in range(bank.points + 1))
    for place, scene in enumerate(reading.scenes):
        chosen = Counter(sheet.choices[place] for sheet in sheets)
        assert scene == tuple(chosen[option] for option in range(len(bank.scenes[place].options)))
    met = Counter(match.totem for sheet in sheets if (match := score(bank, sheet).match))
    assert reading.totems == {totem.id: met[totem.id] for totem in bank.totems}
    assert reading.none == met[None]


@given(crowds())
def test_scales_and_mirrors_add_up_the_complete_sheets(many: Crowd) -> None:
    bank, sheets = many
    reading = named_counts(bank, tally(bank, sheets))
    rows = [_points(bank, sheet) for sheet in sheets]
    totals = {}
    whole = {dimension.id for dimension in bank.dimensions if dimension.overall}
    for scale, items in scales_of(bank).items():
        assert scale.dimension or not whole & {bank.items[item].question.dimension for item in items}
        picked = [[row[item] for item in items] for row in rows]
        totals[scale] = [None if 0 in points else sum(points) for points in picked]
        found, complete = reading.scales[scale], [points for points in picked if 0 not in points]
        columns = [*zip(*complete, strict=True)] or [()] * len(items)
        assert found.n == len(complete)
        assert found.total == sum(map(sum, complete))
        assert found.squares == sum(sum(points) ** 2 for points in complete)
        assert found.item_totals == tuple(sum(column) for column in columns)
        assert found.item_squares == tuple(sum(x * x for x in column) for column in columns)
    for mirror, sums in reading.mirrors.items():
        first, second = (totals[scale] for scale in mirror.scales)
        pairs = [(a, b) for a, b in zip(first, second, strict=True) if a is not None and b is not None]
        products = [(a, b, a * a, b * b, a * b) for a, b in pairs]
        assert sums == (len(pairs), *(sum(column) for column in zip(*products, strict=True) or [()])) or not pairs
        assert pairs or not any(sums)


def _points(bank: Bank, sheet: Answers) -> list[int]:
    replies = zip(bank.items, sheet.replies, strict=True)
    return [points_of(bank, reply, reverse=question.reversed) or 0 for (question, _), reply in replies]


@given(crowds())
def test_no_crowd_has_faults(many: Crowd) -> None:
    bank, sheets = many
    assert faults_of(bank, tally(bank, sheets)) == []


def test_dimensions_are_multiplied_with_their_mirror_alone() -> None:
    bank = full_bank()
    reading = named_counts(bank, nothing(bank))
    assert len(reading.mirrors) == 11
    assert (
        len(nothing(bank).numbers) == 1 + 20 * 6 + 8 + 13 * 3 + 20 * 3 + 2 * 23 + (15 + 15 + 19) + 11 * 6 + 3 + NEWEST
    )


def test_two_people_who_swap_answers_to_unpaired_questions_leave_the_same_counts_but_for_whole_sides() -> None:
    bank = full_bank()
    one, two = (Answers((level,) * 20, (0,) * 13 + (None,) * 3) for level in (2, 4))
    swapped = [
        replace(sheet, replies=(other.replies[0], *sheet.replies[1:])) for sheet, other in [(one, two), (two, one)]
    ]
    before, after = (named_counts(bank, tally(bank, sheets)) for sheets in ([one, two], swapped))
    assert before.histograms == after.histograms
    assert {id_ for id_ in before.mirrors if before.mirrors[id_] != after.mirrors[id_]} == {
        id_ for id_ in before.mirrors if id_.dimension in ("d0", None)
    }


@pytest.mark.parametrize(
    "spoil",
    [
        lambda sheet: replace(sheet, replies=(None, *sheet.replies[1:])),
        lambda sheet: replace(sheet, replies=(6, *sheet.replies[1:])),
        lambda sheet: replace(sheet, replies=(-1, *sheet.replies[1:])),
        lambda sheet: replace(sheet, replies=(0, *sheet.replies[1:])),
        lambda sheet: replace(sheet, replies=sheet.replies[1:]),
        lambda sheet: replace(sheet, choices=(None, *sheet.choices[1:])),
        lambda sheet: replace(sheet, choices=(3, *sheet.choices[1:])),
        lambda sheet: replace(sheet, choices=sheet.choices[:13]),
    ],
    ids=[
        "unanswered",
        "beyond the scale",
        "below the scale",
        "no occasion where none is offered",
        "too few replies",
        "no choice",
        "no such option",
        "no place for spare scenes",
    ],
)
def test_a_sheet_that_does_not_fit_is_not_counted(spoil: Callable[[Answers], Answers]) -> None:
    sheet = SHEETS[0]
    match = score(BANK, sheet).match
    with pytest.raises(CountsInvalid):
        count_sheet(BANK, spoil(sheet), match)


def test_a_sheet_without_the_match_that_its_bank_gives_is_not_counted() -> None:
    with pytest.raises(CountsInvalid):
        count_sheet(BANK, SHEETS[0], None)


def test_an_even_sheet_counts_as_none() -> None:
    sheet = Answers((3,) * 20, (0,) * 16, even=True)
    reading = named_counts(BANK, counted(BANK, sheet))
    assert (reading.none, sum(reading.totems.values())) == (1, 0)


def test_counts_of_two_structures_do_not_add_up() -> None:
    with pytest.raises(CountsInvalid):
        nothing(BANK) + Counts((0,))


@pytest.mark.parametrize("number", [-1, 2**64])
def test_a_number_beyond_eight_bytes_is_not_written(number: int) -> None:
    with pytest.raises(CountsInvalid):
        to_bytes(Counts((number,)))


@pytest.mark.parametrize("data", [b"", bytes(8), to_bytes(nothing(BANK)) + b"\0"])
def test_bytes_of_another_length_are_refused(data: bytes) -> None:
    with pytest.raises(CountsInvalid):
        from_bytes(BANK, data)


def _faults_with(place: int, by: int) -> list[str]:
    numbers = list(tally(BANK, SHEETS).numbers)
    numbers[place] += by
    return faults_of(BANK, Counts(tuple(numbers)))


def test_faults_name_what_is_off() -> None:
    assert "the replies to q0/customers are 60, of 61 people" in _faults_with(0, 1)
    assert "the replies to q0/customers are 61, of 60 people" in _faults_with(2, 1)
    assert "q0/customers had no occasion, which it does not offer" in _faults_with(1, 1)
    assert _faults_with(121, 1) == ["the totems are 61, of 60 people"]
    assert _faults_with(129, 1) == ["the choices in s0 are 61, of 60 people"]
    assert _faults_with(168, 1)[0] == "the sums of d0/customers do not fit its replies"
    assert _faults_with(388, 10**6) == ["the sums of customers/colleagues do not fit its two sides"]
    assert _faults_with(388, -(10**6)) == ["A number is below 0."]
    assert faults_of(BANK, Counts((1, 2))) == ["2 numbers where the bank needs 448."]


KINDS = ("bit", "zeroed", "swapped", "shifted", "cut", "one more or less")


@pytest.mark.parametrize("kind", KINDS)
def test_nearly_all_corruptions_are_found(kind: str) -> None:
    """Measured over 100 seeds each: 98 bits, 100 zeroed, swapped, shifted and cut, 94 of one more or less.

    What escapes: a sum of squares or of products that stays within what some crowd could have.
    """
    data = to_bytes(tally(BANK, SHEETS))
    spoilt = [_spoilt(data, kind, Random(f"{kind}{seed}")) for seed in range(100)]
    missed = [*compress(range(100), (_passes(data, each) for each in spoilt))]
    assert len(missed) <= {"bit": 5, "one more or less": 10}.get(kind, 1), missed


def _passes(data: bytes, spoilt: bytes) -> bool:
    try:
        return spoilt != data and not faults_of(BANK, from_bytes(BANK, spoilt))
    except CountsInvalid:
        return False


def _spoilt(data: bytes, kind: str, random: Random) -> bytes:
    numbers = [data[start : start + 8] for start in range(0, len(data), 8)]
    place, other = random.sample(range(len(numbers)), 2)
    if kind == "bit":
        flipped = bytearray(data)
        flipped[random.randrange(len(data))] ^= 1 << random.randrange(8)
        return bytes(flipped)
    if kind == "cut":
        return data[: random.randrange(len(data))]
    if kind == "shifted":
        return b"".join(numbers[:place] + numbers[place + 1 :]) + bytes(8)
    if kind == "swapped":
        numbers[place], numbers[other] = numbers[other], numbers[place]
    elif kind == "zeroed":
        numbers[place] = bytes(8)
    else:
        changed = int.from_bytes(numbers[place]) + random.choice((-1, 1))
        numbers[place] = max(changed, 1).to_bytes(8)
    return b"".join(numbers)


def test_a_dimension_that_is_not_asked_on_a_side_has_no_scale_there() -> None:
    bank = full_bank()
    one_sided = replace(bank, questions=(replace(bank.questions[0], sides=("customers",)), *bank.questions[1:]))
    reading = named_counts(one_sided, nothing(one_sided))
    assert ScaleId("d0", "customers") in reading.scales
    assert ScaleId("d0", "colleagues") not in reading.scales
    assert [id_.dimension for id_ in reading.mirrors] == [f"d{i}" for i in range(1, 10)] + [None]


@given(crowds(most=20))
def test_a_gap_rests_on_whoever_has_four_fifths_of_the_pairs(many: Crowd) -> None:
    """Complete sheets as ever, and beside them those that miss something: by the mean over the pairs that are there."""
    bank, sheets = many
    reading, scales = named_counts(bank, tally(bank, sheets)), scales_of(bank)
    rows = [_points(bank, sheet) for sheet in sheets]
    for mirror, near in reading.nears.items():
        whole = [scales[scale] for scale in mirror.scales]
        pairs = [
            tuple(scales[scale] for scale in mirror._replace(dimension=dimension.id).scales)
            for dimension in bank.dimensions
            if not dimension.overall and scales.keys() >= {*mirror._replace(dimension=dimension.id).scales}
        ]
        gaps = []
        for row in rows:
            there = [pair for pair in pairs if all(row[item] for items in pair for item in items)]
            if all(row[item] for items in whole for item in items):
                gaps.append(fmean(row[item] for item in whole[0]) - fmean(row[item] for item in whole[1]))
            elif there and len(there) >= 0.8 * len(pairs):
                one, other = ([row[item] for pair in there for item in pair[side]] for side in (0, 1))
                gaps.append(fmean(one) - fmean(other))
        sums = reading.mirrors[mirror]
        found = gap(sums, (len(whole[0]), len(whole[1])), bank.points, near)
        assert (sums.n + near.n, found.n) == (len(gaps), len(gaps))
        if gaps:
            assert found.mean == pytest.approx(100 * fmean(gaps) / (bank.points - 1), abs=0.02)
        if len(gaps) > 1:
            assert found.sd == pytest.approx(100 * stdev(gaps) / (bank.points - 1), abs=0.05)


def test_sums_of_the_first_layout_count_nobody_of_the_second() -> None:
    everyone = tally(BANK, SHEETS)
    old = Counts(everyone.numbers[:389], layout=1)
    near = named_counts(BANK, everyone).nears[MirrorId("customers", "colleagues")]
    assert near.n > 0
    assert named_counts(BANK, old).nears == {MirrorId("customers", "colleagues"): NearSums(0, 0, 0)}
    assert faults_of(BANK, old) == []
    assert from_bytes(BANK, to_bytes(old)) == old
    both = named_counts(BANK, old + everyone)
    assert both.nears[MirrorId("customers", "colleagues")] == near
    assert both.mirrors == named_counts(BANK, everyone + everyone).mirrors
    assert old + everyone == everyone + old
    with pytest.raises(CountsInvalid):
        old + Counts(everyone.numbers[:388])


def test_sums_of_the_second_layout_count_nobody_of_the_third() -> None:
    everyone = tally(BANK, SHEETS)
    old = Counts(everyone.numbers[:392], layout=2)
    reading, all_of_them = named_counts(BANK, old), named_counts(BANK, everyone)
    assert all(sums.n > 0 for force in all_of_them.forces.values() for sums in force)
    assert not any(sums.n for force in reading.forces.values() for sums in force)
    assert (sum(reading.minutes), reading.taken) == (0, 0)
    assert faults_of(BANK, old) == []
    assert from_bytes(BANK, to_bytes(old)) == old
    both = named_counts(BANK, everyone + old)
    assert both == replace(named_counts(BANK, everyone + everyone), forces=all_of_them.forces)


@pytest.mark.parametrize("place", [389, 390, 391])
def test_sheets_that_miss_a_few_pairs_are_checked(place: int) -> None:
    numbers = [*tally(BANK, SHEETS).numbers]
    numbers[place] += 60 if place == 389 else 10**11
    assert faults_of(BANK, Counts(tuple(numbers))) == [
        "the sheets that miss a few pairs of customers/colleagues do not fit the others"
    ]
