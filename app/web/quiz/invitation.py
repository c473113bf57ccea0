"""How a person comes into a campaign's quiz by an invitation.

Promises that opening a link spends nothing. Refuses to tell whether an invitation was used.
"""

import re
from dataclasses import replace

from fastapi import APIRouter, Request, Response

from app.campaigns.keys import key_digest
from app.web.context import CampaignContext
from app.web.deps import ContextDep, SiteDep
from app.web.quiz.entry import door, in_segment, typed_in
from app.web.quiz.landing import obstacle_of
from app.web.responses import see_other
from app.web.tokens import LinkDamaged

router = APIRouter(include_in_schema=False)
TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")


@router.get("/{language}/invitation/{slug}/{token}")
async def invited(site: SiteDep, context: ContextDep, token: str) -> Response:
    """Mail programs open links before people do, and senders may: this spends nothing, and tells of nothing spent."""
    invitation_digest(token)
    if obstacle_of(context.campaign, None) != "invitation":
        return see_other(f"/{context.wording.language}/quiz/{context.campaign.slug}")
    return door(site, context, bar="", path=_path(context, token))


@router.post("/{language}/invitation/{slug}/{token}")
async def redeem(request: Request, site: SiteDep, context: ContextDep, token: str) -> Response:
    """The invitation joins the sheet; it is spent with the answers, in their transaction, if they are counted."""
    form, context, sheet = await typed_in(request, site, context)
    sheet = replace(sheet, invitation=invitation_digest(token))
    if bar := obstacle_of(context.campaign, sheet):
        return door(site, context, sheet, bar)
    return in_segment(site, context, sheet, form, path=_path(context, token))


def invitation_digest(token: str) -> bytes:
    """Raises LinkDamaged for what no campaign ever gave away: most often, a link that was cut."""
    if not TOKEN.fullmatch(token):
        raise LinkDamaged
    return key_digest(token)


def _path(context: CampaignContext, token: str) -> str:
    return f"invitation/{context.campaign.slug}/{token}"
