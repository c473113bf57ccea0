"""A team on one triangle, worked out from its members' links each time; nothing about anybody is stored.

Promises that names never leave the browser, and that whatever is said of the team follows from its animals and first
moves. Refuses what does not open with what is wrong, line by line, and loses nothing that was typed.
"""

from fastapi import APIRouter, Response
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from app.banks.schema import Language
from app.totem.scoring import score
from app.web.context import alike, public_paths
from app.web.deps import BaseDep, Site, SiteDep, find_context, open_answers
from app.web.forms import FormDep
from app.web.responses import private_page, see_other
from app.web.result.duo_view import Laid
from app.web.result.result_link_input import NotAResult, find_result
from app.web.result.team_view import LEAST, MOST, TeamFormPage, TeamMistake, WrongLine, team_page, team_path
from app.web.tokens import ResultOutdated

router = APIRouter(include_in_schema=False)
MOST_LINES = 60
"""Of a text: people paste a whole conversation."""


@router.get("/{language}/team")
def form(site: SiteDep, language: Language) -> Response:
    return private_page(site.templates, TeamFormPage(language=language, path="team"))


@router.post("/{language}/team")
async def lay(site: SiteDep, language: Language, typed: FormDep) -> Response:
    text = typed.get("links", "")
    lines = [line for line in text.splitlines() if line.strip()]
    found = [await _opened(site, language, line) for line in lines[:MOST_LINES]]
    mistake = _mistake(site, found)
    if mistake is None:
        tokens = dict.fromkeys(one.token for one in found if isinstance(one, Laid))
        return see_other(f"/{language}/{team_path([*tokens])}")
    return private_page(site.templates, _again(language, text, found, mistake), 422)


@router.get("/{language}/team/{tokens:path}")
async def picture(site: SiteDep, base: BaseDep, language: Language, tokens: str) -> Response:
    """One good token gives the form with its link in it, ready for the others."""
    parts = [part for part in tokens.split("/") if part][: MOST + 1]
    found = [await _opened(site, language, part) for part in parts]
    laid = [one for one in found if isinstance(one, Laid)]
    mistake = _mistake(site, found)
    if mistake is None:
        public = public_paths(site.questionnaires, laid[0].context.campaign.bank)
        return private_page(site.templates, team_page(laid, public))
    text = "".join(f"{base}/{language}/result/{one.token}\n" for one in laid)
    if len(laid) == len(parts) == 1:
        return private_page(site.templates, TeamFormPage(language=language, path=f"team/{tokens}", text=text))
    gone = any(isinstance(one, NotAResult) and one.mistake in ("outdated", "gone") for one in found)
    return private_page(site.templates, _again(language, text, found, mistake), 410 if gone else 400)


async def _opened(site: Site, language: Language, text: str) -> Laid | NotAResult:
    try:
        token, link = await run_in_threadpool(find_result, site.tokens, text)
        context = await find_context(site, language, link.slug)
        context, answers = open_answers(site, context, link)
    except NotAResult as wrong:
        return wrong
    except ResultOutdated:
        return NotAResult("outdated")
    except HTTPException:
        return NotAResult("gone")
    return Laid(token, context, score(context.questionnaire.bank, answers))


def _mistake(site: Site, found: list[Laid | NotAResult]) -> TeamMistake | None:
    """None where all of them can stand on one triangle."""
    laid = [one for one in found if isinstance(one, Laid)]
    if len(laid) < len(found):
        return "lines"
    many = len({one.token for one in laid})
    if not LEAST <= many <= MOST:
        return "few" if many < LEAST else "many"
    first, *others = laid
    same = alike(site.questionnaires, first.context.campaign.bank, "animals")
    if not first.questionnaire.file.totems:
        return "animals"
    known = {id(one) for one in (*same, first.questionnaire)}
    return None if all(id(one.questionnaire) in known for one in others) else "apart"


def _again(language: Language, text: str, found: list[Laid | NotAResult], mistake: TeamMistake) -> TeamFormPage:
    wrong = tuple(WrongLine(number, one.mistake) for number, one in enumerate(found, 1) if isinstance(one, NotAResult))
    return TeamFormPage(language=language, path="team", text=text, mistake=mistake, lines=wrong)
