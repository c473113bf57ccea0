"""The recap as the press sets it: the page's own words and figures, and its drawings as SVG.

Promises what the page shows, from the page's own fields. Refuses to work anything out again.
"""

from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from app.figures.glyphs import drawn
from app.web.deps import Site
from app.web.language import day
from app.web.pages import Page
from app.web.seminar.recap_view import RecapPage

DrawingKind = Literal["troupe", "triangle", "butterfly"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecapFigure(Page):
    """One drawing, to stand alone."""

    template: ClassVar[str] = "seminar/recap_figure.html"
    kind: DrawingKind
    recap: RecapPage


def data_of(site: Site, page: RecapPage) -> dict[str, Any]:
    """What the printer's sheet reads."""
    beside = page.abreast
    return {
        "language": page.language,
        "over": " · ".join(part for part in (drawn(page.name), day(page.language, page.made_on)) if part),
        "sentence": page.sentence,
        "words": dict(page.words),
        "animals": [[animal.one, animal.people, animal.guesses, animal.there] for animal in page.animals],
        "drawings": {kind: _drawing(site, page, kind) for kind in _kinds(page)},
        "sides": list(page.sides),
        "heads": [page.words["dimension"], *page.heads],
        "levels": [list(row) for row in page.levels],
        "widest": page.widest and [page.widest.heading, page.widest.name, *page.widest.levels, page.widest.said],
        "votes": [
            {
                "text": f"{vote.text} ({vote.side})" if vote.side else vote.text,
                "counts": [[one.option, *one.rounds] for one in vote.counts],
            }
            for vote in page.votes
        ],
        "prompts": list(page.prompts),
        "abreast": [beside.heading, beside.there, beside.said] if beside and not beside.why else None,
    }


def _kinds(page: RecapPage) -> list[DrawingKind]:
    drawn: list[tuple[DrawingKind, object]] = [("troupe", page.drawings.troupe), ("triangle", page.drawings.triangle)]
    return [kind for kind, figure in (*drawn, ("butterfly", page.dimensions)) if figure]


def _drawing(site: Site, page: RecapPage, kind: DrawingKind) -> str:
    # Halves overlap by a hair: printed, they would show a seam.
    return site.templates.render(RecapFigure(language=page.language, kind=kind, recap=page)).replace(
        "H0V249", "H0.5V249"
    )
