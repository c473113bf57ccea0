"""An edition of a mirror survey as one flat table: a row for each figure of its document, with its interval, what it
came to, or why it is not shown. Nothing is worked out here.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from app.banks.schema import Language
from app.barometer.published import JsonMap


@dataclass(frozen=True, slots=True)
class SurveyRow:
    """survey_columns.SURVEY_COLUMNS says what each field holds; None and an empty text are empty cells."""

    survey: str
    edition: str
    composition: int
    figure: str
    voice: str = ""
    side: str = ""
    other_voice: str = ""
    other_side: str = ""
    id: str = ""
    name: str = ""
    value: int | float | None = None
    half_width: int | float | None = None
    low: int | float | None = None
    high: int | float | None = None
    unit: str = ""
    reading: str = ""
    words: str = ""
    reason: str = ""


SURVEY_HEAD = tuple(field.name for field in fields(SurveyRow))
SharesSaid = Callable[[JsonMap], str]
"""How the page says a share of the document."""


@dataclass(frozen=True, slots=True)
class SurveyTable:
    """content: the document; number, made_on, digest: of this composition; rows: all its figures."""

    content: JsonMap
    number: int
    made_on: str
    digest: str
    language: Language
    rows: tuple[SurveyRow, ...]


@dataclass(frozen=True, slots=True)
class _Rows:
    content: JsonMap
    number: int
    names: Mapping[str, str]
    language: Language
    said: SharesSaid

    def all(self) -> Iterator[SurveyRow]:
        for source in self.content["sources"]:
            yield self._row("people", voice=source["voice"], value=source["n"], unit="people")
        for dropped in self.content["dropped"]:
            yield self._row("people", voice=dropped["voice"], unit="people", reason=dropped["reason"])
        for side in self.content["levels"]:
            yield from self._levels(side)
        for contrast in self.content["contrasts"]:
            yield from self._contrast(contrast)
        for importance in self.content["importance"]:
            yield from self._importance(importance)
        for priority in self.content["priorities"]:
            reading = " ".join(id_ for id_ in ("blind_spot", "below_mean") if priority[id_])
            about = {**self._part(priority["asked"]), **self._about(priority["id"])}
            yield self._row("priority", **about, value=priority["rank"], unit="rank", reading=reading)
        for commitment in self.content["commitments"]:
            yield from self._commitment(commitment)

    def _levels(self, side: JsonMap) -> Iterator[SurveyRow]:
        of = {"voice": side["voice"], "side": side["side"]}
        for level in (*([side["whole"]] if side["whole"] else []), *side["dimensions"]):
            about = {**of, **self._about(level.get("id", ""))}
            numbers = {"value": level["mean"], "half_width": level["half_width"], "reason": level["reason"] or ""}
            yield self._row("level", **about, **numbers, unit="points")
            if level["favourable"]:
                yield self._share("favourable", level["favourable"], **about)
        if side["stuffing"] is not None:
            yield self._row("stuffing", **of, value=side["stuffing"], unit="sheets")

    def _contrast(self, contrast: JsonMap) -> Iterator[SurveyRow]:
        first, second = contrast["first"], contrast["second"]
        other = {f"other_{name}": value for name, value in self._part(second).items()}
        if contrast["whole"]:
            yield self._judged("gap", contrast["whole"], **self._part(first), **other)
        for row in contrast["dimensions"]:
            about = self._about(row["id"])
            if row["deviations"] is None:
                yield self._judged("gap", row, **self._part(first), **other, **about)
                continue
            for part, deviation in ((first, row["deviations"]["first"]), (second, row["deviations"]["second"])):
                yield self._judged("deviation", deviation | {"reading": row["reading"]}, **self._part(part), **about)

    def _importance(self, importance: JsonMap) -> Iterator[SurveyRow]:
        for who in ("asked", "guessed"):
            for row in importance["dimensions"]:
                if picked := row[who]:
                    numbers = {"value": picked["percent"], "low": picked["low"], "high": picked["high"]}
                    about = {**self._part(importance[who]), **self._about(row["id"])}
                    yield self._row("picked", **about, **numbers, unit="percent")

    def _commitment(self, made: JsonMap) -> Iterator[SurveyRow]:
        words: Mapping[str, str] = made["words"]
        text = words.get(self.language) or next((one for one in words.values() if one), "")
        about = {"id": f"{made['made_in']}-{made['number']}", "name": text}
        yield self._row("commitment", **about, words=made["due_on"], reading=made["state"])
        for voice, share in made["noticed"].items():
            yield self._share("noticed", share, **about, voice=voice)

    def _share(self, figure: str, share: JsonMap, **about: Any) -> SurveyRow:
        numbers = {"value": share["percent"], "low": share["above"], "high": share["below"]}
        words, reason = self.said(share), share["reason"] or ""
        return self._row(figure, **about, **numbers, unit="percent", words=words, reason=reason)

    def _judged(self, figure: str, judged: JsonMap, **about: Any) -> SurveyRow:
        numbers = {"value": judged["gap"], "half_width": judged["half_width"], "reading": judged["reading"]}
        return self._row(figure, **about, **numbers, unit="points")

    def _about(self, id_: str) -> dict[str, str]:
        return {"id": id_, "name": self.names.get(id_, id_)} if id_ else {}

    def _part(self, part: str) -> dict[str, str]:
        voice, _, side = part.partition(".")
        return {"voice": voice, "side": side}

    def _row(self, figure: str, **cells: Any) -> SurveyRow:
        return SurveyRow(self.content["slug"], self.content["edition"], self.number, figure, **cells)


def survey_table(
    content: JsonMap, number: int, made_on: str, digest: str, names: Mapping[str, str], language: Language,
    said: SharesSaid,
) -> SurveyTable:  # fmt: skip
    """names: of the dimensions, by id, in the reader's language."""
    rows = _Rows(content, number, names, language, said)
    return SurveyTable(content, number, made_on, digest, language, tuple(rows.all()))


def survey_lines(table: SurveyTable) -> Sequence[Sequence[str | int | float | None]]:
    return [[getattr(row, name) for name in SURVEY_HEAD] for row in table.rows]
