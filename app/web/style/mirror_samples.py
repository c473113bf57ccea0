"""Figures of a mirror survey in each of their states, from invented numbers, for the page that shows all of them."""

from collections.abc import Iterator, Sequence

from app.figures.editions_marks import MOST, EditionMarks, EditionsPanels, editions_panels
from app.figures.marks import Belief, Mark
from app.figures.priority import PriorityPlane, Weighed, priority
from app.figures.wings import WingMark, Wings, wings
from app.web.style.figure_samples import SampleCase

LIVED = (71.0, 64.0, 66.0, 52.0, 58.0, 43.0, 68.0, 55.0, 74.0, 41.0)
RECEIVED = (62.0, 70.0, 58.0, 49.0, 66.0, 57.0, 47.0, 52.0, 55.0, 45.0)
BELIEVED = (73.0, 66.0, 63.0, 55.0, 61.0, 64.0, 50.0, 72.0, 76.0, 58.0)
NAMED = (25.0, 10.0, 5.0, 15.0, 15.0, 40.0, 20.0, 20.0, 10.0, 35.0)
APART = 12.0
LONG = (
    "Confiance réciproque", "Sens du travail", "Exemplarité des responsables", "Humain et numérique", "Initiative",
    "Simplicité des démarches", "Soutien", "Écoute des équipes", "Considération mutuelle", "Coopération entre services",
)  # fmt: skip
Forces = Sequence[int | None]


def mirrors(forces: Forces) -> Iterator[SampleCase[Wings]]:
    known = [*range(len(forces))]
    usual = [_wing(at) for at in known]
    received = [WingMark(Mark(_of(RECEIVED, at), 9.0)) for at in known]
    yield SampleCase("two voices and what was believed", wings([*zip(usual, received, strict=True)], forces))
    few = [WingMark(Mark(_of(RECEIVED, at))) for at in known]
    same = [WingMark(mark.lived, mark.believed, "not_settled") for mark in usual]
    yield SampleCase("nothing settled, few staff", wings([*zip(same, few, strict=True)], forces))
    dots = [WingMark(mark.lived, mark.believed, "too_few") for mark in usual]
    yield SampleCase("too few to tell, on both sides", wings([*zip(dots, reversed(dots), strict=True)], forces))
    far = [_wing(at, 30.0 if at % 3 else -30.0) for at in known]
    yield SampleCase("far apart everywhere, on both sides", wings([*zip(far, reversed(far), strict=True)], forces))
    none = [WingMark(None)] * len(known)
    yield SampleCase("a voice is missing", wings([*zip(none, received, strict=True)], forces))


def _wing(at: int, further: float = 0.0) -> WingMark:
    lived, believed = _of(LIVED, at), min(100.0, _of(BELIEVED, at) + further)
    reading: Belief = "not_settled"
    if abs(believed - lived) > APART:
        reading = "blind_spot" if believed > lived else "pleasant_surprise"
    return WingMark(Mark(lived, 6.0), Mark(believed, 7.0), reading)


def priorities(forces: Forces, names: Sequence[str]) -> Iterator[SampleCase[PriorityPlane]]:
    known = [*range(len(forces))]
    usual = [
        Weighed(
            Mark(_of(NAMED, at), 8.0), Mark(_of(LIVED, at), 6.0), force, _wing(at).reading == "blind_spot", at in (5, 9)
        )
        for at, force in enumerate(forces)
    ]
    yield SampleCase("two priorities", priority(usual, names, 20.0))
    close = [Weighed(Mark(15.0 + 5 * (at % 3), 9.0), Mark(56.0 + at, 7.0), force) for at, force in enumerate(forces)]
    yield SampleCase("nothing stands out, long names", priority(close, [LONG[at % len(LONG)] for at in known], 20.0))


def marked_editions(forces: Forces) -> Iterator[SampleCase[EditionsPanels]]:
    yield SampleCase("three editions", editions_panels(_editions(len(forces), 3), forces))
    yield SampleCase(
        "as many as there may be, and another questionnaire", editions_panels(_editions(len(forces), MOST, 2), forces)
    )


def _editions(dimensions: int, many: int, changed: int = 0) -> list[EditionMarks]:
    """The blind spots close slowly; changed: from which edition on customers answered another questionnaire."""
    found = []
    for edition in range(many):
        ago = many - 1 - edition
        marks = tuple(
            (
                Mark(_of(LIVED, at) - 4.0 * ago + 3.0 * (at * edition % 3), 6.0),
                Mark(_of(RECEIVED, at) + 2.0 * (at * ago % 4) - ago, 9.0),
                Mark(_of(BELIEVED, at) + 2.0 * ago, 8.0),
            )
            for at in range(dimensions)
        )
        found.append(
            EditionMarks(str(2026 - ago), marks, ("first" if edition < changed else "second", "staff", "staff"))
        )
    return found


def _of(values: Sequence[float], at: int) -> float:
    return values[at % len(values)]
