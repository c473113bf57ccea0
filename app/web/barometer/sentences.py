"""Every sentence of the page where the voices of a mirror survey stand side by side, from its document alone.

Promises nothing that the document does not bear, and no direction that it presumes. Refuses to name voices other than
the people served, staff and leaders: of others it says what is true of any.
"""

from dataclasses import dataclass

from app.banks.faults import N_
from app.publication.policy import SPREAD_FROM
from app.web.barometer.contrast_sentences import ContrastSentences, ContrastTold
from app.web.barometer.importance_sentences import ImportanceSentences, ImportanceTold, PrioritiesTold
from app.web.barometer.published_survey import PublishedSurvey
from app.web.barometer.telling import Telling

ONE_SIDE = N_("One voice is missing: this edition reads from one side only.")
NOTHING_TO_SHOW = N_("%(voice)s: fewer than %(k)s answers, so nothing to show.")
FEW_LEADERS = N_("Leaders: %(n)s answers. Under 20, their dots are shown, without a verdict.")
EXPECTED = {
    True: N_("What leaders expected, on both sides"),
    False: N_("What leaders expected"),
}
"""Whether of the people served and of staff."""


@dataclass(frozen=True, slots=True)
class LeadersTold:
    """note: why there is no verdict, or nothing at all, else empty; contrasts: from 20 leaders on, what they expected
    of each side."""

    heading: str
    note: str
    contrasts: tuple[ContrastTold, ...]


@dataclass(frozen=True, slots=True)
class SurveyTold:
    """before: what the edition before is called, empty for a first one."""

    survey: PublishedSurvey
    telling: Telling
    before: str = ""

    def voice(self, id_: str) -> str:
        """Its name on screen, with a capital; empty for one that has none."""
        return self.telling.voice(id_)

    def contrast(self, id_: str) -> ContrastTold | None:
        """None without both of its voices."""
        return next((one for one in self.contrasts() if one.id == id_), None)

    def contrasts(self) -> tuple[ContrastTold, ...]:
        """All, those of leaders too, in the document's order."""
        found = self.survey.content["contrasts"]
        return tuple(ContrastSentences(self.survey, self.telling, one, self.before).told() for one in found)

    def importance(self) -> tuple[ImportanceTold, ...]:
        """What matters most, and to whom."""
        return tuple(told for one in self._importance() if (told := one.told()))

    def priorities(self) -> PrioritiesTold | None:
        """None where the people served were not asked what matters."""
        return next((told for one in self._importance() if (told := one.priorities())), None)

    def leaders(self) -> LeadersTold | None:
        """None where a survey has no such voice, and where it is missing for another reason than too few answers."""
        people, k = self.survey.people("leaders"), self.survey.k
        told = [one for one in self.contrasts() if one.first == "leaders" and one.kind == "prediction"]
        heading = self.telling.said(EXPECTED[{one.second for one in told} >= {"customers", "staff"}])
        if people is None:
            note = self._nothing_to_show("leaders", k)
            return LeadersTold(heading, note, ()) if note else None
        if people < SPREAD_FROM:
            return LeadersTold(heading, self.telling.said(FEW_LEADERS, n=self.telling.points(people)), ())
        return LeadersTold(heading, "", tuple(told))

    def missing(self) -> tuple[str, ...]:
        """What to say first where there is nothing to compare: of the people served, and of staff."""
        k, voices = self.survey.k, ("customers", "staff")
        there = [voice for voice in voices if self.survey.people(voice) is not None]
        absent = [voice for voice in voices if voice in self._dropped()]
        told = [self.telling.said(ONE_SIDE)] if len(there) == len(absent) == 1 else []
        return (*told, *(note for voice in absent if (note := self._nothing_to_show(voice, k))))

    def _dropped(self) -> set[str]:
        return {one["voice"] for one in self.survey.content["dropped"]}

    def _nothing_to_show(self, voice: str, k: int | None) -> str:
        if k is None or not self.survey.has_too_few(voice):
            return ""
        return self.telling.said(NOTHING_TO_SHOW, voice=self.voice(voice), k=self.telling.points(k))

    def _importance(self) -> list[ImportanceSentences]:
        found = self.survey.content["importance"]
        return [ImportanceSentences(self.survey, self.telling, one) for one in found]
