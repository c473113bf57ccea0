"""What does not have the shape of a bank is complained of in our own words, at the value itself."""

import pytest

from .small import edited, faults

BROKEN = {
    "a_bank_id_has_no_capital": (
        [("id: small", "id: Small")],
        ["2:5 id: “Small” cannot name a bank. Use small letters without accents, digits and hyphens."],
    ),
    "an_id_has_no_accent": (
        [("- id: clear\n    force", "- id: cléar\n    force")],
        ["23:9 dimensions.0.id: “cléar” cannot be an id. Use small letters without accents, digits, hyphens and _."],
    ),
    "an_id_is_text": (
        [("- {id: head", "- {id: 12")],
        ["19:10 forces.0.id: Text is expected here. Write it between quotes."],
    ),
    "an_id_is_short": (
        [("- id: desk", "- id: ddddddddddddddddddddddddddddddddddddddddd")],
        ["65:9 scenes.0.id: This id is longer than 40 characters. Choose a shorter one."],
    ),
    "a_missing_key_is_named_at_its_parent": (
        [('    prompt: {fr: "Qui n’a pas été salué\u202f?", en: "Who was not greeted?"}\n', "")],
        ["39:5 dimensions.2: “prompt” is missing. Add it; docs/banks.md shows what it holds."],
    ),
    "a_key_missing_at_the_top_is_named_on_the_first_line": (
        [("title: {fr: Petit questionnaire, en: Small bank}\n", "")],
        ["2:1 : “title” is missing. Add it; docs/banks.md shows what it holds."],
    ),
    "a_misspelt_key_is_set_right": (
        [("    dimension: warm\n    reversed", "    dimention: warm\n    reversed")],
        [
            "59:5 questions.2: “dimension” is missing. Add it; docs/banks.md shows what it holds.",
            "60:5 questions.2.dimention: “dimention” is not a key that belongs here. Did you mean “dimension”?",
        ],
    ),
    "an_unknown_key_is_refused": (
        [("questions_per_screen: 2", "colour: red\nquestions_per_screen: 2")],
        [
            "63:1 colour: “colour” is not a key that belongs here. Delete it, or choose among: id, "
            "languages, title, summary, ends, sides, pairs, scale, forces, dimensions, questions, importance, "
            "promises, no_customers, questions_per_screen, scenes, picks, spare_scenes, leading, posture, "
            "symmetry_error, totems, pair_texts, budgets."
        ],
    ),
    "an_empty_value_is_not_an_absent_one": (
        [("summary: {fr: Trois questions et cinq scènes., en: Three questions and five scenes.}", "summary:")],
        ["5:9 summary: Nothing is written here. Write a value, or delete the key."],
    ),
    "a_blank_text_is_refused": (
        [("en: They leave.}, coll", 'en: "  "}, coll')],
        ["44:41 dimensions.2.low.customers.en: This text is blank. Write it, or delete the key."],
    ),
    "a_number_is_not_text": (
        [("en: Speed", "en: 12")],
        ["33:29 dimensions.1.name.en: Text is expected here. Write it between quotes."],
    ),
    "a_boolean_is_not_text": (
        [("en: Head}", "en: true}")],
        ["19:37 forces.0.name.en: Text is expected here. Write it between quotes."],
    ),
    "a_text_has_its_language": (
        [("name: {fr: Vitesse, en: Speed}", "name: Vitesse")],
        ["33:11 dimensions.1.name: A text in each language is expected here. Write it as {fr: …, en: …}."],
    ),
    "a_text_that_starts_with_a_brace_needs_quotes": (
        [('fr: "Côté {clients}"', "fr: {les clients}")],
        ["8:16 sides.0.name.fr: Text that starts with “{” must stand between quotes. Add them."],
    ),
    "a_text_is_in_a_language_that_is_spoken": (
        [("en: Speed", "de: Tempo")],
        ["33:25 dimensions.1.name.de: “de” is not a language that Totem speaks. Choose among: fr, en."],
    ),
    "a_bank_is_in_languages_that_are_spoken": (
        [("languages: [fr, en]", "languages: [fr, de]")],
        ["3:17 languages.1: “de” is not a language that Totem speaks. Choose among: fr, en."],
    ),
    "a_number_has_no_quotes": (
        [("weight: 0.014", 'weight: "0.014"')],
        ["103:11 posture.weight: A number is expected here. Write it in digits, without quotes."],
    ),
    "a_count_is_whole": (
        [("questions_per_screen: 2", "questions_per_screen: 2.5")],
        ["63:23 questions_per_screen: A whole number is expected here. Write it in digits, without quotes."],
    ),
    "yes_is_not_true": (
        [("reversed: true", "reversed: yes")],
        [
            "61:15 questions.2.reversed: Only true or false can stand here. Write one of the two, in "
            "small letters and without quotes."
        ],
    ),
    "a_list_is_a_list": (
        [("sides: [customers, colleagues]", "sides: customers")],
        ["56:12 questions.1.sides: A list is expected here. Write it between [ and ], or one entry a line after “- ”."],
    ),
    "a_list_is_not_a_text": (
        [("leading: {fr: J’encadre une équipe, en: I lead a team}", "leading: [a, b]")],
        ["101:10 leading: A text in each language is expected here. Write it as {fr: …, en: …}."],
    ),
    "a_bare_id_needs_a_base": (
        [("totems:\n", "totems:\n  - fox\n")],
        ["109:5 totems.0: “fox” is only an id. Write the whole entry, or say with “base:” which bank it comes from."],
    ),
    "a_scale_has_two_points_at_least": (
        [("    - {fr: fréquent, en: frequent}\n", "")],
        ["15:5 scale.points: There are too few entries here: 1. Write at least 2."],
    ),
    "a_scale_has_seven_points_at_most": (
        [
            (
                "    - {fr: fréquent, en: frequent}\n",
                "    - {fr: fréquent, en: frequent}\n    - {fr: fréquent, en: frequent}\n    - {fr: "
                "fréquent, en: frequent}\n    - {fr: fréquent, en: frequent}\n    - {fr: fréquent, en: "
                "frequent}\n    - {fr: fréquent, en: frequent}\n    - {fr: fréquent, en: frequent}\n",
            )
        ],
        ["15:5 scale.points: There are too many entries here: 8. Keep at most 7."],
    ),
    "a_scene_has_three_options": (
        [("      - {dimension: warm, text: {fr: J’écoute., en: I listen.}}\n", "")],
        ["69:7 scenes.0.options: There are too few entries here: 2. Write at least 3."],
    ),
    "a_weight_is_above_zero": (
        [("weight: 0.014", "weight: 0")],
        ["103:11 posture.weight: 0 is too low. Write a number above 0."],
    ),
    "a_radius_is_at_most_two": (
        [("radius: 0.78", "radius: 7.8")],
        ["104:11 posture.radius: 7.8 is too high. Write a number of at most 2."],
    ),
    "a_screen_has_one_question_at_least": (
        [("questions_per_screen: 2", "questions_per_screen: 0")],
        ["63:23 questions_per_screen: 0 is too low. Write a number of at least 1."],
    ),
    "a_french_noun_has_a_gender": (
        [(", gender: f", "")],
        ["125:12 totems.1.name.fr: “gender” is missing. Add it; docs/banks.md shows what it holds."],
    ),
    "a_gender_is_m_or_f": (
        [("gender: f", "gender: n")],
        ["125:53 totems.1.name.fr.gender: “n” cannot stand here. Choose among: m, f."],
    ),
    "a_noun_is_more_than_a_word": (
        [
            (
                "name: {fr: {one: fourmi, many: fourmis, gender: f}, en: {one: ant, many: ants}}",
                "name: {fr: fourmi, en: ant}",
            )
        ],
        [
            "125:16 totems.1.name.fr: Keys and values are expected here. Write one “key: value” a line.",
            "125:28 totems.1.name.en: Keys and values are expected here. Write one “key: value” a line.",
        ],
    ),
    "a_comma_in_bare_text_is_found": (
        [("en: Owls stay up.", "en: Owls, ants.")],
        [
            "114:48 totems.0.portrait.ants.: A comma cuts the text in two before “ants.”. Put the whole "
            "text between quotes."
        ],
    ),
}


@pytest.mark.parametrize("broken", BROKEN)
def test_each_fault_is_named_where_it_stands(broken: str) -> None:
    edits, expected = BROKEN[broken]
    assert faults(edited(*edits)) == expected
