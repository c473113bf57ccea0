"""How many words a bank allows itself for each kind of text that is read during the quiz: `budgets:` of its file.

Promises a complaint at each text that has more, in every language, in the words that the estimated time counts too. A
bank without budgets is held to none.
"""

from collections.abc import Iterator
from statistics import fmean

from app.banks.faults import N_, Complaint, Trail
from app.banks.nouns import PEOPLE, fill
from app.banks.prose import word_count
from app.banks.schema import BankFile, Language, Scene, SceneBudget, Text

LONG_TEXT = N_(
    "In “%(language)s”, this has %(words)s words; the bank’s own budget allows %(limit)s. Shorten it, or change "
    "“budgets:”."
)
LONG_SCENES = N_(
    "In “%(language)s”, a scene has %(words)s words on average; the bank’s own budget allows %(limit)s. Shorten some, "
    "or change “budgets:”."
)


def words_read(text: str, language: Language) -> int:
    """How many, where nobody chose other people to serve."""
    return word_count(fill(text, language, PEOPLE["customers"][language]))


def scene_texts(scene: Scene) -> tuple[Text, ...]:
    """All that is read of a scene: its place, its moment, its moves."""
    return (*_setup(scene), *(option.text for option in scene.options))


def budget_complaints(file: BankFile) -> Iterator[Complaint]:
    budgets = file.budgets
    if budgets is None:
        return
    for at, question in enumerate(file.questions):
        yield from _long(file, (question.text,), budgets.statement, ("questions", at, "text"))
        for side, example in (question.examples or {}).items():
            yield from _long(file, (example,), budgets.example, ("questions", at, "examples", side))
    for name, scenes, budget in (
        ("scenes", file.scenes, budgets.scenes),
        ("spare_scenes", file.spare_scenes, budgets.spare_scenes),
    ):
        if budget is not None:
            yield from _scenes(file, name, scenes, budget)


def _scenes(file: BankFile, name: str, scenes: tuple[Scene, ...], budget: SceneBudget) -> Iterator[Complaint]:
    for at, scene in enumerate(scenes):
        yield from _long(file, _setup(scene), budget.setup, (name, at, "text"))
        for place, option in enumerate(scene.options):
            yield from _long(file, (option.text,), budget.move, (name, at, "options", place, "text"))
    if budget.mean is None or not scenes:
        return
    for language in file.languages:
        words = fmean(sum(_words(text, language) for text in scene_texts(scene)) for scene in scenes)
        if words > budget.mean:
            params = {"language": language, "words": f"{words:.1f}", "limit": f"{budget.mean:g}"}
            yield Complaint((name,), LONG_SCENES, params, key=True)


def _long(file: BankFile, texts: tuple[Text, ...], limit: int | None, trail: Trail) -> Iterator[Complaint]:
    if limit is None:
        return
    for language in file.languages:
        words = sum(_words(text, language) for text in texts)
        if words > limit:
            yield Complaint(trail, LONG_TEXT, {"language": language, "words": words, "limit": limit}, key=True)


def _setup(scene: Scene) -> tuple[Text, ...]:
    return (scene.text,) if scene.place is None else (scene.place, scene.text)


def _words(text: Text, language: Language) -> int:
    """0 where the language is missing, which is a fault of its own."""
    return words_read(text[language], language) if language in text else 0
