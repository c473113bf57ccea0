"""What a mirror survey will be, before it is: its days, the places that have figures of their own and why, what it can
see, and the note for staff representatives; beside the form that leads to it.

Promises what the survey's own rules do with the same numbers, and a row of simulations that is no better than they.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from fastapi import Request, Response
from markupsafe import Markup

from app.banks.nouns import PEOPLE
from app.banks.schema import Language
from app.barometer.draft import EditionDraft, placed_voices
from app.barometer.edition import days_before
from app.barometer.places import TIMES_K
from app.barometer.power import PowerRow, nearest_power
from app.barometer.spec import Spec
from app.campaigns.draft import N_, CampaignInvalid
from app.days import OFFERED, USUAL_ZONE, day_in, is_zone
from app.web.deps import Site
from app.web.forms import Form
from app.web.responses import is_fragment, private_html
from app.web.survey.access import SurveyAccess
from app.web.survey.facts import about_draft, roles_of
from app.web.survey.form import described
from app.web.survey.papers import filled_paper
from app.web.survey.parts import Parts
from app.web.survey.views import PowerTold, SetUpPage, SurveyAhead

NO_DAYS = days_before(date(2000, 2, 1), date(2000, 1, 1))
"""Stand for those that cannot be: no page shows them."""
OFTEN = (
    (5.0, N_("one time in twenty")),
    (10.0, N_("one time in ten")),
    (20.0, N_("one time in five")),
    (25.0, N_("one time in four")),
    (100 / 3, N_("one time in three")),
    (40.0, N_("two times in five")),
    (50.0, N_("one time in two")),
    (60.0, N_("three times in five")),
    (200 / 3, N_("two times in three")),
    (75.0, N_("three times in four")),
    (80.0, N_("four times in five")),
    (90.0, N_("nine times in ten")),
    (98.0, N_("nearly always")),
)
"""Percent, and how they are said: the nearest."""


def foreseen(
    draft: EditionDraft,
    mistakes: Mapping[str, CampaignInvalid],
    spec: Spec,
    rows: Sequence[PowerRow],
    today: date,
) -> SurveyAhead:
    """mistakes: of the same draft; rows: of simulations; today: or an instant."""
    zone = draft.zone if is_zone(draft.zone) else USUAL_ZONE
    by_role = {role: draft.expected.get(voice, 0) for voice, role in roles_of(spec).items()}
    there, here = by_role["served"], by_role["staff"]
    row = nearest_power(rows, there, here)
    k = draft.k(placed_voices(spec))
    return SurveyAhead(
        days=None if "reveal" in mistakes else draft.days(day_in(zone, today)),
        groups=draft.groups(spec),
        unread=mistakes.get("places"),
        places=len(draft.places),
        k=k,
        answers=TIMES_K * k,
        power=_told(row, there, here) if row else None,
        counted=there > 0 and here > 0,
        smallest=(rows[0].there, rows[0].here) if rows else None,
    )


def often(percent: float) -> str:
    """How often something happens, as a message: “two times in three”."""
    return min(OFTEN, key=lambda one: abs(one[0] - percent))[1]


def _told(row: PowerRow, there: int, here: int) -> PowerTold:
    one, whole = ({points: often(told) for points, told in of.items()} for of in (row.one, row.whole))
    return PowerTold(row.there, row.here, (row.there, row.here) != (there, here), one, whole)


def set_up_page(
    site: Site, parts: Parts, base: str, language: Language, spec: Spec, form: Form, found: SurveyAccess | None = None
) -> SetUpPage:
    """found: the survey whose next edition it is."""
    today = parts.campaigns.today()
    draft, mistakes = described(form.typed, spec, today, found.edition.places if found else ())
    ahead = foreseen(draft, mistakes, spec, parts.power, today)
    about = about_draft(site, language, draft, spec, ahead.days or NO_DAYS)
    action = f"{found.path}/edition" if found else "organise/barometer"
    return SetUpPage(
        language=language,
        path=action,
        form=form,
        action=action,
        back=found.path if found else "",
        about=about,
        wants_passphrase=parts.create == "passphrase" and not found,
        people={id_: nouns[language].many for id_, nouns in PEOPLE.items()},
        zones=tuple(dict.fromkeys((*OFFERED, *filter(is_zone, [draft.zone])))),
        foreseen=ahead,
        note=filled_paper(site, base, language, "council", about, headed=False) if ahead.days else Markup(),
        shown="preview" in form.typed,
    )


def previewed(request: Request, site: Site, page: SetUpPage) -> Response:
    """What is typed leads to this: the page again, or the part of it that htmx asks for."""
    return private_html(site.templates.render(page, "foreseen" if is_fragment(request) else None))
