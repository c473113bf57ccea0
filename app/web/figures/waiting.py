"""The public address before there are figures: what it says is true for every number of answers and order of events."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal

from app.barometer.edition import Days
from app.campaigns.store import State, state_of
from app.figures.mask import Mask
from app.publication.policy import figures_waiting
from app.totem.packing import fingerprint
from app.web.context import CampaignContext, title_of
from app.web.drawings import gallery
from app.web.figures.blocks import Said, said_in
from app.web.pages import Page

After = Literal["", "summing", "itself", "preparing", "few", "unpublished", "together", "announced"]
"""How it stands with figures that nobody can read yet, past the last day: the last answers are being added up, they
will publish themselves, somebody looks at them first, there are too few, there is no more to say, or a day is announced
on which they are read; of a voice of a mirror survey, from the first day on, that all are read together."""


def after_of(context: CampaignContext, *, waiting: bool) -> After:
    """waiting: whether there are figures that wait to be published. Nothing before the end of the campaign."""
    campaign = context.campaign
    if state_of(campaign, campaign.seen_on) not in ("closed", "archived"):
        return ""
    if campaign.archived_on or not campaign.holds(fingerprint(context.questionnaire.bank)):
        return "unpublished"
    if campaign.closed_on is None:
        return "summing"
    if not waiting:
        return "few"
    return "itself" if campaign.publishes_itself else "preparing"


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingPage(Page):
    """answers: how many it takes while the campaign is open; at_close: how many once it is closed.

    opens_on, closes_on: its first and its last day; masks: every animal that may come, with its name; parts: whether
    groups form in each part of the crowd; itself: whether the first figures appear without anybody's decision; thanks:
    whether the questionnaire ends on thanks; read: the days on which staff and everyone read the voices together;
    announced: the day that is announced for the figures, while it is to come.
    """

    template: ClassVar[str] = "figures/waiting.html"
    title: str
    introduction: Said | None
    campaign: str
    state: State
    opens_on: date
    closes_on: date | None
    answers: int
    at_close: int
    masks: tuple[tuple[Mask, str], ...]
    after: After
    zone: str
    parts: bool
    itself: bool
    thanks: bool
    read: Days | None
    announced: date | None


def waiting_page(
    context: CampaignContext, after: After = "", read: Days | None = None, *, key: str = ""
) -> WaitingPage:
    """key: by which its reader came, empty for everyone."""
    campaign, language = context.campaign, context.wording.language
    waiting = figures_waiting(campaign.k)
    return WaitingPage(
        language=language,
        path=f"figures/{campaign.slug}/read/{key}" if key else f"figures/{campaign.slug}",
        spoken=context.questionnaire.file.languages,
        title=title_of(context),
        introduction=said_in(campaign.own_words.introduction, language),
        campaign=campaign.slug,
        state=state_of(campaign, campaign.seen_on),
        opens_on=campaign.opened_on,
        closes_on=campaign.closes_on,
        answers=waiting.answers,
        at_close=waiting.at_close,
        masks=gallery(context.questionnaire, language),
        after=after,
        zone=campaign.zone,
        parts=bool(campaign.own_words.segments),
        itself=campaign.publishes_itself,
        thanks=context.questionnaire.bank.ends_on_thanks,
        read=read,
        announced=campaign.announced_on,
    )
