"""Two results in one picture, worked out from their links each time; nothing about either is stored.

Promises the form again, with what was typed and what is wrong, for every link that does not open.
"""

from dataclasses import replace
from urllib.parse import quote

from fastapi import APIRouter, Response
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from app.banks.schema import Language
from app.totem.scoring import score
from app.web.context import public_paths
from app.web.deps import BaseDep, Site, SiteDep, find_context, open_answers
from app.web.forms import FormDep
from app.web.responses import private_page, see_other
from app.web.result.duo_view import EMPTY, FormPage, Laid, duo_page, duo_path
from app.web.result.result_link_input import STARTS, NotAResult, find_result
from app.web.tokens import ResultOutdated

router = APIRouter(include_in_schema=False)


@router.get("/{language}/duo")
def form(site: SiteDep, language: Language) -> Response:
    return private_page(site.templates, FormPage(language=language, path="duo", fields=EMPTY))


@router.post("/{language}/duo")
async def lay(site: SiteDep, language: Language, typed: FormDep) -> Response:
    texts, mine = (typed.get("one", ""), typed.get("two", "")), "mine" in typed
    one, two = await laid_from(site, language, texts[0]), await laid_from(site, language, texts[1])
    if isinstance(one, Laid) and isinstance(two, Laid) and one.questionnaire is two.questionnaire:
        return see_other(f"/{language}/{duo_path(one.token, two.token, mine=mine)}")
    return private_page(site.templates, _again(language, "duo", (one, two), texts, mine=mine), 422)


@router.get("/{language}/duo/{tokens:path}")
async def picture(site: SiteDep, base: BaseDep, language: Language, tokens: str, mine: str = "") -> Response:
    """An address that holds fewer than two good tokens gives the form, with the good one in its place.

    mine: whether both are one person's, the first the older.
    """
    first, _, second = tokens.partition("/")
    one, two = await laid_from(site, language, first), await laid_from(site, language, second)
    if isinstance(one, Laid) and isinstance(two, Laid) and one.questionnaire is two.questionnaire:
        if tokens != f"{one.token}/{two.token}":
            whole = duo_path(one.token, two.token, mine=bool(mine))
            return Response(status_code=307, headers={"Location": f"/{language}/{whole}"})
        public = public_paths(site.questionnaires, one.context.campaign.bank)
        return private_page(site.templates, duo_page(one, two, public, mine=bool(mine)))
    found = (_cut(one), _cut(two))
    texts = [f"{base}/{language}/result/{laid.token}" if isinstance(laid, Laid) else "" for laid in found]
    gone = any(isinstance(laid, NotAResult) and laid.mistake in ("outdated", "gone") for laid in found)
    path = f"duo/{quote(tokens)}{'?mine=1' if mine else ''}"
    again = _again(language, path, found, (texts[0], texts[1]), mine=bool(mine))
    return private_page(site.templates, again, 410 if gone else 400)


async def laid_from(site: Site, language: Language, text: str, most_starts: int = STARTS) -> Laid | NotAResult:
    """most_starts: at how many places of the text a link is looked for."""
    try:
        token, link = await run_in_threadpool(find_result, site.tokens, text, most_starts)
        context = await find_context(site, language, link.slug)
        context, answers = open_answers(site, context, link)
    except NotAResult as wrong:
        return wrong
    except ResultOutdated:
        return NotAResult("outdated")
    except HTTPException:
        return NotAResult("gone")
    return Laid(token, context, score(context.questionnaire.bank, answers))


def _cut(laid: Laid | NotAResult) -> Laid | NotAResult:
    """What is no token in an address was altered or cut off, whatever it looks like now."""
    altered = isinstance(laid, NotAResult) and laid.mistake not in ("outdated", "gone")
    return NotAResult("damaged") if altered else laid


def _again(
    language: Language,
    path: str,
    found: tuple[Laid | NotAResult, Laid | NotAResult],
    texts: tuple[str, str],
    *,
    mine: bool,
) -> FormPage:
    """The form, with what was typed, and what is wrong with each text or with the two together."""
    fields = tuple(
        replace(empty, text=text, mistake=laid.mistake if isinstance(laid, NotAResult) else None)
        for empty, text, laid in zip(EMPTY, texts, found, strict=True)
    )
    apart = tuple(laid.token for laid in found if isinstance(laid, Laid))
    return FormPage(language=language, path=path, fields=fields, apart=apart if len(apart) == 2 else (), mine=mine)
