"""Processes that run `totem …` and start in milliseconds: they come from a server that has imported everything once.

Promises a process of its own with its own environment, folder, output and signals. Refuses to be what an operator
types: a few tests start that (LiveSite.typed, tests/faults/test_seminar_serve.py).
"""

import os
import signal
import sys
import warnings
from collections.abc import Sequence
from multiprocessing import get_context
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from tests.patience import IMPATIENT, STILL, be_patient, be_still

processes = get_context("forkserver")
processes.set_forkserver_preload(["app.main", "app.cli.main", "tests.faults.writers", "tests.forkserver"])


class Forked:
    """As far as tests need it, what subprocess.Popen is."""

    def __init__(
        self, arguments: Sequence[str], environment: dict[str, str], folder: Path, out: Path, err: Path
    ) -> None:
        self._process: ForkServerProcess = processes.Process(
            target=_totem, args=(arguments, environment, folder, out, err), daemon=True
        )
        self._process.start()

    @property
    def pid(self) -> int:
        assert self._process.pid
        return self._process.pid

    def poll(self) -> int | None:
        return self._process.exitcode

    def send_signal(self, how: signal.Signals) -> None:
        os.kill(self.pid, how)

    def wait(self, seconds: float) -> int:
        self._process.join(seconds)
        code = self._process.exitcode
        assert code is not None, "It does not end."
        self._process.close()
        return code


def _totem(arguments: Sequence[str], environment: dict[str, str], folder: Path, out: Path, err: Path) -> None:
    from app.cli.main import main

    for file, number in ((out, 1), (err, 2)):
        opened = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.dup2(opened, number)
        os.close(opened)
    sys.stdout, sys.stderr = (open(number, "w", encoding="utf-8", buffering=1, closefd=False) for number in (1, 2))  # noqa: SIM115
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    warnings.simplefilter("error")
    if IMPATIENT not in environment:
        be_patient()
    if STILL in environment:
        be_still()
    sys.argv = ["totem", *arguments]
    main()
