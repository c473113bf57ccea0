"""How the sentences of a mirror survey reach one reader: language, word for the people served, names, numbers."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from babel.lists import format_list

from app.banks.faults import N_
from app.banks.nouns import capital, fill
from app.banks.schema import Language
from app.publication.policy import WHOLE_PERCENT_FROM
from app.publication.values import Phrase, Share
from app.web.headlines import Headlines
from app.web.language import locale_of, number
from app.web.wording import Wording

VOICES = {"customers": N_("{Customers}"), "staff": N_("Staff"), "leaders": N_("Leaders")}
"""The voices that have a name on screen. Of others, sentences say nothing that would need one."""
QUOTED, FAVOURABLE = N_("‘%(words)s’"), N_("%(points)s: %(share)s.")


@dataclass(frozen=True, slots=True)
class Telling:
    """say: gettext in the language of wording; subjects: the dimensions' names in it, by id; highest: the labels of the
    points that are favourable, in it, from the lowest."""

    wording: Wording
    say: Callable[[str], str]
    subjects: Mapping[str, str]
    highest: tuple[str, ...] = ()

    @property
    def language(self) -> Language:
        return self.wording.language

    def said(self, message: str, **values: str) -> str:
        """The message with the word for the people served, and these values."""
        return fill(self.say(message), self.language, self.wording.people) % values

    def voice(self, id_: str) -> str:
        """Its name, with a capital; empty for one that has none."""
        return self.said(VOICES[id_]) if id_ in VOICES else ""

    def points(self, value: float) -> str:
        """A whole number, or one decimal where there is one: a half-width is judged by it (`app.barometer`)."""
        return number(self.language, value, 1)

    def share(self, share: Share) -> str:
        """As it stands after a colon: “about half”, “41%”."""
        said = Headlines(self.language, self.say, {}).share(share)
        return said[:1].lower() + said[1:]

    def picked(self, percent: float, n: int) -> str:
        """A share of n people, from 50 on; below 100 it is one of steps of five."""
        phrase = Phrase.PERCENT if n >= WHOLE_PERCENT_FROM else Phrase.ABOUT_PERCENT
        return self.share(Share(phrase, percent=round(percent)))

    def favourable(self, share: Share | None) -> str:
        """Who ticked one of the highest points; empty where that is not published, or the points are not known."""
        if share is None or not self.highest:
            return ""
        first, *others = self.highest
        quoted = [self.said(QUOTED, words=words) for words in (capital(first), *others)]
        points = format_list(quoted, style="or", locale=locale_of(self.language))
        return self.said(FAVOURABLE, points=points, share=self.share(share))

    def named(self, ids: Iterable[str]) -> str:
        """As they stand after a colon: “Ease, Listening”."""
        return ", ".join(self.subjects[id_] for id_ in ids)

    def enumerated(self, ids: Iterable[str]) -> str:
        """As they stand within a sentence: “Ease and Listening”."""
        return format_list([self.subjects[id_] for id_ in ids], locale=locale_of(self.language))
