"""What a bank says of its totems two by two: of every pair, or of none; and what stays as it was for banks without."""

from itertools import combinations_with_replacement
from pathlib import Path

from app.banks.loader import load_bank
from app.banks.prose import sentences, word_count
from tests.banks.small import SMALL, faults, loaded, written

QUESTIONS = Path(__file__).parents[2] / "questions"
MOST_WORDS = 35
ALL = """\
pair_texts:
  - {totems: [owl, owl], text: {fr: Deux hiboux veillent., en: Two owls stay up.}}
  - {totems: [ant, owl], text: {fr: La fourmi porte et le hibou voit., en: "The ant carries, the owl sees."}}
  - {totems: [ant, ant], text: {fr: Deux fourmis portent., en: Two ants carry.}}
"""
LINE = SMALL.count("\n") + 1


def test_a_pair_is_found_in_either_order_and_two_of_a_kind_are_a_pair() -> None:
    file = loaded(SMALL + ALL).file
    for one, other in (("owl", "ant"), ("ant", "owl")):
        text = file.pair_text(one, other)
        assert text
        assert text["en"] == "The ant carries, the owl sees."
    twins = file.pair_text("owl", "owl")
    assert twins
    assert twins["fr"] == "Deux hiboux veillent."


def test_a_bank_without_has_none_and_with_them_the_same_fingerprint() -> None:
    without, with_them = loaded(SMALL), loaded(SMALL + ALL)
    assert without.file.pair_text("owl", "ant") is None
    assert without.fingerprint == with_them.fingerprint


def test_a_pair_that_is_missing_twice_there_or_of_strangers_is_a_fault_at_its_place() -> None:
    head, twins, pair, ants = ALL.splitlines(keepends=True)
    assert faults(SMALL + head + twins + pair) == [
        f"{LINE}:1 pair_texts: There is no text for “ant” and “ant”. Write one for every two, and for two of "
        "each, or none."
    ]
    again = pair.replace("[ant, owl]", "[owl, ant]")
    assert faults(SMALL + ALL + again) == [
        f"{LINE + 4}:14 pair_texts.3.totems: “owl” and “ant” have a text already. Keep one of the two."
    ]
    assert faults(SMALL + ALL + ants.replace("[ant, ant]", "[ant, bee]")) == [
        f"{LINE + 4}:20 pair_texts.3.totems.1: “bee” is not declared under “totems”. Choose among: owl, ant."
    ]


def test_what_a_base_says_of_its_pairs_goes_to_a_bank_with_its_totems_and_to_no_other(tmp_path: Path) -> None:
    own = SMALL[SMALL.index("totems:\n") :].replace("id: owl", "id: elk")
    folder = written(
        tmp_path, small=SMALL + ALL, same="id: same\nbase: small.yaml\n", other=f"id: other\nbase: small.yaml\n{own}"
    )
    assert len(load_bank(folder / "same.yaml").file.pair_texts) == 3
    assert load_bank(folder / "other.yaml").file.pair_texts == ()


def test_the_shipped_banks_say_something_of_every_pair_in_two_short_lines() -> None:
    for name in ("totem", "express"):
        file = load_bank(QUESTIONS / f"{name}.yaml").file
        ids = [totem.id for totem in file.totems]
        assert len(file.pair_texts) == len(list(combinations_with_replacement(ids, 2))) == 28
        for pair in file.pair_texts:
            for language, text in pair.text.items():
                assert sum(map(word_count, sentences(text))) <= MOST_WORDS, (pair.totems, language)
                assert len(sentences(text)) in (2, 3), (pair.totems, language)
        said = [text for pair in file.pair_texts for text in pair.text.values()]
        assert len(set(said)) == 56
        assert not [text for text in said if "{" in text]
