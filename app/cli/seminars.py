"""`totem seminar …`: open a room from a terminal, on a running site or on a laptop without internet.

A room's three addresses are printed once: its keys are kept nowhere.
"""

import json
import sys
from contextlib import suppress
from typing import Annotated, Any, get_args

import segno
import typer
from starlette.applications import Starlette

from app.banks.loader import Catalogue, load_catalogue
from app.banks.nouns import PEOPLE
from app.banks.schema import Language
from app.campaigns.draft import N_, USUAL_PEOPLE, CampaignInvalid
from app.cli.local_address import EVERYWHERE, addresses, reachable_host
from app.cli.serve import run
from app.cli.terminal import Json, _
from app.db.engine import make_engine, migrate
from app.pool_keys.homes import open_keys
from app.seminars.codes import spelled
from app.seminars.rooms import Opened, Rooms
from app.seminars.scripts import SCRIPTS, script_from
from app.seminars.stage import PACES
from app.seminars.store import LONGEST_NAME
from app.settings import Settings, load_secrets

seminar = typer.Typer(no_args_is_help=True, help="A room with a screen, for an hour.")
LANGUAGES = get_args(Language)
BankOption = Annotated[str, typer.Option(help="The id of its bank.")]
Tongue = Annotated[str, typer.Option("--language", help="Of the screen: " + ", ".join(LANGUAGES))]
Pacing = Annotated[str, typer.Option("--pace", help="Each at their own, or question by question: " + ", ".join(PACES))]
Lasting = Annotated[str, typer.Option("--script", help="Its minutes: " + ", ".join(SCRIPTS) + "; without, all beats.")]
Name = Annotated[str, typer.Option(help="Of the session, shown on its screen.")]
Served = Annotated[str, typer.Option("--people", help="The people served: " + ", ".join(PEOPLE))]
Port = Annotated[int, typer.Option(min=1, max=65535)]
LABELS = {"join": N_("Phones"), "screen": N_("Screen"), "remote": N_("Remote"), "sheet": N_("Trainer’s sheet")}


@seminar.command("new")
def new_seminar(
    bank: BankOption = "express",
    language: Tongue = "fr",
    pace: Pacing = "free",
    name: Name = "",
    people: Served = USUAL_PEOPLE,
    script: Lasting = "",
    base: Annotated[str, typer.Option(help="The site’s address, if TOTEM_BASE_URL is not set.")] = "",
    json_: Json = False,
) -> None:
    """Open a room on this site, and print its addresses."""
    settings = Settings(base_url=base) if base else Settings()
    engine = make_engine(settings.database_url)
    migrate(engine)
    questionnaires = load_catalogue(settings.questions)
    keys, secret = open_keys(settings.key_home), load_secrets(settings.secret_file)[0]
    _check(bank, language, pace, name, people, script, questionnaires)
    rooms = Rooms(engine, keys, questionnaires, secret)
    opened = rooms.open(bank, language, pace, name, people, script_from(script))  # type: ignore[arg-type]
    _tell(opened, settings.base_url or "http://127.0.0.1:8000", json_=json_)


@seminar.command("serve")
def serve_seminar(
    host: Annotated[
        str, typer.Option(help="One of this machine’s addresses; all of them, unless you say so.")
    ] = "0.0.0.0",  # noqa: S104
    port: Port = 8000,
    bank: BankOption = "express",
    language: Tongue = "fr",
    pace: Pacing = "free",
    name: Name = "",
    people: Served = USUAL_PEOPLE,
    script: Lasting = "",
) -> None:
    """Serve this machine’s local network, without internet, with a room that is open at once."""
    reached = reachable_host(host)
    # Codes on the screen lead to the network's address, even where the screen itself was opened as localhost.
    settings = Settings(base_url=f"http://{reached}:{port}")
    _check(bank, language, pace, name, people, script, load_catalogue(settings.questions))

    def open_room(app: Starlette) -> None:
        opened = app.state.assembly.rooms.open(bank, language, pace, name, people, script_from(script))
        _tell(opened, str(settings.base_url))
        _draw(f"{settings.base_url}/j/{opened.seminar.code}")
        _warn(host, reached)

    run(settings, host, port, ready=open_room)


def _check(bank: str, language: str, pace: str, name: str, people: str, script: str, questionnaires: Catalogue) -> None:
    """Raises CampaignInvalid."""
    known: tuple[tuple[str, str, Any], ...] = (
        ("bank", bank, [id_ for id_, one in questionnaires.public.items() if one.speaks(*LANGUAGES)]),
        ("language", language, LANGUAGES),
        ("pace", pace, PACES),
        ("people", people, tuple(PEOPLE)),
        *((("script", script, SCRIPTS),) if script else ()),
    )
    for field, value, choices in known:
        if value not in choices:
            message = N_("“%(value)s” is not a known %(name)s. Choose among: %(choices)s.")
            raise CampaignInvalid(field, message, value=value, name=field, choices=", ".join(choices))
    if len(name) > LONGEST_NAME:
        raise CampaignInvalid("name", N_("At most %(most)s characters."), most=LONGEST_NAME)


def _tell(opened: Opened, base: str, *, json_: bool = False) -> None:
    room = opened.seminar
    places = {
        "join": f"{base}/j/{room.code}",
        "screen": f"{base}/{room.language}/screen/{opened.screen}",
        "remote": f"{base}/{room.language}/remote/{opened.remote}",
        "sheet": f"{base}/{room.language}/remote/{opened.remote}/sheet",
    }
    if json_:
        typer.echo(json.dumps({"code": room.code, **places}, indent=2))
        return
    typer.echo(_("Code: %(code)s") % {"code": spelled(room.code)})
    for place, address in places.items():
        typer.echo(f"{_(LABELS[place])}: {address}")


def _draw(address: str) -> None:
    """To be scanned from the terminal, where its letters can draw."""
    with suppress(UnicodeEncodeError):
        segno.make(address, micro=False).terminal(compact=True)
    sys.stdout.flush()


def _warn(host: str, reached: str) -> None:
    if reached.startswith("127."):
        typer.echo(_("This machine is on no network: join a hotspot or a router, then start again."), err=True)
    others = [one for one in addresses() if one != reached] if host in EVERYWHERE else []
    if others:
        typer.echo(
            _("If phones find nothing there, start again with --host and another address: %(others)s.")
            % {"others": ", ".join(others)},
            err=True,
        )
