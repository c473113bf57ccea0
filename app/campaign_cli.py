"""`totem campaign …`: open, list, close and publish campaigns from a terminal."""

import json
from typing import Annotated

import typer
from sqlalchemy import Engine

from app.actions import publish
from app.banks.loader import load_catalogue
from app.banks.nouns import PEOPLE
from app.campaigns import store
from app.db.engine import make_engine, migrate
from app.settings import Settings
from app.tallies import closing
from app.tallies.keys import PoolKeys
from app.tallies.ledger import today_in_utc
from app.terminal import Json, _, site_database

campaign = typer.Typer(no_args_is_help=True, help="Where sheets are counted.")


@campaign.command("new")
def new_campaign(
    slug: Annotated[str, typer.Argument(help="The end of its address: a–z, 0–9 and hyphens.")],
    bank: Annotated[str, typer.Option(help="The id of its bank.")] = "totem",
    people: Annotated[str, typer.Option(help="The people served: " + ", ".join(PEOPLE))] = store.USUAL_PEOPLE,
    edition: Annotated[str | None, typer.Option(help="This year, unless you say otherwise.")] = None,
    k: Annotated[int, typer.Option(help="The fewest people that a figure may cover.")] = store.USUAL_K,
    publish_itself: Annotated[bool, typer.Option("--publish/--no-publish", help="Publish by itself.")] = True,
) -> None:
    """Open a campaign."""
    settings = Settings()
    engine = make_engine(settings.database_url)
    migrate(engine)
    for name, value, known in (("bank", bank, load_catalogue(settings.questions)), ("people", people, PEOPLE)):
        if value not in known:
            choices = ", ".join(known)
            raise store.CampaignInvalid(
                _("“%(value)s” is not a known %(name)s. Choose among: %(choices)s.")
                % {"value": value, "name": name, "choices": choices}
            )
    made = store.create(
        engine, slug, bank, today_in_utc(), people=people, edition=edition, k=k, publishes_itself=publish_itself
    )
    base = settings.base_url or "http://127.0.0.1:8000"
    typer.echo(f"{base}/fr/quiz/{made.slug}\n{base}/fr/figures/{made.slug}")


@campaign.command("list")
def list_campaigns(json_: Json = False) -> None:
    """List the campaigns."""
    _settings, engine = site_database()
    rows = [
        {
            "slug": one.slug,
            "bank": one.bank,
            "people": one.people,
            "edition": one.edition,
            "k": one.k,
            "opened_on": one.opened_on.isoformat(),
            "closed_on": one.closed_on.isoformat() if one.closed_on else None,
            "publishes_itself": one.publishes_itself,
        }
        for one in store.campaigns(engine)
    ]
    if json_:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for row in rows:
        until = row["closed_on"] or _("open")
        typer.echo(
            f"{row['slug']:<24} {row['bank']:<12} {row['edition']:<8} k={row['k']:<4} {row['opened_on']} – {until}"
        )


@campaign.command("close")
def close_campaign(slug: str) -> None:
    """Close a campaign: what waits is sealed if it covers enough people, and published if the campaign does so."""
    settings, engine = site_database()
    found = _campaign(engine, slug)
    end = closing.close(engine, PoolKeys(settings.pool_key_file), found.id, today_in_utc())
    typer.echo(_("“%(slug)s” is closed.") % {"slug": slug})
    if end.not_counted:
        typer.echo(_("The last answers were fewer than %(k)s: they were destroyed, not counted.") % {"k": found.k})
    if end.lost:
        typer.echo(_("Some answers could not be opened: their key is gone."), err=True)
    if found.publishes_itself:
        _publish(settings, engine, slug)


@campaign.command("publish")
def publish_campaign(slug: str) -> None:
    """Make the next release of a campaign, if the rules of publication allow one."""
    settings, engine = site_database()
    if not _publish(settings, engine, slug):
        typer.echo(_("Nothing new may be published yet."))


def _publish(settings: Settings, engine: Engine, slug: str) -> bool:
    found = _campaign(engine, slug)
    questionnaire = load_catalogue(settings.questions).get(found.bank)
    released = publish(engine, found, questionnaire.bank, today_in_utc()) if questionnaire else None
    if released:
        typer.echo(_("Release %(number)s is published: %(n)s answers.") % {"number": released.number, "n": released.n})
    return released is not None


def _campaign(engine: Engine, slug: str) -> store.Campaign:
    found = store.find(engine, slug)
    if found is None:
        raise store.CampaignInvalid(_("There is no campaign “%(slug)s”.") % {"slug": slug})
    return found
