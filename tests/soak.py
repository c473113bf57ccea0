"""How much a test tries: some at each run, and the large counts where TOTEM_SOAK is set (`make soak`)."""

import os
from typing import TypeVar

IS_SOAK = bool(os.environ.get("TOTEM_SOAK"))
T = TypeVar("T")


def many(short: T, soak: T) -> T:
    """short in `make test`, soak in `make soak`."""
    return soak if IS_SOAK else short
