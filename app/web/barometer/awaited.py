"""The page of an edition before its readers' day, at the address where they will read it: from when, and nothing more.

Refuses to promise a day that is over: a reveal may come late.
"""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from app.banks.schema import Language
from app.barometer.edition import Edition, EditionState
from app.campaigns.words import titled
from app.web.deps import Site
from app.web.pages import Page


@dataclass(frozen=True, slots=True, kw_only=True)
class AwaitedPage(Page):
    """to_staff: whether it is they who come for it, else everyone; state: of the edition; opens_on: to answers;
    staff_see_on, public_on: from when staff and everyone read it."""

    template: ClassVar[str] = "barometer/waiting.html"
    over: str
    to_staff: bool
    state: EditionState
    opens_on: date
    staff_see_on: date
    public_on: date


def awaited_edition(site: Site, slug: str, label: str | None) -> Edition | None:
    """label: None for the latest. None where everyone reads one already, or no day is certain."""
    barometer = site.barometers.find(slug)
    found = site.barometers.editions(barometer) if barometer and barometer.spec in site.barometers.specs else []
    if label is None and any(one.is_public for one in found):
        return None
    edition = next((one for one in reversed(found) if label in (None, one.label)), None)
    awaited = edition and edition.withdrawn_on is None and edition.seen_on < edition.days.public_on
    return edition if awaited else None


def awaited_page(edition: Edition, language: Language, path: str, *, to_staff: bool = False) -> AwaitedPage:
    return AwaitedPage(
        language=language,
        path=path,
        over=titled(edition.barometer.title, edition.label),
        to_staff=to_staff,
        state=edition.state,
        opens_on=edition.days.opens_on,
        staff_see_on=edition.days.staff_see_on,
        public_on=edition.days.public_on,
    )
