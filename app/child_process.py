"""Bytes in, bytes out, by a module that runs in a process of its own: its memory goes with it, and so does what breaks.

Promises an answer or a reason within PATIENCE_SECONDS. Knows nothing of what is made.
"""

import os
import subprocess
import sys

PATIENCE_SECONDS = 20


class ChildFailed(Exception):
    """What the process said last."""


def give_way() -> None:
    """Called by what runs apart: whoever waits for a page is served first."""
    if sys.platform != "win32":
        os.nice(10)


def run_module(module: str, data: bytes, *arguments: str) -> bytes:
    """What `python -m module` with these arguments writes when it reads the data. Raises Failed."""
    command = [sys.executable, "-P", "-m", module, *arguments]
    try:
        done = subprocess.run(  # noqa: S603
            command, input=data, capture_output=True, timeout=PATIENCE_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ChildFailed(str(error)) from error
    if done.returncode:
        raise ChildFailed(done.stderr.decode(errors="replace")[-500:])
    return done.stdout
