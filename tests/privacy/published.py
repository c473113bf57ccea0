"""Whom each published figure counts, and what follows from laying any of them side by side."""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import combinations

People = int
"""A set of people, each a bit."""
PRIME = 2**61 - 1


def size(people: People) -> int:
    return people.bit_count()


def atoms(published: Iterable[People]) -> list[People]:
    """The smallest groups that unions, intersections and differences of the sets can tell apart, without nobody."""
    groups: list[People] = []
    for people in published:
        rest = people
        split = []
        for group in groups:
            split += [group & people, group & ~people]
            rest &= ~group
        groups = [group for group in (*split, rest) if group]
    return groups


def isolated(published: Sequence[People], k: int) -> list[People]:
    """Every set of 1 … k−1 people whose indicator is a combination of the sets' indicators, whatever the coefficients:
    those of −2 … 2 among them. (Modulo a large prime: what is found over the rationals is found here.)"""
    groups = atoms(published)
    basis = _basis([[int(group & people != 0) for group in groups] for people in published])
    small = [place for place, group in enumerate(groups) if size(group) < k]
    found = []
    for many in range(1, min(len(small), k - 1) + 1):
        for places in combinations(small, many):
            people = sum(groups[place] for place in places)
            if size(people) < k and not any(_reduced(basis, [int(p in places) for p in range(len(groups))])):
                found.append(people)
    return found


def isolated_by_trying(published: Sequence[People], k: int, coefficients: Iterable[tuple[int, ...]]) -> int:
    """How many of these combinations give each of 1 … k−1 people one, and everybody else nothing."""
    groups = atoms(published)
    found = 0
    for chosen in coefficients:
        of_groups = Counter(dict.fromkeys(groups, 0))
        for coefficient, people in zip(chosen, published, strict=False):
            of_groups.update({group: coefficient for group in groups if group & people})
        ones = sum(size(group) for group, value in of_groups.items() if value == 1)
        found += set(of_groups.values()) <= {0, 1} and 0 < ones < k
    return found


def _basis(rows: list[list[int]]) -> dict[int, list[int]]:
    """The rows that say something new, each by the place of its first number, which is 1."""
    basis: dict[int, list[int]] = {}
    for row in rows:
        left = _reduced(basis, row)
        first = next((place for place, x in enumerate(left) if x), None)
        if first is not None:
            inverse = pow(left[first], -1, PRIME)
            basis[first] = [x * inverse % PRIME for x in left]
    return basis


def _reduced(basis: dict[int, list[int]], row: list[int]) -> list[int]:
    left = [*row]
    for place in sorted(basis):
        if left[place]:
            factor = left[place]
            left = [(x - factor * y) % PRIME for x, y in zip(left, basis[place], strict=True)]
    return left
