"""What a room is asked beside its beats, in the words of one reader: the screen's, a phone's, the remote's.

Promises the same words wherever one question stands, for the people that the room serves. Refuses to count anything.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from app.banks.faults import N_
from app.banks.nouns import fill
from app.banks.schema import BankFile
from app.seminars.talking.talk import CORNERS, OTHER, OWN, SMALL, WORD, Talk
from app.web.wording import Wording

AskedKind = Literal["word", "small", "other", "corners", "own"]
WORDS = (
    N_("Curiosity"), N_("Courage"), N_("Surprise"), N_("Gratitude"),
    N_("Doubt"), N_("Calm"), N_("Eagerness"), N_("Trust in us"),
)  # fmt: skip
"""One line each, and not all of them cheerful: whoever doubts has a word too."""
CORNER_ANSWERS = (
    N_("Clearly %(side)s"),
    N_("A little more %(side)s"),
    N_("A little more %(side)s"),
    N_("Clearly %(side)s"),
)
OVER: dict[AskedKind, str] = {
    "word": N_("One word to close"),
    "small": N_("One small thing to take home"),
    "other": N_("What would the other side say?"),
    "corners": N_("Opposite corners: where is this truer of us?"),
    "own": N_("A question for the room"),
}
WORD_ASKED = N_("Which word stays with you?")
SMALL_ASKED = N_("Which small thing will you try?")
OTHER_ASKED = N_("If {the customers} answered in our place, what would they say we do best?")
NONE_OF_THEM = N_("Something else, or nothing")
Gettext = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class AskedWords:
    """over: what kind of question it is; text: the question; options: the choices; short: what the recap calls it."""

    kind: AskedKind
    over: str
    text: str
    options: tuple[str, ...]


def asked_of(gettext: Gettext, say: Wording, file: BankFile, talk: Talk, item: str) -> AskedWords:
    """Of an item that is gone (another version of the bank), no text and no options."""
    kind = kind_of(item)
    text, options = _texts(gettext, say, file, talk, item, kind)
    return AskedWords(kind, gettext(OVER[kind]), text, options)


def kind_of(item: str) -> AskedKind:
    known: dict[str, AskedKind] = {WORD: "word", SMALL: "small", OTHER: "other"}
    return known.get(item) or ("corners" if item.startswith(CORNERS) else "own")


def _texts(
    gettext: Gettext, say: Wording, file: BankFile, talk: Talk, item: str, kind: AskedKind
) -> tuple[str, tuple[str, ...]]:
    if kind == "word":
        return gettext(WORD_ASKED), tuple(map(gettext, WORDS))
    if kind == "small":
        return gettext(SMALL_ASKED), (*(say(side.name) for side in file.sides), gettext(NONE_OF_THEM))
    if kind == "other":
        text = fill(gettext(OTHER_ASKED), say.language, say.people)
        return text, tuple(say(one.name) for one in file.dimensions)
    if kind == "corners":
        question = next((one for one in file.questions if one.id == item.removeprefix(CORNERS)), None)
        first, second = (say.side(file, side.id) for side in file.sides[:2])
        answers = zip(CORNER_ANSWERS, (first, first, second, second), strict=True)
        return say(question.text) if question else "", tuple(gettext(text) % {"side": side} for text, side in answers)
    own = next((one for one in talk.own if item == f"{OWN}{one.id}"), None)
    return (own.text, own.answers) if own else ("", ())
