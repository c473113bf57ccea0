"""One person's result, worked out from its link each time it is opened; nothing about it is stored.

Refuses a link that is damaged, foreign, or made for a structure of the bank that is no longer here.
"""

from fastapi import APIRouter, Request, Response
from starlette.responses import HTMLResponse

from app.banks.schema import Language
from app.totem.scoring import score
from app.web.deps import SiteDep, find
from app.web.result_view import Finish, result_page
from app.web.security import no_store

router = APIRouter(include_in_schema=False)


@router.get("/{language}/result/{token}")
async def result(
    request: Request, here: SiteDep, language: Language, token: str, finish: Finish | None = None
) -> Response:
    link = here.seals.open_result(token)
    asked = await find(here, language, link.slug)
    answers = link.answers(asked.questionnaire.bank)
    base = here.base_url or str(request.base_url).rstrip("/")
    profile = score(asked.questionnaire.bank, answers)
    response = HTMLResponse(here.templates.render(result_page(asked, answers, profile, token, base, finish)))
    no_store(response.headers)
    return response
