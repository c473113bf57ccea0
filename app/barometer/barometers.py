"""Mirror surveys for pages and commands: each act a transaction of its own, and what an edition says, by its days.

Promises the same work for a wrong key as for an unknown survey, and nothing of a sealed edition to anyone.
"""

import hmac
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import Connection, Engine

from app.barometer import commitment_store, opening, place_codes, releases, store
from app.barometer.commitments import Commitment, ProgressNote
from app.barometer.draft import EditionDraft
from app.barometer.edition import Barometer, Edition
from app.barometer.places import Place
from app.barometer.releases import BarometerRelease
from app.barometer.spec import Spec
from app.campaigns.campaign import Campaign, Protection
from app.campaigns.draft import N_, CampaignInvalid
from app.campaigns.keys import NOBODYS, KeyKind, key_digest, new_key
from app.campaigns.voices import of_edition, set_door, set_withdrawn
from app.campaigns.words import Texts
from app.days import now_in_utc
from app.db.engine import read, write_transaction
from app.publication.documents import ReleaseDocument
from app.publication.store import release_with_places

DOORS: tuple[Protection, ...] = ("place", "code", "invitation")
"""Those of voices that lead into a campaign; a room is opened elsewhere."""


class PlaceDoor(NamedTuple):
    """Where a place's code leads. edition: the one that is open, else the next to open, else the last; campaign: of the
    voice that comes in by places; place: None in a survey without any, and for one that takes part no more; segment: in
    which its answers count; void: whether another code has taken its place; promised: what this edition asks about."""

    edition: Edition
    campaign: Campaign
    place: Place | None
    segment: str
    void: bool
    promised: tuple[Commitment, ...] = ()

    @property
    def is_removed(self) -> bool:
        """Whether its place takes part no more."""
        return self.place is None and bool(self.edition.places)


class Barometers:
    """specs: by id; today: an instant, whose day is each survey's own. What a person typed wrong is CampaignInvalid;
    what was deleted meanwhile, LookupError; a stored document that was altered, ReleaseDamaged."""

    def __init__(self, engine: Engine, specs: Mapping[str, Spec], today: Callable[[], date] = now_in_utc) -> None:
        self._engine, self.specs, self.today = engine, specs, today

    def create(self, draft: EditionDraft, spec: str) -> tuple[Edition, str]:
        """With the key that manages it."""
        return opening.open_survey(self._engine, draft, self.specs[spec], self.today())

    def open_edition(self, barometer: Barometer, draft: EditionDraft) -> Edition:
        """The next one, which asks what was noticed of the commitments made after the one before."""
        with read(self._engine) as connection:
            before = store.editions_in(connection, barometer, self.today())
            made = commitment_store.commitments_of(connection, before[-1].id) if before and before[-1].is_public else ()
        promises = [one.words for one in made]
        return opening.open_edition(self._engine, barometer, draft, self.spec(barometer), self.today(), promises)

    def spec(self, barometer: Barometer) -> Spec:
        """Raises LookupError for one whose file is gone."""
        return self.specs[barometer.spec]

    def find(self, slug: str) -> Barometer | None:
        return store.find_survey(self._engine, slug)

    def editions(self, barometer: Barometer) -> list[Edition]:
        """The first opened first."""
        with read(self._engine) as connection:
            return store.editions_in(connection, barometer, self.today())

    def edition(self, slug: str, label: str | None = None) -> Edition | None:
        """label: None for the latest that everyone may read."""
        barometer = self.find(slug)
        found = self.editions(barometer) if barometer else []
        if label is None:
            return next((one for one in reversed(found) if one.is_public), None)
        return next((one for one in found if one.label == label), None)

    def latest_public(self) -> list[Edition]:
        """Of each survey, the latest that everyone may read, without those that were withdrawn; the newest first."""
        public = [one for one in store.every_edition(self._engine, self.today()) if one.is_public]
        latest = {one.barometer.id: one for one in sorted(public, key=lambda one: one.days.public_on)}
        return [one for one in reversed(latest.values()) if one.withdrawn_on is None]

    def edition_of(self, edition_id: int) -> Edition:
        """By its id, as a campaign names it. Raises LookupError."""
        with read(self._engine) as connection:
            return store.existing_edition(connection, edition_id, self.today())

    def opened_by(self, slug: str, key: str) -> tuple[Barometer, KeyKind] | None:
        """The survey and what the key opens of it."""
        barometer, given = self.find(slug), key_digest(key)
        manages = hmac.compare_digest(given, (barometer and barometer.manager) or NOBODYS)
        reads = hmac.compare_digest(given, (barometer and barometer.reader) or NOBODYS)
        if barometer is None or not (manages or reads):
            return None
        return barometer, "manager" if manages else "reader"

    def opened_by_staff(self, slug: str, label: str, key: str) -> Edition | None:
        """The edition, for whoever works there: its figures are there from the day of the reveal."""
        edition = self.edition(slug, label)
        right = hmac.compare_digest(key_digest(key), (edition and edition.staff) or NOBODYS)
        return edition if right else None

    def voices(self, edition: Edition) -> dict[str, Campaign]:
        with read(self._engine) as connection:
            return of_edition(connection, edition.id, self.today())

    def choose_door(self, edition: Edition, voice: str, door: str) -> None:
        """How a voice comes in, while nobody has."""
        doors = next((one.doors for one in self.spec(edition.barometer).voices if one.id == voice), ())
        wanted = next((known for known in DOORS if known == door and known in doors), None)
        with write_transaction(self._engine) as connection:
            campaign = of_edition(connection, edition.id, self.today()).get(voice)
            if campaign is None or wanted is None:
                raise CampaignInvalid("door", N_("Choose how people come in."))
            set_door(connection, campaign, wanted)

    def said(self, edition: Edition, number: int | None = None) -> BarometerRelease | None:
        """What an edition says, for whoever may read it on this day; number: None for the latest."""
        with read(self._engine) as connection:
            found = (
                releases.compositions(connection, edition.id) if edition.revealed and not edition.withdrawn_on else []
            )
        return next((one for one in found if number in (None, one.number)), None)

    def said_of_places(self, edition: Edition) -> dict[str, ReleaseDocument]:
        """By voice, its release with its places, for whoever has a key of the survey."""
        with read(self._engine) as connection:
            campaigns = of_edition(connection, edition.id, self.today()) if self.said(edition) else {}
            found = {voice: release_with_places(connection, one.id) for voice, one in campaigns.items()}
        return {voice: released for voice, released in found.items() if released}

    def commitments(self, edition: Edition) -> tuple[Commitment, ...]:
        with read(self._engine) as connection:
            return commitment_store.commitments_of(connection, edition.id)

    def promised(self, edition: Edition) -> tuple[Commitment, ...]:
        """What was promised after the edition before: its voices are asked whether they noticed."""
        before = [one for one in self.editions(edition.barometer) if one.id < edition.id]
        return self.commitments(before[-1]) if before and before[-1].is_public else ()

    def promise(self, edition: Edition, made: Commitment) -> Commitment:
        """Write a commitment, or write it again; public at once where the edition is. None once the next one is here:
        it asks about those that there were."""
        with write_transaction(self._engine) as connection:
            now = self._now(connection, edition)
            if store.editions_in(connection, now.barometer, self.today())[-1].id != now.id:
                raise CampaignInvalid("number", N_("The next edition is here: promise after that one."))
            written = commitment_store.promise(connection, now, made, self._dimensions(now))
            self._compose(connection, now)
        return written

    def take_back(self, edition: Edition, number: int) -> None:
        with write_transaction(self._engine) as connection:
            commitment_store.take_back(connection, self._now(connection, edition), number)

    def say(self, edition: Edition, number: int, said: ProgressNote) -> None:
        """What became of a commitment: in this edition and in those whose voices were asked about it."""
        with write_transaction(self._engine) as connection:
            commitment_store.say(connection, self._now(connection, edition), number, said)
            for one in store.editions_in(connection, edition.barometer, self.today()):
                self._compose(connection, one)

    def delay(self, edition: Edition, reveal: date, public: date) -> Edition:
        return store.delay(self._engine, edition, self.today(), reveal=reveal, public=public)

    def withdraw(self, edition: Edition, notice: Texts) -> Edition:
        with write_transaction(self._engine) as connection:
            now = self._now(connection, edition)
            set_withdrawn(connection, now.id, now.seen_on, notice)
            return store.withdraw_edition(connection, now, notice, self.today())

    def archive(self, edition: Edition) -> Edition:
        with write_transaction(self._engine) as connection:
            return store.archive_edition(connection, self._now(connection, edition), self.today())

    def new_key(self, barometer: Barometer, kind: KeyKind) -> str:
        """The one before opens nothing any more."""
        key = new_key()
        store.set_survey_key(self._engine, barometer, kind, key)
        return key

    def revoke_reader(self, barometer: Barometer) -> None:
        store.set_survey_key(self._engine, barometer, "reader", None)

    def new_staff_key(self, edition: Edition) -> str:
        return store.new_staff_key(self._engine, edition)

    def place_codes(self, barometer: Barometer) -> dict[str, str]:
        """By place, the code on its poster."""
        with read(self._engine) as connection:
            return place_codes.codes(connection, barometer.id)

    def replace_code(self, barometer: Barometer, place: str) -> str:
        """The one before leads nowhere from now on."""
        with write_transaction(self._engine) as connection:
            return place_codes.replace_code(connection, barometer.id, place, store.day_of(barometer, self.today()))

    def counter(self, code: str) -> PlaceDoor | None:
        """Where the code on a poster leads."""
        with read(self._engine) as connection:
            led = place_codes.led_to(connection, code)
            if led is None:
                return None
            of, place, voided_on = led
            found = store.editions_of(connection, of, self.today())
            edition = _present(found)
            if edition is None:
                return None
            placed = [voice.id for voice in self.spec(edition.barometer).voices if "place" in voice.doors]
            campaigns = of_edition(connection, edition.id, self.today())
        here = next((one for one in edition.places if one.id == place), None)
        group, promised = here.group if here else "", self.promised(edition)
        return PlaceDoor(edition, campaigns[placed[0]], here, group, bool(voided_on), promised)

    def _now(self, connection: Connection, edition: Edition) -> Edition:
        """As it is. Raises LookupError."""
        return store.existing_edition(connection, edition.id, self.today())

    def _dimensions(self, edition: Edition) -> tuple[str, ...]:
        return self.spec(edition.barometer).contrasts[0].dimensions

    def _compose(self, connection: Connection, edition: Edition) -> None:
        if edition.is_public and not edition.withdrawn_on:
            releases.compose(connection, edition, self.spec(edition.barometer), self.today())


def _present(found: Sequence[Edition]) -> Edition | None:
    """The one that is open, else the next to open, else the last."""
    by_state = {one.state: one for one in reversed(found)}
    return by_state.get("collecting") or by_state.get("draft") or (found[-1] if found else None)
