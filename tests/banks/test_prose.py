"""The words of a bank: languages, sentences, typography, placeholders."""

import re

import pytest

from app.banks.prose import sentences, word_count

from .small import SMALL, edited, faults

BROKEN = {
    "a_text_is_in_every_language": (
        [("name: {fr: Vitesse, en: Speed}", "name: {fr: Vitesse}")],
        ["33:5 dimensions.1.name: The text in “en” is missing. Add it, or take this language out of “languages:”."],
    ),
    "a_language_is_declared": (
        [("languages: [fr, en]", "languages: [fr]")],
        ["3:1 languages: 92 texts are written in “en”. Add it to “languages:”, or delete them."],
    ),
    "a_noun_is_in_every_language": (
        [(", en: {one: ant, many: ants}", "")],
        ["125:5 totems.1.name: The text in “en” is missing. Add it, or take this language out of “languages:”."],
    ),
    "a_long_french_sentence_is_counted": (
        [
            (
                "fr: Le hibou veille.",
                'fr: "Le hibou veille toute la nuit sur la grange, sur le pré, sur la haie et aussi sur vous."',
            )
        ],
        [
            "114:20 totems.0.portrait.fr: The sentence “Le hibou veille toute la nuit sur la gr…” has 19 "
            "words. Cut it: 18 at most."
        ],
    ),
    "a_long_english_sentence_is_counted": (
        [
            (
                "en: Owls stay up.",
                "en: Owls stay up all night over the barn and the field and the hedge and the lane and also over you.",
            )
        ],
        [
            "114:42 totems.0.portrait.en: The sentence “Owls stay up all night over the barn an…” has 21 "
            "words. Cut it: 18 at most."
        ],
    ),
    "a_median_point_is_refused": (
        [("fr: Le hibou veille.", "fr: Les client·es veillent.")],
        [
            "114:20 totems.0.portrait.fr: “Les client·es veillent.” puts two genders into one word. Find "
            "a word for everyone: “l’équipe”, “la personne”."
        ],
    ),
    "a_gender_in_brackets_is_refused": (
        [("fr: Le hibou veille.", "fr: On est prêt(e).")],
        [
            "114:20 totems.0.portrait.fr: “On est prêt(e).” puts two genders into one word. Find a word "
            "for everyone: “l’équipe”, “la personne”."
        ],
    ),
    "a_gender_between_dots_is_refused": (
        [("fr: Le hibou veille.", "fr: On est prêt.e.s ensemble.")],
        [
            "114:20 totems.0.portrait.fr: “On est prêt.e.s ensemble.” puts two genders into one word. "
            "Find a word for everyone: “l’équipe”, “la personne”."
        ],
    ),
    "an_unknown_placeholder_is_named": (
        [("With {customers}", "With {people}")],
        [
            "8:38 sides.0.name.en: Totem cannot fill “{people}”. See “The people served” in "
            "docs/banks.md for what it can."
        ],
    ),
    "a_misspelt_placeholder_is_set_right": (
        [("Côté {clients}", "Côté {les client}")],
        ["8:16 sides.0.name.fr: Totem cannot fill “{les client}”. Did you mean “{les clients}”?"],
    ),
    "a_french_placeholder_is_not_english": (
        [("With {customers}", "With {clients}")],
        [
            "8:38 sides.0.name.en: Totem cannot fill “{clients}”. See “The people served” in "
            "docs/banks.md for what it can."
        ],
    ),
    "a_brace_is_closed": (
        [("With {customers}", "With {customers")],
        ["8:38 sides.0.name.en: The brace “{” opens or closes nothing. Delete it."],
    ),
    "the_french_article_stands_inside_the_braces": (
        [("Côté {clients}", "Près de {clients}")],
        [
            "8:16 sides.0.name.fr: The article of “de {clients}” would not follow the word chosen. Put "
            "it between the braces."
        ],
    ),
    "the_english_article_stands_inside_the_braces": (
        [("With {customers}", "With a {customer}")],
        [
            "8:38 sides.0.name.en: The article of “a {customer}” would not follow the word chosen. Put "
            "it between the braces."
        ],
    ),
    "a_noun_holds_no_placeholder": (
        [("one: owl,", 'one: "{customer}",')],
        ["112:80 totems.0.name.en.one: A noun cannot hold a placeholder. Write the word itself."],
    ),
    "a_straight_apostrophe_is_refused_in_french": (
        [("fr: J’encadre une équipe", "fr: J'encadre une équipe")],
        ["101:15 leading.fr: There is a straight apostrophe in “J'encadre une”. Type ’ instead."],
    ),
    "a_straight_apostrophe_is_refused_in_english": (
        [("en: Owls stay up.", "en: Owls don't sleep.")],
        ["114:42 totems.0.portrait.en: There is a straight apostrophe in “Owls don't sleep.”. Type ’ instead."],
    ),
    "straight_quotes_are_refused": (
        [("en: Owls stay up.", "en: 'Owls say \"hoo\".'")],
        [
            '114:42 totems.0.portrait.en: There is a straight double quote in “Owls say "hoo".”. Type '
            "« » in French, “ ” in English.",
            '114:42 totems.0.portrait.en: There is a straight double quote in “wls say "hoo".”. Type « '
            "» in French, “ ” in English.",
        ],
    ),
    "a_question_mark_has_a_no_break_space_before_it": (
        [("salué\u202f?", "salué ?")],
        [
            "46:18 dimensions.2.prompt.fr: “?” needs a no-break space before it in “s été salué ?”. Type "
            "U+00A0, or U+202F before ; ! ?."
        ],
    ),
    "a_closing_quote_has_a_no_break_space_before_it": (
        [("Voici.\u00a0»", "Voici. »")],
        [
            "52:23 questions.0.examples.customers.fr: “»” needs a no-break space before it in "
            "“«\u00a0Voici. »”. Type U+00A0, or U+202F before ; ! ?."
        ],
    ),
    "an_opening_quote_has_a_no_break_space_after_it": (
        [("«\u00a0Voici", "«Voici")],
        [
            "52:23 questions.0.examples.customers.fr: “«” needs a no-break space after it in "
            "“«Voici.\u00a0»”. Type U+00A0."
        ],
    ),
    "a_colon_has_a_no_break_space_before_it": (
        [("fr: Le hibou veille.", 'fr: "Le hibou : il veille."')],
        [
            "114:20 totems.0.portrait.fr: “:” needs a no-break space before it in “Le hibou : il "
            "veille.”. Type U+00A0, or U+202F before ; ! ?."
        ],
    ),
    "a_text_to_do_is_unfinished": (
        [("en: Owls stay up.", "en: TODO Owls stay up.")],
        ["114:42 totems.0.portrait.en: “TODO Owls stay u” looks unfinished. Write the text."],
    ),
    "a_dummy_text_is_unfinished": (
        [("en: Owls stay up.", "en: Lorem ipsum dolor.")],
        ["114:42 totems.0.portrait.en: “Lorem ipsum dolor.” looks unfinished. Write the text."],
    ),
    "a_text_says_something": (
        [("en: Owls stay up.", "en: …")],
        ["114:42 totems.0.portrait.en: There is not one word in this text. Write it."],
    ),
}


@pytest.mark.parametrize("broken", BROKEN)
def test_each_fault_is_named_where_it_stands(broken: str) -> None:
    edits, expected = BROKEN[broken]
    assert faults(edited(*edits)) == expected


FREE = {
    "eighteen_words": " ".join(["mot"] * 18) + ".",
    "a_negation": "Je n’oublie jamais personne.",
    "an_hour": "À 22 h 40, à 9h05 et à 7 h, on ferme.",
    "an_address": "Lisez https://exemple.fr/aide avant 12:30.",
    "a_mark_in_brackets": "Une surprise (!) et une question (\u202f?).",
    "two_marks": "Vraiment\u202f?! Oui\u202f!!",
    "a_dot_before_a_letter": "Le n.e. de la carte et l’adresse b.e@c.d restent.",
    "a_placeholder_with_its_article": "{Les clients} arrivent, {du client} au dernier\u00a0: «\u00a0{clients}\u00a0».",
    "nested_quotes": "«\u00a0Elle a dit “oui”.\u00a0» Voilà.",
}


@pytest.mark.parametrize("free", FREE)
def test_what_is_well_written_passes(free: str) -> None:
    assert faults(edited(("fr: Le hibou veille.", f'fr: "{FREE[free]}"'))) == []


def test_english_has_no_space_before_its_marks() -> None:
    assert faults(edited(("en: Owls stay up.", 'en: "Owls: up? Up! “Yes; no.” It’s 5.45 pm."'))) == []


def test_a_bank_may_be_written_in_one_language_and_then_another_is_too_much() -> None:
    french = re.sub(r', en: ("[^"]*"|\{[^{}]*\}|[^{}]*)\}', "}", SMALL).replace(
        "languages: [fr, en]", "languages: [fr]"
    )
    assert " en:" not in french
    assert faults(french) == []
    assert faults(edited(("{fr: Vitesse}", "{fr: Vitesse, en: Speed}"), bank=french)) == [
        "33:25 dimensions.1.name.en: “en” is not one of the bank’s languages. Delete this text, or add it to "
        "“languages:”."
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Le prochain, je le mords.\u00a0» Onze appels attendent. Et vous\u202f?", [5, 3, 2]),
        ("«\u00a0Oui\u00a0!\u00a0» dit-elle à 22 h 40. Puis… rien.", [4, 2]),
        ("“I’ll ring.” Then 10.50 pm it is. And 10.50 it is.", [2, 4, 4]),
        ("À 17 h, 1\u202f500 personnes.\nUne autre ligne", [4, 3]),
        ("Un rendez-vous aujourd’hui, n’est-ce pas\u202f?", [5]),
        ("…", []),
    ],
)
def test_sentences_and_words_are_counted_as_people_count_them(text: str, expected: list[int]) -> None:
    assert [count for sentence in sentences(text) if (count := word_count(sentence))] == expected
