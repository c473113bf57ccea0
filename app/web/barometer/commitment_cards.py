"""Commitments as their readers see them: what was promised, how the organisation says it stands, who noticed.

Promises both side by side, without a word between them: the two may contradict each other.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from app.banks.faults import N_
from app.barometer.published import JsonMap
from app.web.barometer.published_survey import share_of
from app.web.barometer.telling import Telling
from app.web.figures.blocks import Said, said_in
from app.web.language import day, number

FOR = N_("For %(whom)s · %(function)s · by %(day)s")
STATES = {
    "announced": N_("Promised for %(day)s."),
    "under_way": N_("Under way, the organisation said on %(day)s."),
    "kept": N_("Kept, the organisation said on %(day)s."),
    "dropped": N_("Dropped on %(day)s: “%(words)s”"),
}
SILENT = N_("Due on %(day)s. The organisation has said nothing about it yet.")
ONE_DAY_LATE, DAYS_LATE = N_("One day late."), N_("%(days)s days late.")
NOTICED = N_("Noticed it, among {customers}: %(customers)s; among staff: %(staff)s.")
NOBODY_TOLD = N_("too few answers")
VOICES = ("customers", "staff")


@dataclass(frozen=True, slots=True)
class CommitmentCard:
    """words: what is promised; about: to whom, by whom, by when; dimension: the name of the one it is about, or empty;
    state: how it stands, as the organisation says; noticed: who noticed it, empty where nobody was asked."""

    number: int
    words: Said
    dimension: str
    about: str
    state: tuple[str, ...]
    noticed: str


def commitment_cards(content: JsonMap, telling: Telling, today: date, *, own: bool) -> tuple[CommitmentCard, ...]:
    """own: of this edition, or else those of the one before, which its voices were asked about. today: what tells
    whether one is late."""
    found = (one for one in content["commitments"] if (one["made_in"] == content["edition"]) is own)
    return tuple(_card(one, telling, today, own=own) for one in found)


def _card(made: JsonMap, telling: Telling, today: date, *, own: bool) -> CommitmentCard:
    words = said_in(made["words"], telling.language)
    assert words
    due = day(telling.language, date.fromisoformat(made["due_on"]))
    return CommitmentCard(
        number=made["number"],
        words=words,
        dimension=telling.subjects.get(made["dimension"], ""),
        about=telling.said(FOR, whom=made["whom"], function=made["signed"], day=due),
        state=tuple(_state(made, telling, today)),
        noticed="" if own else _noticed(made["noticed"], telling),
    )


def _state(made: JsonMap, telling: Telling, today: date) -> Iterator[str]:
    due = date.fromisoformat(made["due_on"])
    late = (today - due).days if made["state"] in ("announced", "under_way") else 0
    if made["state"] == "announced":
        yield telling.said(SILENT if late > 0 else STATES["announced"], day=day(telling.language, due))
        return
    last = made["progress"][-1]
    said_on = day(telling.language, date.fromisoformat(last["said_on"]))
    yield telling.said(STATES[made["state"]], day=said_on, words=last["words"])
    if late > 0:
        days = number(telling.language, late)
        yield telling.said(ONE_DAY_LATE) if late == 1 else telling.said(DAYS_LATE, days=days)


def _noticed(noticed: Mapping[str, JsonMap], telling: Telling) -> str:
    shares = {
        voice: telling.share(share_of(noticed[voice])) if voice in noticed else telling.said(NOBODY_TOLD)
        for voice in VOICES
    }
    return telling.said(NOTICED, **shares)
