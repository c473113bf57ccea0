"""What each process of a site makes of its files, made once for all that tests start.

In each worker of tests (tests/conftest.py), and in the server that sites are forked from (tests/forkserver.py).
"""

from hashlib import sha256
from pathlib import Path

from app.banks import loader
from app.banks.loader import Questionnaire
from app.resources import resource
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


def compile_templates() -> None:
    assets, catalogues = Assets(resource("static")), Catalogues(resource("locale"))
    known = {"demo": False, "base_url": "", "figures": {}, "animals": True}
    templates = Templates(resource("templates"), assets, catalogues, **known)  # type: ignore[arg-type]
    environment = templates._environments[next(iter(LANGUAGES))]
    for name in environment.list_templates():
        environment.get_template(name)
