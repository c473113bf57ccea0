"""What a trainer with four phones of their own learns of a fifth person, and what two rounds of one vote leave.

    python -m benchmarks.four_phones

The attacker knows the rules, what the screen showed, and the taps of four phones, which were chosen to learn most. They
are certain of somebody's choice when no other choice would have left the screen as it is. Between two rounds they go by
likelihood: one person came in between, and what moved is taken for theirs. People are invented.
"""

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from math import sqrt
from random import Random
from typing import NamedTuple

from app.seminars.stage import LEAST
from app.seminars.talking.groups import KNOWN, covers
from app.seminars.talking.talk import WORDS, from_five
from app.totem.model import Point

SEED, RUNS, PHONES = 2026, 2_000, 4
OTHERS, CROWDS, CHANGES = (1, 2, 3, 5, 10), (8, 15, 30), (0.05, 0.1, 0.2)
Screen = Callable[[Sequence[int]], object]
"""What it shows of counts, by choice."""
CIRCLE = tuple(Point(x, y) for x, y in ((0, 2), (2, -1), (-2, -1), (1, 1), (0, -1), (-1, 1), (0, 0)))


class Rate(NamedTuple):
    """how often, of how many; low, high: Wilson's interval at 95 %, in percent."""

    name: str
    hits: int
    runs: int

    @property
    def told(self) -> str:
        low, high = wilson(self.hits, self.runs)
        return f"{self.name:72} {100 * self.hits / self.runs:5.1f} %  ({low:.1f} to {high:.1f})"


def wilson(hits: int, runs: int, z: float = 1.96) -> tuple[float, float]:
    share, spread = hits / runs, z * z / runs
    middle = (share + spread / 2) / (1 + spread)
    half = z * sqrt(share * (1 - share) / runs + spread / (4 * runs)) / (1 + spread)
    return 100 * max(0.0, middle - half), 100 * min(1.0, middle + half)


def as_votes(counts: Sequence[int]) -> object:
    return tuple(counts) if sum(counts) >= LEAST else None


def as_words(counts: Sequence[int]) -> object:
    return from_five(counts) if sum(counts) >= LEAST else None


def certain(shows: Screen, own: Sequence[int], others: int, options: int, seen: object) -> set[int]:
    """What one given person may have chosen, with all that the others may have, as far as the screen leaves it open."""
    open_ = set()
    for choice in range(options):
        for rest in _splits(others - 1, options):
            counts = [own[at] + rest[at] + (at == choice) for at in range(options)]
            if shows(counts) == seen:
                open_.add(choice)
                break
    return open_


def _splits(people: int, options: int) -> Iterator[tuple[int, ...]]:
    if options == 1:
        yield (people,)
        return
    for first in range(people + 1):
        for rest in _splits(people - first, options - 1):
            yield (first, *rest)


def four_phones(shows: Screen, others: int, options: int, runs: int = RUNS) -> tuple[int, int]:
    """How often all four phones on one choice leave one certain choice of a given person; and one, or all but one."""
    random, whole, partly = Random(f"{SEED} {others} {options}"), 0, 0
    known: dict[object, set[int]] = {}
    own = [PHONES, *[0] * (options - 1)]
    for _ in range(runs):
        weights = [random.expovariate(1) + 0.1 for _ in range(options)]
        chosen = Counter(random.choices(range(options), weights, k=others))
        seen = shows([own[at] + chosen[at] for at in range(options)])
        left = known[seen] if seen in known else known.setdefault(seen, certain(shows, own, others, options, seen))
        whole += len(left) == 1
        partly += len(left) < options
    return whole, partly


def in_groups(people: int, runs: int = RUNS) -> tuple[int, int]:
    """How often a token leaves one animal alone for somebody, to a trainer whose four phones are the animals that they
    want; of the rooms in which tokens were drawn."""
    told = drawn = 0
    for number in range(runs):
        random = Random(f"{SEED} groups {people} {number}")
        weights = [random.expovariate(1) + 0.05 for _ in CIRCLE]
        counts = Counter(random.choices(range(len(CIRCLE)), weights, k=people - PHONES))
        for _ in range(PHONES):
            counts[random.choice(tuple(counts))] += 1
        cover = covers([counts[at] for at in range(len(CIRCLE))] + [0], CIRCLE)
        drawn += bool(cover)
        for token in set(cover):
            under = [counts[at] for at, one in enumerate(cover[:-1]) if one == token]
            told += sum(under) - max(under) <= PHONES
    return told, drawn


def second_round(people: int, change: float, runs: int = RUNS) -> tuple[int, int]:
    """Somebody votes in the second round alone, each other person changes with this chance: how often one choice alone
    has one vote more and no other moved, and how often it is theirs."""
    guessed = right = 0
    for number in range(runs):
        random = Random(f"{SEED} rounds {people} {change} {number}")
        first = random.choices(range(3), [random.random() + 0.2 for _ in range(3)], k=people)
        second = [random.randrange(3) if random.random() < change else one for one in first]
        newcomer = random.randrange(3)
        moved = [[*second, newcomer].count(at) - first.count(at) for at in range(3)]
        if sorted(moved) == [0, 0, 1]:
            guessed += 1
            right += moved.index(1) == newcomer
    return guessed, right


SCREENS: tuple[tuple[str, Screen, int], ...] = (
    ("a vote of 3", as_votes, 3),
    ("a guess of 7", as_votes, 7),
    ("words", as_words, WORDS),
)


def main() -> None:
    say = sys.stdout.write
    say(f"Four phones of a trainer; {RUNS} rooms each; percent, and Wilson's interval at 95 %.\n")
    for name, shows, options in SCREENS:
        for others in OTHERS[: 4 if options > 3 else 5]:
            whole, partly = four_phones(shows, others, options)
            say(Rate(f"{name}, {others} other people: certain of one's choice", whole, RUNS).told + "\n")
            say(Rate(f"{name}, {others} other people: certain of what one did not choose", partly, RUNS).told + "\n")
    for people in (20, 30, 60):
        told, drawn = in_groups(people)
        say(Rate(f"groups of {people}: an animal, by a shape (KNOWN = {KNOWN})", told, max(1, drawn)).told + "\n")
    say("Two rounds of one vote of 3, with one person more in the second.\n")
    for people in CROWDS:
        for change in CHANGES:
            guessed, right = second_round(people, change)
            name = f"{people} people, {change:.0%} think again"
            say(Rate(f"{name}: one choice has one vote more, no other moved", guessed, RUNS).told + "\n")
            say(Rate(f"{name}: and it is the newcomer's", right, max(1, guessed)).told + "\n")


if __name__ == "__main__":
    main()
