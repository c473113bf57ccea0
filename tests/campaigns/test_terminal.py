"""`totem campaign …` on a real site: everything an organiser may set, keys, invitations, and what time alone closes."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from app.campaigns.draft import CampaignInvalid
from app.campaigns.store import create, find
from app.cli.main import app
from app.db.engine import make_engine, migrate
from app.seminars import store
from app.seminars.store import open_room as open_room
from tests.patience import eventually
from tests.site import LiveSite

pytestmark = pytest.mark.slow

HOME = "http://127.0.0.1:8000/fr"
WHOLE = (
    "--title-fr", "Le baromètre", "--introduction-en", "Welcome", "--question-fr", "Quelle équipe ?",
    "--segment", "north=Nord|North", "--segment", "south=Sud|South", "--opens", "2031-01-01", "--closes", "2031-02-01",
    "--expected", "25", "--protection", "code", "--code", "cerf 42", "--series", "yearly", "--edition", "2031",
)  # fmt: skip


@pytest.fixture
def site(tmp_path: Path) -> LiveSite:
    return LiveSite(tmp_path)


class Terminal:
    """The commands in this process: starting Python for each would take most of the time."""

    def __call__(self, *arguments: str) -> Result:
        return CliRunner().invoke(app, ["campaign", *arguments])

    def rows(self) -> dict[str, dict[str, Any]]:
        return {row["slug"]: row for row in json.loads(self("list", "--json").stdout)}


@pytest.fixture
def here(site: LiveSite, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    for name, value in site.environment.items():
        if name.startswith("TOTEM_"):
            monkeypatch.setenv(name, value)
    return Terminal()


def test_everything_may_be_set_when_a_campaign_is_made(here: Terminal, site: LiveSite) -> None:
    made = here("new", "spring", *WHOLE, "--organiser")
    quiz, figures, late, code, organiser = made.stdout.splitlines()
    assert (quiz, figures) == (f"{HOME}/quiz/spring", f"{HOME}/figures/spring")
    assert late == "2 parts: the count may be up to 27 answers behind."
    assert code.endswith("CERF42")
    assert organiser.startswith(f"{HOME}/organise/spring/")
    row = here.rows()["spring"]
    assert (row["state"], row["k"], row["expected"], row["series"]) == ("draft", 5, 25, "yearly")
    assert (row["opened_on"], row["closes_on"], row["protection"]) == ("2031-01-01", "2031-02-01", "code")
    found = find(make_engine(f"sqlite:///{site.folder}/data/totem.db"), "spring")
    assert found is not None
    assert found.own_words.segments[1].name == {"fr": "Sud", "en": "South"}
    assert (found.own_words.title, found.own_words.introduction) == ({"fr": "Le baromètre"}, {"en": "Welcome"})


def test_what_is_wrong_is_told_in_french_to_whoever_works_in_french(site: LiveSite) -> None:
    site.environment["LC_ALL"] = "fr_FR.UTF-8"
    done = site.typed("campaign", "new", "spring", "--opens", "2031-02-01", "--closes", "2031-01-01")
    assert (done.returncode, done.stderr.strip()) == (1, "Le dernier jour vient avant le premier.")


def test_a_campaign_is_withdrawn_archived_and_deleted(here: Terminal) -> None:
    here("new", "spring")
    assert isinstance(here("withdraw", "spring").exception, CampaignInvalid)
    here("withdraw", "spring", "--notice-en", "A mistake")
    assert here.rows()["spring"]["withdrawn_on"]
    here("restore", "spring")
    assert not here.rows()["spring"]["withdrawn_on"]
    assert isinstance(here("archive", "spring").exception, CampaignInvalid)
    here("close", "spring")
    here("archive", "spring")
    assert here.rows()["spring"]["state"] == "archived"
    assert here("delete", "spring").exit_code == 1
    assert list(here.rows()) == ["spring"]
    here("delete", "spring", "--yes")
    assert here.rows() == {}


def test_keys_and_invitations_are_printed_as_addresses(here: Terminal) -> None:
    here("new", "spring", "--protection", "invitation")
    first, second = (here("key", "spring").stdout.strip() for _ in range(2))
    assert first.rpartition("/")[0] == second.rpartition("/")[0] == f"{HOME}/organise/spring"
    assert first != second
    assert here("key", "spring", "--reader", "--revoke").exit_code == 0
    invited = here("invite", "spring", "3").stdout.splitlines()
    assert len({line for line in invited if line.startswith(f"{HOME}/invitation/spring/")}) == 3
    other = here("invite", "spring", "--lost", invited[0]).stdout.strip()
    assert other not in invited
    assert isinstance(here("invite", "spring", "--lost", invited[0]).exception, CampaignInvalid)
    assert here("invite", "spring", "--lost", other, "--void").stdout == ""
    assert isinstance(here("invite", "spring", "--lost", other).exception, CampaignInvalid)


def test_a_site_closes_by_itself_what_is_past_its_last_day(site: LiveSite) -> None:
    engine = make_engine(f"sqlite:///{site.folder}/data/totem.db")
    migrate(engine)
    create(engine, "over", "totem", date(2026, 1, 1), closes_on=date(2026, 1, 31))

    def closed_on() -> date | None:
        found = find(engine, "over")
        return found.closed_on if found else None

    site.start()
    try:
        eventually(lambda: closed_on() is not None)
    finally:
        site.stop()
    assert closed_on() == date(2026, 1, 31)
    engine.dispose()


def test_rooms_are_led_from_their_remotes_alone(here: Terminal, site: LiveSite) -> None:
    assert here("new", "spring").exit_code == 0
    engine = make_engine(f"sqlite:///{site.folder}/data/totem.db")
    room = open_room(engine, "totem", "0" * 16, "fr", "free", "", date(2026, 11, 22)).seminar
    assert "spring" in here.rows()
    assert room.slug not in here.rows()
    for command in ("close", "publish", "delete"):
        refused = here(command, room.slug, *(["--yes"] if command == "delete" else []))
        assert isinstance(refused.exception, CampaignInvalid)
    assert store.seminars(engine) == [room]
    made = here("new", "winter", "--protection", "room")
    assert isinstance(made.exception, CampaignInvalid)
