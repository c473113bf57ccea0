"""The file of a mirror survey: what it leads to, and each fault at the line to change, here or in a voice's bank."""

import re
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from app.banks.faults import BankInvalid
from app.banks.loader import Questionnaire, check_paths, load_catalogue
from app.barometer.spec import Spec, VoicePart
from app.barometer.spec_file import check_specs, load_spec, load_specs
from app.cli.main import app as cli
from tests.banks.small import edited, written

SURVEY = """\
id: symmetry
voices:
  - {id: customers, bank: customers, doors: [place, invitation], subject: staff}
  - {id: staff, bank: staff, doors: [code]}
  - {id: leaders, bank: leaders, doors: [room], optional: true}
contrasts:
  - {id: reality, kind: prediction, first: staff.expected, second: customers.lived}
  - {id: symmetry, kind: pattern, first: staff.received, second: customers.lived}
  - {id: leaders_staff, kind: prediction, first: leaders.expected_staff, second: staff.received}
importance:
  - {asked: customers.mine, guessed: staff.theirs}
sealed_until: [staff, leaders]
"""
SENTENCES = {
    "lived": ("On m’a dit le vrai délai.", "I was told the real date."),
    "received": ("Ici, on me dit les vrais délais.", "Here, I am told the real dates."),
}
SENTENCES |= {"expected": SENTENCES["lived"], "expected_staff": SENTENCES["received"]}
IMPORTANCE = {"customers": ("mine",), "staff": ("mine", "theirs"), "leaders": ()}


def bank(id_: str, *sides: str) -> str:
    """A bank of two dimensions, each with one sentence a side."""
    texts = ", ".join(f"{side}: {{fr: Oui., en: Yes.}}" for side in sides)
    lines = [
        f"id: {id_}",
        "languages: [fr, en]",
        "title: {fr: Une voix, en: A voice}",
        "summary: {fr: Deux phrases., en: Two sentences.}",
        "sides:",
        *[f"  - {{id: {side}, name: {{fr: Vécu, en: Lived}}}}" for side in sides],
        "scale:",
        "  occasion: {fr: C’était…, en: This was…}",
        "  points: [{fr: faux, en: wrong}, {fr: moitié, en: half}, {fr: juste, en: right}]",
        "dimensions:",
    ]
    for dimension in ("trust", "ease"):
        lines += [
            f"  - id: {dimension}",
            "    name: {fr: Confiance, en: Trust}",
            "    meaning: {fr: Dire vrai., en: Being true.}",
            *[f"    {name}: {{{texts}}}" for name in ("high", "low", "actions")],
            "    prompt: {fr: Dites., en: Say.}",
        ]
    lines.append("questions:")
    for dimension in ("trust", "ease"):
        for side in sides:
            fr, en = SENTENCES[side]
            lines.append(f"  - {{id: {dimension}_{side}, dimension: {dimension}, sides: [{side}],")
            lines.append(f'     text: {{fr: "{fr}", en: "{en}"}}}}')
    return "\n".join(lines) + "\n"


BANKS = {
    "customers": bank("customers", "lived"),
    "staff": bank("staff", "received", "expected"),
    "leaders": bank("leaders", "expected_staff"),
}


def asked(folder: Path, banks: Mapping[str, str] = BANKS) -> dict[str, Questionnaire]:
    """The banks, with the questions of importance that their format is to have."""
    found = {one.bank.id: one for one in check_paths([written(folder, **banks)]).questionnaires}
    for id_, questionnaire in found.items():
        importance = tuple(SimpleNamespace(id=one, most=2) for one in IMPORTANCE[id_])
        object.__setattr__(questionnaire.bank, "importance", importance)
    return found


def spec(folder: Path, text: str = SURVEY, banks: Mapping[str, str] = BANKS) -> Spec:
    (folder / "symmetry.barometer.yaml").write_text(text, "utf-8")
    return load_spec(folder / "symmetry.barometer.yaml", asked(folder, banks))


def faults(folder: Path, text: str = SURVEY, banks: Mapping[str, str] = BANKS) -> list[str]:
    with pytest.raises(BankInvalid) as caught:
        spec(folder, text, banks)
    return [str(fault).removeprefix(f"{folder}/").replace(".barometer.yaml", "") for fault in caught.value.faults]


def test_a_file_without_faults_says_what_is_set_beside_what(tmp_path: Path) -> None:
    found = spec(tmp_path)
    assert [(voice.id, voice.bank, voice.subject, voice.optional) for voice in found.voices] == [
        ("customers", "customers", "staff", False), ("staff", "staff", None, False), ("leaders", "leaders", None, True)
    ]  # fmt: skip
    assert [(one.id, one.kind, str(one.first), str(one.second)) for one in found.contrasts] == [
        ("reality", "prediction", "staff.expected", "customers.lived"),
        ("symmetry", "pattern", "staff.received", "customers.lived"),
        ("leaders_staff", "prediction", "leaders.expected_staff", "staff.received"),
    ]
    assert {one.dimensions for one in found.contrasts} == {("trust", "ease")}
    (importance,) = found.importance
    assert (importance.asked, importance.most) == (VoicePart("customers", "mine"), 2)
    assert (importance.dimensions, found.sealed_until) == (("trust", "ease"), ("staff", "leaders"))


BROKEN = {
    "a_bank_that_is_not_there": (
        ("bank: leaders,", "bank: leader,"),
        "5:25: voices.2.bank: No bank without faults has the id “leader” in this folder. Choose among: customers, "
        "leaders, staff.",
    ),
    "a_subject_that_is_no_voice": (
        ("subject: staff", "subject: stuff"),
        "3:75: voices.0.subject: “stuff” is not a voice of this file. Choose among: customers, staff, leaders.",
    ),
    "a_voice_written_twice": (
        ("optional: true}", "optional: true}\n  - {id: staff, bank: leaders, doors: [code]}"),
        "6:10: voices.3.id: Another entry has the id “staff” already. Give this one an id of its own.",
    ),
    "a_contrast_written_twice": (
        ("id: symmetry, kind", "id: reality, kind"),
        "8:10: contrasts.1.id: Another entry has the id “reality” already. Give this one an id of its own.",
    ),
    "a_side_without_its_voice": (
        ("first: staff.received", "first: received"),
        "8:42: contrasts.1.first: “received” names nothing of a voice. Write the voice, a dot and the id, such as "
        "customers.lived.",
    ),
    "a_side_of_a_voice_that_is_not_there": (
        ("first: staff.received", "first: stuff.received"),
        "8:42: contrasts.1.first: “stuff” is not a voice of this file. Choose among: customers, staff, leaders.",
    ),
    "a_side_that_the_bank_has_not": (
        ("first: staff.received", "first: staff.recieved"),
        "8:42: contrasts.1.first: The bank of “staff” has no side “recieved”. Choose among: received, expected.",
    ),
    "a_voice_beside_itself": (
        ("first: staff.received, second: customers.lived", "first: staff.received, second: staff.expected"),
        "8:66: contrasts.1.second: A voice is set beside another one. Name two different voices.",
    ),
    "a_kind_that_there_is_not": (
        ("kind: pattern", "kind: patern"),
        "8:26: contrasts.1.kind: “patern” cannot stand here. Choose among: prediction, pattern.",
    ),
    "a_question_of_importance_that_the_bank_has_not": (
        ("customers.mine", "customers.ours"),
        "11:13: importance.0.asked: The bank of “customers” has no question of importance “ours”. Choose among: mine.",
    ),
    "importance_of_no_voice": (
        ("guessed: staff.theirs", "guessed: theirs"),
        "11:38: importance.0.guessed: “theirs” names nothing of a voice. Write the voice, a dot and the id, such as "
        "customers.lived.",
    ),
    "sealed_until_nobody": (
        ("[staff, leaders]", "[staff, leaders, boss]"),
        "12:32: sealed_until.2: “boss” is not a voice of this file. Choose among: customers, staff, leaders.",
    ),
    "sealed_twice": (
        ("[staff, leaders]", "[staff, leaders, staff]"),
        "12:32: sealed_until.2: “staff” is written twice here. Keep one of the two.",
    ),
    "a_guess_that_is_not_sealed": (
        ("[staff, leaders]", "[staff]"),
        "9:50: contrasts.2.first: “leaders” guesses, and no guess counts once figures are known. Add it to "
        "“sealed_until:”.",
    ),
    "a_door_that_there_is_not": (
        ("doors: [room]", "doors: [window]"),
        "5:42: voices.2.doors.0: “window” cannot stand here. Choose among: place, invitation, code, room.",
    ),
    "a_key_that_is_misspelt": (
        ("sealed_until:", "sealed_untl:"),
        "12:1: sealed_untl: “sealed_untl” is not a key that belongs here. Did you mean “sealed_until”?",
    ),
}


@pytest.mark.parametrize(("edit", "said"), BROKEN.values(), ids=BROKEN)
def test_a_fault_is_told_at_its_line(tmp_path: Path, edit: tuple[str, str], said: str) -> None:
    assert faults(tmp_path, edited(edit, bank=SURVEY)) == [f"symmetry:{said}"]


@pytest.mark.parametrize(
    ("voice", "edit", "line"),
    [
        ("customers", ("the real date.", "a real date."), ["staff.yaml:30:50", "staff.yaml:34:50"]),
        ("staff", ("On m’a dit le vrai délai.", "On m’a dit le délai."), ["staff.yaml:30:17"]),
        ("leaders", ("Here, I am told the real dates.", "Here, I hear the real dates."), ["leaders.yaml:27:57"]),
    ],
)
def test_a_prediction_changed_by_one_word_is_a_fault_in_the_bank_of_those_who_guess(
    tmp_path: Path, voice: str, edit: tuple[str, str], line: list[str]
) -> None:
    many = 2 if voice == "customers" else 1
    changed = BANKS[voice].replace(*edit) if many == 2 else edited(edit, bank=BANKS[voice])
    found = faults(tmp_path, banks=BANKS | {voice: changed})
    assert [fault.partition(": ")[0] for fault in found] == line
    assert all("The prediction differs from what " in fault for fault in found)


def test_a_fault_tells_the_words_to_write(tmp_path: Path) -> None:
    changed = edited(("On m’a dit le vrai délai.", "On m’a dit le délai."), bank=BANKS["staff"])
    (fault,) = faults(tmp_path, banks=BANKS | {"staff": changed})
    assert fault.endswith(
        "questions.1.text.fr: The prediction differs from what “customers.lived” is asked: “On m’a dit le vrai délai.” "
        "Write the very same words."
    )


def test_a_pattern_is_not_held_to_the_same_words(tmp_path: Path) -> None:
    only = "".join(line for line in SURVEY.splitlines(keepends=True) if "prediction" not in line)
    changed = BANKS["staff"].replace("Ici, on me dit", "Ici, je sais")
    assert [one.id for one in spec(tmp_path, only, BANKS | {"staff": changed}).contrasts] == ["symmetry"]


def test_both_sides_are_asked_about_the_same_dimensions_on_as_many_points_in_every_language(tmp_path: Path) -> None:
    fewer = edited((", {fr: moitié, en: half}", ""), bank=BANKS["leaders"])
    (points,) = faults(tmp_path, banks=BANKS | {"leaders": fewer})
    assert points == (
        "symmetry:9:50: contrasts.2.first: “leaders.expected_staff” is answered on 2 points, and “staff.received” on "
        "3. Give both as many."
    )
    other = BANKS["leaders"].replace("ease", "care")
    assert [fault.partition(": ")[2] for fault in faults(tmp_path, banks=BANKS | {"leaders": other})] == [
        "contrasts.2.first: “ease” is asked of “staff.received”, and not of “leaders.expected_staff”. Ask both about "
        "the same dimensions.",
        "contrasts.2.second: “care” is asked of “leaders.expected_staff”, and not of “staff.received”. Ask both about "
        "the same dimensions.",
    ]
    french = re.sub(r", en(?:: [^}]*)?(?=[}\]])", "", BANKS["leaders"])
    assert faults(tmp_path, banks=BANKS | {"leaders": french}) == [
        "symmetry:5:25: voices.2.bank: The bank “leaders” is not written in “en”. A voice is asked in every language "
        "of Totem."
    ]


def test_a_prediction_is_as_many_questions_turned_the_same_way(tmp_path: Path) -> None:
    turned = edited(("sides: [expected_staff],", "sides: [expected_staff], reversed: true,"), bank=BANKS["leaders"])
    (fault,) = faults(tmp_path, banks=BANKS | {"leaders": turned})
    assert "questions.0: A high answer means a low level here, or in “staff.received”, and not in both." in fault
    twice = BANKS["leaders"] + BANKS["leaders"].partition("questions:\n")[2].replace("id: ", "id: more_")
    assert [fault.partition(": ")[2] for fault in faults(tmp_path, banks=BANKS | {"leaders": twice})] == [
        f"questions.{at}: “{id_}” has 2 questions in “leaders.expected_staff”, and 1 in “staff.received”. Ask the same "
        "ones."
        for at, id_ in enumerate(("trust", "ease"))
    ]


def test_the_whole_itself_may_be_missing_in_a_voice_and_is_no_part_of_a_contrast(tmp_path: Path) -> None:
    leaders = BANKS["leaders"].replace("ease", "care")
    banks = asked(tmp_path, BANKS | {"leaders": leaders})
    for questionnaire in banks.values():
        trust, other = questionnaire.bank.dimensions
        whole = SimpleNamespace(id=other.id, overall=True)
        object.__setattr__(questionnaire.bank, "dimensions", (trust, whole))
    (tmp_path / "symmetry.barometer.yaml").write_text(SURVEY, "utf-8")
    found = load_spec(tmp_path / "symmetry.barometer.yaml", banks)
    assert {one.dimensions for one in found.contrasts} == {one.dimensions for one in found.importance} == {("trust",)}


def test_a_folder_is_checked_with_its_surveys_and_these_are_no_banks(tmp_path: Path) -> None:
    without = SURVEY.partition("importance:")[0] + "sealed_until: [staff, leaders]\n"
    (tmp_path / "symmetry.barometer.yaml").write_text(without, "utf-8")
    faults, questionnaires = check_paths([written(tmp_path, **BANKS)])
    assert (faults, [one.bank.id for one in questionnaires]) == ((), ["customers", "leaders", "staff"])
    catalogue = load_catalogue(tmp_path)
    assert catalogue.keys() == BANKS.keys()
    assert load_specs(tmp_path, catalogue).keys() == {"symmetry"}
    alone = tmp_path / "symmetry.barometer.yaml"
    for paths, near in (([tmp_path], questionnaires), ([alone], ()), ([alone, tmp_path], questionnaires)):
        assert check_specs(paths, near).faults == ()
        assert [spec.id for spec in check_specs(paths, near).specs.values()] == ["symmetry"]
    alone.write_text(without.replace("bank: leaders,", "bank: leader,"), "utf-8")
    assert [fault.where for fault in check_specs([tmp_path], questionnaires).faults] == ["voices.2.bank"]
    assert check_specs([tmp_path / "staff.yaml"], questionnaires) == ((), {})


def test_the_command_checks_a_survey_too(tmp_path: Path) -> None:
    without = SURVEY.partition("importance:")[0] + "sealed_until: [staff, leaders]\n"
    written(tmp_path, **BANKS)
    (tmp_path / "symmetry.barometer.yaml").write_text(without, "utf-8")
    done = CliRunner().invoke(cli, ["check", str(tmp_path)])
    assert (done.exit_code, done.stdout.splitlines()[-1]) == (0, f"{tmp_path}/symmetry.barometer.yaml: no fault")
    (tmp_path / "symmetry.barometer.yaml").write_text(without.replace("staff.received", "staff.recieved"), "utf-8")
    wrong = CliRunner().invoke(cli, ["check", str(tmp_path)])
    assert isinstance(wrong.exception, BankInvalid)
    assert len(wrong.exception.faults) == 2
