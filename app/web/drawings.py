"""From profiles and releases to figures: which numbers are drawn where.

Promises that a figure shows what the words and the table beside it say. Refuses to know how anything looks.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from markupsafe import Markup

from app.banks.loader import Questionnaire
from app.banks.schema import Language
from app.figures.balance import Balance, balance
from app.figures.butterfly import Butterfly, butterfly
from app.figures.lettering import Line, lettering
from app.figures.mask import Mask, mask, strengths
from app.figures.triangle import Triangle, triangle
from app.figures.troupe import Troupe, troupe
from app.publication.documents import Mirror, ReleasedDimension, ReleaseDocument
from app.totem.model import Bank, Profile
from app.totem.triangle import prototypes

CARD_WIDTH = 1200


@dataclass(frozen=True, slots=True)
class ResultDrawings:
    """mask, second: None for a sheet without an animal."""

    mask: Mask | None
    second: Mask | None
    triangle: Triangle | None
    butterfly: Butterfly
    balance: Balance | None


@dataclass(frozen=True, slots=True)
class CrowdDrawings:
    """masks: of the troupe, in the order of its members; territories: of the triangle, in the bank's order."""

    masks: tuple[Mask, ...]
    troupe: Troupe | None
    territories: tuple[Mask, ...]
    triangle: Triangle | None
    butterfly: Butterfly
    balance: Balance | None


def drawn_result(questionnaire: Questionnaire, profile: Profile, language: Language) -> ResultDrawings:
    bank, match = questionnaire.bank, profile.match
    symmetry = profile.symmetries[0] if profile.symmetries else None
    return ResultDrawings(
        mask=drawn_own(questionnaire, profile, language),
        second=drawn_mask(questionnaire, match.second, language) if match and match.totem else None,
        triangle=triangle(prototypes(bank), bank.posture.radius, match.point) if match and bank.posture else None,
        butterfly=butterfly(
            [[profile.levels[dimension.id, side] for side in drawn_sides(bank)] for dimension in bank.dimensions],
            forces_of(bank),
        ),
        balance=balance(symmetry.gap, symmetry.half_width) if symmetry else None,
    )


def drawn_crowd(
    questionnaire: Questionnaire, released: ReleaseDocument, language: Language, sizes: dict[str, float]
) -> CrowdDrawings:
    """sizes: the share of each totem to draw, in percent, in the order of the troupe; nobody's has no mask there."""
    bank, present = questionnaire.bank, {id_: size for id_, size in sizes.items() if size > 0}
    found = {dimension.id: dimension for dimension in released.dimensions}
    shown = [found[dimension.id] for dimension in bank.dimensions if dimension.id in found]
    return CrowdDrawings(
        masks=tuple(drawn_mask(questionnaire, totem, language) for totem in present),
        troupe=troupe(list(present.values())) if present else None,
        territories=tuple(drawn_mask(questionnaire, totem.id, language) for totem in bank.totems),
        triangle=_triangle(bank, sizes),
        butterfly=butterfly(
            [[_level(dimension, side) for side in drawn_sides(bank)] for dimension in shown],
            [force for force, dimension in zip(forces_of(bank), bank.dimensions, strict=True) if dimension.id in found],
            [[_half_width(dimension, side) for side in drawn_sides(bank)] for dimension in shown],
        ),
        balance=_balance(released.mirrors[0]) if released.mirrors else None,
    )


def drawn_side(bank: Bank, released: ReleaseDocument, side: str) -> Butterfly:
    """The levels of this side alone, of a bank without forces."""
    known = {dimension.id for dimension in bank.dimensions}
    asked = [one for one in released.dimensions if one.id in known and side in [level.side for level in one.levels]]
    return butterfly(
        [[_level(dimension, side)] for dimension in asked],
        [None] * len(asked),
        [[_half_width(dimension, side)] for dimension in asked],
    )


def drawn_own(questionnaire: Questionnaire, profile: Profile, language: Language) -> Mask | None:
    """Of whoever answered, each half as strong as their answers; None for a sheet without an animal."""
    if profile.match is None or profile.match.totem is None:
        return None
    drawn = drawn_mask(questionnaire, profile.match.totem, language)
    return leaning(drawn, profile.symmetries[0].gap, profile.symmetries[0].half_width) if profile.symmetries else drawn


def leaning(drawn: Mask, gap: float, half_width: float) -> Mask:
    """gap: first side minus second, in points of 100, with its half-width."""
    first, second = strengths(gap, half_width)
    return replace(drawn, first=first, second=second)


def drawn_mask(questionnaire: Questionnaire, totem: str, language: Language) -> Mask:
    at = [one.id for one in questionnaire.bank.totems].index(totem)
    return drawn_masks(questionnaire, language)[at]


@lru_cache(64)
def drawn_masks(questionnaire: Questionnaire, language: Language) -> tuple[Mask, ...]:
    """Of every animal, in the bank's order."""
    return tuple(drawn for drawn, _ in gallery(questionnaire, language))


def gallery(questionnaire: Questionnaire, language: Language) -> tuple[tuple[Mask, str], ...]:
    """Every animal's mask and name, in the bank's order."""
    names = ((totem.mask, totem.name.noun(language).one) for totem in questionnaire.file.totems)
    return tuple((mask(id_, name=name), name) for id_, name in names)


def drawn_sides(bank: Bank) -> tuple[str, ...]:
    """The two sides of the first declared pair, or the first side alone."""
    return bank.pairs[0] if bank.pairs else bank.sides[:1]


def forces_of(bank: Bank) -> tuple[int | None, ...]:
    """The position of each dimension's force, or None."""
    return tuple(None if d.force is None else bank.forces.index(d.force) for d in bank.dimensions)


def _triangle(bank: Bank, sizes: dict[str, float]) -> Triangle | None:
    """None for a release of other totems than the bank now has."""
    if bank.posture is None or sizes.keys() != {totem.id for totem in bank.totems}:
        return None
    return triangle(prototypes(bank), bank.posture.radius, shares=[sizes[totem.id] for totem in bank.totems])


def _balance(mirror: Mirror) -> Balance | None:
    gap, half_width = mirror.gap.value, mirror.half_width.value
    return None if gap is None or half_width is None else balance(gap, half_width)


def _level(dimension: ReleasedDimension, side: str) -> float | None:
    return next((level.mean.value for level in dimension.levels if level.side == side), None)


def _half_width(dimension: ReleasedDimension, side: str) -> float | None:
    return next((level.half_width.value for level in dimension.levels if level.side == side), None)


LetteredBlock = tuple[str, float, int, float]


def lettered(blocks: Sequence[LetteredBlock], width: float, top: float, height: float) -> tuple[tuple[Line, ...], ...]:
    """As lettering does, of plain text: what a template has escaped already, it would escape again in each line."""
    plain = [(_plain(text), largest, most, space) for text, largest, most, space in blocks]
    return lettering(plain, width, top, height)


def _plain(text: str) -> str:
    return text.unescape() if isinstance(text, Markup) else text
