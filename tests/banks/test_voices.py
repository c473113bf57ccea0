"""Banks that end on thanks: nothing to write for a result, and what they ask beside their statements."""

from dataclasses import replace

import jsonschema
import pytest

from app.banks.loader import load_bank
from app.banks.shape import json_schema
from app.banks.yaml_reader import read_yaml
from app.totem.model import Dimension, Importance
from app.totem.scoring import symmetry
from tests.banks.small import HERE, SMALL, edited, faults
from tests.totem.structures import FULL

TEXT = (HERE / "voices.yaml").read_text(encoding="utf-8")
TRUST = "{id: trust, name: {fr: Confiance, en: Trust}"


def test_a_bank_that_ends_on_thanks_needs_no_text_of_a_result() -> None:
    bank = load_bank(HERE / "voices.yaml").bank
    assert bank.ends_on_thanks
    assert bank.importance == (Importance("mine", "lived", 2), Importance("theirs", "expected", 1))
    assert (bank.promises, bank.within, [one.overall for one in bank.dimensions]) == (
        2,
        (0, 1, 2),
        [False] * 3 + [True],
    )
    assert (bank.totems, bank.posture, bank.forces, bank.pairs) == ((), None, (), ())


def test_every_other_bank_still_does() -> None:
    missing = [name for name in ("high", "low", "actions", "prompt") if f"“{name}” is missing" in str(faults_of(TEXT))]
    assert missing == ["high", "low", "actions", "prompt"]


def faults_of(text: str) -> list[str]:
    return faults(text.replace("ends: thanks\n", ""))


@pytest.mark.parametrize(
    ("edits", "expected"),
    [
        ([("side: lived, most: 2", "side: given, most: 2")], "importance.0.side: “given” is not declared"),
        ([("most: 2", "most: 3")], "importance.0.most: Only 3 dimensions can be picked. Let “most:” be fewer"),
        ([("most: 2", "most: 4")], "importance.0.most: 4 is too high"),
        ([("side: expected, most", "side: lived, most")], "importance.1.side: “lived” is written twice here"),
        ([("id: theirs", "id: mine")], "importance.1.id: Another entry has the id “mine” already"),
        ([("promises: 2", "promises: 4")], "promises: 4 is too high"),
        ([("promises: 2", "promises: 2\nleading: {fr: Oui, en: Yes}")], "leading: A bank that ends on thanks shows"),
        ([(TRUST, f"{TRUST}, overall: true")], "dimensions.3.overall: Another dimension is the whole itself already"),
        ([(TRUST, f"{TRUST}, high: {{lived: {{fr: Oui., en: Yes.}}}}")], "high: There is no text for the side"),
        ([("ends: thanks", "ends: applause")], "ends: “applause” cannot stand here. Choose among: result, thanks."),
        ([("ends: thanks", "ends: result")], "importance: This is asked in a bank that ends on thanks alone"),
        ([("ends: thanks", "ends: result")], "promises: This is asked in a bank that ends on thanks alone"),
        ([("ends: thanks", "ends: result")], "dimensions.3.overall: This is asked in a bank that ends on thanks alone"),
    ],
)  # fmt: skip
def test_a_fault_is_named_where_it_stands(edits: list[tuple[str, str]], expected: str) -> None:
    assert expected in "\n".join(faults(edited(*edits, bank=TEXT)))


def test_animals_and_thanks_do_not_go_together() -> None:
    found = "\n".join(faults(edited(("id: small\n", "id: small\nends: thanks\n"), bank=SMALL)))
    for key in ("forces", "scenes", "totems", "posture", "leading"):
        assert f"{key}: A bank that ends on thanks shows nobody a result" in found


def test_a_bank_of_nothing_but_the_whole_is_refused() -> None:
    text = TEXT
    for name in ("Trust", "Ease", "Care"):
        text = text.replace(f"en: {name}}}", f"en: {name}}}, overall: true", 1)
    assert any("nothing to take a mean of" in fault for fault in faults(text))


def test_the_json_schema_wants_texts_of_a_result_of_every_other_bank() -> None:
    schema = jsonschema.Draft202012Validator(json_schema())
    schema.validate(read_yaml(TEXT, "bank.yaml").data)
    with pytest.raises(jsonschema.ValidationError):
        schema.validate(read_yaml(TEXT.replace("ends: thanks\n", ""), "bank.yaml").data)


def test_the_whole_itself_is_in_no_mean_over_dimensions() -> None:
    dimensions = (Dimension("a"), Dimension("b"), Dimension("all", overall=True))
    bank = replace(FULL, dimensions=dimensions)
    levels: dict[tuple[str, str], float | None] = {(one.id, side): 50.0 for one in dimensions for side in FULL.sides}
    found = symmetry(bank, levels | {("all", FULL.sides[0]): 100.0}, FULL.pairs[0])
    assert found
    assert found.gap == 0
