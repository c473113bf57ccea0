"""The organiser's page of a mirror survey, as it stands on a day.

Promises the same bytes whether one person answered or not, but for whole groups of k.
"""

from datetime import timedelta

from fastapi import Response

from app.barometer.barometers import DOORS
from app.barometer.edition import EditionState
from app.campaigns.campaign import Campaign
from app.campaigns.keys import key_digest
from app.campaigns.words import said
from app.web.deps import QuestionnaireGone, Site
from app.web.forms import Form
from app.web.organise.progress import voice_progress
from app.web.responses import private_page
from app.web.survey.access import SurveyAccess
from app.web.survey.facts import AboutSurvey, VoiceFacts, about_edition
from app.web.survey.parts import Parts
from app.web.survey.views import Act, SurveyDone, SurveyKept, SurveyPage, VoiceColumn

BAR, MOST_TICKS = 400, 40
"""The width of a bar; the most groups that are told apart on it."""
POSTERS_FIRST = timedelta(days=7)
"""How long posters come before reminders."""


def survey_home(
    site: Site,
    parts: Parts,
    base: str,
    found: SurveyAccess,
    status: int = 200,
    *,
    form: Form | None = None,
    done: SurveyDone | None = None,
    just_made: str = "",
) -> Response:
    """form: what was typed into one of the page's forms, if there is something wrong with it; just_made: a key."""
    days = found.edition.days
    form = form or Form({"reveal": f"{days.staff_see_on}", "public": f"{days.public_on}"})
    page = _page(site, parts, base, found, form, _kept(found, done, just_made), done)
    return private_page(site.templates, page, status)


def _page(
    site: Site, parts: Parts, base: str, found: SurveyAccess, form: Form, kept: SurveyKept, done: SurveyDone | None
) -> SurveyPage:
    campaigns = found.barometers.voices(found.edition)
    about = about_edition(site, found.language, found.edition, found.spec, campaigns)
    return SurveyPage(
        language=found.language,
        path=f"{found.path}{found.asks}",
        about=about,
        role=found.role,
        slug=found.barometer.slug,
        place=found.path,
        query=found.asks,
        base=base,
        public=f"barometer/{found.barometer.slug}/{found.edition.label}",
        edition=found.edition,
        days_left=_days_left(found),
        columns=_columns(site, parts, found, about, campaigns),
        act=_next_act(found),
        others=tuple(one.label for one in found.editions if one is not found.edition),
        may_open=may_open_next(found),
        notice=said(found.edition.notice, found.language),
        form=form,
        kept=kept,
        done=done,
    )


def may_open_next(found: SurveyAccess) -> bool:
    return found.is_last and (found.edition.is_public or found.edition.withdrawn_on is not None)


def _kept(found: SurveyAccess, done: SurveyDone | None, just_made: str) -> SurveyKept:
    """A key is shown as long as it opens something."""
    is_reader = done == "shared" and key_digest(just_made) == found.barometer.reader
    is_staff = done == "staffed" and key_digest(just_made) == found.edition.staff
    return SurveyKept(
        colleague=just_made if is_reader else "",
        has_reader=found.barometer.reader is not None,
        staff=just_made if is_staff else "",
        has_staff=found.edition.staff is not None,
    )


def _days_left(found: SurveyAccess) -> int:
    days = found.edition.days
    ends: dict[EditionState, int] = {
        "collecting": days.voices_close_on.toordinal(),
        "staff": days.public_on.toordinal(),
    }
    return max(0, ends.get(found.edition.state, 0) - found.today.toordinal())


def _next_act(found: SurveyAccess) -> Act | None:
    days, state = found.edition.days, found.edition.state
    if state == "collecting":
        return "posters" if found.today < days.opens_on + POSTERS_FIRST else "remind"
    if state == "sealed":
        return "reveal" if found.today >= days.staff_see_on else "prepare"
    acts: dict[EditionState, Act] = {"draft": "texts", "staff": "write", "public": "tell"}
    return acts.get(state) or ("again" if may_open_next(found) else None)


def _columns(
    site: Site, parts: Parts, found: SurveyAccess, about: AboutSurvey, campaigns: dict[str, Campaign]
) -> tuple[VoiceColumn, ...]:
    told = found.barometers.said(found.edition)
    answered = {source["voice"]: source["n"] for source in told.content["sources"]} if told else {}
    return tuple(
        _column(site, parts, found, voice, campaigns[voice.id], answered.get(voice.id))
        for voice in about.voices
        if voice.id in campaigns
    )


def _column(
    site: Site, parts: Parts, found: SurveyAccess, voice: VoiceFacts, campaign: Campaign, n: int | None
) -> VoiceColumn:
    asked = site.questionnaires.asked(campaign.bank, campaign.fingerprint)
    if asked is None:
        raise QuestionnaireGone
    sealed = site.releases.sealed_floor(campaign, asked.bank) if n is None else n
    progress = voice_progress(campaign, sealed, found.today)
    invited = parts.campaigns.invited(campaign) if campaign.protection == "invitation" else None
    waits = found.edition.state in ("draft", "collecting") and progress.n is None
    may_choose = "place" in voice.doors and {*voice.doors} & {*DOORS} > {"place"} and waits
    return VoiceColumn(
        voice=voice,
        closes_on=found.edition.days.voices_close_on,
        is_closed=campaign.closed_on is not None,
        n=n,
        progress=progress,
        ticks=_ticks(voice),
        invitations=invited,
        may_choose=may_choose and not (invited and invited.made),
    )


def _ticks(voice: VoiceFacts) -> tuple[int, ...]:
    """Where groups are complete; none where they would run together."""
    groups = voice.expected // voice.k
    return tuple(BAR * voice.k * at // voice.expected for at in range(1, groups + 1)) if groups <= MOST_TICKS else ()
