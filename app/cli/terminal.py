"""What every command of the terminal needs: its language, its database, and plain sentences for what goes wrong."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError
from sqlalchemy import Engine, make_url
from sqlalchemy.exc import SQLAlchemyError

from app.banks.faults import BankInvalid
from app.campaigns.draft import CampaignInvalid
from app.days import now_in_utc
from app.db.engine import DatabaseUnsuitable, can_serve, make_engine
from app.publication.store import ReleaseDamaged, TotalsDamaged
from app.redis_nodes import NodeUnsuitable
from app.resources import BrowserFilesDamaged, resource
from app.settings import SecretUnreadable, Settings
from app.signals.acts import NotedAct, note
from app.tallies.batches import BatchesRefused
from app.tallies.keys import PoolKeysDamaged
from app.transfer.tables import TransferRefused
from app.web.language import of_environment

EXPECTED = (
    BrowserFilesDamaged,
    DatabaseUnsuitable,
    NodeUnsuitable,
    SecretUnreadable,
    PoolKeysDamaged,
    TotalsDamaged,
    ReleaseDamaged,
    TransferRefused,
    OSError,
)
Json = Annotated[bool, typer.Option("--json", help="Print data, for programs.")]
_ = of_environment(resource("locale"))


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
    except (CampaignInvalid, BatchesRefused) as error:
        typer.echo(error.text(_), err=True)
    except EXPECTED as error:
        typer.echo(str(error), err=True)
    else:
        return
    sys.exit(1)


def site_database() -> tuple[Settings, Engine]:
    """That of a site which has run: a look at it neither makes nor changes one."""
    settings = Settings()
    address = make_url(settings.database_url)
    if address.drivername == "sqlite" and address.database and not Path(address.database).exists():
        raise DatabaseUnsuitable(_("There is no database at %(file)s.") % {"file": address.database})
    engine = make_engine(settings.database_url)
    if not can_serve(engine):
        raise DatabaseUnsuitable(_("The database is of another version of Totem: totem migrate brings it to this one."))
    return settings, engine


def noted(settings: Settings, act: NotedAct, faults: int = 0) -> None:
    """For who watches over the site, where every process of it reads its secret; a folder that cannot be written undoes
    nothing."""
    try:
        note(settings.secret_file.parent, act, now_in_utc(), faults)
    except OSError as error:
        typer.echo(_("%(act)s: done, but not noted: %(reason)s") % {"act": act, "reason": error}, err=True)
