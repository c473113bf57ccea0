"""What there is to read, screen by screen: what the estimated time of a bank rests on."""

from app.banks.loader import Questionnaire
from app.banks.nouns import PEOPLE, fill
from app.banks.schema import Language, Text


def words_by_screen(questionnaire: Questionnaire) -> list[int]:
    """Words of each question screen, then of each scene, in the bank's first language; labels count once a screen."""
    file, bank = questionnaire.file, questionnaire.bank
    language = file.languages[0]
    names = [side.name for side in file.sides]
    labels = _words(language, file.scale.occasion, *file.scale.points, *names)
    questions = [_words(language, question.text, *(question.examples or {}).values()) for question in file.questions]
    screens = [labels + sum(questions[at] for at in screen) for screen in bank.question_screens]
    scenes = [_words(language, scene.text, *(option.text for option in scene.options)) for scene in file.scenes]
    return screens + scenes


def _words(language: Language, *texts: Text) -> int:
    filled = (fill(text[language], language, PEOPLE["customers"][language]) for text in texts)
    return sum(len(text.split()) for text in filled)
