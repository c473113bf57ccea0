"""The keys of open and ready pools, which no database, journal or backup holds: what every home of them promises.

A key is kept before it is given out, and gone for good once it is forgotten. A home is used with the database of its
own site alone: an operator decides that waiting answers are lost, not a program. The homes are in app/pool_keys.
"""

from collections.abc import Collection, Iterable
from pathlib import Path
from typing import NamedTuple, Protocol

SITE_BYTES = 16
GIVE_UP = (
    "If these answers are lost for good: totem abandon-pools names what it would give up, asks, and lets the site "
    "start; the totals are not touched."
)
NOT_ITS_OWN = (
    "{place} is not the {kind} that this database counts with. Nothing was changed. {hint}Put that one back, or point "
    "{setting} to it: all processes of a site share one. " + GIVE_UP
)
UNREADABLE = (
    "Answers wait in the database, and {place} does not open all of them. Nothing was changed. {hint}Is it the right "
    "{kind} ({setting}), and was the database not set back to an earlier time? Put both as they were. " + GIVE_UP
)


class KeyHome(NamedTuple):
    """Of keys, as sentences name it. kind: what it is; setting: which says where; hint: what else may be amiss."""

    place: str
    kind: str
    setting: str
    hint: str = ""


class PoolKeysDamaged(Exception):
    """The keys cannot be read or written, or are those of something else."""


class PoolKeysAway(PoolKeysDamaged):
    """What holds the keys does not answer: they may be there again."""

    def __init__(self, home: KeyHome) -> None:
        super().__init__(f"The {home.kind} {home.place} cannot be used now: nothing is counted until it is back.")


class PoolKeysForeign(PoolKeysDamaged):
    """The keys and the database do not belong together: nothing was changed in either."""

    def __init__(self, home: KeyHome, sentence: str = NOT_ITS_OWN) -> None:
        super().__init__(sentence.format(**home._asdict()))


class PoolsUnreadable(PoolKeysDamaged):
    """Answers wait that no key opens: nothing was changed."""

    def __init__(self, home: KeyHome) -> None:
        super().__init__(UNREADABLE.format(**home._asdict()))


class PoolKey(NamedTuple):
    id: str
    secret: bytes


class Owner(NamedTuple):
    """site: whose the keys are, or are about to be; settled: whether that is known to be committed in its database."""

    site: str
    settled: bool


NOBODY = Owner(bytes(SITE_BYTES).hex(), settled=False)


class Opener(Protocol):
    """Whatever gives a key by its id: all of them, or a dict of those that were found."""

    def get(self, key_id: str, /) -> PoolKey | None: ...


class PoolKeys(Opener, Protocol):
    """Shared by threads, processes and, in nodes, machines. Each method raises PoolKeysDamaged or OSError."""

    home: KeyHome
    site: str | None
    """The site that these are used for: then they must be its own. Until it is known, nothing of what belongs to
    anybody can be changed. See app.tallies.identity."""

    @property
    def folder(self) -> Path | None:
        """On whose disk they are."""

    @property
    def is_unclean(self) -> bool:
        """Whether there may be keys that only the database can tell from those in use: keep_only ends that."""

    def start(self) -> None:
        """Look after themselves, until they are stopped."""

    def stop(self) -> None: ...

    def owner(self) -> Owner: ...

    def claim(self, owner: Owner) -> None:
        """Note whose they are, whoever had them before. Hold the site's lock: two may not do so at once."""

    def new(self, number: int = 1) -> list[PoolKey]:
        """Draw keys, all kept when this returns. Hold the writer's lock until their pools are committed: keep_only."""

    def find(self, key_ids: Collection[str]) -> dict[str, PoolKey]:
        """Those of these that there are, by id."""

    def forget(self, key_ids: Iterable[str], *, soon: bool = False) -> None:
        """For good. soon: with the next keys that are drawn, or the next that are forgotten."""

    def keep_only(self, key_ids: Collection[str]) -> None:
        """Forget all others. Only under the site's lock, or a key whose pool is not committed yet would go too."""

    def ids(self) -> set[str]: ...

    def probe(self) -> None:
        """Whether keys could be drawn now. Raises what drawing them would raise; changes nothing."""

    def remark(self) -> str:
        """What is amiss, while keys can be drawn all the same; else empty. Raises what keeps them from that."""


def use_for(keys: PoolKeys, site: str | None) -> None:
    """site: None where the database is not any one's yet. Raises PoolKeysForeign unless the keys are so too."""
    owner = keys.owner()
    if owner != Owner(site, settled=True) if site else owner.settled:
        raise PoolKeysForeign(keys.home)
    keys.site = site
