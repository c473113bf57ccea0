"""What the screen shows of a room's release: the troupe, the sentence, the triangle, the mirror, the widest gap.

Promises exact counts of animals as released, and levels only where the release has them. Refuses anything else.
"""

from dataclasses import dataclass
from typing import Literal

from app.banks import nouns
from app.banks.loader import Questionnaire
from app.figures.balance import Balance, balance
from app.figures.mask import Mask
from app.figures.triangle import Triangle
from app.figures.troupe import Troupe, on_wall
from app.figures.wall import Wall, wall
from app.publication.contrasts import Standing, first_of, gaps_of
from app.publication.documents import ReleasedDimension, ReleaseDocument
from app.web.drawings import drawn_crowd, drawn_mask, drawn_masks, drawn_sides, forces_of
from app.web.headlines import Headlines
from app.web.wording import Wording

STAGE, HEIGHT, CAPTION = 840.0, 330.0, 62.0
"""How wide and how high the troupe stands on the screen, in the units of its letters; what is below each mask."""
UNKNOWN = 100.0
"""The half-width of an interval that nobody knows: the fan behind the beam is as wide as it gets."""
Foreseen = Literal["", "seen", "missed", "split"]


@dataclass(frozen=True, slots=True)
class Guessed:
    """An animal, how many it was guessed by and how many it is; guesses: None without any."""

    mask: Mask
    name: str
    guesses: int | None
    count: int


@dataclass(frozen=True, slots=True)
class Parade:
    """The animals that are there, the most frequent in the middle. turns: when each comes in, from 1, rarest first."""

    figure: Troupe
    masks: tuple[Mask, ...]
    names: tuple[str, ...]
    counts: tuple[int, ...]
    turns: tuple[int, ...]
    absent: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SideLevel:
    """name: as a title has it; within: as it reads in mid-sentence."""

    name: str
    within: str
    mean: int | None
    half_width: int | None


@dataclass(frozen=True, slots=True)
class MirrorLine:
    name: str
    levels: tuple[SideLevel, ...]


@dataclass(frozen=True, slots=True)
class WidestView:
    """The dimension whose two sides are spoken of. standing: what may be said of them; balance: within the interval
    that says so, the widest there is where it is unknown."""

    name: str
    more: SideLevel
    less: SideLevel
    sides: tuple[SideLevel, SideLevel]
    balance: Balance
    standing: Standing


@dataclass(frozen=True, slots=True)
class RevealView:
    """leaders: who has the most, none where no animal stands out; none: sheets without an animal.

    foreseen: how the room's guesses turned out; expected: the family that was guessed most, by so many.
    """

    n: int
    sentence: str
    no_animal: bool
    parade: Parade | None
    leaders: tuple[Mask, ...]
    none: int
    guessed: tuple[Guessed, ...]
    foreseen: Foreseen
    expected: str
    guesses: int
    territories: tuple[Mask, ...]
    triangle: Triangle | None
    names: tuple[str, ...]
    forces: tuple[tuple[str, str], ...]
    wall: Wall
    lines: tuple[MirrorLine, ...]
    sides: tuple[str, ...]
    widest: WidestView | None


def reveal_view(
    questionnaire: Questionnaire,
    say: Wording,
    told: Headlines,
    released: ReleaseDocument | None,
    guesses: tuple[int, ...] | None,
) -> RevealView | None:
    """guesses: by totem, in the bank's order. None before there is a release."""
    if released is None:
        return None
    language, file = say.language, questionnaire.file
    counts = {one.id: one.share.count or 0 for one in released.totems if one.id in told.names}
    most = max(counts.values(), default=0)
    leaders = [id_ for id_, many in counts.items() if many == most > 0]
    stands_out = bool(released.winner) or len(leaders) in (2, 3)
    bets = dict(zip((totem.id for totem in file.totems), guesses, strict=False)) if guesses else {}
    foreseen, expected = _foreseen(bets, released.winner)
    sizes = {id_: 100 * many / released.n for id_, many in counts.items()}
    levels = {one.id: one for one in released.dimensions}
    shown = [levels[one.id] for one in questionnaire.bank.dimensions if one.id in levels]
    return RevealView(
        n=released.n,
        sentence=told.headline(released),
        no_animal=bool(counts) and most == 0,
        parade=_parade(questionnaire, told, counts) if most else None,
        leaders=tuple(drawn_mask(questionnaire, id_, language) for id_ in leaders) if stands_out else (),
        none=(released.none.count or 0) if released.none else 0,
        guessed=_guessed(questionnaire, told, counts, bets),
        foreseen=foreseen,
        expected=_families(told, expected),
        guesses=max(bets.values(), default=0),
        territories=drawn_masks(questionnaire, language),
        triangle=drawn_crowd(questionnaire, released, language, sizes).triangle if most else None,
        names=tuple(name.one for name in told.names.values()),
        forces=tuple((say(force.name), say(force.meaning)) for force in file.forces),
        wall=_wall(questionnaire, shown),
        lines=tuple(_line(questionnaire, say, dimension) for dimension in shown),
        sides=tuple(_side_name(questionnaire, say, side) for side in drawn_sides(questionnaire.bank)),
        widest=_widest(questionnaire, say, shown, released.n),
    )


def _parade(questionnaire: Questionnaire, told: Headlines, counts: dict[str, int]) -> Parade:
    rarest_first = sorted((id_ for id_, many in counts.items() if many), key=lambda id_: counts[id_])
    figure, places = on_wall([counts[id_] for id_ in rarest_first], STAGE, HEIGHT, CAPTION)
    ids = [rarest_first[at] for at in places]
    return Parade(
        figure=figure,
        masks=tuple(drawn_mask(questionnaire, id_, told.language) for id_ in ids),
        names=tuple(told.names[id_].one if counts[id_] == 1 else told.names[id_].many for id_ in ids),
        counts=tuple(counts[id_] for id_ in ids),
        turns=tuple(rarest_first.index(id_) + 1 for id_ in ids),
        absent=tuple(told.names[id_].one for id_, many in counts.items() if not many),
    )


def _guessed(
    questionnaire: Questionnaire, told: Headlines, counts: dict[str, int], bets: dict[str, int]
) -> tuple[Guessed, ...]:
    """The most frequent first."""
    ids = sorted(counts, key=lambda id_: -counts[id_])
    return tuple(
        Guessed(drawn_mask(questionnaire, id_, told.language), told.names[id_].one, bets.get(id_), counts[id_])
        for id_ in ids
    )


def _foreseen(bets: dict[str, int], winner: str | None) -> tuple[Foreseen, str]:
    """How the guesses turned out, and what was guessed most."""
    most = max(bets.values(), default=0)
    first = [id_ for id_, many in bets.items() if many == most > 0]
    if not first:
        return "", ""
    if len(first) > 1:
        return "split", ""
    return ("seen" if first[0] == winner else "missed"), first[0]


def _families(told: Headlines, id_: str) -> str:
    if id_ not in told.names:
        return ""
    name = told.names[id_]
    return nouns.the(name, "fr", many=True) if told.language == "fr" else name.many


def _wall(questionnaire: Questionnaire, shown: list[ReleasedDimension]) -> Wall:
    sides = drawn_sides(questionnaire.bank)
    forces = dict(zip((one.id for one in questionnaire.bank.dimensions), forces_of(questionnaire.bank), strict=True))
    levels = [{level.side: level.mean.value for level in one.levels} for one in shown]
    return wall([[found.get(side) for side in sides] for found in levels], [forces[one.id] for one in shown])


def _line(questionnaire: Questionnaire, say: Wording, dimension: ReleasedDimension) -> MirrorLine:
    name = next(say(text.name) for text in questionnaire.file.dimensions if text.id == dimension.id)
    found = {level.side: level for level in dimension.levels}
    sides = drawn_sides(questionnaire.bank)
    levels = (
        SideLevel(
            name=_side_name(questionnaire, say, side),
            within=say.side(questionnaire.file, side),
            mean=found[side].mean.value if side in found else None,
            half_width=found[side].half_width.value if side in found else None,
        )
        for side in sides
    )
    return MirrorLine(name, tuple(levels))


def _side_name(questionnaire: Questionnaire, say: Wording, id_: str) -> str:
    return next(say(side.name) for side in questionnaire.file.sides if side.id == id_)


def _widest(questionnaire: Questionnaire, say: Wording, shown: list[ReleasedDimension], n: int) -> WidestView | None:
    gaps = gaps_of(shown, n)
    found = first_of(gaps)
    if found is None:
        return None
    id_, standing = found
    line = _line(questionnaire, say, next(one for one in shown if one.id == id_))
    first, second = line.levels
    gap, half_width = gaps[id_].value, gaps[id_].half_width
    more, less = (first, second) if gap > 0 else (second, first)
    drawn = balance(gap, UNKNOWN if half_width is None else half_width)
    return WidestView(line.name, more, less, (first, second), drawn, standing)
