"""Whether something is known of what the locks name: pip-audit and npm ask the advisory services.

Promises an honest end: 0, asked, and nothing is known; 1, something is; 2, at least one could not be asked.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from typing import NamedTuple

from tests.supply.packages import ROOT

KNOWN, UNASKED = 1, 2
SILENT = (
    "{what}: no advisory service could be reached ({who}), so nothing is said of it. Ask again where the network lets "
    "that through: make audit."
)


class Answer(NamedTuple):
    """code: as above; text: what is told."""

    code: int
    text: str


def of_python(lock: str, environment: Mapping[str, str] = os.environ) -> Answer:
    """By PyPI, then by OSV where that does not answer."""
    for service in ("pypi", "osv"):
        command = [sys.executable, "-m", "pip_audit", "--disable-pip", "--require-hashes", "--progress-spinner", "off"]
        done = subprocess.run(
            [*command, "-f", "json", "-s", service, "-r", str(ROOT / lock)],
            capture_output=True, text=True, check=False, env=dict(environment),
        )  # fmt: skip
        if answer := read_pip(lock, done.stdout):
            return answer
    return Answer(UNASKED, SILENT.format(what=lock, who="pypi, osv"))


def read_pip(lock: str, said: str) -> Answer | None:
    """None where it was not answered: pip-audit ends with 1 then, as it does where something is known. A mirror that
    has no advisories says of each package that it is not there."""
    try:
        audited = json.loads(said)["dependencies"]
    except (ValueError, KeyError):
        return None
    skipped = [f"{one['name']}: {one['skip_reason']}" for one in audited if "skip_reason" in one]
    known = [f"{one['name']} {one['version']}: {vuln['id']}" for one in audited for vuln in one.get("vulns", ())]
    if len(skipped) == len(audited):
        return None
    if known or skipped:
        return Answer(KNOWN if known else UNASKED, "\n".join([f"{lock}:", *known, *skipped]))
    return Answer(0, f"{lock}: nothing is known of its {len(audited)} packages.")


def of_npm(environment: Mapping[str, str] = os.environ) -> Answer:
    npm = shutil.which("npm")
    if npm is None:
        return Answer(UNASKED, "package-lock.json: there is no npm here to ask for it.")
    command = [npm, "audit", "--package-lock-only", "--json", "--fetch-retries=0"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, env=dict(environment))
    return read_npm(done.stdout)


def read_npm(said: str) -> Answer:
    try:
        found = json.loads(said)["vulnerabilities"]
    except (ValueError, KeyError):
        return Answer(UNASKED, SILENT.format(what="package-lock.json", who="npm"))
    known = [f"{name}: {one['severity']}" for name, one in found.items()]
    if known:
        return Answer(KNOWN, "\n".join(["package-lock.json:", *known]))
    return Answer(0, "package-lock.json: nothing is known of its packages.")


def audit(environment: Mapping[str, str] = os.environ) -> Answer:
    """Of all of them: what is known comes before what could not be asked."""
    locks = ("requirements.lock", "requirements-dev.lock", "requirements-node.lock")
    answers = [*(of_python(lock, environment) for lock in locks), of_npm(environment)]
    codes = {answer.code for answer in answers}
    code = next((one for one in (KNOWN, UNASKED) if one in codes), 0)
    return Answer(code, "\n".join(answer.text for answer in answers))
