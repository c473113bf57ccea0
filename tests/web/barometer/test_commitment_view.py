"""A commitment as its readers see it: what the organisation says, how late it is on their day, and who noticed."""

from datetime import date
from typing import Any

import pytest

from app.banks.schema import Language
from app.resources import resource
from app.web.barometer.commitment_view import CommitmentTelling, CommitmentView
from app.web.language import Catalogues
from app.web.wording import Wording

CATALOGUES = Catalogues(resource("locale"))
DUE = date(2027, 9, 1)


def made(state: str = "announced", *progress: tuple[str, str, str], **changes: Any) -> dict[str, Any]:
    said = [{"said_on": day, "state": now, "words": {"fr": words} if words else {}} for day, now, words in progress]
    told = {
        "made_in": "2027", "number": 1, "dimension": "ease", "words": {"fr": "Un seul numéro", "en": "One number"},
        "whom": {"fr": "les familles"}, "signed": {"fr": "la direction"},
        "due_on": DUE.isoformat(), "made_on": "2027-03-08",
        "state": said[-1]["state"] if said else state, "progress": said, "noticed": {},
    }  # fmt: skip
    return told | changes


def telling(today: date, language: Language = "fr", people: str = "customers") -> CommitmentTelling:
    say = CATALOGUES[language].gettext
    return CommitmentTelling(Wording(language, people), say, {"ease": "Simplicité"}, today)


def seen(today: date, told: dict[str, Any], language: Language = "fr") -> CommitmentView:
    return telling(today, language).view(told)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def test_it_says_what_for_whom_by_whom_and_by_when() -> None:
    view = seen(DUE, made())
    assert (view.words, view.dimension, view.language) == ("Un seul numéro", "Simplicité", None)
    assert view.about == "Pour les familles · la direction · avant le 1er septembre 2027"
    assert view.stands == ("Promis pour le 1er septembre 2027.",)
    assert (view.history, view.noticed, view.days_late) == ((), "", 0)


@pytest.mark.parametrize(
    ("today", "stands"),
    [
        (date(2027, 9, 1), ("Promised for 1 September 2027.",)),
        (
            date(2027, 9, 2),
            ("Due on 1 September 2027. The organisation has said nothing about it yet.", "One day late."),
        ),
        (
            date(2027, 10, 12),
            ("Due on 1 September 2027. The organisation has said nothing about it yet.", "41 days late."),
        ),
    ],
)
def test_a_commitment_that_nobody_speaks_of_is_late_by_the_reader_s_own_day(today: date, stands: Any) -> None:
    assert seen(today, made(), "en").stands == stands


def test_one_under_way_is_late_too_and_one_that_is_over_is_not() -> None:
    today = date(2027, 10, 12)
    under_way = seen(today, made("", ("2027-08-30", "under_way", "")))
    assert under_way.stands == ("En cours, dit l’organisation le 30 août 2027.", "En retard de 41 jours.")
    assert under_way.days_late == 41
    assert seen(today, made("", ("2027-10-01", "kept", ""))).stands == (
        "Tenu, dit l’organisation le 1er octobre 2027.",
    )
    dropped = seen(today, made("", ("2027-10-01", "dropped", "Le marché n’a pas abouti.")))
    assert [plain(one) for one in dropped.stands] == ["Abandonné le 1er octobre 2027 : « Le marché n’a pas abouti. »"]


def test_all_that_was_said_stays_readable_the_oldest_first() -> None:
    told = made("", ("2027-05-03", "under_way", "Le numéro est choisi."), ("2027-06-01", "under_way", ""),
                ("2027-08-30", "kept", "Il répond."))  # fmt: skip
    view = seen(DUE, told, "en")
    assert view.stands == ("Kept, the organisation said on 30 August 2027.", "“Il répond.”")
    assert view.history == (
        "Under way, the organisation said on 3 May 2027. “Le numéro est choisi.”",
        "Under way, the organisation said on 1 June 2027.",
    )


def test_who_noticed_is_told_in_words_below_thirty_people_in_figures_from_thirty_and_never_below_k() -> None:
    half = {"phrase": "about_half", "percent": None, "below": None, "above": None, "count": None}
    shares = {
        "customers": {**half, "phrase": "percent", "percent": 48, "reason": None},
        "staff": {**half, "phrase": "about_a_third", "reason": "fewer_than_30"},
    }
    content = {"edition": "2028", "commitments": [made(noticed=shares), made(number=1, made_in="2028")]}
    (asked,) = telling(DUE).views(content, own=False)
    assert plain(asked.noticed) == "L’ont remarqué, côté clients : 48 % ; côté équipes : environ un tiers."
    (own,) = telling(DUE).views(content, own=True)
    assert own.noticed == ""
    few = telling(DUE).view(made(noticed={"customers": shares["customers"]}), asked=True)
    assert plain(few.noticed) == "L’ont remarqué, côté clients : 48 % ; côté équipes : trop peu de réponses."
    patients = telling(DUE, "en", "patients").view(made(noticed=shares), asked=True)
    assert patients.noticed == "Noticed it, among patients: 48%; among staff: about a third."


def test_words_in_another_language_say_so() -> None:
    view = seen(DUE, made(words={"fr": "Un seul numéro", "en": ""}), "en")
    assert (view.words, view.language) == ("Un seul numéro", "fr")
