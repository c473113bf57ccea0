"""What matters most, what was guessed of it, and what comes first: every state, in both languages."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from app.barometer.priorities import RANKED_FROM, SHARES_FROM
from app.barometer.spec import SpecImportance, VoicePart
from app.publication.policy import PICKED_MULTIPLE
from app.web.barometer.importance_sentences import ImportanceTold, PrioritiesTold
from tests.barometer.releases import TEN, flat
from tests.web.barometer import surveys
from tests.web.barometer.surveys import LANGUAGES, document, told


def picks(**shown: int) -> dict[str, int]:
    return {id_: shown.get(id_, 10) for id_ in TEN}


def plain(text: str) -> str:
    """With ordinary spaces, as these tests are typed."""
    return re.sub("[\u00a0\u202f]", " ", text)


def asked(customers: Mapping[str, int], staff: Mapping[str, int] | None = None, /, **people: int) -> dict[str, Any]:
    return document(people=surveys.PEOPLE | people, picks={"customers": customers, "staff": staff or picks()})


def importance(content: dict[str, Any]) -> list[ImportanceTold]:
    """In French and in English."""
    return [one for language in LANGUAGES for one in told(content, language).importance()]


def priorities(content: dict[str, Any]) -> list[PrioritiesTold]:
    return [one for language in LANGUAGES if (one := told(content, language).priorities())]


EASE = {"d5": 45, "d7": 35}


@pytest.mark.parametrize(
    ("customers", "french", "english"),
    [
        (
            EASE,
            "Ce qui compte le plus pour les clients : Simplicité (45 %), Écoute (35 %).",
            "What matters most to customers: Ease (45%), Listening (35%).",
        ),
        (
            {"d7": 35, "d1": 40, "d5": 45},
            "Ce qui compte le plus pour les clients : Simplicité (45 %), Sens (40 %), Écoute (35 %).",
            "What matters most to customers: Ease (45%), Meaning (40%), Listening (35%).",
        ),
        (
            {"d5": 45, "d7": 25},
            "Ce qui compte le plus pour les clients : Simplicité (45 %). Le reste ne se départage pas.",
            "What matters most to customers: Ease (45%). The rest cannot be told apart.",
        ),
        (
            {"d5": 25, "d7": 25},
            "Pour les clients, aucun sujet ne se détache : les choix se partagent.",
            "To customers, no subject stands out: the picks are spread.",
        ),
    ],
)
def test_what_matters_most_is_what_is_picked_clearly_above_chance(
    customers: dict[str, int], french: str, english: str
) -> None:
    found = importance(asked(picks(**customers)))
    assert [plain(one.sentence) for one in found] == [french, english]
    assert [one.unranked for one in found] == ["", ""]


@pytest.mark.parametrize(
    ("customers", "staff", "french", "english"),
    [
        (EASE, {"d5": 60, "d7": 55}, "Les équipes avaient deviné les deux.", "Staff had guessed both."),
        (
            EASE,
            {"d5": 60, "d0": 55},
            "Les équipes en avaient deviné un : Simplicité. Elles pensaient aussi à Confiance.",
            "Staff had guessed one: Ease. They also thought of Trust.",
        ),
        (EASE, {"d7": 60}, "Les équipes en avaient deviné un : Écoute.", "Staff had guessed one: Listening."),
        (
            EASE,
            {"d1": 60, "d0": 55},
            "Les équipes pensaient plutôt à Sens et Confiance.",
            "Staff thought rather of Meaning and Trust.",
        ),
        (EASE, {"d0": 55}, "Les équipes pensaient plutôt à Confiance.", "Staff thought rather of Trust."),
        ({"d5": 45}, {"d0": 55}, "Les équipes pensaient plutôt à Confiance.", "Staff thought rather of Trust."),
        (
            {"d5": 45},
            {"d5": 60, "d0": 55},
            "Les équipes pensaient à Simplicité et Confiance.",
            "Staff thought of Ease and Trust.",
        ),
        (
            EASE,
            {"d5": 60, "d7": 58, "d0": 55},
            "Les équipes pensaient à Simplicité, Écoute et Confiance.",
            "Staff thought of Ease, Listening and Trust.",
        ),
        (
            {"d5": 45, "d7": 40, "d1": 38},
            {"d5": 60, "d7": 55},
            "Les équipes pensaient à Simplicité et Écoute.",
            "Staff thought of Ease and Listening.",
        ),
        (
            EASE,
            {"d5": 25, "d7": 25},
            "Ce que les équipes en pensaient ne se départage pas.",
            "What staff thought cannot be told apart.",
        ),
        (
            {},
            {},
            "Ce que les équipes en pensaient ne se départage pas.",
            "What staff thought cannot be told apart.",
        ),
        ({}, {"d5": 60, "d7": 55}, "", ""),
    ],
)
def test_a_guess_is_judged_where_both_sides_are_clear(
    customers: dict[str, int], staff: dict[str, int], french: str, english: str
) -> None:
    found = importance(asked(picks(**customers), picks(**staff)))
    assert [plain(one.guessed) for one in found] == [french, english]


def test_under_the_figure_stands_what_each_person_could_pick() -> None:
    assert [one.base for one in importance(asked(picks()))] == [
        "Chaque personne choisissait deux sujets au plus. Les nombres de choix sont arrondis à un multiple de 5.",
        "Each person picked two subjects at most. The numbers of picks are rounded to a multiple of 5.",
    ]
    said = []
    for most in (1, 3):
        (one,) = surveys.SURVEY.importance
        spec = replace(surveys.SURVEY, importance=(replace(one, most=most),))
        said += [told.base for told in importance(document(picks={"customers": picks()}, spec=spec))]
    assert [text.partition(". ")[0] for text in said] == [
        "Chaque personne choisissait un sujet au plus",
        "Each person picked one subject at most",
        "Chaque personne choisissait trois sujets au plus",
        "Each person picked three subjects at most",
    ]


def test_below_a_hundred_people_picks_are_in_order_without_a_ranking_and_shares_are_about() -> None:
    found = importance(asked(picks(d5=50, d7=55), customers=80))
    assert [plain(one.sentence) for one in found] == [
        "Ce qui compte le plus pour les clients : Écoute (environ 55 %), Simplicité (environ 50 %).",
        "What matters most to customers: Listening (about 55%), Ease (about 50%).",
    ]
    assert [one.unranked for one in found] == [
        "Dans l’ordre des choix, sans classement : 80 réponses ne suffisent pas à départager dix sujets.".replace(
            " :", "\u00a0:"
        ),
        "In order of picks, without a ranking: 80 answers cannot tell ten subjects apart.",
    ]


def test_below_fifty_people_a_voice_s_picks_are_not_shown() -> None:
    found = importance(asked(picks(**EASE), customers=49, staff=20))
    assert [(one.sentence, one.guessed, one.unranked) for one in found] == [("", "", "")] * 2
    assert [tuple(map(plain, one.withheld)) for one in found] == [
        (
            "Moins de 50 réponses des clients : les choix ne sont pas montrés.",
            "Moins de 50 réponses des équipes : les choix ne sont pas montrés.",
        ),
        (
            "Fewer than 50 answers from customers: their picks are not shown.",
            "Fewer than 50 answers from staff: their picks are not shown.",
        ),
    ]
    (staff_alone,) = told(asked(picks(), staff=49), "en").importance()
    assert staff_alone.withheld == ("Fewer than 50 answers from staff: their picks are not shown.",)


def test_where_fifty_answered_but_not_this_question_it_is_named() -> None:
    found = importance(document())
    assert [tuple(map(plain, one.withheld)) for one in found] == [
        (
            "Moins de 50 réponses des clients à cette question : les choix ne sont pas montrés.",
            "Moins de 50 réponses des équipes à cette question : les choix ne sont pas montrés.",
        ),
        (
            "Fewer than 50 answers from customers to this question: their picks are not shown.",
            "Fewer than 50 answers from staff to this question: their picks are not shown.",
        ),
    ]


def test_a_voice_that_is_missing_is_not_counted_among_those_who_answered() -> None:
    content = document(people={"customers": 200}, picks={"customers": picks(**EASE)})
    assert [(one.guessed, one.withheld) for one in importance(content)] == [("", ())] * 2
    assert importance(document(people={"staff": 60})) == []
    assert priorities(document(people={"staff": 60})) == []


def test_staff_may_be_asked_what_matters_to_them() -> None:
    own = SpecImportance(VoicePart("staff", "theirs"), VoicePart("leaders", "theirs"), TEN, 2)
    spec = replace(surveys.SURVEY, importance=(own,))
    content = document(picks={"staff": picks(d5=60, d0=50)}, spec=spec)
    found = importance(content)
    assert [plain(one.sentence) for one in found] == [
        "Et pour les équipes elles-mêmes : Simplicité (environ 60 %), Confiance (environ 50 %).",
        "And to staff themselves: Ease (about 60%), Trust (about 50%).",
    ]
    assert [(one.guessed, one.withheld) for one in found] == [("", ())] * 2
    assert priorities(content) == []
    spread = document(picks={"staff": picks()}, spec=spec)
    assert [one.sentence for one in importance(spread)] == ["", ""]


def test_of_voices_without_a_name_nothing_is_said() -> None:
    other = SpecImportance(VoicePart("leaders", "theirs"), VoicePart("staff", "theirs"), TEN, 2)
    content = document(spec=replace(surveys.SURVEY, importance=(other,)))
    assert importance(content) == []
    assert priorities(content) == []


LOW = flat(50, 3, d5=(30, 3), d7=(30, 3))
"""Of customers: two subjects are below the rest."""
BLIND = flat(50, 6, d5=(75, 6), d0=(80, 6), d7=(30, 6))
"""Of staff, who expected more of two subjects, and saw the other low one."""
WHY = {
    "d5": (
        "Simplicité : très choisi (les clients : 45 %), plus bas que le reste, et angle mort des équipes.",
        "Ease: often picked (customers: 45%), lower than the rest, and a blind spot of the teams.",
    ),
    "d0": (
        "Confiance : très choisi (les clients : 40 %), et angle mort des équipes.",
        "Trust: often picked (customers: 40%), and a blind spot of the teams.",
    ),
    "d7": (
        "Écoute : très choisi (les clients : 35 %), et plus bas que le reste.",
        "Listening: often picked (customers: 35%), and lower than the rest.",
    ),
}


@pytest.mark.parametrize(
    ("customers", "french", "english"),
    [
        ({"d5": 45}, "Une priorité : Simplicité.", "One priority: Ease."),
        ({"d5": 45, "d0": 40}, "Deux priorités : Simplicité, Confiance.", "Two priorities: Ease, Trust."),
        (
            {"d5": 45, "d0": 40, "d7": 35},
            "Trois priorités : Simplicité, Confiance, Écoute.",
            "Three priorities: Ease, Trust, Listening.",
        ),
    ],
)
def test_priorities_are_named_and_each_says_what_it_is_for(
    customers: dict[str, int], french: str, english: str
) -> None:
    sides = {"customers.lived": LOW, "staff.expected": BLIND}
    found = priorities(document(sides, picks={"customers": picks(**customers)}))
    assert [plain(one.sentence) for one in found] == [french, english]
    for at, one in enumerate(found):
        assert {each.id: plain(each.why) for each in one.priorities} == {id_: WHY[id_][at] for id_ in customers}
        assert [each.name for each in one.priorities] == [surveys.SUBJECTS[LANGUAGES[at]][id_] for id_ in customers]
        assert one.unranked == ""


def test_under_priorities_stands_what_they_do_not_say() -> None:
    assert [one.base for one in priorities(asked(picks()))] == [
        "Une priorité dit où regarder d’abord. Elle ne dit pas pourquoi, ni à cause de qui.",
        "A priority says where to look first. It does not say why, nor because of whom.",
    ]


@pytest.mark.parametrize(
    ("customers", "n", "french", "english"),
    [
        (
            EASE,
            100,
            "Pas de priorité nette : rien n’est à la fois très choisi, et en retrait ou angle mort.",
            "No clear priority: nothing is both often picked, and either low or a blind spot.",
        ),
        (
            {"d5": 60},
            99,
            "Pas de priorité nette : rien n’est à la fois très choisi, et en retrait ou angle mort.",
            "No clear priority: nothing is both often picked, and either low or a blind spot.",
        ),
        (
            {},
            99,
            "Rien ne se détache : 99 réponses ne suffisent pas à classer dix sujets.",
            "Nothing stands out: 99 answers are not enough to rank ten subjects.",
        ),
        (
            {"d5": 60},
            49,
            "Pas de priorités : avec moins de 50 réponses, les choix ne sont pas montrés.",
            "No priorities: with fewer than 50 answers, picks are not shown.",
        ),
    ],
)
def test_why_there_is_no_priority(customers: dict[str, int], n: int, french: str, english: str) -> None:
    found = priorities(asked(picks(**customers), customers=n))
    assert [plain(one.sentence) for one in found] == [french, english]
    assert [(one.priorities, one.unranked) for one in found] == [((), "")] * 2


def test_priorities_of_fewer_than_a_hundred_people_are_not_ranked() -> None:
    sides = {"customers.lived": LOW, "staff.expected": BLIND}
    content = document(sides, surveys.PEOPLE | {"customers": 99}, {"customers": picks(d5=55, d0=60)})
    found = priorities(content)
    assert [(plain(one.sentence), plain(one.unranked)) for one in found] == [
        (
            "Deux priorités : Confiance, Simplicité.",
            "Sans classement : 99 réponses ne suffisent pas à classer dix sujets.",
        ),
        ("Two priorities: Trust, Ease.", "Without a ranking: 99 answers are not enough to rank ten subjects."),
    ]


def test_where_two_voices_guessed_the_same_it_is_not_said_whose_blind_spot_it_is() -> None:
    (one,) = surveys.SURVEY.importance
    other = replace(one, guessed=VoicePart("leaders", "theirs"))
    content = document(picks={"customers": picks(**EASE)}, spec=replace(surveys.SURVEY, importance=(one, other)))
    assert priorities(content) == []
    assert len(importance(content)) == 4


def test_the_texts_say_the_numbers_of_the_rules() -> None:
    assert (SHARES_FROM, RANKED_FROM, PICKED_MULTIPLE) == (50, 100, 5)
