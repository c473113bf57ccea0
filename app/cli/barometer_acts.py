"""`totem barometer …`: what is done to an edition of a mirror survey: closed, revealed, promised, put off, taken away.

Promises that no command shows a figure earlier than its day, and that what is final is asked for once.
"""

from datetime import date, datetime
from typing import Annotated

import typer

from app.barometer import store
from app.barometer.commitments import MOST, PROGRESS_STATES, Commitment, ProgressNote
from app.barometer.edition import Edition
from app.campaigns.draft import N_, CampaignInvalid
from app.campaigns.words import Texts
from app.cli.survey_site import EditionName, SurveyName, SurveySite, survey_site
from app.cli.terminal import _
from app.endings import close_voice, end_survey
from app.revealing import reveal_if_due

acts = typer.Typer()
NoticeText = Annotated[str, typer.Option(help="In this language.")]
LaterDay = Annotated[
    datetime | None, typer.Option(formats=["%Y-%m-%d"], help="As 2027-01-31; never earlier than before.")
]
DueDay = Annotated[datetime | None, typer.Option("--due", formats=["%Y-%m-%d"], help="By which day.")]
Yes = Annotated[bool, typer.Option("--yes", help="Without being asked again.")]
Whom = Annotated[str, typer.Option(help="For whom it is promised, in this language.")]
SignedBy = Annotated[str, typer.Option(help="The function that answers for it, in this language: nobody is named.")]
Why = Annotated[str, typer.Option(help="In this language; why, for one that is dropped: everybody will read it.")]
Subject = Annotated[str, typer.Option(help="The id of the dimension that it is about, if it is about one.")]


@acts.command("seal")
def seal(slug: SurveyName, voice: str, edition: EditionName = "", yes: Yes = False) -> None:
    """Close one voice now, for good, before its last day: nobody else is counted there. Nothing is read earlier for it:
    the reveal waits for its day, and the figures name the day on which the voice was closed."""
    site = survey_site()
    found = site.edition(slug, edition)
    if not yes:
        asked = _("Close the voice “%(voice)s” of %(slug)s %(edition)s now? Its last day was announced as %(day)s.")
        told = {"voice": voice, "slug": slug, "edition": found.label, "day": found.days.voices_close_on}
        typer.confirm(asked % told, abort=True)
    close_voice(site.engine, site.keys, found, voice, site.barometers.today())
    told = {"voice": voice, "day": found.days.staff_see_on}
    typer.echo(_("“%(voice)s” is closed. Nobody is shown a figure before %(day)s.") % told)


@acts.command("compose")
def compose_due(
    slug: Annotated[str, typer.Argument(metavar="SLUG", help="One survey; all of them if nothing is said.")] = "",
) -> None:
    """Do now what is done every hour: reveal the editions whose day has come, and compose again what has changed."""
    site = survey_site()
    surveys = [site.survey(slug)] if slug else store.barometers(site.engine)
    found = [one for survey in surveys for one in site.barometers.editions(survey)]
    changed = [told for edition in found if (told := _composed(site, edition))]
    for told in changed:
        typer.echo(told)
    if not changed:
        typer.echo(_("Nothing is due."))


def _composed(site: SurveySite, edition: Edition) -> str:
    """What there is to say of it, if anything changed."""
    before = site.barometers.said(edition)
    made = reveal_if_due(site.engine, site.keys, site.sources, edition, site.barometers.today())
    if made is None or (before and before.number == made.number):
        return ""
    told = {"slug": edition.barometer.slug, "edition": edition.label, "number": made.number}
    return _("%(slug)s %(edition)s: number %(number)s is composed.") % told


@acts.command("delay")
def delay(slug: SurveyName, reveal: LaterDay = None, public: LaterDay = None, edition: EditionName = "") -> None:
    """Put off the day on which staff read an edition, or the day on which everyone does; never bring one forward."""
    site = survey_site()
    found = site.edition(slug, edition)
    days = found.days
    seen = reveal.date() if reveal else days.staff_see_on
    later = site.barometers.delay(found, seen, public.date() if public else days.public_on + (seen - days.staff_see_on))
    told = _("Staff read on %(staff_see_on)s, all on %(public_on)s; voices close on %(voices_close_on)s.")
    typer.echo(told % later.days._asdict())


@acts.command("commit")
def commit(
    slug: SurveyName,
    words_fr: NoticeText = "",
    words_en: NoticeText = "",
    whom_fr: Whom = "",
    whom_en: Whom = "",
    signed_fr: SignedBy = "",
    signed_en: SignedBy = "",
    due: DueDay = None,
    subject: Subject = "",
    number: Annotated[int, typer.Option(min=0, help="Of one to write again; a new one if nothing is said.")] = 0,
    take_back: Annotated[int, typer.Option(min=0, help="The number of one to take back.")] = 0,
    edition: EditionName = "",
) -> None:
    """Promise something after an edition, once staff have read it: three commitments at most. Nothing of one changes
    once the edition is public."""
    site = survey_site()
    found = site.read_edition(slug, edition)
    if take_back:
        site.barometers.take_back(found, take_back)
        typer.echo(_("Commitment %(number)s is taken back.") % {"number": take_back})
        return
    said, whom, signed = (_texts(*both) for both in ((words_fr, words_en), (whom_fr, whom_en), (signed_fr, signed_en)))
    by = due.date() if due else date.min
    made = site.barometers.promise(found, Commitment(number, subject, said, whom, signed, by, found.seen_on))
    told = {"number": made.number, "most": MOST, "day": found.days.public_on}
    kept = N_("Commitment %(number)s of %(most)s at most. It may be written again until %(day)s.")
    public = N_("Commitment %(number)s of %(most)s at most. It is public, and stays as it is.")
    typer.echo(_(public if found.is_public else kept) % told)


@acts.command("progress")
def say_progress(
    slug: SurveyName,
    number: int,
    state: Annotated[str, typer.Argument(help=", ".join(PROGRESS_STATES))],
    words_fr: Why = "",
    words_en: Why = "",
    edition: EditionName = "",
) -> None:
    """Say what became of a public commitment. What was said before stays."""
    site = survey_site()
    found = site.read_edition(slug, edition)
    site.barometers.say(found, number, ProgressNote(found.seen_on, state, _texts(words_fr, words_en)))  # type: ignore[arg-type]
    typer.echo(_("Commitment %(number)s: it is said.") % {"number": number})


@acts.command("withdraw")
def withdraw(
    slug: SurveyName, notice_fr: NoticeText = "", notice_en: NoticeText = "", edition: EditionName = ""
) -> None:
    """Take an edition's figures off every page, which say why instead."""
    site = survey_site()
    found = site.read_edition(slug, edition)
    site.barometers.withdraw(found, _texts(notice_fr, notice_en))
    typer.echo(_("The figures of %(slug)s %(edition)s are withdrawn.") % {"slug": slug, "edition": found.label})


@acts.command("archive")
def archive(slug: SurveyName, edition: EditionName = "") -> None:
    """Put a public edition away: its figures stay."""
    site = survey_site()
    found = site.read_edition(slug, edition)
    site.barometers.archive(found)
    typer.echo(_("%(slug)s %(edition)s is archived.") % {"slug": slug, "edition": found.label})


@acts.command("delete")
def delete(slug: SurveyName, yes: Yes = False) -> None:
    """Delete a survey for good: its editions, totals, figures, commitments, codes and keys."""
    site = survey_site()
    found = site.survey(slug)
    if not yes:
        asked = _("Delete “%(slug)s”, with its editions, totals, figures and commitments, for good?")
        typer.confirm(asked % {"slug": slug}, abort=True)
    try:
        end_survey(site.engine, site.keys, found, site.barometers.today())
    except LookupError:
        raise CampaignInvalid("slug", N_("There is no survey “%(slug)s”."), slug=slug) from None
    typer.echo(_("“%(slug)s” is deleted.") % {"slug": slug})


def _texts(fr: str, en: str) -> Texts:
    return {language: text for language, text in (("fr", fr), ("en", en)) if text}
