"""What an organiser hands on: a code to scan, texts to send, papers for those who must agree, an example to show.

Promises claims no stronger than the privacy page's. Refuses figures of the campaign: the example is invented.
"""

import re
from dataclasses import dataclass
from typing import ClassVar, Literal

from fastapi import APIRouter, Response
from markupsafe import Markup

from app.banks.schema import Language
from app.days import day_in
from app.web.deps import BaseDep, Site, SiteDep
from app.web.drawings import drawn_masks
from app.web.figures.routes import public_page
from app.web.organise.campaign_access import ManagedDep, private_page
from app.web.organise.sample_release import an_example, without_doors
from app.web.organise.views import About, ExamplePage, Kit, KitPage, about
from app.web.pages import Page
from app.web.qr import scan_of

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


def ready_text(here: Site, language: Language, kind: Ready, told: About, base: str) -> Markup:
    """As it stands in a field: without the blank lines that a condition leaves."""
    text = here.templates.render(ReadyText(language=language, kind=kind, about=told, base=base))
    return Markup(re.sub(r"\n{3,}", "\n\n", text).strip())  # noqa: S704 - its template has escaped it


@router.get("/code.{kind}")
def code(base: BaseDep, found: ManagedDep, kind: Literal["svg", "png"]) -> Response:
    """The quiz's own address, to be scanned."""
    slug = found.asked.campaign.slug
    return scan_of(f"{base}/{found.asked.voice.language}/quiz/{slug}", kind, slug)


@router.get("/kit/{name}")
def paper(here: SiteDep, base: BaseDep, found: ManagedDep, name: Kit) -> Response:
    page = KitPage(
        language=found.asked.voice.language,
        path=f"{found.path}/kit/{name}",
        spoken=found.asked.questionnaire.file.languages,
        name=name,
        masks=drawn_masks(found.asked.questionnaire, found.asked.voice.language),
        about=about(found, here.minutes, here.organising.today()),
        place=found.path,
        operator=here.operator,
        base=base,
    )
    return private_page(here, page)


@router.get("/example")
def example(here: SiteDep, base: BaseDep, found: ManagedDep) -> Response:
    """A public page full of invented figures, for those who decide before there are any."""
    invented, released = an_example(found.asked, day_in(found.asked.campaign.zone, here.organising.today()))
    public = here.templates.render(public_page(here, base, invented, released), "main")
    page = ExamplePage(
        language=found.asked.voice.language,
        path=f"{found.path}/example",
        spoken=found.asked.questionnaire.file.languages,
        about=about(found, here.minutes, here.organising.today()),
        place=found.path,
        public=without_doors(public),
    )
    return private_page(here, page)
