"""How much a test tries: some at each run, and the large counts where TOTEM_SOAK is set (`make soak`)."""

import os

IS_SOAK = bool(os.environ.get("TOTEM_SOAK"))


def many(short: int, soak: int) -> int:
    """short in `make test`, soak in `make soak`."""
    return soak if IS_SOAK else short
