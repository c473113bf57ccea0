"""Groups by complement: tokens that people show each other, so that each finds somebody who is made otherwise. Pure.

Promises that no token tells an animal: each covers two animals and five people of those just revealed, also for whoever
knows the animals of a whole group. Refuses to draw any that does not: chance makes the groups then.
"""

from collections.abc import Iterator, Sequence
from itertools import product

from app.seminars.stage import LEAST
from app.totem.model import Point
from app.totem.triangle import distance

KNOWN = 4
"""Animals that whoever looks at a token may know: of a whole group, oneself in it, or of a trainer's four phones."""
MOST_TOKENS = 3
LEAST_PART = {3: 0.18, 2: 0.3}
"""Of the people, for the smallest token: with fewer, most would look in vain for one."""
EVENNESS = 0.5
"""What a token that is twice too large weighs beside animals that live apart."""


def is_safe(covered: Sequence[int]) -> bool:
    """covered: people of each animal under one token. Whoever knows KNOWN of them sees two animals in the rest."""
    return sum(covered) >= LEAST and sum(covered) - max(covered, default=0) > KNOWN


def covers(counts: Sequence[int], places: Sequence[Point]) -> tuple[int, ...]:
    """For each animal, then for none, its token, from 0; empty where no tokens are safe.

    counts: people, as they were revealed; the last ones have no animal; places: where each animal lives. Animals that
    are near each other share a token. One that is absent has one too: somebody who was not counted may be it.
    """
    for tokens in range(MOST_TOKENS, 1, -1):
        found = [one for one in _partitions(counts, tokens) if _is_fair(counts, one, tokens)]
        if found:
            best = min(found, key=lambda one: _cost(counts, places, one, tokens))
            return _with_absent(best, places)
    return ()


def parts_of_token(counts: Sequence[int], cover: Sequence[int], token: int) -> list[int]:
    return [many for many, one in zip(counts, cover, strict=True) if one == token]


def _partitions(counts: Sequence[int], tokens: int) -> Iterator[tuple[int, ...]]:
    """Tokens of the classes that are present, NOWHERE for the others; each partition once, the same each time."""
    present = [at for at, many in enumerate(counts) if many]
    for chosen in product(range(tokens), repeat=len(present)):
        firsts = [chosen.index(token) for token in range(tokens) if token in chosen]
        if len(firsts) == tokens and firsts == sorted(firsts):
            cover = [NOWHERE] * len(counts)
            for at, token in zip(present, chosen, strict=True):
                cover[at] = token
            yield tuple(cover)


NOWHERE = -1


def _is_fair(counts: Sequence[int], cover: Sequence[int], tokens: int) -> bool:
    """Whether each token is safe, names two animals, and is borne by enough people to be found."""
    least = LEAST_PART[tokens] * sum(counts)
    for token in range(tokens):
        covered = parts_of_token(counts, cover, token)
        animals = parts_of_token(counts[:-1], cover[:-1], token)
        if not is_safe(covered) or sum(map(bool, animals)) < 2 or sum(covered) < least:
            return False
    return True


def _cost(counts: Sequence[int], places: Sequence[Point], cover: Sequence[int], tokens: int) -> float:
    """How far apart those live who share a token, and how uneven tokens are."""
    people, apart, uneven = sum(counts), 0.0, 0.0
    for token in range(tokens):
        members = [at for at, one in enumerate(cover[:-1]) if one == token]
        size = sum(parts_of_token(counts, cover, token))
        pairs = (counts[a] * counts[b] * distance(places[a], places[b]) for a in members for b in members)
        apart += sum(pairs) / size
        uneven += abs(size / people - 1 / tokens)
    return apart / people + EVENNESS * uneven


def _with_absent(cover: Sequence[int], places: Sequence[Point]) -> tuple[int, ...]:
    """Each absent animal under the token of the nearest one that is here; nobody without an animal, under the first."""
    found = list(cover)
    here = [at for at, one in enumerate(cover[:-1]) if one != NOWHERE]
    for at, one in enumerate(cover[:-1]):
        if one == NOWHERE:
            _, nearest = min((distance(places[at], places[other]), other) for other in here)
            found[at] = cover[nearest]
    if found[-1] == NOWHERE:
        found[-1] = 0
    return tuple(found)
