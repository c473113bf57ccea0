"""What each column of the files of a release means, for whoever works with them."""

from dataclasses import dataclass
from typing import ClassVar

from fastapi import APIRouter, Response
from starlette.responses import HTMLResponse

from app.banks.schema import Language
from app.exports.dictionary import Term, dictionary
from app.exports.survey_files import SurveyTerm, survey_dictionary
from app.web.deps import SiteDep
from app.web.pages import Page

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class DictionaryPage(Page):
    """surveys: of the files of mirror surveys."""

    template: ClassVar[str] = "figures/dictionary.html"
    indexed: bool = True
    terms: tuple[Term, ...]
    surveys: tuple[SurveyTerm, ...]


@router.get("/{language}/dictionary")
def meanings(site: SiteDep, language: Language) -> Response:
    page = DictionaryPage(
        language=language, path="dictionary", terms=dictionary(language), surveys=survey_dictionary(language)
    )
    return HTMLResponse(site.templates.render(page))
