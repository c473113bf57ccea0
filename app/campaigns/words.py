"""What a campaign says in its organiser's words, and the parts that it divides its crowd into.

Texts are plain, in the languages that were given.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import Any, Literal

Texts = Mapping[str, str]
"""One text for each language that was given; may be empty."""
Block = Literal["troupe", "triangle", "dimensions", "gap", "segments", "comment"]
WORD = re.compile(r"\w+")
BLOCKS: tuple[Block, ...] = ("troupe", "triangle", "dimensions", "gap", "segments", "comment")
MOST_SEGMENTS = 12
LONGEST_NAME, LONGEST_SIGNATURE = 80, 80
LONGEST = {"title": 120, "introduction": 1000, "question": 200, "heard": 2000, "will_do": 2000, "notice": 1000}


@dataclass(frozen=True, slots=True)
class Segment:
    """id: as cells name it; name: in each language."""

    id: str
    name: Texts


@dataclass(frozen=True, slots=True)
class Words:
    """title: instead of the questionnaire's; question: which part of the crowd a person belongs to, asked once.

    heard, will_do: the organiser's comment, signed; said_on, changed_on: the days on which it was added and changed
    last, as 2027-01-31, empty where it is not known; notice: why the figures were withdrawn; blocks: what is shown;
    promises: of a mirror survey, what people are asked whether they noticed.
    """

    title: Texts = field(default_factory=dict)
    introduction: Texts = field(default_factory=dict)
    question: Texts = field(default_factory=dict)
    segments: tuple[Segment, ...] = ()
    heard: Texts = field(default_factory=dict)
    will_do: Texts = field(default_factory=dict)
    signature: str = ""
    notice: Texts = field(default_factory=dict)
    blocks: tuple[Block, ...] = BLOCKS
    said_on: str = ""
    changed_on: str = ""
    promises: tuple[Texts, ...] = ()

    def to_document(self) -> str:
        return json.dumps(asdict(self), sort_keys=True, ensure_ascii=False, separators=(",", ":"))

    def tidied(self) -> "Words":
        """Without blanks around texts, without empty texts, and with blocks in their order."""
        texts: dict[str, Any] = {name: _tidied(getattr(self, name)) for name in LONGEST}
        segments = tuple(Segment(segment.id.strip(), _tidied(segment.name)) for segment in self.segments)
        blocks = tuple(block for block in BLOCKS if block in self.blocks)
        return replace(self, **texts, segments=segments, signature=self.signature.strip(), blocks=blocks)

    def texts(self) -> Iterator[tuple[str, str, int]]:
        """Each text with the name of its field and the most characters that it takes."""
        for name, most in LONGEST.items():
            yield from ((name, text, most) for text in getattr(self, name).values())
        for segment in self.segments:
            yield from (("segments", text, LONGEST_NAME) for text in segment.name.values())
        yield "signature", self.signature, LONGEST_SIGNATURE


def commented(words: Words, heard: Texts, will_do: Texts, signature: str, day: date) -> Words:
    """With this comment, dated: figures never change, what is said of them may, and a reader is told when."""
    changed = replace(words, heard=heard, will_do=will_do, signature=signature).tidied()
    if not (changed.heard or changed.will_do):
        return replace(changed, said_on="", changed_on="")
    if not (words.heard or words.will_do):
        return replace(changed, said_on=day.isoformat(), changed_on="")
    same = (changed.heard, changed.will_do, changed.signature) == (words.heard, words.will_do, words.signature)
    return changed if same or day.isoformat() == words.said_on else replace(changed, changed_on=day.isoformat())


@lru_cache(256)
def words_from(document: str) -> Words:
    content: dict[str, Any] = json.loads(document)
    segments = tuple(Segment(**segment) for segment in content.pop("segments", ()))
    blocks, promises = tuple(content.pop("blocks", BLOCKS)), tuple(content.pop("promises", ()))
    return Words(segments=segments, blocks=blocks, promises=promises, **content)


def said(texts: Texts, language: str) -> str:
    """In the reader's language, or in the one that was given, or nothing."""
    return texts.get(language) or next(iter(texts.values()), "")


def titled(title: str, edition: str) -> str:
    """Title and edition, once: a title may name it already (“Welcome 2027”)."""
    named, edited = (f" {' '.join(WORD.findall(text.casefold()))} " for text in (title, edition))
    return title if not edition or edited in named else f"{title} · {edition}"


def _tidied(texts: Texts) -> Texts:
    # Browsers send line ends in two characters.
    plain = {language: text.replace("\r\n", "\n").strip() for language, text in texts.items()}
    return {language: text for language, text in plain.items() if text}
