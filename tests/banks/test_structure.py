"""What a shape cannot say: ids, sides that mirror each other, scenes, totems."""

import pytest

from .small import SMALL, edited, faults, without

BROKEN = {
    "two_questions_have_two_ids": (
        [("- id: quick\n    dimension", "- id: clear\n    dimension")],
        ["54:9 questions.1.id: Another entry has the id “clear” already. Give this one an id of its own."],
    ),
    "a_scene_and_a_spare_scene_have_two_ids": (
        [("- id: hall", "- id: desk")],
        ["80:9 spare_scenes.0.id: Another entry has the id “desk” already. Give this one an id of its own."],
    ),
    "the_force_of_a_dimension_is_declared": (
        [("force: heart", "force: hart")],
        ["40:12 dimensions.2.force: “hart” is not declared under “forces”. Choose among: head, hand, heart."],
    ),
    "the_dimension_of_a_question_is_declared": (
        [("dimension: warm\n    reversed", "dimension: wram\n    reversed")],
        [
            "39:9 dimensions.2.id: No question asks about “warm”. Add one, or delete the dimension.",
            "60:16 questions.2.dimension: “wram” is not declared under “dimensions”. Choose among: clear, quick, warm.",
        ],
    ),
    "the_dimension_of_an_option_is_declared": (
        [("dimension: quick, text: {fr: Je règle", "dimension: swift, text: {fr: Je règle")],
        [
            "70:21 scenes.0.options.1.dimension: “swift” is not declared under “dimensions”. Choose "
            "among: clear, quick, warm."
        ],
    ),
    "the_sides_of_a_question_are_declared": (
        [("sides: [customers, colleagues]", "sides: [customers, colleagues, family]")],
        ["56:36 questions.1.sides.2: “family” is not declared under “sides”. Choose among: customers, colleagues."],
    ),
    "a_side_is_asked_once": (
        [("sides: [customers, colleagues]", "sides: [customers, colleagues, customers]")],
        ["56:36 questions.1.sides.2: “customers” is written twice here. Keep one of the two."],
    ),
    "a_scene_faces_a_declared_side": (
        [("- id: lift\n    side: colleagues", "- id: lift\n    side: neighbours")],
        ["73:11 scenes.1.side: “neighbours” is not declared under “sides”. Choose among: customers, colleagues."],
    ),
    "a_side_does_not_mirror_itself": (
        [("[[customers, colleagues]]", "[[customers, customers]]")],
        ["11:9 pairs.0: A side cannot mirror itself. Name two different sides."],
    ),
    "a_pair_is_declared_once": (
        [("[[customers, colleagues]]", "[[customers, colleagues], [colleagues, customers]]")],
        ["11:34 pairs.1: This pair is already declared. Keep one of the two."],
    ),
    "every_side_has_its_text": (
        [(", colleagues: {fr: On part., en: They leave.}", "")],
        ["44:5 dimensions.2.low: There is no text for the side “colleagues”. Add it under “colleagues:”."],
    ),
    "a_text_belongs_to_a_declared_side": (
        [("colleagues: {fr: Posez.", "collegues: {fr: Posez.")],
        [
            "133:5 totems.1.actions: There is no text for the side “colleagues”. Add it under “colleagues:”.",
            "133:58 totems.1.actions.collegues: “collegues” is not declared under “sides”. Choose among: "
            "customers, colleagues.",
        ],
    ),
    "no_occasion_needs_its_answer": (
        [("  no_occasion: {fr: Pas d’occasion, en: It did not come up}\n", "")],
        [
            "56:5 questions.1.no_occasion: The scale has no answer for a missing occasion. Add "
            "“no_occasion:” to it, or delete this key."
        ],
    ),
    "a_question_is_asked_on_both_sides_of_a_pair": (
        [("    sides: [customers, colleagues]", "    sides: [customers]")],
        [
            "56:12 questions.1.sides: The question is asked for “customers”, and not for “colleagues”, "
            "its mirror. Ask it for both."
        ],
    ),
    "no_occasion_is_offered_where_the_question_is_asked": (
        [
            ("pairs: [[customers, colleagues]]\n", ""),
            (
                "    sides: [customers, colleagues]\n    no_occasion: [customers]",
                "    sides: [customers]\n    no_occasion: [colleagues]",
            ),
        ],
        [
            "56:19 questions.1.no_occasion.0: The side “colleagues” is not asked here. Delete it, or add "
            "it to the sides of the question."
        ],
    ),
    "examples_are_given_for_both_sides_of_a_pair": (
        [("      colleagues: {fr: «\u00a0Tiens.\u00a0», en: “Take this.”}\n", "")],
        [
            "52:7 questions.0.examples.customers: There is an example for “customers”, and none for "
            "“colleagues”, its mirror. Write both, or neither."
        ],
    ),
    "an_example_is_given_where_the_question_is_asked": (
        [
            ("pairs: [[customers, colleagues]]\n", ""),
            ("    dimension: clear\n    text", "    dimension: clear\n    sides: [customers]\n    text"),
        ],
        [
            "53:7 questions.0.examples.colleagues: The side “colleagues” is not asked here. Delete it, "
            "or add it to the sides of the question."
        ],
    ),
    "examples_of_a_pair_are_of_similar_length": (
        [("en: “Take this.”", "en: “Take this and come back for more.”")],
        [
            "51:5 questions.0.examples: The examples of a pair should be of similar length: in “en”, one "
            "has 35 characters, the other 13. Make the longer one less than twice as long."
        ],
    ),
    "a_dimension_has_a_question": (
        [("    dimension: quick\n    sides", "    dimension: warm\n    sides")],
        ["31:9 dimensions.1.id: No question asks about “quick”. Add one, or delete the dimension."],
    ),
    "a_force_has_one_option": (
        [("dimension: quick, text: {fr: Je règle", "dimension: clear, text: {fr: Je règle")],
        ["70:21 scenes.0.options.1.dimension: Two options draw on the force “head”. Give each force one option."],
    ),
    "options_are_of_similar_length": (
        [("en: I fix it.}", "en: I fix it at once.}")],
        [
            "68:5 scenes.0.options: The options of a scene should be of similar length: in “en”, the "
            "longest has 17 characters, the shortest 9. Keep the longest under 1.8 times the shortest."
        ],
    ),
    "a_pair_shares_the_scenes": (
        [("- id: lift\n    side: colleagues", "- id: lift\n    side: customers")],
        [
            "64:1 scenes: Scenes that face “customers”: 2; scenes that face “colleagues”, its mirror: 0. "
            "Write as many for each, or one more."
        ],
    ),
    "the_leading_question_is_asked_for_a_reason": (
        [("    actions_when_leading: {colleagues: {fr: Déléguez., en: Delegate.}}\n", "")],
        ["101:1 leading: Nothing depends on this question. Add “actions_when_leading:” to a totem, or delete it."],
    ),
    "actions_when_leading_need_the_question": (
        [("leading: {fr: J’encadre une équipe, en: I lead a team}\n", "")],
        [
            "120:5 totems.0.actions_when_leading: This is never shown, because nobody is asked whether "
            "they lead. Add “leading:” to the bank."
        ],
    ),
    "every_force_has_its_reference": (
        [(", heart: 0.0}", "}")],
        ["106:3 posture.reference: The reference of the force “heart” is missing. Add it; 0.0 if in doubt."],
    ),
    "a_reference_is_that_of_a_force": (
        [("heart: 0.0}", "hart: 0.0}")],
        [
            "106:3 posture.reference: The reference of the force “heart” is missing. Add it; 0.0 if in doubt.",
            "106:37 posture.reference.hart: “hart” is not declared under “forces”. Choose among: head, hand, heart.",
        ],
    ),
    "two_totems_live_at_two_places": (
        [("forces: []", "forces: [head]")],
        [
            "124:5 totems.1.forces: “owl” draws on the same forces and lives at the same place. Give "
            "each totem other forces."
        ],
    ),
    "a_totem_names_a_force_once": (
        [("forces: [head]", "forces: [head, head]")],
        ["111:20 totems.0.forces.1: “head” is written twice here. Keep one of the two."],
    ),
    "the_forces_of_a_totem_are_declared": (
        [("forces: [head]", "forces: [tail]")],
        ["111:14 totems.0.forces.0: “tail” is not declared under “forces”. Choose among: head, hand, heart."],
    ),
    "every_totem_can_be_met": (
        [
            ("reference: {head: 0.0, hand: 0.0, heart: 0.0}", "reference: {head: 1.0, hand: -1.0, heart: 0.0}"),
            ("weight: 0.014", "weight: 0.001"),
        ],
        [
            "109:9 totems.0.id: No sheet can be nearest to “owl”. Bring the radius or the reference of "
            "the posture closer to 0."
        ],
    ),
    "a_pair_needs_a_standard_error": (
        [("symmetry_error: 4.0\n", "")],
        [
            "2:1 symmetry_error: A bank with pairs needs the standard error of its overall gap, above 0. "
            "Add “symmetry_error:”."
        ],
    ),
}


@pytest.mark.parametrize("broken", BROKEN)
def test_each_fault_is_named_where_it_stands(broken: str) -> None:
    edits, expected = BROKEN[broken]
    assert faults(edited(*edits)) == expected


def test_totems_need_a_posture() -> None:
    assert faults(without(*range(102, 107))) == [
        "103:1 totems: A bank with totems needs the constants that place them. Add “posture:”."
    ]


def test_a_posture_needs_totems() -> None:
    no_totems = without(101, *range(108, 134))
    assert faults(no_totems) == [
        "101:1 posture: These constants place totems, and the bank has none. Write totems, or delete them."
    ]


def test_one_totem_is_not_a_choice() -> None:
    assert faults(without(*range(122, 134))) == [
        "108:1 totems: With one totem, nobody could be another. Write at least two, or none."
    ]


def test_a_totem_may_be_met_by_levels_alone() -> None:
    no_scenes = without(*range(64, 101))
    assert faults(no_scenes) == []
    assert faults(edited(("weight: 0.014", "weight: 0.001"), bank=no_scenes)) == [
        "72:9 totems.0.id: No sheet can be nearest to “owl”. Bring the radius or the reference of the posture closer "
        "to 0."
    ]


def test_a_map_of_sides_may_not_be_empty() -> None:
    everything = "{customers: {fr: On part., en: They leave.}, colleagues: {fr: On part., en: They leave.}}"
    assert faults(edited((everything, "{}"))) == [
        "44:5 dimensions.2.low: There is no text for the side “colleagues”. Add it under “colleagues:”.",
        "44:5 dimensions.2.low: There is no text for the side “customers”. Add it under “customers:”.",
    ]


def test_there_are_three_spare_scenes_at_least() -> None:
    assert faults(without(*range(94, 101))) == [
        "79:1 spare_scenes: A bank with scenes has three to five spare scenes; here there are 2. Write three."
    ]


def test_spare_scenes_stand_in_for_scenes() -> None:
    assert faults(without(*range(64, 79))) == [
        "64:1 spare_scenes: Spare scenes make no sense without scenes. Write scenes, or delete these."
    ]


def test_every_dimension_of_a_force_is_an_option_of_a_scene_that_is_not_spare() -> None:
    only_spare = edited(
        *[
            (f"dimension: warm, text: {{fr: {text}", f"dimension: wild, text: {{fr: {text}")
            for text in ("J’écoute", "Je souris")
        ]
    )
    dimension = "".join(SMALL.splitlines(keepends=True)[38:46]).replace("id: warm", "id: wild")
    question = "  - id: wild\n    dimension: wild\n    text: {fr: J’ose., en: I dare.}\n"
    bank = edited(("questions:\n", dimension + "questions:\n" + question), bank=only_spare)
    assert faults(bank) == ["39:9 dimensions.2.id: No option of a scene draws on “warm”. Let one do so."]


def test_two_forces_are_neither_three_nor_none() -> None:
    two = faults(edited(("  - {id: heart, name: {fr: Cœur, en: Heart}, meaning: {fr: On aime., en: We care.}}\n", "")))
    assert "18:1 forces: A bank has three forces, or none at all. Write three, or delete them." in two


def test_an_option_draws_on_a_dimension_with_a_force() -> None:
    found = faults(edited(("    force: heart\n", "")))
    message = "The dimension “warm” has no force, so no option can draw on it. Give it one, or choose another."
    assert found[0] == f"70:21 scenes.0.options.2.dimension: {message}"
    assert len(found) == 5


def test_scenes_totems_and_dimensions_need_forces_to_name_them() -> None:
    found = [fault.split(": ", 1) for fault in faults(without(18, 19, 20, 21))]
    assert [
        "20:12 dimensions.0.force",
        "“head” cannot be used, because the bank declares no forces. Declare them, or delete this.",
    ] in found
    assert [
        "60:1 scenes",
        "Scenes need forces, and the bank has none. Declare three forces, or delete the scenes.",
    ] in found
    assert [
        "104:1 totems",
        "Totems live among three forces, and the bank has none. Declare forces, or delete the totems.",
    ] in found
