"""`totem campaign …`: make, list, change the state of, and invite to campaigns from a terminal."""

import json
from datetime import datetime
from typing import Annotated, Any

import typer
from sqlalchemy import Engine

from app.actions import publish
from app.banks.loader import load_catalogue
from app.banks.nouns import PEOPLE
from app.campaigns import invitations, keys, store
from app.campaigns.campaign import PROTECTIONS
from app.campaigns.draft import N_, refuse_led
from app.campaigns.words import Segment, Words
from app.cli.terminal import Json, _, site_database
from app.days import USUAL_ZONE, day_in, now_in_utc
from app.db.engine import make_engine, migrate
from app.pool_keys.homes import open_keys
from app.publication.policy import most_waiting
from app.settings import Settings, load_secrets
from app.tallies import closing

campaign = typer.Typer(no_args_is_help=True, help="Where sheets are counted.")
STATES = {"draft": N_("to come"), "open": N_("open"), "closed": N_("closed"), "archived": N_("archived")}
TextOption = Annotated[str, typer.Option(help="In this language.")]
Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="As 2027-01-31, in its time zone.")]
SlugOption = Annotated[str, typer.Argument(help="The end of its address: a–z, 0–9 and hyphens.")]


@campaign.command("new")
def new_campaign(
    slug: SlugOption,
    bank: Annotated[str, typer.Option(help="The id of its bank.")] = "totem",
    people: Annotated[str, typer.Option(help="The people served: " + ", ".join(PEOPLE))] = store.USUAL_PEOPLE,
    edition: Annotated[str | None, typer.Option(help="This year, unless you say otherwise.")] = None,
    series: Annotated[str, typer.Option(help="What its editions share: a–z, 0–9 and hyphens.")] = "",
    expected: Annotated[int | None, typer.Option(help="How many people it is meant for.")] = None,
    k: Annotated[int | None, typer.Option(help="The fewest people that a figure may cover: 10, or 5 below 30.")] = None,
    opens: Day = None,
    closes: Day = None,
    zone: Annotated[str, typer.Option(help="The time zone of its days, as America/Martinique.")] = USUAL_ZONE,
    title_fr: TextOption = "",
    title_en: TextOption = "",
    introduction_fr: TextOption = "",
    introduction_en: TextOption = "",
    question_fr: TextOption = "",
    question_en: TextOption = "",
    segment: Annotated[list[str] | None, typer.Option(help="id=Nom|Name, once for each part of the crowd.")] = None,
    protection: Annotated[str, typer.Option(help="Who is counted: " + ", ".join(PROTECTIONS))] = "open",
    code: Annotated[str, typer.Option(help="Drawn, unless you say otherwise.")] = "",
    publish_itself: Annotated[bool, typer.Option("--publish/--no-publish", help="Publish by itself.")] = True,
    organiser: Annotated[bool, typer.Option("--organiser", help="Print the organiser's own address too.")] = False,
) -> None:
    """Make a campaign: it opens today, unless you say otherwise."""
    settings = Settings()
    engine = make_engine(settings.database_url)
    migrate(engine)
    _refuse_unknown("bank", bank, load_catalogue(settings.questions))
    _refuse_unknown("people", people, PEOPLE)
    made = store.create(
        engine,
        slug,
        bank,
        now_in_utc(),
        zone=zone,
        people=people,
        edition=edition,
        series=series,
        expected=expected,
        k=store.proposed_k(expected) if k is None else k,
        opened_on=opens and opens.date(),
        closes_on=closes and closes.date(),
        protection=protection,
        code=code or (keys.new_campaign_code() if protection == "code" else ""),
        publishes_itself=publish_itself,
        words=Words(
            title={"fr": title_fr, "en": title_en},
            introduction={"fr": introduction_fr, "en": introduction_en},
            question={"fr": question_fr, "en": question_en},
            segments=tuple(map(_segment, segment or ())),
        ),
    )
    _echo_made(settings, made)
    if organiser:
        typer.echo(_address(settings, "organise", made.slug, keys.rotate(engine, made.id, "manager")))


def _echo_made(settings: Settings, made: store.Campaign) -> None:
    typer.echo(f"{_address(settings, 'quiz', made.slug)}\n{_address(settings, 'figures', made.slug)}")
    if parts := len(made.own_words.segments):
        late = most_waiting(made.k, parts)
        told = _("%(parts)s parts: the count may be up to %(late)s answers behind.")
        typer.echo(told % {"parts": parts, "late": late})
    if made.code:
        typer.echo(_("Code: %(code)s") % {"code": made.code})


@campaign.command("list")
def list_campaigns(json_: Json = False) -> None:
    """List the campaigns."""
    _settings, engine = site_database()
    rows = [_row(one) for one in store.campaigns(engine)]
    if json_:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for row in rows:
        until = row["closed_on"] or row["closes_on"] or ""
        typer.echo(
            f"{row['slug']:<24} {row['bank']:<12} {row['edition']:<8} k={row['k']:<4} {row['protection']:<10} "
            f"{row['opened_on']} – {until:<10} {_(STATES[row['state']])}"
        )


@campaign.command("close")
def close_campaign(slug: SlugOption) -> None:
    """Close a campaign: what waits is sealed if it covers enough people, and published if the campaign does so."""
    settings, engine = site_database()
    found = _campaign(engine, slug)
    end = closing.close(engine, open_keys(settings.key_home), found.id, day_in(found.zone, now_in_utc()))
    typer.echo(_("“%(slug)s” is closed.") % {"slug": slug})
    if end.not_counted:
        typer.echo(_("The last answers were fewer than %(k)s: they were destroyed, not counted.") % {"k": found.k})
    if found.publishes_itself:
        _publish(settings, engine, slug)


@campaign.command("publish")
def publish_campaign(slug: SlugOption) -> None:
    """Make the next release of a campaign, if the rules of publication allow one."""
    settings, engine = site_database()
    if not _publish(settings, engine, slug):
        typer.echo(_("Nothing new may be published yet."))


@campaign.command("withdraw")
def withdraw_campaign(slug: SlugOption, notice_fr: TextOption = "", notice_en: TextOption = "") -> None:
    """Take a campaign's figures off its page, which says why instead."""
    _settings, engine = site_database()
    store.withdraw(engine, _campaign(engine, slug), {"fr": notice_fr, "en": notice_en}, now_in_utc())
    typer.echo(_("The figures of “%(slug)s” are withdrawn.") % {"slug": slug})


@campaign.command("restore")
def restore_campaign(slug: SlugOption) -> None:
    """Show a campaign's figures again."""
    _settings, engine = site_database()
    store.restore(engine, _campaign(engine, slug), now_in_utc())
    typer.echo(_("The figures of “%(slug)s” are shown again.") % {"slug": slug})


@campaign.command("archive")
def archive_campaign(slug: SlugOption) -> None:
    """Put a closed campaign away: its figures stay."""
    _settings, engine = site_database()
    store.archive(engine, _campaign(engine, slug), now_in_utc())
    typer.echo(_("“%(slug)s” is archived.") % {"slug": slug})


@campaign.command("delete")
def delete_campaign(
    slug: SlugOption, yes: Annotated[bool, typer.Option("--yes", help="Without being asked again.")] = False
) -> None:
    """Delete a campaign, its totals and its releases for good."""
    settings, engine = site_database()
    found = _campaign(engine, slug)
    if not yes:
        typer.confirm(_("Delete “%(slug)s”, its totals and its releases for good?") % {"slug": slug}, abort=True)
    store.delete(engine, open_keys(settings.key_home), found)
    typer.echo(_("“%(slug)s” is deleted.") % {"slug": slug})


@campaign.command("key")
def replace_key(
    slug: SlugOption,
    reader: Annotated[bool, typer.Option("--reader", help="The key that only reads.")] = False,
    revoke: Annotated[bool, typer.Option("--revoke", help="Without a new one.")] = False,
) -> None:
    """Replace an organiser's lost address: the one before opens nothing any more."""
    settings, engine = site_database()
    found = _campaign(engine, slug)
    kind: keys.KeyKind = "reader" if reader else "manager"
    if revoke:
        keys.revoke(engine, found.id, kind)
        typer.echo(_("The key is revoked."))
    else:
        typer.echo(_address(settings, "organise", slug, keys.rotate(engine, found.id, kind)))


@campaign.command("invite")
def invite(
    slug: SlugOption,
    many: Annotated[int, typer.Argument(help="How many invitations.")] = 1,
    lost: Annotated[str, typer.Option(help="An invitation to replace; whether it was used is not told.")] = "",
    void: Annotated[bool, typer.Option("--void", help="Replace the lost one by none.")] = False,
) -> None:
    """Print invitations, one a line: each lets one person be counted."""
    settings, engine = site_database()
    found, token = _campaign(engine, slug), lost.rsplit("/", 1)[-1]
    if lost and void:
        invitations.void(engine, found.id, token)
        return
    tokens = [invitations.replace(engine, found.id, token)] if lost else invitations.make(engine, found.id, many)
    for one in tokens:
        typer.echo(_address(settings, "invitation", slug, one))


def _address(settings: Settings, *parts: str) -> str:
    return "/".join((settings.base_url or "http://127.0.0.1:8000", "fr", *parts))


def _refuse_unknown(field: str, value: str, known: Any) -> None:
    if value not in known:
        message = N_("“%(value)s” is not a known %(name)s. Choose among: %(choices)s.")
        raise store.CampaignInvalid(field, message, value=value, name=field, choices=", ".join(known))


def _segment(typed: str) -> Segment:
    id_, _sign, names = typed.partition("=")
    return Segment(id_, dict(zip(("fr", "en"), names.split("|"), strict=False)))


def _row(one: store.Campaign) -> dict[str, Any]:
    days = {name: getattr(one, name) for name in ("opened_on", "closes_on", "closed_on", "withdrawn_on")}
    plain = ("slug", "bank", "people", "edition", "series", "k", "expected", "protection", "publishes_itself", "zone")
    return {
        **{name: getattr(one, name) for name in plain},
        **{name: day and day.isoformat() for name, day in days.items()},
        "state": store.state_of(one, one.seen_on),
    }


def _publish(settings: Settings, engine: Engine, slug: str) -> bool:
    found = _campaign(engine, slug)
    questionnaire = load_catalogue(settings.questions).get(found.bank)
    secret = load_secrets(settings.secret_file)[0]
    released = publish(engine, found, questionnaire.bank, now_in_utc(), secret) if questionnaire else None
    if released:
        typer.echo(_("Release %(number)s is published: %(n)s answers.") % {"number": released.number, "n": released.n})
    return released is not None


def _campaign(engine: Engine, slug: str) -> store.Campaign:
    found = store.find(engine, slug)
    if found is None or found.protection == "room":  # its remote leads it
        raise store.CampaignInvalid("slug", N_("There is no campaign “%(slug)s”."), slug=slug)
    return refuse_led(found)
