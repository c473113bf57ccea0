"""Rooms for pages: found by what an address or a person says."""

from collections.abc import Collection

from sqlalchemy import Engine

from app.seminars import store
from app.seminars.seminar import Seminar
from app.seminars.standing import StandingAddresses


class Seminars:
    """None where there is no such room."""

    def __init__(self, engine: Engine) -> None:
        self._engine, self.standing = engine, StandingAddresses(engine)

    def by_id(self, id_: int) -> Seminar | None:
        return store.by_id(self._engine, id_)

    def by_slug(self, slug: str) -> Seminar | None:
        return store.by_slug(self._engine, slug)

    def by_code(self, code: str) -> Seminar | None:
        return store.by_code(self._engine, code)

    def by_screen(self, key: str) -> Seminar | None:
        """key: of its screen's address."""
        return store.by_screen(self._engine, key)

    def by_remote(self, key: str) -> Seminar | None:
        """key: of its remote's address."""
        return store.by_remote(self._engine, key)

    def by_remotes(self, keys: Collection[str]) -> dict[str, Seminar]:
        """Those that are there, by their keys."""
        return store.by_remotes(self._engine, keys)
