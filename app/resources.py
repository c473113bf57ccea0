"""Where the app's own files are: its templates, its questions, what it was installed with; and whether the browser's
files that others wrote are those that were built in (hatch_build.py writes their hashes down).

Refuses to serve code that nobody has chosen.
"""

from hashlib import sha256
from pathlib import Path

import app

PACKAGE = Path(app.__file__).parent
ALTERED = (
    "{files}: not the browser files that this Totem was built with. Nothing was started. Something has changed "
    "{folder}: install Totem again, and find out what it was."
)
UNLISTED = "{folder} has no list of its files: install Totem again (in a checkout: make setup)."


class BrowserFilesDamaged(Exception):
    """A browser file is missing, or another one."""


def resource(name: str) -> Path:
    """alembic, locale, questions, static or templates: packed in the wheel, at the root of a checkout."""
    packed = PACKAGE / "resources"
    # The wheel first: beside an installed package, `alembic` is the library's folder.
    found = (packed if packed.is_dir() else PACKAGE.parent) / name
    if not found.exists():
        raise FileNotFoundError(f"Totem's own {name} is not where it should be: {found}")
    return found


def check_browser_files(folder: Path) -> None:
    """folder: static/vendor, as the build left it. Raises BrowserFilesDamaged."""
    try:
        lines = (folder / "SHA256SUMS").read_text("ascii").splitlines()
        listed = {name: digest for digest, name in (line.split() for line in lines)}
    except (OSError, ValueError):
        listed = {}
    if not listed:
        raise BrowserFilesDamaged(UNLISTED.format(folder=folder))
    if damaged := [name for name, digest in listed.items() if _digest(folder / name) != digest]:
        raise BrowserFilesDamaged(ALTERED.format(files=", ".join(damaged), folder=folder))


def _digest(file: Path) -> str:
    return sha256(file.read_bytes()).hexdigest() if file.is_file() else ""
