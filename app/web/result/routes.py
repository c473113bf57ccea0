"""One person's result, worked out from its link each time it is opened; nothing about it is stored.

Refuses a link that is damaged, foreign, or made for a structure of the bank that is no longer here.
"""

from typing import Any, get_args

from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException
from starlette.routing import Route

from app.banks.schema import Language
from app.totem.scoring import score
from app.web.context import public_paths
from app.web.deps import BaseDep, SiteDep, base_of, find_context, open_answers, site_of
from app.web.language import language_in
from app.web.qr import scan_of
from app.web.responses import Handlers, private_page
from app.web.result.animal import animal_path
from app.web.result.beside_crowd import among_view, published_release
from app.web.result.guess import guess_path
from app.web.result.refine import refine_view
from app.web.result.views import Again, Finish, result_page

router = APIRouter(include_in_schema=False)


async def result(request: Request) -> Response:
    site, base, language, token = site_of(request), base_of(request), language_in(request), request.path_params["token"]
    finish, again = _one_of(Finish, request, "finish"), _one_of(Again, request, "again")
    link = site.tokens.open_result(token)
    context = await find_context(site, language, link.slug)
    context, answers = open_answers(site, context, link)
    profile = score(context.questionnaire.bank, answers)
    own, card, guess = f"{base}/{language}/result/{token}", None, ""
    if profile.match and profile.match.totem:
        shared = animal_path(site.questionnaires, context.campaign.bank, profile.match.totem, profile.match.second)
        card = f"{base}/{language}/{shared}"
        guess = f"{base}/{language}/{guess_path(site.tokens, context.questionnaire.bank, profile.match.totem, token)}"
    released = await published_release(site, context)
    among = among_view(site, context, profile, released) if released else None
    public = public_paths(site.questionnaires, context.campaign.bank)
    more = refine_view(site, context, answers, token)
    page = result_page(context, answers, profile, own, card, finish, again, among, public, guess, refine=more)
    return private_page(site.templates, page)


def _one_of(known: Any, request: Request, name: str) -> Any:
    """What the query says, None where it says nothing. Raises a plain 404 for what no address of ours has."""
    said = request.query_params.get(name)
    if said is not None and said not in get_args(known):
        raise HTTPException(404)
    return said


ROUTES = [Route("/{language}/result/{token}", Handlers(result))]


@router.get("/{language}/result/{token}/code.svg")
def code(site: SiteDep, base: BaseDep, language: Language, token: str) -> Response:
    """The result's own address as a QR code, to take it from one device to another."""
    site.tokens.open_result(token)
    return scan_of(f"{base}/{language}/result/{token}")
