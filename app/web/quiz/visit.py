"""One person at one address of the quiz: the campaign that it names, and where its steps are."""

from dataclasses import dataclass, replace

from app.banks.counter import Counter
from app.banks.loader import Questionnaire
from app.barometer.barometers import PlaceDoor
from app.campaigns.campaign import Campaign
from app.totem.course import Course, steps
from app.totem.model import Bank
from app.web.context import CampaignContext
from app.web.deps import Site, open_sheet
from app.web.language import LANGUAGES
from app.web.tokens import Sheet


@dataclass(frozen=True, slots=True)
class Visit:
    """path: of the steps, after the language, with what lasts to the end (“at/ABC234?tablet=fr”); tongue: the language
    of the screen, maybe one of the counter alone; door: of the place whose code led here, None at a campaign's own
    address; home: of a tablet, on which people answer one after the other: the language that it comes back to; empty
    anywhere else."""

    site: Site
    context: CampaignContext
    path: str
    tongue: str
    door: PlaceDoor | None = None
    home: str = ""

    @property
    def tablet(self) -> bool:
        return bool(self.home)

    @property
    def campaign(self) -> Campaign:
        return self.context.campaign

    @property
    def bank(self) -> Bank:
        return self.context.questionnaire.bank

    @property
    def counter(self) -> Counter | None:
        """What is said in a language that no other page speaks."""
        return self.context.questionnaire.counters.get(self.tongue)

    @property
    def start(self) -> str:
        return f"/{self.tongue}/{self.path}"

    @property
    def restart(self) -> str:
        """Where the next person begins."""
        return f"/{self.home or self.tongue}/{self.path}"

    def with_query(self, query: str) -> str:
        """Another page at the same address."""
        return f"{self.start}{'&' if self.tablet else '?'}{query}"

    def step(self, sheet: Sheet, at: int) -> str:
        """The address of a step, counted from 0."""
        return self.with_query(f"s={self.seal(sheet)}&q={at + 1}")

    def seal(self, sheet: Sheet) -> str:
        return self.site.tokens.seal_sheet(self.campaign.slug, self.bank, sheet)

    def opened(self, token: str) -> "tuple[Visit, Sheet]":
        """The sheet, and the visit as it was asked when the sheet was begun. Raises LinkDamaged, SheetExpired."""
        context, sheet = open_sheet(self.site, self.context, token)
        return (self if context is self.context else replace(self, context=context)), sheet

    def course(self, sheet: Sheet) -> Course:
        return course_of(self.context, sheet)


def course_of(context: CampaignContext, sheet: Sheet) -> Course:
    """The steps of this sheet, in a campaign that asks about as many promises as it has words for."""
    promised = len(context.campaign.own_words.promises)
    return steps(context.questionnaire.bank, sheet.answers, sheet.nonce, promised)


def tongues_of(questionnaire: Questionnaire) -> dict[str, str]:
    """What each language that it can be answered in at the counter is called in itself."""
    own = {language: LANGUAGES[language] for language in questionnaire.file.languages}
    return own | {counter.language: counter.name for counter in questionnaire.counters.values()}
