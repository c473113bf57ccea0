"""What a quiz would have to find, and how much of it is found: the animal of the true preference, and how many animals
an answer tells apart. Neither can be bought with what is stable but beside the point.
"""

from collections import Counter
from collections.abc import Sequence
from math import exp, log

from app.totem.model import Bank, Point, Posture
from app.totem.triangle import distance, place

Matched = str | None


def true_totems(bank: Bank, preferences: Sequence[Point], centre: float) -> list[Matched]:
    """The totem of each true preference: that of infinitely many other scenes, without any answers.

    The plane is cut as the bank cuts it, in the preferences' own unit: its radius is such that the centre holds the
    same share of people as it does among those who are told. centre: that share, 0–1. The bank has one totem without
    forces.
    """
    pair_radius = bank.posture.pair_radius if bank.posture else 1.0
    unit = Posture(1.0, 1.0, pair_radius, (0.0, 0.0, 0.0))
    homes = {totem.id: place(tuple(map(bank.forces.index, totem.forces)), unit) for totem in bank.totems}
    # The centre is nearest as long as the radius is at least twice the projection on each home, in its own length.
    edges = sorted(max(_edge(preference, home) for home in homes.values()) for preference in preferences)
    inside = min(max(round(centre * len(edges)), 1), len(edges) - 1)
    radius = (edges[inside - 1] + edges[inside]) / 2
    scaled = {id_: Point(radius * home.x, radius * home.y) for id_, home in homes.items()}
    return [min(scaled, key=lambda id_: distance(preference, scaled[id_])) for preference in preferences]


def _edge(preference: Point, home: Point) -> float:
    length = home.x**2 + home.y**2
    return 2 * (preference.x * home.x + preference.y * home.y) / length if length else 0.0


def told_apart(pairs: Sequence[tuple[Matched, Matched]]) -> float:
    """exp of the mutual information of two sheets of the same people: between 1 and the number of totems. Which of the
    two comes first says nothing: both orders count."""
    joint = Counter(pair for one, other in pairs for pair in ((one, other), (other, one)))
    single = Counter(one for one, _ in joint.elements())
    many = joint.total()
    return exp(
        sum(count / many * log(count * many / (single[one] * single[other])) for (one, other), count in joint.items())
    )
