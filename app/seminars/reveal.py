"""What a room answered, told at last: everyone in one release, votes and guesses by option.

Promises that whatever is told covers five people or more, and is told in the transaction that moves the stage.
Refuses to tell of a rehearsal anything but what was invented.
"""

from dataclasses import replace
from datetime import date

from sqlalchemy import Connection

from app.campaigns.store import existing
from app.publication.store import latest, release_if_due, settled_rounding
from app.seminars import rehearsal
from app.seminars.seminar import Seminar
from app.seminars.stage import GUESS, LEAST, Stage, counted
from app.tallies import ballots
from app.tallies.ballots import Ballot
from app.tallies.closing import close_within, seal_ready
from app.tallies.keys import PoolKeys
from app.totem.model import Bank


class Reveals:
    """Each in the caller's write transaction; obsolete: takes the keys to forget once it is committed."""

    def __init__(self, keys: PoolKeys, secret: bytes) -> None:
        self._keys, self._secret = keys, secret

    def reveal(self, connection: Connection, room: Seminar, bank: Bank, today: date, obsolete: set[str]) -> Stage:
        """Those who wait, if they are five; one to four newcomers wait on."""
        if room.stage.rehearsal:
            return replace(room.stage, guesses=rehearsal.guesses(bank, room) or None)
        obsolete |= seal_ready(connection, self._keys, room.campaign_id)
        self._release(connection, room, bank, today)
        return self._guessed(connection, room, obsolete) if latest(connection, room.campaign_id) else room.stage

    def close(self, connection: Connection, room: Seminar, bank: Bank, today: date, obsolete: set[str]) -> Stage:
        """The last release; of fewer than five newcomers, nothing stays."""
        if room.stage.rehearsal:
            return room.stage
        stage = self._guessed(connection, room, obsolete)
        obsolete |= close_within(connection, self._keys, room.campaign_id, today)[1]
        self._release(connection, room, bank, today)
        return stage

    def round_closed(self, connection: Connection, room: Seminar, obsolete: set[str]) -> Stage:
        """The stage with what an open round gave; the same where none is open."""
        stage = room.stage
        if stage.vote is None or not stage.vote.is_open:
            return stage
        if stage.rehearsal:
            return counted(stage, rehearsal.votes(room, stage.vote))
        return counted(stage, self.disclosed(connection, room, stage.vote.ballot, obsolete))

    def disclosed(
        self, connection: Connection, room: Seminar, ballot: str, obsolete: set[str]
    ) -> tuple[int, ...] | None:
        """What a ballot gave, None under five; it is over."""
        votes, gone = ballots.disclose(connection, self._keys, Ballot(room.campaign_id, ballot), LEAST)
        obsolete |= gone
        return votes

    def _guessed(self, connection: Connection, room: Seminar, obsolete: set[str]) -> Stage:
        guesses = self.disclosed(connection, room, GUESS, obsolete)
        return replace(room.stage, guesses=room.stage.guesses or guesses)

    def _release(self, connection: Connection, room: Seminar, bank: Bank, today: date) -> None:
        campaign = existing(connection, room.campaign_id, today)
        draw = settled_rounding(connection, campaign.id, self._secret)
        release_if_due(connection, campaign, bank, today, draw, room=True)
