"""A row of a table, and how a release's figures fill its cells: as they are, nothing is worked out here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any, Protocol

from app.banks.nouns import PEOPLE, fill
from app.banks.schema import BankFile, Language
from app.exports.words import REASONS
from app.publication.documents import ReleaseDocument, SegmentFigures
from app.publication.values import Coefficient, Figure, Reason, Share


@dataclass(frozen=True, slots=True)
class TableRow:
    """columns.COLUMNS says what each field holds; None and an empty text are empty cells."""

    campaign: str
    edition: str
    release: int
    segment: str
    segment_name: str
    as_of: int
    n: int | None
    figure: str
    id: str = ""
    name: str = ""
    side: str = ""
    other_side: str = ""
    value: int | float | None = None
    half_width: int | None = None
    low: int | float | None = None
    high: int | float | None = None
    unit: str = ""
    words: str = ""
    reason: str = ""
    why: str = ""
    base: int | None = None
    made_on: str = ""
    source: str = ""
    licence: str = ""


HEAD = tuple(field.name for field in fields(TableRow))
TableCell = str | int | float | None
Make = Callable[..., TableRow]


class SharesTold(Protocol):
    """How the page says shares; app.web.headlines.Headlines is one."""

    def shares(self, crowd: ReleaseDocument | SegmentFigures, /) -> Mapping[str, str]:
        """Of each totem, by id ("" for none)."""

    def share(self, share: Share, /) -> str: ...


class RowNames:
    """What the questionnaire calls things today; an id that it no longer describes is its own name."""

    def __init__(self, file: BankFile, language: Language, people: str, told: SharesTold) -> None:
        noun = PEOPLE[people][language] if people in PEOPLE else PEOPLE["customers"][language]
        self.language, self.told = language, told
        self._known = {
            (kind, entry.id): fill(entry.name[language], language, noun)
            for kind, entries in (("dimension", file.dimensions), ("force", file.forces), ("side", file.sides))
            for entry in entries
        } | {("totem", totem.id): totem.name.noun(language).one for totem in file.totems}

    def __call__(self, kind: str, id_: str) -> str:
        return self._known.get((kind, id_), id_)


def row_maker(
    released: ReleaseDocument, language: Language, segment: str, name: str, as_of: int, n: int | None
) -> Make:
    def make(figure: str, *, reason: Reason | None = None, **cells: Any) -> TableRow:
        return TableRow(
            campaign=released.slug,
            edition=released.edition,
            release=released.number,
            segment=segment,
            segment_name=name,
            as_of=as_of,
            n=n,
            figure=figure,
            **cells,
            reason=reason.value if reason else "",
            why=REASONS[reason][language] if reason else "",
        )

    return make


def share_cells(share: Share) -> dict[str, Any]:
    bounds = {"low": share.above, "high": share.below, "reason": share.reason}
    if share.count is not None:
        return {"value": share.count, "unit": "people", **bounds}
    return {"value": share.percent, "unit": "percent", **bounds}


def figure_cells(figure: Figure) -> dict[str, Any]:
    return {"value": figure.value, "reason": figure.reason}


def bounded_cells(figure: Figure, half_width: Figure) -> dict[str, Any]:
    reason = figure.reason or half_width.reason
    return {"value": figure.value, "half_width": half_width.value, "reason": reason}


def coefficient_cells(found: Coefficient) -> dict[str, Any]:
    return {"value": found.value, "low": found.low, "high": found.high, "reason": found.reason}
