"""Figures for those who were told how to read them, by a link or by a code that is typed once.

Promises the public page, at an address that holds the key: no cookie, no account, no cache. Refuses a storm of wrong
codes.
"""

import hmac
from hashlib import sha256
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from app.banks.schema import Language
from app.campaigns.draft import code_typed
from app.web.client_network import client_network
from app.web.context import CampaignContext
from app.web.deps import BaseDep, ContextDep, SiteDep, document_of
from app.web.figures.parts import Parts, PartsDep
from app.web.figures.reading import ReadingMistake, check_reading_key, reading_key, reserved_page
from app.web.figures.routes import public_page
from app.web.figures.unread import waiting_for
from app.web.figures.views import withdrawn_page
from app.web.forms import TypedDep
from app.web.rate_limit import tolerance_of
from app.web.responses import private_page, see_other

router = APIRouter(include_in_schema=False, prefix="/{language}/figures/{slug}/read")


@router.post("")
async def give_code(request: Request, site: SiteDep, parts: PartsDep, context: ContextDep, typed: TypedDep) -> Response:
    campaign, language = context.campaign, context.wording.language
    if campaign.audience != "code":
        return see_other(f"/{language}/figures/{campaign.slug}")
    if mistake := _wrong(request, parts, context, typed.get("reading_code", "")):
        page = reserved_page(context, typed.get("reading_code", ""), mistake)
        return private_page(site.templates, page, 429 if mistake == "tries" else 422)
    return see_other(f"/{language}/figures/{campaign.slug}/read/{reading_key(site, campaign)}")


@router.get("")
def without_key(language: Language, slug: str) -> Response:
    return see_other(f"/{language}/figures/{slug}")


@router.get("/{key}")
async def told(
    request: Request,
    site: SiteDep,
    base: BaseDep,
    context: ContextDep,
    key: str,
    release: Annotated[int | None, Query(ge=1, lt=10**9)] = None,
) -> Response:
    """The newest release, or by its number one; what there is until then. Raises KeyRefused, TooManyTries."""
    check_reading_key(site, request, context, key)
    campaign = context.campaign
    if campaign.audience == "everyone":
        return see_other(f"/{context.wording.language}/figures/{campaign.slug}")
    if campaign.withdrawn_on:
        return private_page(site.templates, withdrawn_page(context, campaign.withdrawn_on), 410 if release else 200)
    head = await run_in_threadpool(site.releases.head, campaign.id, release, "told")
    if release and head is None:
        raise HTTPException(404)
    if head is None:
        return private_page(site.templates, await run_in_threadpool(waiting_for, site, context, key))
    released = await run_in_threadpool(document_of, site, campaign.slug, head)
    page = await run_in_threadpool(public_page, site, base, context, released, fixed=release is not None, key=key)
    return private_page(site.templates, page)


def _wrong(request: Request, parts: Parts, context: CampaignContext, typed: str) -> ReadingMistake:
    """Nothing for the right one. Hashed, so that comparing takes the same time whatever the length."""
    place, slug, right = client_network(request), context.campaign.slug, context.campaign.published_as.code
    code = code_typed(typed)
    if not parts.codes.may_try(place, code, slug, tolerance_of(right)):
        return "tries"
    one, other = (sha256(text.encode("utf-8", "surrogatepass")).digest() for text in (code, right))
    if hmac.compare_digest(one, other):
        parts.codes.was_right(place, code, slug)
        return ""
    return "tries" if parts.codes.was_wrong(place, slug) else "code"
