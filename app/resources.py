"""Where the app's own files are: its templates, its questions, what it was installed with."""

from pathlib import Path

import app

PACKAGE = Path(app.__file__).parent


def resource(name: str) -> Path:
    """alembic, locale, questions, static or templates: packed in the wheel, at the root of a checkout."""
    packed = PACKAGE / "resources"
    # The wheel first: beside an installed package, `alembic` is the library's folder.
    found = (packed if packed.is_dir() else PACKAGE.parent) / name
    if not found.exists():
        raise FileNotFoundError(f"Totem's own {name} is not where it should be: {found}")
    return found
