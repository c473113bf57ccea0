"""Attack 14: a leader who also answers as staff is in two releases, and laying one upon the other isolates nobody.

Two parts. The sets of people of whatever two voices publish: nobody is isolated as long as fewer than k people are in
both. And the worst that the door asks not to do, where all leaders answer as staff too: subtracting what they say of
customers from what staff say of them leaves few people, and roundings then keep what these answered open.
"""

from collections.abc import Iterator, Sequence
from itertools import product
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import Engine

from app.db.engine import make_engine, migrate
from app.pool_keys.key_file import KeyFile
from app.publication import policy
from app.publication.documents import Level, ReleaseDocument
from app.publication.summary import summarise
from app.publication.values import Share
from app.tallies.counts import count_sheet
from app.tallies.pool import UNDISCLOSED
from app.tallies.sums import total
from app.totem.model import Answers
from tests import soak
from tests.privacy.published import People, isolated, isolated_by_trying
from tests.privacy.site import AXIS, SmallSite
from tests.privacy.test_two_documents import both
from tests.privacy.voices import let_answer, published
from tests.publication.campaigns import TODAY, Spring
from tests.surveys import CROWD, OPENED, PUBLIC, Surveyed, catalogue

pytestmark = pytest.mark.slow

HOUSES, K = soak.many(120, 4_000), 5
SIZES, HIGHEST = (5, 9, 10, 14, 19), 4
CAP = 20.0
"""In percent: the same as of someone who knows every sheet but one."""


@pytest.fixture(scope="module")
def small_engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    made = make_engine(f"sqlite:///{tmp_path_factory.mktemp('voices')}/totem.db")
    migrate(made)
    yield made
    made.dispose()


def staff_of(engine: Engine, random: Random) -> tuple[SmallSite, list[People]]:
    """Staff in parts, and the sets of their two documents."""
    with engine.connect() as connection:
        site = SmallSite(connection)
        for segment in (*AXIS, UNDISCLOSED):
            site.answer(segment, random.choice((0, 2, 5, 6, 7, 11, 30)))
        site.close()
        site.publish(0, release=both)
        connection.rollback()
    return site, [people for one in site.releases for people in one.sets.values()]


def leaders_of(site: SmallSite, random: Random, many: int, two: int) -> tuple[People, People]:
    """So many, of whom two are staff as well: everybody, and those."""
    as_staff = sum(1 << one for one in random.sample(range(site.many), two))
    alone = ((1 << (many - two)) - 1) << site.many
    return as_staff | alone, as_staff


def test_nobody_is_isolated_while_fewer_than_k_people_are_in_both_voices(small_engine: Engine) -> None:
    random, told, apart = Random(14), 0, 0
    for _ in range(HOUSES):
        site, staff = staff_of(small_engine, random)
        if not staff:
            continue
        leaders, two = leaders_of(site, random, random.choice((5, 5, 6, 9, 20)), random.randint(1, min(4, site.many)))
        assert isolated([*staff, leaders], K) == []
        told += 1
        apart += bool(isolated([*staff, leaders, two], K))
    assert told > HOUSES / 2
    assert apart == told  # the control: a count of who answered twice


def test_trying_every_combination_finds_nobody_either(small_engine: Engine) -> None:
    """Of −2 … 2 times each figure of both voices."""
    random = Random(15)
    for _ in range(soak.many(4, 40)):
        site, staff = staff_of(small_engine, random)
        leaders, _ = leaders_of(site, random, 6, min(3, site.many))
        figures = [*staff[:5], leaders]
        assert isolated_by_trying(figures, K, product(range(-2, 3), repeat=len(figures))) == 0


def test_a_survey_says_of_no_voice_how_many_are_in_another(tmp_path: Path, sqlite_engine: Engine) -> None:
    """What is composed of the releases counts nobody anew: each number of people in it is a release’s own."""
    site = Surveyed(sqlite_engine, KeyFile(tmp_path / "keys"), [OPENED])
    edition = site.opened()
    let_answer(site, edition, "customers", {"lille": 40, "with-lens": 33})
    let_answer(site, edition, "staff", {"lille": 31, "with-lens": 12})
    let_answer(site, edition, "leaders", {UNDISCLOSED: 7})
    said = site.barometers.said(site.reveal(edition))
    assert said
    site.day[0] = PUBLIC
    of_releases = {voice: released.n for voice, released in published(site, edition).items()}
    assert {one["voice"]: one["n"] for one in said.content["sources"]} == of_releases
    counts = [value for key, value in numbers_in(said.content) if key in ("n", "base", "count")]
    assert {*counts} - {None} == {*of_releases.values()}


def numbers_in(content: object, key: str = "") -> Iterator[tuple[str, object]]:
    if isinstance(content, dict):
        for name, value in content.items():
            yield from numbers_in(value, name)
    elif isinstance(content, list):
        for value in content:
            yield from numbers_in(value, key)
    else:
        yield key, content


def said_of_customers(voice: str, people: Sequence[Answers], k: int) -> list[Level]:
    """What this voice's release says that customers would answer, dimension by dimension."""
    bank = catalogue()[voice].bank
    counts = total(count_sheet(bank, one, None) for one in people)
    made: ReleaseDocument = summarise(bank, counts, Spring(), Random(1).randrange, number=1, k=k, today=TODAY)
    return [next(level for level in one.levels if level.side == "expected") for one in made.dimensions[:10]]


def sums_of(level: Level, n: int, k: int) -> set[tuple[int, int]]:
    """The sums of n answers (0–4 each), with how many of them are favourable, that would be shown so."""
    return {
        (points, many)
        for points in range(HIGHEST * n + 1)
        if policy.shown_mean(100 * points / (HIGHEST * n), n, k) == level.mean
        for many in range(n + 1)
        if 3 * many <= points <= 4 * many + 2 * (n - many) and _may_show(many, n, level.favourable)
    }


def _may_show(many: int, n: int, share: Share | None) -> bool:
    return any(policy.share(policy.rounded_count(many, lambda _, at=at: at), n) == share for at in range(3))  # type: ignore[misc]


def certain(leaders: Level, staff: Level, n: int, k: int) -> bool:
    """Whether what the one member of staff who is no leader answered follows."""
    of_leaders, of_staff = sums_of(leaders, n, k), sums_of(staff, n + 1, k)
    left = {
        answer
        for points, many in of_leaders
        for answer in range(HIGHEST + 1)
        if (points + answer, many + (answer > HIGHEST - 2)) in of_staff
    }
    assert left
    return len(left) == 1


def rate(runs: int) -> dict[int, float]:
    """By the number of leaders, all of whom answered as staff as well: how often the last one's answer is certain."""
    found = {}
    for n in SIZES:
        times, random, k = 0, Random(f"all {n}"), K if n < 10 else 10
        for _ in range(runs):
            staff = [CROWD["staff"].sheet(catalogue()["staff"].bank, random) for _ in range(n + 1)]
            leaders = [as_leader(one) for one in staff[:n]]
            levels = zip(said_of_customers("leaders", leaders, k), said_of_customers("staff", staff, k), strict=True)
            times += sum(certain(*pair, n, k) for pair in levels)
        found[n] = 100 * times / (10 * runs)
    return found


def as_leader(sheet: Answers) -> Answers:
    """The same person, who says again what customers would answer."""
    bank, of = catalogue()["leaders"].bank, catalogue()["staff"].bank
    said = {
        item.question.dimension: reply
        for item, reply in zip(of.items, sheet.replies, strict=True)
        if item.side == "expected"
    }
    return Answers(tuple(said[item.question.dimension] or 3 for item in bank.items), ())


def test_where_all_leaders_answer_twice_roundings_keep_the_last_answer_open() -> None:
    found = rate(soak.many(6, 300))
    assert all(percent <= CAP for percent in found.values()), found


def test_means_that_are_not_rounded_give_the_last_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control."""
    monkeypatch.setattr(policy, "_stepped", lambda value, *_: round(value, 6))
    assert {*rate(1).values()} == {100.0}
