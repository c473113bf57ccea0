"""Languages of the screens: which one a person reads, its catalogue, and how it writes numbers and dates.

Promises French when nothing better is known. Never remembers a choice: the address carries it.
"""

import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import date
from functools import cache, lru_cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

from babel import Locale, negotiate_locale
from babel.dates import format_date, get_timezone_location
from babel.numbers import format_decimal, format_percent
from starlette.exceptions import HTTPException
from starlette.requests import Request

from app.banks.schema import Language

LONGEST_HEADER = 400
"""Letters of Accept-Language that are read: browsers send a tenth of it."""
LANGUAGES: dict[Language, str] = {"fr": "Français", "en": "English"}
DEFAULT: Language = "fr"


class Catalogues:
    """One gettext catalogue for each language. folder: locale/<language>/LC_MESSAGES/messages.mo."""

    def __init__(self, folder: Path) -> None:
        self._loaded: dict[str, NullTranslations] = {language: _load(folder, language) for language in LANGUAGES}

    def __getitem__(self, language: str) -> NullTranslations:
        return self._loaded[language]


def _load(folder: Path, language: str) -> NullTranslations:
    with (folder / language / "LC_MESSAGES" / "messages.mo").open("rb") as compiled:
        return GNUTranslations(compiled)


def negotiate(accept_language: str | None, otherwise: str | None = None) -> Language:
    """The best of our languages for an Accept-Language header; otherwise: for one that names none of them."""
    best = preferred(accept_language, LANGUAGES)
    return as_language(best) or as_language(otherwise) or DEFAULT


def preferred(accept_language: str | None, among: Iterable[str]) -> str | None:
    """The best of these for an Accept-Language header; None for one that names none of them."""
    wanted: list[tuple[float, int, str]] = []
    for part in (accept_language or "")[:LONGEST_HEADER].split(",")[:20]:
        tag, _, quality = part.replace(" ", "").partition(";q=")
        with suppress(ValueError):
            if float(quality or 1) > 0:
                wanted.append((-float(quality or 1), len(wanted), tag))
    return negotiate_locale([tag for _, _, tag in sorted(wanted)], [*among], sep="-")


def language_of_path(path: str, accept_language: str | None) -> Language:
    return as_language(path.lstrip("/").split("/", 1)[0]) or negotiate(accept_language)


def as_language(tag: str | None) -> Language | None:
    """The tag if it is a language of ours, else None."""
    return next((language for language in LANGUAGES if language == tag), None)


def language_in(request: Request) -> Language:
    """Of the address. Raises a plain 404 for none of ours."""
    language = as_language(request.path_params["language"])
    if language is None:
        raise HTTPException(404)
    return language


@cache
def locale_of(language: str) -> Locale:
    # Our English is British: 22 November 2026.
    return Locale.parse({"en": "en_GB"}.get(language, language))


def of_environment(folder: Path) -> Callable[[str], str]:
    """How the terminal's messages are translated: as LC_ALL, LC_MESSAGES or LANG ask, English if they do not."""
    wanted = next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := os.environ.get(name))), "")
    return Catalogues(folder)["fr" if wanted.startswith("fr") else "en"].gettext


@lru_cache(4096)
def number(language: str, value: float, digits: int = 0) -> str:
    return format_decimal(round(value, digits), locale=locale_of(language))


WORDS = {
    "en": "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty twenty-one twenty-two",
    "fr": "deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit "
    "dix-neuf vingt vingt-et-un vingt-deux",
}


def in_words(language: str, value: int) -> str:
    """From two to twenty-two, the most that a shipped questionnaire asks; in figures beyond."""
    words = WORDS[language].split()
    return words[value - 2] if 2 <= value < 2 + len(words) else number(language, value)


@lru_cache(1024)
def percent(language: str, value: float) -> str:
    """value: a percentage, 0–100. The space before % is the locale's own."""
    return format_percent(value / 100, locale=locale_of(language))


def zone(language: str, name: str) -> str:
    """What the time of a zone is called: “heure de Paris”, “Paris time”."""
    if name == "UTC":
        return "UTC"
    city = get_timezone_location(name, locale=locale_of(language), return_city=True)
    if language == "fr":
        return f"heure d’{city}" if city[:1] in "AEÉIOUHY" else f"heure de {city}"
    return f"{city} time"


def day(language: str, value: date) -> str:
    """In full. The first of a month is an ordinal in French, which the locale’s own form does not know."""
    told = format_date(value, format="long", locale=locale_of(language))
    return f"1er{told[1:]}" if language == "fr" and value.day == 1 else told
