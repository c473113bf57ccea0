"""Which home the keys of a site have, by its settings."""

from collections.abc import Sequence
from pathlib import Path

from app.pool_keys.key_file import KeyFile
from app.pool_keys.key_nodes import KeyNodes
from app.tallies.keys import PoolKeys


def open_keys(home: Path | Sequence[str]) -> PoolKeys:
    """home: a file, made where there is none, or the addresses of two nodes. Raises PoolKeysDamaged."""
    return KeyFile(home) if isinstance(home, Path) else KeyNodes(home)
