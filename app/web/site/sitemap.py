"""The pages worth finding, at whole addresses, each with the languages that it is read in."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from fastapi import APIRouter, Response

from app.banks.schema import Language
from app.campaigns.campaign import Campaign
from app.web.context import public_paths
from app.web.deps import BaseDep, Site, SiteDep
from app.web.language import DEFAULT, LANGUAGES
from app.web.pages import Page
from app.web.site.parts import PartsDep

router = APIRouter(include_in_schema=False)
PATHS = ("", "method", "privacy", "legal", "about")
FOR_A_DAY = {"Cache-Control": "public, max-age=86400"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitemap(Page):
    """base: the site's address; paths: after the language, each with the languages that it is read in."""

    template: ClassVar[str] = "site/sitemap.html"
    base: str
    paths: tuple[tuple[str, tuple[Language, ...]], ...]


@router.get("/sitemap.xml")
def sitemap(site: SiteDep, parts: PartsDep, base: BaseDep) -> Response:
    texts = ((path, tuple(LANGUAGES)) for path in PATHS)
    listed = [(f"figures/{one.slug}", site.questionnaires[one.bank].file.languages) for one in _published(site)]
    own = ((site.successors.get(id_, id_), one) for id_, one in site.questionnaires.public.items())
    figures = (
        (f"figures/{slug}", one.file.languages)
        for slug, one in own
        if (campaign := site.campaigns.find(slug)) is None or campaign.audience == "everyone"
    )
    surveys = [(f"barometer/{one.barometer.slug}", tuple(LANGUAGES)) for one in parts.surveys.all()]
    lists = [("figures", tuple(LANGUAGES)), *([("barometer", tuple(LANGUAGES))] if surveys else [])]
    paths = dict.fromkeys((*texts, *lists, *figures, *listed, *surveys, *_told(site)))
    page = Sitemap(language=DEFAULT, base=base, paths=tuple(paths))
    return Response(site.templates.render(page), media_type="application/xml", headers=FOR_A_DAY)


def _published(site: Site) -> list[Campaign]:
    """Those whose figures everyone may read, and whose questionnaire is here."""
    return [one for one in site.campaigns.published_to_all() if one.bank in site.questionnaires]


def _told(site: Site) -> Iterator[tuple[str, tuple[Language, ...]]]:
    """All animals and all dimensions of the site, and each, once."""
    known, seen = site.questionnaires.public, set[str]()
    for one in known.values():
        public = public_paths(known, one.bank.id)
        for kind, paths in (("animals", public.animals), ("dimensions", public.dimensions)):
            for path in (kind, *paths.values()) if paths else ():
                if path not in seen:
                    seen.add(path)
                    yield path, one.file.languages
