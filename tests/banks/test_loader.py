"""From files to questionnaires: defaults, fingerprints, catalogues, and the schema that editors read."""

import json
from pathlib import Path

import jsonschema
import pytest

from app.banks.faults import N_, BankInvalid, Fault
from app.banks.loader import check_paths, load_bank, load_catalogue
from app.banks.shape import json_schema
from app.banks.yaml_reader import read_yaml
from app.totem.model import Answers, Posture
from app.totem.scoring import score

from .small import HERE, SMALL, edited, faults, loaded, written
from .test_derived import SHORT


def test_the_small_bank_loads_whole() -> None:
    found = load_bank(HERE / "small.yaml")
    bank = found.bank
    assert found.path == HERE / "small.yaml"
    assert (bank.id, bank.sides, bank.pairs) == ("small", ("customers", "colleagues"), (("customers", "colleagues"),))
    assert (bank.points, bank.questions_per_screen, bank.symmetry_error) == (2, 2, 4.0)
    assert bank.posture == Posture(0.014, 0.78, 0.9, (0.0, 0.0, 0.0))
    assert [scene.options for scene in bank.scenes] == [("clear", "quick", "warm")] * 2
    assert [(totem.id, totem.forces) for totem in bank.totems] == [("owl", ("head",)), ("ant", ())]
    assert bank.force_of == {"clear": "head", "quick": "hand", "warm": "heart"}


def test_a_question_is_asked_on_all_sides_and_offers_no_occasion_on_all_of_them_unless_it_says_otherwise() -> None:
    clear, quick, warm = loaded(SMALL).bank.questions
    assert clear.sides == warm.sides == ("customers", "colleagues")
    assert clear.no_occasion == {"customers", "colleagues"}
    assert quick.no_occasion == {"customers"}
    assert (clear.reversed, warm.reversed) == (False, True)


def test_no_occasion_is_offered_nowhere_if_the_scale_has_none() -> None:
    without = edited(
        ("  no_occasion: {fr: Pas d’occasion, en: It did not come up}\n", ""), ("    no_occasion: [customers]\n", "")
    )
    assert all(not question.no_occasion for question in loaded(without).bank.questions)


def test_a_comma_changes_no_fingerprint_and_another_structure_does() -> None:
    print_ = loaded(SMALL).fingerprint
    assert loaded(edited(("en: They guess.", "en: They have to guess."))).fingerprint == print_
    assert loaded(edited(("questions_per_screen: 2", "questions_per_screen: 1"))).fingerprint == print_
    assert loaded(edited(("reversed: true", "reversed: false"))).fingerprint != print_
    assert loaded(edited(("weight: 0.014", "weight: 0.015"))).fingerprint != print_


def test_a_totem_has_a_noun_in_each_language() -> None:
    owl = loaded(SMALL).file.totems[0].name
    assert (owl.noun("fr").one, owl.noun("fr").gender, owl.noun("fr").elides) == ("hibou", "m", False)
    assert owl.noun("en").many == "owls"


def test_a_loaded_bank_cannot_be_changed() -> None:
    found = loaded(SMALL)
    with pytest.raises(AttributeError):
        found.fingerprint = ""  # type: ignore[misc]
    with pytest.raises(ValueError, match="frozen"):
        found.file.id = ""  # type: ignore[misc]


def test_an_inventory_without_forces_scenes_or_totems_loads_and_scores() -> None:
    bank = load_bank(HERE / "inventory.yaml").bank
    assert (len(bank.items), bank.points, len(bank.dimensions), bank.sides) == (25, 6, 5, ("everyday",))
    assert (bank.forces, bank.scenes, bank.totems, bank.posture, bank.pairs) == ((), (), (), None, ())
    profile = score(bank, Answers((6,) * 25, ()))
    assert profile.match is None
    assert profile.levels["curiosity", "everyday"] == pytest.approx(60)


def test_a_folder_is_a_catalogue_by_id(tmp_path: Path) -> None:
    written(tmp_path, small=SMALL, short=SHORT)
    (tmp_path / "notes.txt").write_text("not a bank")
    assert {id_: found.path.name for id_, found in load_catalogue(tmp_path).items()} == {
        "short": "short.yaml",
        "small": "small.yaml",
    }


def test_a_catalogue_with_one_fault_is_refused(tmp_path: Path) -> None:
    written(tmp_path, small=SMALL, worse=edited(("id: small", "id: worse"), ("en: Speed", "en: TODO")))
    with pytest.raises(BankInvalid, match=r"worse\.yaml:33:29: dimensions\.1\.name\.en: “TODO” looks unfinished"):
        load_catalogue(tmp_path)


def test_two_files_with_one_id_are_a_fault(tmp_path: Path) -> None:
    written(tmp_path, a=SMALL, b=SMALL)
    [fault], [kept] = check_paths([tmp_path])
    assert kept.path.name == "a.yaml"
    assert str(fault) == (
        f"{tmp_path}/b.yaml:2:5: id: The bank “small” is already in {tmp_path}/a.yaml. Give this one an id of its own."
    )


def test_a_file_named_twice_is_checked_once(tmp_path: Path) -> None:
    written(tmp_path, a=SMALL)
    assert not check_paths([tmp_path, tmp_path / "a.yaml"]).faults


def test_a_check_gives_the_faults_of_all_and_the_banks_without_any(tmp_path: Path) -> None:
    written(tmp_path, a=edited(("en: Speed", "en: TODO"), ("en: Clarity", "en: TODO")), b=SMALL)
    found = check_paths([tmp_path / "b.yaml", tmp_path / "a.yaml"])
    assert [(Path(fault.file).name, fault.line) for fault in found.faults] == [("a.yaml", 25), ("a.yaml", 33)]
    assert [questionnaire.path.name for questionnaire in found.questionnaires] == ["b.yaml"]


def test_a_fault_of_a_base_is_told_once(tmp_path: Path) -> None:
    written(tmp_path, small=edited(("en: Speed", "en: TODO")), short=SHORT)
    assert [fault.line for fault in check_paths([tmp_path]).faults] == [33]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("missing.yaml", "There is no such file. Check the name and the folder."),
        ("empty", "There is no .yaml file in this folder. Check the name of the folder."),
    ],
)
def test_what_is_not_there_is_a_fault(tmp_path: Path, name: str, message: str) -> None:
    (tmp_path / "empty").mkdir()
    assert [str(fault) for fault in check_paths([tmp_path / name]).faults] == [f"{tmp_path / name}:1:1: {message}"]


def test_a_file_that_cannot_be_read_is_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(path: Path, mode: str) -> None:
        raise PermissionError(path, mode)

    written(tmp_path, a=SMALL)
    monkeypatch.setattr(Path, "open", refused)
    [fault] = check_paths([tmp_path]).faults
    assert fault.text() == "The file cannot be read. Check that it is a file, and that you may read it."


def test_a_message_is_translated_before_its_parameters_are_put_in() -> None:
    french = {N_("The bank has %(many)s faults."): "La banque a %(many)s défauts."}
    fault = Fault("bank.yaml", 1, 1, "", "The bank has %(many)s faults.", {"many": 2})
    assert fault.text() == "The bank has 2 faults."
    assert fault.text(french.__getitem__) == "La banque a 2 défauts."
    assert str(fault) == "bank.yaml:1:1: The bank has 2 faults."


def test_every_fault_of_a_file_is_told_in_the_order_of_its_lines() -> None:
    found = faults(edited(("force: hand", "force: foot"), ("en: Speed", "en: TODO"), ("- id: hall", "- id: desk")))
    assert [line.split(" ")[1] for line in found] == [
        "dimensions.1.force:", "dimensions.1.name.en:", "spare_scenes.0.id:",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text", [SMALL, SHORT, (HERE / "inventory.yaml").read_text()], ids=["small", "derived", "inventory"]
)
def test_the_json_schema_accepts_good_files(text: str) -> None:
    jsonschema.Draft202012Validator.check_schema(json_schema())
    jsonschema.Draft202012Validator(json_schema()).validate(read_yaml(text, "bank.yaml").data)


@pytest.mark.parametrize(
    "broken",
    [
        edited(("en: Speed", "de: Tempo")), edited(("title:", "titel:")), edited(("weight: 0.014", "weight: 2")),
        edited(("totems:\n", "totems:\n  - fox\n")), edited(("gender: f", "gender: n")), "base: small.yaml",
        edited(("summary: {fr: Trois questions et cinq scènes., en: Three questions and five scenes.}", "summary:")),
    ],
    ids=["language", "key", "range", "bare id", "gender", "no id", "nothing"],
)  # fmt: skip
def test_the_json_schema_refuses_what_the_shape_refuses(broken: str) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(json_schema()).validate(read_yaml(broken, "bank.yaml").data)


def test_the_json_schema_describes_every_key() -> None:
    schema = json_schema()
    shapes = [schema, *schema["$defs"].values()]
    assert all("description" in part for shape in shapes for part in shape["properties"].values())
    assert "null" not in json.dumps(schema)
