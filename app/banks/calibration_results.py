"""What simulations said of the banks of a folder, as `make figures` wrote it down.

Empty where nothing was written: to run them takes half a minute.
"""

import json
from pathlib import Path


def simulated(folder: Path) -> dict[str, dict[str, float]]:
    """Bank → figure's id → value; with “ margin” behind the id, its 95 % margin, where it has one.

    `clickers` is the share of the totem without a force among random clickers. From `attack`, what an attacker would
    learn of an invented crowd (benchmarks/n_minus_one.py); from `pencil`, how often scoring by hand agrees with the
    site (benchmarks/pencil.py).
    """
    found: dict[str, dict[str, float]] = {}
    for file in sorted((folder / "calibration").glob("*.json"), reverse=True):
        calibration = json.loads(file.read_text(encoding="utf-8"))
        figures = {figure["id"]: float(figure["value"]) for figure in calibration["figures"]}
        figures |= {f"{each['id']} margin": float(each["error"]) for each in calibration["figures"] if each["error"]}
        figures["clickers"] = max(calibration["shares"]["random clickers"].values())
        found[calibration["bank"]] = figures
    for file in (*(folder / "attack").glob("*.json"), *(folder / "pencil").glob("*.json")):
        other = json.loads(file.read_text(encoding="utf-8"))
        found.get(other["bank"], {}).update({each["id"]: float(each["value"]) for each in other["figures"]})
    return found
