"""Making a campaign on the web, and its organiser's own page.

Promises that the key to that page is told once, in its address, and kept nowhere. Refuses who may not create here.
"""

import re

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from app.banks.nouns import PEOPLE
from app.banks.schema import Language
from app.campaigns import keys
from app.campaigns.campaigns import Campaigns
from app.campaigns.draft import N_, CampaignInvalid
from app.days import OFFERED, USUAL_ZONE, is_zone
from app.publication.policy import figures_waiting, most_waiting
from app.totem.packing import fingerprint
from app.web.deps import BaseDep, Site, SiteDep, refuse_unspoken
from app.web.drawings import drawn_masks
from app.web.figures.embed import oembed_of, snippet
from app.web.forms import Choice, Form, TypedDep
from app.web.organise.campaign_access import CampaignAccess, CampaignAccessDep, told_once
from app.web.organise.form import blocks_of, comment_form, draft_in, mistakes_in, segments_in, shown_k
from app.web.organise.kit import READY, ready_text
from app.web.organise.parts import Parts, PartsDep, refuse_where_closed
from app.web.organise.progress import progress
from app.web.organise.reading_form import readers_view
from app.web.organise.views import About, CreatePage, DeletedPage, Done, Frame, Kept, OrganisePage, about_campaign
from app.web.responses import private_page, see_other
from app.web.wording import Wording

router = APIRouter(include_in_schema=False)
OWN_PAGE = re.compile(r"/organise/([a-z0-9-]{2,40})/([A-Za-z0-9_-]{32})")


@router.get("/{language}/organise")
def create_form(site: SiteDep, parts: PartsDep, language: Language) -> Response:
    refuse_where_closed(parts.create)
    typed = {
        "bank": next(iter(site.questionnaires.public), ""),
        "people": next(iter(PEOPLE)),
        "edition": str(parts.campaigns.today().year),
        "protection": "open",
        "zone": USUAL_ZONE,
        "code": keys.new_campaign_code(),
    }
    return private_page(site.templates, _create_page(site, parts, language, Form(typed)))


@router.post("/{language}/organise")
async def create(request: Request, site: SiteDep, parts: PartsDep, language: Language, typed: TypedDep) -> Response:
    """Who does not know the passphrase has nothing else read."""
    refuse_where_closed(parts.create)
    if "propose" in typed:
        page = await run_in_threadpool(_create_page, site, parts, language, Form(typed), proposed=True)
        return private_page(site.templates, page)
    # Tries are counted on the event loop alone: threads would look before others have counted.
    asked = parts.create == "passphrase"
    mistakes = site.passphrase.mistakes(typed, request) if asked else {}
    return await run_in_threadpool(_created, site, parts, language, typed, mistakes)


def _created(
    site: Site, parts: Parts, language: Language, typed: dict[str, str], mistakes: dict[str, CampaignInvalid]
) -> Response:
    """The new campaign's page, or the form again. mistakes: with the passphrase."""
    today = parts.campaigns.today()
    if not mistakes:
        draft = draft_in(typed, today)
        mistakes = mistakes_in(typed, draft, site.questionnaires.public, today)
        if draft.series and "series" not in mistakes:
            mistakes |= _foreign_series(parts.campaigns, draft.series, typed.get("series_link", ""))
    if not mistakes:
        try:
            made, key = parts.campaigns.create(draft)
        except CampaignInvalid as fault:
            mistakes[fault.field] = fault
        else:
            address = f"/{language}/organise/{made.slug}/{key}?done=made"
            return see_other(address)
    return private_page(site.templates, _create_page(site, parts, language, Form(typed, mistakes)), 422)


@router.get("/{language}/organise/deleted")
def deleted(site: SiteDep, language: Language) -> Response:
    return private_page(site.templates, DeletedPage(language=language, path="organise/deleted"))


@router.get("/{language}/organise/{slug}/{key}")
def organise(
    site: SiteDep, base: BaseDep, found: CampaignAccessDep, done: Done | None = None, told: str = ""
) -> Response:
    """told: a key or an invitation that was just made, sealed."""
    return organise_page(site, base, found, done=done, just_made=told_once(site, found, done or "", told))


def organise_page(
    site: Site,
    base: str,
    found: CampaignAccess,
    status: int = 200,
    *,
    form: Form | None = None,
    done: Done | None = None,
    just_made: str = "",
) -> Response:
    """form: what was typed into one of the page's forms, if there is something wrong with it."""
    campaign = found.campaign
    released = site.releases.latest(campaign.id, "organiser")
    due = site.releases.preview(campaign, found.context.questionnaire.bank, found.today)
    told, spoken = about_campaign(found, site.minutes), found.context.questionnaire.file.languages
    page = OrganisePage(
        language=found.context.wording.language,
        path=found.path,
        spoken=spoken,
        masks=drawn_masks(found.context.questionnaire, found.context.wording.language),
        about=told,
        role=found.role,
        place=found.path,
        base=base,
        texts={kind: {language: ready_text(site, language, kind, told, base) for language in spoken} for kind in READY},
        frames={language: _frame(base, language, told) for language in spoken},
        progress=progress(campaign, released, due, found.today),
        due=due is not None,
        released=released,
        bank_changed=campaign.fingerprint not in ("", fingerprint(found.context.questionnaire.bank)),
        form=form or comment_form(campaign.own_words),
        blocks=campaign.own_words.blocks,
        all_blocks=blocks_of(found.context),
        readers=readers_view(site, campaign, form or Form()),
        invitations=found.campaigns.invited(campaign) if campaign.protection == "invitation" else None,
        kept=Kept(
            just_made if done == "shared" and keys.key_digest(just_made) == campaign.reader else "",
            campaign.reader is not None,
            just_made if done == "replaced" else "",
            just_made if done == "deposited" and keys.key_digest(just_made) == campaign.depositor else "",
            campaign.depositor is not None,
        ),
        done=done,
    )
    return private_page(site.templates, page, status)


def _frame(base: str, language: Language, told: About) -> Frame:
    page = f"{base}/{language}/figures/{told.slug}"
    return Frame(snippet(base, language, told.slug, told.title[language]), oembed_of(base, page))


def _foreign_series(campaigns: Campaigns, series: str, link: str) -> dict[str, CampaignInvalid]:
    """Whoever joins a series appears on its pages, and is compared there: its organiser has to agree."""
    named = OWN_PAGE.search(link)
    found = campaigns.opened_by(named[1], named[2]) if named else None
    if not campaigns.is_series(series) or (found and found[0].series == series and found[1] == "manager"):
        return {}
    message = N_(
        "There is a series of this name. To join it, paste the link to the organiser’s page of one of its editions; or "
        "choose another name."
    )
    return {"series_link": CampaignInvalid("series_link", message)}


def _create_page(site: Site, parts: Parts, language: Language, form: Form, *, proposed: bool = False) -> CreatePage:
    """Raises SpeaksAnother where no questionnaire is in this language."""
    spoken = {id_: one for id_, one in site.questionnaires.public.items() if one.speaks(language)}
    if site.questionnaires and not spoken:
        refuse_unspoken(next(iter(site.questionnaires.values())), language)
    k = shown_k(form.typed)
    waiting = figures_waiting(k)
    people = form.text("people") if form.text("people") in PEOPLE else next(iter(PEOPLE))
    say = Wording(language, people)
    return CreatePage(
        language=language,
        path="organise",
        masks=next((drawn_masks(one, language) for one in spoken.values() if one.bank.totems), ()),
        form=form,
        wants_passphrase=parts.create == "passphrase",
        choices=tuple(
            Choice(id_, say(one.file.title), say(one.file.summary), site.minutes_in(language, id_))
            for id_, one in spoken.items()
        ),
        zones=tuple(dict.fromkeys((*OFFERED, *filter(is_zone, [form.text("zone")])))),
        people={id_: nouns[language].many for id_, nouns in PEOPLE.items()},
        open_limit=parts.open_limit,
        k=k,
        answers=waiting.answers,
        at_close=waiting.at_close,
        proposed=proposed,
        parts=len(segments_in(form.typed)),
        late=most_waiting(k, len(segments_in(form.typed))),
        surveys=bool(site.barometers.specs),
    )
