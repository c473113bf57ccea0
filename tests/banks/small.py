"""A small bank without faults (small.yaml), and edits of it."""

from pathlib import Path

from app.banks.faults import BankInvalid
from app.banks.loader import Questionnaire, questionnaire
from app.banks.yaml_reader import read_yaml

HERE = Path(__file__).parent
SMALL = (HERE / "small.yaml").read_text(encoding="utf-8")


def edited(*edits: tuple[str, str], bank: str = SMALL) -> str:
    """The bank with each first text, which must stand in it, replaced once by the second."""
    for old, new in edits:
        assert old in bank, old
        bank = bank.replace(old, new, 1)
    return bank


def without(*lines: int) -> str:
    """The small bank less these lines (from 1)."""
    return "".join(text for line, text in enumerate(SMALL.splitlines(keepends=True), 1) if line not in lines)


def loaded(text: str | bytes) -> Questionnaire:
    return questionnaire(read_yaml(text, "bank.yaml"), Path("bank.yaml"))


def faults(text: str | bytes) -> list[str]:
    """Each fault as “line:column where: text”; none for a bank that loads."""
    try:
        loaded(text)
    except BankInvalid as invalid:
        return [f"{fault.line}:{fault.column} {fault.where}: {fault.text()}" for fault in invalid.faults]
    return []


def written(folder: Path, **banks: str) -> Path:
    """The folder, with one .yaml file for each bank."""
    for name, text in banks.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder
