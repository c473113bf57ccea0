"""What is brought for the browser when the package is built."""

from pathlib import Path
from typing import Any

from hatch_build import FILES, BrowserFiles


def test_a_browser_file_that_was_altered_is_not_kept(tmp_path: Path) -> None:
    (tmp_path / "package-lock.json").write_text("{}")
    vendor = tmp_path / "static" / "vendor"
    vendor.mkdir(parents=True)
    unused: Any = None
    hook = BrowserFiles(str(tmp_path), {}, unused, unused, str(tmp_path), "wheel")
    assert not hook._complete()
    for name in FILES:
        (vendor / name).write_text(name)
    assert not hook._complete()
    (vendor / ".stamp").write_text(hook._stamp())
    assert hook._complete()
    (vendor / "htmx.js").write_text("altered")
    assert not hook._complete()
