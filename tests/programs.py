"""Programs that only tests need. Whoever lacks one is told how to get it, and its tests are skipped; never in CI."""

import os
import shutil
from typing import NoReturn

import pytest


def program(*names: str, package: str) -> str:
    """The path of the first of these that there is. package: Debian's, which .ci/run installs."""
    found = next(filter(None, map(shutil.which, names)), None)
    return found or lacking(f"{names[0]} is not installed (Debian: apt install {package}).")


def lacking(what: str) -> NoReturn:
    if os.environ.get("CI") == "true":
        pytest.fail(what)
    pytest.skip(what)
