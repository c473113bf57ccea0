"""What happens in a room, from its opening to its purge: sequences of a seminar. Knows nothing of HTTP.

Promises one release for one reveal, in the transaction that moves the stage, and nothing left of fewer than five.
Refuses a second tap on a page that has not seen the first.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, Engine

from app.banks.loader import Catalogue, Questionnaire
from app.campaigns.store import USUAL_PEOPLE, delete_within
from app.db.engine import read, write_transaction
from app.seminars import store
from app.seminars.attendance import Attendance
from app.seminars.cues import Cues
from app.seminars.joining import join_campaign
from app.seminars.lifetime import Lifetimes
from app.seminars.presses import Presses
from app.seminars.reveal import Reveals
from app.seminars.scripts import Script
from app.seminars.seminar import Seminar
from app.seminars.snapshot import RoomSnapshot, on_screen, plan_of, shown_of, version_of
from app.seminars.stage import GUESS, Action, Pace, Plan, Stage
from app.seminars.store import LONGEST_NAME, Opened
from app.seminars.talking.talk import fresh
from app.seminars.talking.talks import TalkStep
from app.tallies.admission import Outcome, Receipt
from app.tallies.batches import AlreadyJoined, BatchesRefused, joined
from app.tallies.custody import let_go
from app.tallies.keys import PoolKeys
from app.tallies.ledger import TotalsUnavailable, today_in_utc

__all__ = [
    "GUESS", "AlreadyJoined", "BatchesRefused", "Opened", "Outcome", "RoomSnapshot", "Rooms", "Seminar",
    "TotalsUnavailable", "version_of",
]  # fmt: skip

log = logging.getLogger(__name__)


class Rooms:
    def __init__(
        self,
        engine: Engine,
        keys: PoolKeys,
        questionnaires: Catalogue,
        secret: bytes,
        today: Callable[[], date] = today_in_utc,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], float] = time.time,
    ) -> None:
        """secret: the site's, 32 bytes; now: in seconds since 1970. Phones are heard from start() to stop()."""
        self._engine, self._keys, self._questionnaires = engine, keys, questionnaires
        self._secret, self._today, self.now, self._lifetimes = secret, today, now, Lifetimes(clock)
        self._presence = Attendance(engine, keys, questionnaires, secret, today)
        self._presses = Presses(Reveals(keys, secret), today, lambda: self.now())

    def start(self) -> None:
        """A prepared room asks what its bank asks now: nobody has answered what it asked before."""
        for room in store.seminars(self._engine):
            known = self._questionnaires.get(room.bank)
            if known and room.is_open and room.arrived_on is None and room.fingerprint != known.fingerprint:
                # Another process may do so at the same moment, and then somebody may come.
                self._changed(room.id, lambda *now: {} if now[1].arrived_on else self._emptied(*now), version_of(room))
        self._presence.start()

    def stop(self) -> None:
        """Write what phones handed in, then end."""
        self._presence.stop()

    def open(
        self, bank: str, language: str, pace: Pace, name: str, people: str = USUAL_PEOPLE, script: Script | None = None
    ) -> Opened:
        """people: the id of the word for those served. Raises LookupError for a bank that is not here."""
        shown = "".join(letter if letter.isprintable() else " " for letter in name)
        tidied = " ".join(shown.split())[:LONGEST_NAME].strip()
        asked, cues = self._questionnaire(bank).fingerprint, Cues(script)
        return store.open_room(self._engine, bank, asked, language, pace, tidied, self._today(), people, cues)

    def again(self, id_: int) -> Opened:
        """An empty room for the next group. Raises LookupError."""
        room = self._room(id_)
        opened = self.open(room.bank, room.language, room.pace, room.name, room.people, room.cues.script)
        seminar = self._changed(opened.seminar.id, lambda *_: {"talk": fresh(room.talk)})
        return replace(opened, seminar=seminar)

    async def arrive(self, room: Seminar, receipt: Receipt) -> bool:
        """Whether the room still takes phones. A whole room scans at once: nobody's page waits for these commits.

        Raises TotalsUnavailable.
        """
        if await self._presence.arrive(room.slug, receipt) is Outcome.CLOSED:
            return False
        self._lifetimes.begin(room.slug)
        return True

    async def vote(self, slug: str, ballot: str, receipt: Receipt, choice: int) -> Outcome:
        """closed: too early, too late, or no such choice. Raises TotalsUnavailable."""
        return await self._presence.vote(slug, ballot, receipt, choice)

    def shown(self, seminar: Seminar) -> RoomSnapshot:
        """Raises ReleaseDamaged, LookupError."""
        with read(self._engine) as connection:
            return shown_of(connection, seminar, self._asked(seminar).bank)

    def on_screen(self, seminar: Seminar) -> tuple[Seminar, RoomSnapshot]:
        """What the screen shows, which may stand still. Raises ReleaseDamaged, LookupError."""
        with read(self._engine) as connection:
            return on_screen(connection, seminar, self._asked(seminar).bank)

    def plan(self, seminar: Seminar, shown: RoomSnapshot) -> Plan:
        """Raises LookupError."""
        return plan_of(seminar, self._asked(seminar).bank, shown.released)

    def act(self, id_: int, action: Action, version: str | None = None) -> Seminar:
        """version: of what was acted on; where it is another, nothing changes. Raises LookupError,
        TotalsDamaged, ReleaseDamaged, PoolKeysDamaged."""

        def change(connection: Connection, room: Seminar, obsolete: set[str]) -> dict[str, Any]:
            return self._presses.acted(connection, room, self._asked(room), action, obsolete)

        return self._changed(id_, change, version)

    def put_to_vote(self, id_: int, item: str, side: str, version: str | None = None) -> Seminar:
        """Not before the reveal, nor in a room that is over: then nothing changes. Raises LookupError for no item."""

        def change(connection: Connection, room: Seminar, obsolete: set[str]) -> dict[str, Any]:
            return self._presses.put_to_vote(connection, room, self._asked(room), item, side, obsolete)

        return self._changed(id_, change, version)

    def talk(self, id_: int, step: TalkStep, version: str | None = None) -> Seminar:
        """Raises LookupError for what the room cannot do now, CampaignInvalid for what was typed."""

        def change(connection: Connection, room: Seminar, obsolete: set[str]) -> dict[str, Any]:
            return self._presses.talked(connection, room, self._asked(room), step, obsolete)

        return self._changed(id_, change, version)

    def hide_code(self, id_: int, hidden: bool, version: str | None = None) -> Seminar:
        return self._changed(id_, lambda _, room, __: {"stage": replace(room.stage, code_hidden=hidden)}, version)

    def choose_prompt(self, id_: int, at: int, version: str | None = None) -> Seminar:
        return self._changed(id_, lambda _, room, __: {"stage": replace(room.stage, prompt=at)}, version)

    def direct(self, id_: int, cue: Callable[[Cues], Cues], version: str | None = None) -> Seminar:
        """What lies beside the beats, changed. Raises what the cue raises."""
        return self._changed(id_, lambda _, room, __: {"cues": cue(room.cues)}, version)

    def rehearse(self, id_: int, on: bool, version: str | None = None) -> Seminar:
        """Not once somebody came. Phones that come meanwhile wait outside, and nothing of theirs is stored."""

        def change(_: Connection, room: Seminar, __: set[str]) -> dict[str, Any]:
            if on == room.stage.rehearsal or (on and (room.arrived or room.finished)):
                return {}
            return {"stage": Stage(rehearsal=on), "talk": fresh(room.talk), "cues": room.cues.afresh}

        return self._changed(id_, change, version)

    def reset(self, id_: int, version: str | None = None) -> Seminar:
        """Nobody came, nothing was shown: only the code, the keys and the settings stay."""
        return self._changed(id_, self._emptied, version)

    def add_to_campaign(self, id_: int, slug: str, key: str) -> None:
        """Whoever was revealed, as one batch: so its k is how many they are. key: its organiser's, or the one that adds
        rooms. Raises BatchesRefused, AlreadyJoined, LookupError.
        """
        room = self._room(id_)
        bank = self._asked(room).bank
        join_campaign(self._engine, self._secret, room, bank, slug, key)

    def joined(self, room: Seminar) -> list[str]:
        """The slugs of the campaigns that it was added to."""
        return joined(self._engine, room.slug, self._secret)

    def end_due(self, today: date) -> list[str]:
        """Rooms whose hours are over, prepared ones that nobody came to, closed ones that were kept long enough.

        Returns their slugs. One that cannot be ended does not keep the others from it.
        """
        ended, rooms = [], store.seminars(self._engine)
        self._lifetimes.keep({room.slug for room in rooms})
        for room in rooms:
            try:
                if self._lifetimes.is_over(room, today):
                    self._end(room)
                    ended.append(room.slug)
            except Exception:
                log.exception("The room %s cannot be ended.", room.slug)
        return ended

    def _end(self, room: Seminar) -> None:
        """Unless another process was faster: SQLite may have given its numbers to another room by now."""
        if room.closed_on:
            obsolete = set[str]()
            with write_transaction(self._engine) as connection:
                if store.named(connection, [room.slug]):
                    store.delete_room(connection, room.id)
                    obsolete = delete_within(connection, self._keys, room.campaign_id)
            let_go(self._keys, obsolete)
        else:
            now = self.rehearse(room.id, False, version_of(room))
            if now.slug == room.slug:
                self.act(room.id, "close", version_of(now))

    def _emptied(self, connection: Connection, room: Seminar, obsolete: set[str]) -> dict[str, Any]:
        store.empty(connection, room, self._questionnaire(room.bank).fingerprint, self._today())
        obsolete |= delete_within(connection, self._keys, room.campaign_id)
        return {}

    def _changed(
        self, id_: int, change: Callable[[Connection, Seminar, set[str]], dict[str, Any]], version: str | None = None
    ) -> Seminar:
        """change: in the write transaction; it adds the keys to forget once that is committed. Not called for a room
        that is over, nor for one of another version. Raises LookupError."""
        obsolete = set[str]()

        def checked(connection: Connection, room: Seminar) -> dict[str, Any]:
            return change(connection, room, obsolete) if room.is_open and version in (None, version_of(room)) else {}

        room = store.changed(self._engine, id_, checked)
        let_go(self._keys, obsolete)
        return room

    def _room(self, id_: int) -> Seminar:
        room = store.by_id(self._engine, id_)
        if room is None:
            raise LookupError(f"There is no seminar {id_}.")
        return room

    def _asked(self, room: Seminar) -> Questionnaire:
        """What it asks. Raises LookupError."""
        return self._questionnaire(room.bank, room.fingerprint)

    def _questionnaire(self, bank: str, fingerprint: str = "") -> Questionnaire:
        """fingerprint: of what a room asks; the present one without."""
        found = self._questionnaires.asked(bank, fingerprint)
        if found is None:
            raise LookupError(f"There is no questionnaire {bank}.")
        return found
