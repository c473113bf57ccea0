"""Tokens by which people find a group, under attack: what a shape, or how many bear it, tells of an animal.

Whoever attacks knows all that the screen showed (exact counts of animals), how tokens are drawn, who bears which, and
the animals of some people: their own, or of a whole group that told each other. Nobody of the rest may be told.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations_with_replacement
from random import Random

import pytest

from app.banks.loader import load_bank
from app.resources import resource
from app.seminars.stage import LEAST
from app.seminars.talking.groups import KNOWN, covers, is_safe
from app.seminars.talking.talk import HIDDEN, Talk, from_five, in_groups, off
from app.totem.triangle import prototypes
from app.web.groups.tokens import TOKENS, token_of
from tests import soak

PLACES = prototypes(load_bank(resource("questions") / "express.yaml").bank)
ANIMALS = len(PLACES)
ROOMS = soak.many(300, 2_000)
Drawn = Callable[[Sequence[int]], tuple[int, ...]]


def rooms(many: int) -> Iterator[list[int]]:
    """Counts of animals, and of people without one, in rooms of 5 to 120: even, leaning, and nearly all alike."""
    for number in range(many):
        random = Random(f"tokens {number}")
        people, lean = random.randint(5, 120), random.choice((0.3, 1.0, 3.0))
        weights = [random.expovariate(1) ** lean + 0.01 for _ in range(ANIMALS)] + [random.choice((0.0, 0.1))]
        found = Counter(random.choices(range(ANIMALS + 1), weights, k=people))
        yield [found[at] for at in range(ANIMALS + 1)]


def told_by(counts: Sequence[int], cover: Sequence[int], token: int, known: Sequence[int]) -> set[int]:
    """Which animals somebody who bears this token may be, for whoever knows how many of each are somebody else's.

    The posterior support, by counting: an animal stays possible while one of it is left under the token.
    """
    left = Counter({at: counts[at] for at, one in enumerate(cover) if one == token})
    left.subtract(Counter(known))
    return {at for at, many in left.items() if many > 0}


def told_apart(counts: Sequence[int], cover: Sequence[int]) -> list[str]:
    """What is told of fewer than five people, by any token, to whoever knows up to KNOWN people under it."""
    found = []
    for token in set(cover):
        present = [at for at, one in enumerate(cover) if one == token and counts[at]]
        bearers = sum(counts[at] for at in present)
        if bearers and (bearers < LEAST or len(present) < 2):
            found.append(f"token {token} has {bearers} people and {len(present)} animals")
        for many in range(min(KNOWN, max(0, bearers - 1)) + 1):
            for known in combinations_with_replacement(present, many):
                if all(known.count(at) <= counts[at] for at in known) and bearers > many:
                    left = told_by(counts, cover, token, known)
                    if len(left) < 2:
                        found.append(f"token {token}, to whoever knows {known}: {left}")
    return found


def attacked(draw: Drawn) -> tuple[list[str], int]:
    """What was told in all rooms, and in how many of them tokens were drawn."""
    told, drawn = [], 0
    for counts in rooms(ROOMS):
        cover = draw(counts)
        drawn += bool(cover)
        told += [f"{counts} {cover}: {one}" for one in (told_apart(counts, cover) if cover else ())]
    return told, drawn


def test_no_token_nor_its_size_tells_an_animal_of_fewer_than_five_people() -> None:
    told, drawn = attacked(lambda counts: covers(counts, PLACES))
    assert told == []
    assert drawn > ROOMS / 3, "tokens were drawn in enough of them to say so"


def test_one_token_an_animal_is_found_out() -> None:
    """The control."""
    told, drawn = attacked(lambda counts: tuple(range(len(counts))))
    assert drawn == ROOMS
    assert len(told) > ROOMS


def test_two_animals_and_five_people_alone_are_found_out() -> None:
    """The control: the rule without those who know their group. One fox among four bees tells the four."""

    def careless(counts: Sequence[int]) -> tuple[int, ...]:
        ranked = sorted(range(len(counts)), key=lambda at: -counts[at])
        cover = [0] * len(counts)
        for place, at in enumerate(ranked):
            cover[at] = place % 2
        parts = [[counts[at] for at, one in enumerate(cover) if one == token] for token in (0, 1)]
        fits = all(sum(part) >= LEAST and sum(map(bool, part)) >= 2 for part in parts)
        return tuple(cover) if fits else ()

    told, _ = attacked(careless)
    assert any("to whoever knows" in one for one in told)


def test_people_who_come_after_the_reveal_make_no_token_less_safe() -> None:
    """A second reveal adds people; the cover stays as it was drawn, since two of them would leave less between them."""
    for number, counts in enumerate(rooms(ROOMS)):
        random = Random(f"late {number}")
        cover = covers(counts, PLACES)
        if not cover:
            continue
        later = [many + random.choice((0, 0, 1, 3)) for many in counts]
        first = in_groups(Talk(), 2, 3, "trust", max(cover) + 1, cover)
        second = in_groups(off(first), 3, 3, "trust", 3, covers(later, PLACES))
        assert second.groups
        assert second.groups.cover == cover
        assert told_apart(later, cover) == []


def test_two_covers_of_one_room_would_be_found_out() -> None:
    """The control: another cover at the second reveal leaves one animal between both for some."""
    for number, counts in enumerate(rooms(ROOMS)):
        random = Random(f"late {number}")
        later = [many + random.choice((0, 0, 1, 3)) for many in counts]
        both = covers(counts, PLACES), covers(later, PLACES)
        if all(both):
            cells = Counter(zip(*both, strict=True))
            if 1 in cells.values():
                return
    pytest.fail("no room told anything")


def test_where_chance_draws_a_shape_says_nothing_of_an_animal() -> None:
    for counts in ([5, 0, 0, 0, 0, 0, 0, 0], [3, 1, 1, 0, 0, 0, 0, 0], [9, 1, 0, 0, 0, 0, 0, 0]):
        assert covers(counts, PLACES) == ()
    by_chance = in_groups(Talk(), 2, 3, "trust", 3, ()).groups
    assert by_chance
    for phone in map(str, range(200)):
        assert len({token_of(by_chance, animal, phone) for animal in range(ANIMALS + 1)}) == 1
    assert {token_of(by_chance, 0, str(at)) for at in range(200)} == set(TOKENS)


def test_a_person_who_was_not_counted_has_a_token_of_several_animals_too() -> None:
    """“Just for me”, or after the reveal: their animal may be one that the screen said was absent."""
    for counts in rooms(ROOMS):
        cover = covers(counts, PLACES)
        assert all(cover.count(token) >= 2 for token in cover)
        assert -1 not in cover


def test_safe_means_that_whoever_knows_four_people_knows_no_fifth() -> None:
    assert not is_safe([5])
    assert not is_safe([9, 4]), "four phones of a trainer's own may be the smaller animal"
    assert is_safe([9, 5])
    assert not is_safe([1, 1, 1, 1, 1])
    assert is_safe([1, 1, 1, 1, 1, 1])


def small_things(by_action: bool, animals: Sequence[int], taps: Sequence[int]) -> object:
    """What a room is told of what it takes home: by side, or by action, which belongs to one animal."""
    if by_action:
        return Counter(zip(animals, taps, strict=True))
    return from_five([taps.count(side) for side in range(3)])


@pytest.mark.parametrize("by_action", [False, True])
def test_small_things_by_side_leave_every_troupe_as_likely_as_before(by_action: bool) -> None:
    """Whoever knows how many of each animal there are, and sees who taps: which may each of them be? The control counts
    actions, and tells what the rare animals chose."""
    narrowed = 0
    for number in range(200):
        random = Random(f"small {number}")
        animals = [random.choice((0, 0, 0, 1, 2)) for _ in range(9)]
        taps = [random.randrange(3) for _ in animals]
        shown = small_things(by_action, animals, taps)
        # The same taps by the same people, had they been other animals of the same troupe.
        for _ in range(20):
            other = random.sample(animals, len(animals))
            narrowed += small_things(by_action, other, taps) != shown
    assert (narrowed > 200) if by_action else (narrowed == 0)


def test_a_side_that_few_chose_is_not_told_by_what_is_left_of_all() -> None:
    for number in range(ROOMS):
        random = Random(f"sides {number}")
        votes = [random.randint(0, 9) for _ in range(3)]
        shown = from_five(votes)
        hidden = sum(votes) - sum(many for many in shown if many != HIDDEN)
        assert hidden == 0 or hidden >= LEAST or set(shown) == {HIDDEN}
