"""No text that somebody types makes the site work for longer than in proportion to its length.

Every regular expression of the app is found by itself, and fed what is worst for it: runs of the letters that it names,
before and after its own words, and an end that fits nothing. What is bounded is growth, in processor time of this
thread: eight times the text takes eight times as long, and sixty-four times where a run is tried from each letter.
"""

import ast
import importlib
import pkgutil
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import app
from tests.growth import MOST_GROWTH, growth

pytestmark = pytest.mark.slow

FOLDER = Path(app.__file__).parent
CALLS = {"compile", "search", "match", "fullmatch", "split", "findall", "finditer", "sub", "subn"}
ORDINARY = " \n|/-.a1Z;<»\u00ad"


def patterns() -> dict[str, re.Pattern[str]]:
    """Each by where it is: those that modules hold, and those that calls name on the spot."""
    found: dict[str, re.Pattern[str]] = {}
    for module in pkgutil.walk_packages([str(FOLDER)], "app."):
        for name, value in vars(importlib.import_module(module.name)).items():
            for at, one in enumerate(value.values() if isinstance(value, dict) else [value]):
                if isinstance(one, re.Pattern):
                    found[f"{module.name}.{name}.{at}"] = one
    for where, call in calls():
        if isinstance(call.args[0], ast.Constant):
            found[where] = re.compile(str(call.args[0].value))
    return found


def calls() -> Iterator[tuple[str, ast.Call]]:
    """Each use of `re` in the app's source, by file and line."""
    for file in sorted(FOLDER.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            of = node.func if isinstance(node, ast.Call) else None
            if isinstance(of, ast.Attribute) and of.attr in CALLS and ast.unparse(of.value) == "re":
                assert isinstance(node, ast.Call)
                yield f"{file.relative_to(FOLDER)}:{node.lineno}", node


def worst_of(pattern: str) -> Iterator[tuple[str, str, str]]:
    """What comes first, what is repeated, and how it ends."""
    words = [word for word in re.findall(r"[A-Za-z0-9/<>\"=:-]{2,}", pattern) if len(word) < 40]
    letters = sorted(
        {*ORDINARY, *(letter for letter in pattern if letter not in "\\()[]{}?*+^$" and not letter.isalpha())}
    )
    for start in ("", *words[:3]):
        yield from ((start, letter, "!") for letter in letters)
    yield from ((word, letter + word, "!") for word in words[:3] for letter in ("", " ", "a"))
    yield from ((start, pair, "!") for start in ("", *words[:3]) for pair in ("a ", ". ", "» ", " |", "/ ", "a-", ".»"))


def work_of(pattern: re.Pattern[str]) -> Callable[[str], object]:
    def work(text: str) -> None:
        pattern.search(text)
        pattern.fullmatch(text)

    return work


@pytest.fixture(scope="module")
def found() -> dict[str, re.Pattern[str]]:
    return patterns()


def test_every_use_of_regular_expressions_is_found(found: dict[str, re.Pattern[str]]) -> None:
    """Those that are put together while a module loads are among what modules hold: these, and no other."""
    together = [where for where, call in calls() if not isinstance(call.args[0], ast.Constant)]
    assert len(found) >= 40
    assert {where.partition(":")[0] for where in together} <= {
        "barometer/place_directory.py",
        "banks/prose.py",
        "banks/yaml_reader.py",
        "seminars/codes.py",
        "web/result/result_link_input.py",
        "web/seminar/phone.py",
    }


def test_a_regular_expression_takes_time_in_proportion_to_the_text(found: dict[str, re.Pattern[str]]) -> None:
    growths = {where: growth(work_of(pattern), worst_of(pattern.pattern)) for where, pattern in found.items()}
    assert {where: grown for where, grown in growths.items() if grown > MOST_GROWTH} == {}


def test_the_attack_finds_what_is_quadratic() -> None:
    for pattern in (r"\s*\|\s*", r"(<a\b[^>]*?) href", r"[a-z]+\d"):
        work = work_of(re.compile(pattern))
        assert growth(work, worst_of(pattern), sizes=(512, 1_024, 8_192)) > MOST_GROWTH, pattern
