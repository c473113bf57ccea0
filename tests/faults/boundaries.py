"""Every place at which an act can be struck: a statement, a commit, a write and a sync of the key file."""

import errno
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, Literal
from unittest.mock import patch

from sqlalchemy import Engine, event
from sqlalchemy.exc import OperationalError

Kind = Literal["statement", "commit", "answer", "write", "sync"]
WHERE: tuple[Kind, ...] = ("statement", "commit", "answer", "write", "sync")
"""answer: that of a commit, which happened and of which nobody hears."""
SYNCS = ("fsync", "fdatasync")


class Trouble:
    """Strikes at the nth boundary of one kind, once; or, onwards, at each from there on."""

    def __init__(self, kind: Kind, nth: int, *, onwards: bool = False) -> None:
        self._kind, self._nth, self._onwards = kind, nth, onwards
        self.passed = self.struck = 0

    def pass_boundary(self, kind: Kind) -> None:
        if kind != self._kind:
            return
        self.passed += 1
        if self.passed == self._nth or (self._onwards and self.passed > self._nth):
            self.struck += 1
            if kind in ("write", "sync"):
                raise OSError(errno.EIO if kind == "sync" else errno.ENOSPC, "a fault that a test injects")
            raise OperationalError("injected", None, sqlite3.OperationalError("disk I/O error"))


@contextmanager
def passing(engine: Engine, pass_boundary: Callable[[Kind], None]) -> Iterator[None]:
    """Tells of each boundary, in whichever thread, before it is passed; of an answer, once the commit has happened."""

    def before(*_: object, **__: object) -> None:
        pass_boundary("statement")

    def commits(*_: object) -> None:
        pass_boundary("commit")

    def told(kind: Kind, call: Any) -> Any:
        def passed(*arguments: object) -> object:
            pass_boundary(kind)
            return call(*arguments)

        return passed

    commit = engine.dialect.do_commit

    def answered(connection: Any) -> None:
        commit(connection)
        pass_boundary("answer")

    with ExitStack() as stack:
        for name, heard in (("before_cursor_execute", before), ("commit", commits)):
            event.listen(engine, name, heard)
            stack.callback(event.remove, engine, name, heard)
        stack.enter_context(patch.object(engine.dialect, "do_commit", answered))
        stack.enter_context(patch.object(os, "pwrite", told("write", os.pwrite)))
        for name in SYNCS:
            stack.enter_context(patch.object(os, name, told("sync", getattr(os, name))))
        yield
