"""The texts of screens: typographic apostrophes in both languages, French spaces, one word for one thing."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
BANKS = sorted((ROOT / "questions").rglob("*.yaml"))
WRITTEN = sorted((ROOT / "templates").rglob("*.??.html")) + sorted((ROOT / "templates").rglob("*.??.txt"))
CODE = re.compile(r"<[^>]*>|\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)


def catalogue(language: str) -> list[str]:
    with (ROOT / "locale" / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        strings = [message.string for message in read_po(file, locale=language) if message.id]
    return [text for string in strings for text in ((string,) if isinstance(string, str) else string or ())]


def texts_in(part: object) -> Iterator[str]:
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict):
        for inner in part.values():
            yield from texts_in(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from texts_in(inner)


def pages(language: str) -> list[str]:
    """The templates that hold whole texts, without their code."""
    found = [CODE.sub(" ", file.read_text()) for file in WRITTEN if file.name.split(".")[-2] == language]
    assert len(found) > 5
    return found


@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_text_on_a_screen_has_a_straight_apostrophe(language: str) -> None:
    assert [text for text in catalogue(language) + pages(language) if "'" in text] == []


def test_no_text_of_a_bank_has_a_straight_apostrophe() -> None:
    assert len(BANKS) >= 2
    assert [text for file in BANKS for text in texts_in(yaml.safe_load(file.read_text())) if "'" in text] == []


def test_french_texts_have_french_typography() -> None:
    for text in catalogue("fr"):
        if "U+202F" not in text:
            assert not re.search(r"[\w)»] ?[;!?](?:\s|$)", text), text
            assert not re.search(r"[\w)»] :", text), text
        assert "« " not in text, text
        assert " »" not in text, text


GONE = {
    "fr": r"(?<!/)\bquiz\b|(?<!-)\bcloses?\b|\bclôtur|\brelances?\b|\bVos forces\b|\bd’un collègue\b"
    r"|\bparties? du groupe\b|\bmots? de passe de création|\bpèsent plus\b|\bpenchant"
    r"|\bqui (?:fait|font) tourner (?:ce|le) site",
    "en": r"\bRather\b|\bweigh more\b|\bround of the table\b|\bThe same as\b|\bWhere am I\b|\bfacilitator|\bput away\b",
}
"""Words that meant something else on another page, or something else in Britain."""


@pytest.mark.parametrize("language", ["fr", "en"])
def test_one_thing_has_one_word_on_every_screen_and_in_the_guides(language: str) -> None:
    folder = ROOT / "docs" / "fr" if language == "fr" else ROOT / "docs"
    guides = [(folder / f"{name}.md").read_text() for name in ("organisers", "trainers")]
    said = [
        found[0]
        for text in catalogue(language) + pages(language) + guides
        for found in re.finditer(GONE[language], text)
    ]
    assert said == []
