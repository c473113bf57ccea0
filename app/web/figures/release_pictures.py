"""A release as pictures that leave the page: each figure as SVG, and the card that other sites show.

Promises the shares, levels and gap that the page shows. Refuses a figure that this release has nothing to draw for.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal

from starlette.exceptions import HTTPException

from app.campaigns.words import Block
from app.figures.lettering import Line
from app.figures.mask import Mask
from app.web.drawings import CARD_WIDTH, CrowdDrawings, lettered
from app.web.figures.blocks import TotemView
from app.web.figures.release_context import ReleaseContext
from app.web.figures.thanks_blocks import WholeSideView
from app.web.pages import Page

FigureKind = Literal["troupe", "triangle", "butterfly", "balance"]
OF_BLOCK: Mapping[FigureKind, Block] = {
    "troupe": "troupe",
    "triangle": "triangle",
    "butterfly": "dimensions",
    "balance": "gap",
}
"""What the organiser leaves off the page is drawn in no file."""
Lines = Callable[..., tuple[tuple[Line, ...], ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class FigurePicture(Page):
    """over: what it is about; address: the page's; sourced: which release, of when, under which
    licence; names: of the triangle's territories; sides, forces: by name;
    wholes: the sides that stand one above the other, in a bank that ends on thanks."""

    template: ClassVar[str] = "figures/file_figure.html"
    lines: Lines = lettered
    kind: FigureKind
    over: str
    n: int
    address: str
    sourced: str
    drawings: CrowdDrawings
    totems: tuple[TotemView, ...]
    names: tuple[str, ...]
    dimensions: tuple[str, ...]
    sides: tuple[str, ...]
    forces: tuple[str, ...]
    wholes: tuple[WholeSideView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CrowdCard(Page):
    """mask: the winner's, None without; members: of the troupe, the largest first."""

    template: ClassVar[str] = "figures/card.html"
    lines: Lines = lettered
    sentence: str
    over: str
    n: int
    mask: Mask | None
    drawings: CrowdDrawings


def figure(kind: FigureKind, taken: ReleaseContext) -> bytes:
    """Raises a plain 404."""
    drawings = taken.drawings
    if getattr(drawings, kind) is None or OF_BLOCK[kind] not in taken.context.campaign.own_words.blocks:
        raise HTTPException(404)
    return taken.site.templates.render(picture_of(kind, taken, drawings)).encode()


def painted(kind: FigureKind, taken: ReleaseContext) -> bytes:
    """The same as PNG, for whatever takes no SVG. Raises a plain 404."""
    return taken.site.png.paint(figure(kind, taken).decode(), CARD_WIDTH)


def picture_of(kind: FigureKind, taken: ReleaseContext, drawings: CrowdDrawings) -> FigurePicture:
    return FigurePicture(
        language=taken.language,
        kind=kind,
        over=taken.over,
        n=taken.released.n,
        address=taken.printed or "Totem",
        sourced=taken.sourced,
        drawings=drawings,
        totems=taken.totems,
        names=tuple(name.one for name in taken.told.names.values()),
        dimensions=taken.dimensions,
        sides=taken.sides,
        forces=taken.forces,
        wholes=taken.thanks.sides if taken.thanks else (),
    )


def card(taken: ReleaseContext) -> bytes:
    return taken.site.png.paint(taken.site.templates.render(card_of(taken)), CARD_WIDTH)


def card_of(taken: ReleaseContext) -> CrowdCard:
    return CrowdCard(
        language=taken.language,
        sentence=taken.sentence,
        over=taken.over,
        n=taken.released.n,
        mask=taken.winner,
        drawings=taken.drawings,
    )
