"""The pages of a campaign's figures: those that wait for them, those that show them, those that took them back.

Promises nothing that the release does not hold. Refuses raw counts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from app.campaigns.words import Block
from app.publication.documents import ReleaseDocument
from app.publication.values import Share
from app.publishing import LICENCES, Audience, Licence
from app.web.context import CampaignContext, PublicPaths, title_of
from app.web.drawings import CrowdDrawings, drawn_crowd, drawn_sides
from app.web.figures.blocks import (
    DimensionView,
    ForceView,
    GapView,
    Said,
    SegmentView,
    TotemView,
    dimension_views,
    force_views,
    gap_view,
    said_in,
    segment_views,
    totem_views,
)
from app.web.figures.editions import EditionComparison, EditionLink, SeriesEdition, comparison, edition_links
from app.web.figures.thanks_blocks import ThanksView, thanks_view
from app.web.headlines import Headlines
from app.web.pages import Page

CITED = 8
"""Letters of a release's digest that a citation holds: by them one tells whether a page still shows what was cited."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawnPage(Page):
    """notice: why, in the organiser's words."""

    template: ClassVar[str] = "figures/withdrawn.html"
    title: str
    edition: str
    withdrawn_on: date
    notice: Said | None
    signature: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CrowdPage(Page):
    """totems: from the most frequent; fixed: whether the address names this release, so that nothing here changes;

    digest: the first letters of its digest; blocks: what the organiser chose to show; heard, will_do: their comment,
    and the days on which it was added and changed; place, address: whole, of this page and of this very release, as
    everyone may be given them; newest: of the newest figures for this reader, after the language; audience: who may
    read, and public_on: from when everyone does; files: where its files are, after the language, and licence: theirs;
    public: where animals and dimensions are told of; thanks: what a bank that ends on thanks says instead of dimensions
    and their gap.
    """

    template: ClassVar[str] = "figures/figures.html"
    title: str
    edition: str
    introduction: Said | None
    sentence: str
    campaign: str
    is_open: bool
    fixed: bool
    n: int
    k: int
    release: int
    digest: str
    made_on: date
    opened_on: date
    closed_on: date | None
    zone: str
    protection: str
    fingerprint: str
    place: str
    address: str
    newest: str
    audience: Audience
    public_on: date | None
    files: str
    licence: Licence | None
    blocks: tuple[Block, ...]
    totems: tuple[TotemView, ...]
    named: tuple[str, ...]
    none: Share | None
    none_said: str
    dimensions: tuple[DimensionView, ...]
    forces: tuple[ForceView, ...]
    gap: GapView | None
    segments: tuple[SegmentView, ...]
    question: Said | None
    not_counted: bool
    heard: Said | None
    will_do: Said | None
    signature: str
    said_on: date | None
    changed_on: date | None
    editions: tuple[EditionLink, ...]
    comparison: EditionComparison | None
    sides: tuple[str, ...]
    drawn_sides: tuple[str, ...]
    drawings: CrowdDrawings
    public: PublicPaths
    thanks: ThanksView | None


def withdrawn_page(context: CampaignContext, withdrawn_on: date) -> WithdrawnPage:
    words = context.campaign.own_words
    return WithdrawnPage(
        language=context.wording.language,
        path=f"figures/{context.campaign.slug}",
        spoken=context.questionnaire.file.languages,
        title=title_of(context),
        edition=context.campaign.edition,
        withdrawn_on=withdrawn_on,
        notice=said_in(words.notice, context.wording.language),
        signature=words.signature,
    )


def crowd_page(
    context: CampaignContext,
    released: ReleaseDocument,
    told: Headlines,
    base: str,
    editions: Sequence[SeriesEdition] = (),
    public: PublicPaths = PublicPaths({}, {}),
    *,
    fixed: bool = False,
    key: str = "",
) -> CrowdPage:
    """base: the site's address; editions: of the campaign's series; key: by which its reader came, empty for everyone.
    Fixed, a page leaves out what may change later."""
    say, file, words = context.wording, context.questionnaire.file, context.campaign.own_words
    totems = totem_views(released, told)
    names = {side.id: say(side.name) for side in file.sides}
    public_path, query = f"figures/{released.slug}", f"?release={released.number}"
    own = f"{public_path}/read/{key}" if key else public_path
    return CrowdPage(
        language=say.language,
        path=f"{own}{query}" if fixed else own,
        spoken=file.languages,
        indexed=not fixed and not key,
        title=title_of(context),
        edition=released.edition,
        introduction=None if fixed else said_in(words.introduction, say.language),
        sentence=told.headline(released),
        campaign=released.slug,
        is_open=context.campaign.is_open and not fixed,
        fixed=fixed,
        n=released.n,
        k=released.k,
        release=released.number,
        digest=released.digest[:CITED],
        made_on=date.fromisoformat(released.made_on),
        opened_on=date.fromisoformat(released.opened_on),
        closed_on=date.fromisoformat(released.closed_on) if released.closed_on else None,
        zone=context.campaign.zone,
        protection=released.protection,
        fingerprint=released.fingerprint,
        place=f"{base}/{say.language}/{public_path}",
        address=f"{base}/{say.language}/{public_path}{query}",
        newest=own,
        licence=LICENCES.get(context.campaign.published_as.licence),
        audience=context.campaign.audience,
        public_on=context.campaign.public_on,
        files=f"{own}/{released.number}",
        blocks=words.blocks,
        totems=tuple(totems.values()),
        named=tuple(name.one for name in told.names.values()),
        none=released.none,
        none_said=told.shares(released)[""] if released.none else "",
        dimensions=dimension_views(context, released),
        forces=force_views(context, released),
        gap=gap_view(context, released.mirrors),
        segments=segment_views(context, released, told),
        question=said_in(words.question, say.language),
        not_counted=released.not_counted,
        heard=None if fixed else said_in(words.heard, say.language),
        will_do=None if fixed else said_in(words.will_do, say.language),
        signature=words.signature,
        said_on=_day(words.said_on),
        changed_on=_day(words.changed_on),
        editions=() if fixed else edition_links(editions, context.campaign),
        comparison=None if fixed else comparison(context, released, editions, told),
        sides=tuple(names.values()),
        drawn_sides=tuple(names[side] for side in drawn_sides(context.questionnaire.bank)),
        drawings=drawn_crowd(context.questionnaire, released, say.language, {t.id: t.size for t in totems.values()}),
        public=public,
        thanks=thanks_view(context, released, told),
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
