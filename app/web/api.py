"""The public figures as JSON, from releases alone, and the page that documents them from our own files."""

from dataclasses import dataclass
from typing import ClassVar

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse

from app.campaigns.store import Campaign
from app.db.engine import read
from app.publication.policy import figures_waiting
from app.publication.release import latest
from app.publication.released import Dimension, Figure, Mirror, Released, Share
from app.web.deps import SiteDep
from app.web.language import negotiate
from app.web.templating import Page

router = APIRouter()


class TotemFigure(BaseModel):
    """The share of one totem, in whole percent, or why it is not a number."""

    id: str
    percent: int | None
    below: int | None = Field(description="Strictly fewer percent than this.")
    above: int | None = Field(description="Strictly more percent than this.")
    phrase: str = Field(description="How the share is said: percent, about_percent, below, above, or words.")
    reason: str | None = Field(description="Why there is no number, such as fewer_than_30.")


class DimensionFigures(BaseModel):
    """The mean level on each side, 0–100, under the id of the side; null with its reason where it is withheld."""

    model_config = ConfigDict(extra="allow")

    id: str
    reasons: dict[str, str] = Field(description="Why a side's level is null.")


class Gap(BaseModel):
    first: str
    second: str
    gap: int | None = Field(description="First side minus second, in points of 100.")
    half_width: int | None = Field(description="Of the 95 % interval, rounding included.")
    reasons: dict[str, str]


class Figures(BaseModel):
    """One release: immutable, numbered, rounded. n is null, with a reason, before the first one."""

    campaign: str
    n: int | None
    reason: str | None
    first_figures_at: int = Field(description="Answers needed before the first release while the campaign is open.")
    k: int
    release: int | None
    made_on: str | None
    digest: str | None
    bank: str
    fingerprint: str | None
    edition: str
    opened_on: str
    closed_on: str | None
    respondents: str = "self-selected"
    totems: list[TotemFigure]
    none: TotemFigure | None = Field(description="Sheets that say nothing, so have no animal.")
    dimensions: list[DimensionFigures]
    gaps: list[Gap]


@dataclass(frozen=True, slots=True, kw_only=True)
class DocsPage(Page):
    template: ClassVar[str] = "api/docs.html"


@router.get("/docs", include_in_schema=False)
def docs(request: Request, here: SiteDep) -> Response:
    language = negotiate(request.headers.get("accept-language"))
    return HTMLResponse(here.templates.render(DocsPage(language=language)), headers={"Vary": "Accept-Language"})


@router.get("/api/v1/figures/{campaign}", summary="The latest release of a campaign")
def figures(here: SiteDep, campaign: str, response: Response) -> Figures:
    found = here.campaigns.find(campaign)
    if found is None:
        raise HTTPException(404)
    with read(here.engine) as connection:
        released = latest(connection, found.id)
    response.headers["Cache-Control"] = "no-cache"
    return _figures(found, released)


def _figures(campaign: Campaign, released: Released | None) -> Figures:
    return Figures(
        campaign=campaign.slug,
        n=released.n if released else None,
        reason=None if released else "no_release_yet",
        first_figures_at=figures_waiting(campaign.k).answers,
        k=released.k if released else campaign.k,
        release=released.number if released else None,
        made_on=released.made_on if released else None,
        digest=released.digest if released else None,
        bank=released.bank if released else campaign.bank,
        fingerprint=released.fingerprint if released else None,
        edition=released.edition if released else campaign.edition,
        opened_on=released.opened_on if released else campaign.opened_on.isoformat(),
        closed_on=released.closed_on if released else (campaign.closed_on and campaign.closed_on.isoformat()),
        totems=[_totem(totem.id, totem.share) for totem in released.totems] if released else [],
        none=_totem("none", released.none) if released and released.none else None,
        dimensions=[_dimension(dimension) for dimension in released.dimensions] if released else [],
        gaps=[_gap(mirror) for mirror in released.mirrors] if released else [],
    )


def _totem(id_: str, share: Share) -> TotemFigure:
    return TotemFigure(
        id=id_,
        percent=share.percent,
        below=share.below,
        above=share.above,
        phrase=share.phrase.value,
        reason=share.reason.value if share.reason else None,
    )


def _dimension(dimension: Dimension) -> DimensionFigures:
    levels = {level.side: level.mean for level in dimension.levels}
    return DimensionFigures(
        id=dimension.id,
        reasons=_reasons(levels),
        **{side: figure.value for side, figure in levels.items()},
    )


def _gap(mirror: Mirror) -> Gap:
    return Gap(
        first=mirror.first,
        second=mirror.second,
        gap=mirror.gap.value,
        half_width=mirror.half_width.value,
        reasons=_reasons({"gap": mirror.gap, "half_width": mirror.half_width}),
    )


def _reasons(figures: dict[str, Figure]) -> dict[str, str]:
    return {name: figure.reason.value for name, figure in figures.items() if figure.reason}
