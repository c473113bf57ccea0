"""An edition of a mirror survey from its opening to the public: days, voices, places, and what nobody sees early."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import Engine

from app.actions import publish
from app.barometer.commitments import Commitment, ProgressNote
from app.barometer.draft import edition_faults, places_typed
from app.barometer.edition import Edition
from app.barometer.places import Place, grouped
from app.campaigns.draft import CampaignExists, CampaignInvalid
from app.campaigns.store import find
from app.pool_keys.key_file import KeyFile
from app.publication.releases import Releases
from app.revealing import reveal_due, reveal_edition
from app.tallies.batches import BatchesRefused, exported
from tests.surveys import (
    CLOSED,
    OPENED,
    PUBLIC,
    REVEAL,
    SECRET,
    Surveyed,
    a_draft,
    catalogue,
    specs,
)  # fmt: skip


@pytest.fixture
def site(engine: Engine, tmp_path: Path) -> Surveyed:
    return Surveyed(engine, KeyFile(tmp_path / "keys"), [OPENED])


def a_promise(**changes: object) -> Commitment:
    made = Commitment(
        0,
        "ease",
        {"fr": "Un seul numéro à rappeler"},
        {"fr": "les clients"},
        {"fr": "la direction"},
        date(2027, 9, 1),
        PUBLIC,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def test_opening_makes_a_campaign_for_each_voice_with_its_own_door(site: Surveyed) -> None:
    edition = site.opened()
    voices = site.barometers.voices(edition)
    assert {voice: (one.bank, one.protection, one.k) for voice, one in voices.items()} == {
        "customers": ("customers", "place", 10),
        "staff": ("staff", "code", 10),
        "leaders": ("leaders", "invitation", 5),
    }
    assert {(one.opened_on, one.closes_on, one.publishes_itself) for one in voices.values()} == {
        (OPENED, CLOSED, False)
    }
    assert edition.days == (OPENED, CLOSED, REVEAL, PUBLIC)


def test_a_place_where_few_work_counts_with_its_neighbour_on_both_sides(site: Surveyed) -> None:
    edition = site.opened()
    assert [(place.name, place.group) for place in edition.places] == [
        ("Lille", "lille"),
        ("Lens", "with-lens"),
        ("Douai", "with-lens"),
    ]
    voices = site.barometers.voices(edition)
    for voice in ("customers", "staff"):
        assert [(one.id, one.name["fr"]) for one in voices[voice].own_words.segments] == [
            ("lille", "Lille"),
            ("with-lens", "Lens, Douai"),
        ]
    assert voices["leaders"].own_words.segments == ()


def test_no_group_ever_has_fewer_than_k_people_at_work_or_too_few_answers_to_expect() -> None:
    places = [Place(f"p{at}", f"P{at}", headcount) for at, headcount in enumerate((4, 40, 9, 3, 12, 60))]
    for k in (5, 10):
        for expected in ((200, 128), (900, 100), (60, 30)):
            groups = grouped(places, expected, k)
            assert sum(len(group.places) for group in groups) in (0, 6)
            assert all(group.headcount >= k for group in groups)
            assert all(many * group.headcount >= 3 * k * 128 for group in groups for many in expected)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": ""}, "title"),
        ({"label": "L’an prochain"}, "label"),
        ({"label": "staff"}, "label"),
        ({"reveal": OPENED + timedelta(days=1)}, "reveal"),
        ({"reveal": OPENED + timedelta(days=800)}, "reveal"),
        ({"expected": {"customers": 4, "staff": 70}}, "customers"),
        ({"expected": {"customers": 100, "staff": 0}}, "staff"),
        ({"expected": {"customers": 100, "staff": 30, "leaders": 4}}, "leaders"),
        ({"places": (Place("a", "Lille", 33), Place("b", "LILLE", 3))}, "places"),
        ({"places": (Place("a", "Lille", 4), Place("b", "Lens", 5))}, "places"),
        ({"signature": "x" * 81}, "signature"),
    ],
)
def test_each_field_that_is_wrong_has_its_fault(changes: dict[str, object], field: str) -> None:
    assert [fault.field for fault in edition_faults(a_draft(**changes), specs()["symmetry"], OPENED)] == [field]


@pytest.mark.parametrize("line", ["Lille", "; 12", "Lille ; douze", "Lille ; 0", "Lille ; -3", "Lille ; ١٢"])
def test_a_line_that_is_no_place_is_told_by_its_number(line: str) -> None:
    with pytest.raises(CampaignInvalid, match="Line 2 "):
        places_typed(f"Lens ; 4\n{line}")


def test_nobody_reads_anything_before_the_reveal_and_only_staff_before_the_public(site: Surveyed) -> None:
    edition = site.opened()
    site.answer_all(edition, {"customers": 120, "staff": 70, "leaders": 7})
    customers = site.barometers.voices(edition)["customers"]
    releases = Releases(site.engine, SECRET, today=lambda: site.day[0])
    bank = catalogue()["customers"].bank
    for day in (OPENED, CLOSED, REVEAL):
        site.day[0] = day
        assert releases.preview(customers, bank, day) is None
        assert not releases.is_waiting(customers, bank, day)
        assert publish(site.engine, customers, bank, day, SECRET) is None
        assert site.barometers.said(edition) is None
        with pytest.raises(BatchesRefused):
            exported(site.engine, customers.slug, bank, SECRET)
    with pytest.raises(CampaignInvalid, match="Nobody reads this edition before"):
        reveal_edition(site.engine, site.keys, site.sources, edition.id, CLOSED)
    read = site.reveal(edition)
    assert read.state == "staff"
    said = site.barometers.said(read)
    assert said
    assert [one["voice"] for one in said.content["sources"]] == ["customers", "staff", "leaders"]
    assert releases.heads([customers.id]) == []
    assert site.barometers.edition("accueil") is None
    site.day[0] = PUBLIC
    (head,) = releases.heads([customers.id])
    assert head.digest == said.content["sources"][0]["digest"]
    assert releases.document(head).segments == ()
    found = site.barometers.edition("accueil")
    assert found
    assert found.state == "public"


def test_places_are_in_a_document_of_their_own(site: Surveyed) -> None:
    edition = site.opened()
    site.answer_all(edition, {"customers": 240, "staff": 70})
    read = site.reveal(edition)
    places = site.barometers.said_of_places(read)
    assert {voice: [part.id for part in one.segments] for voice, one in places.items()} == {
        "customers": ["lille", "with-lens"],
        "staff": ["lille", "with-lens"],
    }
    whole = site.barometers.said(read)
    assert whole
    assert "segments" not in whole.content
    assert {one["n"] for one in whole.content["sources"]} == {240, 70}


def test_a_voice_under_k_is_left_out_with_its_reason(site: Surveyed) -> None:
    edition = site.opened()
    site.answer_all(edition, {"customers": 120, "staff": 30, "leaders": 4})
    said = site.barometers.said(site.reveal(edition))
    assert said
    assert said.content["dropped"] == [{"voice": "leaders", "reason": "fewer_than_k"}]


def test_without_staff_there_is_no_contrast_and_the_edition_says_so(site: Surveyed) -> None:
    edition = site.opened(expected={"customers": 240, "staff": 70})
    site.answer_all(edition, {"customers": 120, "staff": 3})
    said = site.barometers.said(site.reveal(edition))
    assert said
    assert said.content["contrasts"] == []
    assert said.content["dropped"] == [
        {"voice": "staff", "reason": "fewer_than_k"},
        {"voice": "leaders", "reason": "not_asked"},
    ]


def test_a_reveal_that_comes_late_leaves_staff_as_many_days(site: Surveyed) -> None:
    edition = site.opened()
    site.answer_all(edition, {"customers": 40, "staff": 40})
    site.day[0] = PUBLIC + timedelta(days=3)
    assert reveal_due(site.engine, site.keys, site.sources, site.day[0]) == ["accueil"]
    read = site.barometers.edition_of(edition.id)
    assert (read.days.staff_see_on, read.days.public_on) == (PUBLIC + timedelta(3), PUBLIC + timedelta(10))
    assert read.state == "staff"


def test_an_edition_that_another_process_reveals_meanwhile_keeps_no_other_from_it(
    site: Surveyed, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = [site.opened(slug=slug) for slug in ("one", "other", "third")]
    for edition in seen:
        site.answer_all(edition, {"customers": 20, "staff": 20})
    site.day[0] = REVEAL
    seen = [site.barometers.edition_of(edition.id) for edition in seen]
    site.reveal(seen[0])
    site.barometers.delay(seen[1], REVEAL + timedelta(7), PUBLIC + timedelta(7))
    monkeypatch.setattr("app.revealing.every_edition", lambda *_: seen)
    assert reveal_due(site.engine, site.keys, site.sources, REVEAL) == ["third"]


def test_two_processes_reveal_an_edition_once(site: Surveyed) -> None:
    edition = site.opened()
    site.answer_all(edition, {"customers": 20, "staff": 20})
    site.day[0] = REVEAL
    together = Barrier(2)

    def reveal(_: int) -> list[str]:
        together.wait(30)
        return reveal_due(site.engine, site.keys, site.sources, REVEAL)

    with ThreadPoolExecutor(2) as both:
        changed = [*both.map(reveal, range(2))]
    assert sorted(changed) == [[], ["accueil"]]
    said = site.barometers.said(site.barometers.edition_of(edition.id))
    assert said
    assert said.number == 1


def test_days_may_be_put_off_and_never_brought_forward(site: Surveyed) -> None:
    edition = site.opened()
    for reveal, public in ((REVEAL - timedelta(1), PUBLIC), (REVEAL, PUBLIC - timedelta(1)), (PUBLIC, PUBLIC)):
        with pytest.raises(CampaignInvalid):
            site.barometers.delay(edition, reveal, public)
    later = site.barometers.delay(edition, REVEAL + timedelta(7), PUBLIC + timedelta(7))
    assert later.days == (OPENED, CLOSED + timedelta(7), REVEAL + timedelta(7), PUBLIC + timedelta(7))
    assert {one.closes_on for one in site.barometers.voices(later).values()} == {CLOSED + timedelta(7)}
    site.answer_all(later, {"customers": 40, "staff": 40})
    read = site.reveal(later)
    with pytest.raises(CampaignInvalid, match="read it already"):
        site.barometers.delay(read, REVEAL + timedelta(20), PUBLIC + timedelta(27))
    assert site.barometers.delay(
        read, REVEAL + timedelta(7), PUBLIC + timedelta(9)
    ).days.public_on == PUBLIC + timedelta(9)


def test_a_fourth_commitment_is_impossible_and_none_changes_once_public(site: Surveyed) -> None:
    edition = site.opened()
    site.answer_all(edition, {"customers": 40, "staff": 40})
    with pytest.raises(CampaignInvalid, match="once staff have read"):
        site.barometers.promise(edition, a_promise())
    read = site.reveal(edition)
    for _ in range(3):
        site.barometers.promise(read, a_promise())
    for number in (0, 4):
        with pytest.raises(CampaignInvalid, match=r"Three commitments at most|no commitment with this number"):
            site.barometers.promise(read, a_promise(number=number))
    site.barometers.promise(read, a_promise(number=2, words={"fr": "Un accueil à toute heure"}))
    site.barometers.take_back(read, 1)
    assert [(one.number, one.words["fr"]) for one in site.barometers.commitments(read)] == [
        (1, "Un accueil à toute heure"),
        (2, "Un seul numéro à rappeler"),
    ]
    site.day[0] = PUBLIC
    with pytest.raises(CampaignInvalid, match="A published commitment is not rewritten"):
        site.barometers.promise(read, a_promise(number=1))
    with pytest.raises(CampaignInvalid, match="A published commitment is not rewritten"):
        site.barometers.take_back(read, 1)
    reveal_due(site.engine, site.keys, site.sources, PUBLIC)
    said = site.barometers.said(read)
    assert said
    assert said.number == 2
    assert [one["number"] for one in said.content["commitments"]] == [1, 2]
    site.barometers.say(read, 1, ProgressNote(PUBLIC, "under_way", {}))
    with pytest.raises(CampaignInvalid, match="Say why"):
        site.barometers.say(read, 1, ProgressNote(PUBLIC, "dropped", {"fr": " "}))
    site.barometers.say(read, 1, ProgressNote(PUBLIC, "dropped", {"fr": "Le marché n’a pas abouti."}))
    last = site.barometers.said(read)
    assert last
    assert (last.number, last.content["commitments"][0]["state"]) == (4, "dropped")


@pytest.mark.parametrize(
    "words", ["M. Dupont rappellera", "Mme Leïla répond", "Écrire à x@example.org", "Dr Martin décide"]
)
def test_a_commitment_names_nobody(site: Surveyed, words: str) -> None:
    edition = site.opened()
    site.answer_all(edition, {"customers": 40, "staff": 40})
    read = site.reveal(edition)
    with pytest.raises(CampaignInvalid, match="No person is named"):
        site.barometers.promise(read, a_promise(words={"fr": words}))


def second(site: Surveyed) -> tuple[Edition, Edition]:
    """An edition with three commitments, public, and the next one, open a year later."""
    edition = site.opened()
    site.answer_all(edition, {"customers": 120, "staff": 60})
    read = site.reveal(edition)
    for _ in range(3):
        site.barometers.promise(read, a_promise())
    site.day[0] = PUBLIC
    reveal_due(site.engine, site.keys, site.sources, PUBLIC)
    site.day[0] = OPENED + timedelta(days=365)
    draft = a_draft(label="2028", reveal=REVEAL + timedelta(days=365))
    return read, site.barometers.open_edition(read.barometer, draft)


def test_the_next_edition_asks_what_was_noticed_with_the_same_structure(site: Surveyed) -> None:
    before, edition = second(site)
    customers = site.barometers.voices(edition)["customers"]
    assert [words["fr"] for words in customers.own_words.promises] == ["Un seul numéro à rappeler"] * 3
    site.answer_all(edition, {"customers": 120, "staff": 60})
    said, former = site.barometers.said(site.reveal(edition)), site.barometers.said(before)
    assert said
    assert former
    assert [(one["made_in"], sorted(one["noticed"])) for one in said.content["commitments"]] == [
        ("2027", ["customers", "staff"])
    ] * 3
    prints = [[one["fingerprint"] for one in each.content["sources"]] for each in (said, former)]
    assert prints[0] == prints[1]


def test_a_next_edition_waits_until_the_one_before_is_public(site: Surveyed) -> None:
    edition = site.opened()
    with pytest.raises(CampaignExists, match="edition 2027 already"):
        site.barometers.open_edition(edition.barometer, a_draft())
    with pytest.raises(CampaignInvalid, match="not public yet"):
        site.barometers.open_edition(edition.barometer, a_draft(label="2028"))


def test_a_code_on_a_poster_leads_to_the_edition_that_is_open_and_may_be_voided(site: Surveyed) -> None:
    edition = site.opened()
    codes = site.barometers.place_codes(edition.barometer)
    assert {*codes} == {"lille", "lens", "douai"}
    door = site.barometers.counter(codes["douai"])
    assert door
    assert (door.edition.id, door.campaign.voice, door.segment, door.void) == (
        edition.id, "customers", "with-lens", False,
    )  # fmt: skip
    fresh = site.barometers.replace_code(edition.barometer, "douai")
    void = site.barometers.counter(codes["douai"])
    assert void
    assert void.void
    assert fresh != codes["douai"]
    assert site.barometers.counter("NOBODY") is None


def test_a_withdrawn_edition_shows_nothing_but_why(site: Surveyed) -> None:
    edition = site.opened()
    site.answer_all(edition, {"customers": 40, "staff": 40})
    read = site.reveal(edition)
    gone = site.barometers.withdraw(read, {"fr": "Une erreur de saisie."})
    assert gone.state == "withdrawn"
    assert site.barometers.said(gone) is None
    campaign = find(site.engine, "accueil-2027-customers", site.day[0])
    assert campaign
    assert campaign.withdrawn_on
    assert campaign.own_words.notice == {"fr": "Une erreur de saisie."}


def test_keys_open_what_is_theirs(site: Surveyed) -> None:
    site.day[0] = OPENED
    edition, key = site.barometers.create(a_draft(), "symmetry")
    of = edition.barometer
    assert site.barometers.opened_by("accueil", key) == (of, "manager")
    assert site.barometers.opened_by("accueil", "wrong") is None
    reader = site.barometers.new_key(of, "reader")
    assert (site.barometers.opened_by("accueil", reader) or ("", ""))[1] == "reader"
    staff = site.barometers.new_staff_key(edition)
    assert site.barometers.opened_by_staff("accueil", "2027", staff)
    assert site.barometers.opened_by_staff("accueil", "2027", key) is None
    assert site.barometers.opened_by("accueil", staff) is None
