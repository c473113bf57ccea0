"""A team on one triangle, worked out from its members' links each time; nothing about anybody is stored.

Promises that names never leave the browser, and that whatever is said of the team follows from its animals and first
moves. Refuses what does not open with what is wrong, line by line, and loses nothing that was typed.
"""

from fastapi import APIRouter, Response

from app.banks.schema import Language
from app.web.context import public_paths
from app.web.deps import BaseDep, SiteDep
from app.web.forms import FormDep
from app.web.responses import private_page, see_other
from app.web.result.duo import laid_from
from app.web.result.duo_view import Laid
from app.web.result.result_link_input import LONGEST, NotAResult
from app.web.result.team_view import LEAST, MOST, TeamFormPage, TeamMistake, WrongLine, team_page, team_path

router = APIRouter(include_in_schema=False)
MOST_LINES, LONGEST_LINE = MOST + 8, 1000
"""Of a text: some are pasted twice, or are no links; what is beyond them is too many people anyway."""


@router.get("/{language}/team")
def form(site: SiteDep, language: Language) -> Response:
    return private_page(site.templates, TeamFormPage(language=language, path="team"))


@router.post("/{language}/team")
async def lay(site: SiteDep, language: Language, typed: FormDep) -> Response:
    text = typed.get("links", "")
    lines = [line for line in text.splitlines() if line.strip()]
    found = [await laid_from(site, language, line[:LONGEST_LINE], 2) for line in lines[:MOST_LINES]]
    mistake = _mistake(found)
    if mistake is None:
        tokens = dict.fromkeys(one.token for one in found if isinstance(one, Laid))
        return see_other(f"/{language}/{team_path([*tokens])}")
    return private_page(site.templates, _again(language, text, found, mistake), 422)


@router.get("/{language}/team/{tokens:path}")
async def picture(site: SiteDep, base: BaseDep, language: Language, tokens: str) -> Response:
    """One good token gives the form with its link in it, ready for the others."""
    parts = [*dict.fromkeys(part[:LONGEST] for part in tokens.split("/") if part)][: MOST + 1]
    if not parts:
        return form(site, language)
    found = [await laid_from(site, language, part, 1) for part in parts]
    laid = [one for one in found if isinstance(one, Laid)]
    mistake = _mistake(found)
    if mistake is None:
        public = public_paths(site.questionnaires, laid[0].context.campaign.bank)
        return private_page(site.templates, team_page(laid, public))
    text = "".join(f"{base}/{language}/result/{one.token}\n" for one in laid)
    if len(laid) == len(parts) == 1:
        return private_page(site.templates, TeamFormPage(language=language, path=f"team/{tokens}", text=text))
    gone = any(isinstance(one, NotAResult) and one.mistake in ("outdated", "gone") for one in found)
    return private_page(site.templates, _again(language, text, found, mistake), 410 if gone else 400)


def _mistake(found: list[Laid | NotAResult]) -> TeamMistake | None:
    """None where all of them can stand on one triangle."""
    laid = [one for one in found if isinstance(one, Laid)]
    if len(laid) < len(found):
        return "lines"
    many = len({one.token for one in laid})
    if not LEAST <= many <= MOST:
        return "few" if many < LEAST else "many"
    kinds = {tuple((totem.id, totem.forces) for totem in one.questionnaire.bank.totems) for one in laid}
    return "apart" if len(kinds) > 1 else None if kinds != {()} else "animals"


def _again(language: Language, text: str, found: list[Laid | NotAResult], mistake: TeamMistake) -> TeamFormPage:
    wrong = tuple(WrongLine(number, one.mistake) for number, one in enumerate(found, 1) if isinstance(one, NotAResult))
    return TeamFormPage(language=language, path="team", text=text, mistake=mistake, lines=wrong)
