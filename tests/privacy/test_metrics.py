"""Attack 8, of the signals: whoever reads /metrics each second, while a room is revealed and figures are released,
learns neither when somebody finished nor how many are withheld. Each attack succeeds where steps are switched off.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from starlette.testclient import TestClient

from app.cli.terminal import noted
from app.main import create_app
from app.signals.exposed import STEP, Exposed, Stepped
from app.signals.live import FAULTS, LIVE, OUTCOMES, REQUESTS, STAGES, _of_route
from app.watching import ProcessWatch
from tests.architecture.test_deploy import routes
from tests.soak import many
from tests.web.conftest import settings_in
from tests.web.player import Player, at_random
from tests.web.seminar.rooms import come_in, trainer
from tests.whole import Whole

pytestmark = pytest.mark.slow

MINUTE = 60
OF_THE_MACHINE = {
    "totem_copied_timestamp_seconds", "totem_started_timestamp_seconds", "totem_cpu_seconds", "totem_memory_bytes",
    "totem_disk_free_bytes", "totem_loop_lag_seconds",
}  # fmt: skip
"""What another program on the machine moves as well: of these, the step alone is looked at."""
EXACT = {
    "totem_build_info", "totem_started_timestamp_seconds", "totem_copied_timestamp_seconds", "totem_schema_served",
    "totem_faults", "totem_fault", "totem_unreadable_campaigns", "totem_releases", "totem_last_timestamp_seconds",
    "totem_verify_faults",
}  # fmt: skip
"""Gauges that no answer moves, or that say what everybody sees: that figures are out, that nothing can be counted."""
Reading = dict[str, float]


class Onlooker:
    """Reads each second what one process gives out; once a minute the process copies, unless it has no steps."""

    def __init__(self, whole: Whole, folder: Path, *, has_steps: bool = True) -> None:
        settings = settings_in(folder, metrics="127.0.0.1:1")
        self.watch = ProcessWatch(settings, whole.assembly, whole.site.workshop, whole.app.state.site_parts.health)
        self.second, self.has_steps = 0, has_steps
        self.exposed = self.watch.exposed
        if not has_steps:
            gauges = [replace(one, step=0) for one in self.watch._gauges()]
            self.exposed = Exposed(Stepped(LIVE, 0), Stepped(FAULTS, 0), gauges, lambda: 0)
        self.registry = CollectorRegistry()
        self.registry.register(self.exposed)
        self.readings: list[Reading] = []
        self.wait(1)

    def wait(self, seconds: int) -> None:
        for _ in range(seconds):
            if self.second % MINUTE == 0 or not self.has_steps:
                self.watch._stored = self.watch._read()
                self.exposed.copy()
            self.second += 1
            self.readings.append(self.read())

    def read(self) -> Reading:
        text = generate_latest(self.registry).decode()
        pairs = (line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))
        return {name: float(value) for name, value in pairs if name.partition("{")[0] not in OF_THE_MACHINE}

    def moves(self, of: str = "") -> list[int]:
        """The seconds at which something that begins so was read as another than the second before."""
        return [
            second
            for second in range(1, len(self.readings))
            if _of(self.readings[second], of) != _of(self.readings[second - 1], of)
        ]


def _of(reading: Reading, start: str) -> Reading:
    return {name: value for name, value in reading.items() if name.startswith(start)}


@pytest.fixture
def whole(tmp_path: Path) -> Iterator[tuple[TestClient, Whole]]:
    app = create_app(settings_in(tmp_path))
    with TestClient(app, base_url="http://totem.example") as client:
        yield client, Whole(app)


def play(client: TestClient, address: str, path: str, random: Random) -> Player:
    """Somebody who has come to the last page."""
    player = Player.__new__(Player)
    player.client, player.path = client, path
    player.open(address)
    player.to_the_end(at_random(random))
    return player


def a_room(client: TestClient, whole: Whole, onlooker: Onlooker, people: int) -> list[int]:
    """From its opening to its reveal; the seconds at which somebody finished."""
    random, finished = Random(people), []
    room = trainer(client, whole)
    for _ in range(people):
        player = play(client, come_in(client, room.room), f"/fr/quiz/{room.room.slug}", random)
        onlooker.wait(random.randrange(5, 70))
        finished.append(onlooker.second)
        player.finish()
        onlooker.wait(1)
    room.open_everything()
    room.act("reveal")
    onlooker.wait(MINUTE + 1)
    return finished


def a_campaign(client: TestClient, onlooker: Onlooker, people: int) -> list[int]:
    """The same of the campaign of the first page, up to its first figures; in minutes, people come in groups."""
    random, finished = Random(people), []
    for _ in range(people):
        player = play(client, "/fr/quiz/express", "/fr/quiz/express", random)
        finished.append(onlooker.second)
        player.finish()
        onlooker.wait(random.choice((1, 1, 7, 30)))
    onlooker.wait(MINUTE + 1)
    return finished


def test_a_room_moves_nothing_that_is_read(whole: tuple[TestClient, Whole], tmp_path: Path) -> None:
    client, here = whole
    onlooker = Onlooker(here, tmp_path)
    finished = a_room(client, here, onlooker, 7)
    assert len(onlooker.readings) > 4 * MINUTE
    assert onlooker.readings[-1]["totem_releases"] == 1  # the figures of the reveal
    assert [second for second in onlooker.moves() if second in onlooker.moves("totem_releases")] == onlooker.moves()
    assert not set(onlooker.moves()) & set(finished)


@pytest.mark.long
def test_without_steps_each_finish_is_read_in_its_second(whole: tuple[TestClient, Whole], tmp_path: Path) -> None:
    client, here = whole
    onlooker = Onlooker(here, tmp_path, has_steps=False)
    finished = a_room(client, here, onlooker, 7)
    assert onlooker.moves('totem_people_total{stage="counted"}') == finished


def too_close(onlooker: Onlooker, finished: list[int]) -> int:
    """How many pairs of readings, one after the other, differ in what people move by what fewer than k of them did."""
    moves = [second for second in onlooker.moves() if second not in onlooker.moves("totem_releases")]
    between = [sum(a <= second < b for second in finished) for a, b in zip([0, *moves], moves, strict=False)]
    return sum(many < STEP for many in between)


@pytest.mark.long
def test_two_readings_differ_by_nobody_or_by_k_people(whole: tuple[TestClient, Whole], tmp_path: Path) -> None:
    client, here = whole
    onlooker = Onlooker(here, tmp_path)
    finished = a_campaign(client, onlooker, 45)
    assert onlooker.readings[-1]["totem_releases"] >= 1
    assert len(onlooker.moves("totem_people")) >= 2
    assert too_close(onlooker, finished) == 0
    counts = [value for name, value in onlooker.readings[-1].items() if name.startswith(PEOPLE) and "_sum" not in name]
    assert len(counts) > 100
    assert all(value % STEP == 0 for value in counts)
    exact = Onlooker(here, tmp_path, has_steps=False)
    assert too_close(exact, a_campaign(client, exact, 5)) >= 5


PEOPLE = ("totem_requests", "totem_people", "totem_finish", "totem_group", "totem_lock", "totem_event", "totem_refused")


def withheld(reading: float, shown: int, step: int, ahead: int) -> set[int]:
    """How many of 0 … 9 may be withheld beside so many that a release shows, by all that a reading says.

    ahead: the most that a series may be ahead of what it counts.
    """
    return {hidden for hidden in range(10) if reading - ahead <= shown + hidden < reading + max(step, 1)}


def read_beside(people: int, step: int, draw: Callable[[int], int]) -> float:
    registry = CollectorRegistry()
    counter = Counter("totem_people", "", ["stage"], registry=registry)
    counter.labels("finished").inc(0)
    stepped = Stepped(registry, step, draw)
    exposed = Exposed(stepped, Stepped(CollectorRegistry()), [], lambda: step)
    counter.labels("finished").inc(people)
    exposed.copy()
    return stepped.shown[("totem_people_total", (("stage", "finished"),))]


@pytest.mark.parametrize(
    ("step", "has_chance", "certain", "somebody"),
    [(STEP, True, (0, 0.005), (0, 0.2)), (STEP, False, (0.01, 0.03), (0.4, 0.5)), (0, False, (1, 1), (0.85, 0.95))],
)
def test_a_reading_beside_a_release_tells_not_how_many_are_withheld(
    step: int, has_chance: bool, certain: tuple[float, float], somebody: tuple[float, float]
) -> None:
    """Attack 3: the whole as it was read, less those whom a release shows. The rate at which one number is left, and at
    which somebody must be withheld; without chance the attack does better, and without steps it always succeeds."""
    random, worlds = Random(31), many(3_000, 30_000)
    told = [0, 0]
    for _ in range(worlds):
        shown, hidden = random.randrange(20, 200), random.randrange(10)
        reading = read_beside(shown + hidden, step, random.randrange if has_chance else lambda _: 0)
        left = withheld(reading, shown, step, STEP - 1 if has_chance else 0)
        assert hidden in left
        told[0] += len(left) == 1
        told[1] += 0 not in left
    rates = [one / worlds for one in told]
    assert certain[0] <= rates[0] <= certain[1]
    assert somebody[0] <= rates[1] <= somebody[1]


def test_what_is_shown_is_right_on_average_and_its_buckets_stay_in_order() -> None:
    random, shown = Random(5), []
    for _ in range(400):
        registry = CollectorRegistry()
        histogram = Histogram("h", "", registry=registry, buckets=(1, 2, 3))
        stepped = Stepped(registry, STEP, random.randrange)
        for _ in range(37):
            histogram.observe(random.random() * 4)
            stepped.copy()
            buckets = [stepped.shown[("h_bucket", (("le", end),))] for end in ("1.0", "2.0", "3.0", "+Inf")]
            assert buckets == sorted(buckets)
            assert {value % STEP for value in buckets} == {0}
        shown.append(stepped.shown[("h_count", ())])
    assert abs(sum(shown) / len(shown) - 37) < 1


LABELS = {"route", "status", "stage", "outcome", "reason", "le", "version", "revision", "fault", "act"}


def test_no_label_names_a_campaign_a_room_or_anything_that_somebody_sent(
    whole: tuple[TestClient, Whole], tmp_path: Path
) -> None:
    client, here = whole
    REQUESTS.clear()  # other apps of this process had routes of their own
    _of_route.cache_clear()
    onlooker = Onlooker(here, tmp_path, has_steps=False)
    a_room(client, here, onlooker, 2)
    a_campaign(client, onlooker, 2)
    for path in (
        "/fr/typed-by-somebody",
        "/fr/quiz/express?s=typed",
        "/fr/result/typed",
        "/static/typed",
        "/fr/figures/x",
    ):
        client.get(path)
    client.post("/fr/quiz/express", data={"s": "typed"})
    onlooker.wait(1)
    samples = [one for family in onlooker.exposed.collect() for one in family.samples]
    assert {label for one in samples for label in one.labels} <= LABELS
    values = {(label, value) for one in samples for label, value in one.labels.items()}
    templates = {str(getattr(route, "path", "none")) for route in routes(here.app)} | {"none"}
    assert {value for label, value in values if label == "route"} <= templates
    assert {value for label, value in values if label == "status" and not value.isdigit()} == set()
    assert {value for label, value in values if label == "stage"} == set(STAGES)
    assert {value for label, value in values if label == "outcome"} == set(OUTCOMES)
    assert {value for label, value in values if label == "reason" and not value.isalpha()} == set()
    assert "damaged" in {value for label, value in values if label == "reason"}
    assert not [value for _, value in values if "typed" in value or "room-" in value or "express" in value]
    assert not [one.name for one in samples if not one.name.startswith("totem_") or one.name.endswith("_created")]


def test_each_gauge_that_requests_move_has_a_step_that_one_person_does_not_take(
    whole: tuple[TestClient, Whole], tmp_path: Path
) -> None:
    _, here = whole
    gauges = Onlooker(here, tmp_path).watch._gauges()
    assert len(gauges) >= 15
    assert {one.name for one in gauges if not one.step} == EXACT


def test_funnel_and_statuses_are_counted(whole: tuple[TestClient, Whole], tmp_path: Path) -> None:
    client, here = whole
    onlooker = Onlooker(here, tmp_path, has_steps=False)
    before = onlooker.readings[-1]
    client.get("/fr/animal/totem/bee/wolf")
    play(client, "/fr/quiz/express?from=share", "/fr/quiz/express", Random(1)).finish()
    onlooker.wait(1)
    now = onlooker.readings[-1]
    assert [
        now[f'totem_people_total{{stage="{stage}"}}'] - before[f'totem_people_total{{stage="{stage}"}}']
        for stage in STAGES
    ] == [1] * 6
    told = 'totem_requests_total{route="/{language}/quiz/{slug}",status="303"}'
    assert now[told] > before.get(told, 0)
    assert (
        now['totem_finish_seconds_count{outcome="counted"}']
        == before['totem_finish_seconds_count{outcome="counted"}'] + 1
    )


def test_a_backup_is_told_of_by_a_process_whose_data_folder_is_another(
    whole: tuple[TestClient, Whole], tmp_path: Path
) -> None:
    """In containers commands have a data folder of their own: the secret's is that of all (deploy/compose.yaml)."""
    _, here = whole
    onlooker, name = Onlooker(here, tmp_path), 'totem_last_timestamp_seconds{act="backup"}'
    assert name not in onlooker.readings[-1]
    noted(settings_in(tmp_path).model_copy(update={"data_dir": tmp_path / "of-a-command"}), "backup")
    onlooker.wait(MINUTE)
    assert 0 <= time.time() - onlooker.readings[-1][name] < 2 * 3600
