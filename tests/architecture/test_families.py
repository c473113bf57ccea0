"""How the house is parted: families of pages, arrows between them, and contracts that break when they should."""

import ast
import re
import shutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules, walk_packages
from typing import Any

import pytest

import app.web
from app.main import create_app
from app.web.pages import Page
from tests.architecture.arrows import ROOT, across, arrows, families, upward
from tests.architecture.test_deploy import routes
from tests.web.conftest import settings_in

MOST_ARROWS, MOST_FILES = 164, 22
ACROSS = {
    ("barometer", "figures"): "an edition is read, cited and framed as a campaign's figures are",
    ("organise", "figures"): "an organiser previews the public page, and hands on its frame",
    ("quiz", "seminar"): "in a room, a step waits for its turn",
    ("seminar", "figures"): "a recap lays a room beside a published edition, in the same words",
    ("seminar", "groups"): "what a room talks about is on its screen, its phones, its remote and its recap",
    ("seminar", "result"): "a phone in a room shows its own result",
    ("slides", "figures"): "a room's figures are drawn and written down as a campaign's are",
    ("slides", "seminar"): "and are those of its recap",
    ("style", "figures"): "the page of every component shows real pages",
    ("style", "quiz"): "the same",
    ("style", "result"): "the same",
    ("survey", "barometer"): "places and commitments are named and drawn as on the page of their edition",
    ("trainer", "seminar"): "what stands around a room is opened by its keys",
    ("survey", "organise"): "its keys are refused, its links handed out and its progress told as a campaign's are",
}
KERNEL_TEMPLATES = {"errors"}
OTHERWISE = {
    "/j": "seminar.join: short, since it is typed",
    "/room": "seminar.phone: what a phone shows of a room",
    "/oembed": "figures.embed: by which others learn of frames",
    "/healthz": "site.health: probes call it so",
    "/readyz": "site.health: probes call it so",
}
"""Addresses, in any language, that say it otherwise than the rule, with the reason."""


def modules_of(family: str) -> set[str]:
    package = import_module(f"app.web.{family}")
    return {found.name for found in iter_modules(package.__path__)}


def derived(path: str) -> str:
    """The family is the first word of an address that names one (in the API in the plural), or has a module of its
    first word; the module is the last word that names one. Without: an organiser's act, a file of a release, an icon of
    the site, else the family's routes. An organiser's addresses of mirror surveys are of the family `survey`."""
    path = path.removeprefix("/{language}")
    for start, module in OTHERWISE.items():
        if path.startswith(start) and path[len(start) : len(start) + 1] in ("", "/", "{"):
            return module.partition(":")[0]
    words = [part.partition(".")[0] for part in path.split("/") if part and not part.startswith("{")]
    first = words[0] if words else ""
    named = [one for word in words for one in families() if word in (one, f"{one}s")]
    owners = named or [one for one in families() if first in modules_of(one)]
    family = owners[0] if owners else "site"
    family = "survey" if words[:2] == ["organise", "barometer"] else family
    if "." in path.rpartition("/")[2] or path.endswith("{file}"):
        words = words if "downloads" not in modules_of(family) else ["downloads"]
        words = ["icons", *words] if family == "site" else words
    elif family == "organise" and "{key}/" in path:
        words = ["acts", *words]
    return f"{family}.{next((word for word in reversed(words) if word in modules_of(family)), 'routes')}"


def test_every_address_tells_its_module(tmp_path: Path) -> None:
    assert len(OTHERWISE) <= 5
    found = {
        str(getattr(route, "path", "")): str(getattr(getattr(route, "endpoint", None), "__module__", ""))
        for route in routes(create_app(settings_in(tmp_path, development=True)))
    }
    own = {path: module for path, module in found.items() if module.startswith("app.web.")}
    assert len(own) > 70
    wrong = {path: module for path, module in own.items() if f"app.web.{derived(path)}" != module}
    assert wrong == {}


def pages() -> list[type[Page]]:
    return [
        page
        for module in (import_module(found.name) for found in walk_packages(app.web.__path__, "app.web."))
        for page in vars(module).values()
        if isinstance(page, type) and issubclass(page, Page) and page is not Page and page.__module__ == module.__name__
    ]


def test_every_page_has_its_template_in_its_family() -> None:
    assert len(pages()) >= 45
    folders = {page.__name__: (page.__module__.split(".")[2], page.template.split("/")[0]) for page in pages()}
    wrong = {name: where for name, where in folders.items() if where[0] != where[1]}
    assert wrong == {"HomeCard": ("result", "site")}, "its card is drawn where cards are drawn"


def test_one_name_everywhere() -> None:
    """A family of sentences without a page has no template."""
    with_pages = {page.__module__.split(".")[2] for page in pages()}
    for folder, those in (("templates", with_pages), ("tests/web", families())):
        there = {file.name for file in (ROOT / folder).iterdir() if file.is_dir() and file.name != "__pycache__"}
        assert those <= there, folder
        assert there - families() <= KERNEL_TEMPLATES | {"drawings"}, folder
    assert {file.name for file in (ROOT / "static").iterdir() if file.is_dir()} <= families() | {"vendor"}


def test_arrows_are_few_and_none_runs_upwards() -> None:
    assert len(arrows()) <= MOST_ARROWS
    assert upward() == set()
    assert across() == set(ACROSS)


def test_the_kernel_is_small() -> None:
    assert len([*(ROOT / "app/web").glob("*.py")]) <= MOST_FILES


IN_TWO_MODULES = {
    **dict.fromkeys(
        ("Dimension", "Importance", "Phrase", "Posture", "Question", "Retest", "Scene", "Shape", "Totem"),
        "as a bank's file has it, in app.banks.schema, and as it is scored, said or drawn",
    ),
    **dict.fromkeys(("Parts", "PartsDep", "parts", "parts_of"), "what a family needs: one name in every family"),
    **dict.fromkeys(("Gap", "SegmentFigures"), "as the public API names it, which stays"),
    **dict.fromkeys(("Entry", "Item", "Result"), "a type variable beside a type"),
    "Port": "the same option of two commands",
}


def test_one_word_means_one_thing() -> None:
    """Classes, functions and types of modules; a route or a command is named by its address."""
    where: dict[str, set[Path]] = {}
    for file in (ROOT / "app").rglob("*.py"):
        for node in ast.parse(file.read_text()).body:
            for name in _public(node):
                where.setdefault(name, set()).add(file)
    assert len(where) > 1000
    assert {name for name, files in where.items() if len(files) > 1} == set(IN_TWO_MODULES)


def _public(node: ast.stmt) -> list[str]:
    names: list[str] = []
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        told = [ast.unparse(one).partition(".")[0] for one in node.decorator_list if isinstance(one, ast.Call)]
        names = (
            [] if {"router", "app", "campaign", "seminar", "commands", "barometer", "acts"} & set(told) else [node.name]
        )
    elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and not node.targets[0].id.isupper():
        names = [node.targets[0].id] if node.targets[0].id[0].isupper() else []
    return [name for name in names if not name.startswith("_")]


OFFENCES = {
    "Imports point one way": ("app/totem/model.py", "import app.settings"),
    "A page can reach no database": ("app/web/figures/views.py", "from sqlalchemy import select"),
    "Raw counts and rows cannot leave a site": ("app/exports/table.py", "from app.db.tables import CellRow"),
    "A mirror survey is made of what is published": ("app/barometer/composed.py", "from app.tallies import counts"),
    "Only the web knows HTTP": ("app/campaigns/store.py", "import starlette"),
    "Only those who wire things read the settings": ("app/exports/files.py", "from app.settings import Settings"),
}


@pytest.mark.slow
def test_each_contract_breaks_when_it_should(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "app", tmp_path / "app", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    run: dict[str, Any] = {"cwd": tmp_path, "capture_output": True, "text": True, "check": False}
    run["env"] = {"PATH": "", "PYTHONPATH": str(tmp_path)}
    kept = re.findall(r"^(.+) KEPT$", subprocess.run(command, **run).stdout, re.MULTILINE)
    assert set(kept) == set(OFFENCES)
    for name, line in OFFENCES.values():
        file = tmp_path / name
        end = ast.parse(file.read_text()).body[0].end_lineno or 0
        lines = file.read_text().splitlines()
        file.write_text("\n".join([*lines[:end], line, *lines[end:]]) + "\n")
    broken = re.findall(r"^(.+) BROKEN$", subprocess.run(command, **run).stdout, re.MULTILINE)
    assert set(broken) == set(OFFENCES)
