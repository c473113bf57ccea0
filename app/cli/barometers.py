"""`totem barometer …`: open mirror surveys and look at them from a terminal, and give out what opens their pages.

Promises no figure of any voice: of those who answered, how many, in whole multiples of k.
"""

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Annotated

import typer

from app.banks.nouns import PEOPLE
from app.barometer import store
from app.barometer.draft import EditionDraft, places_typed
from app.barometer.edition import Barometer, Edition
from app.barometer.places import WHOLE, Place
from app.campaigns import invitations
from app.campaigns.draft import N_, USUAL_PEOPLE, CampaignInvalid
from app.cli.barometer_acts import acts
from app.cli.survey_rows import STATES, edition_row, place_rows, tell_days, tell_places, tell_voices, voice_rows
from app.cli.survey_site import EditionName, SurveyName, SurveySite, new_survey_site, survey_site
from app.cli.terminal import Json, _
from app.days import USUAL_ZONE
from app.resources import resource
from app.web.language import LANGUAGES, Catalogues

barometer = typer.Typer(no_args_is_help=True, help="Mirror surveys: several voices, side by side.")
barometer.add_typer(acts)
WHERE = N_("Where do you work?")
RevealDay = Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="When staff read it: other days follow.")]
Expect = Annotated[list[str], typer.Option(help="How many answers of each voice, as customers=240.")]
PlacesFile = Annotated[typer.FileText | None, typer.Option(help="One a line, with who works there: “Lille ; 12”.")]
Follows = Annotated[bool, typer.Option("--next", help="The next edition of a survey that is here.")]
People = Annotated[str, typer.Option(help="The people served: " + ", ".join(PEOPLE))]
SurveySignature = Annotated[str, typer.Option(help="Who publishes it.")]
Zone = Annotated[str, typer.Option(help="The time zone of its days, as America/Martinique.")]
SpecId = Annotated[str, typer.Option(help="The id of its file: which voices, and what stands side by side.")]


@barometer.command("new")
def new_survey(
    slug: SurveyName,
    reveal: RevealDay,
    expect: Expect,
    edition: Annotated[str, typer.Option(help="What it is called: its year, unless you say otherwise.")] = "",
    title: Annotated[str, typer.Option(help="Of the survey, on its pages.")] = "",
    signature: SurveySignature = "",
    people: People = USUAL_PEOPLE,
    zone: Zone = USUAL_ZONE,
    places: PlacesFile = None,
    spec: SpecId = "symmetry",
    follows: Follows = False,
    json_: Json = False,
) -> None:
    """Open a survey, or its next edition: a campaign for each voice, a code for each place, and the organiser's key."""
    site, label = new_survey_site(), edition or f"{reveal.year}"
    known = site.survey(slug) if follows else None
    _refuse_unknown("spec", spec, site.barometers.specs)
    _refuse_unknown("people", people, PEOPLE)
    asked = {str(one): Catalogues(resource("locale"))[one].gettext(WHERE) for one in LANGUAGES}
    there = _places(site, places.read() if places else None, known)
    draft = EditionDraft(slug, title, people, label, reveal.date(), _expected(expect), there, signature, zone, asked)
    made, key = (_following(site, known, draft), "") if known else site.barometers.create(draft, spec)
    _tell_opened(site, made, key, json_=json_)


def _following(site: SurveySite, known: Barometer, draft: EditionDraft) -> Edition:
    """What a survey is does not change from one edition to the next."""
    kept = {name: getattr(known, name) for name in ("title", "people", "signature", "zone")}
    return site.barometers.open_edition(known, replace(draft, **kept))


def _places(site: SurveySite, typed: str | None, known: Barometer | None) -> tuple[Place, ...]:
    """Those of the edition before, unless a list is given."""
    before = site.barometers.editions(known)[-1].places if known else ()
    return before if typed is None else places_typed(typed, before)


def _expected(typed: list[str]) -> dict[str, int]:
    """Raises CampaignInvalid."""
    pairs = [one.partition("=") for one in typed]
    if not all(voice and many.isascii() and many.isdigit() and len(many) < 10 for voice, _sign, many in pairs):
        raise CampaignInvalid("expect", N_("Write a voice and a number each time, as customers=240."))
    return {voice: int(many) for voice, _sign, many in pairs}


def _tell_opened(site: SurveySite, edition: Edition, key: str, *, json_: bool) -> None:
    """key: of its organiser, if it was just made."""
    organiser = site.address("organise", "barometer", edition.barometer.slug, key) if key else None
    voices, places = voice_rows(site, edition), place_rows(site, edition)
    if json_:
        row = {"organiser": organiser, **edition_row(edition), "voices": voices, "places": places}
        typer.echo(json.dumps(row, ensure_ascii=False, indent=2))
        return
    if organiser:
        typer.echo(_("Organiser: %(address)s") % {"address": organiser})
    tell_voices(voices)
    tell_places(places)
    tell_days(edition)


@barometer.command("list")
def list_surveys(json_: Json = False) -> None:
    """List the surveys and their editions."""
    site = survey_site()
    found = [one for survey in store.barometers(site.engine) for one in site.barometers.editions(survey)]
    rows = [edition_row(edition) for edition in found]
    if json_:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for row in rows:
        days = f"{row['opens_on']} – {row['voices_close_on']} · {row['staff_see_on']} · {row['public_on']}"
        typer.echo(f"{row['slug']:<20} {row['edition']:<12} {_(STATES[row['state']]):<14} {days}  {row['title']}")


@barometer.command("places")
def list_places(slug: SurveyName, edition: EditionName = "", json_: Json = False) -> None:
    """List the places of an edition: who works there, with which others each counts, and the address of its poster."""
    site = survey_site()
    rows = place_rows(site, site.edition(slug, edition))
    if json_:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        tell_places(rows)


@barometer.command("status")
def status(slug: SurveyName, edition: EditionName = "", json_: Json = False) -> None:
    """Say where an edition stands: its days, what is sealed until when, and how many answered at least."""
    site = survey_site()
    found = site.edition(slug, edition)
    rows = voice_rows(site, found)
    if json_:
        typer.echo(json.dumps({**edition_row(found), "voices": rows}, ensure_ascii=False, indent=2))
        return
    typer.echo(f"{found.barometer.title} · {found.label}: {_(STATES[found.state])}")
    tell_voices(rows)
    tell_days(found)


@barometer.command("key")
def replace_survey_key(
    slug: SurveyName,
    reader: Annotated[bool, typer.Option("--reader", help="The key that only reads.")] = False,
    revoke: Annotated[bool, typer.Option("--revoke", help="Nobody reads by it any more, without a new one.")] = False,
) -> None:
    """Replace an organiser's lost address: the one before opens nothing any more."""
    site = survey_site()
    found = site.survey(slug)
    if revoke and not reader:
        raise CampaignInvalid("revoke", N_("Only the key that reads is revoked: a survey has an organiser."))
    if revoke:
        site.barometers.revoke_reader(found)
        typer.echo(_("The key is revoked."))
    else:
        key = site.barometers.new_key(found, "reader" if reader else "manager")
        typer.echo(site.address("organise", "barometer", slug, key))


@barometer.command("staff-key")
def new_staff_key(slug: SurveyName, edition: EditionName = "") -> None:
    """Make the address at which staff read an edition before everyone; the one before opens nothing any more."""
    site = survey_site()
    found = site.edition(slug, edition)
    typer.echo(site.address("barometer", slug, found.label, "staff", site.barometers.new_staff_key(found)))


@barometer.command("invite")
def invite(
    slug: SurveyName,
    voice: str,
    many: Annotated[int, typer.Argument(help="How many invitations.")] = 1,
    lost: Annotated[str, typer.Option(help="An invitation to replace; whether it was used is not told.")] = "",
    edition: EditionName = "",
) -> None:
    """Print invitations to a voice, one a line: each lets one person be counted."""
    site = survey_site()
    found = site.barometers.voices(site.edition(slug, edition)).get(voice)
    if found is None or found.protection != "invitation":
        raise CampaignInvalid("voice", N_("“%(voice)s” does not come in by invitation here."), voice=voice)
    token = lost.rsplit("/", 1)[-1]
    made = (
        [invitations.replace(site.engine, found.id, token)] if lost else invitations.make(site.engine, found.id, many)
    )
    for one in made:
        typer.echo(site.address("invitation", found.slug, one))


@barometer.command("code")
def replace_place_code(
    slug: SurveyName,
    place: Annotated[str, typer.Argument(help="Its id, or its name; nothing in a survey without places.")] = WHOLE,
) -> None:
    """Give a place another code: its poster of before leads nowhere from now on."""
    site = survey_site()
    found, known = site.survey(slug), site.edition(slug, "").places
    ids = [one.id for one in known if place in (one.id, one.name)] or ([] if known or place else [WHOLE])
    if not ids:
        raise CampaignInvalid("place", N_("“%(slug)s” has no place “%(place)s”."), slug=slug, place=place)
    typer.echo(site.address("at", site.barometers.replace_code(found, ids[0])))


def _refuse_unknown(field: str, value: str, known: Iterable[str]) -> None:
    """Raises CampaignInvalid."""
    if value not in known:
        message = N_("“%(value)s” is not a known %(name)s. Choose among: %(choices)s.")
        raise CampaignInvalid(field, message, value=value, name=field, choices=", ".join(known))
