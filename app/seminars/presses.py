"""What a trainer's press does to a room, within the transaction that writes it: its stage, its talk and its cues move
together."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Connection

from app.banks.loader import Questionnaire
from app.seminars.attendance import options_of
from app.seminars.cues import moved_on, takes_off, uncovered
from app.seminars.reveal import Reveals
from app.seminars.seminar import Seminar
from app.seminars.snapshot import newest, plan_of
from app.seminars.stage import BEFORE, Action, is_reveal, left, moved, voting
from app.seminars.talking.talk import off
from app.seminars.talking.talks import Talks, TalkStep


class Presses:
    """Each returns what becomes of the room, by column, and adds the keys that are to be forgotten once that is
    committed. now: in seconds since 1970."""

    def __init__(self, reveals: Reveals, today: Callable[[], date], now: Callable[[], float]) -> None:
        self._reveals, self._talks, self._today, self._now = reveals, Talks(reveals), today, now

    def acted(
        self, connection: Connection, room: Seminar, asked: Questionnaire, action: Action, obsolete: set[str]
    ) -> dict[str, Any]:
        """Raises TotalsDamaged, ReleaseDamaged, PoolKeysDamaged."""
        if takes_off(room.cues, action):
            return {"cues": uncovered(room.cues)}
        talk, is_all = self._talks.acted(connection, room, asked, action, obsolete)
        if is_all:
            return {"talk": talk}
        bank, today = asked.bank, self._today()
        plan = plan_of(room, bank, newest(connection, room, bank))
        open_round = room.stage.vote is not None and room.stage.vote.is_open
        if action != "pause":
            room = replace(room, stage=self._reveals.round_closed(connection, room, obsolete))
        if open_round and action == "next":
            return {"stage": room.stage, "talk": talk}
        if action == "close":
            room = replace(room, stage=self._reveals.close(connection, room, bank, today, obsolete))
        elif is_reveal(room.stage, action, plan):
            room = replace(room, stage=self._reveals.reveal(connection, room, bank, today, obsolete))
        plan = plan_of(room, bank, newest(connection, room, bank))
        stage = moved(room.stage, action, plan)
        return {"stage": stage, "talk": talk, "cues": moved_on(room.cues, action, stage, self._now())}

    def put_to_vote(
        self, connection: Connection, room: Seminar, asked: Questionnaire, item: str, side: str, obsolete: set[str]
    ) -> dict[str, Any]:
        """Nothing before the reveal. Raises LookupError for no item."""
        many = options_of(asked.bank, item, side)
        if room.stage.beat in BEFORE:
            return {}
        stage = voting(self._reveals.round_closed(connection, room, obsolete), item, side, many)
        talk, cues = self._talks.counted(connection, room, obsolete), moved_on(room.cues, "vote", stage, self._now())
        return {"stage": stage, "talk": off(talk), "cues": cues}

    def talked(
        self, connection: Connection, room: Seminar, asked: Questionnaire, step: TalkStep, obsolete: set[str]
    ) -> dict[str, Any]:
        """Raises LookupError for what the room cannot do now, CampaignInvalid for what was typed."""
        talk = self._talks.done(connection, room, asked, step, obsolete)
        if not talk.is_on:
            return {"talk": talk}
        stage = left(self._reveals.round_closed(connection, room, obsolete))
        return {"talk": talk, "stage": stage, "cues": moved_on(room.cues, "vote", stage, self._now())}
