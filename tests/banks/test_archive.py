"""Former versions of the shipped banks: found by what they count and score, whole, and never among those on offer."""

from pathlib import Path

import pytest

from app.banks.faults import BankInvalid
from app.banks.loader import load_archive, load_catalogue
from app.resources import resource

from .small import SMALL

QUESTIONS = resource("questions")
SHIPPED_BEFORE = {"5d58daa53c743940": ("totem", 13, 7), "5e49e428ebd8a520": ("express", 7, 7)}
"""Fingerprint → id, scenes, totems: what `totem calibrate` printed of the banks of thirteen and seven scenes, one pick
each. Links to results and sealed totals name these digits."""


def test_the_former_banks_keep_the_fingerprints_that_links_and_totals_name() -> None:
    found = load_archive(QUESTIONS)
    assert {
        print_: (one.bank.id, len(one.bank.scenes), len(one.bank.totems)) for print_, one in found.items()
    } == SHIPPED_BEFORE
    assert all(one.path.stem == f"{one.bank.id}-{print_}" for print_, one in found.items())
    assert not any(one.bank.is_ranked for one in found.values())


def test_a_former_bank_is_not_on_offer() -> None:
    offered = load_catalogue(QUESTIONS)
    assert not {one.fingerprint for one in offered.values()} & load_archive(QUESTIONS).keys()


def test_a_folder_without_former_banks_has_none(tmp_path: Path) -> None:
    assert load_archive(tmp_path) == {}


def test_a_former_bank_with_a_fault_is_told_and_not_passed_over(tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    folder.mkdir()
    (folder / "small.yaml").write_text(SMALL.replace("picks", "pics") + "\nunknown: 1\n", encoding="utf-8")
    with pytest.raises(BankInvalid, match="unknown"):
        load_archive(tmp_path)
