"""Two sites on which the same is done, and whose people answer otherwise: whatever differs between them is a figure.

Each has two processes on one database, a clock that goes either way, and every address, command and service that knows
of a survey or of its voices. What they say is laid side by side, byte for byte.
"""

import inspect
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta, tzinfo
from itertools import count
from pathlib import Path
from random import Random
from typing import Any, Literal, NamedTuple, get_args, get_origin

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient
from typer.testing import CliRunner

from app.actions import entry_of, publish
from app.barometer.edition import Edition
from app.campaigns.campaign import Campaign
from app.campaigns.draft import CampaignInvalid
from app.campaigns.invitations import make as make_invitations
from app.campaigns.keys import key_digest
from app.campaigns.store import create
from app.cli.invented_voices import InventedVoice
from app.cli.main import app as terminal
from app.db.engine import make_engine, migrate, write_transaction
from app.main import create_app
from app.pool_keys.key_file import KeyFile
from app.settings import load_secrets
from app.tallies.batches import Batches, BatchesRefused, exported, opened
from app.tallies.closing import close
from app.tallies.ledger import Receipt
from app.tallies.ledger import count as count_all
from app.totem.model import Answers, Bank
from app.transfer.backup import backup
from app.web.rate_limit import CodeLimiter
from tests.crowd import a_receipt
from tests.privacy.eye import Door, doors_of
from tests.surveys import OPENED, Surveyed, catalogue
from tests.web.conftest import settings_in
from tests.whole import Whole

OF_ANSWERS = ("/{language}/quiz/{slug}", "/{language}/at/{code}", "/{language}/at/{code}/{token}")
"""Beside the route table."""
LEANS = (25.0, 80.0)
"""What people answer around, on either site."""
REFUSED = (CampaignInvalid, BatchesRefused, LookupError)
Said = tuple[object, ...]
people = count(10**12)


class Clock:
    """day, seconds: what every process of a site believes, until it is told otherwise."""

    def __init__(self, day: date) -> None:
        self.day, self.seconds = day, 1000.0

    def stop(self, patch: pytest.MonkeyPatch) -> None:
        clock = self

        class Stopped(datetime):
            @classmethod
            def now(cls, tz: tzinfo | None = None) -> "Stopped":
                return cls(clock.day.year, clock.day.month, clock.day.day, 12, tzinfo=tz or UTC)

        patch.setattr("app.days.datetime", Stopped)


class Process(NamedTuple):
    client: TestClient
    whole: Whole
    doors: list[Door]


class House:
    """lean: the place of what its people answer around in LEANS."""

    def __init__(self, folder: Path, lean: int, clock: Clock) -> None:
        self.folder, self.lean, self.clock, self.copies = folder, lean, clock, 0
        self.start()

    def start(self) -> None:
        self.life = ExitStack()
        self.processes = [self._process() for _ in range(2)]
        self.here.assembly.close_and_reveal()  # as each start does, sooner or later

    def stop(self) -> None:
        self.life.close()

    def _process(self) -> Process:
        app: Any = create_app(settings_in(self.folder))
        whole = Whole(app)
        for held in (whole.releases, whole.campaigns._remembered, whole.places._remembered):
            held._clock = lambda: self.clock.seconds
        whole.give(wrong_keys=CodeLimiter(10**9, 10**9))  # how long ago one was wrong is another clock's
        whole.assembly.publisher._published = lambda _: None  # pictures are painted beside, whenever there is time
        pages = app.routes[-1]
        while not hasattr(pages, "state"):
            pages = pages.app
        client = self.life.enter_context(TestClient(app, base_url="http://totem.example"))
        doors = [door for door in doors_of(pages) if door.method == "GET"]
        return Process(client, whole, [*doors, *(Door("GET", path, {}) for path in OF_ANSWERS)])

    @property
    def here(self) -> Whole:
        return self.processes[0].whole

    @property
    def engine(self) -> Engine:
        return self.here.engine

    @property
    def site(self) -> Surveyed:
        return Surveyed(self.engine, self.here.assembly.keys, [self.clock.day])

    @property
    def secret(self) -> bytes:
        return load_secrets(self.folder / "secrets" / "secret")[0]

    def voices(self, edition: Edition) -> dict[str, Campaign]:
        return self.site.barometers.voices(edition)

    def answer(self, campaign: Campaign, many: int, part: str, first: int, *, differ: bool) -> Said:
        """So many people, counted by one process after the other."""
        bank = catalogue()[campaign.bank].bank
        random = Random(f"{first} {self.lean if differ else ''}")
        crowd = InventedVoice(middle=LEANS[self.lean] if differ else 50, noticed=(0.5, 0.5, 0.5))
        invited = make_invitations(self.engine, campaign.id, many) if campaign.protection == "invitation" else []
        said = []
        for person in range(many):
            sheet: Answers = crowd.sheet(bank, random)
            receipt = Receipt(a_receipt(first + person), self.clock.day + timedelta(days=1))
            token = key_digest(invited[person]) if invited else None
            entry = entry_of(campaign.id, bank, sheet, receipt, part, token)
            said.append(self.processes[person % 2].whole.assembly.ledger.record_now(entry))
        return tuple(said)

    def hour(self, process: int) -> Said:
        """What a process does every hour."""
        whole = self.processes[process].whole
        whole.assembly.close_and_reveal()
        whole.assembly.publisher.publish()
        return ()

    def look_ahead(self, campaign: Campaign, process: int) -> Said:
        """A preview, a publication, whether anything waits: of a voice as of any other campaign."""
        bank, releases = catalogue()[campaign.bank].bank, self.processes[process].whole.releases
        seen = releases.preview(campaign, bank, self.clock.day), releases.is_waiting(campaign, bank, self.clock.day)
        made = publish(self.engine, campaign, bank, self.clock.day, self.secret)
        return *(one and one.to_document() for one in (seen[0], made)), seen[1]

    def command(self, patch: pytest.MonkeyPatch, *words: str) -> Said:
        """What the terminal says, and the files that it writes but for a backup."""
        self.copies += 1
        with patch.context() as its:
            its.setenv("TOTEM_DATA_DIR", str(self.folder / "data"))
            its.setenv("TOTEM_SECRET_FILE", str(self.folder / "secrets" / "secret"))
            its.setenv("TOTEM_POOL_KEY_FILE", str(self.folder / "secrets" / "pool-keys"))
            filled = [word.format(file=self.folder / f"{self.copies}.batches") for word in words]
            done = CliRunner().invoke(terminal, filled)
        files = [Path(word).read_bytes() for word in filled if word.endswith(".batches") and Path(word).exists()]
        said = f"{done.output}{done.exception or ''}".replace(str(self.folder), "")
        return (done.exit_code, said, *(files if words[0] != "backup" else ()))

    def restore(self) -> Said:
        """A backup in the place of the database, with a key file of its own: what waited is lost."""
        self.copies += 1
        copy = self.folder / f"{self.copies}.db"
        backup(self.engine, copy)
        self.stop()
        (self.folder / "secrets" / "pool-keys").unlink()
        copy.replace(self.folder / "data" / "totem.db")
        self.start()
        return ()

    def ask(self, process: int, address: str) -> Said:
        response = self.processes[process].client.get(address, follow_redirects=False)
        return response.status_code, tuple(sorted(response.headers.items())), response.content


def field_work(folder: Path, bank: Bank) -> Batches:
    """What another site counted of the same questionnaire, and closed."""
    engine, keys = make_engine(f"sqlite:///{folder}/field.db"), KeyFile(folder / "field-keys")
    migrate(engine)
    made, random = create(engine, "field", bank.id, OPENED, k=10), Random("field")
    sheets = [InventedVoice(noticed=(0.5, 0.5, 0.5)).sheet(bank, random) for _ in range(14)]
    with write_transaction(engine) as connection:
        receipts = (Receipt(a_receipt(10**15 + person), OPENED) for person in range(len(sheets)))
        counted = [entry_of(made.id, bank, sheet, receipt) for sheet, receipt in zip(sheets, receipts, strict=False)]
        count_all(connection, keys, counted, OPENED)
    close(engine, keys, made.id, OPENED)
    brought = opened(exported(engine, made.slug, bank, b"s" * 32), bank)
    engine.dispose()
    return brought


class Pair:
    """draws: what both draw from, set back before each act, so that they draw the same."""

    def __init__(self, folder: Path, clock: Clock, draws: Random) -> None:
        self.clock, self.draws, self.acts = clock, draws, 0
        first = House(folder / "first", 0, clock)
        first.stop()
        shutil.copytree(folder / "first", folder / "second")
        self.houses = [House(folder / name, lean, clock) for lean, name in enumerate(("first", "second"))]

    def stop(self) -> None:
        for house in self.houses:
            house.stop()

    @property
    def one(self) -> House:
        return self.houses[0]

    def both(self, act: Callable[[House], Said]) -> tuple[Said, Said]:
        """What either says of it."""
        self.acts += 1
        said = []
        for house in self.houses:
            self.draws.seed(f"{self.acts}")
            try:
                said.append(act(house))
            except REFUSED as error:
                said.append((type(error), str(error)))
        return said[0], said[1]


def addresses(doors: Sequence[Door], known: Mapping[str, Sequence[str]], random: Random) -> Iterator[tuple[str, str]]:
    """Each door once, filled in with what is known, and its path. known: by name, or by the start of a path and name.

    Refuses a door that names what nobody here knows of.
    """
    for door in doors:
        names = [part[1:-1].partition(":")[0] for part in _braced(door.path)]
        filled = {name: random.choice(_values(door, name, known)) for name in names}
        path = door.path
        for name, part in zip(names, _braced(door.path), strict=True):
            path = path.replace(part, filled[name], 1)
        yield path, door.path


def _braced(path: str) -> list[str]:
    return [f"{{{part.partition('}')[0]}}}" for part in path.split("{")[1:]]


def _values(door: Door, name: str, known: Mapping[str, Sequence[str]]) -> Sequence[str]:
    of_path = [values for key, values in known.items() if " " in key and _is_of(door.path, name, key)]
    if of_path or name in known:
        return of_path[0] if of_path else known[name]
    found = door.fields[name].annotation if name in door.fields else inspect.Parameter.empty
    assert get_origin(found) is Literal, f"{door.path} says {name}, which nobody fills in here"
    return [str(one) for one in get_args(found)]


def _is_of(path: str, name: str, key: str) -> bool:
    part, of = key.split(" ")
    return of == name and part in path
