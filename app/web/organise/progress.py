"""How far a campaign is: how many answers there are at least and at most, and what is left of its time."""

from dataclasses import dataclass
from datetime import date

from app.campaigns.campaign import Campaign
from app.days import day_in
from app.publication.documents import ReleaseDocument
from app.publication.policy import most_unreleased, most_waiting


@dataclass(frozen=True, slots=True)
class Progress:
    """n: at least so many people, in steps of sealed figures; None before the first; most: at most so many, by
    arithmetic on it, None where nothing says; percent, most_percent: of those who are expected; days_left: until the
    last day.
    """

    n: int | None
    most: int | None
    percent: int | None
    most_percent: int | None
    days_left: int | None


def progress(
    campaign: Campaign, released: ReleaseDocument | None, due: ReleaseDocument | None, today: date
) -> Progress:
    """released: the newest release; due: the one that may follow now."""
    n = due.n if due else released.n if released else None
    most = n if campaign.closed_on else _most(campaign, released, due, today)
    return _progress(campaign, n, most, today)


def voice_progress(campaign: Campaign, sealed: int, today: date) -> Progress:
    """Of a voice of a mirror survey, which has no figures yet. sealed: at least so many people, in whole groups of k.

    Nobody learns how many beyond these came before the close, nor after it.
    """
    waiting = most_waiting(campaign.k, len(campaign.own_words.segments))
    return _progress(campaign, sealed or None, None if campaign.closed_on else sealed + waiting, today)


def _progress(campaign: Campaign, n: int | None, most: int | None, today: date) -> Progress:
    percent, most_percent = (
        min(100, 100 * many // campaign.expected) if many is not None and campaign.expected else None
        for many in (n, most)
    )
    ends = campaign.closes_on if campaign.closed_on is None else None
    days = (ends - day_in(campaign.zone, today)).days if ends else None
    return Progress(n, most, percent, most_percent, days)


def _most(campaign: Campaign, released: ReleaseDocument | None, due: ReleaseDocument | None, today: date) -> int | None:
    """None on the day of a release that came by itself: the next one waits for tomorrow, however many come."""
    k = max(campaign.k, released.k if released else 0)
    waiting = most_waiting(k, len(campaign.own_words.segments))
    if due or released is None:
        return waiting + (due.n if due else 0)
    if campaign.publishes_itself and released.made_on == day_in(campaign.zone, today).isoformat():
        return None
    return released.n + most_unreleased(released.n, k) + waiting
