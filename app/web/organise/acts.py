"""What an organiser does to a campaign: each a plain form, answered by the page that shows what has changed.

Promises that nothing is published, closed or deleted without being asked once. Refuses what the store refuses, in its
own words, with what was typed.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from urllib.parse import unquote

from fastapi import APIRouter, Response

from app.campaigns.draft import N_, CampaignInvalid
from app.campaigns.words import BLOCKS, Words, commented
from app.publication.left_out import left_out_of, without_left_out
from app.web.deps import BaseDep, PrintedBaseDep, Site, SiteDep
from app.web.figures.routes import public_page
from app.web.forms import Form, PairsDep, TypedDep, number_in, texts_in
from app.web.language import LANGUAGES
from app.web.organise.campaign_access import CampaignAccess, CampaignAccessDep, ManagerDep, see, see_once
from app.web.organise.parts import PartsDep
from app.web.organise.routes import organise_page
from app.web.organise.sample_release import without_doors
from app.web.organise.views import AskPage, Confirmation, Done, PreviewPage, about_campaign
from app.web.responses import private_page, see_other

router = APIRouter(include_in_schema=False, prefix="/{language}/organise/{slug}/{key}")
LINK_HEADINGS = ("lien_fr", "link_en")
TOKEN = re.compile(r"/invitation/[a-z0-9-]{2,40}/([A-Za-z0-9_-]+)|^([A-Za-z0-9_-]{20,24})$")


@router.get("/preview")
def look(site: SiteDep, base: BaseDep, found: CampaignAccessDep) -> Response:
    return _preview(site, base, found)


@router.post("/publish")
def publish_figures(
    site: SiteDep, parts: PartsDep, base: BaseDep, printed: PrintedBaseDep, found: ManagerDep, typed: TypedDep
) -> Response:
    """Figures that have grown since they were looked at are shown again instead."""
    bank, digest = found.context.questionnaire.bank, typed.get("digest", "")
    if site.releases.publish(found.campaign, bank, found.today, digest):
        parts.published(found.campaign.slug, printed)
        return see(found, "published", "figures")
    return _preview(site, base, found, grown=True)


@router.get("/ask/{question}")
def ask(site: SiteDep, found: ManagerDep, question: Confirmation) -> Response:
    return _ask(site, found, question)


@router.post("/close")
def close(found: ManagerDep) -> Response:
    found.campaigns.close(found.campaign)
    return see(found, "closed", "figures")


@router.post("/withdraw")
def withdraw(site: SiteDep, found: ManagerDep, typed: TypedDep) -> Response:
    try:
        found.campaigns.withdraw(found.campaign, texts_in(typed, "notice"))
    except CampaignInvalid as fault:
        return _ask(site, found, "withdraw", Form(typed, {fault.field: fault}))
    return see(found, "withdrawn", "figures")


@router.post("/restore")
def restore(found: ManagerDep) -> Response:
    found.campaigns.restore(found.campaign)
    return see(found, "restored", "figures")


@router.post("/archive")
def archive(site: SiteDep, found: ManagerDep) -> Response:
    try:
        found.campaigns.archive(found.campaign)
    except CampaignInvalid as fault:
        return _ask(site, found, "archive", Form({}, {"slug": fault}))
    return see(found, "archived")


@router.post("/delete")
def delete(site: SiteDep, found: ManagerDep, typed: TypedDep) -> Response:
    slug = found.campaign.slug
    if typed.get("slug") != slug:
        fault = CampaignInvalid("slug", N_("To delete this campaign, type exactly: %(slug)s"), slug=slug)
        return _ask(site, found, "delete", Form(typed, {"slug": fault}))
    found.campaigns.delete(found.campaign)
    return see_other(f"/{found.context.wording.language}/organise/deleted")


@router.post("/comment")
def comment(site: SiteDep, base: BaseDep, found: ManagerDep, typed: TypedDep) -> Response:
    heard, will_do = texts_in(typed, "heard"), texts_in(typed, "will_do")
    signature = typed.get("signature", "")
    words = commented(found.campaign.own_words, heard, will_do, signature, found.today)
    return _changed(site, base, found, typed, "heard", words)


@router.post("/blocks")
def blocks(site: SiteDep, base: BaseDep, found: ManagerDep, ticked: PairsDep) -> Response:
    shown = tuple(block for block in BLOCKS if ("block", block) in ticked)
    words = replace(found.campaign.own_words, blocks=shown)
    return _changed(site, base, found, {}, "blocks", words)


@router.post("/rotate")
def rotate(found: ManagerDep) -> Response:
    key = found.campaigns.new_key(found.campaign, "manager")
    return see(replace(found, key=key), "rotated")


@router.post("/share")
def share(site: SiteDep, found: ManagerDep) -> Response:
    """A link for a colleague, who may read; the one before opens nothing any more."""
    key = found.campaigns.new_key(found.campaign, "reader")
    return see_once(site, found, "shared", "keys", key)


@router.post("/unshare")
def unshare(found: ManagerDep) -> Response:
    found.campaigns.revoke(found.campaign, "reader")
    return see(found, "revoked", "keys")


@router.post("/deposit")
def deposit(site: SiteDep, found: ManagerDep) -> Response:
    """A key for trainers, who add their rooms; the one before adds nothing any more."""
    return see_once(site, found, "deposited", "keys", found.campaigns.new_key(found.campaign, "depositor"))


@router.post("/undeposit")
def undeposit(found: ManagerDep) -> Response:
    found.campaigns.revoke(found.campaign, "depositor")
    return see(found, "undeposited", "keys")


@router.post("/invite")
def invite(site: SiteDep, base: BaseDep, found: ManagerDep, typed: TypedDep) -> Response:
    """The links exist in this one file: here, only their digests are kept."""
    many = number_in(typed.get("many", "")) or 0
    try:
        tokens = found.campaigns.invite(found.campaign, many)
    except CampaignInvalid as fault:
        return organise_page(site, base, found, 422, form=Form(typed, {"many": fault}))
    slug = found.campaign.slug
    return links_file(f"{slug}-invitations", invitation_rows(base, slug, tokens))


@router.post("/void")
def void(site: SiteDep, base: BaseDep, found: ManagerDep, typed: TypedDep) -> Response:
    return _to_a_lost_one(site, base, found, typed, "voided", found.campaigns.void)


@router.post("/replace")
def replace_invitation(site: SiteDep, base: BaseDep, found: ManagerDep, typed: TypedDep) -> Response:
    return _to_a_lost_one(site, base, found, typed, "replaced", found.campaigns.replace)


def _to_a_lost_one(
    site: Site, base: str, found: CampaignAccess, typed: Mapping[str, str], done: Done, do: Callable[..., str | None]
) -> Response:
    token = TOKEN.search(unquote(typed.get("invitation", "")))
    try:
        if token is None:
            raise CampaignInvalid("invitations", N_("There is no invitation in this text. Paste its link, whole."))
        fresh = do(found.campaign, token[1] or token[2])
    except CampaignInvalid as fault:
        return organise_page(site, base, found, 422, form=Form(typed, {"invitation": fault}))
    if fresh is None:
        return see(found, done, "invitations")
    return see_once(site, found, done, "invitations", fresh)


def _changed(
    site: Site, base: str, found: CampaignAccess, typed: Mapping[str, str], done: Done, words: Words
) -> Response:
    """The campaign with other words, or the page with what is wrong with them."""
    try:
        found.campaigns.change(found.campaign, words=words)
    except CampaignInvalid as fault:
        return organise_page(site, base, found, 422, form=Form(typed, {fault.field: fault}))
    return see(found, done, done)


def _preview(site: Site, base: str, found: CampaignAccess, *, grown: bool = False) -> Response:
    due = site.releases.preview(found.campaign, found.context.questionnaire.bank, found.today)
    released = without_left_out(due, left_out_of(found.campaign.words)) if due else None
    public = site.templates.render(public_page(site, base, found.context, released), "main") if released else ""
    page = PreviewPage(
        language=found.context.wording.language,
        path=f"{found.path}/preview",
        spoken=found.context.questionnaire.file.languages,
        about=about_campaign(found, site.minutes),
        place=found.path,
        public=without_doors(public),
        digest=released.digest if released else "",
        may_publish=found.role == "manager",
        grown=grown,
    )
    return private_page(site.templates, page, 409 if grown else 200)


def _ask(site: Site, found: CampaignAccess, question: Confirmation, form: Form | None = None) -> Response:
    page = AskPage(
        language=found.context.wording.language,
        path=f"{found.path}/ask/{question}",
        spoken=found.context.questionnaire.file.languages,
        question=question,
        about=about_campaign(found, site.minutes),
        place=found.path,
        form=form or Form(),
    )
    return private_page(site.templates, page, 422 if form else 200)


def links_file(name: str, rows: Iterable[Sequence[str]]) -> Response:
    """With a byte order mark and semicolons: it opens at a double click where French is spoken."""
    written = io.StringIO()
    csv.writer(written, delimiter=";", lineterminator="\r\n").writerows(rows)
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"', "Cache-Control": "no-store"}
    return Response(f"\ufeff{written.getvalue()}".encode(), media_type="text/csv; charset=utf-8", headers=headers)


def invitation_rows(base: str, slug: str, tokens: Iterable[str]) -> Iterator[tuple[str, ...]]:
    yield LINK_HEADINGS
    for token in tokens:
        yield tuple(f"{base}/{language}/invitation/{slug}/{token}" for language in LANGUAGES)
