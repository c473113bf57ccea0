"""Every page, state and fragment as it is served, before the Nu HTML checker: no error, and no warning."""

import json
import subprocess
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.main import create_app
from tests.patience import PATIENCE_SECONDS
from tests.programs import lacking, program
from tests.states import furnished, states

pytestmark = [pytest.mark.slow, pytest.mark.long]

JAR = Path(__file__).parents[1] / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
STATIC = Path(__file__).parents[2] / "static"
SHEETS = sorted({*STATIC.rglob("*.css")} - {*STATIC.glob("vendor/*")})
IGNORED = (
    ("style-", "Consider using the “h1” element as a top-level heading only"),  # whole pages stand there, side by side
    # What the checker knows of CSS is older than container queries and their units.
    ("figures/embed.css", "CSS: “container-type”: Property “container-type” doesn't exist"),
    ("figures/embed.css", "CSS: “font-size”: Parse Error"),
)
JVM = ("-Xss2m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
"""For a program of seconds: it is not compiled twice."""
AROUND_A_FRAGMENT = '<!doctype html><html lang="{}"><meta charset="utf-8">'


@pytest.fixture(scope="module")
def java() -> str:
    if not JAR.exists():
        lacking("The Nu HTML checker comes by npm (Debian: apt install npm; then make dev).")
    return program("java", package="default-jre-headless")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a file for each page in each language, and for each step as htmx asks for it."""
    folder = tmp_path_factory.mktemp("markup")
    settings = furnished(tmp_path_factory.mktemp("furnished"), people=60)
    with TestClient(create_app(settings), base_url="http://totem.example") as client:
        for state in states(settings):
            for language in ("fr", "en"):
                for kind in ("page", *(("fragment",) if state.name.startswith("quiz") else ())):
                    headers = {"hx-request": "true"} if kind == "fragment" else {}
                    response = client.request(
                        "GET" if state.form is None else "POST",
                        state.address(language),
                        data=state.form,
                        headers=headers,
                    )
                    assert response.status_code == state.status, state.name
                    before = AROUND_A_FRAGMENT.format(language) if kind == "fragment" else ""
                    (folder / f"{state.name}-{language}-{kind}.html").write_text(before + response.text, "utf-8")
    return folder


def test_the_nu_checker_finds_nothing(java: str, served: Path) -> None:
    options = ("--format", "json", "--no-langdetect", "--also-check-css", "--exit-zero-always")
    command = [java, *JVM, "-jar", str(JAR), *options, *map(str, [*SHEETS, *served.iterdir()])]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=10 * PATIENCE_SECONDS)
    found = []
    for message in json.loads(done.stderr)["messages"]:
        name, said = Path(message["url"]).name, message["message"]
        if not any(name.startswith(page) and said.startswith(words) for page, words in IGNORED):
            found.append(f"{name}:{message.get('lastLine')}: {said} {message.get('extract', '')}")
    assert sorted(found) == []
