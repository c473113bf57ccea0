"""What a recap says of what a room talked about: each question with what its rounds gave.

Promises the counts that the screen showed. Refuses those that fewer than five people stand for.
"""

from collections.abc import Iterator

from app.banks.faults import N_
from app.banks.schema import BankFile
from app.seminars.seminar import Seminar
from app.seminars.talking.talk import SMALL
from app.web.groups.talk_view import told_talk
from app.web.groups.talk_words import Gettext
from app.web.language import number
from app.web.wording import Wording

TAKEN = N_("What this room takes home")
UNSHOWN = N_("not shown: it would tell of fewer than five people")
RecapRow = tuple[str, tuple[str, ...]]
"""A choice, and what it got in each round, as it is written."""


def told_talks(gettext: Gettext, say: Wording, file: BankFile, room: Seminar) -> Iterator[tuple[str, list[RecapRow]]]:
    """Each question that has a round to show, with its rows; of choices that are not shown, one row that says so."""
    talk = room.talk
    for vote in (*talk.voted, *((talk.vote,) if talk.vote else ())):
        if not any(vote.rounds):
            continue
        told = told_talk(gettext, say, file, room, vote)
        rows: list[RecapRow] = [
            (one.text, tuple("–" if many is None else number(say.language, many) for many in one.rounds))
            for one in told.options
            if any(many is not None for many in one.rounds)
        ]
        if len(rows) < len(told.options):
            rest = [one.text for one in told.options if all(many is None for many in one.rounds)]
            rows.append((f"{', '.join(rest)} ({gettext(UNSHOWN)})", ("–",) * len(vote.rounds)))
        yield (gettext(TAKEN) if vote.item == SMALL else told.asked.text), rows
