"""What keeps the house in order and no linter knows: purity, catalogues, templates, settings, licences, addresses."""

import ast
import re
import subprocess
from collections import Counter
from dataclasses import fields
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from jinja2 import Environment, FileSystemLoader, meta, nodes

import app.web
from app.settings import Settings
from app.web.pages import Page, unbroken

ROOT = Path(__file__).parents[2]
IMPURE = {
    *("random", "secrets", "time", "os", "pathlib", "io", "subprocess", "socket", "threading", "asyncio", "logging"),
    *("sqlmodel", "sqlalchemy", "fastapi", "starlette", "jinja2", "pydantic", "yaml", "cryptography"),
}
IMPURE_CALLS = {"open", "print", "input"}
PAGES = [
    page
    for module in (import_module(found.name) for found in walk_packages(app.web.__path__, "app.web."))
    for page in vars(module).values()
    if isinstance(page, type) and issubclass(page, Page) and page is not Page and page.__module__ == module.__name__
]
GIVEN = {
    "static", "languages", "demo", "base_url", "number", "percent", "day", "link", "gettext", "ngettext", "_",
    "crowd_figures", "site_has_animals", "zone_time", "titled",
}  # fmt: skip


MODULES = sorted((ROOT / "app").rglob("*.py"))
NAMES = {".".join(file.relative_to(ROOT).with_suffix("").parts) for file in MODULES}
LEAST = {"modules": 186, "pages": 45, "pure": 38}
"""What there is, or nearly: a search that finds fewer no longer looks everywhere."""
FOLDER_MODULES, MODULE_LINES, FUNCTION_LINES = 25, 250, 30
LONG_FUNCTIONS = {
    "app/cli/campaigns.py: new_campaign",  # its parameters are the options of the command
    "app/publication/summary.py: summarise",  # one field of the document a line: in a dict, mypy would not read them
    "app/web/figures/views.py: crowd_page",  # one typed page, a field a line
    "app/web/quiz/views.py: step_page",  # one typed page, a field a line
    "app/web/quiz/landing.py: door_page",  # one typed page, a field a line
    "app/web/organise/sample_release.py: an_example",  # one typed page, a field a line
    "app/web/organise/routes.py: organise_page",  # one typed page, a field a line
    "app/web/seminar/recap_view.py: recap_page",  # one typed page, a field a line
    "app/web/seminar/phone_view.py: phone_page",  # one typed page, a field a line
    "app/web/seminar/remote.py: remote_page",  # one typed page, a field a line
    "app/web/result/views.py: result_page",  # one typed page, a field a line
    "app/web/seminar/screen_reveal.py: reveal_view",  # one typed page, a field a line
    "app/web/seminar/screen_view.py: screen_page",  # one typed page, a field a line
    "app/web/security.py: __call__",  # what each request goes through, in its order
    "app/web/style/routes.py: style",  # a list of all that it shows
}
"""What was longer when the limits were set. These lists only ever get shorter."""


def says_pure(source: str) -> bool:
    """Whether its docstring has the sentence."""
    return "Pure." in source and bool(
        re.search(r"(?:^|[.)”»]\s)Pure\.(?=\s|$)", ast.get_docstring(ast.parse(source)) or "")
    )


PURE = {".".join(file.relative_to(ROOT).with_suffix("").parts): file for file in MODULES if says_pure(file.read_text())}


def impurities(source: str) -> set[str]:
    """What a module imports or calls that knows of a clock, chance, files or a framework, or that does not say that it
    does not."""
    tree = ast.parse(source)
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            inner = {f"{node.module}.{alias.name}" for alias in node.names}
            imported |= inner & {*NAMES} or {node.module}
    called = {node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    ours = {name for name in imported if name.startswith("app.") and name not in PURE}
    return {name for name in imported if name.split(".")[0] in IMPURE} | called & IMPURE_CALLS | ours


@pytest.mark.parametrize("name", PURE)
def test_pure_code_knows_no_clock_no_chance_no_file_and_no_framework(name: str) -> None:
    assert impurities(PURE[name].read_text()) == set()


@pytest.mark.parametrize(
    ("line", "impurity"),
    [
        ("import time", "time"),
        ("from os.path import join", "os.path"),
        ("from sqlalchemy import select", "sqlalchemy"),
        ("open('questions')", "open"),
        ("from app.db.tables import CellRow", "app.db.tables"),
        ("from app.tallies import pool", "app.tallies.pool"),
    ],
)
def test_what_is_not_pure_is_found(line: str, impurity: str) -> None:
    assert impurities(line) == {impurity}


@pytest.mark.parametrize("kind", PAGES, ids=lambda kind: kind.__name__)
def test_a_template_asks_for_nothing_that_its_page_does_not_give(kind: type[Page]) -> None:
    environment = Environment(loader=FileSystemLoader(ROOT / "templates"), extensions=["jinja2.ext.i18n"])
    environment.filters["unbroken"] = unbroken
    loader = environment.loader
    assert loader
    waiting, seen, asked, given = [kind.template], set[str](), set[str](), set(GIVEN)
    while waiting:
        name = waiting.pop()
        seen.add(name)
        tree = environment.parse(loader.get_source(environment, name)[0])
        asked |= meta.find_undeclared_variables(tree)
        # A block sees what the top of its template sets and imports, which Jinja's own analysis does not know.
        given |= {name.name for name in tree.find_all(nodes.Name) if name.ctx == "store"}
        given |= {macro.name for macro in tree.find_all(nodes.Macro)}
        given |= {str(name) for line in tree.find_all(nodes.FromImport) for name in line.names}
        imported = re.findall(r'{% (?:from|import) "([^"]+)"', loader.get_source(environment, name)[0])
        waiting += [
            other
            for other in meta.find_referenced_templates(tree)
            if other and other not in seen and other not in imported
        ]
    assert asked <= {field.name for field in fields(kind)} | given


@pytest.mark.slow
@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_text_of_the_screens_is_in_every_catalogue(language: str) -> None:
    methods = [("app/**.py", "python"), ("templates/**.html", "jinja2")]
    options = {"templates/**.html": {"trimmed": "true", "newstyle_gettext": "true"}}
    keywords = {"_": None, "gettext": None, "N_": None, "ngettext": (1, 2)}
    found = extract_from_dir(ROOT, methods, options, keywords=keywords)
    wanted = {message for path, _, message, _, _ in found if not path.startswith(".")}
    with (ROOT / "locale" / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        catalogue = read_po(file, locale=language)
    written = {message.id for message in catalogue if message.id and message.string}
    assert wanted == written
    names, spare = re.compile(r"%\((\w+)\)s"), {"one", "of_the", "of", "the", "a"}
    for message in catalogue:
        assert set(names.findall(str(message.string))) <= set(names.findall(str(message.id))) | spare


def test_no_template_builds_code_from_text_or_carries_a_style() -> None:
    for file in (ROOT / "templates").rglob("*.html"):
        text = file.read_text()
        for forbidden in ("hx-on", "js:", "javascript:", "style=", "<style", "onclick", "hx-vals='js", "| safe"):
            assert forbidden not in text, f"{file}: {forbidden}"
        for trigger in re.findall(r'hx-trigger="([^"]*)"', text):
            assert "[" not in trigger, f"{file}: a trigger filter is code"


def test_every_setting_is_explained_to_operators() -> None:
    guide = (ROOT / "docs/operating.md").read_text()
    for name in Settings.model_fields:
        assert f"`TOTEM_{name.upper()}`" in guide


def test_packages_say_in_one_line_what_they_are() -> None:
    for file in MODULES:
        tree = ast.parse(file.read_text())
        assert ast.get_docstring(tree), file
        if file.name == "__init__.py" and file.parent.name != "app":
            assert len(tree.body) == 1, file


def test_modules_stay_readable() -> None:
    assert [name for name, file in named_modules() if len(lines_of(file)) > MODULE_LINES] == []


def test_folders_stay_readable() -> None:
    for folder in {file.parent for file in MODULES}:
        assert len([*folder.glob("[!_]*.py")]) <= FOLDER_MODULES, folder


def test_functions_stay_readable() -> None:
    found = {
        f"{name}: {node.name}"
        for name, file in named_modules()
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and length_of(node) > FUNCTION_LINES
    }
    assert found <= LONG_FUNCTIONS


def test_every_page_and_every_module_is_looked_at() -> None:
    assert len(PAGES) >= LEAST["pages"]
    assert len(MODULES) >= LEAST["modules"]
    assert len(PURE) >= LEAST["pure"]
    assert all(name in PURE for name in NAMES if name.startswith(("app.totem.", "app.figures.")))


def named_modules() -> list[tuple[str, Path]]:
    return [(str(file.relative_to(ROOT)), file) for file in MODULES]


def lines_of(file: Path) -> list[str]:
    return file.read_text().splitlines()


def length_of(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def test_nothing_names_a_machine_or_a_download_address() -> None:
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split()
    for name in tracked:
        if name.endswith((".lock", "package-lock.json")):
            text = (ROOT / name).read_text()
            assert '"resolved"' not in text
            assert name.endswith(".json") or not re.search(r"https?://", text), name


def test_scripts_of_one_page_declare_no_name_twice() -> None:
    """They share one scope: the second one to do so would not run at all."""
    declared = Counter[str]()
    for file in (ROOT / "static").rglob("*.js"):
        if "vendor" not in file.parts:
            for line in re.findall(r"^(?:const|let|function|class|async function) .*", file.read_text(), re.MULTILINE):
                declared.update(re.findall(r"(?:^\w+(?: function)?|,) (\w+)(?= = |,|;|\(|$)", line))
    assert declared.total() > 50
    assert [name for name, many in declared.items() if many > 1] == []


def test_a_file_says_of_all_its_tests_that_they_need_a_browser() -> None:
    """tests/conftest.py leaves such files out before they are imported."""
    for file in (ROOT / "tests").rglob("test_*.py"):
        marks = re.findall(r"^(.*)mark\.browser\b", file.read_text(), re.MULTILINE)
        assert all(before.startswith("pytestmark = ") for before in marks), file


def test_whatever_tests_lack_is_a_failure_in_ci_and_ci_installs_it() -> None:
    installed = (ROOT / ".ci" / "run").read_text()
    for file in {*(ROOT / "tests").rglob("*.py")} - {ROOT / "tests/programs.py", Path(__file__)}:
        text = file.read_text()
        assert not re.search(r"pytest\.skip\(|skipif\(|importorskip\(", text), file
        assert all(f"({package})" in installed for package in re.findall(r'package="([\w.-]+)"', text)), file
