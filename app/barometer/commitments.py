"""What an organisation promises after it has read an edition, and what it says of it since.

Three at most; none changes once the edition is public; what is said since is only ever added.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from app.campaigns.draft import N_, UNPRINTED, CampaignInvalid
from app.campaigns.words import Texts

MOST = 3
FOURTH = N_("Three commitments at most. To write another, take one back, before publication.")
LONGEST_WORDS, LONGEST_WHOM, LONGEST_PROGRESS = 120, 80, 300
ProgressState = Literal["kept", "under_way", "dropped"]
CommitmentState = Literal["announced", "kept", "under_way", "dropped"]
PROGRESS_STATES: tuple[ProgressState, ...] = ("kept", "under_way", "dropped")
PERSON = re.compile(r"\b(?:M|Mme|Mlle|Mr|Mrs|Ms|Dr|Me)\b\.?\s+[A-ZÀ-Ý]|\b(?:Madame|Monsieur|Docteur|Maître)\s+[A-ZÀ-Ý]")
ADDRESS = re.compile(r"[^\s@]@[^\s@]")


@dataclass(frozen=True, slots=True)
class ProgressNote:
    """words: in each language that was given; why, for one that is dropped."""

    said_on: date
    state: ProgressState
    words: Texts


@dataclass(frozen=True, slots=True)
class Commitment:
    """number: 1 to 3; dimension: the id of the one that it is about, or empty; words: what is promised; whom:
    for whom; signed: the function that answers for it: each in every language that was given."""

    number: int
    dimension: str
    words: Texts
    whom: Texts
    signed: Texts
    due_on: date
    made_on: date
    progress: tuple[ProgressNote, ...] = ()

    @property
    def state(self) -> CommitmentState:
        return self.progress[-1].state if self.progress else "announced"

    def told(self, edition: str) -> dict[str, Any]:
        """As plain JSON. edition: the label of the one after which it was made."""
        return {
            "made_in": edition,
            "number": self.number,
            "dimension": self.dimension,
            "words": dict(self.words),
            "whom": dict(self.whom),
            "signed": dict(self.signed),
            "due_on": self.due_on.isoformat(),
            "made_on": self.made_on.isoformat(),
            "state": self.state,
            "progress": [
                {"said_on": one.said_on.isoformat(), "state": one.state, "words": dict(one.words)}
                for one in self.progress
            ],
        }


def commitment_faults(made: Commitment, dimensions: Collection[str], today: date) -> list[CampaignInvalid]:
    """Every fault of one that is written or changed. today: where the survey is."""
    return [
        *_text_faults({"words": made.words, "whom": made.whom, "signed": made.signed}),
        *_more_faults(made, dimensions, today),
    ]


def _text_faults(fields: Mapping[str, Texts]) -> Iterator[CampaignInvalid]:
    longest = {"words": LONGEST_WORDS, "whom": LONGEST_WHOM, "signed": LONGEST_WHOM}
    for field, texts in fields.items():
        if not any(text.strip() for text in texts.values()):
            yield CampaignInvalid(field, N_("This is missing."))
        for text in texts.values():
            yield from _one_text_faults(field, text, longest[field])


def _one_text_faults(field: str, text: str, most: int) -> Iterator[CampaignInvalid]:
    if len(text) > most:
        yield CampaignInvalid(field, N_("This text takes at most %(most)s characters."), most=most)
    elif UNPRINTED.search(text):
        yield CampaignInvalid(field, N_("This text holds a character that cannot be shown."))
    elif PERSON.search(text) or ADDRESS.search(text):
        yield CampaignInvalid(
            field, N_("No person is named here, nor their address: a promise is signed by a function.")
        )


def _more_faults(made: Commitment, dimensions: Collection[str], today: date) -> Iterator[CampaignInvalid]:
    if made.number not in range(1, MOST + 1):
        yield CampaignInvalid("number", FOURTH)
    if made.dimension and made.dimension not in dimensions:
        yield CampaignInvalid("dimension", N_("This subject is none of the survey’s."))
    if made.due_on <= today:
        yield CampaignInvalid("due_on", N_("Promise it for a day to come."))


def progress_faults(said: ProgressNote, before: Sequence[ProgressNote]) -> list[CampaignInvalid]:
    """before: what was said already."""
    faults = [fault for text in said.words.values() for fault in _one_text_faults("words", text, LONGEST_PROGRESS)]
    if said.state not in PROGRESS_STATES:
        faults.append(CampaignInvalid("state", N_("Kept, under way, or dropped: choose one.")))
    if said.state == "dropped" and not any(text.strip() for text in said.words.values()):
        faults.append(CampaignInvalid("words", N_("Say why: everybody will read it.")))
    if before and (before[-1].state, before[-1].words) == (said.state, said.words):
        faults.append(CampaignInvalid("state", N_("This was said already.")))
    return faults
