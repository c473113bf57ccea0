"""Which question a room is left with: from what its figures say, or in turn where they say nothing yet.

Promises the same proposals for the same release. Refuses anything but what was released.
"""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import fmean
from typing import Literal

from app.banks.loader import Questionnaire
from app.publication.released import Dimension, Released
from app.web.voice import Voice

Why = Literal["strongest", "weakest", "lopsided", "turn"]
MOST = 3


@dataclass(frozen=True, slots=True)
class Prompt:
    """dimension: its id; name, text: as this reader has them."""

    dimension: str
    why: Why
    name: str
    text: str


def proposed(questionnaire: Questionnaire, voice: Voice, released: Released | None, room: int) -> tuple[Prompt, ...]:
    """At least one, each of another dimension: the strongest, the weakest and the most lopsided, in this order.

    Where levels are withheld: three in turn, others in the next room. room: its id.
    """
    texts = {dimension.id: dimension for dimension in questionnaire.file.dimensions}
    chosen = _chosen(released, texts.__contains__) if released else {}
    found = chosen or _in_turn(list(texts), room)
    return tuple(Prompt(id_, why, voice(texts[id_].name), voice(texts[id_].prompt)) for id_, why in found.items())


def prompt_at(prompts: tuple[Prompt, ...], at: int) -> Prompt:
    """at: any number; after the last the first comes again."""
    return prompts[at % len(prompts)]


def _chosen(released: Released, known: Callable[[str], bool]) -> dict[str, Why]:
    levels = {one.id: level for one in released.dimensions if known(one.id) and (level := level_of(one)) is not None}
    gaps = {one.id: gap for one in released.dimensions if one.id in levels and (gap := abs(gap_of(one) or 0))}
    if not levels:
        return {}
    found: dict[str, Why] = {max(levels, key=levels.__getitem__): "strongest"}
    found.setdefault(min(levels, key=levels.__getitem__), "weakest")
    if gaps:
        found.setdefault(max(gaps, key=gaps.__getitem__), "lopsided")
    return found


def level_of(dimension: Dimension) -> float | None:
    """Of all its sides together, 0–100; None where it is withheld."""
    means = [level.mean.value for level in dimension.levels if level.mean.value is not None]
    return fmean(means) if means else None


def gap_of(dimension: Dimension) -> int | None:
    """Of its first pair of sides, first minus second; None without one, or where it is withheld."""
    return dimension.mirrors[0].gap.value if dimension.mirrors else None


def _in_turn(ids: list[str], room: int) -> dict[str, Why]:
    start = MOST * room
    return {ids[(start + step) % len(ids)]: "turn" for step in range(MOST)}
