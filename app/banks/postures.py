"""Totems and the constants that place them: each at a place of its own, each met by some sheet.

A bank that passes gives every totem to somebody. Constants are judged here, and fitted nowhere.
"""

from collections.abc import Iterator
from itertools import combinations_with_replacement, product

from app.banks.checks import all_resolve, every_side, known_ids, resolves
from app.banks.faults import N_, Complaint
from app.banks.schema import BankFile
from app.totem.model import Bank, Point
from app.totem.scoring import placed
from app.totem.triangle import distance, prototypes

TOTEMS_NEED_FORCES = N_("Totems live among three forces, and the bank has none. Declare forces, or delete the totems.")
ONE_TOTEM = N_("With one totem, nobody could be another. Write at least two, or none.")
NO_POSTURE = N_("A bank with totems needs the constants that place them. Add “posture:”.")
POSTURE_ALONE = N_("These constants place totems, and the bank has none. Write totems, or delete them.")
NO_REFERENCE = N_("The reference of the force “%(force)s” is missing. Add it; 0.0 if in doubt.")
SAME_PLACE = N_("“%(other)s” draws on the same forces and lives at the same place. Give each totem other forces.")
OUT_OF_REACH = N_("No sheet can be nearest to “%(id)s”. Bring the radius or the reference of the posture closer to 0.")
PAIR_TWICE = N_("“%(first)s” and “%(second)s” have a text already. Keep one of the two.")
PAIR_MISSING = N_(
    "There is no text for “%(first)s” and “%(second)s”. Write one for every two, and for two of each, or none."
)
NO_ERROR = N_("A bank with pairs needs the standard error of its overall gap, above 0. Add “symmetry_error:”.")


def totem_complaints(file: BankFile) -> Iterator[Complaint]:
    if file.pairs and file.symmetry_error == 0:
        yield Complaint(("symmetry_error",), NO_ERROR, key=True)
    yield from _posture(file)
    homes: dict[frozenset[str], str] = {}
    for position, totem in enumerate(file.totems):
        trail = ("totems", position)
        yield from all_resolve(file, "forces", totem.forces, (*trail, "forces"))
        yield from every_side(file, totem.actions, (*trail, "actions"), known_ids(file, "sides"))
        yield from every_side(file, totem.actions_when_leading or (), (*trail, "actions_when_leading"), ())
        if other := homes.get(frozenset(totem.forces)):
            yield Complaint((*trail, "forces"), SAME_PLACE, {"other": other}, key=True)
        homes.setdefault(frozenset(totem.forces), totem.id)
    yield from _pairs(file)


def reach_complaints(bank: Bank) -> Iterator[Complaint]:
    """Totems that no sheet would be given. bank: one without faults of structure."""
    homes = prototypes(bank)
    met = {min(range(len(homes)), key=lambda home: distance(point, homes[home])) for point in _exhibits(bank)}
    for position, totem in enumerate(bank.totems):
        if position not in met:
            yield Complaint(("totems", position, "id"), OUT_OF_REACH, {"id": totem.id})


def _pairs(file: BankFile) -> Iterator[Complaint]:
    seen: set[frozenset[str]] = set()
    for position, pair in enumerate(file.pair_texts):
        for place, id_ in enumerate(pair.totems):
            yield from resolves(file, "totems", id_, ("pair_texts", position, "totems", place))
        if frozenset(pair.totems) in seen:
            first, second = pair.totems
            yield Complaint(("pair_texts", position, "totems"), PAIR_TWICE, {"first": first, "second": second})
        seen.add(frozenset(pair.totems))
    for first, second in combinations_with_replacement(known_ids(file, "totems"), 2) if seen else ():
        if {first, second} not in seen:
            yield Complaint(("pair_texts",), PAIR_MISSING, {"first": first, "second": second}, key=True)


def _posture(file: BankFile) -> Iterator[Complaint]:
    if file.posture is None:
        if file.totems:
            yield Complaint(("totems",), NO_POSTURE, key=True)
    elif not file.totems:
        yield Complaint(("posture",), POSTURE_ALONE, key=True)
    else:
        for force in file.posture.reference:
            yield from resolves(file, "forces", force, ("posture", "reference", force), key=True)
        for force in known_ids(file, "forces"):
            if force not in file.posture.reference:
                yield Complaint(("posture", "reference"), NO_REFERENCE, {"force": force}, key=True)
    if file.totems and not file.forces:
        yield Complaint(("totems",), TOTEMS_NEED_FORCES, key=True)
    if len(file.totems) == 1:
        yield Complaint(("totems",), ONE_TOTEM, key=True)


def _exhibits(bank: Bank) -> Iterator[Point]:
    """Where sheets end up: every way to share the scenes out, with each force at its highest or lowest level. Two picks
    reach as far: a force picked first by all, or last by all, is half a scene away from the middle either way."""
    posture = bank.posture
    if posture is None:
        return
    many = len(bank.scenes)
    counts = [(a, b, many - a - b) for a in range(many + 1) for b in range(many + 1 - a)]
    drawn = [tuple(one / many - 1 / 3 for one in each) for each in counts] if many else [(0.0, 0.0, 0.0)]
    for draw, levels in product(drawn, product((0.0, 100.0), repeat=3)):
        mean = sum(levels) / 3
        yield placed(posture, draw, tuple(level - mean for level in levels))
