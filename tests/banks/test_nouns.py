"""Articles, elisions, plurals and possessives; and the placeholders of the people served."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.banks import nouns
from app.banks.nouns import FORMS, LANGUAGES, PEOPLE, Noun, capital, fill, placeholder_faults

BEE = Noun("abeille", "abeilles", "f")
OWL = Noun("hibou", "hiboux", "m", elides=False)
WOLF = Noun("loup", "loups", "m")
WORDS = st.text("abcdefghijklmnopqrstuvwxyzéèêàçôîœ", min_size=1, max_size=12)
NOUNS = st.builds(Noun, WORDS, WORDS, st.sampled_from(["m", "f"]), st.sampled_from([None, True, False]))


@pytest.mark.parametrize(
    ("noun", "expected"),
    [
        (BEE, "l’abeille, une abeille, d’abeille, de l’abeille, à l’abeille"),
        (OWL, "le hibou, un hibou, de hibou, du hibou, au hibou"),
        (WOLF, "le loup, un loup, de loup, du loup, au loup"),
        (Noun("louve", "louves", "f"), "la louve, une louve, de louve, de la louve, à la louve"),
        (
            Noun("hirondelle", "hirondelles", "f"),
            "l’hirondelle, une hirondelle, d’hirondelle, de l’hirondelle, à l’hirondelle",
        ),
        (Noun("élan", "élans"), "l’élan, un élan, d’élan, de l’élan, à l’élan"),
        (Noun("œdicnème", "œdicnèmes"), "l’œdicnème, un œdicnème, d’œdicnème, de l’œdicnème, à l’œdicnème"),
        (Noun("yack", "yacks"), "le yack, un yack, de yack, du yack, au yack"),
    ],
)
def test_french_articles_follow_gender_and_elision(noun: Noun, expected: str) -> None:
    forms = (nouns.the, nouns.a, nouns.of, nouns.of_the, nouns.to_the)
    assert ", ".join(form(noun, "fr") for form in forms) == expected


def test_french_plurals_elide_after_de_only() -> None:
    forms = (nouns.the, nouns.a, nouns.of, nouns.of_the, nouns.to_the)
    assert [form(BEE, "fr", many=True) for form in forms] == [
        "les abeilles", "des abeilles", "d’abeilles", "des abeilles", "aux abeilles",
    ]  # fmt: skip
    assert nouns.of(OWL, "fr", many=True) == "de hiboux"


@pytest.mark.parametrize(
    ("word", "article"),
    [("bee", "a"), ("elephant", "an"), ("owl", "an"), ("user", "a"), ("unicorn", "a"), ("urchin", "an"), ("hour", "an"),
     ("horse", "a"), ("European", "a"), ("one-stop shop", "a"), ("onager", "an")],
)  # fmt: skip
def test_the_english_article_follows_the_sound(word: str, article: str) -> None:
    assert nouns.a(Noun(word, word), "en") == f"{article} {word}"


def test_english_forms() -> None:
    fox = Noun("fox", "foxes")
    forms = (nouns.the, nouns.a, nouns.of, nouns.of_the, nouns.to_the, nouns.possessive)
    assert [form(fox, "en") for form in forms] == ["the fox", "a fox", "of fox", "of the fox", "to the fox", "fox’s"]
    assert [form(fox, "en", many=True) for form in forms] == [
        "the foxes", "foxes", "of foxes", "of the foxes", "to the foxes", "foxes’",
    ]  # fmt: skip
    assert nouns.possessive(Noun("child", "children"), "en", many=True) == "children’s"


def test_the_table_of_the_documentation_holds() -> None:
    text = (
        "{client}|{clients}|{le client}|{les clients}|{un client}|{des clients}|{du client}|{au client}|{aux clients}"
    )
    text += "|{de client}|{de clients}"
    assert fill(text, "fr", PEOPLE["users"]["fr"]) == (
        "usager|usagers|l’usager|les usagers|un usager|des usagers|de l’usager|à l’usager|aux usagers"
        "|d’usager|d’usagers"
    )
    assert fill(text, "fr", PEOPLE["patients"]["fr"]) == (
        "patient|patients|le patient|les patients|un patient|des patients|du patient|au patient|aux patients"
        "|de patient|de patients"
    )
    english = "{customer}|{customers}|{a customer}|{the customer}|{the customers}|{customer’s}|{customers’}"
    english += "|{the customer’s}|{the customers’}"
    assert fill(english, "en", PEOPLE["users"]["en"]) == (
        "user|users|a user|the user|the users|user’s|users’|the user’s|the users’"
    )


def test_a_capital_first_letter_is_kept() -> None:
    assert fill("{Les clients} et {le client}", "fr", PEOPLE["students"]["fr"]) == "Les élèves et l’élève"
    assert fill("{Clients}", "fr", PEOPLE["students"]["fr"]) == "Élèves"
    assert fill("{Du client}", "fr", PEOPLE["users"]["fr"]) == "De l’usager"


def test_the_word_chosen_is_never_read_as_a_placeholder() -> None:
    assert fill("{clients}", "fr", Noun("{client}", "{clients}")) == "{clients}"


def test_unknown_placeholders_are_named_and_left_alone() -> None:
    text = "{les client} {Clients} {CLIENTS} {} {a customer} } {"
    assert placeholder_faults(text, "fr") == ("{les client}", "{CLIENTS}", "{}", "{a customer}", "}", "{")
    assert fill(text, "fr", WOLF) == "{les client} Loups {CLIENTS} {} {a customer} } {"


def test_every_shipped_word_is_declared_in_every_language() -> None:
    assert list(PEOPLE) == [
        "customers", "users", "patients", "beneficiaries", "members", "residents", "passengers", "students",
    ]  # fmt: skip
    for words in PEOPLE.values():
        assert tuple(words) == LANGUAGES
        assert {word.gender for word in words.values()} == {"m"}


@given(NOUNS, st.sampled_from(LANGUAGES), st.booleans())
def test_every_form_holds_the_noun_with_a_typographic_apostrophe(noun: Noun, language: str, many: bool) -> None:
    for form in (nouns.the, nouns.a, nouns.of, nouns.of_the, nouns.to_the, nouns.possessive):
        found = form(noun, language, many=many)
        assert (noun.many if many else noun.one) in found
        assert "'" not in found
        assert found == found.strip()


@given(NOUNS)
def test_french_never_leaves_a_hiatus(noun: Noun) -> None:
    """An article that ends in a vowel meets no noun that elides; an elided one meets no other."""
    for form in (nouns.the, nouns.of, nouns.of_the, nouns.to_the):
        elided = "’" in form(noun, "fr")
        assert elided == ("’" in nouns.the(noun, "fr"))
        assert elided or re.fullmatch(rf"(le|la|de|du|de la|au|à la) {noun.one}", form(noun, "fr"))


@given(NOUNS, st.sampled_from(LANGUAGES))
def test_every_placeholder_is_filled(noun: Noun, language: str) -> None:
    for name in FORMS[language]:
        small, large = fill(f"{{{name}}}", language, noun), fill(f"{{{capital(name)}}}", language, noun)
        assert "{" not in small
        assert large == capital(small)


@given(st.text("{}cliento Ls’us"), st.sampled_from(LANGUAGES))
def test_filling_any_text_never_fails(text: str, language: str) -> None:
    filled = fill(text, language, WOLF)
    assert filled == text or "{" in text
    if not placeholder_faults(text, language):
        assert "{" not in filled
