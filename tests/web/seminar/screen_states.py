"""Every beat of a projected screen, with one to seven kinds of animals, and everything that may stand beside it."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

from app.banks.schema import Language
from app.publication.documents import Mirror, ReleasedDimension, ReleaseDocument
from app.publication.values import Figure
from app.seminars.cues import Cues
from app.seminars.stage import Stage
from app.seminars.talking.own_question import LONGEST_ANSWER, LONGEST_QUESTION
from app.seminars.talking.talk import CORNERS, OTHER, SMALL, WORD, Talk, asking, in_groups, off, told, with_question
from app.web.seminar.screen_view import ScreenRoom
from tests.web.screens import EXPRESS, SCENE, STATEMENT, released_to, room_at, with_totems

BETS = (3, 2, 5, 0, 1, 2, 9)
TOTEMS = [totem.id for totem in EXPRESS.bank.totems]
MOST = len(TOTEMS)
GAPS = {"widest": (40, 8), "clear": (20, 8), "unsettled": (11, 8), "unknown": (20, None)}
"""Of two dimensions, so that the second keeps the first from being the widest."""


def kinds(many: int, people: int, *, even: bool) -> dict[str, int]:
    """So many animals, as many of each or each half as many as the last; the last ones of the bank first."""
    ids = TOTEMS[::-1][:many]
    parts = [1.0 if even else 0.5**at for at in range(many)]
    counts = {id_: max(1, int(people * part / sum(parts))) for id_, part in zip(ids, parts, strict=True)}
    return counts | {ids[0]: people - sum(counts.values()) + counts[ids[0]]}


def leaning(released: ReleaseDocument, standing: str) -> ReleaseDocument:
    gap, half = GAPS[standing]
    rest = 0 if standing == "widest" else 18 if standing == "clear" else gap
    gaps = [gap if at == 3 else rest for at in range(len(released.dimensions))]
    dimensions = (
        replace(one, mirrors=(_gap(one, own, half),)) for one, own in zip(released.dimensions, gaps, strict=True)
    )
    return replace(released, dimensions=tuple(dimensions))


def _gap(dimension: ReleasedDimension, gap: int, half: int | None) -> Mirror:
    mirror = dimension.mirrors[0]
    return replace(mirror, gap=Figure(gap), half_width=mirror.half_width if half is None else Figure(half))


def troupes(language: Language, most: int = MOST) -> Iterator[tuple[str, ScreenRoom]]:
    """Beats that show the animals of a room."""
    for many in range(1, most + 1):
        for people, even in ((26, True), (480, False)):
            released = released_to(people)
            assert released
            shown = with_totems(released, **kinds(many, people - 2, even=even))
            how = "even" if even else "one above"
            for beat in ("animals", "sentence", "triangle"):
                stage = Stage(beat=beat, guesses=BETS)
                yield f"{beat}, {many} kinds, {how}", room_at(stage, people, language, released=shown, late=3)


def others(language: Language) -> Iterator[tuple[str, ScreenRoom]]:
    """The other beats, with few people and with many."""
    for beat in ("lobby", "answering", "own", "dimensions", "prompt", "end"):
        for people in (14, 480):
            yield f"{beat} {people}", room_at(Stage(beat=beat), people, language, arrived=people + 9)
    yield "round", room_at(Stage(beat="round"), 3, language)
    yield "no animal", room_at(Stage(beat="animals"), 14, language, released=_nobody())
    yield "no animal, said", room_at(Stage(beat="sentence", guesses=BETS), 14, language, released=_nobody())
    for standing in GAPS:
        released = released_to(14 if standing == "unknown" else 60)
        assert released
        yield f"gap {standing}", room_at(Stage(beat="gap"), released.n, language, released=leaning(released, standing))
    for prompt in range(3):
        yield f"prompt {prompt}", room_at(Stage(beat="prompt", prompt=prompt), 14, language, late=2)
        yield f"prompt in turn {prompt}", room_at(Stage(beat="prompt", prompt=prompt), 7, language)
    for steps in range(12):
        stage = Stage(beat="answering", question=steps)
        yield f"together {steps + 1}", room_at(stage, 24, language, pace="together", arrived=33)
    yield "paused", room_at(Stage(beat="answering", paused=True), 22, language)
    yield "together paused", room_at(Stage(beat="answering", question=7, paused=True), 24, language, pace="together")
    yield "rehearsal", room_at(Stage(beat="animals", rehearsal=True), 28, language)
    yield "rehearsed lobby", room_at(Stage(rehearsal=True), 28, language)
    yield "late end", room_at(Stage(beat="end"), 14, language, late=3)
    yield "end of few", room_at(Stage(beat="end"), 3, language)
    for done, here in ((0, 0), (0, 1), (1, 3), (5, 16), (300, 489)):
        room = room_at(Stage(beat="answering"), done, language, arrived=here)
        yield f"gathering {done} of {here}", room
        room = room_at(Stage(beat="answering", question=1), 2 * done, language, arrived=here, pace="together")
        yield f"gathering {done} of {here}, together", room
    for standing in GAPS:
        released = released_to(14 if standing == "unknown" else 60)
        assert released
        lit = leaning(released, standing)
        yield f"lit {standing}", room_at(Stage(beat="dimensions"), released.n, language, released=lit)


def covers(language: Language) -> Iterator[tuple[str, ScreenRoom]]:
    """What a trainer lays over a beat, before the reveal and over the longest texts after it."""
    laid = {
        "dark": Cues(dark=True),
        "timer": Cues(timer=(3, 0)),
        "voices": Cues(voices=(2, 0, 3, 1)),
    }
    stages = [Stage(beat="own")] + [Stage(beat="prompt", prompt=prompt) for prompt in range(3)]
    stages += [Stage(beat="prompt", vote=replace(SCENE, item=scene.id)) for scene in EXPRESS.bank.scenes]
    for (name, cues), (at, stage) in product(laid.items(), enumerate(stages)):
        room = room_at(stage, 14, language, late=2)
        yield f"{name} over {at}", replace(room, seminar=replace(room.seminar, cues=cues))


def votes(language: Language) -> Iterator[tuple[str, ScreenRoom]]:
    """Each scene open and after one and two rounds; a statement too."""
    rounds = ((3, 7, 4), (3, 3, 8))
    for scene in EXPRESS.bank.scenes:
        vote = replace(SCENE, item=scene.id)
        for name, put in (
            ("open", vote),
            ("again", replace(vote, rounds=rounds[:1])),
            ("once", replace(vote, is_open=False, rounds=rounds[:1])),
            ("twice", replace(vote, is_open=False, rounds=rounds)),
            ("few", replace(vote, is_open=False, rounds=(None,))),
        ):
            yield f"vote {scene.id} {name}", room_at(Stage(beat="prompt", vote=put), 14, language)
    for question in EXPRESS.bank.questions:
        vote = replace(STATEMENT, item=question.id)
        twice = replace(vote, is_open=False, rounds=((1, 2, 6, 4, 1), (0, 2, 3, 7, 2)))
        yield f"statement {question.id}", room_at(Stage(beat="prompt", vote=vote), 14, language)
        yield f"statement {question.id} twice", room_at(Stage(beat="prompt", vote=twice), 14, language)


LONG_TEXT = " ".join(("Qu’est-ce qui nous empêche de rappeler quelqu’un le jour même,",) * 3)[:LONGEST_QUESTION]
LONG_ANSWERS = tuple(f"{letter} la peur de ne pas avoir la réponse, ni le temps"[:LONGEST_ANSWER] for letter in "ABCD")


def talks(language: Language) -> Iterator[tuple[str, ScreenRoom]]:
    """What a room talks about beside its beats, open and told, with the longest texts; and what it takes home."""
    own = with_question(Talk(), LONG_TEXT, LONG_ANSWERS)
    longest = max(EXPRESS.file.questions, key=lambda one: len(one.text[language])).id
    for item, counts in (
        (WORD, (120, 7, 0, 5, 88, 9, 3, 248)),
        (OTHER, (3, 1, 0, 211, 5, 2, 90, 9, 160, 0)),
        (f"{CORNERS}{longest}", (99, 141, 160, 80)),
        ("*own 1", (99, 141, 160, 80)),
    ):
        for people, votes in ((14, tuple(many % 6 for many in counts)), (480, counts)):
            in_talk = asking(own, item, len(counts))
            once = told(in_talk, votes)
            for name, talk in (
                ("open", in_talk),
                ("once", once),
                ("again", asking(once, item, len(counts))),
                ("twice", told(asking(once, item, len(counts)), votes[::-1])),
                ("few", told(in_talk, None)),
            ):
                yield f"talk {item} {name} {people}", _talking(Stage(beat="triangle"), people, language, talk)
    for question in max(EXPRESS.file.dimensions, key=lambda one: len(one.prompt[language])), EXPRESS.file.dimensions[0]:
        for size, cover in ((2, ()), (3, (0, 1, 1, 0, 0, 1, 0, 0)), (2, (0, 1, 2, 0, 1, 2, 0, 0))):
            talk = in_groups(Talk(), size, 8, question.id, max(cover, default=2) + 1, cover)
            yield f"talk groups {size} {question.id}", _talking(Stage(beat="prompt"), 30, language, talk)
    asked = asking(Talk(), SMALL, 3)
    for name, talk in (("", off(told(asked, (180, 200, 100)))), ("few", off(told(asked, None))), ("open", Talk())):
        yield f"talk small {name}", _talking(Stage(beat="end"), 480, language, talk)


def _talking(stage: Stage, people: int, language: Language, talk: Talk) -> ScreenRoom:
    room = room_at(stage, people, language)
    return replace(room, seminar=replace(room.seminar, talk=talk), taken=people - 3)


def _nobody() -> ReleaseDocument:
    released = released_to(14)
    assert released
    return with_totems(released)
