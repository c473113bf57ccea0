"""Which part of app/web imports which; `python -m tests.architecture.arrows [checkout]` prints how many arrows.

A part is what stands directly in app/web: a module of the kernel, or a family of pages. Arrows inside a family are its
own affair, and so is what it takes from the rest of the app.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

WEB = "app.web"
ROOT = Path(__file__).parents[2]


def imported(file: Path) -> Iterator[str]:
    """The modules of app.web that a file imports, wherever it does."""
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.startswith(f"{WEB}."))
        elif isinstance(node, ast.ImportFrom) and node.module == WEB:
            yield from (f"{WEB}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.module.startswith(f"{WEB}."):
            yield node.module


def arrows(root: Path = ROOT) -> set[tuple[str, str]]:
    """From a part to another one."""
    web = root / "app" / "web"
    found = {
        (file.relative_to(web).parts[0].removesuffix(".py"), name.split(".")[2])
        for file in web.rglob("*.py")
        for name in imported(file)
    }
    return {(one, other) for one, other in found if one != other}


def families(root: Path = ROOT) -> set[str]:
    return {file.parent.name for file in (root / "app" / "web").glob("*/__init__.py")}


def upward(root: Path = ROOT) -> set[tuple[str, str]]:
    """Arrows from the kernel into a family: only build, which lists them, may have any."""
    return {
        (one, other) for one, other in arrows(root) if other in families(root) and one not in {*families(root), "build"}
    }


def across(root: Path = ROOT) -> set[tuple[str, str]]:
    """Arrows from a family into another."""
    return {(one, other) for one, other in arrows(root) if {one, other} <= families(root)}


if __name__ == "__main__":
    checkout = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT
    sys.stdout.write(
        f"{len(arrows(checkout))} arrows between the parts of app/web; {len(upward(checkout))} upward; "
        f"{len(across(checkout))} between families: {sorted(across(checkout))}\n"
    )
