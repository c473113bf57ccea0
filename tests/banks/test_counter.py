"""Other languages at the counter: a file alone adds one, it has to be whole, and no fingerprint knows of it."""

from pathlib import Path

import pytest

from app.banks.faults import BankInvalid
from app.banks.loader import check_paths, load_bank, load_catalogue
from tests.banks.small import HERE, SMALL, edited

VOICES = (HERE / "voices.yaml").read_text(encoding="utf-8")
ARABIC = """\
id: voices
language: ar
direction: rtl
name: العربية
title: ثلاثة أصوات
statements:
  trust: قيل لي الصدق.
  ease: كان الأمر سهلا.
  care: وجدت الدعم.
  overall: كل شيء ناسبني.
  trust-expected: «قيل لي الصدق.»
  ease-expected: «كان الأمر سهلا.»
  care-expected: «وجدت الدعم.»
points: [أبدا, قليلا, نصفه, كثيرا, تماما]
no_occasion: لا يعنيني
importance: {mine: ما المهم لك؟, theirs: ما المهم لهم؟}
dimensions: {trust: الثقة, ease: السهولة, care: الدعم}
promise: [لاحظت, لم ألاحظ, لا أدري]
thanks: شكرا.
privacy: لا أحد يعرف من أجاب.
buttons: {back: رجوع, undo: تراجع, next: التالي, skip: تخط, do_not_count: لا تحسب, start: ابدأ}
"""


def folder_with(
    folder: Path, *edits: tuple[str, str], name: str = "voices.counter.ar.yaml", bank: str = VOICES
) -> Path:
    (folder / "voices.yaml").write_text(bank, encoding="utf-8")
    (folder / name).write_text(edited(*edits, bank=ARABIC), encoding="utf-8")
    return folder


def faults_in(folder: Path) -> list[str]:
    return [
        f"{Path(one.file).name}:{one.line}:{one.column} {one.where}: {one.text()}"
        for one in check_paths([folder]).faults
    ]


def test_a_language_from_right_to_left_is_one_file_and_no_code(tmp_path: Path) -> None:
    alone = load_bank(HERE / "voices.yaml")
    found = load_catalogue(folder_with(tmp_path))["voices"]
    counter = found.counters["ar"]
    assert (counter.name, counter.direction, counter.buttons.next) == ("العربية", "rtl", "التالي")
    assert set(counter.statements) == {question.id for question in found.bank.questions}
    assert (alone.counters, alone.fingerprint) == ({}, found.fingerprint)
    assert found.file.languages == ("fr", "en")


def test_it_is_checked_with_its_bank_and_once_however_it_is_named(tmp_path: Path) -> None:
    folder_with(tmp_path)
    checked = check_paths([tmp_path / "voices.counter.ar.yaml", tmp_path / "voices.yaml", tmp_path])
    assert [one.bank.id for one in checked.questionnaires] == ["voices"]
    assert checked.faults == ()


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (("  care: وجدت الدعم.\n", ""), "6:1 statements: The text of “care” is missing. Add it."),
        (("  care: ", "  cares: "), "9:3 statements.cares: The bank asks nothing that is called “cares”."),
        (("[أبدا, قليلا, ", "["), "14:1 points: The bank’s scale has 5 points; here there are 3. Write as many."),
        (("no_occasion: لا يعنيني\n", ""), "1:1 : “no_occasion” is missing. Add it"),
        (("mine: ما المهم لك؟, ", ""), "16:1 importance: The text of “mine” is missing. Add it."),
        (("dimensions: {trust: الثقة, ease: السهولة, care: الدعم}\n", ""), "1:1 : “dimensions” is missing."),
        (("dimensions: {", "dimensions: {overall: كل, "), "dimensions.overall: The bank asks nothing that is called"),
        ((", لا أدري]", "]"), "18:10 promise: There are too few entries here: 2. Write at least 3."),
        (("promise: [لاحظت, لم ألاحظ, لا أدري]\n", ""), "1:1 : “promise” is missing."),
        (("undo: تراجع, ", ""), "buttons: “undo” is missing."),
        (("direction: rtl", "direction: up"), "3:12 direction: “up” cannot stand here. Choose among: ltr, rtl."),
        (("id: voices", "id: other"), "1:5 id: This file stands beside the bank “voices”."),
        (("language: ar", "language: es"), "2:11 language: The name of this file says “ar”."),
        (("شكرا.", "'{les clients}'"), "19:9 thanks: The brace “{” opens or closes nothing. Delete it."),
        (("شكرا.", "'…'"), "19:9 thanks: There is not one word in this text. Write it."),
        (("title:", "titel:"), "5:1 titel: “titel” is not a key that belongs here. Did you mean “title”?"),
    ],
)  # fmt: skip
def test_what_is_missing_or_too_much_is_named_by_line(tmp_path: Path, edit: tuple[str, str], expected: str) -> None:
    found = faults_in(folder_with(tmp_path, edit))
    assert any(f"voices.counter.ar.yaml:{expected}" in f"{fault}" or expected in fault for fault in found), found
    with pytest.raises(BankInvalid):
        load_bank(tmp_path / "voices.yaml")


def test_a_language_of_pages_is_none_of_the_counter(tmp_path: Path) -> None:
    found = faults_in(folder_with(tmp_path, ("language: ar", "language: en"), name="voices.counter.en.yaml"))
    assert found == [
        "voices.counter.en.yaml:2:11 language: The bank itself is written in “en”. Delete this file, or choose another "
        "language."
    ]


def test_a_file_beside_no_bank_is_a_fault(tmp_path: Path) -> None:
    folder_with(tmp_path)
    (tmp_path / "voices.yaml").rename(tmp_path / "others.yaml")
    assert faults_in(tmp_path) == [
        "voices.counter.ar.yaml:1:1 : There is no bank “voices” in this folder. Rename this file after a bank, or "
        "delete it."
    ]


def test_a_bank_that_ends_on_results_is_not_answered_at_the_counter(tmp_path: Path) -> None:
    found = faults_in(folder_with(tmp_path, ("id: voices", "id: small"), bank=SMALL))
    assert any("Only a bank that ends on thanks is answered at the counter" in fault for fault in found)


def test_what_says_how_banks_stand_beside_each_other_is_no_bank(tmp_path: Path) -> None:
    folder_with(tmp_path)
    (tmp_path / "symmetry.barometer.yaml").write_text("id: symmetry\n", encoding="utf-8")
    assert [*load_catalogue(tmp_path)] == ["voices"]
