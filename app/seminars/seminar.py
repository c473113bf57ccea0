"""A room as it is stored: its row, and that of its campaign."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from app.campaigns.draft import USUAL_PEOPLE
from app.db.tables import CampaignRow, SeminarRow
from app.seminars.cues import NO_CUES, Cues, cues_from, cues_to_document
from app.seminars.stage import Pace, Stage, stage_from, to_document
from app.seminars.talking.talk import NOTHING_SAID, Talk, talk_from, talk_to_document

SELECT_SEMINARS = select(
    col(SeminarRow.id),
    col(SeminarRow.campaign_id),
    col(SeminarRow.code),
    col(SeminarRow.name),
    col(SeminarRow.language),
    col(SeminarRow.pace),
    col(SeminarRow.stage),
    col(SeminarRow.talk),
    col(SeminarRow.arrived),
    col(SeminarRow.finished),
    col(SeminarRow.arrived_on),
    col(SeminarRow.cues),
    col(SeminarRow.standing),
    col(CampaignRow.slug),
    col(CampaignRow.bank),
    col(CampaignRow.people),
    col(CampaignRow.fingerprint),
    col(CampaignRow.opened_on),
    col(CampaignRow.closed_on),
    col(CampaignRow.not_counted),
).join(CampaignRow, col(CampaignRow.id) == col(SeminarRow.campaign_id))
WRITTEN: dict[str, Callable[[Any], str | None]] = {
    "stage": to_document, "talk": talk_to_document, "cues": cues_to_document,
}  # fmt: skip
PARSED: dict[str, Callable[[Any], Any]] = {"stage": stage_from, "talk": talk_from, "cues": cues_from}


@dataclass(frozen=True, slots=True)
class Seminar:
    """slug: of its campaign, which names it in the addresses of phones; people: those served, by the id of their word;
    fingerprint: of the structure that it asks.

    arrived: phones that came; finished: sheets that were counted; arrived_on: the first day of either; opened_on,
    closed_on: of its campaign; not_counted: whether its end left out people, fewer than LEAST;
    standing: the address that stays at which it stands. Days are in UTC.
    """

    id: int
    campaign_id: int
    slug: str
    bank: str
    fingerprint: str
    code: str
    name: str
    language: str
    pace: Pace
    stage: Stage
    arrived: int
    finished: int
    arrived_on: date | None
    opened_on: date
    closed_on: date | None
    not_counted: bool
    people: str = USUAL_PEOPLE
    talk: Talk = NOTHING_SAID
    cues: Cues = NO_CUES
    standing: str | None = None

    @property
    def is_open(self) -> bool:
        return self.closed_on is None

    @property
    def turn(self) -> str:
        """What phones follow: of its stage, and of what it talks about."""
        return self.stage.turn + self.talk.shows

    @property
    def shows(self) -> tuple[Stage, Talk, Cues, date | None]:
        """What goes out at once when it changes."""
        return self.stage, self.talk, self.cues, self.closed_on


def seminar_from(values: dict[str, Any]) -> Seminar:
    """values: of a row of SELECT_SEMINARS, by column."""
    return Seminar(**values | {name: parse(values[name]) for name, parse in PARSED.items()})
