"""The terminal's way in: run the site, write banks, keep campaigns, check and copy what is stored.

Promises a plain sentence and exit code 1 for what cannot be done. Refuses to print answers, which it never has.
"""

import json
import logging
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from app import __version__
from app.actions import publish
from app.banks.calibrate import as_json, calibrate, table
from app.banks.faults import BankInvalid
from app.banks.loader import check_paths, load_bank, load_catalogue
from app.banks.nouns import PEOPLE
from app.banks.reading import words_by_screen
from app.banks.schema import json_schema
from app.campaigns import store
from app.db.engine import DatabaseUnsuitable, make_engine, migrate
from app.demo import invent
from app.serving import run
from app.settings import SecretUnreadable, Settings, resource
from app.tallies import backup as copying
from app.tallies import closing
from app.tallies import verify as verification
from app.tallies.keys import PoolKeys, PoolKeysDamaged
from app.tallies.ledger import today_in_utc
from app.web.language import of_environment

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Totem: a quiz on both sides of the mirror.")
campaign = typer.Typer(no_args_is_help=True, help="Where sheets are counted.")
app.add_typer(campaign, name="campaign")

Host = Annotated[str, typer.Option(help="0.0.0.0 for phones on the same network.")]
Port = Annotated[int, typer.Option(min=1, max=65535)]
Json = Annotated[bool, typer.Option("--json", help="Print data, for programs.")]
_ = of_environment(resource("locale"))


def main() -> None:
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(message)s", datefmt="%Y-%m-%d")
    with plain_errors():
        app()


@contextmanager
def plain_errors() -> Iterator[None]:
    """What may go wrong at a terminal, in one sentence each."""
    try:
        yield
    except BankInvalid as error:
        for fault in error.faults:
            typer.echo(f"{fault.file}:{fault.line}:{fault.column}: {fault.text(_)}", err=True)
    except ValidationError as error:
        for mistake in error.errors():
            name = "TOTEM_" + "_".join(map(str, mistake["loc"])).upper() if mistake["loc"] else "TOTEM"
            typer.echo(f"{name}: {mistake['msg']}", err=True)
    except SQLAlchemyError as error:
        typer.echo(_("The database cannot be used: %(reason)s") % {"reason": getattr(error, "orig", error)}, err=True)
    except (
        DatabaseUnsuitable, SecretUnreadable, PoolKeysDamaged, store.CampaignInvalid, copying.BackupRefused, OSError,
    ) as error:  # fmt: skip
        typer.echo(str(error), err=True)
    else:
        return
    sys.exit(1)


@app.callback(invoke_without_command=True)
def options(version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False) -> None:
    if version:
        typer.echo(__version__)
        raise typer.Exit


@app.command()
def serve(host: Host = "127.0.0.1", port: Port = 8000) -> None:
    """Migrate the database and serve."""
    run(Settings(), host, port)


@app.command()
def demo(
    host: Host = "127.0.0.1", port: Port = 8000, people: Annotated[int, typer.Option(min=20, max=100_000)] = 400
) -> None:
    """Serve a throw-away site with an invented crowd: every page says so, and all is erased when it stops."""
    with tempfile.TemporaryDirectory(prefix="totem-demo-") as folder:
        place = Path(folder)
        settings = Settings(
            data_dir=place / "data",
            database_url=f"sqlite:///{place / 'data' / 'totem.db'}",
            secret_file=place / "secrets" / "secret",
            pool_key_file=place / "secrets" / "pool-keys",
        )
        invent(settings, people)
        run(settings, host, port, demo=True)


@app.command()
def check(paths: Annotated[list[Path], typer.Argument(help="Banks, or folders of banks.")]) -> None:
    """Name every fault of question banks, with file, line and column."""
    faults, questionnaires = check_paths(paths)
    if faults:
        raise BankInvalid(faults)
    for questionnaire in questionnaires:
        typer.echo(_("%(path)s: no fault") % {"path": questionnaire.path})


@app.command()
def schema() -> None:
    """Print the JSON Schema of a question bank, for editors."""
    typer.echo(json.dumps(json_schema(), ensure_ascii=False, indent=2))


@app.command("calibrate")
def calibrate_bank(path: Path, json_: Json = False) -> None:
    """Say which totems three crowds would get from a bank, and how stable the answer is."""
    questionnaire = load_bank(path)
    calibration = calibrate(questionnaire.bank, words_by_screen(questionnaire))
    typer.echo(json.dumps(as_json(calibration), ensure_ascii=False, indent=2) if json_ else table(calibration))
    if calibration.faults:
        raise typer.Exit(1)


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
    settings, engine = _database()
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
    _settings, engine = _database()
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
    settings, engine = _database()
    found = store.find(engine, slug)
    if found is None:
        raise store.CampaignInvalid(_("There is no campaign “%(slug)s”.") % {"slug": slug})
    end = closing.close(engine, PoolKeys(settings.pool_key_file), found.id, today_in_utc())
    closed = store.find(engine, slug)
    questionnaire = load_catalogue(settings.questions).get(found.bank)
    released = (
        closed
        and closed.publishes_itself
        and questionnaire
        and publish(engine, closed, questionnaire.bank, today_in_utc())
    )
    typer.echo(_("“%(slug)s” is closed.") % {"slug": slug})
    if end.not_counted:
        typer.echo(_("The last answers were fewer than %(k)s: they were destroyed, not counted.") % {"k": found.k})
    if end.lost:
        typer.echo(_("Some answers could not be opened: their key is gone."), err=True)
    if released:
        typer.echo(_("Release %(number)s is published: %(n)s answers.") % {"number": released.number, "n": released.n})


@app.command()
def verify() -> None:
    """Check every invariant of what is stored, and name what is off."""
    settings, engine = _database()
    banks = [one.bank for one in load_catalogue(settings.questions).values()]
    faults = verification.verify(engine, PoolKeys(settings.pool_key_file), banks, today_in_utc())
    for fault in faults:
        typer.echo(f"{fault.name}: {fault.where}. {fault.what}".rstrip(), err=True)
    if faults:
        raise typer.Exit(1)
    typer.echo(_("All is well."))


@app.command()
def backup(file: Annotated[Path, typer.Argument(help="A new file.")]) -> None:
    """Copy what may leave this machine: campaigns, sealed totals, releases; no pool, no receipt, no key."""
    _settings, engine = _database()
    copying.backup(engine, file)
    typer.echo(_("%(file)s: written and checked.") % {"file": file})


def _database() -> tuple[Settings, Engine]:
    settings = Settings()
    engine = make_engine(settings.database_url)
    migrate(engine)
    return settings, engine
