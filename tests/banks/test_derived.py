"""A bank built on another: what it takes, and whose file and line its faults name."""

from pathlib import Path

import pytest

from app.banks.faults import BankInvalid
from app.banks.loader import Questionnaire, load_bank

from .small import SMALL, edited, written

SHORT = """\
id: short
base: small.yaml
questions: [warm, quick, clear]
questions_per_screen: 3
scenes:
  - lift
  - id: door
    side: customers
    text: {fr: À la porte., en: At the door.}
    options:
      - {dimension: clear, text: {fr: J’annonce., en: I tell.}}
      - {dimension: quick, text: {fr: J’appelle., en: I call.}}
      - {dimension: warm, text: {fr: Je souris., en: I smile.}}
spare_scenes: [desk, hall, yard]
"""


def short(folder: Path, text: str = SHORT, base: str = SMALL) -> Questionnaire:
    return load_bank(written(folder, short=text, small=base) / "short.yaml")


def faults(folder: Path, text: str = SHORT, base: str = SMALL) -> list[str]:
    with pytest.raises(BankInvalid) as caught:
        short(folder, text, base)
    return [str(fault).removeprefix(f"{folder}/") for fault in caught.value.faults]


def test_it_takes_what_it_does_not_write(tmp_path: Path) -> None:
    found = short(tmp_path)
    assert found.bank.id == "short"
    assert found.bank.questions_per_screen == 3
    assert [question.id for question in found.bank.questions] == ["warm", "quick", "clear"]
    assert [totem.id for totem in found.bank.totems] == ["owl", "ant"]
    assert found.file.title["en"] == "Small bank"


def test_a_bare_id_takes_an_entry_and_a_spare_scene_may_be_any_scene(tmp_path: Path) -> None:
    found = short(tmp_path)
    assert [scene.id for scene in found.bank.scenes] == ["lift", "door"]
    assert [scene.id for scene in found.bank.spare_scenes] == ["desk", "hall", "yard"]
    assert found.file.spare_scenes[0].text["en"] == "Desk, 5 pm. Your first move?"


def test_each_fault_names_the_file_where_the_text_is_written(tmp_path: Path) -> None:
    own = edited(("en: At the door.", "en: TODO."), bank=SHORT)
    base = edited(('"Lift, 9 am.', '"TODO, 9 am.'))
    assert faults(tmp_path, own, base) == [
        "short.yaml:9:33: scenes.1.text.en: “TODO.” looks unfinished. Write the text.",
        "small.yaml:74:61: scenes.0.text.en: “TODO, 9 am. Your” looks unfinished. Write the text.",
    ]


def test_what_is_left_out_of_the_base_is_not_checked(tmp_path: Path) -> None:
    assert short(tmp_path, base=edited(("fr: Sur le toit.", "fr: TODO"))).bank.id == "short"


def test_an_unknown_id_is_named_in_the_file_that_asks_for_it(tmp_path: Path) -> None:
    assert faults(tmp_path, edited(("[warm, quick", "[warm, quik"), bank=SHORT)) == [
        "short.yaml:3:19: questions.1: The base has no entry “quik” here. Write the entry, or choose among: "
        "clear, quick, warm."
    ]


def test_an_entry_is_taken_once(tmp_path: Path) -> None:
    assert faults(tmp_path, edited(("[desk, hall", "[hall, hall"), bank=SHORT)) == [
        "short.yaml:14:22: spare_scenes.1: “hall” is already taken from the base. Keep one of the two."
    ]


def test_it_has_an_id_of_its_own(tmp_path: Path) -> None:
    assert faults(tmp_path, edited(("id: short\n", ""), bank=SHORT)) == [
        "short.yaml:1:1: A bank built on another needs an id of its own. Add “id:”."
    ]


@pytest.mark.parametrize(
    "name", ["../small.yaml", "/etc/passwd", "a/small.yaml", "small.yml", "12", "[small.yaml]", "'a\\b.yaml'"]
)
def test_a_base_is_a_plain_file_name(tmp_path: Path, name: str) -> None:
    [fault] = faults(tmp_path, edited(("small.yaml", name), bank=SHORT))
    assert fault == (
        "short.yaml:2:7: base: “base” must be the name of a YAML file in the same folder, such as totem.yaml. "
        "Write the name alone."
    )


@pytest.mark.parametrize("name", ["other.yaml", "x" * 300 + ".yaml"])
def test_a_base_exists(tmp_path: Path, name: str) -> None:
    [fault] = faults(tmp_path, edited(("small.yaml", name), bank=SHORT))
    assert fault.startswith("short.yaml:2:7: base: There is no file “")


def test_a_base_stands_alone(tmp_path: Path) -> None:
    written(tmp_path, long=edited(("short", "long"), ("small.yaml", "short.yaml"), bank=SHORT))
    short(tmp_path)
    with pytest.raises(BankInvalid, match=r"“short\.yaml” is itself built on another bank\."):
        load_bank(tmp_path / "long.yaml")


def test_a_bank_is_not_its_own_base(tmp_path: Path) -> None:
    [fault] = faults(tmp_path, edited(("small.yaml", "short.yaml"), bank=SHORT))
    assert fault.startswith("short.yaml:2:7: base: “short.yaml” is itself built on another bank.")


def test_a_fault_of_reading_the_base_is_the_fault_of_the_bank(tmp_path: Path) -> None:
    assert faults(tmp_path, base="a: &b 1") == [
        "small.yaml:1:4: a: The anchor “&b” is not read. Write the value out each time it is needed."
    ]


def test_taking_large_entries_from_two_lists_cannot_pass_the_limit(tmp_path: Path) -> None:
    large = "scenes: [{id: a, b: [" + "1," * 30_000 + "]}]\n"
    assert faults(tmp_path, "id: short\nbase: small.yaml\nscenes: [a]\nspare_scenes: [a]\n", large) == [
        "short.yaml:1:1: The file holds more than 50,000 values. Keep one bank in a file."
    ]
