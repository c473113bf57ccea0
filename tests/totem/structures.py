"""Structures of banks, and strategies that draw answers to them."""

from dataclasses import replace
from itertools import chain, combinations

from hypothesis import strategies as st

from app.totem.model import (
    CANNOT_SAY,
    NO_OCCASION,
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

BEARINGS, DRIVE, BOND = FORCES = ("bearings", "drive", "bond")
SIDES = ("customers", "colleagues")
DIMENSIONS = {
    BEARINGS: ("trust", "meaning", "example"),
    DRIVE: ("human_digital", "initiative", "ease"),
    BOND: ("care", "voice", "recognition", "cooperation"),
}
FORCE_OF = {id_: force for force, ids in DIMENSIONS.items() for id_ in ids}
TOTEMS = (
    Totem("elephant", (BEARINGS,)),
    Totem("fox", (DRIVE,)),
    Totem("dolphin", (BOND,)),
    Totem("beaver", (BEARINGS, DRIVE)),
    Totem("bee", (DRIVE, BOND)),
    Totem("wolf", (BOND, BEARINGS)),
    Totem("chameleon"),
)
SCENES = tuple(
    Scene(f"scene{at}", SIDES[at % 2], tuple(ids[at % len(ids)] for ids in DIMENSIONS.values())) for at in range(16)
)

FULL = Bank(
    id="full",
    sides=SIDES,
    pairs=(SIDES,),
    points=5,
    dimensions=tuple(Dimension(id_, force) for id_, force in FORCE_OF.items()),
    questions=tuple(Question(id_, id_, SIDES, frozenset(SIDES)) for id_ in FORCE_OF),
    forces=FORCES,
    scenes=SCENES[:13],
    spare_scenes=SCENES[13:],
    totems=TOTEMS,
    posture=Posture(weight=0.014, radius=0.78, pair_radius=0.9, reference=(0.0, 0.0, 0.0)),
    symmetry_error=4.0,
)
EXPRESS = replace(
    FULL,
    id="express",
    questions_per_screen=2,
    scenes=SCENES[:7],
    posture=Posture(weight=0.03, radius=1.0, pair_radius=0.9, reference=(0.0, 0.0, 0.0)),
)
INVENTORY = Bank(
    id="five-traits",
    sides=("me",),
    pairs=(),
    points=6,
    dimensions=tuple(Dimension(id_) for id_ in "OCEAN"),
    questions=tuple(Question(f"{id_}{at}", id_, ("me",), reversed=at % 2 == 1) for id_ in "OCEAN" for at in range(5)),
    questions_per_screen=5,
)
"""Five traits, five statements each, two of them reversed; six points, one side, no totem."""
RANKED = replace(
    FULL,
    id="ranked",
    picks=2,
    scenes=SCENES[:8],
    spare_scenes=SCENES[8:13],
    posture=Posture(weight=0.014, radius=0.82, pair_radius=0.9, reference=(0.0, 0.0, 0.0)),
)
"""Eight scenes, of which the last move is picked too, and five more to offer."""
BRIEF = replace(
    RANKED,
    id="brief",
    scenes=SCENES[:5],
    spare_scenes=SCENES[5:8],
    posture=Posture(weight=0.02, radius=1.01, pair_radius=0.9, reference=(0.0, 0.0, 0.0)),
)
VOICES = Bank(
    id="voices",
    sides=("lived", "expected"),
    pairs=(),
    points=5,
    dimensions=(*(Dimension(id_) for id_ in FORCE_OF), Dimension("overall", overall=True)),
    questions=(
        *(Question(id_, id_, ("lived",), frozenset({"lived"})) for id_ in (*FORCE_OF, "overall")),
        *(Question(f"{id_}-expected", id_, ("expected",)) for id_ in FORCE_OF),
    ),
    ends_on_thanks=True,
    importance=(Importance("mine", "lived", 2), Importance("theirs", "expected", 1)),
    promises=3,
)
"""Eleven statements, ten of them twice, in words of their own; what matters most, and promises; ends on thanks."""
BANKS = (FULL, EXPRESS, INVENTORY, RANKED, VOICES)


def sheets(bank: Bank, *, occasions: bool = True, highest: int | None = None) -> st.SearchStrategy[Answers]:
    """Complete sheets. occasions: whether “no occasion” is drawn as well; highest: the largest reply."""
    top = highest or bank.points
    replies = [
        st.integers(NO_OCCASION if occasions and item.side in item.question.no_occasion else 1, top)
        for item in bank.items
    ]
    picks = [picks_of(len(scene.options)) for scene in bank.scenes]
    spares = ((None, None),) * len(bank.spare_scenes)
    return st.builds(
        lambda r, p, beside: replace(_sheet(bank, r, (*p, *spares)), **beside),
        st.tuples(*replies),
        st.tuples(*picks),
        beside(bank),
    )


def beside(bank: Bank, *missing: None) -> st.SearchStrategy[dict[str, tuple[object, ...]]]:
    """What matters most, and promises. missing: None where either may be unanswered."""
    ways = [
        chain.from_iterable(combinations(bank.within, many) for many in range(asked.most + 1))
        for asked in bank.importance
    ]
    promise = st.sampled_from((None, *range(NOTICED, CANNOT_SAY + 1)))
    return st.fixed_dictionaries(
        {
            "importance": st.tuples(*(st.sampled_from((*missing, *way)) for way in ways)),
            "promises": st.tuples(*(promise for _ in range(bank.promises))),
        }
    )


def picks_of(options: int) -> st.SearchStrategy[tuple[int, int]]:
    """A first move and a last one, or UNSURE."""
    every = range(options)
    return st.sampled_from([(first, last) for first in every for last in (UNSURE, *every) if first != last])


def _sheet(bank: Bank, replies: tuple[int, ...], picks: tuple[tuple[int | None, int | None], ...]) -> Answers:
    firsts, lasts = tuple(first for first, _ in picks), tuple(last for _, last in picks)
    return Answers(replies, firsts, lasts=lasts if bank.is_ranked else ())


def drafts(bank: Bank) -> st.SearchStrategy[Answers]:
    """Sheets at any moment of the quiz, spare scenes included."""
    replies = [st.sampled_from((None, *range(NO_OCCASION, bank.points + 1))) for _ in bank.items]
    picks = [
        st.one_of(
            st.just((None, None)),
            st.tuples(st.integers(0, len(scene.options) - 1), st.none()),
            picks_of(len(scene.options)),
        )
        for scene in bank.all_scenes
    ]
    drawn = st.builds(lambda r, p: _sheet(bank, r, p), st.tuples(*replies), st.tuples(*picks))
    more = st.sampled_from(More) if bank.is_ranked else st.just(More.OPEN)
    return st.builds(
        lambda sheet, *rest: replace(sheet, leads=rest[0], even=rest[1], more=rest[2], **rest[3]),
        drawn,
        st.booleans(),
        st.booleans(),
        more,
        beside(bank, None),
    )


def answered(bank: Bank, reply: int, forces: tuple[str, ...] = ()) -> Answers:
    """Every reply the same; the forces chosen in turn, scene after scene (of all three by default)."""
    turns = [(forces or bank.forces)[at % len(forces or bank.forces)] for at in range(len(bank.scenes))]
    choices = tuple(bank.forces.index(force) for force in turns)
    none = (None,) * len(bank.spare_scenes)
    return Answers(
        (reply,) * len(bank.items), (*choices, *none), lasts=(*_lasts(bank, turns), *none) if bank.is_ranked else ()
    )


def _lasts(bank: Bank, turns: list[str]) -> tuple[int, ...]:
    """Of a force that is never picked first, in turn; of the next one where all of them are."""
    spurned = [at for at, force in enumerate(bank.forces) if force not in turns]
    return tuple(
        spurned[at % len(spurned)] if spurned else (bank.forces.index(force) + 1) % 3 for at, force in enumerate(turns)
    )
