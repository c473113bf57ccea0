"""The quiz's own address as a code to scan, on its own or in a text."""

from typing import Literal

from fastapi import APIRouter, Response

from app.web.deps import BaseDep
from app.web.organise.campaign_access import CampaignAccessDep
from app.web.qr import scan_of

router = APIRouter(include_in_schema=False, prefix="/{language}/organise/{slug}/{key}")


@router.get("/code.{kind}")
def code(base: BaseDep, found: CampaignAccessDep, kind: Literal["svg", "png"]) -> Response:
    slug = found.campaign.slug
    return scan_of(f"{base}/{found.context.wording.language}/quiz/{slug}", kind, slug)
