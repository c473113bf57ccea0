"""How long a questionnaire takes somebody who reads all of it: what there is to read, to decide and to touch.

Nobody has been timed: every constant is taken from elsewhere or assumed (`measurement.md`, the clock). Whoever takes
the spare scenes takes longer; the offer itself is not counted.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil

from app.banks.budgets import scene_texts, words_read
from app.banks.loader import Questionnaire
from app.banks.schema import Language, Text

WORDS_PER_MINUTE = 200
"""Between aloud (184 over 17 languages: IReST, doi:10.1167/iovs.11-8284) and silently (238 in English: Brysbaert 2019,
doi:10.1016/j.jml.2019.104047)."""
REPLY_SECONDS, FIRST_SECONDS, LAST_SECONDS, SCREEN_SECONDS = 3.0, 4.0, 2.5, 0.8
"""To decide and to touch, once all is read: how often, a first move, a last one; then until another screen is there.
Assumed, not measured."""
FINISH_SECONDS, CONTINUE_SECONDS = 3.0, 1.0
"""The last tap: whether the answers count; and one that only goes on, once all is decided."""
SLOW = 1.3
"""The 80th percentile of people, as a multiple: a spread of .30 in the logarithm, mostly assumed."""
START_WORDS: dict[Language, int] = {"fr": 39, "en": 40}
PICK_WORDS: dict[Language, int] = {"fr": 14, "en": 13}
FINISH_WORDS: dict[Language, int] = {"fr": 38, "en": 37}
"""The most that the screens of the quiz say beside the bank: the first one, with its promise; what a scene asks, read
once and then known; the last one, with the bank's question about leading."""
COUNTER_WORDS: dict[Language, int] = {"fr": 24, "en": 24}
PROMISE_WORDS = 20
"""The same of a bank that ends on thanks: its first screen, and what stands beside questions, up to the last answer;
what an edition may say of a promise, with its three answers."""


@dataclass(frozen=True, slots=True)
class Clock:
    """What a questionnaire asks of a reader, and the minutes that it makes.

    picks: dimensions that matter most; continues: taps that only go on; finishes: whether there is a last choice.
    """

    words: int
    replies: int
    firsts: int
    lasts: int
    screens: int
    picks: int = 0
    continues: int = 0
    finishes: int = 1

    @property
    def taps(self) -> int:
        """Of a bank that gives a result, those that only go on are left out: they are in the time of a screen."""
        return self.replies + self.firsts + self.lasts + self.picks + self.continues + self.finishes

    @property
    def minutes(self) -> float:
        seconds = (
            self.replies * REPLY_SECONDS
            + self.firsts * FIRST_SECONDS
            + self.lasts * LAST_SECONDS
            + self.screens * SCREEN_SECONDS
            + self.finishes * FINISH_SECONDS
            + self.picks * REPLY_SECONDS
            + self.continues * CONTINUE_SECONDS
        )
        return self.words / WORDS_PER_MINUTE + seconds / 60

    @property
    def seconds(self) -> float:
        return 60 * self.minutes

    @property
    def slow(self) -> float:
        """Minutes that four people in five stay within."""
        return SLOW * self.minutes


def clock_of(questionnaire: Questionnaire, language: Language, promised: int = 0) -> Clock:
    """Of a reader of one of the bank's languages, who declines the spare scenes. promised: promises asked about.

    The labels of the scale, the names of the sides and the examples are read on the first screen, then known.
    """
    file, bank = questionnaire.file, questionnaire.bank
    first = [file.questions[at] for at in bank.question_screens[0]]
    examples = [example for question in first for example in (question.examples or {}).values()]
    once = [file.scale.occasion, *file.scale.points, *(side.name for side in file.sides), *examples]
    once += [text for text in (file.no_customers, file.scale.no_occasion) if text]
    asked = [question.text for question in file.questions]
    for scene in file.scenes:
        asked += scene_texts(scene)
    if bank.ends_on_thanks:
        return _until_thanks(questionnaire, language, [*once, *asked], promised)
    many = len(bank.scenes)
    return Clock(
        words=_words((*once, *asked), language)
        + START_WORDS[language]
        + FINISH_WORDS[language]
        + PICK_WORDS[language] * bool(many),
        replies=len(bank.items),
        firsts=many,
        lasts=many * bank.is_ranked,
        screens=len(bank.question_screens) + many + 1,
    )


def _until_thanks(questionnaire: Questionnaire, language: Language, texts: list[Text], promised: int) -> Clock:
    """Up to the last answer, which counts. On a screen of one question on one side the answers are the buttons."""
    file, bank = questionnaire.file, questionnaire.bank
    promised = min(promised, bank.promises)
    names = [file.dimensions[at].name for at in bank.within] if bank.importance else []
    questions = [[bank.questions[at] for at in screen] for screen in bank.question_screens]
    lone = sum(len(screen) == len(screen[0].sides) == 1 for screen in questions)
    return Clock(
        words=_words((*texts, *names, *(asked.text for asked in file.importance)), language)
        + COUNTER_WORDS[language]
        + PROMISE_WORDS * promised,
        replies=len(bank.items) + promised,
        firsts=0,
        lasts=0,
        screens=len(questions) + len(bank.importance) + promised,
        picks=sum(asked.most for asked in bank.importance),
        continues=len(questions) - lone + len(bank.importance),
        finishes=0,
    )


def _words(texts: Iterable[Text], language: Language) -> int:
    return sum(words_read(text[language], language) for text in texts)


def clocks_of(questionnaire: Questionnaire) -> dict[Language, Clock]:
    """By the languages of the bank."""
    return {language: clock_of(questionnaire, language) for language in questionnaire.file.languages}


def minutes_at_most(questionnaire: Questionnaire, language: Language, promised: int = 0) -> int:
    """What its reader is told who has a moment at a counter: whole minutes, rounded up."""
    return ceil(clock_of(questionnaire, questionnaire.spoken(language), promised).minutes)


def minutes_of(questionnaire: Questionnaire, language: Language, promised: int = 0) -> int:
    """“About so many minutes”, as somebody is told who reads it in this language: rounded up, but for a quarter of a
    minute."""
    return max(ceil(clock_of(questionnaire, questionnaire.spoken(language), promised).minutes - 0.25), 1)
