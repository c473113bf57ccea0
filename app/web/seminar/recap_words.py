"""What a recap says around its figures, once, for the page and for the press.

Promises sentences that never rank. Refuses to say more of a small room than its release does.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from app.banks import nouns
from app.banks.faults import N_
from app.publication.contrasts import Standing, first_of, gaps_of
from app.publication.documents import ReleaseDocument
from app.seminars.seminar import Seminar
from app.web.context import CampaignContext
from app.web.headlines import Headlines
from app.web.language import number

HEADINGS = {
    "troupe": N_("The troupe"),
    "triangle": N_("On the triangle of forces"),
    "dimension": N_("Dimension"),
    "mirror": N_("The dimensions in the mirror"),
    "dimensions": N_("The dimensions"),
    "votes": N_("What the room voted on"),
    "animal": N_("Animal"),
    "people": N_("People"),
    "guesses": N_("Guesses"),
    "before": N_("Before talking"),
    "after": N_("After"),
    "never who": N_(
        "How many chose what, never who. A dash: fewer than five votes, or a count that would tell of fewer than five "
        "people."
    ),
    "talk": N_("To talk about"),
    "try": N_("What we will try"),
    "one thing": N_("One small thing, this month:"),
    "same thing": N_("The same thing, in the mirror:"),
    "again": N_("We look at it again on:"),
    "reminder": N_("Who reminds us:"),
    "how": N_("How to read this"),
    "kept": N_("What was kept, what was not"),
    "withheld": N_(
        "The dimensions and their gaps are shown from ten people on: below, they would say too much about each."
    ),
    "keeps": N_(
        "Kept: the totals on this page, until thirty days after the room’s close. Not kept: names, addresses, and who "
        "answered what. Each person’s result is on their own phone, if they chose to keep it."
    ),
    "none": N_("no animal (nothing stood out)"),
    "levels": N_("Mean levels from 0 to 100, rounded; ± is the 95%% interval."),
    "dash": N_("A dash: the occasion came up for fewer than ten people."),
    "in the edition": N_("In the edition"),
    "in the other room": N_("In the other room"),
}
ABOUT = {
    "base": N_("%(n)s people in the room, who chose to answer"),
    "counted": N_(
        "How many of each animal, of %(n)s. Counted exactly, as everybody was told before the first question."
    ),
    "read": N_(
        "A few minutes of answers from %(n)s people who were there and willing. It opens a conversation; it measures "
        "neither a team nor a person. No animal ranks above another."
    ),
}
GUESSED = {
    True: N_("Before the reveal, most of those who guessed expected %(expected)s. They knew one another well."),
    False: N_("Before the reveal, most of those who guessed expected %(expected)s. What came most was %(came)s."),
}
HEADING: dict[Standing, str] = {
    "widest": N_("The widest gap"),
    "clear": N_("A clear gap"),
    "unsettled": N_("The two sides: a question to ask"),
    "unknown": N_("The two sides: a question to ask"),
}
CLEAR = N_("A gap of %(gap)s out of 100: more than chance would explain. Worth asking why, not who.")
GAP: dict[Standing, str] = {
    "widest": CLEAR,
    "clear": CLEAR,
    "unsettled": N_(
        "%(gap)s apart out of 100: chance alone could explain it. Take it as a question, not as a finding."
    ),
    "unknown": N_(
        "%(gap)s apart out of 100, in too few answers to say whether it is more than chance. Take it as a question, "
        "not as a finding."
    ),
}
LATE = {
    True: N_("Some people finished after the reveal: they are counted once there are five of them."),
    False: N_(
        "A few people finished after the last reveal, fewer than five: they are not counted here, and their totals are "
        "destroyed."
    ),
}


@dataclass(frozen=True, slots=True)
class WidestWords:
    """The dimension whose first pair of sides is spoken of. heading: what may be said of it; levels: as they are drawn;
    said: how far to trust it."""

    heading: str
    name: str
    levels: tuple[str, ...]
    said: str


def headings(say: Callable[[str], str]) -> Mapping[str, str]:
    return {name: say(message) % {} for name, message in HEADINGS.items()}


def words_of(
    context: CampaignContext, seminar: Seminar, released: ReleaseDocument, told: Headlines
) -> Mapping[str, str]:
    """Each under its name; guess and late are empty where there is nothing to say."""
    say, n = told.say, number(told.language, released.n)
    sealed = say(N_("questionnaire %(bank)s")) % {"bank": released.fingerprint}
    return {
        **headings(say),
        **{name: say(message) % {"n": n} for name, message in ABOUT.items()},
        "guess": _guess(context, seminar, released, told),
        "late": _late(seminar, released, told),
        "bank": f"{context.wording(context.questionnaire.file.title)} · {sealed}",
    }


def _late(seminar: Seminar, released: ReleaseDocument, told: Headlines) -> str:
    if seminar.is_open:
        return told.say(LATE[True]) if seminar.finished > released.n else ""
    return told.say(LATE[False]) if seminar.not_counted else ""


def widest(context: CampaignContext, released: ReleaseDocument, told: Headlines) -> WidestWords | None:
    """None without levels on both sides, or where no two differ."""
    bank, say = context.questionnaire.bank, context.wording
    names = {dimension.id: say(dimension.name) for dimension in context.questionnaire.file.dimensions}
    shown = {one.id: one for one in released.dimensions if one.id in names}
    gaps = gaps_of(shown.values(), released.n)
    found = first_of(gaps)
    if found is None or not gaps[found[0]].value:
        return None
    id_, standing = found
    means = {level.side: level.mean.value or 0 for level in shown[id_].levels}
    return WidestWords(
        heading=told.say(HEADING[standing]),
        name=names[id_],
        levels=tuple(number(told.language, means[side]) for side in bank.pairs[0]),
        said=told.say(GAP[standing]) % {"gap": number(told.language, abs(gaps[id_].value))},
    )


def _guess(context: CampaignContext, seminar: Seminar, released: ReleaseDocument, told: Headlines) -> str:
    """Empty where fewer than five guessed, or several families were expected, or came, as often."""
    ids = [totem.id for totem in context.questionnaire.bank.totems]
    guesses, winner = seminar.stage.guesses, released.winner
    if (
        not guesses
        or len(guesses) != len(ids)
        or winner is None
        or winner not in told.names
        or guesses.count(max(guesses)) > 1
    ):
        return ""
    expected = ids[guesses.index(max(guesses))]
    names = {"expected": expected, "came": winner}
    many = {what: nouns.a(told.names[id_], told.language, many=True) for what, id_ in names.items()}
    return told.say(GUESSED[expected == winner]) % many
