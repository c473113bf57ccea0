"""One release, as an address names it, with all that files, pictures and frames need to show it.

Promises figures of this release alone. Refuses one that was withdrawn, or never made.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import Depends, Path, Request, Response
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse

from app.banks.faults import N_
from app.banks.schema import Language
from app.campaigns.words import titled
from app.exports.table import Table, table_of
from app.figures.mask import Mask
from app.publication.documents import ReleaseDocument
from app.publishing import LICENCES, Licence
from app.web.context import CampaignContext, title_of
from app.web.deps import ContextDep, PrintedBaseDep, Site, SiteDep, document_of, site_of
from app.web.drawings import CrowdDrawings, drawn_crowd, drawn_mask, drawn_sides
from app.web.figures.blocks import TotemView, dimension_views, totem_views
from app.web.figures.reading import check_reading_key, reserved_page
from app.web.figures.routes import headlines_of
from app.web.figures.thanks_blocks import ThanksView, thanks_view
from app.web.figures.views import withdrawn_page
from app.web.headlines import Headlines
from app.web.language import day
from app.web.responses import private_page


class Withdrawn(Exception):
    """The organiser took the figures back on that day."""

    def __init__(self, context: CampaignContext, day: date) -> None:
        super().__init__(context.campaign.slug)  # a log that quotes it quotes neither a key nor a notice
        self.context, self.day = context, day


class Reserved(Exception):
    """Its figures are for those who were told how to read them."""

    def __init__(self, context: CampaignContext) -> None:
        super().__init__(context.campaign.slug)
        self.context = context


async def answer_reserved(request: Request, error: Exception) -> Response:
    """Who may read, at every address that has figures for them."""
    assert isinstance(error, Reserved)
    return private_page(site_of(request).templates, reserved_page(error.context), 403)


async def answer_withdrawn(request: Request, error: Exception) -> Response:
    """The notice, at every address that had figures."""
    assert isinstance(error, Withdrawn)
    page = site_of(request).templates.render(withdrawn_page(error.context, error.day))
    return HTMLResponse(page, 410, {"Cache-Control": "no-cache"})


@dataclass(frozen=True, slots=True)
class ReleaseContext:
    """base: the site's public address, empty if it is not known; key: by which its reader came, empty for everyone."""

    site: Site
    context: CampaignContext
    released: ReleaseDocument
    base: str
    key: str = ""

    @property
    def language(self) -> Language:
        return self.context.wording.language

    @property
    def say(self) -> Callable[[str], str]:
        return self.site.templates.gettext(self.language)

    @property
    def told(self) -> Headlines:
        return headlines_of(self.site, self.context)

    @property
    def sentence(self) -> str:
        return self.told.headline(self.released)

    @property
    def title(self) -> str:
        return title_of(self.context)

    @property
    def over(self) -> str:
        return titled(self.title, self.released.edition)

    @property
    def page(self) -> str:
        """The whole address of the figures page."""
        return f"{self.base}/{self.language}/figures/{self.released.slug}"

    @property
    def printed(self) -> str:
        """The same for what leaves the site: empty where the site does not know its own address."""
        return self.page if self.base else ""

    @property
    def address(self) -> str:
        """Where this release's files are, without the site's own part."""
        told = f"/read/{self.key}" if self.key else ""
        return f"/{self.language}/figures/{self.released.slug}{told}/{self.released.number}"

    @property
    def stem(self) -> str:
        """What its files are called: campaign, edition and number, in plain letters."""
        plain = unicodedata.normalize("NFKD", self.released.edition.lower()).encode("ascii", "ignore").decode()
        parts = (self.released.slug, re.sub(r"[^a-z0-9]+", "-", plain).strip("-"), str(self.released.number))
        return "-".join(part for part in parts if part)

    @property
    def table(self) -> Table:
        file = self.context.questionnaire.file
        source = f"{self.printed}?release={self.released.number}" if self.printed else ""
        return table_of(self.released, file, self.language, self.title, self.told, source, self.licence)

    @property
    def licence(self) -> Licence | None:
        return LICENCES.get(self.context.campaign.published_as.licence)

    @property
    def sourced(self) -> str:
        """What stands under a picture that leaves the page: which release, of which day, under which licence."""
        made_on = day(self.language, date.fromisoformat(self.released.made_on))
        told = self.say(N_("Release no. %(release)s of %(day)s")) % {"release": self.released.number, "day": made_on}
        return f"{told} · {self.licence.name}" if self.licence else told

    @property
    def totems(self) -> tuple[TotemView, ...]:
        return tuple(totem_views(self.released, self.told).values())

    @property
    def thanks(self) -> ThanksView | None:
        return thanks_view(self.context, self.released, self.told)

    @property
    def winner(self) -> Mask | None:
        """The face of the animal that the sentence names."""
        named = self.released.winner if self.released.winner in self.told.names else None
        return drawn_mask(self.context.questionnaire, named, self.language) if named else None

    @property
    def sides(self) -> tuple[str, ...]:
        """The names of those that are drawn."""
        names = {side.id: self.context.wording(side.name) for side in self.context.questionnaire.file.sides}
        return tuple(names[side] for side in drawn_sides(self.context.questionnaire.bank))

    @property
    def dimensions(self) -> tuple[str, ...]:
        """The names of those that are drawn."""
        return tuple(view.name for view in dimension_views(self.context, self.released))

    @property
    def forces(self) -> tuple[str, ...]:
        return tuple(self.context.wording(force.name) for force in self.context.questionnaire.file.forces)

    @property
    def drawings(self) -> CrowdDrawings:
        sizes = {totem.id: totem.size for totem in self.totems}
        return drawn_crowd(self.context.questionnaire, self.released, self.language, sizes)

    def mark(self, *of: object, addressed: bool = True) -> str:
        """As an ETag. addressed: whether the site's address, as this reader has it, is in what it marks."""
        base = self.base if addressed else self.site.base_url
        said = self.context.campaign.words, self.licence
        return self.site.page_cache.mark(self.released.digest, said, self.language, base, *of)


def taken(
    site: Site, context: CampaignContext, base: str, number: int | None = None, key: str = ""
) -> ReleaseContext | None:
    """number: None for the latest; key: a right one, of those who were told how to read. None before there is one.
    Raises Withdrawn, Reserved, Deleted, ReleaseDamaged."""
    if not key and context.campaign.audience != "everyone":
        raise Reserved(context)
    if context.campaign.withdrawn_on:
        raise Withdrawn(context, context.campaign.withdrawn_on)
    head = site.releases.head(context.campaign.id, number, "told" if key else "everyone")
    return ReleaseContext(site, context, document_of(site, context.campaign.slug, head), base, key) if head else None


async def one(
    request: Request,
    site: SiteDep,
    context: ContextDep,
    base: PrintedBaseDep,
    number: Annotated[int, Path(ge=1, lt=10**6)],
) -> ReleaseContext:
    """Raises Withdrawn, Reserved, Left, and a plain 404."""
    return _or_404(await site.workshop.look(request, taken, site, context, base, number))


async def one_told(
    request: Request,
    site: SiteDep,
    context: ContextDep,
    base: PrintedBaseDep,
    key: str,
    number: Annotated[int, Path(ge=1, lt=10**6)],
) -> ReleaseContext:
    """Raises KeyRefused, TooManyTries, Withdrawn, Left, and a plain 404."""
    check_reading_key(site, request, context, key)
    return _or_404(await site.workshop.look(request, taken, site, context, base, number, key))


async def latest_release(request: Request, site: SiteDep, context: ContextDep, base: PrintedBaseDep) -> ReleaseContext:
    return _or_404(await site.workshop.look(request, taken, site, context, base))


def _or_404(found: ReleaseContext | None) -> ReleaseContext:
    if found is None:
        raise HTTPException(404)
    return found


OneDep = Annotated[ReleaseContext, Depends(one)]
ToldDep = Annotated[ReleaseContext, Depends(one_told)]
LatestDep = Annotated[ReleaseContext, Depends(latest_release)]
