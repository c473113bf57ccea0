"""What one voice's release says, read from its JSON: levels, what matters most, which promises were noticed. Pure.

Reads every schema of `app.publication.documents`; what an older one does not hold is None.
"""

import json
from dataclasses import dataclass
from typing import Any

from app.barometer.contrasts import PublishedLevel
from app.publication.documents import digest_of

JsonMap = dict[str, Any]


@dataclass(frozen=True, slots=True)
class VoiceRelease:
    """voice: whose; digest: of its document, byte for byte."""

    voice: str
    digest: str
    content: JsonMap

    @property
    def n(self) -> int:
        return int(self.content["n"])

    def whole_of(self, side: str) -> JsonMap | None:
        """The mean of all its dimensions, as published; None where the release has none."""
        found: JsonMap | None = next((one.get("level") for one in self.content["sides"] if one["id"] == side), None)
        return found

    def level_of(self, dimension: str, side: str) -> JsonMap | None:
        """As published."""
        levels = (one["levels"] for one in self.content["dimensions"] if one["id"] == dimension)
        return next((level for level in next(levels, []) if level["side"] == side), None)

    def published(self, level: JsonMap | None) -> PublishedLevel | None:
        """None where it is withheld."""
        if level is None or level["mean"]["value"] is None:
            return None
        return PublishedLevel(level["mean"]["value"], level["half_width"]["value"], self.n)

    def shares_of(self, importance: str) -> dict[str, JsonMap]:
        """By dimension, how many picked it, as published; empty where the release does not say."""
        asked = [one for one in self.content.get("importance") or () if one["id"] == importance]
        return {picked["id"]: picked["share"] for one in asked for picked in one["dimensions"]}

    def promise(self, slot: int) -> JsonMap | None:
        """How many noticed the promise in this slot (from 1), as published; None where it is withheld too."""
        promises: list[JsonMap] = self.content.get("promises") or []
        return next((one["noticed"] for one in promises if one["slot"] == slot), None)


def voice_release(voice: str, document: str) -> VoiceRelease:
    """Of the document of a release."""
    return VoiceRelease(voice, digest_of(document), json.loads(document))
