"""Commitments as their readers see them: what was promised, how the organisation says it stands, who noticed.

Promises both side by side without a word between them: the two may contradict each other. Reads what a composition says
(`app.barometer.composed`), or the same of one that is not public yet.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from app.banks.faults import N_
from app.banks.nouns import fill
from app.barometer.published import JsonMap
from app.publication.values import Phrase, Reason, Share
from app.web.headlines import Headlines
from app.web.language import day, number
from app.web.wording import Wording

ABOUT = N_("For %(whom)s · %(function)s · by %(day)s")
STATES = {
    "announced": N_("Promised for %(day)s."),
    "under_way": N_("Under way, the organisation said on %(day)s."),
    "kept": N_("Kept, the organisation said on %(day)s."),
    "dropped": N_("Dropped on %(day)s: “%(words)s”"),
}
SILENT = N_("Due on %(day)s. The organisation has said nothing about it yet.")
WORDS = N_("“%(words)s”")
ONE_DAY_LATE, DAYS_LATE = N_("One day late."), N_("%(days)s days late.")
NOTICED = N_("Noticed it, among {customers}: %(customers)s; among staff: %(staff)s.")
TOO_FEW = N_("too few answers")
ASKED = ("customers", "staff")
"""The voices that are asked, as sentences name them."""


@dataclass(frozen=True, slots=True)
class CommitmentView:
    """words: what is promised; language: of these words where it is not the reader's, else None; dimension: the name of
    the one that it is about, or empty; about: to whom, by whom, by when; stands: how it stands, a sentence each;
    history: what was said before, the oldest first; days_late: since its day, while it is neither kept nor dropped;
    noticed: who noticed it, or empty where nobody was asked yet."""

    number: int
    words: str
    language: str | None
    dimension: str
    about: str
    stands: tuple[str, ...]
    history: tuple[str, ...]
    days_late: int
    noticed: str


@dataclass(frozen=True, slots=True)
class CommitmentTelling:
    """How commitments reach one reader. say: gettext in their language; subjects: the dimensions' names in it, by id;
    today: the reader's day, where the survey is."""

    wording: Wording
    say: Callable[[str], str]
    subjects: Mapping[str, str]
    today: date

    def views(self, content: JsonMap, *, own: bool) -> tuple[CommitmentView, ...]:
        """Of a composition. own: those of its edition, else those that its voices were asked about."""
        found = (one for one in content["commitments"] if (one["made_in"] == content["edition"]) is own)
        return tuple(self.view(one, asked=not own) for one in found)

    def view(self, made: JsonMap, *, asked: bool = False) -> CommitmentView:
        """Of one as a composition has it. asked: whether it says who noticed."""
        (words, given), (whom, _language), (signed, _language) = (
            self._text(made[name]) for name in ("words", "whom", "signed")
        )
        due, said = date.fromisoformat(made["due_on"]), made["progress"]
        late = max(0, (self.today - due).days) if made["state"] in ("announced", "under_way") else 0
        return CommitmentView(
            number=made["number"],
            words=words,
            language=None if given == self.wording.language else given,
            dimension=self.subjects.get(made["dimension"], ""),
            about=self._said(ABOUT, whom=whom, function=signed, day=self._day(due)),
            stands=tuple(self._stands(made, due, late)),
            history=tuple(" ".join(self._note(one)) for one in said[:-1]),
            days_late=late,
            noticed=self._noticed(made["noticed"]) if asked else "",
        )

    def _stands(self, made: JsonMap, due: date, late: int) -> Iterator[str]:
        if made["state"] == "announced":
            yield self._said(SILENT if late else STATES["announced"], day=self._day(due))
        else:
            yield from self._note(made["progress"][-1])
        if late:
            yield self._said(ONE_DAY_LATE if late == 1 else DAYS_LATE, days=number(self.wording.language, late))

    def _note(self, said: JsonMap) -> Iterator[str]:
        """What was said of it one day, with the words that were given."""
        on, (words, _language) = self._day(date.fromisoformat(said["said_on"])), self._text(said["words"])
        yield self._said(STATES[said["state"]], day=on, words=words)
        if words and said["state"] != "dropped":
            yield self._said(WORDS, words=words)

    def _noticed(self, noticed: Mapping[str, JsonMap]) -> str:
        told = Headlines(self.wording.language, self.say, {})
        shares = {voice: told.share(_share(noticed[voice])) for voice in ASKED if voice in noticed}
        small = {voice: text[:1].lower() + text[1:] for voice, text in shares.items()}
        return self._said(NOTICED, **{voice: small.get(voice) or self._said(TOO_FEW) for voice in ASKED})

    def _text(self, texts: Mapping[str, str]) -> tuple[str, str]:
        """In the reader's language where it was given, else as it was; and in which. Empty where nothing was said."""
        own = self.wording.language
        return next(((texts[one], one) for one in (own, *texts) if texts.get(one)), ("", own))

    def _said(self, message: str, **values: str) -> str:
        return fill(self.say(message), self.wording.language, self.wording.people) % values

    def _day(self, when: date) -> str:
        return day(self.wording.language, when)


def _share(found: JsonMap) -> Share:
    """As a release writes it."""
    reason = found["reason"] and Reason(found["reason"])
    return Share(Phrase(found["phrase"]), found["percent"], found["below"], found["above"], found["count"], reason)
