"""The campaigns of this site whose figures everyone may read, the newest first, editions of a series together.

Promises titles and days, and no figure. Refuses to name a campaign that is not for everyone, or no longer shown.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from app.banks.schema import Language
from app.campaigns.campaign import Campaign
from app.web.context import CampaignContext, title_of
from app.web.deps import Site
from app.web.language import LANGUAGES
from app.web.pages import Page
from app.web.wording import Wording


@dataclass(frozen=True, slots=True)
class ListedEdition:
    """path: after the language; language: of its page, where it is not the reader's, else None."""

    title: str
    edition: str
    path: str
    language: Language | None
    opened_on: date
    closed_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage(Page):
    """series: of each, its editions, the newest first; a campaign without a series stands alone."""

    template: ClassVar[str] = "figures/list.html"
    indexed: bool = True
    series: tuple[tuple[ListedEdition, ...], ...]


def list_page(site: Site, language: Language) -> ListPage:
    by_series: dict[str, list[ListedEdition]] = {}
    for campaign in _listed(site):
        by_series.setdefault(campaign.series or f" {campaign.slug}", []).append(_edition(site, campaign, language))
    return ListPage(
        language=language,
        path="figures",
        spoken=tuple(LANGUAGES),
        series=tuple(tuple(editions) for editions in by_series.values()),
    )


def _listed(site: Site) -> Iterable[Campaign]:
    """Without those whose questionnaire is gone: there is nobody to say what they asked."""
    return (one for one in site.campaigns.published_to_all() if site.questionnaires.asked(one.bank, one.fingerprint))


def _edition(site: Site, campaign: Campaign, language: Language) -> ListedEdition:
    questionnaire = site.questionnaires.asked(campaign.bank, campaign.fingerprint)
    assert questionnaire
    spoken = questionnaire.spoken(language)
    context = CampaignContext(campaign, questionnaire, Wording(spoken, campaign.people))
    return ListedEdition(
        title=title_of(context),
        edition=campaign.edition,
        path=f"figures/{campaign.slug}",
        language=None if spoken == language else spoken,
        opened_on=campaign.opened_on,
        closed_on=campaign.closed_on,
    )
