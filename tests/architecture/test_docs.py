"""What is written about the house is true of the house: guides in two languages, paths, links, commands, decisions."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

import app
from app.banks.shape import json_schema
from app.cli.main import app as cli
from app.settings import Settings

ROOT = Path(__file__).parents[2]
GUIDES = ("trainers.md", "organisers.md", "banks.md", "operating.md", "capacity.md", "pilot.md")
TEXTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))
FOLDERS = r"(?:app|tests|templates|static|questions|alembic|locale|deploy|benchmarks|docs)/"
PATH = re.compile(rf"(?<![\w./:-])({FOLDERS}[\w./*-]*|(?:[\w-]+/)+[\w-]+\.(?:py|html|css|js|md|yaml|toml))")
BUILT = "static/vendor"
"""Comes at build, and is in no checkout."""


def name_of(file: Path) -> str:
    return str(file.relative_to(ROOT))


def quoted(text: str) -> Iterator[str]:
    """What stands between backquotes, but for what a decision says was there formerly."""
    return (found[1] for found in re.finditer(r"(?<!`)(?<!formerly )`([^`\n]+)`", text))


@pytest.mark.parametrize("guide", GUIDES)
def test_a_guide_is_in_english_and_in_french_with_the_same_sections_settings_and_commands(guide: str) -> None:
    english, french = ((ROOT / "docs" / folder / guide).read_text() for folder in ("", "fr"))
    for pattern in (r"^##(?=\s)", r"^###(?=\s)", r"^\|(?=-)", r"^```"):
        assert len(re.findall(pattern, english, re.MULTILINE)) == len(re.findall(pattern, french, re.MULTILINE)), (
            pattern
        )
    for pattern in (r"TOTEM_\w+", r"\btotem(?: [a-z]+(?:-[a-z]+)*){1,2}(?=[ `\n])"):
        in_code = [
            {found for code in [*quoted(text), *fenced(text)] for found in re.findall(pattern, f"{code} ")}
            for text in (english, french)
        ]
        assert in_code[0] == in_code[1]
    assert f"(fr/{guide})" in english.split("\n\n")[1]
    assert f"(../{guide})" in french.split("\n\n")[1]


def fenced(text: str, kind: str = "sh") -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def test_both_readmes_lead_to_every_guide_in_their_language() -> None:
    assert {file.name for file in (ROOT / "docs" / "fr").iterdir()} == set(GUIDES)
    for guide in GUIDES:
        assert f"(docs/{guide})" in (ROOT / "README.md").read_text()
        assert f"(docs/fr/{guide})" in (ROOT / "README.fr.md").read_text()


def test_french_guides_have_french_typography() -> None:
    for file in [ROOT / "README.fr.md", *(ROOT / "docs" / "fr").iterdir()]:
        prose = re.sub(
            r"^```.*?^```|`[^`\n]+`|\]\([^)]*\)|^\|[-| ]+\|$", "", file.read_text(), flags=re.MULTILINE | re.DOTALL
        )
        found = re.findall(r".*(?:'|\"|\w [;:!?»%]|« \w|\w[;!?](?:\s|$)).*", prose)
        assert not found, f"{name_of(file)}: {found}"


@pytest.mark.parametrize("guide", ["docs/operating.md", "docs/fr/operating.md"])
def test_every_setting_is_explained_in_both_languages_and_no_other(guide: str) -> None:
    told = set(re.findall(r"^\| (`TOTEM_.*?) \|", (ROOT / guide).read_text(), re.MULTILINE))
    names = {name for cell in told for name in re.findall(r"TOTEM_\w+", cell)}
    assert names == {f"TOTEM_{name.upper()}" for name in Settings.model_fields}


@pytest.mark.parametrize("file", TEXTS, ids=name_of)
def test_every_path_that_a_text_names_is_there(file: Path) -> None:
    """A changelog tells what was; the page of a decision may name what was there “formerly `app/…`”."""
    named = {path.rstrip("/.") for code in quoted(file.read_text()) for path in PATH.findall(code)}
    assert not [path for path in named if not path.startswith(BUILT) and not any(ROOT.glob(path))]


@pytest.mark.parametrize("file", TEXTS, ids=name_of)
def test_every_link_of_a_text_leads_somewhere(file: Path) -> None:
    for address in re.findall(r"\]\(([^)\s]+)\)", file.read_text()):
        path, _, place = address.partition("#")
        if "://" in address:
            continue
        target = (file.parent / path) if path else file
        assert target.exists(), address
        assert not place or place in anchors(target.read_text()), address


def anchors(text: str) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("file", [file for file in TEXTS if file.name != "CHANGELOG.md"], ids=name_of)
def test_every_command_that_a_text_names_can_be_typed(file: Path) -> None:
    text = file.read_text()
    pattern = r"(?<![\w/-])totem ([a-z][a-z-]+)(?: ([a-z][a-z-]+)(?![./\w-]))?( [^|#\n;]*)?"
    for code in [*quoted(text), *fenced(text)]:
        for first, second, rest in re.findall(pattern, code):
            command = command_of([first, second])
            options = {option for one in command.params for option in [*one.opts, *one.secondary_opts]}
            assert set(re.findall(r"--[a-z-]+", rest)) <= options, code


def command_of(names: Iterable[str]) -> TyperCommand | TyperGroup:
    found: object = get_command(cli)
    for name in names:
        if isinstance(found, TyperGroup):
            assert name in found.commands or not name, f"totem has no command {name}"
            found = found.commands.get(name, found)
    assert isinstance(found, TyperCommand | TyperGroup)
    return found


def test_decisions_have_one_form_and_no_number_is_missing() -> None:
    parts = ["Context", "Decision", "Consequences", "Not chosen", "Enforced by"]
    for number, file in enumerate(DECISIONS, 1):
        text = file.read_text()
        assert file.name.startswith(f"{number:04}-")
        assert text.startswith(f"# {number:04}. ")
        found = re.findall(r"^\*\*([A-Z][\w ]+)\.\*\*", text, re.MULTILINE)
        assert [part for part in found if part in parts] == parts, file.name


def test_the_map_names_all_that_stands_in_app_and_nothing_else() -> None:
    places = {
        path.stem for path in (ROOT / "app").iterdir() if path.stem[0] not in "_." and path.name != "resources"
    }  # of a wheel
    drawn = (
        fenced((ROOT / "docs" / "architecture.md").read_text(), "")[0]
        .partition("app/\n")[2]
        .partition("\ntemplates/")[0]
    )
    for named in (
        re.findall(r"^  ([\w]+)", drawn, re.MULTILINE),
        re.findall(r"^(\w+)  +", app.__doc__ or "", re.MULTILINE),
    ):
        assert set(named) == places


def test_the_map_has_a_line_for_each_family_of_pages() -> None:
    families = {path.parent.name for path in (ROOT / "app" / "web").glob("*/__init__.py")}
    table = (ROOT / "docs" / "architecture.md").read_text().partition("| family |")[2].partition("\n\n")[0]
    assert set(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)) == families


@pytest.mark.parametrize("guide", ["docs/banks.md", "docs/fr/banks.md"])
def test_every_key_of_a_bank_is_in_both_guides(guide: str) -> None:
    keys = set(keys_in(json_schema()))
    assert len(keys) > 40
    text = (ROOT / guide).read_text()
    assert not [key for key in sorted(keys) if not re.search(rf"\b{key}\b[`:]", text)]


def keys_in(schema: Any) -> Iterator[str]:
    """The keys that a file may hold, wherever they stand."""
    for name, part in schema.items() if isinstance(schema, dict) else ():
        if name == "properties":
            yield from part
        yield from keys_in(part)
    for part in schema if isinstance(schema, list) else ():
        yield from keys_in(part)


def test_make_check_does_what_contributing_says() -> None:
    makefile, guide = (ROOT / "Makefile").read_text(), (ROOT / "CONTRIBUTING.md").read_text()
    recipe = re.search(r"^check: .*\n((?:\t.*\n)+)", makefile, re.MULTILINE)
    assert recipe
    done = [
        line.strip().lstrip("@").replace("$(BIN)/", "").replace("$(PYTEST)", "pytest")
        for line in recipe[1].splitlines()
    ]
    assert re.findall(r"^\| `([^`]+)` \|", guide, re.MULTILINE) == [line for line in done if not line.startswith("#")]
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    for file in TEXTS:
        for code in [*quoted(file.read_text()), *fenced(file.read_text())]:
            assert set(re.findall(r"(?:^|; )make ([a-z]+)", code, re.MULTILINE)) <= targets, f"{name_of(file)}: {code}"


def test_nothing_that_the_site_installs_is_an_http_client() -> None:
    """docs/decisions/0025: it asks nobody, and tests ask by one client."""
    clients = {"aiohttp", "httpcore", "httpx", "httpx2", "niquests", "pycurl", "requests", "urllib3"}
    names = {line.partition("==")[0] for line in (ROOT / "requirements.lock").read_text().splitlines() if "==" in line}
    assert len(names) > 20
    assert not names & clients
    for file in [*(ROOT / "tests").rglob("*.py"), *(ROOT / "benchmarks").rglob("*.py")]:
        if "node_modules" not in file.parts:
            assert not re.findall(
                r"^ *(?:import|from) (?:httpx|requests|aiohttp|urllib3)\b", file.read_text(), re.MULTILINE
            ), file
