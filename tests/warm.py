"""What each process of a site makes of its files, made once for all that tests start.

In each worker of tests (tests/conftest.py), and in the server that sites are forked from (tests/forkserver.py).
"""

from hashlib import sha256
from pathlib import Path

import jinja2
from jinja2 import FileSystemBytecodeCache
from jinja2.bccache import Bucket

from app.banks import loader
from app.banks.loader import Questionnaire
from app.resources import resource
from app.web import pages
from app.web.assets import Assets
from app.web.language import LANGUAGES, Catalogues
from app.web.pages import Templates

known: dict[tuple[Path, bytes], Questionnaire] = {}
load = loader.load_bank


def remember_banks() -> None:
    """A bank is read once, as long as nothing changes in its folder: reading it takes longer than many a test."""
    loader.load_bank = _remembered


def _remembered(path: Path) -> Questionnaire:
    try:
        texts = [(file.name, file.read_bytes()) for file in sorted({path, *path.parent.glob("*.yaml")})]
    except OSError:  # which is for it to tell
        return load(path)
    key = path, sha256(repr(texts).encode()).digest()
    if key not in known:
        known[key] = load(path)
    return known[key]


class Kept(pages.Compiled):
    """Templates that a former run compiled: by their text, by Jinja, and by the module that says how."""

    def __init__(self) -> None:
        super().__init__()
        how = sha256(jinja2.__version__.encode() + Path(pages.__file__).read_bytes()).hexdigest()[:16]
        folder = Path(__file__).parents[1] / ".pytest_cache" / f"templates-{how}"
        folder.mkdir(parents=True, exist_ok=True)
        self._disk = FileSystemBytecodeCache(str(folder))

    def load_bytecode(self, bucket: Bucket) -> None:
        super().load_bytecode(bucket)
        if bucket.code is None:
            self._disk.load_bytecode(bucket)
            if bucket.code is not None:
                super().dump_bytecode(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        super().dump_bytecode(bucket)
        self._disk.dump_bytecode(bucket)


def remember_templates() -> None:
    """A template is compiled once, as long as nothing changes in it: all of them take three seconds in each process."""
    pages.COMPILED = Kept()


def compile_templates() -> None:
    assets, catalogues = Assets(resource("static")), Catalogues(resource("locale"))
    known = {"demo": False, "base_url": "", "figures": {}, "animals": True}
    templates = Templates(resource("templates"), assets, catalogues, **known)  # type: ignore[arg-type]
    environment = templates._environments[next(iter(LANGUAGES))]
    for name in environment.list_templates():
        environment.get_template(name)
