"""Structures of banks, and strategies that draw answers to them."""

from dataclasses import replace

from hypothesis import strategies as st

from app.totem.model import NO_OCCASION, Answers, Bank, Dimension, Posture, Question, Scene, Totem

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
BANKS = (FULL, EXPRESS, INVENTORY)


def sheets(bank: Bank, *, occasions: bool = True, highest: int | None = None) -> st.SearchStrategy[Answers]:
    """Complete sheets. occasions: whether “no occasion” is drawn as well; highest: the largest reply."""
    top = highest or bank.points
    replies = [
        st.integers(NO_OCCASION if occasions and item.side in item.question.no_occasion else 1, top)
        for item in bank.items
    ]
    choices = [st.integers(0, len(scene.options) - 1) for scene in bank.scenes]
    spares = (None,) * len(bank.spare_scenes)
    return st.builds(lambda r, c: Answers(r, (*c, *spares)), st.tuples(*replies), st.tuples(*choices))


def drafts(bank: Bank) -> st.SearchStrategy[Answers]:
    """Sheets at any moment of the quiz, spare scenes included."""
    replies = [st.sampled_from((None, *range(NO_OCCASION, bank.points + 1))) for _ in bank.items]
    choices = [st.sampled_from((None, *range(len(scene.options)))) for scene in bank.all_scenes]
    return st.builds(Answers, st.tuples(*replies), st.tuples(*choices), st.booleans(), st.booleans())


def answered(bank: Bank, reply: int, forces: tuple[str, ...] = ()) -> Answers:
    """Every reply the same; the forces chosen in turn, scene after scene (of all three by default)."""
    turns = [(forces or bank.forces)[at % len(forces or bank.forces)] for at in range(len(bank.scenes))]
    choices = tuple(bank.forces.index(force) for force in turns)
    return Answers((reply,) * len(bank.items), (*choices, *(None,) * len(bank.spare_scenes)))
