"""Writes `second.json.gz`: a site as it stood before a scene was picked twice, run by its own pages.

    git archive 047e626 | tar x -C FOLDER
    PYTHONPATH=FOLDER .venv/bin/python tests/former/make_second.py tests/former/second.json.gz

It ran with the code of that commit, beside its banks, and is not run again. Three campaigns are open, with releases,
totals and open pools: the site's own two and an organiser's, with a code and two parts; a room is prepared, with nobody
in it; five people are in the middle of the quiz; twenty more kept their result's address.
"""

import gzip
import json
import sys
import tempfile
import time
from base64 import b64encode
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import Engine, MetaData, inspect, select
from starlette.testclient import TestClient

from app.campaigns.store import create
from app.campaigns.words import Segment, Words
from app.db.engine import read
from app.main import create_app
from tests.web.conftest import settings_in
from tests.web.player import Player, at_random
from tests.whole import Whole

COUNTED = {"totem": 33, "express": 27, "bay": 18}
AXIS = Words(
    question={"fr": "Où ?", "en": "Where?"},
    segments=tuple(Segment(id_, {"fr": id_, "en": id_}) for id_ in ("north", "south")),
)


def plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return {"bytes": b64encode(value).decode()}
    return value.isoformat() if isinstance(value, date) else value


def dumped(engine: Engine) -> dict[str, list[dict[str, Any]]]:
    tables = MetaData()
    tables.reflect(engine)
    with read(engine) as connection:
        return {
            table.name: [{name: plain(value) for name, value in row.items()} for row in rows]
            for table in tables.sorted_tables
            if (rows := connection.execute(select(table)).mappings().all())
        }


def begun(client: TestClient, slug: str, person: int) -> Player:
    player = Player(client, slug)
    if slug == "bay":
        form = {**player.screen.hidden, "code": "BAIE42", "segment": ("north", "south")[person % 2]}
        response = client.post("/fr/entry/bay", data=form, follow_redirects=False)
        player.open(response.headers["location"])
    return player


def people(client: TestClient) -> dict[str, Any]:
    results, halves = [], []
    for slug, many in COUNTED.items():
        for person in range(many):
            player = begun(client, slug, person)
            player.to_the_end(at_random(Random(f"{slug} {person}")))
            result = player.finish()
            assert result.endswith("finish=counted"), result
            if person < {"totem": 8, "express": 8, "bay": 4}[slug]:
                page = client.get(result).text
                results.append(
                    [result.partition("?")[0], page.partition('<h1 tabindex="-1">')[2].partition("</h1>")[0]]
                )
    for slug, steps in (("totem", 1), ("totem", 7), ("totem", 22), ("express", 5), ("bay", 9)):
        player = begun(client, slug, steps)
        for _ in range(steps):
            player.step(at_random(Random(steps)))
        halves.append([slug, player.address, player.screen.number])
    return {"results": results, "halves": halves}


def main(path: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(settings_in(Path(folder)))
        here: Any = Whole(app)
        with TestClient(app, base_url="http://totem.example") as client:
            today = datetime.now(UTC).date()
            create(here.engine, "bay", "totem", today, k=5, words=AXIS, protection="code", code="BAIE42")
            prepared = here.rooms.open("express", "fr", "free", "La salle")
            content = people(client)
            content["figures"] = {slug: client.get(f"/api/v1/figures/{slug}").json() for slug in COUNTED}
        with here.engine.connect() as connection:
            content["revision"] = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
        content |= {
            "tables": {name: rows for name, rows in dumped(here.engine).items() if name != "alembic_version"},
            "room": prepared.seminar.code,
            "remote": prepared.remote,
            "secret": b64encode((Path(folder) / "secrets" / "secret").read_bytes()).decode(),
            "keys": b64encode((Path(folder) / "secrets" / "pool-keys").read_bytes()).decode(),
            "made_at": int(time.time()),
        }
        assert inspect(here.engine).has_table("release")
    path.write_bytes(gzip.compress(json.dumps(content, sort_keys=True).encode(), mtime=0))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
