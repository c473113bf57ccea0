"""How much a test tries: some at each run, and the large counts where TOTEM_SOAK is set (`make soak`)."""

import os
from collections.abc import Iterable
from typing import TypeVar

IS_SOAK = bool(os.environ.get("TOTEM_SOAK"))
T = TypeVar("T")


def many(short: T, soak: T) -> T:
    """short in `make test`, soak in `make soak`."""
    return soak if IS_SOAK else short


def shared(all_of_them: Iterable[T], language: str) -> list[T]:
    """Half of them in French and the others in English in `make test`, all of them in both in `make soak`."""
    known = list(all_of_them)
    return known if IS_SOAK else known[("fr", "en").index(language) :: 2]
