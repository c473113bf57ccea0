"""The public page of a campaign: what the crowd said, as released; or how many answers that takes."""

from fastapi import APIRouter, Response
from starlette.responses import HTMLResponse

from app.db.engine import read
from app.publication.release import latest
from app.web.crowd import crowd_page, waiting_page
from app.web.deps import AskedDep, SiteDep

router = APIRouter(include_in_schema=False)


@router.get("/{language}/figures/{slug}")
def figures(here: SiteDep, asked: AskedDep) -> Response:
    with read(here.engine) as connection:
        released = latest(connection, asked.campaign.id)
    if released is None:
        page = here.templates.render(waiting_page(asked))
        return HTMLResponse(page, headers={"Cache-Control": "no-cache"})
    return HTMLResponse(here.templates.render(crowd_page(asked, released)), headers={"Cache-Control": "no-cache"})
