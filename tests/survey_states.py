"""Mirror surveys on every stage of an edition, for whatever looks at all pages: their organiser's.

Promises the same people each time, and days around the present one. Refuses to go through the form for them.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any, NamedTuple

from app.actions import Receipt
from app.barometer.barometers import Barometers
from app.barometer.edition import COLLECTED_DAYS, Edition
from app.days import day_in, now_in_utc
from app.db.engine import make_engine
from app.pool_keys.key_file import KeyFile
from app.revealing import FirstVotes
from app.settings import Settings
from app.web.site.parts import DEMO_SURVEY
from tests.crowd import a_receipt
from tests.surveys import Surveyed, a_draft, specs

ZONE = "Europe/Paris"
LONG = {
    "title": "Établissement public hospitalier de Saint-Quentin-en-Yvelines et environs",
    "signature": "Direction de la relation aux bénéficiaires et de la qualité de vie au travail",
    "people": "beneficiaries",
    "label": "2027-automne",
}
PLAN: dict[str, tuple[int, dict[str, Any]]] = {
    "draft": (COLLECTED_DAYS + 9, {}),
    "collecting": (20, {}),
    "links": (20, {}),
    "long": (20, LONG),
    "sealed": (0, {}),
    "staff": (-2, {}),
    "voted": (-3, {"places": ()}),
    "public": (-30, {}),
    "withdrawn": (-31, {}),
    "few": (-32, {"places": ()}),
    "alone": (-33, {"places": ()}),
}
"""By its address, how many days from now staff read it, and what is unlike the others."""
PEOPLE = {"customers": 120, "staff": 40, "leaders": 6}
FEWER = {"few": {"customers": 16, "staff": 12}, "alone": {"customers": 120, "staff": 3}}
"""Who answers of those that are not as many."""


VOTES = {"staff": 12, "voted": 24}
"""How many staff said what should come first; of the last, it is read."""


class SurveyState(NamedTuple):
    """As in tests/states.py."""

    name: str
    path: str
    form: dict[str, str] | None = None
    status: int = 200


def furnish_surveys(settings: Settings) -> None:
    """Each of PLAN, with the people who answered it; the manager's keys are written beside the data."""
    engine, keys = make_engine(settings.database_url), KeyFile(settings.pool_key_file)
    today = day_in(ZONE, now_in_utc())
    found = {}
    for slug, (ahead, changes) in PLAN.items():
        site = Surveyed(engine, keys, [min(today, today + timedelta(days=ahead - COLLECTED_DAYS))])
        draft = a_draft(slug=slug, reveal=today + timedelta(days=ahead), **changes)
        edition, found[slug] = site.barometers.create(draft, "symmetry")
        if slug == "links":
            site.barometers.choose_door(edition, "customers", "invitation")
        elif slug not in ("draft", "long"):
            site.answer_all(edition, FEWER.get(slug, PEOPLE))
        if ahead < 0:
            site.reveal(edition)
        if slug in VOTES:
            vote_first(site, edition, VOTES[slug])
        if slug == "withdrawn":
            site.barometers.withdraw(site.barometers.edition_of(edition.id), {"fr": "Nous les relisons."})
    (settings.data_dir / "surveys.json").write_text(json.dumps(found))
    engine.dispose()


def vote_first(site: Surveyed, edition: Edition, many: int) -> None:
    votes = FirstVotes(site.engine, site.keys, lambda: site.day[0])
    asked = votes.asked(edition.id)
    assert asked
    for person in range(many):
        receipt = Receipt(a_receipt(10**14 + 1000 * edition.id + person), site.day[0] + timedelta(days=1))
        votes.cast(edition.id, asked.options[int(person % 4 == 0)], receipt)
    if edition.barometer.slug == "voted":
        votes.read(edition.id)


def survey_states(settings: Settings) -> Iterator[SurveyState]:
    keys: dict[str, str] = json.loads((settings.data_dir / "surveys.json").read_text())
    pages = {slug: f"organise/barometer/{slug}/{key}" for slug, key in keys.items()}
    engine = make_engine(settings.database_url)
    barometers = Barometers(engine, specs())
    reader = barometers.find("collecting")
    assert reader
    reading = f"organise/barometer/collecting/{barometers.new_key(reader, 'reader')}"
    read = {slug: barometers.edition(slug, "2027") for slug in ("staff", "sealed", "voted")}
    staff = {slug: barometers.new_staff_key(one) for slug, one in read.items() if one}
    engine.dispose()
    typed = {
        "title": "Accueil Dupont", "people": "users", "label": "2027", "reveal": "2001-01-01", "customers": "240",
        "staff": "70", "places": "Lille ; 33\nLens ; 33\nDouai ; 4", "zone": ZONE,
    }  # fmt: skip
    soon = f"{day_in(ZONE, now_in_utc()) + timedelta(days=COLLECTED_DAYS)}"
    yield SurveyState("surveys-form", "organise/barometer")
    yield SurveyState("surveys-form-mistakes", "organise/barometer", typed, 422)
    yield SurveyState("surveys-preview", "organise/barometer", typed | {"reveal": soon, "preview": "yes"})
    for slug, page in pages.items():
        yield SurveyState(f"surveys-{slug}", page)
    yield SurveyState("surveys-made", f"{pages['collecting']}?done=made")
    yield SurveyState("surveys-reader", reading)
    yield SurveyState("surveys-delay-mistake", f"{pages['collecting']}/delay", {"reveal": "2001-01-01"}, 422)
    links = {"voice": "customers", "many-customers": "many"}
    yield SurveyState("surveys-links-mistake", f"{pages['links']}/doors/links", links, 422)
    yield SurveyState("surveys-edition", f"{pages['public']}/edition")
    for question in ("withdraw", "archive", "rotate"):
        yield SurveyState(f"surveys-ask-{question}", f"{pages['public']}/ask/{question}")
    for name in ("council", "managers", "staff", "notice", "register", "never", "restitution", "hurts"):
        yield SurveyState(f"surveys-paper-{name}", f"{pages['long']}/papers/{name}")
    yield from _said(pages, staff)


def _said(pages: Mapping[str, str], staff: Mapping[str, str]) -> Iterator[SurveyState]:
    """What editions say: to everyone, to staff, and place by place."""
    yield SurveyState("barometer-list", "barometer")
    yield SurveyState("barometer-second", f"barometer/{DEMO_SURVEY}")
    for slug, status in (("public", 200), ("few", 200), ("alone", 200), ("withdrawn", 410)):
        yield SurveyState(f"barometer-{slug}", f"barometer/{slug}", status=status)
    yield SurveyState("barometer-fixed", "barometer/public/2027?release=1")
    for slug, key in staff.items():
        yield SurveyState(f"barometer-staff-{slug}", f"barometer/{slug}/2027/staff/{key}")
    for done in ("counted", "late", "choose"):
        yield SurveyState(f"barometer-vote-{done}", f"barometer/staff/2027/staff/{staff['staff']}?voted={done}")
    for slug in ("staff", "voted"):
        yield SurveyState(f"surveys-vote-{slug}", f"{pages[slug]}/commitments")
    for slug in ("public", "sealed", "few"):
        yield SurveyState(f"barometer-places-{slug}", f"{pages[slug]}/places")
    yield SurveyState("embed-barometer", "/embed/{language}/barometer/public")
