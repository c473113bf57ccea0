"""docs/licences.md: what others wrote, under which licence, and whether that is one that Totem may pass on."""

from tests.supply.packages import ROOT, Package, Use, packages

FILE = ROOT / "docs" / "licences.md"
PERMISSIVE = {
    "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT", "MIT-0", "MIT-CMU", "OFL-1.1", "PSF-2.0",
}  # fmt: skip
WEAK = {
    "psycopg": "LGPL-3.0-only",
    "psycopg-binary": "LGPL-3.0-only",
    "pathspec": "MPL-2.0",
}
"""Of a site: the driver of PostgreSQL, an extra, unchanged and replaceable; what the build alone runs."""
OF_TESTS = PERMISSIVE | {"Artistic-1.0-Perl", "MPL-2.0"}
"""What tests run is passed on to nobody."""
TITLES: dict[Use, str] = {
    "site": "What a site runs, or is built with",
    "browser": "What pages load, or its package names",
    "tests": "What tests add",
}
HEAD = """# Licences

Totem is under [MIT](../LICENSE), its questionnaires under [CC BY 4.0](../questions/LICENSE). What others wrote comes
at build, by locks with hashes. `make licences` writes this page from what the packages say of themselves; a test
compares it, and holds each licence to a list (`tests/supply/licences.py`).
"""


def is_allowed(package: Package) -> bool:
    """Every part that applies at once, one of those that may be chosen."""
    if WEAK.get(package.name) == package.licence and package.use == "site":
        return True
    known = OF_TESTS if package.use == "tests" else PERMISSIVE
    return any(all(part in known for part in choice.split(" AND ")) for choice in package.licence.split(" OR "))


def written() -> str:
    parts = [HEAD]
    for use, title in TITLES.items():
        rows = [f"| {one.name} | {one.version} | {one.licence} |" for one in packages() if one.use == use]
        parts.append("\n".join([f"## {title}\n", "| package | version | licence |", "|---|---|---|", *rows]) + "\n")
    return "\n".join(parts)
