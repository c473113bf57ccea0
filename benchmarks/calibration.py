"""Writes down what `totem calibrate` finds of a bank, and of which bank and code: until these change, nobody needs to
run it again.

    python -m benchmarks.calibration questions/totem.yaml > questions/calibration/totem.json
"""

import ast
import json
import sys
from collections.abc import Collection, Iterator
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path
from typing import Any

from app.banks import calibrate as model
from app.banks.loader import Questionnaire, load_bank
from app.banks.reading_time import clocks_of

ROOT = Path(__file__).parents[1]
GIVEN = ("app.banks.loader", "app.banks.nouns", "app.banks.schema")
"""What hands over a bank and its words, and changes no figure that these do not."""


def inputs_of(questionnaire: Questionnaire) -> str:
    """16 hexadecimal digits over the bank, its words on screen, the seed, and every module that the simulation runs."""
    clocks = {language: asdict(clock) for language, clock in clocks_of(questionnaire).items()}
    given = asdict(questionnaire.bank), clocks, model.SEED, model.PEOPLE
    digest = sha256(json.dumps(given, sort_keys=True, default=sorted).encode())
    digest.update(code_of("app.banks.calibrate"))
    return digest.hexdigest()[:16]


def code_of(*names: str, given: Collection[str] = GIVEN) -> bytes:
    """These modules of the app and all that they import of it, but for what is given, one after the other."""
    seen: set[str] = set(given)
    return b"".join(
        _file(name).read_bytes() for name in sorted({one for name in names for one in _modules(name, seen)})
    )


def _modules(name: str, seen: set[str]) -> Iterator[str]:
    """This one and all that it imports of the app, whatever those import too."""
    if name in seen or not _file(name).exists():
        return
    seen.add(name)
    yield name
    for node in ast.walk(ast.parse(_file(name).read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("app"):
            for imported in (node.module, *(f"{node.module}.{alias.name}" for alias in node.names)):
                yield from _modules(imported, seen)


def _file(module: str) -> Path:
    return ROOT / f"{module.replace('.', '/')}.py"


def measured(questionnaire: Questionnaire) -> dict[str, Any]:
    found = model.as_json(model.calibrate(questionnaire.bank, clocks_of(questionnaire)))
    return {"inputs": inputs_of(questionnaire), **found}


def main() -> None:
    print(json.dumps(measured(load_bank(Path(sys.argv[1]))), ensure_ascii=False, indent=2))


if __name__ == "__main__":
    main()
