"""What is brought for the browser when the package is built, and what every start makes of it."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from app.resources import BrowserFilesDamaged, check_browser_files, resource
from hatch_build import CUT, FILES, PAGES, BrowserFiles, sums_in
from tests.site import LiveSite

ROOT = Path(__file__).parents[1]
VENDOR = resource("static") / "vendor"


def hook_in(folder: Path) -> BrowserFiles:
    unused: Any = None
    return BrowserFiles(str(folder), {}, unused, unused, str(folder), "wheel")


def test_a_browser_file_that_was_altered_is_not_kept(tmp_path: Path) -> None:
    (tmp_path / "package-lock.json").write_text("{}")
    vendor = tmp_path / "static" / "vendor"
    vendor.mkdir(parents=True)
    hook = hook_in(tmp_path)
    assert not hook._complete()
    for name in FILES:
        (vendor / name).write_text(name)
    assert not hook._complete()
    (vendor / ".stamp").write_text(hook._stamp())
    assert hook._complete()
    (vendor / "htmx.js").write_text("altered")
    assert not hook._complete()


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Built, as far as the build looks at it."""
    (tmp_path / "static").mkdir()
    shutil.copytree(VENDOR, tmp_path / "static" / "vendor")
    for name in ("package.json", "package-lock.json", "browser-files.sha256"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def test_a_build_keeps_what_is_there_and_writes_down_what_it_is(checkout: Path) -> None:
    (checkout / "static" / "vendor" / "SHA256SUMS").unlink()
    hook_in(checkout).initialize("standard", {})
    assert set(sums_in((VENDOR / "SHA256SUMS").read_text())) == {*FILES, *CUT, PAGES}
    assert (checkout / "static" / "vendor" / "SHA256SUMS").read_text() == (VENDOR / "SHA256SUMS").read_text()


def test_a_build_refuses_a_file_that_is_none_of_those_that_were_chosen(checkout: Path) -> None:
    hook = hook_in(checkout)
    (checkout / "static" / "vendor" / "htmx.js").write_text("altered")
    (checkout / "static" / "vendor" / ".stamp").write_text(hook._stamp())  # as if it had come so
    with pytest.raises(SystemExit, match=r"htmx\.js: what came from the npm registry is not what"):
        hook.initialize("standard", {})


def test_a_build_refuses_what_npm_brings_if_it_is_another_file(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    npm = checkout / "npm"
    brought = "\n".join(
        f"mkdir -p node_modules/{Path(one).parent} && echo x > node_modules/{one}" for one in FILES.values()
    )
    npm.write_text(f"#!/bin/sh\n{brought}\n")
    npm.chmod(0o700)
    monkeypatch.setattr("hatch_build._npm", lambda: [str(npm)])
    (checkout / "static" / "vendor" / ".stamp").unlink()
    with pytest.raises(SystemExit, match="Totem was not built"):
        hook_in(checkout).initialize("standard", {})
    assert (checkout / "static" / "vendor" / "htmx.js").read_bytes() == (VENDOR / "htmx.js").read_bytes()


def test_a_build_fetches_nothing_by_a_lock_without_hashes(checkout: Path) -> None:
    lock = json.loads((checkout / "package-lock.json").read_text())
    del lock["packages"]["node_modules/htmx.org"]["integrity"]
    (checkout / "package-lock.json").write_text(json.dumps(lock))
    with pytest.raises(SystemExit, match=r"no SHA-512 of htmx\.org"):
        hook_in(checkout).initialize("standard", {})


@pytest.mark.parametrize("name", [*FILES, *CUT, PAGES])
def test_a_start_refuses_a_browser_file_that_is_missing_or_another_one(checkout: Path, name: str) -> None:
    folder = checkout / "static" / "vendor"
    check_browser_files(folder)
    with (folder / name).open("ab") as file:
        file.write(b" ")
    with pytest.raises(BrowserFilesDamaged, match=name):
        check_browser_files(folder)
    (folder / name).unlink()
    with pytest.raises(BrowserFilesDamaged, match=name):
        check_browser_files(folder)


@pytest.mark.parametrize("sums", ["", "nothing that is a sum\n"])
def test_a_start_refuses_files_that_nobody_has_listed(checkout: Path, sums: str) -> None:
    (checkout / "static" / "vendor" / "SHA256SUMS").write_text(sums)
    with pytest.raises(BrowserFilesDamaged, match="has no list of its files"):
        check_browser_files(checkout / "static" / "vendor")


@pytest.mark.slow
def test_a_refused_start_is_one_sentence(checkout: Path) -> None:
    """As an operator sees it: a package whose file was altered, started by its command."""
    shutil.copytree(ROOT / "app", checkout / "app", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("alembic", "locale", "questions", "templates"):
        (checkout / name).symlink_to(ROOT / name)
    shutil.copytree(ROOT / "static", checkout / "static", dirs_exist_ok=True)
    (checkout / "static" / "vendor" / "htmx.js").write_text("altered")
    live = LiveSite(checkout)
    live.environment |= {"PYTHONPATH": str(checkout), "LC_ALL": "C.UTF-8"}
    said = live.typed("serve", "--port", str(live.port))
    assert said.returncode == 1
    assert said.stderr.startswith("htmx.js: not the browser files that this Totem was built with. Nothing was started.")
    assert "Traceback" not in said.stderr
    assert not (checkout / "data").exists()
