"""Who may read the figures, as an organiser chooses it: what the form shows, and what was typed into it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.campaigns.campaign import Campaign
from app.publishing import AUDIENCES, LICENCES, Audience, Licence, Publishing
from app.web.deps import Site
from app.web.figures.reading import reading_key
from app.web.forms import Form

AT_ONCE = ("audience", "reading_code", "shown_on", "public_on", "licence")
"""The fields of this form."""


@dataclass(frozen=True, slots=True)
class ReadersView:
    """audience: who may read today; path: of the page that they open, after the language; code: what they type;
    announced: the day before which the organiser alone reads; public_on: from when everyone does; licence: None for
    none; settled: whether the first day has come, from when it opens to no more people; licences: to choose among."""

    form: Form
    audience: Audience
    path: str
    code: str
    announced: date | None
    public_on: date | None
    licence: Licence | None
    settled: bool
    licences: tuple[Licence, ...]


def readers_view(site: Site, campaign: Campaign, form: Form) -> ReadersView:
    """form: what was typed, if there is something wrong with it."""
    published, audience = campaign.published_as, campaign.audience
    plain = f"figures/{campaign.slug}"
    return ReadersView(
        form=form if any(form.mistake(name) for name in AT_ONCE) else Form(_typed(published)),
        audience=audience,
        path=f"{plain}/read/{reading_key(site, campaign)}" if audience == "link" else plain,
        code=published.code if audience == "code" else "",
        announced=campaign.announced_on,
        public_on=campaign.public_on,
        licence=LICENCES.get(published.licence),
        settled=campaign.opened_on <= campaign.seen_on,
        licences=tuple(LICENCES.values()),
    )


def publishing_in(typed: Mapping[str, str], before: Publishing) -> Publishing:
    """The days as they were typed. A link stays the same as long as no new one is asked for."""
    audience: Audience = next((known for known in AUDIENCES if typed.get("audience") == known), "everyone")
    keeps_link = before.audience == audience == "link" and "fresh_link" not in typed
    code = {"code": typed.get("reading_code", ""), "link": before.code if keeps_link else ""}.get(audience, "")
    days = {name: typed.get(name, "") for name in ("shown_on", "public_on")}
    return Publishing(audience, code, **days, licence=typed.get("licence", ""))


def _typed(published: Publishing) -> dict[str, str]:
    return {
        "audience": published.audience,
        "reading_code": published.code if published.audience == "code" else "",
        "shown_on": published.shown_on,
        "public_on": published.public_on,
        "licence": published.licence,
    }
