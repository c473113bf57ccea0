"""Which question a room is left with: from what its figures say, or in turn where they say nothing yet.

Promises the same proposals for the same release. Refuses anything but what was released.
"""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import fmean
from typing import Literal

from app.banks.loader import Questionnaire
from app.publication.contrasts import first_of, gaps_of, leads, levels_in
from app.publication.documents import ReleasedDimension, ReleaseDocument
from app.web.wording import Wording

PromptReason = Literal["strongest", "weakest", "lopsided", "turn"]
Reasoned = tuple[PromptReason, bool]
MOST = 3


@dataclass(frozen=True, slots=True)
class Prompt:
    """dimension: its id; name, text: as this reader has them; sure: whether intervals bear the reason out, else it is a
    question."""

    dimension: str
    why: PromptReason
    sure: bool
    name: str
    text: str


def proposed(
    questionnaire: Questionnaire, wording: Wording, released: ReleaseDocument | None, room: int
) -> tuple[Prompt, ...]:
    """At least one, each of another dimension: the strongest, the weakest and the most lopsided, in this order.

    Where levels are withheld: three in turn, others in the next room. room: its id.
    """
    texts = {dimension.id: dimension for dimension in questionnaire.file.dimensions}
    chosen = _chosen(released, texts.__contains__) if released else {}
    found = chosen or _in_turn(list(texts), room)
    return tuple(
        Prompt(id_, why, sure, wording(texts[id_].name), wording(texts[id_].prompt))
        for id_, (why, sure) in found.items()
    )


def prompt_at(prompts: tuple[Prompt, ...], at: int) -> Prompt:
    """at: any number; after the last the first comes again."""
    return prompts[at % len(prompts)]


def _chosen(released: ReleaseDocument, known: Callable[[str], bool]) -> dict[str, Reasoned]:
    shown = [one for one in released.dimensions if known(one.id) and level_of(one) is not None]
    levels, gaps = levels_in(shown, released.n), gaps_of(shown, released.n)
    if not levels:
        return {}
    heights = {id_: level.value for id_, level in levels.items()}
    highest, lowest = max(heights, key=heights.__getitem__), min(heights, key=heights.__getitem__)
    found: dict[str, Reasoned] = {highest: ("strongest", leads(levels, highest))}
    found.setdefault(lowest, ("weakest", leads(levels, lowest, upwards=False)))
    first = first_of(gaps)
    if first and gaps[first[0]].value:
        id_, standing = first
        found.setdefault(id_, ("lopsided", standing == "widest"))
    return found


def level_of(dimension: ReleasedDimension) -> float | None:
    """Of all its sides together, 0–100; None where it is withheld."""
    means = [level.mean.value for level in dimension.levels if level.mean.value is not None]
    return fmean(means) if means else None


def _in_turn(ids: list[str], room: int) -> dict[str, Reasoned]:
    start = MOST * room
    return {ids[(start + step) % len(ids)]: ("turn", True) for step in range(MOST)}
