"""The poster: an organisation's ten dimensions in the mirror, and one line of advice for each side of each.

Promises the levels of the release and the advice of its questionnaire. Refuses to be missed: without a press, the page
of figures prints.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any, ClassVar, NamedTuple

import segno
from fastapi import Response
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse

from app.banks.faults import N_
from app.figures.glyphs import drawn
from app.figures.mask import Mask
from app.figures.poster import ROWS, PosterLevel, PosterSheet, sheet
from app.web.drawings import drawn_sides, forces_of
from app.web.figures.blocks import gap_view
from app.web.figures.release_context import ReleaseContext
from app.web.figures.thanks_blocks import SubjectView
from app.web.language import day, number
from app.web.pages import Page


class PosterRow(NamedTuple):
    """One dimension; levels, advice: of each side that is drawn."""

    name: str
    force: int | None
    levels: list[PosterLevel]
    advice: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class PosterMirror(Page):
    """The drawing behind the words."""

    template: ClassVar[str] = "figures/poster.html"
    sheet: PosterSheet


@dataclass(frozen=True, slots=True, kw_only=True)
class PosterMasks(Page):
    """sizes: 0–1."""

    template: ClassVar[str] = "figures/poster_masks.html"
    masks: tuple[Mask, ...]
    sizes: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnprintedPage(Page):
    template: ClassVar[str] = "figures/unprinted.html"


def poster(taken: ReleaseContext) -> bytes:
    """Raises a plain 404 where the organiser leaves the dimensions out: it is made of them."""
    if "dimensions" not in taken.context.campaign.own_words.blocks:
        raise HTTPException(404)
    return taken.site.pdf.print("figures/poster.typ", poster_of(taken))


def unprinted(taken: ReleaseContext) -> Response:
    """Where there is no press."""
    page = UnprintedPage(language=taken.language, path=f"figures/{taken.released.slug}")
    return HTMLResponse(taken.site.templates.render(page), 404, {"Cache-Control": "no-cache"})


def poster_of(taken: ReleaseContext) -> dict[str, Any]:
    """What the printer's sheet reads: words, and drawings as SVG."""
    say = taken.say
    n = number(taken.language, taken.released.n)
    made_on = day(taken.language, date.fromisoformat(taken.released.made_on))
    return {
        "language": taken.language,
        "over": drawn(taken.over),
        "sentence": taken.sentence,
        "base": say(N_("%(n)s answers, from people who chose to answer")) % {"n": n},
        "advice": _under_bars(taken),
        "verdict": _verdict(taken),
        "scale": say(N_("Mean levels from 0 to 100, rounded; ± is the 95%% interval.")) % {},
        "made": say(N_("Release no. %(release)s, published on %(day)s. Nothing below %(k)s people."))
        % {"release": taken.released.number, "day": made_on, "k": taken.released.k},
        "trademark": say(
            N_(
                "“La Symétrie des Attentions” is a registered trademark of Académie du Service. "
                "Totem is an independent project, not affiliated with it."
            )
        ),
        "address": taken.printed or "Totem",
        "code": _code(taken.printed) if taken.printed else None,
        "winner": _masks(taken, (taken.winner,), (1.0,)) if taken.winner else None,
        "troupe": _troupe(taken),
        "sides": list(taken.sides),
        "sheets": _all_sheets(taken),
    }


def _under_bars(taken: ReleaseContext) -> str:
    """What stands there: in a bank that ends on thanks, who gave one of the two highest answers."""
    if thanks := taken.thanks:
        return taken.say(N_("Under each bar, who answered: %(favourable)s")) % {"favourable": thanks.favourable.lower()}
    return taken.say(N_("Under each bar, one small thing to try"))


def _troupe(taken: ReleaseContext) -> str | None:
    """As large as their shares, the most frequent first; None without totems."""
    drawings = taken.drawings
    if drawings.troupe is None:
        return None
    sizes = [member.size for member in drawings.troupe.members]
    return _masks(taken, drawings.masks, tuple(size / (max(sizes) or 1) for size in sizes))


def _masks(taken: ReleaseContext, masks: tuple[Mask, ...], sizes: tuple[float, ...]) -> str:
    return taken.site.templates.render(PosterMasks(language=taken.language, masks=masks, sizes=sizes))


def _rows(taken: ReleaseContext) -> list[PosterRow]:
    """Dimensions that the questionnaire still has, in its order."""
    file, bank, wording = taken.context.questionnaire.file, taken.context.questionnaire.bank, taken.context.wording
    released = {dimension.id: dimension for dimension in taken.released.dimensions}
    rows = []
    for texts, force in zip(file.dimensions, forces_of(bank), strict=True):
        if dimension := released.get(texts.id):
            levels = {level.side: (level.mean.value, level.half_width.value) for level in dimension.levels}
            sides = drawn_sides(bank)
            advice = [wording(texts.actions[side]) if side in texts.actions else "" for side in sides]
            shown: list[PosterLevel] = [levels.get(side, (None, None)) for side in sides]
            rows.append(PosterRow(wording(texts.name), force, shown, advice))
    return rows


def _all_sheets(taken: ReleaseContext) -> list[dict[str, Any]]:
    """Of a bank that ends on thanks, each side’s own, one after the other."""
    if taken.thanks is None:
        return [_sheet(taken, rows) for rows in _sheets(_rows(taken))]
    return [
        _sheet(taken, rows) | {"sides": [side.name], "verdict": side.said}
        for side in taken.thanks.sides
        for rows in _sheets([_subject_row(subject) for subject in side.subjects])
    ]


def _subject_row(subject: SubjectView) -> PosterRow:
    return PosterRow(
        subject.name, None, [(subject.level.mean.value, subject.level.half_width.value)], [subject.favourable]
    )


def _sheets(rows: Sequence[PosterRow]) -> list[Sequence[PosterRow]]:
    """On as few sheets as hold them, about as many on each."""
    many = -(-len(rows) // ROWS)
    each = -(-len(rows) // many) if many else 1
    return [rows[start : start + each] for start in range(0, len(rows), each)]


def _sheet(taken: ReleaseContext, rows: Sequence[PosterRow]) -> dict[str, Any]:
    drawn = sheet([row.levels for row in rows], [row.force for row in rows])
    return {
        "mirror": taken.site.templates.render(PosterMirror(language=taken.language, sheet=drawn)),
        "forces": taken.forces,
        "row": drawn.row,
        "tracks": [beam.track for beam in drawn.beams[0]],
        "rows": [
            {
                "name": row.name,
                "levels": [_level(taken, level) for level in row.levels],
                "ends": [beam.end for beam in beams],
                "advice": row.advice,
            }
            for row, beams in zip(rows, drawn.beams, strict=True)
        ],
    }


def _level(taken: ReleaseContext, level: PosterLevel) -> str:
    mean, margin = level
    if mean is None:
        return "–"
    give_or_take = "" if margin is None else f"\u00a0±\u00a0{number(taken.language, margin)}"
    return number(taken.language, mean) + give_or_take


def _verdict(taken: ReleaseContext) -> str:
    """How the two sides compare, as the page of figures says it; empty for one side."""
    gap = gap_view(taken.context, taken.released.mirrors)
    if gap is None:
        return ""
    if gap.gap.value is None or gap.is_clear is None:
        return taken.say(N_("There are too few answers to compare the two sides."))
    if not gap.is_clear:
        message = N_("Taken together, nothing clearly leans: the gap is smaller than these figures are able to show.")
    else:
        message = N_("Taken together, answers are higher %(first)s than %(second)s.")
    first, second = (gap.first, gap.second) if gap.gap.value >= 0 else (gap.second, gap.first)
    return taken.say(message) % {"first": first, "second": second}


def _code(address: str) -> str:
    """A square code that leads to the page of figures, as SVG."""
    drawn = BytesIO()
    segno.make(address, micro=False).save(drawn, kind="svg", border=0, dark="#241f1a", xmldecl=False)
    return drawn.getvalue().decode()
