"""From answers to a profile: levels, symmetry, posture, totem. Source of every formula: `measurement.md`. Pure.

Any answers that fit the bank give finite numbers; what was not answered is None.
"""

from functools import lru_cache
from math import sqrt
from statistics import fmean

from app.totem.model import NO_OCCASION, UNSURE, Answers, Bank, Match, Nearness, Point, Posture, Profile, Symmetry
from app.totem.triangle import distance, project, prototypes

BETWEEN_BELOW, RATHER_UP_TO = 0.15, 0.5
TIE = 1e-9
# Student's t, two-sided 95 %, for 1 … 19 degrees of freedom: a bank has at most 20 dimensions.
T_95 = (
    12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.3060, 2.2622, 2.2281,
    2.2010, 2.1788, 2.1604, 2.1448, 2.1314, 2.1199, 2.1098, 2.1009, 2.0930,
)  # fmt: skip


class SheetIncomplete(ValueError):
    """Some question or scene of the bank has no answer."""


def score(bank: Bank, answers: Answers) -> Profile:
    """Raises SheetIncomplete unless all is answered but spare scenes and promises."""
    if not is_complete(bank, answers):
        raise SheetIncomplete
    levels = levels_of(bank, answers)
    symmetries = tuple(found for pair in bank.pairs if (found := symmetry(bank, levels, pair)))
    return Profile(levels, symmetries, match(bank, answers, levels))


def is_complete(bank: Bank, answers: Answers) -> bool:
    many = len(bank.scenes)
    picked = answers.choices[:many] + answers.lasts[:many]
    return None not in answers.replies and None not in picked and None not in answers.importance


def points_of(bank: Bank, reply: int | None, *, reverse: bool) -> int | None:
    """What a reply counts for: 1…points, turned round for a reversed question; None without an occasion."""
    if reply is None or reply == NO_OCCASION:
        return None
    return bank.points + 1 - reply if reverse else reply


def levels_of(bank: Bank, answers: Answers) -> dict[tuple[str, str], float | None]:
    """(dimension, side) → 0–100 between the lowest and the highest attainable, or None if nothing was answered."""
    keys, places, worth = _plan(bank)
    totals, many = [0.0] * len(keys), [0] * len(keys)
    for reply, place, points in zip(answers.replies, places, worth, strict=True):
        if reply:
            totals[place] += points[reply]
            many[place] += 1
    return {key: total / count if count else None for key, total, count in zip(keys, totals, many, strict=True)}


@lru_cache(64)
def _plan(bank: Bank) -> tuple[tuple[tuple[str, str], ...], tuple[int, ...], tuple[tuple[float, ...], ...]]:
    """The keys of levels; for each item, its key's position and the level that each reply stands for."""
    keys = tuple((dimension.id, side) for dimension in bank.dimensions for side in bank.sides)
    places = tuple(keys.index((question.dimension, side)) for question, side in bank.items)
    rising = tuple(100 * max(reply - 1, 0) / (bank.points - 1) for reply in range(bank.points + 1))
    falling = (0.0, *reversed(rising[1:]))
    return keys, places, tuple(falling if question.reversed else rising for question, _ in bank.items)


def symmetry(bank: Bank, levels: dict[tuple[str, str], float | None], pair: tuple[str, str]) -> Symmetry | None:
    """Mean difference with half-width max(t·SD/√m, 1.96·the bank's standard error); None under two dimensions."""
    first, second = pair
    gaps = [
        a - b
        for d in (bank.dimensions[at] for at in bank.within)
        if (a := levels[d.id, first]) is not None and (b := levels[d.id, second]) is not None
    ]
    many = len(gaps)
    if many < 2:
        return None
    mean = fmean(gaps)
    # statistics.stdev is exact, and twenty times slower.
    sd = sqrt(sum((gap - mean) ** 2 for gap in gaps) / (many - 1))
    declared = bank.symmetry_error * sqrt(len(bank.within) / many)
    return Symmetry(pair, mean, max(T_95[many - 2] * sd / sqrt(many), 1.96 * declared))


def match(bank: Bank, answers: Answers, levels: dict[tuple[str, str], float | None]) -> Match | None:
    """The nearest totem on the plane of forces, ties in the bank's order. None for a bank without totems."""
    posture = bank.posture
    if posture is None or not bank.totems:
        return None
    point = placed(posture, drawn_on(bank, answers), force_levels(bank, levels))
    away = [round(distance(point, home) / TIE) for home in prototypes(bank)]
    nearest = away.index(min(away))
    second = min((position for position in range(len(away)) if position != nearest), key=away.__getitem__)
    margin = (away[second] - away[nearest]) * TIE / posture.radius
    return Match(
        totem=None if answers.even else bank.totems[nearest].id,
        second=bank.totems[second].id,
        nearness=nearness(margin),
        point=point,
        firsts=picked(bank, answers.choices),
        lasts=picked(bank, answers.lasts),
    )


def placed(posture: Posture, drawn: tuple[float, ...], above: tuple[float, ...]) -> Point:
    """Where a sheet lies on the plane. drawn: by its scenes to each force; above: its mean level less that of all
    three."""
    a, b, c = (
        drawn + posture.weight * level - reference
        for drawn, level, reference in zip(drawn, above, posture.reference, strict=True)
    )
    return project((a, b, c))


def nearness(margin: float) -> Nearness:
    """margin: (distance to the second − distance to the nearest) / radius."""
    if margin < BETWEEN_BELOW:
        return Nearness.BETWEEN
    return Nearness.RATHER if margin <= RATHER_UP_TO else Nearness.CLEARLY


def drawn_on(bank: Bank, answers: Answers) -> tuple[float, ...]:
    """How much the scenes answered draw to each force, above what all of them share out evenly; 0 if none is.

    One pick: the share of scenes, less a third. Two: the mean score, 1 first, ½ for the one that is left, 0 last, ¼ for
    both where the last one could not be told; less a half.
    """
    if bank.is_ranked:
        many = sum(choice is not None for choice in answers.choices)
        totals = [sum(scores) for scores in zip(*quarters(bank, answers), strict=True)] if many else []
        return tuple(total / (4 * many) - 1 / 2 for total in totals) or (0.0,) * len(bank.forces)
    firsts = picked(bank, answers.choices)
    many = sum(firsts)
    return tuple(first / many - 1 / 3 if many else 0.0 for first in firsts)


def quarters(bank: Bank, answers: Answers) -> list[tuple[int, ...]]:
    """For each scene answered, what it gives to each force: with two picks 4 first, 2 left, 0 last, 1 to both of whom
    none was told last; with one pick 4 or 0."""
    lasts = answers.lasts or (None,) * len(answers.choices)
    picks = zip(_quarters_by_picks(bank), answers.choices, lasts, strict=True)
    return [given[choice, last] for given, choice, last in picks if choice is not None]


@lru_cache(64)
def _quarters_by_picks(bank: Bank) -> tuple[dict[tuple[int, int | None], tuple[int, ...]], ...]:
    """For each scene, by what may be picked in it."""
    return tuple(
        {(first, last): _given(bank, forces, first, last) for first in range(len(forces)) for last in _lasts(forces)}
        for forces in _forces_by_scene(bank)
    )


def _lasts(forces: tuple[str | None, ...]) -> tuple[int | None, ...]:
    return (None, UNSURE, *range(len(forces)))


def _given(bank: Bank, forces: tuple[str | None, ...], choice: int, last: int | None) -> tuple[int, ...]:
    scores = dict.fromkeys(forces, 1 if last == UNSURE else 2 if bank.is_ranked else 0)
    scores[forces[choice]] = 4
    if last not in (None, UNSURE):
        scores[forces[last]] = 0
    return tuple(scores.get(force, 0) for force in bank.forces)


def picked(bank: Bank, picks: tuple[int | None, ...]) -> tuple[int, ...]:
    """In how many scenes each force was picked. picks: one a scene, or none at all."""
    chosen = [
        forces[pick] for forces, pick in zip(_forces_by_scene(bank), picks, strict=False) if pick not in (None, UNSURE)
    ]
    return tuple(chosen.count(force) for force in bank.forces)


@lru_cache(64)
def _forces_by_scene(bank: Bank) -> tuple[tuple[str | None, ...], ...]:
    return tuple(tuple(bank.force_of[dimension] for dimension in scene.options) for scene in bank.all_scenes)


def force_levels(bank: Bank, levels: dict[tuple[str, str], float | None]) -> tuple[float, ...]:
    """Mean level of each force over all its dimensions and sides, less the mean of the forces; 0 where unknown."""
    means: list[float | None] = []
    for keys in _keys_by_force(bank):
        known = [level for key in keys if (level := levels[key]) is not None]
        means.append(sum(known) / len(known) if known else None)
    some = [mean for mean in means if mean is not None]
    middle = sum(some) / len(some) if some else 0.0
    return tuple(0.0 if mean is None else mean - middle for mean in means)


@lru_cache(64)
def _keys_by_force(bank: Bank) -> tuple[tuple[tuple[str, str], ...], ...]:
    return tuple(
        tuple((d.id, side) for d in bank.dimensions if d.force == force for side in bank.sides) for force in bank.forces
    )


def is_even(replies: tuple[int | None, ...], places: tuple[tuple[int | None, ...], ...]) -> bool:
    """Whether the answers say nothing: every reply the same, and the same places on the screen picked every time.

    places: where what was picked stood on the screen, scene by scene.
    """
    return len(set(replies)) == 1 and len(places) > 0 and len(set(places)) == 1
