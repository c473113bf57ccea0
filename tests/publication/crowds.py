"""Banks of every shape that the engine promises, and crowds that answer them."""

from collections.abc import Iterable
from dataclasses import replace
from functools import reduce
from itertools import pairwise
from operator import add
from random import Random

from hypothesis import strategies as st

from app.tallies.counts import count_sheet, nothing
from app.tallies.sums import Counts
from app.totem.course import finished
from app.totem.model import (
    CANNOT_SAY,
    NOT_NOTICED,
    NOTICED,
    UNSURE,
    Answers,
    Bank,
    Dimension,
    Importance,
    More,
    Posture,
    Question,
    Scene,
    Totem,
)
from app.totem.scoring import is_even, score

FORCES = ("bearings", "drive", "bond")
TOTEMS = tuple(
    Totem(id_, forces)
    for id_, forces in {
        "elephant": ("bearings",),
        "fox": ("drive",),
        "dolphin": ("bond",),
        "beaver": ("bearings", "drive"),
        "bee": ("drive", "bond"),
        "wolf": ("bond", "bearings"),
        "chameleon": (),
    }.items()
)
POSTURE = Posture(weight=0.014, radius=0.78, pair_radius=0.9, reference=(0.0, 0.0, 0.0))


def full_bank(*, no_occasion: bool = False) -> Bank:
    """Ten dimensions on two sides and thirteen scenes, as the shipped one."""
    sides = ("customers", "colleagues")
    skips = frozenset({"customers"} if no_occasion else ())
    dimensions = tuple(Dimension(f"d{i}", FORCES[min(i // 3, 2)]) for i in range(10))
    return Bank(
        id="full",
        sides=sides,
        pairs=(sides,),
        points=5,
        dimensions=dimensions,
        questions=tuple(Question(f"q{i}", f"d{i}", sides, skips if i == 3 else frozenset()) for i in range(10)),
        forces=FORCES,
        scenes=tuple(_scene(f"s{i}", sides[i % 2], i) for i in range(13)),
        spare_scenes=tuple(_scene(f"spare{i}", sides[i % 2], i) for i in range(3)),
        totems=TOTEMS,
        posture=POSTURE,
    )


def _scene(id_: str, side: str, turn: int) -> Scene:
    return Scene(id_, side, (f"d{turn % 3}", f"d{3 + turn % 3}", f"d{6 + turn % 4}"))


@st.composite
def banks(draw: st.DrawFn) -> Bank:
    """1–3 sides, 2–7 points, 1–5 dimensions of 1–3 questions, some reversed, some without an occasion, some asked on
    a few of the sides; with or without pairs, forces, scenes and totems."""
    sides = ("customers", "colleagues", "myself")[: draw(st.integers(1, 3))]
    forced = draw(st.booleans())
    dimensions = tuple(Dimension(f"d{i}", FORCES[i % 3] if forced else None) for i in range(draw(st.integers(3, 5))))
    thanks = not forced and draw(st.booleans())
    if not forced:
        dimensions = dimensions[: draw(st.integers(1, 3))]
    if thanks and len(dimensions) > 1:
        dimensions = (*dimensions[:-1], replace(dimensions[-1], overall=draw(st.booleans())))
    questions = tuple(
        draw(_questions(sides, f"{dimension.id}q{i}", dimension.id))
        for dimension in dimensions
        for i in range(draw(st.integers(1, 3)))
    )
    scenes = tuple(
        Scene(f"s{i}", sides[0], ("d0", "d1", "d2")) for i in range(draw(st.integers(0, 3)) if forced else 0)
    )
    with_totems = forced and draw(st.booleans())
    return Bank(
        id="drawn",
        sides=sides,
        pairs=tuple(pairwise(sides)) if draw(st.booleans()) else (),
        points=draw(st.integers(2, 7)),
        dimensions=dimensions,
        questions=questions,
        forces=FORCES if forced else (),
        picks=draw(st.integers(1, 2)) if scenes else 1,
        scenes=scenes,
        spare_scenes=(Scene("spare", sides[0], ("d0", "d1", "d2")),) if scenes else (),
        totems=TOTEMS if with_totems else (),
        posture=POSTURE if with_totems else None,
        ends_on_thanks=thanks,
        importance=(Importance("mine", sides[0], draw(st.integers(1, 3))),) if thanks else (),
        promises=draw(st.integers(0, 3)) if thanks else 0,
    )


def voices_bank() -> Bank:
    """Eleven statements on one side, the last one the whole; two that matter most, two promises; ends on thanks."""
    ids = [f"d{i}" for i in range(10)]
    return Bank(
        id="voices",
        sides=("lived",),
        pairs=(),
        points=5,
        dimensions=(*map(Dimension, ids), Dimension("overall", overall=True)),
        questions=tuple(Question(id_, id_, ("lived",), frozenset({"lived"})) for id_ in (*ids, "overall")),
        ends_on_thanks=True,
        importance=(Importance("mine", "lived", 2),),
        promises=2,
    )


@st.composite
def _questions(draw: st.DrawFn, sides: tuple[str, ...], id_: str, dimension: str) -> Question:
    asked = tuple(side for side in sides if draw(st.booleans())) or sides
    no_occasion = frozenset(side for side in asked if draw(st.booleans()))
    return Question(id_, dimension, asked, no_occasion, reversed=draw(st.booleans()))


@st.composite
def crowds(draw: st.DrawFn, least: int = 0, most: int = 12) -> tuple[Bank, list[Answers]]:
    bank = draw(banks())
    return bank, crowd(bank, draw(st.integers(least, most)), draw(st.integers(0, 10**6)))


def crowd(bank: Bank, many: int, seed: int = 0) -> list[Answers]:
    """So many complete sheets, the same for the same seed; more of them begin with the same ones."""
    random = Random(seed)
    return [_sheet(bank, random) for _ in range(many)]


def _sheet(bank: Bank, random: Random) -> Answers:
    middle = random.uniform(1, bank.points)
    replies = tuple(
        0
        if side in question.no_occasion and random.random() < 0.2
        else max(1, min(bank.points, round(random.gauss(middle, 1.2))))
        for question, side in bank.items
    )
    if bank.is_ranked:
        return _ranked(bank, random, replies)
    if bank.ends_on_thanks:
        return Answers(replies, (), importance=_matters(bank, random), promises=_promises(bank, random))
    choices = tuple(random.randrange(len(scene.options)) for scene in bank.scenes)
    even = is_even(replies, tuple((choice,) for choice in choices))
    spare = tuple(random.randrange(len(scene.options)) if even else None for scene in bank.spare_scenes)
    return Answers(replies, choices + spare, even=even)


def _matters(bank: Bank, random: Random) -> tuple[tuple[int, ...], ...]:
    most = [min(asked.most, len(bank.within)) for asked in bank.importance]
    return tuple(tuple(sorted(random.sample(bank.within, random.randint(0, many)))) for many in most)


def _promises(bank: Bank, random: Random) -> tuple[int | None, ...]:
    return tuple(random.choice((None, NOTICED, NOT_NOTICED, CANNOT_SAY)) for _ in range(bank.promises))


def _ranked(bank: Bank, random: Random, replies: tuple[int, ...]) -> Answers:
    """As it is scored. One last move in five is unsure, and one offer in three declined."""
    orders = [random.sample(range(len(scene.options)), len(scene.options)) for scene in bank.all_scenes]
    lasts = tuple(UNSURE if random.random() < 0.2 else order[-1] for order in orders)
    more = random.choice((More.TAKEN, More.TAKEN, More.DECLINED))
    return finished(bank, Answers(replies, tuple(order[0] for order in orders), lasts=lasts, more=more), b"")


def counted(bank: Bank, sheet: Answers) -> Counts:
    return count_sheet(bank, sheet, score(bank, sheet).match)


def tally(bank: Bank, sheets: Iterable[Answers]) -> Counts:
    return reduce(add, (counted(bank, sheet) for sheet in sheets), nothing(bank))
