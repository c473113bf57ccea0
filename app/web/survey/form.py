"""The form of a mirror survey: what was typed, what is wrong with each field, and the edition that it describes.

Promises that nothing typed is lost to a mistake. Refuses what cannot be read; the rest is for the survey's own rules.
"""

import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import count

from app.banks.nouns import PEOPLE
from app.barometer.barometers import Barometers
from app.barometer.draft import RESERVED_SLUGS, EditionDraft, edition_faults, longest_slug, places_typed, slugged
from app.barometer.edition import COLLECTED_DAYS, Barometer, Edition
from app.barometer.places import Place
from app.barometer.spec import Spec
from app.campaigns.draft import N_, CampaignExists, CampaignInvalid
from app.campaigns.words import Texts
from app.days import USUAL_ZONE, day_in, is_zone
from app.web.forms import UNREADABLE, day_typed, number_in, unreadable_days

AT_WORK: Texts = {"fr": "Où travaillez-vous\u202f?", "en": "Where do you work?"}
"""What staff are asked, where there are several places."""
NAMED, ANY_NAME = 20, "survey"
"""How many surveys of one name are told apart by a number; chance does it for others."""


def first_typed(today: date) -> dict[str, str]:
    """What a new form proposes. today: or an instant, here and below."""
    day = day_in(USUAL_ZONE, today)
    reveal = day + timedelta(days=COLLECTED_DAYS)
    return {"people": next(iter(PEOPLE)), "label": f"{day.year}", "zone": USUAL_ZONE, "reveal": reveal.isoformat()}


def typed_before(editions: Sequence[Edition], expected: Mapping[str, int]) -> dict[str, str]:
    """What the form of the next edition proposes: all but its day. expected: of the last one, by voice."""
    last, known = editions[-1], {one.label for one in editions}
    label = next(f"{year}" for year in count(last.seen_on.year) if f"{year}" not in known)
    places = "\n".join(f"{place.name} ; {place.headcount}" for place in last.places)
    return {"label": label, "places": places} | {voice: f"{many}" for voice, many in expected.items()}


def fixed_by(barometer: Barometer) -> dict[str, str]:
    """What stays from one edition to the next."""
    return {name: getattr(barometer, name) for name in ("title", "people", "signature", "zone")}


def described(
    typed: Mapping[str, str], spec: Spec, today: date, known: Sequence[Place] = ()
) -> tuple[EditionDraft, dict[str, CampaignInvalid]]:
    """The edition that a form describes, for better or worse; and by field what is wrong with it, the first that was
    found. known: the places of the edition before."""
    zone = typed.get("zone", USUAL_ZONE)
    day = day_in(zone if is_zone(zone) else USUAL_ZONE, today)
    places, unread = _places(typed, known)
    draft = EditionDraft(
        slug=slugged(typed.get("title", ""), RESERVED_SLUGS, ANY_NAME, longest_slug(spec)),
        title=typed.get("title", ""),
        people=typed.get("people", "") if typed.get("people") in PEOPLE else next(iter(PEOPLE)),
        label=typed.get("label", ""),
        reveal=day_typed(typed.get("reveal", "")) or day,
        expected={voice.id: _number(typed.get(voice.id, "")) for voice in spec.voices},
        places=places,
        signature=typed.get("signature", ""),
        zone=zone,
        question=AT_WORK,
    ).tidied()
    mistakes: dict[str, CampaignInvalid] = {}
    for fault in (*_unreadable(typed), *unread, *edition_faults(draft, spec, day)):
        mistakes.setdefault(fault.field, fault)
    # Who has far too many places waits for no groups of them.
    return replace(draft, places=() if "places" in mistakes else places), in_order_of_form(mistakes, spec)


def in_order_of_form(mistakes: Mapping[str, CampaignInvalid], spec: Spec) -> dict[str, CampaignInvalid]:
    """The first of them is where the person goes on."""
    fields = ["title", "people", "label", "reveal", *(voice.id for voice in spec.voices), "places", "signature", "zone"]
    return {name: mistakes[name] for name in (*fields, *mistakes) if name in mistakes}


def survey_made(barometers: Barometers, draft: EditionDraft, spec: Spec) -> tuple[Edition, str]:
    """A survey at the first address that is free for its name, and the key that manages it. Raises CampaignInvalid."""
    taken, longest = set(RESERVED_SLUGS), longest_slug(spec)
    while True:
        by_chance = f" {secrets.token_hex(3)}" if len(taken) > NAMED else ""
        stem = slugged(draft.title, (), ANY_NAME, longest - len(by_chance))
        slug = slugged(f"{stem}{by_chance}", taken, ANY_NAME, longest)
        try:
            return barometers.create(replace(draft, slug=slug), spec.id)
        except CampaignExists:
            taken.add(slug)


def _unreadable(typed: Mapping[str, str]) -> Iterator[CampaignInvalid]:
    if typed.get("people") not in PEOPLE:
        yield CampaignInvalid("people", N_("Choose one of these words."))
    if not typed.get("reveal"):
        yield CampaignInvalid("reveal", N_("This is missing."))
    yield from unreadable_days(typed, "reveal")
    if not is_zone(typed.get("zone", USUAL_ZONE)):
        yield CampaignInvalid("zone", N_("This time zone is not known here. Write it as Europe/Paris."))


def _places(typed: Mapping[str, str], known: Sequence[Place]) -> tuple[tuple[Place, ...], list[CampaignInvalid]]:
    """What could be read, or what could not."""
    try:
        return places_typed(typed.get("places", ""), known), []
    except CampaignInvalid as fault:
        return (), [fault]


def _number(text: str) -> int:
    """0 where nothing was typed."""
    many = number_in(text)
    return many if many is not None else UNREADABLE if text else 0
