"""The words of a bank: languages, length of sentences, typography, inclusive spelling, placeholders.

The complaints are the same whatever the bank is about. Negations, humour and tone are free.
"""

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from itertools import islice, pairwise
from typing import Any

from pydantic import BaseModel

from app.banks.faults import N_, Complaint, Trail
from app.banks.nouns import FORMS, LANGUAGES, placeholder_faults
from app.banks.schema import BankFile, NounTexts

MAX_WORDS = 18
MAX_OF_A_KIND = 10
"""So many complaints of a kind about one text are enough."""

LANGUAGE_MISSING = N_("The text in “%(language)s” is missing. Add it, or take this language out of “languages:”.")
LANGUAGE_EXTRA = N_("“%(language)s” is not one of the bank’s languages. Delete this text, or add it to “languages:”.")
UNDECLARED = N_("%(many)s texts are written in “%(language)s”. Add it to “languages:”, or delete them.")
LONG_SENTENCE = N_("The sentence “%(near)s” has %(words)s words. Cut it: 18 at most.")
MEDIAN_POINT = N_("“%(near)s” puts two genders into one word. Find a word for everyone: “l’équipe”, “la personne”.")
UNKNOWN_PLACEHOLDER = N_("Totem cannot fill “%(name)s”. See “The people served” in docs/banks.md for what it can.")
MISSPELT_PLACEHOLDER = N_("Totem cannot fill “%(name)s”. Did you mean “{%(near)s}”?")
STRAY_BRACE = N_("The brace “%(name)s” opens or closes nothing. Delete it.")
ARTICLE_OUTSIDE = N_("The article of “%(near)s” would not follow the word chosen. Put it between the braces.")
NOUN_PLACEHOLDER = N_("A noun cannot hold a placeholder. Write the word itself.")
STRAIGHT_APOSTROPHE = N_("There is a straight apostrophe in “%(near)s”. Type ’ instead.")
STRAIGHT_QUOTES = N_("There is a straight double quote in “%(near)s”. Type « » in French, “ ” in English.")
SPACE_BEFORE = N_("“%(mark)s” needs a no-break space before it in “%(near)s”. Type U+00A0, or U+202F before ; ! ?.")
SPACE_AFTER = N_("“«” needs a no-break space after it in “%(near)s”. Type U+00A0.")
UNFINISHED = N_("“%(near)s” looks unfinished. Write the text.")
SAYS_NOTHING = N_("There is not one word in this text. Write it.")

# A sentence ends at . ! ? or …, past closing quotes, where what follows does not go on in a small letter.
_SENTENCE_END = re.compile(r"(?<=[.!?…])((?:\s*[»”’)\]])*)\s+(?=[^a-zà-ÿœ»\s])|\n")
_HOUR = re.compile(r"\b\d{1,2}\s?h(?:\s?\d{2})?\b|\b\d{1,2}(?:[.:]\d{2})?\s?[ap]\.?m\b")
_THOUSANDS = re.compile(r"(?<=\d)\s(?=\d{3}\b)")
_WORD = re.compile(r"[^\W_]+(?:[’'.,:/-][^\W_]+)*")

_MEDIAN = re.compile(
    # Looks back by two letters: one would refuse initials, and a whole word would cost the square of its length.
    r"(?<=[^\W\d_]{2})(?:[·‧•∙⋅]|\((?:e|es|ne|nes|le|les|te|tes|se|ve|fe|ère|euse|trice|rice)\)|\.e(?:\.?s)?\b|-e-s\b)"
)
_ARTICLE = {
    "fr": re.compile(r"\b(?:(?:de|du|le|la|au|un|une|ce|cet|cette|que)\s+|[dl]’)\{clients?\}", re.IGNORECASE),
    "en": re.compile(r"\ban?\s+\{customers?\}", re.IGNORECASE),
}
_STRAIGHT_APOSTROPHE = re.compile(r"'")
_STRAIGHT_QUOTES = re.compile(r'"')
_FRENCH_BEFORE = re.compile(r"(?<![\u00a0\u202f])(?:»|(?<![!?(])[!?]|;|:(?!//|(?<=\d:)\d))")
_FRENCH_AFTER = re.compile(r"«(?![\u00a0\u202f])")
_UNFINISHED = re.compile(r"\b(?:TODO|FIXME|TBD|XXX+)\b|\b(?i:lorem ipsum|lorem|ipsum|à compléter)\b")


def prose_complaints(file: BankFile) -> Iterator[Complaint]:
    written: list[tuple[Trail, Mapping[str, Any]]] = list(texts_of(file, ()))
    for trail, text in written:
        for language, phrase in text.items():
            yield from _phrase(phrase, language, (*trail, language))
    for position, totem in enumerate(file.totems):
        nouns = {known: noun for known in LANGUAGES if (noun := getattr(totem.name, known)) is not None}
        written.append((("totems", position, "name"), nouns))
        for language, noun in nouns.items():
            for form in ("one", "many"):
                yield from _noun(getattr(noun, form), language, ("totems", position, "name", language, form))
    yield from _languages(file, written)


def texts_of(part: object, trail: Trail) -> Iterator[tuple[Trail, Mapping[str, str]]]:
    """Every text of the file, nouns apart, with its trail."""
    if isinstance(part, BaseModel) and not isinstance(part, NounTexts):
        for name in type(part).model_fields:
            yield from texts_of(getattr(part, name), (*trail, name))
    elif isinstance(part, tuple):
        for position, entry in enumerate(part):
            yield from texts_of(entry, (*trail, position))
    elif isinstance(part, Mapping):
        if part and all(isinstance(value, str) for value in part.values()):
            yield trail, part
        else:
            for name, entry in part.items():
                yield from texts_of(entry, (*trail, name))


def sentences(text: str) -> list[str]:
    """The sentences of a text, each with its closing quotes."""
    ends = [found.end(1) if found[1] is not None else found.start() for found in _SENTENCE_END.finditer(text)]
    parts = (text[start:end].strip() for start, end in pairwise([0, *ends, len(text)]))
    return [part for part in parts if part]


def word_count(sentence: str) -> int:
    """An hour (22 h 40, 5.45 pm) and a number are one word each; an apostrophe or a hyphen joins two."""
    return len(_WORD.findall(_HOUR.sub("0", _THOUSANDS.sub("", sentence))))


def _languages(file: BankFile, written: list[tuple[Trail, Mapping[str, Any]]]) -> Iterator[Complaint]:
    """Each text in each language. Where a whole language was forgotten in the list, one complaint says so."""
    for trail, text in written:
        for declared in file.languages:
            if declared not in text:
                yield Complaint(trail, LANGUAGE_MISSING, {"language": declared}, key=True)
    for language in LANGUAGES:
        extra = [trail for trail, text in written if language in text and language not in file.languages]
        if len(extra) > MAX_OF_A_KIND:
            yield Complaint(("languages",), UNDECLARED, {"language": language, "many": len(extra)}, key=True)
        else:
            for trail in extra:
                yield Complaint((*trail, language), LANGUAGE_EXTRA, {"language": language}, key=True)


def _phrase(text: str, language: str, trail: Trail) -> Iterator[Complaint]:
    if not _WORD.search(text):
        yield Complaint(trail, SAYS_NOTHING)
        return
    for sentence in sentences(text):
        if (words := word_count(sentence)) > MAX_WORDS:
            yield Complaint(trail, LONG_SENTENCE, {"near": _start(sentence), "words": words})
    yield from _placeholders(text, language, trail)
    yield from _typography(text, language, trail)


def _noun(word: str, language: str, trail: Trail) -> Iterator[Complaint]:
    if re.search("[{}]", word):
        yield Complaint(trail, NOUN_PLACEHOLDER)
    elif not _WORD.search(word):
        yield Complaint(trail, SAYS_NOTHING)
    yield from _typography(word, language, trail)


def _placeholders(text: str, language: str, trail: Trail) -> Iterator[Complaint]:
    for name in placeholder_faults(text, language)[:MAX_OF_A_KIND]:
        near = get_close_matches(name.strip("{}").lower()[:40], FORMS[language], n=1)
        if len(name) == 1:
            yield Complaint(trail, STRAY_BRACE, {"name": name})
        elif near:
            yield Complaint(trail, MISSPELT_PLACEHOLDER, {"name": name[:40], "near": near[0]})
        else:
            yield Complaint(trail, UNKNOWN_PLACEHOLDER, {"name": name[:40]})
    for found in islice(_ARTICLE[language].finditer(text), MAX_OF_A_KIND):
        yield Complaint(trail, ARTICLE_OUTSIDE, {"near": found[0]})


def _typography(text: str, language: str, trail: Trail) -> Iterator[Complaint]:
    rules = [
        (_STRAIGHT_APOSTROPHE, STRAIGHT_APOSTROPHE),
        (_STRAIGHT_QUOTES, STRAIGHT_QUOTES),
        (_UNFINISHED, UNFINISHED),
    ]
    if language == "fr":
        rules += [(_MEDIAN, MEDIAN_POINT), (_FRENCH_BEFORE, SPACE_BEFORE), (_FRENCH_AFTER, SPACE_AFTER)]
    for pattern, message in rules:
        for found in islice(pattern.finditer(text), MAX_OF_A_KIND):
            yield Complaint(trail, message, {"near": _around(text, found), "mark": found[0]})


def _around(text: str, found: re.Match[str]) -> str:
    """What was found, with a few characters of the text on each side."""
    return text[max(0, found.start() - 12) : found.end() + 12].strip()


def _start(sentence: str) -> str:
    return sentence if len(sentence) <= 40 else f"{sentence[:39].rstrip()}…"
