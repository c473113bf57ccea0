"""Whatever may be done to a mirror survey, in whatever order, on two sites that differ in what people answered.

Until an edition is revealed they say the same to everyone; until it is public, to everyone who has no key.
"""

from collections.abc import Callable
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from app.actions import Receipt
from app.barometer.commitments import Commitment, ProgressNote
from app.barometer.draft import places_typed
from app.barometer.edition import Edition
from app.campaigns import store as campaigns
from app.campaigns.campaign import Campaign
from app.endings import close_voice, end_survey
from app.tallies.batches import Batches, exported, join
from tests.crowd import a_receipt
from tests.privacy.early import Clock, House, Pair, Said, addresses, people
from tests.surveys import OPENED, REVEAL, a_draft, catalogue

FEW = {"customers": 20, "staff": 20, "leaders": 5}
MORE, PLACES = {"customers": 60, "staff": 60, "leaders": 5}, "Lille ; 30\nLens ; 30"
PROMISE = ("--words-fr", "Un numéro", "--whom-fr", "tous", "--signed-fr", "la direction", "--due", "2033-01-01")
VOICE = st.sampled_from((*FEW, "customers"))
PROCESS = st.sampled_from((0, 1))
COMMANDS = st.sampled_from((
    ("barometer", "status", "{survey}", "--json"),
    ("barometer", "list", "--json"),
    ("barometer", "places", "{survey}", "--json"),
    ("barometer", "compose", "{survey}"),
    ("barometer", "seal", "{survey}", "staff", "--yes"),
    ("barometer", "seal", "{survey}", "customers", "--yes"),
    ("barometer", "staff-key", "{survey}"),
    ("barometer", "key", "{survey}", "--reader"),
    ("barometer", "withdraw", "{survey}", "--notice-fr", "Une erreur."),
    ("barometer", "commit", "{survey}", *PROMISE),
    ("campaign", "list", "--json"),
    ("campaign", "publish", "{voice}"),
    ("campaign", "close", "{voice}"),
    ("campaign", "key", "{voice}"),
    ("campaign", "withdraw", "{voice}", "--notice-fr", "Une erreur."),
    ("campaign", "delete", "{voice}", "--yes"),
    ("export-batches", "{voice}", "{file}"),
    ("verify",),
))  # fmt: skip


class Looking(RuleBasedStateMachine):
    """wide: whether each look is at every address; differing: from which edition on the two sites answer otherwise,
    counted from 0; is_read, is_public: whether such a one was revealed, and public."""

    pair: Pair
    clock: Clock
    patch: pytest.MonkeyPatch
    field: Batches
    opened: Callable[[House, Edition], object] = staticmethod(lambda *_: None)
    wide = False
    sequences = looks = told = 0

    @initialize(differing=st.sampled_from((0, 0, 1)), placed=st.booleans(), seed=st.integers(0, 10**6))
    def open(self, differing: int, placed: bool, seed: int) -> None:
        type(self).sequences += 1
        self.random, self.differing, self.editions = Random(seed), differing, 0
        self.slug, self.is_read, self.is_public, self.is_gone = f"s{next(people)}"[-12:], False, False, False
        self.keys: dict[str, str] = {}
        self.clock.day, self.clock.seconds = OPENED, self.clock.seconds + 1000
        self.places = places_typed(PLACES) if placed else ()
        draft = a_draft(slug=self.slug, expected=self.expected, places=self.places)

        def create(house: House) -> Said:
            edition, key = house.site.barometers.create(draft, "symmetry")
            self.opened(house, edition)
            return (key,)

        self.keys["manager"] = f"{self.same('open', create)[0][0]}"
        self.new_key("reader")
        self.new_key("staff")
        self.answer("customers", 12, 0)

    def teardown(self) -> None:
        """What differs is told in the end: the two sites do differ."""
        if hasattr(self, "slug") and not self.is_gone:
            self.clock.day = max(self.clock.day, self.edition.days.public_on)
            self.pair.both(lambda house: house.hour(0))
            self.clock.day = max(self.clock.day, self.edition.days.public_on)
            self.clock.seconds += 100
            one, other = self.pair.both(lambda house: house.ask(0, f"/api/v1/figures/{self.slug}-2027-customers"))
            type(self).told += one != other
            self.end()

    def end(self) -> None:
        self.is_gone = True
        self.pair.both(lambda house: self.deleted(house))

    def deleted(self, house: House) -> Said:
        found = house.site.barometers.find(self.slug)
        if found:
            end_survey(house.engine, house.here.assembly.keys, found, self.clock.day)
        for one in campaigns.campaigns(house.engine, self.clock.day):
            if one.slug.startswith("clone-"):
                campaigns.delete(house.engine, house.here.assembly.keys, one, self.clock.day)
        return ()

    @property
    def edition(self) -> Edition:
        found = self.pair.one.site.barometers.find(self.slug)
        assert found
        return self.pair.one.site.barometers.editions(found)[-1]

    @property
    def expected(self) -> dict[str, int]:
        """So many that places have figures of their own, where there are any."""
        return MORE if self.places else FEW

    @property
    def customers(self) -> str:
        return f"{self.slug}-{self.edition.label}-customers"

    def edition_on(self, house: House) -> Edition:
        found = house.site.barometers.edition(self.slug, self.edition.label)
        assert found
        return found

    def voice_on(self, house: House, voice: str) -> Campaign:
        return house.voices(self.edition_on(house))[voice]

    def same(self, name: str, act: Callable[[House], Said]) -> tuple[Said, Said]:
        """Whatever either site says of this, both say."""
        one, other = self.pair.both(act)
        self.note()
        assert self.is_read or one == other, f"told early: {name} on {self.clock.day}"
        return one, other

    def note(self) -> None:
        found = self.pair.one.site.barometers.find(self.slug)
        differing = self.pair.one.site.barometers.editions(found)[self.differing :] if found else []
        self.is_read = self.is_read or any(one.revealed for one in differing)
        self.is_public = self.is_public or any(one.is_public for one in differing)

    def look_at(self, process: int, most: int) -> None:
        """Some of all addresses; before it is public, all those that are nobody's own say the same."""
        self.note()
        doors = self.pair.one.processes[process].doors
        chosen = 4 * doors if self.wide else self.random.sample(doors, min(most, len(doors)))
        for address, path in addresses(chosen, self.known(), self.random):
            may_differ = self.is_public or (self.is_read and "{key}" in path)
            if not may_differ:
                type(self).looks += 1
                one, other = self.pair.both(lambda house, at=address: house.ask(process, at))  # type: ignore[misc]
                assert one == other, f"told early: {address} on {self.clock.day}"

    def known(self) -> dict[str, list[str]]:
        """What addresses are filled in with; first what is so in some of them alone."""
        edition = self.edition
        codes = self.pair.one.site.barometers.place_codes(edition.barometer)
        voices = [self.customers, *(one.slug for one in self.pair.one.voices(edition).values())]
        return {
            "/staff/ key": [self.keys["staff"]],
            "/organise/barometer key": [self.keys["manager"], self.keys["reader"]],
            "barometer slug": [self.slug],
            "barometers slug": [self.slug],
            "language": ["fr", "en"],
            "key": [self.keys["manager"], self.keys["reader"]],
            "slug": voices,
            "campaign": voices,
            "series": [*voices, self.slug],
            "edition": [edition.label, "2027"],
            "number": ["1", "2"],
            "release": ["1", "2"],
            "code": [*codes.values(), "NOTHING"],
            "place": [*(place or "-" for place in codes), "nowhere"],
            "token": ["a" * 22],
        }

    @rule(voice=VOICE, many=st.sampled_from((1, 4, 5, 7, 12)), part=st.sampled_from((0, 1, 2)))
    def answer(self, voice: str, many: int, part: int) -> None:
        first = next(people) * 100
        voices = self.pair.one.voices(self.edition)
        if voice in voices:
            parts = [*(one.id for one in voices[voice].own_words.segments), ""]
            differ = self.editions >= self.differing

            def counted(house: House) -> Said:
                campaign = self.voice_on(house, voice)
                return house.answer(campaign, many, parts[part % len(parts)], first, differ=differ)

            self.same("answer", counted)

    @rule(process=PROCESS, most=st.sampled_from((4, 8)))
    def look(self, process: int, most: int) -> None:
        self.look_at(process, most)

    @rule(back=st.booleans(), seconds=st.sampled_from((0, 1, 9)), process=PROCESS)
    def move_the_clock(self, back: bool, seconds: int, process: int) -> None:
        days = self.edition.days
        ahead = [day for one in days for day in (one - timedelta(1), one) if (day < self.clock.day) is back]
        self.clock.day = self.random.choice(ahead or [self.clock.day])
        self.clock.seconds += seconds
        self.look_at(process, 3)

    @rule(process=PROCESS)
    def an_hour_passes(self, process: int) -> None:
        self.same("hour", lambda house: house.hour(process))
        self.look_at(1 - process, 3)

    @rule(voice=VOICE, process=PROCESS)
    def look_ahead(self, voice: str, process: int) -> None:
        if voice in self.pair.one.voices(self.edition):
            said = self.same("ahead", lambda house: house.look_ahead(self.voice_on(house, voice), process))
            assert self.is_read or not any(said[0]), "a preview of a voice"

    @rule(words=COMMANDS, voice=VOICE)
    def type_a_command(self, words: tuple[str, ...], voice: str) -> None:
        slug = f"{self.slug}-{self.edition.label}-{voice}"
        typed = [word.replace("{survey}", self.slug).replace("{voice}", slug) for word in words]
        said = self.same(" ".join(typed), lambda house: house.command(self.patch, *typed))
        for kind, name in (("staff", "staff-key"), ("reader", "key")):
            if words[:2] == ("barometer", name):
                self.keys[kind] = str(said[0][1]).strip().rsplit("/", 1)[-1]

    @rule(voice=VOICE)
    def close_a_voice(self, voice: str) -> None:
        self.same("close", lambda house: (
            close_voice(house.engine, house.here.assembly.keys, self.edition_on(house), voice, self.clock.day),
        ))  # fmt: skip

    @rule(kind=st.sampled_from(("manager", "reader", "staff")))
    def new_key(self, kind: str) -> None:
        def made(house: House) -> Said:
            edition, barometers = self.edition_on(house), house.site.barometers
            if kind == "staff":
                return (barometers.new_staff_key(edition),)
            return (barometers.new_key(edition.barometer, "reader" if kind == "reader" else "manager"),)

        said = self.same("key", made)
        self.keys[kind] = f"{said[0][0]}"

    @rule(reveal=st.sampled_from((0, 1, 7)), public=st.sampled_from((0, 3)))
    def put_off(self, reveal: int, public: int) -> None:
        later = timedelta(reveal), timedelta(reveal + public)
        days = self.edition.days
        self.same("delay", lambda house: (
            house.site.barometers.delay(
                self.edition_on(house), days.staff_see_on + later[0], days.public_on + later[1]
            ).days,
        ))  # fmt: skip

    @rule(number=st.integers(0, 3), act=st.sampled_from(("promise", "take_back", "say")))
    def promise(self, number: int, act: str) -> None:
        words = {"fr": f"Promesse {number}"}
        made = Commitment(number, "ease", words, {"fr": "tous"}, {"fr": "la direction"}, date(2033, 1, 1), OPENED)

        def done(house: House) -> Said:
            edition, barometers = self.edition_on(house), house.site.barometers
            if act == "promise":
                barometers.promise(edition, made)
            elif act == "take_back":
                barometers.take_back(edition, number)
            else:
                barometers.say(edition, number, ProgressNote(self.clock.day, "under_way", {}))
            return ()

        self.same(act, done)

    @rule(many=st.sampled_from((1, 12)), reads=st.booleans())
    def vote_first(self, many: int, reads: bool) -> None:
        """What staff may say while they alone read: refused before, in the same words on both sites."""
        first, day = next(people) * 100, self.clock.day + timedelta(days=1)

        def voted(house: House) -> Said:
            votes, edition = house.here.votes, self.edition_on(house)
            said = [votes.cast(edition.id, "ease", Receipt(a_receipt(first + one), day)) for one in range(many)]
            return *said, votes.read(edition.id).first_voted if reads else None

        self.same("vote", voted)

    @rule()
    def withdraw(self) -> None:
        self.same("withdraw", lambda house: (
            house.site.barometers.withdraw(self.edition_on(house), {"fr": "Une erreur."}).state,
        ))  # fmt: skip

    @rule(silent=st.booleans(), gone=st.booleans())
    def bring_batches_or_take_them(self, silent: bool, gone: bool) -> None:
        voice = self.customers

        def tried(house: House) -> Said:
            if gone:
                return (exported(house.engine, voice, catalogue()["customers"].bank, house.secret),)
            join(house.engine, voice, self.field, [one.id for one in self.places] if silent else [])
            return ("joined",)

        said = self.same("batches", tried)
        assert said[0][0] != "joined"

    @rule(bank=st.sampled_from(("customers", "totem")))
    def open_a_room_and_let_it_join(self, bank: str) -> None:
        def tried(house: House) -> Said:
            room = house.here.rooms.open(bank, "fr", "free", "La salle").seminar
            house.here.rooms.add_to_campaign(room.id, self.customers, self.keys["manager"])
            return ("joined",)

        said = self.same("room", tried)
        assert said[0][0] != "joined"

    @rule(people_in=st.sampled_from((10, 12)))
    def clone_the_campaign(self, people_in: int) -> None:
        """The same questionnaire, by somebody else, published by itself: it shows its own people."""
        slug, first = f"clone-{next(people)}", next(people) * 100

        def cloned(house: House) -> Said:
            day = self.clock.day
            made = campaigns.create(house.engine, slug, "customers", day, k=5, publishes_itself=True, edition="1")
            said = house.answer(made, people_in, "", first, differ=False)
            house.hour(0)
            return *said, house.ask(0, f"/fr/figures/{slug}")

        self.same("clone", cloned)

    @rule(rarely=st.integers(0, 4))
    def restore_a_backup(self, rarely: int) -> None:
        if rarely == 0:
            self.same("restore", lambda house: house.restore())
        self.look_at(0, 3)

    @rule()
    def go_on_to_the_next_edition(self) -> None:
        """Read, public, and asked again: with the first one alike, only the next one may tell the sites apart."""
        before = self.edition
        if self.editions < self.differing:
            self.answer("staff", 12, 0)
        self.clock.day = max(self.clock.day, before.days.staff_see_on)
        self.same("reveal", lambda house: house.hour(0))
        self.clock.day = max(self.clock.day, self.edition.days.public_on)
        year, reveal = f"{self.clock.day.year + 1}", REVEAL.replace(year=self.clock.day.year + 1)
        draft = a_draft(slug=self.slug, label=year, reveal=reveal, expected=self.expected, places=self.places)
        one, _ = self.same("next", lambda house: (house.site.barometers.open_edition(before.barometer, draft).label,))
        if one == (year,):
            self.editions += 1
            self.clock.day = self.edition.days.opens_on
            self.answer("customers", 12, 0)
            self.look_at(0, 4)

    @rule(rarely=st.integers(0, 4))
    def delete_it_and_make_another(self, rarely: int) -> None:
        if rarely == 0:
            self.end()
            self.open(self.differing, bool(self.places), self.random.randrange(10**6))
