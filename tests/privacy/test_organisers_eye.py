"""Attack 16: whoever looks after a campaign or a room learns from no page, file, press or command who answered.

Pairs of sites differ in who of two people answered last: with that, in whose invitation was used. A third one, where
neither did, is the same as long as nobody completes a group of k.
"""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import typer
from sqlalchemy import delete
from sqlmodel import col
from starlette.applications import Starlette
from typer.testing import CliRunner

from app.campaigns import invitations
from app.campaigns.keys import key_digest
from app.cli.main import app as terminal
from app.db import remembered
from app.db.engine import write_transaction
from app.db.tables import InvitationRow
from app.publication import releases
from app.web.deps import BaseDep, SiteDep
from app.web.organise import campaign_access as managed
from app.web.organise import routes as organise
from app.web.organise.campaign_access import CampaignAccessDep
from app.web.organise.routes import organise_page
from app.web.organise.views import Done
from app.web.seminar import live
from tests import soak
from tests.privacy.eye import ORGANISERS, Answer
from tests.privacy.worlds import WHO, Case, Draws, eye_on, opened, worlds
from tests.soak import many
from tests.stores import is_valid

pytestmark = pytest.mark.slow
Seen = dict[str, list[tuple[str, Answer]]]
Old = Callable[[Starlette], None]
COMMANDS: dict[tuple[str, ...], tuple[str, ...]] = {
    ("campaign", "list"): ("--json",),
    ("campaign", "invite"): ("{slug}", "--lost", "{other}"),
    ("campaign", "key"): ("{slug}", "--reader"),
    ("seminar", "new"): ("--json",),
    ("verify",): (),
    ("campaign", "publish"): ("{slug}",),
    ("backup",): ("{folder}/{slug}.backup",),
    ("campaign", "close"): ("{slug}",),
    ("export-batches",): ("{slug}", "{folder}/{slug}.batches"),
    ("campaign", "withdraw"): ("{slug}", "--notice-fr", "Plus tard."),
    ("campaign", "restore"): ("{slug}",),
    ("campaign", "archive"): ("{slug}",),
    ("campaign", "delete"): ("{slug}", "--yes"),
}
"""What an operator does to a campaign, in this order: from the close on, only where both people answered alike."""
OF_SURVEYS: dict[tuple[str, ...], tuple[str, ...]] = {
    ("list",): (),
    ("status",): ("{survey}", "--json"),
    ("places",): ("{survey}", "--json"),
    ("key",): ("{survey}", "--reader"),
    ("staff-key",): ("{survey}",),
    ("invite",): ("{survey}", "{voice}", "--lost", "{other}"),
    ("code",): ("{survey}", "lens"),
    ("delay",): ("{survey}", "--reveal", "2028-02-01"),
    ("compose",): ("{survey}",),
    ("commit",): (
        "{survey}",
        "--words-fr",
        "Un numéro",
        "--whom-fr",
        "tous",
        "--signed-fr",
        "nous",
        "--due",
        "2031-01-01",
    ),
    ("progress",): ("{survey}", "1", "kept"),
    ("withdraw",): ("{survey}", "--notice-fr", "Plus tard."),
    ("archive",): ("{survey}",),
    ("seal",): ("{survey}", "{voice}", "--yes"),
    ("delete",): ("{survey}", "--yes"),
}
"""The same to a mirror survey; from the seal on, only where both people answered alike."""
OTHERWISE = {
    *("serve", "demo", "check", "sort", "schema", "calibrate", "abandon-pools", "import-batches", "new"),
    *("migrate", "move", "move-keys"),
}
"""Commands that know of no answer of a site which counts: they serve, read banks, make a campaign, bring another's,
change the tables, take a stopped site or its keys elsewhere."""


@pytest.fixture
def draws(monkeypatch: pytest.MonkeyPatch) -> Draws:
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now)
    for module, name in ((live, "FRESH_SECONDS"), (remembered, "CACHE_SECONDS"), (releases, "SECONDS")):
        monkeypatch.setattr(module, name, -1.0)  # what is kept for a moment would differ by the moment
    return Draws(monkeypatch)


def seen_on(folder: Path, cases: list[Case], draws: Draws, patch: pytest.MonkeyPatch, old: Old | None = None) -> Seen:
    found: Seen = {}
    for app, client in opened(folder, draws.random):
        if old:
            old(app)
        for case in cases:
            eye = eye_on(app, client, case, draws.random, is_whole=case.by_terminal)
            if old:  # of an organiser's own pages
                eye.doors = [door for door in eye.doors if door.path.startswith(ORGANISERS)]
            eye.look()
            if case.is_room:
                eye.lead(reveals=not case.differ)
            elif case.is_voice:
                eye.lead_survey()
            else:
                eye.organise(closes=not case.differ and not case.by_terminal)
            if case.by_terminal:
                with of_site(folder, patch):
                    eye.seen += commands(case, folder, draws)
                eye.look_again()
            found[case.place.slug] = eye.seen
    return found


@contextmanager
def of_site(folder: Path, patch: pytest.MonkeyPatch) -> Iterator[None]:
    with patch.context() as terminal_of:
        terminal_of.setenv("TOTEM_DATA_DIR", str(folder / "data"))
        for name in ("secret", "pool-keys"):
            terminal_of.setenv(
                f"TOTEM_{'POOL_KEY' if name == 'pool-keys' else 'SECRET'}_FILE", str(folder / "secrets" / name)
            )
        yield


def commands(case: Case, folder: Path, draws: Draws) -> Iterator[tuple[str, Answer]]:
    """What the terminal says, and the files that leave the machine by it; backups say what privacy.md says."""
    place, typed = case.place, COMMANDS
    if case.is_voice:
        typed = {("barometer", *name): arguments for name, arguments in OF_SURVEYS.items()} | {("verify",): ()}
    named = {"slug": place.slug, "survey": place.survey, "voice": place.slug.rpartition("-")[2]}
    for name, arguments in typed.items():
        if name[-1] in ("close", "seal") and case.differ:
            return
        draws.random.seed(" ".join(name))
        words = [one.format(**named, other=place.tokens[1], folder=folder) for one in arguments]
        done = CliRunner().invoke(terminal, [*name, *words])
        text = (done.output + str(done.exception or "")).replace(str(folder), "")
        if case.is_voice and name[-1] == "list":  # of the other surveys, some were looked at and deleted before
            text = "".join(line for line in text.splitlines() if line.startswith(place.survey))
        files = [Path(word).read_bytes() for word in words if word.endswith(".batches") and Path(word).exists()]
        yield f"totem {' '.join(name)}", (done.exit_code, (), b"".join([text.encode(), *files]))


def differences(one: Seen, other: Seen, cases: list[Case]) -> list[str]:
    found = []
    for case in cases:
        slug = case.place.slug
        pairs = [*zip(one[slug], other[slug], strict=False)]
        found += [name for (name, first), (_, second) in pairs if first != second]
        found += ["another number of answers"] * (len(one[slug]) != len(other[slug]))
    return found


def test_every_command_of_the_terminal_is_played_or_knows_no_answers() -> None:
    def names(of: Any) -> set[str]:
        return {name for name, each in of.commands.items() if not hasattr(each, "commands")}

    group: Any = typer.main.get_command(terminal)
    known = {name[-1] for name in COMMANDS} | OTHERWISE
    assert names(group) | names(group.commands["campaign"]) | names(group.commands["seminar"]) == known
    assert names(group.commands["barometer"]) - {"new"} == {name for (name,) in OF_SURVEYS}


def attacked(
    tmp_path: Path, draws: Draws, patch: pytest.MonkeyPatch, seed: str, campaigns: int, rooms: int
) -> tuple[list[str], list[str], int]:
    """What differs by who answered; by whether anyone did; and how much was looked at."""
    voices = range(2, 5) if soak.IS_SOAK else (2, 3)
    cases, folders = worlds(tmp_path, seed, range(campaigns), rooms, voices)
    one, other = (seen_on(folders[who], cases, draws, patch) for who in WHO[:2])
    quiet = [case for case in cases if case.differ and not case.is_room]
    nobody = seen_on(folders["nobody"], quiet, draws, patch)
    return differences(one, other, cases), differences(one, nobody, quiet), sum(map(len, one.values()))


@pytest.mark.long
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("seed", [f"seed {number}" for number in range(many(1, 20))])
def test_no_view_tells_who_answered(tmp_path: Path, draws: Draws, monkeypatch: pytest.MonkeyPatch, seed: str) -> None:
    by_whom, by_whether, many_looks = attacked(
        tmp_path, draws, monkeypatch, seed, campaigns=many(3, 10), rooms=many(1, 2)
    )
    assert by_whom == []
    assert by_whether == []
    assert many_looks > 700


@pytest.mark.long
def test_the_three_old_views_are_found_out(tmp_path: Path, draws: Draws, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: a replacement that hides the link of a used one, a link that is looked up, a void that deletes."""
    told_once = managed.told_once

    def hides(here: Any, found: Any, done: str, token: str) -> str:
        text = told_once(here, found, done, token)
        return text if done != "replaced" or is_valid(found.campaigns._engine, found.context.campaign.id, text) else ""

    def deletes(engine: Any, campaign_id: int, token: str) -> None:
        this = col(InvitationRow.campaign_id) == campaign_id, col(InvitationRow.digest) == key_digest(token)
        with write_transaction(engine) as connection:
            connection.execute(delete(InvitationRow).where(*this, col(InvitationRow.spent).is_(False)))

    def looked_up(
        here: SiteDep, base: BaseDep, found: CampaignAccessDep, done: Done | None = None, fresh: str = ""
    ) -> Any:
        known = is_valid(found.campaigns._engine, found.context.campaign.id, fresh)
        return organise_page(here, base, found, done="replaced", just_made=fresh if known else "")

    def old(app: Any) -> None:
        pages = app.routes[-1]
        while not hasattr(pages, "state"):
            pages = pages.app
        pages.add_api_route("/{language}/organise/{slug}/{key}/old", looked_up)

    monkeypatch.setattr(organise, "told_once", hides)
    monkeypatch.setattr(invitations, "void", deletes)
    cases, folders = worlds(tmp_path, "control", [1], rooms=0)
    one, other = (seen_on(folders[who], cases, draws, monkeypatch, old) for who in WHO[:2])
    found = differences(one, other, cases)
    assert any("?done=replaced&told=" in name for name in found)
    assert any(re.search(r"/old\?fresh=", name) for name in found)
    assert any(name.endswith("?done=voided ") for name in found)
