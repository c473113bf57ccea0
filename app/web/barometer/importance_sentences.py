"""What matters most to the people served, what staff had guessed of it, and what comes first, in sentences.

Promises that only what is picked clearly above chance is named, and that a guess is judged only where both sides are
clear. Refuses voices that the sentences do not speak of.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from app.barometer.priorities import RANKED_FROM, SHARES_FROM
from app.barometer.published import JsonMap
from app.web.barometer import importance_words as words
from app.web.barometer.published_survey import PublishedSurvey, voice_of
from app.web.barometer.telling import Telling
from app.web.language import in_words


@dataclass(frozen=True, slots=True)
class ImportanceTold:
    """asked: whose picks, a part of the document. Sentences that there is no reason for are empty: guessed, what others
    thought; unranked: that the order is no ranking; withheld: of each voice whose picks are not shown; base: under the
    figure, always."""

    asked: str
    sentence: str
    guessed: str
    unranked: str
    withheld: tuple[str, ...]
    base: str


@dataclass(frozen=True, slots=True)
class PriorityTold:
    """why: a sentence."""

    id: str
    name: str
    why: str


@dataclass(frozen=True, slots=True)
class PrioritiesTold:
    """unranked: that their order is no ranking, or empty; base: under them, always."""

    sentence: str
    priorities: tuple[PriorityTold, ...]
    unranked: str
    base: str


@dataclass(frozen=True, slots=True)
class ImportanceSentences:
    """importance: one question of the survey's."""

    survey: PublishedSurvey
    telling: Telling
    importance: JsonMap

    def told(self) -> ImportanceTold | None:
        """None of a voice that is neither the people served nor staff."""
        asked = voice_of(self.importance["asked"])
        if asked not in words.WITHHELD:
            return None
        return ImportanceTold(
            asked=self.importance["asked"],
            sentence=self._to_customers() if asked == "customers" else self._to_staff(),
            guessed=self._guess() if self._is_guessed_by_staff else "",
            unranked=self._numbered(words.UNRANKED) if self._shows("asked") and self._n < RANKED_FROM else "",
            withheld=tuple(self._withheld()),
            base=self.telling.said(words.BASE[self.importance["most"]]),
        )

    def priorities(self) -> PrioritiesTold | None:
        """None of what is not asked of the people served, or guessed by staff alone: of whose blind spot it is, the
        document says no more."""
        asked = [one["asked"] for one in self.survey.content["importance"]]
        if not self._is_guessed_by_staff or asked.count(self.importance["asked"]) > 1:
            return None
        found = [one for one in self.survey.content["priorities"] if one["asked"] == self.importance["asked"]]
        return PrioritiesTold(
            sentence=self._priorities([one["id"] for one in found]),
            priorities=tuple(self._priority(one) for one in found),
            unranked=self._numbered(words.NOT_RANKED) if found and self._n < RANKED_FROM else "",
            base=self.telling.said(words.WHERE_TO_LOOK),
        )

    @property
    def _n(self) -> int:
        return self.survey.people(voice_of(self.importance["asked"])) or 0

    @property
    def _is_guessed_by_staff(self) -> bool:
        """And asked of the people served."""
        parts = (self.importance["asked"], self.importance["guessed"])
        return tuple(map(voice_of, parts)) == ("customers", "staff")

    def _shows(self, who: str) -> bool:
        return any(row[who] for row in self.importance["dimensions"])

    def _clear(self, who: str) -> list[str]:
        """Picked clearly above chance, the most picked first."""
        rows = self.importance["dimensions"]
        chance = 100 * self.importance["most"] / len(rows)
        clear = [row for row in rows if row[who] and row[who]["low"] > chance]
        return [row["id"] for row in sorted(clear, key=lambda row: -row[who]["percent"])]

    def _share(self, dimension: str) -> str:
        (row,) = [row for row in self.importance["dimensions"] if row["id"] == dimension]
        return self.telling.picked(row["asked"]["percent"], self._n)

    def _listed(self, ids: Sequence[str]) -> str:
        named = ({"dimension": self.telling.subjects[id_], "share": self._share(id_)} for id_ in ids)
        return ", ".join(words.PICKED % one for one in named)

    def _to_customers(self) -> str:
        if not self._shows("asked"):
            return ""
        clear = self._clear("asked")
        many = "several" if len(clear) > 1 else "one" if clear else "none"
        return self.telling.said(words.MATTERS[many], list=self._listed(clear))

    def _to_staff(self) -> str:
        clear = self._clear("asked")
        return self.telling.said(words.TO_STAFF, list=self._listed(clear)) if clear else ""

    def _guess(self) -> str:
        """Of pairs, what staff had guessed; of one, or of more than two, only what they thought of."""
        true, guessed = self._clear("asked"), self._clear("guessed")
        if self._shows("guessed") and not guessed:
            return self.telling.said(words.UNCLEAR)
        if not true or not guessed:
            return ""
        common = [id_ for id_ in guessed if id_ in true]
        if len(true) > 2 or len(guessed) > 2 or (common and len(true) == 1):
            return self.telling.said(words.THOUGHT, list=self.telling.enumerated(guessed))
        if not common:
            return self.telling.said(words.RATHER, list=self.telling.enumerated(guessed))
        if len(common) > 1:
            return self.telling.said(words.GUESSED_BOTH)
        told = [self.telling.said(words.GUESSED_ONE, first=self.telling.named(common))]
        others = [id_ for id_ in guessed if id_ not in common]
        return " ".join(told + [self.telling.said(words.ALSO, other=self.telling.named(others))][: len(others)])

    def _withheld(self) -> list[str]:
        """Of voices that are in the survey: another one's absence is told elsewhere."""
        found = []
        for who in ("asked", "guessed"):
            voice = voice_of(self.importance[who])
            people = self.survey.people(voice)
            if voice in words.WITHHELD and people is not None and not self._shows(who):
                told = words.WITHHELD if people < SHARES_FROM else words.WITHHELD_HERE
                found.append(self.telling.said(told[voice]))
        return found

    def _priorities(self, ids: Sequence[str]) -> str:
        if not self._shows("asked"):
            return self.telling.said(words.NO_PICKS)
        if ids:
            return self.telling.said(words.PRIORITIES[len(ids)], list=self.telling.named(ids))
        if self._n >= RANKED_FROM or self._clear("asked"):
            return self.telling.said(words.NO_PRIORITY)
        return self._numbered(words.NOTHING_FIRST)

    def _priority(self, priority: JsonMap) -> PriorityTold:
        id_, name = priority["id"], self.telling.subjects[priority["id"]]
        why = words.WHY[priority["blind_spot"], priority["below_mean"]]
        return PriorityTold(id_, name, self.telling.said(why, dimension=name, share=self._share(id_)))

    def _numbered(self, message: str) -> str:
        many = in_words(self.telling.language, len(self.importance["dimensions"]))
        return self.telling.said(message, n=self.telling.points(self._n), many=many)
