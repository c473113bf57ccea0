"""What there is to read, screen by screen: what the estimated time of a bank rests on."""

import re
from math import ceil

from app.banks.loader import Questionnaire
from app.banks.nouns import PEOPLE, fill
from app.banks.schema import Language, Text
from app.totem.model import Bank

WORDS_PER_MINUTE = 200
"""Between aloud (184 over 17 languages: IReST, doi:10.1167/iovs.11-8284) and silently (238 in English: Brysbaert 2019,
doi:10.1016/j.jml.2019.104047)."""
SECONDS_PER_TAP = 2.0
"""To decide and to touch, once all is read. Assumed, not measured."""

# An hour (22 h 40) is one word, and so is what an apostrophe joins; guillemets are none.
WORD = re.compile(r"\d+[\u00a0\u202f]h(?:[\u00a0\u202f]\d+)?|\w[\w’'-]*")


def words_by_screen(questionnaire: Questionnaire, language: Language | None = None) -> list[int]:
    """Words of each question screen, then of each scene, in one of its languages, the first unless said.

    The labels of the scale and the names of the sides are read on the first screen, then known.
    """
    file, bank = questionnaire.file, questionnaire.bank
    language = language or file.languages[0]
    names = [side.name for side in file.sides]
    labels = _words(language, file.scale.occasion, *file.scale.points, *names)
    questions = [_words(language, question.text, *(question.examples or {}).values()) for question in file.questions]
    screens = [sum(questions[at] for at in screen) for screen in bank.question_screens]
    screens[0] += labels
    scenes = [_words(language, scene.text, *(option.text for option in scene.options)) for scene in file.scenes]
    return screens + scenes


def _words(language: Language, *texts: Text) -> int:
    filled = (fill(text[language], language, PEOPLE["customers"][language]) for text in texts)
    return sum(len(WORD.findall(text)) for text in filled)


def minutes_of(questionnaire: Questionnaire, language: Language | None = None) -> int:
    """The estimated time that a person is told, in whole minutes, never less than it takes."""
    return ceil(estimated_minutes(questionnaire.bank, sum(words_by_screen(questionnaire, language))))


def estimated_minutes(bank: Bank, words: int) -> float:
    return words / WORDS_PER_MINUTE + taps_of(bank) * SECONDS_PER_TAP / 60


def taps_of(bank: Bank) -> int:
    """One a reply, one a scene, one to go on from each screen of questions."""
    return len(bank.items) + len(bank.scenes) + len(bank.question_screens)
