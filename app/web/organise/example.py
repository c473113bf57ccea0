"""A public page full of invented figures, for those who decide before there are any."""

from fastapi import APIRouter, Response

from app.web.deps import BaseDep, SiteDep
from app.web.figures.routes import public_page
from app.web.organise.campaign_access import CampaignAccessDep
from app.web.organise.sample_release import an_example, without_doors
from app.web.organise.views import ExamplePage, about_campaign
from app.web.responses import private_page

router = APIRouter(include_in_schema=False, prefix="/{language}/organise/{slug}/{key}")


@router.get("/example")
def example(site: SiteDep, base: BaseDep, found: CampaignAccessDep) -> Response:
    invented, released = an_example(found.context, found.today)
    public = site.templates.render(public_page(site, base, invented, released), "main")
    page = ExamplePage(
        language=found.context.wording.language,
        path=f"{found.path}/example",
        spoken=found.context.questionnaire.file.languages,
        about=about_campaign(found, site.minutes),
        place=found.path,
        public=without_doors(public),
    )
    return private_page(site.templates, page)
