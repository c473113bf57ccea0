"""Each alarm asks for signals that a site gives out, and both guides say what it means."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from app.tallies import readiness
from tests.signals.exposition import exposition

ROOT = Path(__file__).parents[2]
FUNCTIONS = {"up", "or", "and", "absent", "time", "sum", "by", "rate", "increase", "histogram_quantile", "job", "le"}


@pytest.fixture(scope="module")
def rules() -> list[dict[str, Any]]:
    (group,) = yaml.safe_load((ROOT / "deploy" / "alerts.yaml").read_text())["groups"]
    rules: list[dict[str, Any]] = group["rules"]
    return rules


@pytest.fixture(scope="module")
def given() -> dict[str, dict[str, set[str]]]:
    """The labels of each series, and the values that are known from the start."""
    found: dict[str, dict[str, set[str]]] = {}
    for family in exposition():
        for sample in family.samples:
            for label, value in sample.labels.items():
                found.setdefault(sample.name, {}).setdefault(label, set()).add(value)
            found.setdefault(sample.name, {})
        found.setdefault(f"{family.name}_total" if family.type == "counter" else family.name, {})
    return found


def test_every_alarm_has_a_name_a_severity_and_a_sentence(rules: list[dict[str, Any]]) -> None:
    assert len(rules) >= 15
    assert len({rule["alert"] for rule in rules}) == len(rules)
    for rule in rules:
        assert rule["labels"]["severity"] in ("page", "ticket")
        assert rule["annotations"]["summary"].endswith(".")


def test_every_alarm_asks_for_signals_that_are_given_out(
    rules: list[dict[str, Any]], given: dict[str, dict[str, set[str]]]
) -> None:
    asked = set()
    for rule in rules:
        words = re.sub(r'"[^"]*"', "", rule["expr"])
        names = set(re.findall(r"\btotem_\w+", words))
        assert names <= set(given), rule["alert"]
        assert names or "up{" in rule["expr"]
        assert {word for word in re.findall(r"\b[a-z]\w*", words) if word not in names} <= FUNCTIONS | LABELS
        asked |= names
    assert len(asked) >= 12


LABELS = {"fault", "act", "outcome", "reason", "m", "h"}


def test_the_values_of_labels_that_alarms_ask_for_are_those_that_there_are(
    rules: list[dict[str, Any]], given: dict[str, dict[str, set[str]]]
) -> None:
    for rule in rules:
        for name, label, value in re.findall(r'(totem_\w+)\{(\w+)="([^"]*)"', rule["expr"]):
            known = given[name].get(label) or {"backup", "verify"}
            assert value in known, rule["alert"]


def test_the_words_of_faults_that_alarms_look_for_are_those_of_readyz(rules: list[dict[str, Any]]) -> None:
    said = Path(readiness.__file__).read_text()
    for rule in rules:
        for pattern in re.findall(r'fault=~"\.\*(.*?)\.\*"', rule["expr"]):
            assert any(word in said for word in pattern.strip("()").split("|")), rule["alert"]


@pytest.mark.parametrize("guide", ["docs/operating.md", "docs/fr/operating.md"])
def test_both_guides_say_of_each_alarm_what_it_means_and_what_to_do(rules: list[dict[str, Any]], guide: str) -> None:
    text = (ROOT / guide).read_text()
    rows = dict(re.findall(r"^\| `(Totem\w+)` \| (.+\|.+) \|$", text, re.MULTILINE))
    assert set(rows) == {rule["alert"] for rule in rules}


@pytest.mark.parametrize("guide", ["docs/operating.md", "docs/fr/operating.md"])
def test_both_guides_name_each_signal(guide: str) -> None:
    text = (ROOT / guide).read_text()
    assert [family.name for family in exposition() if f"`{family.name}`" not in text] == []
