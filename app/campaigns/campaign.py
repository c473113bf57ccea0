"""What a campaign is, as it was read on a day.

Its state is worked out from days alone: whoever reads it says which day it is.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from app.campaigns.words import Words, words_from
from app.days import FORMER_ZONE, day_in
from app.publishing import Audience, Publishing, publishing_from

Protection = Literal["open", "code", "invitation", "room", "place"]
PROTECTIONS: tuple[Protection, ...] = ("open", "code", "invitation")
"""Those that an organiser may choose: a room's campaign is made with its room, a place's with its mirror survey."""
State = Literal["draft", "open", "closed", "archived"]


@dataclass(frozen=True, slots=True)
class Campaign:
    """people: the id of the word for the people served; k: the fewest people that a figure may cover.

    opened_on: its first day, to come for a draft; closes_on: its last day, if one was set; closed_on: the day it ended.
    series: what its editions share, or empty; expected: how many people it is meant for; fingerprint: of the bank's
    structure since the first answer; protection: who may be counted (anyone, who has the code, who has an invitation,
    who is in the room, who saw the poster of a place); words: the document of own_words; manager, reader: digests of
    the keys to its pages; withdrawn_on: since when its figures are not shown; not_counted: whether a close left a small
    part out; zone: the time zone that its days are in; edition_id, voice: of a mirror survey (None and empty for a
    plain campaign); depositor: digest of the key that adds rooms to it; publishing: the document of published_as;
    seen_on: the day on which it was read, there.
    """

    id: int
    slug: str
    bank: str
    people: str
    edition: str
    k: int
    opened_on: date
    closed_on: date | None
    publishes_itself: bool
    series: str = ""
    closes_on: date | None = None
    expected: int | None = None
    protection: Protection = "open"
    code: str = ""
    fingerprint: str = ""
    words: str = "{}"
    manager: bytes | None = None
    reader: bytes | None = None
    withdrawn_on: date | None = None
    archived_on: date | None = None
    not_counted: bool = False
    zone: str = FORMER_ZONE
    edition_id: int | None = None
    voice: str = ""
    depositor: bytes | None = None
    publishing: str = "{}"
    seen_on: date = field(default=date.max, compare=False)

    @property
    def is_open(self) -> bool:
        """On the day on which it was read."""
        return self.is_open_on(self.seen_on)

    def is_open_on(self, day: date) -> bool:
        return state_of(self, day) == "open"

    @property
    def has_answers(self) -> bool:
        """Whether somebody was counted: from then on its structure, its parts and its people stay as they are."""
        return self.fingerprint != ""

    def holds(self, fingerprint: str) -> bool:
        """Whether a sheet of this structure may be counted: any before the first answer, then only those like it."""
        return self.fingerprint in ("", fingerprint)

    @property
    def own_words(self) -> Words:
        return words_from(self.words)

    @property
    def published_as(self) -> Publishing:
        return publishing_from(self.publishing)

    @property
    def audience(self) -> Audience:
        """Who may read its figures, on the day on which it was read."""
        return self.published_as.audience_on(self.seen_on)

    @property
    def public_on(self) -> date | None:
        """From when everyone may, where that day is to come."""
        day = self.published_as.public_on
        return date.fromisoformat(day) if day and self.audience != "everyone" else None

    @property
    def announced_on(self) -> date | None:
        """On which day its figures can be read, while it is to come."""
        published = self.published_as
        return None if published.is_shown_on(self.seen_on) else date.fromisoformat(published.shown_on)


def state_of(campaign: Campaign, today: date) -> State:
    """Past its last day it counts nobody, whether or not what waits is sealed yet. today: or an instant."""
    today = day_in(campaign.zone, today)
    if campaign.archived_on:
        return "archived"
    if campaign.closed_on or (campaign.closes_on and campaign.closes_on < today):
        return "closed"
    return "draft" if today < campaign.opened_on else "open"
