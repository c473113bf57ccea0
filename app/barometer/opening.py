"""A survey and its editions opened: the campaigns of its voices, its places and their codes, all in one transaction."""

from collections.abc import Sequence
from datetime import date
from typing import cast

from sqlalchemy import Connection, Engine

from app.barometer import place_codes, store
from app.barometer.draft import EditionDraft, edition_faults, placed_voices
from app.barometer.edition import Barometer, Days, Edition
from app.barometer.places import PlaceGroup, with_groups
from app.barometer.spec import Spec, SpecVoice
from app.campaigns.campaign import Protection
from app.campaigns.draft import N_, CampaignExists, CampaignInvalid, Draft, proposed_k
from app.campaigns.keys import key_digest, new_campaign_code, new_key
from app.campaigns.voices import insert_voice
from app.campaigns.words import Segment, Texts, Words
from app.days import day_in
from app.db.engine import write_transaction


def open_survey(engine: Engine, draft: EditionDraft, spec: Spec, today: date) -> tuple[Edition, str]:
    """A survey with its first edition, and the key that manages it. today: or an instant, here and below.

    Raises CampaignInvalid with the first fault, CampaignExists.
    """
    draft, key = draft.tidied(), new_key()
    _refuse_faults(draft, spec, today)
    with write_transaction(engine) as connection:
        made = store.insert_survey(connection, draft, spec.id, key_digest(key))
        return _opened(connection, made, draft, spec, today, promises=()), key


def open_edition(
    engine: Engine, barometer: Barometer, draft: EditionDraft, spec: Spec, today: date, promises: Sequence[Texts]
) -> Edition:
    """Its next edition. promises: what was promised after the one before, in its slots.

    Raises CampaignInvalid with the first fault, CampaignExists; and until everyone may read the edition before.
    """
    draft = draft.tidied()
    _refuse_faults(draft, spec, today)
    with write_transaction(engine) as connection:
        before = store.editions_in(connection, barometer, today)
        if any(one.label == draft.label for one in before):
            raise CampaignExists("label", N_("This survey has an edition %(label)s already."), label=draft.label)
        if before and not (before[-1].is_public or before[-1].withdrawn_on):
            raise CampaignInvalid(
                "label", N_("The edition before is not public yet: the next one asks what was noticed of its promises.")
            )
        return _opened(connection, barometer, draft, spec, today, promises)


def _refuse_faults(draft: EditionDraft, spec: Spec, today: date) -> None:
    for fault in edition_faults(draft, spec, day_in(draft.zone, today)):
        raise fault


def _opened(
    connection: Connection,
    barometer: Barometer,
    draft: EditionDraft,
    spec: Spec,
    today: date,
    promises: Sequence[Texts],
) -> Edition:
    day, groups = day_in(barometer.zone, today), draft.groups(spec)
    days, places = draft.days(day), with_groups(draft.places, groups)
    made = store.insert_edition(connection, barometer, draft.label, days, places, today)
    for voice in spec.voices:
        if draft.expected.get(voice.id):
            campaign = _campaign(
                barometer, draft, days, voice, groups if voice.id in placed_voices(spec) else (), promises
            )
            insert_voice(connection, campaign, today, made.id, voice.id)
    place_codes.add(connection, barometer.id, [place.id for place in places])
    return made


def _campaign(
    barometer: Barometer,
    draft: EditionDraft,
    days: Days,
    voice: SpecVoice,
    groups: Sequence[PlaceGroup],
    promises: Sequence[Texts],
) -> Draft:
    """What one voice is asked. Its first door is the one that it opens with."""
    door, named = voice.doors[0], dict.fromkeys(("fr", "en"), barometer.title)
    segments = tuple(Segment(group.id, dict.fromkeys(("fr", "en"), group.name)) for group in groups)
    expected = draft.expected[voice.id]
    return Draft(
        slug=f"{barometer.slug}-{draft.label}-{voice.id}"[:40],
        bank=voice.bank,
        opened_on=days.opens_on,
        edition=draft.label,
        people=barometer.people,
        k=proposed_k(expected),
        publishes_itself=False,
        closes_on=days.voices_close_on,
        expected=expected,
        protection=cast(Protection, door),
        code=new_campaign_code() if door == "code" else "",
        words=Words(
            title=named, question=draft.question if segments else {}, segments=segments, promises=tuple(promises)
        ),
        zone=barometer.zone,
    )
