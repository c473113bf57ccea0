"""The terminal's way in: run the site, write banks, keep campaigns, check and copy what is stored.

What cannot be done is a plain sentence and exit code 1.
"""

import json
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from app import __version__
from app.banks.calibrate import as_json, calibrate, table
from app.banks.faults import BankInvalid
from app.banks.loader import check_paths, load_bank
from app.banks.reading_time import clocks_of
from app.banks.shape import json_schema
from app.banks.slips import printed
from app.barometer.spec_file import check_specs
from app.cli.barometers import barometer
from app.cli.batches import commands as batches
from app.cli.campaigns import campaign
from app.cli.demo import invent
from app.cli.operations import commands as operations
from app.cli.seminars import seminar
from app.cli.serve import run
from app.cli.terminal import Json, _, plain_errors
from app.cli.workers import run_workers
from app.resources import resource
from app.settings import Settings
from app.signals.logs import write_lines
from app.web.language import Catalogues, as_language

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Totem: a quiz on both sides of the mirror.")
app.add_typer(campaign, name="campaign")
app.add_typer(barometer, name="barometer")
app.add_typer(seminar, name="seminar")
app.add_typer(batches)
app.add_typer(operations)

Host = Annotated[str, typer.Option(help="0.0.0.0 for phones on the same network.")]
Port = Annotated[int, typer.Option(min=1, max=65535)]


def main() -> None:
    write_lines()
    with plain_errors():
        app()


@app.callback(invoke_without_command=True)
def options(version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False) -> None:
    if version:
        typer.echo(__version__)
        raise typer.Exit


@app.command()
def serve(
    host: Host = "127.0.0.1",
    port: Port = 8000,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Processes at this address: about one a core.")] = 1,
) -> None:
    """Migrate the database and serve."""
    if workers == 1:
        run(Settings(), host, port)
    else:
        run_workers(Settings(), host, port, workers)


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
