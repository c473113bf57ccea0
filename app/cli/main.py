"""The terminal's way in: run the site, write banks, keep campaigns, check and copy what is stored.

What cannot be done is a plain sentence and exit code 1.
"""

import json
import logging
import sys
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from app import __version__
from app.banks.calibrate import as_json, calibrate, table
from app.banks.faults import BankInvalid
from app.banks.loader import check_paths, load_bank, load_catalogue
from app.banks.reading_time import clocks_of
from app.banks.shape import json_schema
from app.banks.slips import printed
from app.barometer.spec_file import check_specs, load_specs
from app.barometer.survey_faults import survey_faults
from app.cli.barometers import barometer
from app.cli.batches import commands as batches
from app.cli.campaigns import campaign
from app.cli.demo import invent
from app.cli.seminars import seminar
from app.cli.serve import run
from app.cli.terminal import Json, _, plain_errors, site_database
from app.days import now_in_utc
from app.db.engine import DatabaseUnsuitable
from app.resources import resource
from app.settings import Settings
from app.tallies import backup as copying
from app.tallies import custody
from app.tallies import verify as verification
from app.tallies.keys import PoolKeys
from app.tallies.ledger import today_in_utc
from app.web.language import Catalogues, as_language

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Totem: a quiz on both sides of the mirror.")
app.add_typer(campaign, name="campaign")
app.add_typer(barometer, name="barometer")
app.add_typer(seminar, name="seminar")
app.add_typer(batches)

Host = Annotated[str, typer.Option(help="0.0.0.0 for phones on the same network.")]
Port = Annotated[int, typer.Option(min=1, max=65535)]
TAKEN_OVER = _(
    "%(file)s becomes this database’s own; every other key in it is forgotten. A site that still uses it would stop "
    "counting, and lose what waits there."
)


def main() -> None:
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(message)s", datefmt="%Y-%m-%d")
    with plain_errors():
        app()


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
            create="open",
        )
        invent(settings, people)
        run(settings, host, port, demo=True)


@app.command()
def check(paths: Annotated[list[Path], typer.Argument(help="Banks, mirror surveys, or folders of them.")]) -> None:
    """Name every fault of question banks and mirror surveys, with file, line and column."""
    faults, questionnaires = check_paths(paths)
    wrong, specs = check_specs(paths, questionnaires)
    if faults or wrong:
        raise BankInvalid([*faults, *wrong])
    for path in (*(questionnaire.path for questionnaire in questionnaires), *specs):
        typer.echo(_("%(path)s: no fault") % {"path": path})


@app.command()
def schema() -> None:
    """Print the JSON Schema of a question bank, for editors."""
    typer.echo(json.dumps(json_schema(), ensure_ascii=False, indent=2))


@app.command("sort")
def sort_bank(
    path: Path,
    language: Annotated[str, typer.Option(help="fr or en; the bank’s first one if nothing is said.")] = "",
    seed: Annotated[int, typer.Option(help="Another number gives another order.")] = 1,
) -> None:
    """Print cut-out slips for a blind sort of a bank’s first moves, and the key on a last page."""
    questionnaire = load_bank(path)
    told = as_language(language or questionnaire.file.languages[0])
    if told is None or not questionnaire.speaks(told):
        raise typer.BadParameter(_("The bank is not written in “%(language)s”.") % {"language": language})
    if not questionnaire.bank.scenes:
        raise typer.BadParameter(_("The bank has no scenes: there is nothing to sort."))
    typer.echo(printed(questionnaire, told, seed, Catalogues(resource("locale"))[told].gettext), nl=False)


@app.command("calibrate")
def calibrate_bank(path: Path, json_: Json = False) -> None:
    """Say which totems three crowds would get from a bank, and how stable the answer is."""
    questionnaire = load_bank(path)
    calibration = calibrate(questionnaire.bank, clocks_of(questionnaire))
    typer.echo(json.dumps(as_json(calibration), ensure_ascii=False, indent=2) if json_ else table(calibration))
    if calibration.faults:
        raise typer.Exit(1)


@app.command("abandon-pools")
def abandon_pools(
    yes: Annotated[bool, typer.Option("--yes", help="Without being asked: for scripts.")] = False,
) -> None:
    """Give up the answers that no key opens, and take the key file for this database: only what is lost for good."""
    settings, engine = site_database()
    keys = PoolKeys(settings.pool_key_file)
    if not custody.is_needed(engine, keys):
        typer.echo(_("Every answer that waits can be opened: nothing was given up."))
        return
    for lost in custody.lost_in(engine, keys):
        name = lost.slug if lost.room is None else _("Room %(name)s") % {"name": lost.room or lost.slug}
        if lost.most:
            typer.echo(_("%(name)s: the answers of at most %(most)s people.") % {"name": name, "most": lost.most})
        if lost.rounds:
            typer.echo(_("%(name)s: the votes of a round under way.") % {"name": name})
    typer.echo(TAKEN_OVER % {"file": settings.pool_key_file})
    if not yes and not sys.stdin.isatty():
        raise DatabaseUnsuitable(_("Nothing was changed. Ask for it at a terminal, or say --yes."))
    if not yes:
        typer.confirm(_("Give all of this up for good?"), abort=True)
    custody.abandon(engine, keys)
    typer.echo(_("Done: Totem starts again. The totals are as they were."))


@app.command()
def verify() -> None:
    """Check every invariant of what is stored, and name what is off."""
    settings, engine = site_database()
    questionnaires = load_catalogue(settings.questions)
    banks = [one.bank for one in questionnaires.values()]
    faults = [
        *verification.verify(engine, PoolKeys(settings.pool_key_file), banks, today_in_utc()),
        *survey_faults(engine, load_specs(settings.questions, questionnaires), now_in_utc()),
    ]
    for name, where, what in faults:
        typer.echo(f"{name}: {where}. {what}".rstrip(), err=True)
    if faults:
        raise typer.Exit(1)
    typer.echo(_("All is well."))


@app.command()
def backup(file: Annotated[Path, typer.Argument(help="A new file.")]) -> None:
    """Copy what may leave this machine: campaigns, sealed totals, releases; no pool, no receipt, no key."""
    _settings, engine = site_database()
    copying.backup(engine, file)
    typer.echo(_("%(file)s: written and checked.") % {"file": file})
