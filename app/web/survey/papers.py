"""The papers of a mirror survey: filled in with its names and its days, to print, and as plain text to send.

Promises claims no stronger than the privacy page's. Refuses figures of any voice.
"""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import count, repeat

from fastapi import APIRouter, Response
from markupsafe import Markup

from app.banks.schema import Language
from app.web.deps import BaseDep, Site, SiteDep
from app.web.responses import private_page
from app.web.survey.access import SurveyAccessDep
from app.web.survey.facts import AboutSurvey, about_edition
from app.web.survey.views import PaperName, PaperText, SurveyPaperPage

router = APIRouter(include_in_schema=False, prefix="/{language}/organise/barometer/{slug}/{key}")
STARTS = {"h1": "\n", "h2": "\n\n", "p": "\n", "dt": "\n\n", "dd": "\n", "tr": "\n", "td": " ", "th": " "}
"""What stands before the text of each element, but for items of lists."""
LETTERS: tuple[PaperName, ...] = ("managers", "staff", "notice")
"""Sent as they are: their titles are for the organiser alone."""


@router.get("/papers/{name}")
def paper(site: SiteDep, base: BaseDep, found: SurveyAccessDep, name: PaperName) -> Response:
    campaigns = found.barometers.voices(found.edition)
    about = about_edition(site, found.language, found.edition, found.spec, campaigns)
    printed = filled_paper(site, base, found.language, name, about)
    page = SurveyPaperPage(
        language=found.language,
        path=f"{found.path}/papers/{name}{found.asks}",
        name=name,
        about=about,
        place=found.path,
        query=found.asks,
        paper=printed,
        text=plain_text(filled_paper(site, base, found.language, name, about, headed=name not in LETTERS)),
    )
    return private_page(site.templates, page)


def filled_paper(
    site: Site, base: str, language: Language, name: PaperName, about: AboutSurvey, *, headed: bool = True
) -> Markup:
    page = PaperText(language=language, name=name, about=about, base=base, headed=headed)
    return Markup(site.templates.render(page))  # noqa: S704 - its template has escaped it


def plain_text(html: str) -> str:
    """The same words without their form: a blank line between paragraphs, a dash or a number before each item."""
    reader = _PlainText()
    reader.feed(html)
    lines = (re.sub(r"[ \t]+", " ", line).strip(" \t") for line in "".join(reader.said).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


class _PlainText(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self._items: list[Iterator[str]] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag == "ol":
            self._items.append(f"{number}." for number in count(1))
        elif tag == "ul":
            self._items.append(repeat("☐" if ("class", "pledges") in attributes else "–"))
        self.said.append(f"\n{next(self._items[-1])} " if tag == "li" else STARTS.get(tag, ""))

    def handle_endtag(self, tag: str) -> None:
        if tag in ("ol", "ul"):
            self._items.pop()
        self.said.append("\n" if tag in ("h1", "h2", "p", "ol", "ul") else "")

    def handle_data(self, data: str) -> None:
        self.said.append(re.sub(r"[ \n]+", " ", data))
