"""The app of one process as tests hold it: the site that its pages see, and what stands behind them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, cast

from sqlalchemy import Engine
from starlette.applications import Starlette

from app.assembly import Assembly
from app.banks.loader import Catalogue
from app.seminars.rooms import Rooms
from app.web.deps import Site
from app.web.organise import parts as organise
from app.web.quiz import parts as quiz
from app.web.seminar import parts as seminar
from app.web.seminar.live import Live
from app.web.tokens import Tokens


class Whole:
    def __init__(self, app: Any) -> None:
        self.app: Starlette = app

    def __getattr__(self, name: str) -> Any:
        """Whatever every page may use."""
        return getattr(self.site, name)

    @property
    def site(self) -> Site:
        return cast(Site, self.app.state.site)

    @property
    def assembly(self) -> Assembly:
        return cast(Assembly, self.app.state.assembly)

    @property
    def questionnaires(self) -> Catalogue:
        return self.site.questionnaires

    @property
    def tokens(self) -> Tokens:
        return self.site.tokens

    @property
    def engine(self) -> Engine:
        return self.assembly.engine

    @property
    def quiz(self) -> quiz.Parts:
        return cast(quiz.Parts, self.app.state.quiz_parts)

    @property
    def organise(self) -> organise.Parts:
        return cast(organise.Parts, self.app.state.organise_parts)

    @property
    def seminar(self) -> seminar.Parts:
        return cast(seminar.Parts, self.app.state.seminar_parts)

    @property
    def rooms(self) -> Rooms:
        return self.seminar.rooms

    @property
    def live(self) -> Live:
        return self.seminar.live

    def give(self, family: str = "", **changes: Any) -> Any:
        """What every page uses from now on; of one family alone if it is named. Returns what it was."""
        name = f"{family}_parts" if family else "site"
        before = getattr(self.app.state, name)
        self._set(name, replace(before, **changes))
        return before

    @contextmanager
    def given(self, family: str = "", **changes: Any) -> Iterator[None]:
        """The same for a while."""
        before = self.give(family, **changes)
        try:
            yield
        finally:
            self._set(f"{family}_parts" if family else "site", before)

    def _set(self, name: str, parts: Any) -> None:
        """Pages that were kept were made from what was there before."""
        setattr(self.app.state, name, parts)
        self.site.page_cache._pages.clear()
