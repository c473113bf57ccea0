"""What a room has shown, for slides: the figures of its release alone, and nothing before it."""

import csv
import io
import re
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from httpx2 import Response
from pptx import Presentation
from starlette.applications import Starlette
from starlette.testclient import TestClient

from tests.programs import lacking, program
from tests.web.seminar.rooms import Trainer, finish, trainer
from tests.whole import Whole

FILES = (
    "deck.pptx", "figures.csv", "sentence.svg", "animals.svg", "triangle.svg", "dimensions.svg", "gap.svg",
    "sentence.png", "animals.png", "triangle.png", "dimensions.png", "gap.png",
)  # fmt: skip


@pytest.fixture(scope="module")
def crowd(client: TestClient, app: Starlette) -> Trainer:
    """Twelve people, revealed, who voted once."""
    room = trainer(client, Whole(app), name="Équipe <b>du</b> matin")
    for seed in range(12):
        finish(client, room.room, seed=seed)
    room.act("reveal")
    return room


def take(client: TestClient, room: Trainer, file: str, key: str = "", language: str = "fr") -> Response:
    return client.get(f"/{language}/slides/{key or room.opened.screen}/{file}")


def slides_of(client: TestClient, room: Trainer, language: str = "fr") -> Any:
    return Presentation(io.BytesIO(take(client, room, "deck.pptx", language=language).content)).slides


def test_nothing_is_told_before_the_reveal_of_few_nor_in_a_rehearsal(client: TestClient, app: Starlette) -> None:
    room, few, rehearsing = (trainer(client, Whole(app)) for _ in range(3))
    for seed in range(7):
        finish(client, room.room, seed=seed)
    for seed in range(4):
        finish(client, few.room, seed=seed)
    few.act("reveal")
    few.act("close")
    rehearsing.here.rooms.rehearse(rehearsing.room.id, True)
    rehearsing.here.rooms.act(rehearsing.room.id, "reveal")
    for one in (room, few, rehearsing):
        assert {take(client, one, file).status_code for file in FILES} == {404}
    room.act("reveal")
    assert take(client, room, "animals.svg").status_code == 200, "the same addresses, once it is revealed"
    assert take(client, room, "dimensions.svg").status_code == 404, "levels are told from ten people on"
    assert len(slides_of(client, room)) == 4


def test_only_the_screens_key_opens_them(client: TestClient, crowd: Trainer) -> None:
    for key in (crowd.opened.remote, "x" * 32):
        assert {take(client, crowd, file, key).status_code for file in FILES} == {404}


def test_pictures_are_drawn_and_painted(client: TestClient, crowd: Trainer) -> None:
    for beat in ("sentence", "animals", "triangle", "dimensions"):
        svg, png = take(client, crowd, f"{beat}.svg"), take(client, crowd, f"{beat}.png")
        assert svg.text.lstrip().startswith("<svg")
        assert "12 réponses" in svg.text
        assert png.content.startswith(b"\x89PNG")
        assert int.from_bytes(png.content[16:20]) == 1920
    assert take(client, crowd, "gap.svg").status_code == 404, "a gap is told from twenty people on"
    assert "12 answers" in take(client, crowd, "animals.svg", language="en").text


def test_the_table_holds_the_release(client: TestClient, crowd: Trainer) -> None:
    released = crowd.here.rooms.shown(crowd.room).released
    assert released
    told = take(client, crowd, "figures.csv").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(told)))
    counts = {row["id"]: int(row["value"]) for row in rows if row["figure"] == "totem"}
    assert counts == {one.id: one.share.count for one in released.totems}
    assert {row["n"] for row in rows} == {"12"}
    assert ";" in take(client, crowd, "figures.csv?decimal=,").text.splitlines()[0]


def test_charts_hold_the_numbers_and_texts_are_texts(client: TestClient, crowd: Trainer) -> None:
    released = crowd.here.rooms.shown(crowd.room).released
    assert released
    slides = list(slides_of(client, crowd))
    assert "Équipe <b>du</b> matin" in {shape.text_frame.text for shape in slides[0].shapes if shape.has_text_frame}
    charts = [shape.chart for slide in slides for shape in slide.shapes if shape.has_chart]
    animals, levels = (chart.plots[0] for chart in charts)
    assert sorted(animals.series[0].values) == sorted(one.share.count or 0 for one in released.totems)
    known = {value for side in levels.series for value in side.values if value is not None}
    assert known == {
        level.mean.value for one in released.dimensions for level in one.levels if level.mean.value is not None
    }
    assert len(levels.series) == 2
    assert all(slide.shapes.title.text for slide in slides), "outlines and screen readers find each"


def test_a_vote_is_a_chart_with_a_series_for_each_round(client: TestClient, app: Starlette, crowd: Trainer) -> None:
    room = trainer(client, Whole(app))
    places = [finish(client, room.room, seed=seed) for seed in range(6)]
    room.act("reveal")
    item = Whole(app).questionnaires["express"].file.scenes[0].id
    for _ in range(2):
        room.put_to_vote(item)
        for place in places:
            hidden = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', client.get(place).text)
            client.post(urlsplit(place).path, data=dict(hidden) | {"vote": "0"})
        room.act("next")
    charts = [shape.chart for slide in slides_of(client, room) for shape in slide.shapes if shape.has_chart]
    votes = [chart.plots[0] for chart in charts if len(chart.plots[0].series) == 2]
    told = room.room.stage.vote
    assert told
    assert [one and one[0] for one in told.rounds] == [6, 6]
    assert [list(one.values) for plot in votes for one in plot.series] == [
        list(map(float, one)) for one in told.rounds if one
    ]


@pytest.mark.slow
def test_an_office_program_opens_it_and_draws_every_slide(client: TestClient, crowd: Trainer, tmp_path: Path) -> None:
    file = tmp_path / "deck.pptx"
    file.write_bytes(take(client, crowd, "deck.pptx").content)
    office = program("soffice", package="libreoffice-impress-nogui")
    if not (Path(office).resolve().parent / "libsdlo.so").exists():
        lacking("LibreOffice has no Impress (Debian: apt install libreoffice-impress-nogui).")
    command = (office, "--headless", f"-env:UserInstallation=file://{tmp_path}/profile", "--convert-to", "pdf")
    subprocess.run((*command, "--outdir", str(tmp_path), str(file)), check=True, capture_output=True, timeout=120)
    pdf = (tmp_path / "deck.pdf").read_bytes()
    assert pdf.startswith(b"%PDF")
    assert f"/Count {len(slides_of(client, crowd))}".encode() in pdf
