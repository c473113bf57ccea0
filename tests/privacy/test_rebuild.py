"""Sums and products give back nobody's sheet, for the smallest crowds that are ever added up.

The attack looks for every crowd that a table allows: a sheet is rebuilt if all of them hold it. Of the totals that are
stored, another crowd is found that shares no sheet with the true one. The control is a table of all cross-products of
the same answers, which leaves one crowd alone.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain, combinations, permutations, product
from random import Random

import pytest

from app.tallies.counts import count_sheet
from app.tallies.named_counts import named_counts
from app.tallies.sums import Counts, total
from app.totem.model import Answers, Bank
from app.totem.scoring import score
from tests.publication.crowds import counted, full_bank, tally

pytestmark = pytest.mark.slow

BANK = full_bank()
Row = tuple[int, ...]
Pairs = tuple[tuple[int, int], ...]
"""What a person answered about each dimension, on both sides."""
Table = dict[tuple[int, int], int]


def crowd(many: int, seed: int) -> list[Answers]:
    drawn = Random(seed)
    return [
        _sheet([drawn.randint(1, 5) for _ in BANK.items], [drawn.randrange(3) for _ in BANK.scenes])
        for _ in range(many)
    ]


def _sheet(replies: list[int], choices: list[int]) -> Answers:
    return Answers(tuple(replies), (*choices, *(None,) * len(BANK.spare_scenes)))


def another_crowd(sheets: list[Answers], random: Random) -> list[Answers]:
    """Of the same totals: three people at a time hand on what they answered about a dimension, then everybody what they
    chose in a scene."""
    rows: list[Pairs] = [tuple((s.replies[at] or 0, s.replies[at + 1] or 0) for at in range(0, 20, 2)) for s in sheets]
    true = set(rows)
    while unchanged := [place for place, row in enumerate(rows) if row in true]:
        three = random.sample(unchanged, 1)
        three += random.sample([place for place in range(len(rows)) if place not in three], 2)
        for place, row in zip(three, _handed_on([rows[place] for place in three], true, random), strict=True):
            rows[place] = row
    choices = [[choice or 0 for choice in sheet.choices[: len(BANK.scenes)]] for sheet in sheets]
    wanted = Counter(_totem(sheet) for sheet in sheets)
    for _ in range(20_000):
        other = [_sheet([*chain(*row)], chosen) for row, chosen in zip(rows, choices, strict=True)]
        if Counter(map(_totem, other)) == wanted:
            return other
        (one, two), scene = random.sample(range(len(rows)), 2), random.randrange(len(BANK.scenes))
        choices[one][scene], choices[two][scene] = choices[two][scene], choices[one][scene]
    raise AssertionError("No other crowd was found.")


def _handed_on(three: list[Pairs], true: set[Pairs], random: Random) -> list[Pairs]:
    """Others in whom each of the three keeps the sums of both sides and of every force, so that no square or product of
    these moves; as they were if there is no such way."""
    halves: list[list[tuple[Row, ...]]] = [[*product(permutations(range(3)), repeat=5)] for _ in range(2)]
    for each in halves:
        random.shuffle(each)
    begun = {_sums(three, first, 0): first for first in halves[0]}
    wanted = _sums(three, [(0, 1, 2)] * 10, 0)
    for second in halves[1]:
        rest = tuple(x - y for x, y in zip(wanted, _sums(three, second, 5), strict=True))
        if rest in begun:
            order = (*begun[rest], *second)
            made: list[Pairs] = [tuple(three[order[at][who]][at] for at in range(10)) for who in range(3)]
            if not true & set(made):
                return made
    return three


def _sums(three: list[Pairs], order: Sequence[Row], start: int) -> Row:
    """Of the first two people, the third follows: both sides, and each force."""
    found = [0] * 10
    for at, whose in enumerate(order, start):
        force = BANK.forces.index(BANK.force_of[BANK.dimensions[at].id] or "")
        for who in range(2):
            first, second = three[whose[who]][at]
            found[5 * who] += first
            found[5 * who + 1] += second
            found[5 * who + 2 + force] += first + second
    return tuple(found)


def _totem(sheet: Answers) -> str | None:
    found = score(BANK, sheet).match
    return found.totem if found else None


@pytest.mark.parametrize("many", range(5, 13))
def test_the_totals_that_are_stored_fit_another_crowd_that_shares_no_sheet(many: int) -> None:
    sheets = crowd(many, seed=many)
    other = another_crowd(sheets, Random(many))
    assert total(counted(BANK, sheet) for sheet in other) == total(counted(BANK, sheet) for sheet in sheets)
    assert not set(other) & set(sheets)
    assert not {sheet.replies for sheet in other} & {sheet.replies for sheet in sheets}


@pytest.mark.parametrize("many", [5, 6, 7])
def test_all_cross_products_would_give_back_everybody(many: int) -> None:
    """The control: the histograms that are stored, and the product of every two answers, which is not."""
    rows = [tuple(reply or 0 for reply in sheet.replies) for sheet in crowd(many, seed=many)]
    found = list(crowds_of(*table_of(rows)))
    assert found == [Counter(rows)]


def table_of(rows: list[Row]) -> tuple[list[Row], Table]:
    columns = list(zip(*rows, strict=True))
    products = {
        (i, j): sum(a * b for a, b in zip(columns[i], columns[j], strict=True))
        for i, j in combinations(range(len(columns)), 2)
    }
    return [tuple(sorted(column)) for column in columns], products


def crowds_of(histograms: list[Row], products: Table) -> Iterator[Counter[Row]]:
    """Every crowd with these, answer by answer: people who are alike so far may be given the next ones in one order."""
    seen = set()

    def extend(columns: list[Row]) -> Iterator[Counter[Row]]:
        place = len(columns)
        if place == len(histograms):
            yield Counter(zip(*columns, strict=True))
            return
        alike = list(zip(*columns, strict=True))
        for column in _orders(Counter(histograms[place]), columns, [products[i, place] for i in range(place)], alike):
            yield from extend([*columns, column])

    for found in extend([histograms[0]]):
        if frozenset(found.items()) not in seen:
            seen.add(frozenset(found.items()))
            yield found


def _orders(left: Counter[int], columns: list[Row], wanted: list[int], alike: list[Row]) -> Iterator[Row]:
    def fill(given: Row, products: list[int]) -> Iterator[Row]:
        person = len(given)
        if person == len(alike):
            if not any(products):
                yield given
            return
        least = given[-1] if person and alike[person] == alike[person - 1] else 1
        for value in range(least, 6):
            if left[value]:
                rest = [x - value * column[person] for x, column in zip(products, columns, strict=True)]
                if min(rest) >= 0:
                    left[value] -= 1
                    yield from fill((*given, value), rest)
                    left[value] += 1

    yield from fill((), wanted)


def test_sheets_that_miss_a_few_pairs_fit_others_of_the_same_sums() -> None:
    """What the second layout adds: of those who skip an occasion, the mean gap alone, and its square. Three of them may
    hand on what they answered about the other dimensions and leave every number as it was."""
    bank = full_bank(no_occasion=True)
    sheets = [replace(sheet, replies=(*sheet.replies[:6], 0, *sheet.replies[7:])) for sheet in crowd(6, seed=4)]
    rows: list[Pairs] = [tuple((s.replies[at] or 0, s.replies[at + 1] or 0) for at in range(0, 20, 2)) for s in sheets]
    assert next(iter(named_counts(bank, tally(bank, sheets)).nears.values())).n == len(sheets)
    found, random = 0, Random(4)
    for _ in range(20):
        three = random.sample(range(len(rows)), 3)
        made = _handed_on([rows[place] for place in three], set(rows), random)
        other = [
            _sheet([*chain(*row)], [choice or 0 for choice in sheet.choices[:13]])
            for row, sheet in zip(made, (sheets[place] for place in three), strict=True)
        ]
        before, after = (
            total(_without_totem(bank, one) for one in many) for many in ([sheets[place] for place in three], other)
        )
        if made != [rows[place] for place in three]:
            found += before == after
    assert found > 5


def _without_totem(bank: Bank, sheet: Answers) -> Counts:
    """Its counts under one totem for all: a dimension that moves with its forces does not change who one is on the
    whole, and that is another test's."""
    return count_sheet(replace(bank, totems=(), posture=None), sheet, None)
