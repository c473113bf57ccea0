"""Every package that a lock names is on the bill and under a licence of the list; an audit that asks nobody says so."""

import json
import os
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from tests.supply.audit import KNOWN, UNASKED, Answer, audit, of_npm, of_python, read_npm, read_pip
from tests.supply.bill import bill
from tests.supply.licences import FILE, is_allowed, written
from tests.supply.packages import ROOT, packages


@pytest.fixture(scope="module")
def made() -> dict[str, Any]:
    document: dict[str, Any] = json.loads(bill())
    return document


def locked(lock: str) -> set[str]:
    return {
        f"{name}@{version}"
        for name, version in re.findall(r"^([\w.-]+)==([^\s;]+)", (ROOT / lock).read_text(), re.MULTILINE)
    }


def test_the_bill_is_cyclonedx() -> None:
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(bill()) is None
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(bill().replace('"library"', '"book"')) is not None


def test_the_bill_names_what_the_locks_of_a_site_name_and_nothing_else(made: dict[str, Any]) -> None:
    names = [f"{one.get('group', '')}/{one['name']}@{one['version']}".lstrip("/") for one in made["components"]]
    npm = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    browser = {f"{path.removeprefix('node_modules/')}@{one['version']}" for path, one in npm.items() if path}
    assert len(names) == len(set(names)) > 40
    assert set(names) == locked("requirements.lock") | locked("requirements-node.lock") | browser


def test_each_part_has_the_hashes_that_its_lock_allows(made: dict[str, Any]) -> None:
    texts = (ROOT / "requirements.lock").read_text() + (ROOT / "requirements-node.lock").read_text()
    hashes = {found["content"] for one in made["components"] for found in one["externalReferences"][0]["hashes"]}
    assert set(re.findall(r"sha256:(\w{64})", texts)) <= hashes
    assert all(one["externalReferences"][0]["hashes"] and one["licenses"] for one in made["components"])


def test_every_package_has_a_licence_of_the_list() -> None:
    assert [one.name for one in packages() if not one.licence] == []
    assert [f"{one.name}: {one.licence}" for one in packages() if not is_allowed(one)] == []


@pytest.mark.parametrize(
    ("licence", "use", "allowed"),
    [
        ("MIT", "site", True),
        ("Apache-2.0 AND BSD-2-Clause", "site", True),
        ("GPL-3.0-only OR MIT", "site", True),
        ("MIT AND GPL-3.0-only", "site", False),
        ("LGPL-3.0-only", "site", False),
        ("MPL-2.0", "site", False),
        ("MPL-2.0", "tests", True),
        ("AGPL-3.0-only", "tests", False),
        ("", "tests", False),
    ],
)
def test_a_licence_that_asks_for_more_is_seen(licence: str, use: Any, allowed: bool) -> None:
    assert is_allowed(replace(packages()[0], name="new", licence=licence, use=use)) is allowed


def test_the_page_of_licences_is_what_is_installed() -> None:
    assert FILE.read_text(encoding="utf-8") == written(), "make licences"


FOUND = {"name": "jinja2", "version": "2.0", "vulns": [{"id": "PYSEC-2019-217", "fix_versions": []}]}
FINE = {"name": "segno", "version": "1.6", "vulns": []}


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("", None),
        ("Traceback", None),
        ("{}", None),
        (json.dumps({"dependencies": [FINE]}), Answer(0, "x.lock: nothing is known of its 1 packages.")),
        (json.dumps({"dependencies": [FINE, FOUND]}), Answer(KNOWN, "x.lock:\njinja2 2.0: PYSEC-2019-217")),
        (
            json.dumps({"dependencies": [FINE, {"name": "own", "skip_reason": "not on PyPI"}]}),
            Answer(UNASKED, "x.lock:\nown: not on PyPI"),
        ),
        (json.dumps({"dependencies": []}), None),
        (json.dumps({"dependencies": [{"name": "segno", "skip_reason": "not on PyPI"}]}), None),
    ],
)
def test_an_answer_is_told_from_none(said: str, answer: Answer | None) -> None:
    assert read_pip("x.lock", said) == answer


def test_what_npm_says_is_told_from_nothing() -> None:
    assert read_npm("").code == read_npm('{"error": {"code": "ENOTFOUND"}}').code == UNASKED
    assert read_npm('{"vulnerabilities": {}}').code == 0
    assert read_npm('{"vulnerabilities": {"htmx.org": {"severity": "high"}}}') == Answer(
        KNOWN, "package-lock.json:\nhtmx.org: high"
    )


@pytest.fixture
def cut_off(tmp_path: Path) -> dict[str, str]:
    """The environment of a machine that reaches nobody: its proxy is a port on which nothing listens."""
    proxies = {
        f"{name}_{end}": "http://127.0.0.1:9"
        for name in ("http", "https", "HTTP", "HTTPS")
        for end in ("proxy", "PROXY")
    }
    return {
        **os.environ,
        **proxies,
        "NO_PROXY": "",
        "no_proxy": "",
        "HOME": str(tmp_path),
        "npm_config_registry": "http://127.0.0.1:9/",
    }


@pytest.mark.slow
def test_where_nobody_can_be_asked_that_is_said_and_is_no_success(cut_off: dict[str, str]) -> None:
    told = of_python("requirements-node.lock", cut_off)
    assert told.code == UNASKED
    assert told.text.startswith("requirements-node.lock: no advisory service could be reached (pypi, osv)")
    assert of_npm(cut_off).code == UNASKED


def test_what_is_known_comes_before_what_could_not_be_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = {"requirements.lock": Answer(UNASKED, "silent"), "requirements-dev.lock": Answer(KNOWN, "known")}
    monkeypatch.setattr("tests.supply.audit.of_python", lambda lock, _: answers.get(lock, Answer(0, "fine")))
    monkeypatch.setattr("tests.supply.audit.of_npm", lambda _: Answer(0, "fine"))
    assert audit({}) == Answer(KNOWN, "silent\nknown\nfine\nfine")
    answers["requirements-dev.lock"] = Answer(0, "fine")
    assert audit({}).code == UNASKED
