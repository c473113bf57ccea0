"""Cut-out slips for a blind sort of a bank's first moves: does each option read as its own force?

Promises each option on a slip of its own, in an order that only the seed knows, without its force; the key comes on a
page of its own, to be kept from whoever sorts.
"""

from collections.abc import Callable, Iterable, Iterator
from random import Random
from textwrap import wrap
from typing import NamedTuple

from app.banks.faults import N_
from app.banks.loader import Questionnaire
from app.banks.nouns import PEOPLE, fill
from app.banks.schema import Dimension, Force, Language, Scene, Text

Translate = Callable[[str], str]
WIDTH, SLIPS_A_PAGE = 72, 8
PAGE = "\f"
CUT = "- " * (WIDTH // 2)
INTRODUCTION = (
    N_("Blind sort of “%(title)s”: %(many)s slips, seed %(seed)s."),
    N_(
        "Cut along the dashes. Write each force below on a sheet. One person at a time, without a word, lays every "
        "slip on the force that it draws on, or aside if it could be two."
    ),
    N_(
        "Note the numbers on each sheet, then compare with the key, on the last page. A move that fewer than three "
        "people in four lay in its place is to be rewritten."
    ),
)
KEY = N_("Key: keep it from whoever sorts.")
KEY_ROW = N_("%(slip)s: %(force)s (%(dimension)s), scene %(scene)s")


class Slip(NamedTuple):
    scene: Scene
    text: Text
    dimension: Dimension
    force: Force


def slips(questionnaire: Questionnaire, seed: int) -> list[Slip]:
    """Those of every scene, spare ones too, in the order of their numbers. Empty for a bank without scenes."""
    file = questionnaire.file
    dimensions = {dimension.id: dimension for dimension in file.dimensions}
    forces = {force.id: force for force in file.forces}
    found = [
        Slip(scene, option.text, dimension, forces[dimension.force or ""])
        for scene in (*file.scenes, *file.spare_scenes)
        for option in scene.options
        for dimension in (dimensions[option.dimension],)
    ]
    Random(seed).shuffle(found)  # noqa: S311 - an order, not a secret
    return found


def printed(questionnaire: Questionnaire, language: Language, seed: int, say: Translate) -> str:
    """Pages of plain text, a form feed between them. say: a message of this module in the language."""
    found, file = slips(questionnaire, seed), questionnaire.file
    title = file.title[language]
    params = {"title": title, "many": len(found), "seed": seed}
    first = [*_paragraphs(say(message) % params for message in INTRODUCTION)]
    for force in file.forces:
        first += [force.name[language].upper(), *_paragraphs([_said(force.meaning, language)])]
    numbered = [*enumerate(found, 1)]
    pages = [numbered[start : start + SLIPS_A_PAGE] for start in range(0, len(numbered), SLIPS_A_PAGE)]
    cut = [[line for number, slip in page for line in _slip(number, slip, language)] for page in pages]
    key = [say(KEY), "", *(_key_row(number, slip, language, say) for number, slip in numbered)]
    return f"\n{PAGE}".join("\n".join(page) for page in (first, *cut, key)) + "\n"


def _slip(number: int, slip: Slip, language: Language) -> Iterator[str]:
    moment = ". ".join(_said(text, language) for text in (slip.scene.place, slip.scene.text) if text)
    yield from (CUT, "", *wrap(f"{number}.  ({moment})", WIDTH), "")
    yield from wrap(_said(slip.text, language), WIDTH - 4, initial_indent="    ", subsequent_indent="    ")
    yield ""


def _key_row(number: int, slip: Slip, language: Language, say: Translate) -> str:
    names = {"force": slip.force.name[language], "dimension": _said(slip.dimension.name, language)}
    return say(KEY_ROW) % {"slip": number, "scene": slip.scene.id, **names}


def _paragraphs(texts: Iterable[str]) -> list[str]:
    return [line for text in texts for line in (*wrap(text, WIDTH), "")]


def _said(text: Text, language: Language) -> str:
    return fill(text[language], language, PEOPLE["customers"][language])
