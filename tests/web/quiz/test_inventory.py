"""A plain five-trait inventory (25 items, six points, one side, no totems) runs on the same engine, through HTTP."""

import shutil
from pathlib import Path
from random import Random
from statistics import variance

import pytest
from sqlmodel import col, select
from starlette.testclient import TestClient

from app.db.engine import read as reading
from app.db.tables import CellRow
from app.main import create_app
from app.pool_keys.key_file import KeyFile
from app.publication.store import latest
from app.tallies.closing import close
from app.tallies.counts import ScaleId, from_bytes, scales_of
from app.tallies.named_counts import named_counts
from app.tallies.statistics import ScaleSums, alpha
from app.totem.model import Bank
from app.totem.scoring import points_of
from tests.crowd import TODAY
from tests.patience import first_release
from tests.web.conftest import settings_in
from tests.web.player import Player, Screen
from tests.whole import Whole

PEOPLE = 37
INVENTORY = Path(__file__).parents[2] / "banks" / "inventory.yaml"


def play(client: TestClient, bank: Bank, random: Random) -> list[int]:
    """Take the quiz as someone whose traits differ; the replies as ticked."""
    traits = {dimension.id: random.gauss(3.5, 1) for dimension in bank.dimensions}
    ticked: dict[int, int] = {}

    def choose(screen: Screen, name: str, values: list[str]) -> str:
        item = int(name.removeprefix("a"))
        question, _ = bank.items[item]
        worth = min(max(round(random.gauss(traits[question.dimension], 1)), 1), bank.points)
        ticked[item] = points_of(bank, worth, reverse=question.reversed) or 0
        return str(ticked[item])

    player = Player(client, "five-traits")
    player.to_the_end(choose)
    assert client.get(player.finish()).status_code == 200
    return [ticked[item] for item in range(len(bank.items))]


def alpha_of_rows(rows: list[list[int]]) -> float:
    many = len(rows[0])
    parts = sum(variance(column) for column in zip(*rows, strict=True))
    return float(many / (many - 1) * (1 - parts / variance([sum(row) for row in rows])))


@pytest.mark.slow
def test_alphas_from_sealed_batches_equal_those_from_rows(tmp_path: Path) -> None:
    (tmp_path / "banks").mkdir()
    shutil.copy(INVENTORY, tmp_path / "banks")
    app = create_app(settings_in(tmp_path, questions=tmp_path / "banks"))
    here: Whole = Whole(app)
    bank = here.questionnaires["five-traits"].bank
    assert (len(bank.items), bank.points, len(bank.sides), bank.totems) == (25, 6, 1, ())
    random = Random(25)
    with TestClient(app) as client:
        rows = [play(client, bank, random) for _ in range(PEOPLE)]
        campaign = here.campaigns.find("five-traits")
        assert campaign
        close(here.engine, KeyFile(tmp_path / "secrets" / "pool-keys"), campaign.id, TODAY)
    with reading(here.engine) as connection:
        totals = connection.execute(select(col(CellRow.totals))).scalar_one()
    scales = named_counts(bank, from_bytes(bank, totals)).scales
    points = [
        [
            points_of(bank, reply, reverse=question.reversed) or 0
            for (question, _), reply in zip(bank.items, row, strict=True)
        ]
        for row in rows
    ]
    for scale, places in scales_of(bank).items():
        found = alpha(ScaleSums(*scales[scale]))
        assert found
        assert scales[scale].n == PEOPLE
        assert found.value == pytest.approx(
            alpha_of_rows([[row[place] for place in places] for row in points]), abs=1e-9
        )
    traits = [ScaleId(dimension.id, bank.sides[0]) for dimension in bank.dimensions]
    assert scales.keys() >= set(traits)


def test_its_pages_speak_of_no_animal_and_no_mirror(tmp_path: Path) -> None:
    (tmp_path / "banks").mkdir()
    shutil.copy(INVENTORY, tmp_path / "banks")
    app = create_app(settings_in(tmp_path, questions=tmp_path / "banks"))
    here: Whole = Whole(app)
    bank = here.questionnaires["five-traits"].bank
    random = Random(1)
    with TestClient(app) as client:
        for _ in range(20):
            play(client, bank, random)
        player = Player(client, "five-traits", "en")
        player.to_the_end(lambda screen, name, values: "3")
        result = client.get(player.finish("private")).text
        campaign = here.campaigns.find("five-traits")
        assert campaign
        first_release(client, "five-traits")
        crowd = client.get("/en/figures/five-traits").text
        with reading(here.engine) as connection:
            released = latest(connection, campaign.id)
    for page in (result, crowd):
        main = page.split("<main")[1].split("</main>")[0].lower()
        assert "animal" not in main
        assert "mirror" not in main
        assert "troupe" not in main
    assert released
    assert released.n == 10
    assert released.totems == ()
