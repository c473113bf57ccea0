"""One contrast of a mirror survey, in sentences: its title, and its dimensions under their headings.

Promises the figures that the document subtracts, and no sentence that its readings do not bear.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from app.barometer.contrasts import Reading
from app.barometer.published import JsonMap
from app.barometer.spec import ContrastKind
from app.publication.policy import SPREAD_FROM
from app.web.barometer import contrast_words as words
from app.web.barometer.published_survey import PublishedSurvey, voice_of
from app.web.barometer.telling import Telling
from app.web.language import in_words

UNSETTLED = ("not_settled", "too_few")
BESIDE = ("seen_right", "shared_strength", *UNSETTLED)
"""The readings of dimensions that are not numbered, in the order of their headings."""


@dataclass(frozen=True, slots=True)
class WholeTold:
    """The title. label: the small words over it; means: the line under it; knew: that staff knew the figures of the
    edition before; both may be empty."""

    reading: Reading
    label: str
    sentence: str
    means: str
    knew: str

    @property
    def is_settled(self) -> bool:
        return self.reading not in UNSETTLED


@dataclass(frozen=True, slots=True)
class DimensionTold:
    """label: its reading in a few words, empty where that would name voices without a name; more: a line under the
    sentence, or empty; favourable: of the first side and of the second, empty where they are not published."""

    id: str
    name: str
    reading: Reading
    label: str
    sentence: str
    more: str
    favourable: tuple[str, str]


@dataclass(frozen=True, slots=True)
class DimensionsTold:
    """Those under one heading: numbered from the clearest, or in the bank's order."""

    heading: str
    is_numbered: bool
    dimensions: tuple[DimensionTold, ...]


@dataclass(frozen=True, slots=True)
class ContrastTold:
    """first, second: voices. whole: None for a pattern, and where a release has no mean of all; groups: none is empty;
    widest: empty unless one is; nothing: that no dimension is settled, else empty."""

    id: str
    kind: ContrastKind
    first: str
    second: str
    whole: WholeTold | None
    groups: tuple[DimensionsTold, ...]
    widest: str
    nothing: str


@dataclass(frozen=True, slots=True)
class ContrastSentences:
    """contrast: one of the survey's; before: what the edition before is called, empty for a first one."""

    survey: PublishedSurvey
    telling: Telling
    contrast: JsonMap
    before: str = ""

    @property
    def voices(self) -> tuple[str, str]:
        return voice_of(self.contrast["first"]), voice_of(self.contrast["second"])

    def told(self) -> ContrastTold:
        whole = self.whole()
        return ContrastTold(
            self.contrast["id"],
            self.contrast["kind"],
            *self.voices,
            whole,
            self.groups(),
            self.widest(),
            self.nothing(whole),
        )

    def whole(self) -> WholeTold | None:
        whole = self.contrast["whole"]
        if whole is None:
            return None
        is_told = whole["reading"] != "too_few"
        return WholeTold(
            reading=whole["reading"],
            label=self.telling.said(words.LABELS[whole["reading"]]),
            sentence=self._sentence(whole),
            means=self._means() if is_told else "",
            knew=self.telling.said(words.KNEW, edition=self.before)
            if is_told and self.before and self.voices[0] == "staff"
            else "",
        )

    def groups(self) -> tuple[DimensionsTold, ...]:
        rows: Mapping[str, JsonMap] = {row["id"]: row for row in self.contrast["dimensions"]}
        breaks = self.contrast["breaks"]
        numbered = self._group(words.NUMBERED[len(breaks) > 1], [rows[id_] for id_ in breaks], is_numbered=True)
        found = [numbered]
        for reading in BESIDE:
            those = [row for row in rows.values() if row["reading"] == reading]
            several = reading == "shared_strength" and len(those) > 1
            found.append(self._group(words.STRENGTHS if several else words.LABELS[reading], those))
        return tuple(group for group in found if group.dimensions)

    def widest(self) -> str:
        """Empty also where there is no second one to be wider than."""
        id_, known = self.contrast["widest"], [row for row in self.contrast["dimensions"] if row["gap"] is not None]
        if id_ is None or len(known) < 2:
            return ""
        return self.telling.said(words.WIDEST, dimension=self.telling.subjects[id_])

    def nothing(self, whole: WholeTold | None) -> str:
        readings = {row["reading"] for row in self.contrast["dimensions"]}
        if "not_settled" not in readings or readings - {*UNSETTLED}:
            return ""
        if self.contrast["kind"] == "pattern":
            return self.telling.said(words.NO_PATTERN)
        if whole is None:
            return self.telling.said(words.NOTHING)
        return self.telling.said(words.NOTHING_YET if whole.is_settled else words.NOTHING_EITHER)

    def _sentence(self, whole: JsonMap) -> str:
        here, there = (self.survey.people(voice) or 0 for voice in self.voices)
        if whole["reading"] == "too_few" and min(here, there) >= SPREAD_FROM:
            return self.telling.said(words.INCOMPLETE)
        told = words.ANY_WHOLE | words.WHOLES.get(self.voices, {})
        numbers = {"here": here, "there": there, **_sizes(whole)}
        return self.telling.said(told[whole["reading"]], **self._written(numbers))

    def _means(self) -> str:
        rows = self.contrast["dimensions"]
        is_whole = all(row["first"] is not None and row["second"] is not None for row in rows)
        believed, lived = (self.survey.whole_mean(self.contrast[side]) for side in ("first", "second"))
        many = in_words(self.telling.language, len(rows))
        message = words.MEANS if is_whole else words.MEANS_SHOWN
        return self.telling.said(message, many=many, **self._written({"believed": believed, "lived": lived}))

    def _group(self, heading: str, rows: list[JsonMap], *, is_numbered: bool = False) -> DimensionsTold:
        return DimensionsTold(self.telling.said(heading), is_numbered, tuple(self._dimension(row) for row in rows))

    def _dimension(self, row: JsonMap) -> DimensionTold:
        reading, name = row["reading"], self.telling.subjects[row["id"]]
        patterns = words.ANY_PATTERN | words.PATTERNS.get(self.voices, {})
        message = (words.PREDICTED if self.contrast["kind"] == "prediction" else patterns)[reading]
        numbers = {"believed": row["first"], "lived": row["second"], **_sizes(row)}
        shares = (self.survey.favourable(self.contrast[side], row["id"]) for side in ("first", "second"))
        first, second = (self.telling.favourable(share) for share in shares)
        return DimensionTold(
            id=row["id"],
            name=name,
            reading=reading,
            label="" if message == words.APART else self.telling.said(words.LABELS[reading]),
            sentence=self.telling.said(message, dimension=name, **self._written(numbers)),
            more=self.telling.said(words.WEARING) if reading == "teams_carry" and self.voices in words.PATTERNS else "",
            favourable=(first, second),
        )

    def _written(self, numbers: Mapping[str, float | None]) -> dict[str, str]:
        return {name: "" if value is None else self.telling.points(value) for name, value in numbers.items()}


def _sizes(judged: JsonMap) -> dict[str, float | None]:
    gap = judged["gap"]
    return {"gap": None if gap is None else abs(gap), "half": judged["half_width"]}
