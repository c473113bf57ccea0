"""What is done to a site as a whole: its tables brought to this version, checked, copied, restored, moved."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from app.banks.loader import load_catalogue
from app.barometer.spec_file import load_specs
from app.barometer.survey_faults import survey_faults
from app.cli.terminal import _, noted, site_database
from app.days import now_in_utc
from app.db.engine import DatabaseUnsuitable, make_engine, migrate
from app.pool_keys.homes import open_keys
from app.pool_keys.key_file import KeyFile
from app.pool_keys.key_nodes import KeyNodes
from app.pool_keys.moving import move_keys
from app.settings import Settings
from app.tallies import custody
from app.tallies import verify as verification
from app.tallies.ledger import today_in_utc
from app.transfer import backup as copying
from app.transfer import move as moving

commands = typer.Typer()
TAKEN_OVER = _(
    "%(file)s becomes this database’s own; every other key in it is forgotten. A site that still uses it would stop "
    "counting, and lose what waits there."
)


@commands.command("migrate")
def migrate_tables() -> None:
    """Bring the tables to this version, or make them: what a start does too, for those who start without that right."""
    migrate(make_engine(Settings().database_url))
    typer.echo(_("The tables are ready for this version."))


@commands.command()
def verify(
    read_only: Annotated[
        bool, typer.Option("--read-only", help="Beside a site that goes on counting: nobody waits for it.")
    ] = False,
) -> None:
    """Check every invariant of what is stored, and name what is off."""
    settings, engine = site_database()
    questionnaires = load_catalogue(settings.questions)
    keys, banks = open_keys(settings.key_home), [one.bank for one in questionnaires.values()]
    specs = load_specs(settings.questions, questionnaires)
    faults = [
        *verification.verify(engine, keys, banks, today_in_utc(), read_only=read_only),
        *survey_faults(engine, specs, now_in_utc(), read_only=read_only),
    ]
    for name, where, what in faults:
        typer.echo(f"{name}: {where}. {what}".rstrip(), err=True)
    noted(settings, "verify", len(faults))
    if faults:
        raise typer.Exit(1)
    typer.echo(_("All is well."))


@commands.command()
def backup(file: Annotated[Path, typer.Argument(help="A new file.")]) -> None:
    """Copy what may leave this machine: campaigns, sealed totals, releases; no pool, no receipt, no key."""
    settings, engine = site_database()
    copying.backup(engine, file)
    noted(settings, "backup")
    typer.echo(_("%(file)s: written and checked.") % {"file": file})


@commands.command()
def restore(file: Annotated[Path, typer.Argument(help="What `totem backup` wrote.")]) -> None:
    """Put a backup into the empty database of TOTEM_DATABASE_URL, SQLite or PostgreSQL, as a site of its own."""
    copying.restore_backup(make_engine(Settings().database_url), file)
    typer.echo(_("%(file)s: restored. Nothing of what waited to be sealed was in it.") % {"file": file})


@commands.command()
def move(
    to: Annotated[str, typer.Argument(help="An empty database: postgresql://user@host/name; PGPASSWORD is read.")],
) -> None:
    """Move this site, stopped, with all that waits, to another database. The one before never starts again."""
    settings, engine = site_database()
    moving.move(engine, open_keys(settings.key_home), make_engine(to), today_in_utc())
    typer.echo(_("Moved: set TOTEM_DATABASE_URL to the new database, keep both files of secrets, and start."))


@commands.command("move-keys")
def move_pool_keys() -> None:
    """Move the keys of a stopped site from TOTEM_POOL_KEY_FILE to the two nodes of TOTEM_KEYS."""
    settings, engine = site_database()
    if not settings.keys:
        raise DatabaseUnsuitable(_("Nothing was changed: TOTEM_KEYS names no nodes."))
    move_keys(engine, KeyFile(settings.pool_key_file), KeyNodes(settings.keys))
    typer.echo(_("Moved: the nodes hold the keys, and the file none. Start with the same settings."))


@commands.command("abandon-pools")
def abandon_pools(
    yes: Annotated[bool, typer.Option("--yes", help="Without being asked: for scripts.")] = False,
) -> None:
    """Give up the answers that no key opens, and take the key file for this database: only what is lost for good."""
    settings, engine = site_database()
    keys = open_keys(settings.key_home)
    if not custody.is_needed(engine, keys):
        typer.echo(_("Every answer that waits can be opened: nothing was given up."))
        return
    for lost in custody.lost_in(engine, keys):
        name = lost.slug if lost.room is None else _("Room %(name)s") % {"name": lost.room or lost.slug}
        if lost.most:
            typer.echo(_("%(name)s: the answers of at most %(most)s people.") % {"name": name, "most": lost.most})
        if lost.rounds:
            typer.echo(_("%(name)s: the votes of a round under way.") % {"name": name})
    typer.echo(TAKEN_OVER % {"file": keys.home.place})
    if not yes and not sys.stdin.isatty():
        raise DatabaseUnsuitable(_("Nothing was changed. Ask for it at a terminal, or say --yes."))
    if not yes:
        typer.confirm(_("Give all of this up for good?"), abort=True)
    custody.abandon(engine, keys)
    typer.echo(_("Done: Totem starts again. The totals are as they were."))
