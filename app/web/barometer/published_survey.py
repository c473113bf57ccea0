"""One composed document (`app.barometer.composed`), read for what a page says of it. Pure."""

from dataclasses import dataclass

from app.barometer.composed import TOO_FEW_PEOPLE
from app.barometer.published import JsonMap
from app.publication.values import Phrase, Reason, Share


@dataclass(frozen=True, slots=True)
class PublishedSurvey:
    """content: plain JSON. A part is written as there: `customers.lived`."""

    content: JsonMap

    def people(self, voice: str) -> int | None:
        """How many a voice's release counts; None without one."""
        return next((int(source["n"]) for source in self.content["sources"] if source["voice"] == voice), None)

    @property
    def k(self) -> int | None:
        """The largest of its voices: whoever is fewer than their own is fewer than this."""
        return max((int(source["k"]) for source in self.content["sources"]), default=None)

    def has_too_few(self, voice: str) -> bool:
        """Whether a voice has no release because fewer than k answered, and not for another reason."""
        return {"voice": voice, "reason": TOO_FEW_PEOPLE} in self.content["dropped"]

    def whole_mean(self, part: str) -> int | None:
        level = self._levels(part)
        whole = level and level["whole"]
        return whole["mean"] if whole else None

    def favourable(self, part: str, dimension: str) -> Share | None:
        level = self._levels(part) or {"dimensions": []}
        found = next((one["favourable"] for one in level["dimensions"] if one["id"] == dimension), None)
        return share_of(found) if found else None

    def _levels(self, part: str) -> JsonMap | None:
        levels: list[JsonMap] = self.content["levels"]
        return next((one for one in levels if f"{one['voice']}.{one['side']}" == part), None)


def voice_of(part: str) -> str:
    return part.partition(".")[0]


def share_of(found: JsonMap) -> Share:
    """As a release writes it."""
    reason = found["reason"] and Reason(found["reason"])
    return Share(Phrase(found["phrase"]), found["percent"], found["below"], found["above"], found["count"], reason)
