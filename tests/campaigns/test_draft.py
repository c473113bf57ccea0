"""What an organiser types: every fault has its field and its words, and the rest is kept as it was meant."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from app.campaigns.draft import CampaignInvalid, Draft, draft_faults, proposed_k
from app.campaigns.store import create, find
from app.campaigns.words import Segment, Words, titled, words_from
from tests.crowd import TODAY

TEAMS = tuple(Segment(id_, {"fr": id_.title()}) for id_ in ("north", "south"))
ASKED = Words(question={"fr": "Où travaillez-vous ?"}, segments=TEAMS)
GOOD = Draft("spring", "totem", TODAY, "2026", words=ASKED)


def of(words: Words) -> dict[str, Any]:
    return {"words": words}


FAULTS: list[tuple[str, dict[str, Any]]] = [
    ("slug", {"slug": "Été"}),
    ("bank", {"bank": ""}),
    ("people", {"people": "x" * 41}),
    ("edition", {"edition": ""}),
    ("edition", {"edition": "20\x0026"}),
    ("series", {"series": "Baromètre annuel"}),
    ("k", {"k": 4}),
    ("expected", {"expected": 0}),
    ("expected", {"expected": 10**10}),
    ("expected", {"expected": 9, "k": 10}),
    ("closes_on", {"closes_on": TODAY - timedelta(1)}),
    ("closes_on", {"opened_on": TODAY - timedelta(9), "closes_on": TODAY - timedelta(1)}),
    ("closes_on", {"opened_on": TODAY + timedelta(9), "closes_on": TODAY + timedelta(8)}),
    ("protection", {"protection": "luck"}),
    ("code", {"protection": "code", "code": "é1!"}),
    ("segments", of(replace(ASKED, segments=TEAMS[:1]))),
    ("segments", of(replace(ASKED, segments=tuple(Segment(f"s{i}", {"fr": f"{i}"}) for i in range(13))))),
    ("segments", of(replace(ASKED, segments=(*TEAMS, Segment("north", {"fr": "Est"}))))),
    ("segments", of(replace(ASKED, segments=(*TEAMS, Segment("east", {"fr": "North"}))))),
    ("segments", of(replace(ASKED, segments=(*TEAMS, Segment("East side", {"fr": "Est"}))))),
    ("segments", of(replace(ASKED, segments=(*TEAMS, Segment("others", {"fr": "Autres"}))))),
    ("segments", of(replace(ASKED, segments=(*TEAMS, Segment("east", {"fr": " "}))))),
    ("segments", of(replace(ASKED, segments=(*TEAMS, Segment("east", {"fr": "x" * 81}))))),
    ("segments", of(replace(ASKED, segments=()))),
    ("question", of(replace(ASKED, question={}))),
    ("title", of(replace(ASKED, title={"en": "x" * 121}))),
    ("introduction", of(replace(ASKED, introduction={"fr": "a\x07"}))),
    ("heard", of(replace(ASKED, heard={"fr": "x" * 2001}))),
    ("will_do", of(replace(ASKED, will_do={"fr": "x" * 2001}))),
    ("signature", of(replace(ASKED, signature="x" * 81))),
]


def test_a_draft_without_fault_has_none() -> None:
    assert draft_faults(GOOD.tidied(), TODAY) == []


@pytest.mark.parametrize(("field", "changes"), FAULTS)
def test_each_fault_names_its_field_and_keeps_the_campaign_from_being_made(
    field: str, changes: dict[str, Any], sqlite_engine: Engine
) -> None:
    draft = replace(GOOD, **changes)
    found = draft_faults(draft.tidied(), TODAY)
    assert [fault.field for fault in found] == [field]
    fields = {name: getattr(draft, name) for name in Draft.__dataclass_fields__}
    with pytest.raises(CampaignInvalid):
        create(sqlite_engine, today=TODAY, **fields)
    assert find(sqlite_engine, draft.slug) is None


def test_all_faults_are_told_at_once() -> None:
    draft = replace(GOOD, slug="", k=2, edition="", words=replace(ASKED, question={}))
    assert {fault.field for fault in draft_faults(draft.tidied(), TODAY)} == {"slug", "k", "edition", "question"}


def test_a_fault_is_told_in_the_language_of_whoever_typed() -> None:
    (fault,) = draft_faults(replace(GOOD, k=4).tidied(), TODAY)
    assert str(fault).endswith("from 5 to 100.")
    assert fault.text(lambda message: message.upper().replace("%(LEAST)S", "%(least)s").replace("%(MOST)S", "%(most)s"))
    assert fault.text({fault.message: "de %(least)s à %(most)s"}.__getitem__) == "de 5 à 100"


@pytest.mark.parametrize(("expected", "k"), [(None, 10), (5, 5), (29, 5), (30, 10), (5000, 10)])
def test_k_is_proposed_from_the_headcount(expected: int | None, k: int) -> None:
    assert proposed_k(expected) == k


def test_everything_that_was_typed_is_kept(engine: Engine) -> None:
    words = replace(ASKED, title={"fr": " L’hôpital ", "en": " "}, introduction={"en": "One\r\nTwo"}, blocks=("gap",))
    made = create(
        engine,
        "spring",
        "totem",
        TODAY,
        opened_on=TODAY + timedelta(1),
        closes_on=TODAY + timedelta(1),
        series="yearly",
        expected=5_000,
        protection="code",
        code=" cerf-42 ",
        words=words,
    )
    assert find(engine, "spring") == made
    assert (made.series, made.expected, made.protection, made.code) == ("yearly", 5_000, "code", "CERF42")
    assert made.closes_on == made.opened_on == TODAY + timedelta(1)
    kept = replace(ASKED, title={"fr": "L’hôpital"}, introduction={"en": "One\nTwo"}, blocks=("gap",))
    assert made.own_words == kept
    assert not made.has_answers


TEXT = st.dictionaries(st.sampled_from(["fr", "en"]), st.text(st.characters(codec="utf-8"), max_size=9))


@given(st.builds(Words, title=TEXT, heard=TEXT, notice=TEXT, signature=st.text(st.characters(codec="utf-8"))))
def test_words_come_back_from_their_document_and_are_tidied_once(words: Words) -> None:
    tidy = words.tidied()
    assert words_from(tidy.to_document()) == tidy == tidy.tidied()
    assert all(text for _, text, _ in tidy.texts() if text != tidy.signature)


@pytest.mark.parametrize(
    ("title", "edition", "told"),
    [
        ("L’accueil", "2027", "L’accueil · 2027"), ("Baromètre 2027", "2027", "Baromètre 2027"),
        ("Printemps : l’accueil", "printemps", "Printemps : l’accueil"), ("L’accueil", "", "L’accueil"),
        ("Plan 20270", "2027", "Plan 20270 · 2027"), ("C (2)", "(2)", "C (2)"),
    ],
)  # fmt: skip
def test_a_title_that_names_its_edition_is_told_once(title: str, edition: str, told: str) -> None:
    assert titled(title, edition) == told
