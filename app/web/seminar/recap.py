"""The recap of a room: a page to send, which prints, and the same as a PDF where the press is here.

Promises the newest release and nothing else, to whoever holds the screen's key. Refuses to change anything.
"""

import re
from dataclasses import dataclass
from hashlib import sha256

from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException

from app.banks.schema import Language
from app.campaigns.store import state_of
from app.publication.documents import ReleaseDocument
from app.seminars.seminar import Seminar
from app.seminars.stage import BEFORE
from app.web.context import CampaignContext, title_of
from app.web.deps import Site, SiteDep
from app.web.drawings import drawn_sides, gallery
from app.web.figures.routes import headlines_of
from app.web.pages import Page
from app.web.responses import no_store, private_page
from app.web.seminar.parts import Parts, PartsDep
from app.web.seminar.recap_comparison import Abreast, abreast
from app.web.seminar.recap_pdf import data_of
from app.web.seminar.recap_view import FewPage, RecapPage, UnrevealedPage, prompts_of, recap_page
from app.web.seminar.recap_words import headings
from app.web.seminar.remote_access import joined_by
from app.web.wording import Wording

router = APIRouter(include_in_schema=False, prefix="/{language}/screen/{key}")
ADDRESS = re.compile(r"([a-z0-9-]{1,60})(?:[/?#].*)?", re.DOTALL)
"""What stands after “/figures/”, if that is typed too."""
LONGEST_TYPED = 300


@dataclass(frozen=True, slots=True)
class RecapRoom:
    """released: its newest release, None before the reveal and for fewer than five people; place: of its recap."""

    context: CampaignContext
    seminar: Seminar
    released: ReleaseDocument | None
    place: str


@router.get("/recap")
def recap(site: SiteDep, parts: PartsDep, language: Language, key: str, edition: str = "") -> Response:
    """edition: the address of a published edition, or the end of it, to lay beside."""
    page = _page(site, parts, recap_room(site, parts, language, key), edition[:LONGEST_TYPED])
    return private_page(site.templates, page)


@router.get("/recap.pdf")
async def recap_pdf(
    request: Request, site: SiteDep, parts: PartsDep, language: Language, key: str, edition: str = ""
) -> Response:
    """Raises Busy, Left, and a plain 404 where there is nothing to print, or no press: the page prints too."""

    def page_of() -> Page:
        return _page(site, parts, recap_room(site, parts, language, key), edition[:LONGEST_TYPED])

    page = await site.workshop.look(request, page_of)
    if not site.pdf.is_here or not isinstance(page, RecapPage):
        raise HTTPException(404)
    name = f"recap {sha256(repr(page).encode()).hexdigest()}"
    printed = await site.workshop.get(request, name, lambda: site.pdf.print("seminar/recap.typ", data_of(site, page)))
    name = f'inline; filename="recap-{page.made_on.isoformat()}.pdf"'
    response = Response(printed, media_type="application/pdf", headers={"Content-Disposition": name})
    no_store(response.headers)
    return response


def recap_room(site: Site, parts: Parts, language: Language, key: str) -> RecapRoom:
    """Raises a plain 404."""
    seminar = parts.seminars.by_screen(key)
    campaign = site.campaigns.find(seminar.slug) if seminar else None
    questionnaire = site.questionnaires.asked(campaign.bank, campaign.fingerprint) if campaign else None
    if seminar is None or campaign is None or questionnaire is None:
        raise HTTPException(404)
    context = CampaignContext(campaign, questionnaire, Wording(language, campaign.people))
    return RecapRoom(context, seminar, site.releases.latest(campaign.id), f"screen/{key}/recap")


def _page(site: Site, parts: Parts, room: RecapRoom, typed: str) -> Page:
    context, seminar, released = room.context, room.seminar, room.released
    if released and not seminar.stage.rehearsal:
        return whole_recap(site, parts, room, released, typed)
    say, language = context.wording, context.wording.language
    before = seminar.is_open and seminar.stage.beat in BEFORE
    if before or seminar.stage.rehearsal:
        return UnrevealedPage(language=language, path=room.place, name=seminar.name, rehearsal=seminar.stage.rehearsal)
    names = {side.id: say(side.name) for side in context.questionnaire.file.sides}
    return FewPage(
        language=language,
        path=room.place,
        name=seminar.name,
        opened_on=seminar.arrived_on or seminar.opened_on,
        masks=gallery(context.questionnaire, language),
        words=headings(site.templates.gettext(language)),
        prompts=prompts_of(context, seminar, None),
        sides=tuple(names[side] for side in drawn_sides(context.questionnaire.bank)),
    )


def whole_recap(
    site: Site,
    parts: Parts,
    room: RecapRoom,
    released: ReleaseDocument,
    typed: str = "",
    beside: Abreast | None = None,
) -> RecapPage:
    """beside: another room, in the place of an edition."""
    context, seminar = room.context, room.seminar
    return recap_page(
        context,
        seminar,
        released,
        headlines_of(site, context),
        room.place,
        printed=site.pdf.is_here,
        typed=typed,
        abreast=_abreast(site, room, released, typed) if typed else beside,
        joined=() if seminar.is_open else joined_by(site, parts, seminar, context.wording.language),
    )


def _abreast(site: Site, room: RecapRoom, released: ReleaseDocument, typed: str) -> Abreast:
    """Campaigns are on no list: whoever compares knows the address. Rooms are compared with none."""
    found = ADDRESS.fullmatch(typed.strip().rpartition("/figures/")[2])
    campaign = site.campaigns.find(found[1]) if found else None
    questionnaire = site.questionnaires.asked(campaign.bank, campaign.fingerprint) if campaign else None
    if campaign is None or questionnaire is None or campaign.protection == "room":
        return Abreast("unknown")
    spoken = questionnaire.spoken(room.context.wording.language)
    context = CampaignContext(campaign, questionnaire, Wording(spoken, campaign.people))
    edition = site.releases.latest(campaign.id)
    title = " · ".join(part for part in (title_of(context), campaign.edition) if part)
    if edition is None or campaign.withdrawn_on or state_of(campaign, campaign.seen_on) == "draft":
        return Abreast("unpublished", title)
    return abreast(context, released, edition, headlines_of(site, context), title)
