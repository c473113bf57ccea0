"""What an organiser hands on: texts to send, and papers for those who must agree.

Promises claims no stronger than the privacy page's. Refuses figures of the campaign.
"""

import re
from dataclasses import dataclass
from typing import ClassVar, Literal

from fastapi import APIRouter, Response
from markupsafe import Markup

from app.banks.schema import Language
from app.web.deps import BaseDep, Site, SiteDep
from app.web.drawings import drawn_masks
from app.web.organise.campaign_access import CampaignAccessDep
from app.web.organise.views import About, Kit, KitPage, about_campaign
from app.web.pages import Page
from app.web.responses import private_page

router = APIRouter(include_in_schema=False, prefix="/{language}/organise/{slug}/{key}")
Ready = Literal["invitation", "reminder", "slide"]
READY: tuple[Ready, ...] = ("invitation", "reminder", "slide")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadyText(Page):
    """A text to send, plain. base: the site's public address."""

    template: ClassVar[str] = "organise/kit/text.html"
    kind: Ready
    about: About
    base: str


def ready_text(site: Site, language: Language, kind: Ready, told: About, base: str) -> Markup:
    """As it stands in a field: without the blank lines that a condition leaves."""
    text = site.templates.render(ReadyText(language=language, kind=kind, about=told, base=base))
    return Markup(re.sub(r"\n{3,}", "\n\n", text).strip())  # noqa: S704 - its template has escaped it


@router.get("/kit/{name}")
def paper(site: SiteDep, base: BaseDep, found: CampaignAccessDep, name: Kit) -> Response:
    page = KitPage(
        language=found.context.wording.language,
        path=f"{found.path}/kit/{name}",
        spoken=found.context.questionnaire.file.languages,
        name=name,
        masks=drawn_masks(found.context.questionnaire, found.context.wording.language),
        about=about_campaign(found, site.minutes),
        place=found.path,
        operator=site.operator,
        base=base,
    )
    return private_page(site.templates, page)
