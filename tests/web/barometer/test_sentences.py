"""The sentences of the page where voices stand side by side, in both languages: each of these was read aloud."""

import re
from dataclasses import replace
from difflib import SequenceMatcher
from typing import Any

import pytest

from app.banks.nouns import PEOPLE, Noun
from app.banks.schema import Language
from app.barometer.composed import composed
from app.barometer.contrasts import NEAR
from app.barometer.spec import SpecContrast, VoicePart
from app.publication.policy import SPREAD_FROM
from tests.barometer.releases import TEN, flat, release
from tests.soak import many
from tests.web.barometer import surveys
from tests.web.barometer.surveys import LANGUAGES, contrast, dimensions, document, editions, everything, sources, told

PAIRS = {
    "reality": ("staff.expected", "customers.lived"),
    "leaders_customers": ("leaders.expected", "customers.lived"),
    "leaders_staff": ("leaders.expected_staff", "staff.received"),
}
FIGURES = {
    "blind_spot": (flat(61, 6), flat(50, 4)),
    "pleasant_surprise": (flat(50, 4), flat(61, 6)),
    "seen_right": (flat(55, 6), flat(52, 4)),
    "not_settled": (flat(58, 16), flat(52, 10)),
}
"""Believed, lived."""


def releases_of(id_: str, reading: str) -> dict[str, str]:
    first, second = PAIRS[id_]
    if reading == "too_few":
        return sources(people=surveys.PEOPLE | {first.partition(".")[0]: 12})
    return sources(dict(zip((first, second), FIGURES[reading], strict=True)))


def predicted(id_: str, reading: str) -> dict[str, Any]:
    return composed(surveys.SURVEY, "2026", releases_of(id_, reading))


TITLES: list[tuple[str, str, str, str]] = [
    (
        "reality",
        "blind_spot",
        "Pour les clients, c’est moins bien que ce qu’attendaient les équipes : 11 points d’écart (± 3,7).",
        "Things are less good for customers than staff expected: 11 points apart (± 3.7).",
    ),
    (
        "reality",
        "pleasant_surprise",
        "Pour les clients, c’est mieux que ce qu’attendaient les équipes : 11 points d’écart (± 3,7).",
        "Things are better for customers than staff expected: 11 points apart (± 3.7).",
    ),
    (
        "reality",
        "seen_right",
        "Les équipes ont vu juste : les clients répondent ce qu’elles attendaient, à 10 points près.",
        "Staff saw it right: customers answer as expected, to within 10 points.",
    ),
    (
        "reality",
        "not_settled",
        "On ne peut pas trancher : avec 200 réponses d’un côté et 60 de l’autre, l’écart reste flou (± 9,5).",
        "We cannot tell: with 200 answers on one side and 60 on the other, the gap stays blurred (± 9.5).",
    ),
    (
        "reality",
        "too_few",
        "Trop peu de réponses pour comparer : 200 d’un côté, 12 de l’autre. Il en faut 20 de chaque côté.",
        "Too few answers to compare: 200 on one side, 12 on the other. It takes 20 on each.",
    ),
    (
        "leaders_customers",
        "blind_spot",
        "Pour les clients, c’est moins bien que ce qu’attendait la direction : 11 points d’écart (± 3,7).",
        "Things are less good for customers than leaders expected: 11 points apart (± 3.7).",
    ),
    (
        "leaders_customers",
        "pleasant_surprise",
        "Pour les clients, c’est mieux que ce qu’attendait la direction : 11 points d’écart (± 3,7).",
        "Things are better for customers than leaders expected: 11 points apart (± 3.7).",
    ),
    (
        "leaders_customers",
        "seen_right",
        "La direction a vu juste : les clients répondent ce qu’elle attendait, à 10 points près.",
        "Leaders saw it right: customers answer as expected, to within 10 points.",
    ),
    (
        "leaders_customers",
        "not_settled",
        "On ne peut pas trancher : avec 200 réponses d’un côté et 30 de l’autre, l’écart reste flou (± 9,5).",
        "We cannot tell: with 200 answers on one side and 30 on the other, the gap stays blurred (± 9.5).",
    ),
    (
        "leaders_staff",
        "blind_spot",
        "Pour les équipes, c’est moins bien que ce qu’attendait la direction : 11 points d’écart (± 3,7).",
        "Things are less good for staff than leaders expected: 11 points apart (± 3.7).",
    ),
    (
        "leaders_staff",
        "pleasant_surprise",
        "Pour les équipes, c’est mieux que ce qu’attendait la direction : 11 points d’écart (± 3,7).",
        "Things are better for staff than leaders expected: 11 points apart (± 3.7).",
    ),
    (
        "leaders_staff",
        "seen_right",
        "La direction a vu juste : les équipes répondent ce qu’elle attendait, à 10 points près.",
        "Leaders saw it right: staff answer as expected, to within 10 points.",
    ),
    (
        "leaders_staff",
        "not_settled",
        "On ne peut pas trancher : avec 60 réponses d’un côté et 30 de l’autre, l’écart reste flou (± 9,5).",
        "We cannot tell: with 60 answers on one side and 30 on the other, the gap stays blurred (± 9.5).",
    ),
]
LABELS = {
    "blind_spot": ("Angle mort", "Blind spot"),
    "pleasant_surprise": ("Bonne surprise", "Pleasant surprise"),
    "seen_right": ("Vu juste", "Seen right"),
    "not_settled": ("Pas tranché", "Not settled"),
    "too_few": ("Trop peu pour le dire", "Too few to say"),
}


def plain(text: str) -> str:
    """With ordinary spaces, as these tests are typed."""
    return re.sub("[\u00a0\u202f]", " ", text)


@pytest.mark.parametrize(("id_", "reading", "french", "english"), TITLES)
def test_the_title_says_the_whole_gap(id_: str, reading: str, french: str, english: str) -> None:
    content = predicted(id_, reading)
    for language, sentence, label in zip(LANGUAGES, (french, english), LABELS[reading], strict=True):
        whole = contrast(content, id_, language).whole
        assert whole
        assert (whole.reading, whole.label, plain(whole.sentence)) == (reading, label, sentence)


def test_a_gap_of_two_voices_that_have_no_name_is_told_without_any() -> None:
    families, carers = VoicePart("families", "expected"), VoicePart("carers", "lived")
    spec = replace(surveys.SURVEY, contrasts=(SpecContrast("reality", "prediction", families, carers, TEN),))
    spec = replace(
        spec,
        voices=tuple(replace(one, id=id_) for one, id_ in zip(spec.voices[:2], ("families", "carers"), strict=True)),
    )
    said = []
    for first, second in FIGURES.values():
        releases = {
            "families": release("families", 60, {"expected": first}),
            "carers": release("carers", 60, {"lived": second}),
        }
        for language in LANGUAGES:
            whole = contrast(composed(spec, "2026", releases), "reality", language, before="2025").whole
            assert whole
            assert whole.knew == ""
            said.append(plain(whole.sentence))
    assert said == [
        "C’est moins bien que prévu : 11 points d’écart (± 3,7).",
        "Things are less good than expected: 11 points apart (± 3.7).",
        "C’est mieux que prévu : 11 points d’écart (± 3,7).",
        "Things are better than expected: 11 points apart (± 3.7).",
        "Vu juste : les réponses sont celles qui étaient attendues, à 10 points près.",
        "Seen right: the answers are as expected, to within 10 points.",
        "On ne peut pas trancher : avec 60 réponses d’un côté et 60 de l’autre, l’écart reste flou (± 9,5).",
        "We cannot tell: with 60 answers on one side and 60 on the other, the gap stays blurred (± 9.5).",
    ]


def test_under_the_title_stand_the_two_means_that_are_subtracted() -> None:
    content = predicted("reality", "blind_spot")
    said = [whole.means for language in LANGUAGES if (whole := contrast(content, "reality", language).whole)]
    assert [*map(plain, said)] == [
        "En moyenne sur les dix sujets, de 0 à 100 : attendu 61, répondu 50.",
        "On average over the ten subjects, from 0 to 100: expected 61, answered 50.",
    ]


def test_a_mean_of_fewer_subjects_is_not_called_a_mean_of_ten() -> None:
    content = document({"staff.expected": flat(61, 6, d3=(None, None)), "customers.lived": flat(50, 4)})
    said = [whole.means for language in LANGUAGES if (whole := contrast(content, "reality", language).whole)]
    assert [*map(plain, said)] == [
        "En moyenne sur les sujets montrés, de 0 à 100 : attendu 61, répondu 50.",
        "On average over the subjects shown, from 0 to 100: expected 61, answered 50.",
    ]


def test_twenty_people_who_left_much_out_are_not_said_to_be_fewer() -> None:
    content = document({"staff.expected": ((61, None), flat(61, 6)[1])})
    said = [whole for language in LANGUAGES if (whole := contrast(content, "reality", language).whole)]
    assert [(one.sentence, one.means) for one in said] == [
        ("Trop peu de réponses complètes pour comparer.", ""),
        ("Too few complete answers to compare.", ""),
    ]


def test_from_the_second_edition_on_staff_knew_the_former_figures() -> None:
    content = predicted("reality", "not_settled")
    said = [contrast(content, "reality", language, before="2025").whole for language in LANGUAGES]
    assert [plain(one.knew) for one in said if one] == [
        "Les équipes connaissaient les chiffres de 2025 : l’écart dit aussi ce qu’elles en ont retenu.",
        "Staff knew the figures of 2025: the gap also tells what they took from them.",
    ]
    others = [
        contrast(content, "reality", "fr"),
        contrast(content, "leaders_customers", "fr", before="2025"),
        contrast(predicted("reality", "too_few"), "reality", "fr", before="2025"),
    ]
    assert [one.whole.knew for one in others if one.whole] == ["", "", ""]


DIMENSIONS = {
    "d0": (
        "blind_spot",
        "Confiance : angle mort. Attendu 84, répondu 50 : 34 points de moins (± 9,5).",
        "Trust: a blind spot. Expected 84, answered 50: 34 points lower (± 9.5).",
    ),
    "d1": (
        "pleasant_surprise",
        "Sens : bonne surprise. Attendu 38, répondu 50 : 12 points de plus (± 9,5).",
        "Meaning: a pleasant surprise. Expected 38, answered 50: 12 points higher (± 9.5).",
    ),
    "d2": (
        "seen_right",
        "Exemplarité : vu juste. Attendu 51, répondu 50 : à 10 points près, c’est pareil.",
        "Example: seen right. Expected 51, answered 50: the same, to within 10 points.",
    ),
    "d4": (
        "not_settled",
        "Initiative : pas tranché. Attendu 56, répondu 50 : l’écart est connu à 9,5 points près, pas mieux.",
        "Initiative: not settled. Expected 56, answered 50: the gap is known to 9.5 points, no better.",
    ),
    "d5": (
        "too_few",
        "Simplicité : trop peu de réponses pour le dire.",
        "Ease: too few answers to say.",
    ),
}
BELIEVED = flat(50, 6, d0=(84, 6), d1=(38, 6), d2=(51, 5), d4=(56, 6), d5=(None, None))
LIVED = flat(50, 3, d2=(50, 3))


def each_source(id_: str) -> dict[str, str]:
    first, second = PAIRS[id_]
    return sources({first: BELIEVED, second: LIVED}, {"customers": 400, "staff": 100, "leaders": 60})


def each_reading(id_: str) -> dict[str, Any]:
    return composed(surveys.SURVEY, "2026", each_source(id_))


@pytest.mark.parametrize("id_", PAIRS)
def test_of_a_dimension_both_figures_are_said_and_how_far_the_answers_are_from_what_was_expected(id_: str) -> None:
    for at, language in enumerate(LANGUAGES, 1):
        found = dimensions(contrast(each_reading(id_), id_, language))
        for dimension, expected in DIMENSIONS.items():
            one = found[dimension]
            assert (one.reading, plain(one.sentence)) == (expected[0], expected[at]), dimension
            assert one.label == LABELS[expected[0]][at - 1]
            assert one.more == ""


HEADINGS = {
    "fr": ["Ce qui se voit, du plus net au moins net", "Vu juste", "Pas tranché", "Trop peu pour le dire"],
    "en": ["What stands out, the clearest first", "Seen right", "Not settled", "Too few to say"],
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_stands_out_is_numbered_and_the_rest_stands_under_its_own_reading(language: Language) -> None:
    one = contrast(each_reading("reality"), "reality", language)
    assert [group.heading for group in one.groups] == HEADINGS[language]
    assert [group.is_numbered for group in one.groups] == [True, False, False, False]
    assert [[each.id for each in group.dimensions] for group in one.groups] == [
        ["d0", "d1"],
        ["d2", "d3", "d6", "d7", "d8", "d9"],
        ["d4"],
        ["d5"],
    ]


def test_one_alone_is_not_called_the_clearest() -> None:
    content = document({"staff.expected": flat(50, 6, d0=(84, 6)), "customers.lived": flat(50, 3)})
    said = [contrast(content, "reality", language).groups[0].heading for language in LANGUAGES]
    assert said == ["Ce qui se voit", "What stands out"]


def test_the_widest_is_told_where_it_clears_the_second() -> None:
    said = [plain(contrast(each_reading("reality"), "reality", language).widest) for language in LANGUAGES]
    assert said == ["L’écart le plus large : Confiance.", "The widest gap: Trust."]
    close = document({"staff.expected": flat(50, 6, d0=(84, 6), d1=(80, 6)), "customers.lived": flat(50, 3)})
    assert contrast(close, "reality", "fr").widest == ""
    alone = flat(50, 6, **dict.fromkeys(TEN[1:], (None, None)), d0=(84, 6))
    assert contrast(document({"staff.expected": alone}), "reality", "fr").widest == ""


def test_where_nothing_is_settled_subject_by_subject_the_title_is_named_only_if_it_is() -> None:
    wide = (flat(58, 16)[1], flat(52, 10)[1])
    ends = {
        (58, 52): (
            "Sujet par sujet, rien n’est tranché. L’ensemble en dit plus : c’est le titre.",
            "Subject by subject, nothing is settled. The whole says more: see the title.",
        ),
        None: ("Sujet par sujet, rien n’est tranché.", "Subject by subject, nothing is settled."),
    }
    for whole, sentences in ends.items():
        content = document(
            {
                "staff.expected": ((whole[0], 2) if whole else None, wide[0]),
                "customers.lived": ((whole[1], 2) if whole else None, wide[1]),
            }
        )
        said = [plain(contrast(content, "reality", language).nothing) for language in LANGUAGES]
        assert said == [*sentences]
    said = [contrast(predicted("reality", "not_settled"), "reality", language).nothing for language in LANGUAGES]
    assert said == [
        "Sujet par sujet, rien n’est tranché non plus.",
        "Subject by subject, nothing is settled either.",
    ]
    for other in (each_reading("reality"), predicted("reality", "too_few")):
        assert contrast(other, "reality", "fr").nothing == ""


PATTERNS = {
    "d0": (
        "shared_flaw",
        "Confiance : faille commune. Plus bas que le reste pour les clients, plus bas que le reste dans les équipes.",
        "Trust: a shared flaw. Lower than the rest for customers, lower than the rest for staff.",
        "Faille commune",
        "Shared flaw",
    ),
    "d1": (
        "shared_strength",
        "Sens : atout commun. Plus haut que le reste pour les clients, plus haut que le reste dans les équipes.",
        "Meaning: a shared strength. Higher than the rest for customers, higher than the rest for staff.",
        "Atout commun",
        "Shared strength",
    ),
    "d2": (
        "teams_carry",
        "Exemplarité : les équipes portent. Plus haut que le reste pour les clients, plus bas que le reste dans les "
        "équipes.",
        "Example: the teams carry it. Higher than the rest for customers, lower than the rest for staff.",
        "Les équipes portent",
        "The teams carry it",
    ),
    "d3": (
        "does_not_get_through",
        "Humain et numérique : ça ne passe pas. Plus bas que le reste pour les clients, plus haut que le reste dans "
        "les équipes.",
        "People and screens: it does not get through. Lower than the rest for customers, higher than the rest for "
        "staff.",
        "Ça ne passe pas",
        "It does not get through",
    ),
    "d4": (
        "not_settled",
        "Initiative : pas tranché. Il faudrait que les deux côtés s’écartent clairement de leur moyenne.",
        "Initiative: not settled. Both sides would have to stand clear of their own average.",
        "Pas tranché",
        "Not settled",
    ),
    "d5": (
        "too_few",
        "Simplicité : trop peu de réponses pour le dire.",
        "Ease: too few answers to say.",
        "Trop peu pour le dire",
        "Too few to say",
    ),
}
INSIDE = flat(55, 6, d0=(25, 6), d1=(85, 6), d2=(20, 6), d3=(80, 6), d5=(None, None))
OUTSIDE = flat(50, 4, d0=(25, 4), d1=(85, 4), d2=(85, 4), d3=(30, 4))
LIVES = sources({"staff.received": INSIDE, "customers.lived": OUTSIDE})
TWO_LIVES = composed(surveys.SURVEY, "2026", LIVES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_of_two_lives_each_side_is_beside_its_own_mean(language: Language) -> None:
    one = contrast(TWO_LIVES, "symmetry", language)
    assert one.whole is None
    assert one.widest == one.nothing == ""
    at = LANGUAGES.index(language)
    found = dimensions(one)
    for dimension, expected in PATTERNS.items():
        told_of = found[dimension]
        assert (told_of.reading, plain(told_of.sentence)) == (expected[0], expected[1 + at])
        assert told_of.label == expected[3 + at]


def test_what_the_teams_carry_may_wear_them_out() -> None:
    for language, line in zip(
        LANGUAGES,
        (
            "Ce qui va bien dehors et moins bien dedans peut user : à regarder d’abord avec les équipes.",
            "What goes well outside and less well inside can wear people out: look at it first, with the teams.",
        ),
        strict=True,
    ):
        more = {one.id: plain(one.more) for one in dimensions(contrast(TWO_LIVES, "symmetry", language)).values()}
        assert {id_: said for id_, said in more.items() if said} == {"d2": line}


def test_strengths_are_no_breaks_and_have_a_heading_of_their_own() -> None:
    two = document(
        {
            "staff.received": flat(50, 4, d0=(25, 4), d1=(85, 4), d2=(80, 4)),
            "customers.lived": flat(50, 4, d0=(25, 4), d1=(85, 4), d2=(80, 4)),
        }
    )
    assert [group.heading for group in contrast(two, "symmetry", "fr").groups] == [
        "Ce qui se voit",
        "Atouts communs",
        "Pas tranché",
    ]
    assert [group.heading for group in contrast(TWO_LIVES, "symmetry", "en").groups][:2] == [
        "What stands out, the clearest first",
        "Shared strength",
    ]


def test_where_no_dimension_gives_a_reading_nothing_stands_out_on_both_sides() -> None:
    said = [contrast(document(), "symmetry", language).nothing for language in LANGUAGES]
    assert said == ["Rien ne se détache des deux côtés à la fois.", "Nothing stands out on both sides at once."]


def test_two_lives_of_voices_without_a_name_are_told_without_teams() -> None:
    ends = (VoicePart("staff", "received"), VoicePart("leaders", "expected"))
    spec = replace(surveys.SURVEY, contrasts=(SpecContrast("symmetry", "pattern", *ends, TEN),))
    content = document({"staff.received": INSIDE, "leaders.expected": OUTSIDE}, spec=spec)
    expected = [
        (
            "d0",
            "Confiance : faille commune. Plus bas que le reste des deux côtés.",
            "Trust: a shared flaw. Lower than the rest on both sides.",
        ),
        (
            "d1",
            "Sens : atout commun. Plus haut que le reste des deux côtés.",
            "Meaning: a shared strength. Higher than the rest on both sides.",
        ),
        (
            "d2",
            "Exemplarité : plus haut que le reste d’un côté, plus bas que le reste de l’autre.",
            "Example: higher than the rest on one side, lower than the rest on the other.",
        ),
        (
            "d3",
            "Humain et numérique : plus haut que le reste d’un côté, plus bas que le reste de l’autre.",
            "People and screens: higher than the rest on one side, lower than the rest on the other.",
        ),
    ]
    french, english = (dimensions(contrast(content, "symmetry", language)) for language in LANGUAGES)
    assert [(id_, plain(french[id_].sentence), english[id_].sentence) for id_, _, _ in expected] == expected
    assert (french["d2"].label, french["d2"].more) == ("", "")


def test_beside_a_dimension_stands_who_ticked_one_of_the_two_highest_points() -> None:
    content = each_reading("reality")
    for voice, phrase in (("customers", None), ("staff", "about_half")):
        for level in (one for one in content["levels"] if one["voice"] == voice):
            none = dict.fromkeys(("percent", "below", "above", "count"))
            level["dimensions"][0]["favourable"] = phrase and {"phrase": phrase, **none, "reason": "fewer_than_30"}
    found = [dimensions(contrast(content, "reality", language)) for language in LANGUAGES]
    assert [tuple(map(plain, one["d0"].favourable)) for one in found] == [
        ("« Plutôt » ou « tout à fait » : environ la moitié.", ""),
        ("‘Mostly’ or ‘entirely’: about half.", ""),
    ]
    assert [plain(one["d1"].favourable[1]) for one in found] == [
        "« Plutôt » ou « tout à fait » : 41 %.",
        "‘Mostly’ or ‘entirely’: 41%.",
    ]


def test_the_texts_say_the_numbers_of_the_rules() -> None:
    assert (NEAR, SPREAD_FROM) == (10, 20)


HEADING_OF_LEADERS = ("Ce qu’attendait la direction, de part et d’autre", "What leaders expected, on both sides")


def test_from_twenty_leaders_on_what_they_expected_of_both_sides_is_told() -> None:
    for language, heading in zip(LANGUAGES, HEADING_OF_LEADERS, strict=True):
        leaders = told(document(), language).leaders()
        assert leaders
        assert (leaders.heading, leaders.note) == (heading, "")
        assert [one.id for one in leaders.contrasts] == ["leaders_customers", "leaders_staff"]


def test_leaders_who_foresaw_one_side_alone_are_not_said_to_have_foreseen_both() -> None:
    spec = replace(surveys.SURVEY, contrasts=surveys.SURVEY.contrasts[:-1])
    leaders = [told(document(spec=spec), language).leaders() for language in LANGUAGES]
    assert [(one.heading, len(one.contrasts)) for one in leaders if one] == [
        ("Ce qu’attendait la direction", 1),
        ("What leaders expected", 1),
    ]


@pytest.mark.parametrize("many_leaders", [5, 19])
def test_fewer_than_twenty_leaders_are_shown_without_a_verdict(many_leaders: int) -> None:
    notes = (
        f"La direction : {many_leaders} réponses. À moins de 20, on montre ses points, sans conclure.",
        f"Leaders: {many_leaders} answers. Under 20, their dots are shown, without a verdict.",
    )
    for at, language in enumerate(LANGUAGES):
        leaders = told(document(people=surveys.PEOPLE | {"leaders": many_leaders}), language).leaders()
        assert leaders
        assert (leaders.heading, plain(leaders.note)) == (HEADING_OF_LEADERS[at], notes[at])
        assert leaders.contrasts == ()


def test_fewer_leaders_than_k_or_none_are_nothing_to_show() -> None:
    people = {"customers": 200, "staff": 60}
    leaders = [told(document(people=people), language).leaders() for language in LANGUAGES]
    assert [(one.heading, plain(one.note), one.contrasts) for one in leaders if one] == [
        ("Ce qu’attendait la direction", "La direction : moins de 5 réponses, donc rien à montrer.", ()),
        ("What leaders expected", "Leaders: fewer than 5 answers, so nothing to show.", ()),
    ]
    assert told(document(people=people, dropped={"leaders": "withdrawn"}), "fr").leaders() is None
    without = replace(surveys.SURVEY, voices=surveys.SURVEY.voices[:2])
    assert told(document(people=people, spec=without), "fr").leaders() is None


def test_a_voice_that_is_missing_is_said_first() -> None:
    alone = [told(document(people={"customers": 200}), language).missing() for language in LANGUAGES]
    assert [tuple(map(plain, one)) for one in alone] == [
        (
            "Une voix manque : cette édition se lit d’un seul côté.",
            "Les équipes : moins de 5 réponses, donc rien à montrer.",
        ),
        (
            "One voice is missing: this edition reads from one side only.",
            "Staff: fewer than 5 answers, so nothing to show.",
        ),
    ]
    without = told(document(people={"staff": 60}, dropped={"customers": "withdrawn"}), "fr")
    assert plain(" ".join(without.missing())) == "Une voix manque : cette édition se lit d’un seul côté."
    assert without.contrast("reality") is None
    assert told(document(), "fr").missing() == ()
    nobody = told(document(people={"leaders": 30}), "fr", people="patients")
    assert [*map(plain, nobody.missing())] == [
        "Les patients : moins de 5 réponses, donc rien à montrer.",
        "Les équipes : moins de 5 réponses, donc rien à montrer.",
    ]


def test_voices_have_their_names_on_screen() -> None:
    voices = ("customers", "staff", "leaders", "families")
    patients = [told(document(), language, people="patients") for language in LANGUAGES]
    assert [[one.voice(id_) for id_ in voices] for one in patients] == [
        ["Les patients", "Les équipes", "La direction", ""],
        ["Patients", "Staff", "Leaders", ""],
    ]


TURNS = {
    "fr": {
        "moins bien que": "mieux que",
        "Angle mort": "Bonne surprise",
        "angle mort": "bonne surprise",
        "points de moins": "points de plus",
        "Faille commune": "Atout commun",
        "faille commune": "atout commun",
        "Les équipes portent": "Ça ne passe pas",
        "les équipes portent": "ça ne passe pas",
        "Plus bas": "Plus haut",
        "plus bas": "plus haut",
    },
    "en": {
        "less good for": "better for",
        "Blind spot": "Pleasant surprise",
        "a blind spot": "a pleasant surprise",
        "points lower": "points higher",
        "Shared flaw": "Shared strength",
        "a shared flaw": "a shared strength",
        "The teams carry it": "It does not get through",
        "the teams carry it": "it does not get through",
        "Lower": "Higher",
        "lower than": "higher than",
    },
}
FIGURES_SAID = {
    "fr": r"([Aa]ttendu )(\d+)(, répondu )(\d+)",
    "en": r"([Ee]xpected )(\d+)(, answered )(\d+)",
}


def turned(text: str, language: Language) -> str:
    """The sentence of the edition turned round: each word by its opposite, each figure from the other end."""
    ways = TURNS[language] | {other: one for one, other in TURNS[language].items()}
    either = "|".join(map(re.escape, sorted(ways, key=len, reverse=True)))
    found = re.sub(either, lambda word: ways[word[0]], text)
    return re.sub(
        FIGURES_SAID[language], lambda said: f"{said[1]}{100 - int(said[2])}{said[3]}{100 - int(said[4])}", found
    )


def sentences_of(content: dict[str, Any], language: Language) -> dict[str, tuple[str, ...]]:
    """Of every contrast, what has two directions."""
    found: dict[str, tuple[str, ...]] = {}
    for one in told(content, language).contrasts():
        whole = (one.whole.label, one.whole.sentence, one.whole.means) if one.whole else ()
        each = {id_: (row.label, row.sentence) for id_, row in dimensions(one).items()}
        found |= {one.id: whole} | {f"{one.id} {id_}": said for id_, said in each.items()}
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_presumes_a_direction(language: Language) -> None:
    golden = [releases_of(id_, reading) for id_, reading, _, _ in TITLES] + [*map(each_source, PAIRS), LIVES]
    drawn = ((surveys.DRAWN, releases) for releases in editions("turned", many(40, 1000)))
    for spec, releases in (*((surveys.SURVEY, one) for one in golden), *drawn):
        there = sentences_of(composed(spec, "2026", releases), language)
        back = sentences_of(composed(spec, "2026", surveys.turned_round(releases)), language)
        assert {key: tuple(turned(text, language) for text in said) for key, said in there.items()} == back


@pytest.mark.parametrize("id_", PAIRS)
def test_the_title_turned_round_differs_by_one_word(id_: str) -> None:
    words = {"fr": ("moins bien", "mieux"), "en": ("less good", "better")}
    for language in LANGUAGES:
        one, other = (
            contrast(predicted(id_, reading), id_, language).whole for reading in ("blind_spot", "pleasant_surprise")
        )
        assert one
        assert other
        before, after = one.sentence.split(), other.sentence.split()
        changed = [
            (" ".join(before[a:b]), " ".join(after[c:d]))
            for kind, a, b, c, d in SequenceMatcher(None, before, after).get_opcodes()
            if kind != "equal"
        ]
        assert changed == [words[language]]


GENDERED = r"\b(ils|eux|ceux|contents?|satisfaits?|mécontents?|nombreux|he|she|his|her)\b"
WOMEN = Noun("résidente", "résidentes", "f")


@pytest.mark.parametrize("people", [*PEOPLE, WOMEN], ids=str)
def test_nothing_agrees_with_the_people_served(people: str | Noun) -> None:
    """Whoever they are, only their name changes."""
    named = {"fr": people, "en": people} if isinstance(people, Noun) else PEOPLE[people]
    picks = {"customers": {id_: 5 * at + 5 for at, id_ in enumerate(TEN)}, "staff": {"d0": 90, "d9": 90}}
    golden = [predicted("reality", reading) for reading in LABELS]
    golden += [TWO_LIVES, document(people={"staff": 60}), document(picks=picks), document(people={"customers": 30})]
    for language in LANGUAGES:
        many_of, word = PEOPLE["customers"][language].many, named[language]
        assert isinstance(word, Noun)
        for content in golden:
            known, said = (everything(told(content, language, people=one)) for one in ("customers", people))
            capital = word.many[:1].upper() + word.many[1:]
            replaced = [
                re.sub(rf"\b{many_of}\b", word.many, text).replace(many_of.capitalize(), capital) for text in known
            ]
            assert said == [*map(_ids_kept, replaced, known)]
            assert not [text for text in said if re.search(GENDERED, text)]
    assert any("clients" in text for text in everything(told(golden[0], "fr")))


def _ids_kept(text: str, known: str) -> str:
    """What names a voice or a part is no sentence."""
    return known if re.fullmatch(r"[a-z_]+(\.[a-z_]+)?", known) else text


def test_no_sentence_has_a_hole_or_a_brace() -> None:
    for releases in editions("holes", many(40, 400)):
        for language in LANGUAGES:
            for text in everything(told(composed(surveys.DRAWN, "2026", releases), language, before="2025")):
                assert not re.search(r"%\(|[{}']|None|\(\)|  |^ | $| \.", text), text
