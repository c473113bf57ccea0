"""A promise as its readers see it: how it stands, whether it is late, and who noticed, in both languages."""

from datetime import date
from typing import Any

import pytest

from app.banks.schema import Language
from app.web.barometer.commitment_cards import commitment_cards
from tests.barometer.releases import share
from tests.web.barometer.surveys import told

DUE, DAY = date(2027, 9, 1), date(2027, 9, 2)
LATE: dict[Language, str] = {"fr": "En retard", "en": "late"}


def made(state: str = "announced", words: str = "", **more: Any) -> dict[str, Any]:
    progress = [] if state == "announced" else [{"said_on": "2027-05-03", "state": state, "words": words}]
    return {
        "made_in": "2026", "number": 1, "dimension": "ease", "words": {"fr": "Un seul numéro"}, "whom": "{tout} 100 %",
        "signed": "la direction", "due_on": DUE.isoformat(), "made_on": "2027-03-08", "state": state,
        "progress": progress, "noticed": {}, **more,
    }  # fmt: skip


def card(one: dict[str, Any], language: Language = "fr", today: date = DUE, *, own: bool = True) -> Any:
    content = {"edition": "2026" if own else "2027", "commitments": [one]}
    telling = told({**content, "sources": [], "dropped": []}, language).telling
    (found,) = commitment_cards(content, telling, today, own=own)
    return found


@pytest.mark.parametrize(
    ("state", "language", "today", "said"),
    [
        ("announced", "fr", DUE, "Promis pour le 1 septembre 2027."),
        ("announced", "en", DUE, "Promised for 1 September 2027."),
        ("announced", "fr", DAY, "Attendu le 1 septembre 2027. L’organisation n’en a encore rien dit."),
        ("announced", "en", DAY, "Due on 1 September 2027. The organisation has said nothing about it yet."),
        ("under_way", "fr", DUE, "En cours, dit l’organisation le 3 mai 2027."),
        ("under_way", "fr", DAY, "En cours, dit l’organisation le 3 mai 2027. En retard d’un jour."),
        ("under_way", "en", date(2027, 10, 12), "Under way, the organisation said on 3 May 2027. 41 days late."),
        ("kept", "fr", date(2029, 1, 1), "Tenu, dit l’organisation le 3 mai 2027."),
        ("kept", "en", date(2029, 1, 1), "Kept, the organisation said on 3 May 2027."),
        ("dropped", "fr", date(2029, 1, 1), "Abandonné le 3 mai 2027\u00a0: «\u00a0Trop {cher} à 100 %.\u00a0»"),
        ("dropped", "en", date(2029, 1, 1), "Dropped on 3 May 2027: “Trop {cher} à 100 %.”"),
    ],
)
def test_how_a_promise_stands_is_said_in_the_organisation_s_name(
    state: str, language: Language, today: date, said: str
) -> None:
    one = made(state, "Trop {cher} à 100 %." if state == "dropped" else "")
    assert " ".join(card(one, language, today).state) == said


def test_what_the_organiser_typed_is_never_filled_in() -> None:
    assert card(made()).about == "Pour {tout} 100 % · la direction · avant le 1 septembre 2027"


def test_words_in_another_language_are_marked() -> None:
    assert (card(made()).words.language, card(made(), "en").words.language) == (None, "fr")


def test_only_the_voices_of_the_next_edition_say_whether_they_noticed() -> None:
    both = made(noticed={"customers": share(48), "staff": share(33)})
    assert card(both).noticed == ""
    assert card(both, own=False).noticed == (
        "L’ont remarqué, côté clients\u00a0: 48\u00a0%\u202f; côté équipes\u00a0: 33\u00a0%."
    )
    assert card(both, "en", own=False).noticed == "Noticed it, among customers: 48%; among staff: 33%."
    one = made(noticed={"customers": share(48)})
    assert card(one, own=False).noticed.endswith("côté équipes\u00a0: trop peu de réponses.")


def test_a_dimension_is_named_where_there_is_one() -> None:
    assert card(made(dimension="d0")).dimension in ("Confiance", "")
    assert card(made(dimension="")).dimension == ""
