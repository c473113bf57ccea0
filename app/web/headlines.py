"""What a release says in a sentence, in French and in English: the headline of a page, a picture or a screen.

Promises the agreements, elisions and spaces of the language. Refuses to name a leader that the release does not name.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from babel.lists import format_list

from app.banks import nouns
from app.banks.faults import N_
from app.banks.loader import Questionnaire
from app.banks.nouns import Noun
from app.banks.schema import BankFile, Language
from app.publication.documents import TotemShare
from app.publication.values import Phrase, Share
from app.web.language import locale_of, number, percent

MOST_NAMED = 3
"""So many animals are named when they lead together; more are no news."""


BELONGING = {
    Phrase.FEW_OR_NONE: N_("Hardly anyone among you belongs to the family of %(many)s"),
    Phrase.A_FEW: N_("A few of you belong to the family of %(many)s"),
    Phrase.ABOUT_A_QUARTER: N_("About a quarter of you belong to the family of %(many)s"),
    Phrase.ABOUT_A_THIRD: N_("About a third of you belong to the family of %(many)s"),
    Phrase.ABOUT_HALF: N_("About half of you belong to the family of %(many)s"),
    Phrase.ABOUT_TWO_THIRDS: N_("About two thirds of you belong to the family of %(many)s"),
    Phrase.ABOUT_THREE_QUARTERS: N_("About three quarters of you belong to the family of %(many)s"),
    Phrase.ALMOST_ALL: N_("Almost all of you belong to the family of %(many)s"),
    Phrase.ABOUT_PERCENT: N_("About %(share)s of you belong to the family of %(many)s"),
    Phrase.PERCENT: N_("%(share)s of you belong to the family of %(many)s"),
    Phrase.BELOW: N_("Less than %(share)s of you belong to the family of %(many)s"),
    Phrase.ABOVE: N_("More than %(share)s of you belong to the family of %(many)s"),
    Phrase.COUNT: N_("%(count)s of you out of %(n)s belong to the family of %(many)s"),
}
# French takes the singular below 2, so these say it in words, which agree in both languages.
ONE_PERCENT = N_("One in a hundred of you belongs to the family of %(many)s")
BELOW_ONE_PERCENT = N_("Fewer than one in a hundred of you belong to the family of %(many)s")
NOBODY = N_("None of you belong to the family of %(many)s")
ONE = N_("One of you out of %(n)s belongs to the family of %(many)s")
EVERYBODY = N_("All %(n)s of you belong to the family of %(many)s")
TOGETHER = {
    2: N_("Two families lead, with %(count)s people each: %(families)s"),
    3: N_("Three families lead, with %(count)s people each: %(families)s"),
}
MOSTLY = N_("Mostly %(many)s, though with %(n)s people nobody would swear to it")
MIXED = N_("No animal stands out: the troupe is mixed")
WITHOUT_TOTEMS = N_("What %(n)s people answered")

SHORT = {
    Phrase.FEW_OR_NONE: N_("hardly any are %(many)s"),
    Phrase.A_FEW: N_("a few are %(many)s"),
    Phrase.ABOUT_A_QUARTER: N_("about a quarter are %(many)s"),
    Phrase.ABOUT_A_THIRD: N_("about a third are %(many)s"),
    Phrase.ABOUT_HALF: N_("about half are %(many)s"),
    Phrase.ABOUT_TWO_THIRDS: N_("about two thirds are %(many)s"),
    Phrase.ABOUT_THREE_QUARTERS: N_("about three quarters are %(many)s"),
    Phrase.ALMOST_ALL: N_("almost all are %(many)s"),
    Phrase.ABOUT_PERCENT: N_("about %(share)s are %(many)s"),
    Phrase.PERCENT: N_("%(share)s are %(many)s"),
    Phrase.BELOW: N_("less than %(share)s are %(many)s"),
    Phrase.ABOVE: N_("more than %(share)s are %(many)s"),
    Phrase.COUNT: N_("%(count)s are %(many)s"),
}
SHORT_NOBODY, SHORT_ONE = N_("none are %(many)s"), N_("one is %(a)s")

FRACTIONS = [*Phrase][:8]
"""What a small crowd’s shares are said as, the smallest first. They are rounded: side by side they need not add up."""
COARSE = {"mostly": N_("Mostly"), "part": N_("A part"), "few": N_("A small part"), "hardly": N_("Hardly anyone")}

SHARE = {
    Phrase.FEW_OR_NONE: N_("Hardly anyone"),
    Phrase.A_FEW: N_("A small part"),
    Phrase.ABOUT_A_QUARTER: N_("About a quarter"),
    Phrase.ABOUT_A_THIRD: N_("About a third"),
    Phrase.ABOUT_HALF: N_("About half"),
    Phrase.ABOUT_TWO_THIRDS: N_("About two thirds"),
    Phrase.ABOUT_THREE_QUARTERS: N_("About three quarters"),
    Phrase.ALMOST_ALL: N_("Almost all"),
    Phrase.ABOUT_PERCENT: N_("About %(share)s"),
    Phrase.PERCENT: "%(share)s",
    Phrase.BELOW: N_("Less than %(share)s"),
    Phrase.ABOVE: N_("More than %(share)s"),
    Phrase.COUNT: "%(count)s",
}


class Crowd(Protocol):
    """A release, or one of its segments."""

    @property
    def n(self) -> int: ...
    @property
    def totems(self) -> tuple[TotemShare, ...]: ...
    @property
    def none(self) -> Share | None: ...
    @property
    def winner(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Headlines:
    """language: of the reader; say: gettext in it; names: the totems' nouns in it, by id."""

    language: Language
    say: Callable[[str], str]
    names: Mapping[str, Noun]

    def headline(self, crowd: Crowd) -> str:
        """The big sentence, without a full stop: the leader's share, who leads together, or that nobody does."""
        if leader := self._leader(crowd):
            return self.belonging(leader.share, leader.id, crowd.n)
        if not crowd.totems or crowd.winner:
            return self.say(WITHOUT_TOTEMS) % {"n": number(self.language, crowd.n)}
        if (most := mostly(crowd)) and most in self.names:
            forms = {"many": self.names[most].many, "n": number(self.language, crowd.n)}
            return self.say(MOSTLY) % forms
        return self._together(_leaders(crowd.totems)) or self.say(MIXED)

    def belonging(self, share: Share, totem: str, n: int) -> str:
        """How many of you belong to this family. n: all of you."""
        return self.say(_belonging(share, n)) % {**self._forms(share, totem), "n": number(self.language, n)}

    def leader(self, crowd: Crowd) -> str:
        """As short as a cell of a table: “63% are foxes”; or that no animal stands out."""
        leader = self._leader(crowd)
        if leader:
            return self.short(leader.share, leader.id)
        most = mostly(crowd)
        if most and most in self.names:
            return self.say(N_("mostly %(many)s")) % {"many": self.names[most].many}
        return self.say(N_("no animal stands out"))

    def short(self, share: Share, totem: str) -> str:
        """“about a third are bees”; in French a noun: « environ un tiers d’abeilles »."""
        few = {0: SHORT_NOBODY, 1: SHORT_ONE}.get(share.count) if share.count is not None else None
        return self.say(few or SHORT[share.phrase]) % self._forms(share, totem)

    def shares(self, crowd: Crowd) -> dict[str, str]:
        """Each share, by id ("" for no animal), with a capital: none contradicts another, nor the headline."""
        said = coarse(crowd)
        return {
            id_: self.say(COARSE[said[id_]]) if id_ in said else self.share(share)
            for id_, share in _shares(crowd).items()
        }

    def share(self, share: Share) -> str:
        """The share alone, with a capital."""
        message = SHARE[share.phrase]
        return (self.say(message) if message[0] != "%" else message) % self._amounts(share)

    def _leader(self, crowd: Crowd) -> TotemShare | None:
        """The winner, if it has a name."""
        named = (totem for totem in crowd.totems if totem.id in self.names)
        return next((totem for totem in named if totem.id == crowd.winner), None)

    def _together(self, leaders: Sequence[TotemShare]) -> str:
        """Empty where nobody, too many or single people lead, or an animal has no name."""
        count = leaders[0].share.count if leaders else None
        if len(leaders) not in TOGETHER or not count or count < 2 or any(one.id not in self.names for one in leaders):
            return ""
        families = [
            nouns.the(self.names[one.id], self.language, many=True)
            if self.language == "fr"
            else self.names[one.id].many
            for one in leaders
        ]
        listed = format_list(families, locale=locale_of(self.language))
        return self.say(TOGETHER[len(leaders)]) % {"count": number(self.language, count), "families": listed}

    def _forms(self, share: Share, totem: str) -> dict[str, str]:
        name = self.names[totem]
        return self._amounts(share) | {
            "one": name.one,
            "many": name.many,
            "a": nouns.a(name, self.language),
            "of": nouns.of(name, self.language, many=True),
            "of_the": nouns.of_the(name, self.language, many=True),
        }

    def _amounts(self, share: Share) -> dict[str, str]:
        said = next((x for x in (share.percent, share.below, share.above) if x is not None), None)
        return {
            "share": "" if said is None else percent(self.language, said),
            "count": "" if share.count is None else number(self.language, share.count),
        }


def names_of(file: BankFile, language: Language) -> dict[str, Noun]:
    return {totem.id: totem.name.noun(language) for totem in file.totems}


@lru_cache(64)
def nouns_of(questionnaire: Questionnaire, language: Language) -> Mapping[str, Noun]:
    """The same, made once."""
    return names_of(questionnaire.file, language)


def mostly(crowd: Crowd) -> str | None:
    """The animal that a small crowd without a winner mostly is: the largest alone, about half or more."""
    sizes = {totem.id: FRACTIONS.index(totem.share.phrase) for totem in crowd.totems if totem.share.phrase in FRACTIONS}
    largest = [id_ for id_, size in sizes.items() if size == max(sizes.values())]
    if crowd.winner or len(largest) != 1 or sizes[largest[0]] < FRACTIONS.index(Phrase.ABOUT_HALF):
        return None
    return largest[0]


def coarse(crowd: Crowd) -> dict[str, str]:
    """What to say, of COARSE, of each animal whose fraction the headline does not say; nothing where there are numbers.

    Fractions of a small crowd, each rounded, would say that three quarters are one thing and a third another.
    """
    most, third = mostly(crowd), FRACTIONS.index(Phrase.ABOUT_A_THIRD)
    found = {}
    for id_, share in _shares(crowd).items():
        if share.phrase in FRACTIONS and id_ != crowd.winner:
            size = FRACTIONS.index(share.phrase)
            small = ("hardly" if not size else "few") if size < third else "part"
            found[id_] = "mostly" if id_ == most else small
    return found


def _shares(crowd: Crowd) -> dict[str, Share]:
    return {totem.id: totem.share for totem in crowd.totems} | ({"": crowd.none} if crowd.none else {})


def _leaders(totems: Sequence[TotemShare]) -> list[TotemShare]:
    """Those with the most people, where people are counted exactly; none elsewhere."""
    most = max((totem.share.count or 0 for totem in totems), default=0)
    return [totem for totem in totems if most and totem.share.count == most]


def _belonging(share: Share, n: int) -> str:
    if share.percent == 1:
        return ONE_PERCENT
    if share.below == 1:
        return BELOW_ONE_PERCENT
    if share.count == n:
        return EVERYBODY
    return {0: NOBODY, 1: ONE}.get(-1 if share.count is None else share.count, BELONGING[share.phrase])
