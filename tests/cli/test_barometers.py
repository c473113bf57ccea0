"""Mirror surveys from a terminal: opened, looked at without a figure, revealed on their day, promised, deleted."""

import json
import re
import sqlite3
import sys
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.barometer.edition import Edition
from app.campaigns.gone import gone_on
from app.cli.main import main
from app.days import USUAL_ZONE, day_in, now_in_utc
from app.db.engine import make_engine, migrate
from app.pool_keys.key_file import KeyFile
from tests.site import LiveSite
from tests.surveys import Surveyed, a_draft

pytestmark = pytest.mark.slow

TODAY = day_in(USUAL_ZONE, now_in_utc())
PLACES = "Lille ; 33\nLens ; 33\nDouai ; 4\n"
FIGURE = re.compile(r"mean|half_width|favourable|\d ?%|levels|contrasts")
WORDS = ("--words-fr", "Un seul numéro", "--whom-fr", "les clients", "--signed-fr", "la direction")


class Terminal:
    """What an operator types, in this process: a folder where nothing has run."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self._monkeypatch, self._capsys = folder, monkeypatch, capsys
        monkeypatch.chdir(folder)
        for name, value in LiveSite(folder).environment.items():
            monkeypatch.setenv(name, value)

    def totem(self, *arguments: str) -> tuple[int, str, str]:
        """How it ends, what it prints, and what it prints of its troubles."""
        self._monkeypatch.setattr(sys, "argv", ["totem", *arguments])
        with pytest.raises(SystemExit) as end:
            main()
        said = self._capsys.readouterr()
        return int(end.value.code or 0), said.out, said.err


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal(tmp_path, monkeypatch, capsys)


def ran(site: Terminal, *command: str) -> str:
    code, out, err = site.totem("barometer", *command)
    assert code == 0, err
    return out


def refused(site: Terminal, *command: str) -> str:
    code, _out, err = site.totem("barometer", *command)
    assert code == 1
    assert "Traceback" not in err
    return err


def is_well(site: Terminal) -> bool:
    return site.totem("verify")[1].strip() == "All is well."


def opened(site: Terminal, *more: str, slug: str = "accueil") -> dict[str, Any]:
    (site.folder / "places.txt").write_text(PLACES)
    reveal = (TODAY + timedelta(days=30)).isoformat()
    told = ("--title", "Accueil Dupont", "--signature", "La direction", "--places", "places.txt", "--reveal", reveal)
    many = ("--expect", "customers=240", "--expect", "staff=70", "--expect", "leaders=7")
    found: dict[str, Any] = json.loads(ran(site, "new", slug, "--edition", "one", *told, *many, *more, "--json"))
    return found


def surveyed(site: Terminal, day: date) -> Surveyed:
    """The same database, with a clock of its own."""
    engine = make_engine(f"sqlite:///{site.folder}/data/totem.db")
    migrate(engine)
    return Surveyed(engine, KeyFile(site.folder / "secrets" / "pool-keys"), [day])


def answered(site: Terminal, reveal: date) -> Edition:
    """An edition with two voices that have answered, whose staff are to read it on this day."""
    here = surveyed(site, reveal - timedelta(days=28))
    edition, _ = here.barometers.create(a_draft(reveal=reveal, places=()), "symmetry")
    here.answer_all(edition, {"customers": 40, "staff": 30})
    here.engine.dispose()
    return edition


def test_a_survey_opens_with_all_its_ways_in(site: Terminal) -> None:
    made = opened(site)
    assert re.fullmatch(r"http://127.0.0.1:8000/fr/organise/barometer/accueil/[\w-]{32}", made["organiser"])
    days = [made[name] for name in ("opens_on", "voices_close_on", "staff_see_on", "public_on")]
    assert days == [(TODAY + timedelta(days=ahead)).isoformat() for ahead in (2, 29, 30, 37)]
    assert made["state"] == "draft"
    voices = {row["voice"]: row for row in made["voices"]}
    assert voices["staff"]["address"] == "http://127.0.0.1:8000/fr/quiz/accueil-one-staff"
    assert re.fullmatch(r"[A-Z2-9]{6}", voices["staff"]["code"])
    assert [voices[voice]["address"] for voice in ("customers", "leaders")] == [None, None]
    assert {row["name"]: row["counts_with"] for row in made["places"]} == {
        "Lille": [],
        "Lens": ["Douai"],
        "Douai": ["Lens"],
    }
    for row in made["places"]:
        assert row["address"] == f"http://127.0.0.1:8000/fr/at/{row['code']}"
    lines = ran(site, "places", "accueil").splitlines()
    assert lines[2] == f"Douai · 4 work there · counts with Lens · {made['places'][2]['address']}"
    assert is_well(site)


def test_a_person_at_a_terminal_reads_what_opens_what(site: Terminal) -> None:
    (site.folder / "places.txt").write_text("")
    reveal = (TODAY + timedelta(days=9)).isoformat()
    told = ("--reveal", reveal, "--title", "Accueil", "--signature", "X", "--expect", "customers=90", "--expect")
    lines = ran(site, "new", "petit", *told, "staff=30").splitlines()
    assert lines[0].startswith("Organiser: http://127.0.0.1:8000/fr/organise/barometer/petit/")
    assert lines[1] == "customers: at least 0 of 90, in steps of 10."
    assert lines[2].startswith("staff: at least 0 of 30, in steps of 10. http://127.0.0.1:8000/fr/quiz/petit-")
    assert lines[3].startswith("Accueil · http://127.0.0.1:8000/fr/at/")
    assert lines[4].endswith(f"staff read on {reveal}, all on {(TODAY + timedelta(days=16)).isoformat()}.")
    assert lines[5].startswith(f"Nobody is shown a figure before {reveal}.")


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        (("--expect", "customers"), "Write a voice and a number each time, as customers=240."),
        (("--expect", "staff=3"), "Expect 5 of them at least."),
        (("--spec", "other"), "“other” is not a known spec. Choose among: symmetry."),
        (("--people", "elves"), "Choose among: customers"),
        (("--title", "x" * 81), "at most 80 characters"),
    ],
)
def test_what_cannot_be_opened_is_said_in_a_sentence(site: Terminal, changed: tuple[str, ...], why: str) -> None:
    told = ("--reveal", (TODAY + timedelta(days=9)).isoformat(), "--title", "A", "--signature", "B")
    assert why in refused(site, "new", "x-y", *told, "--expect", "customers=90", *changed)


def test_a_survey_that_is_not_here_is_named(site: Terminal) -> None:
    assert "There is no database at" in refused(site, "list")
    opened(site)
    assert "There is already a survey at this address: accueil." in refused(
        site, "new", "accueil", "--reveal", (TODAY + timedelta(days=60)).isoformat(), "--title", "A",
        "--signature", "B", "--expect", "customers=90", "--expect", "staff=50",
    )  # fmt: skip
    for command in (("status",), ("places",), ("key",), ("staff-key",), ("delete", "--yes"), ("compose",)):
        assert "There is no survey “other”." in refused(site, command[0], "other", *command[1:])
    assert "“accueil” has no edition two." in refused(site, "status", "accueil", "--edition", "two")


def test_meanwhile_the_terminal_tells_how_many_in_steps_and_no_figure(site: Terminal) -> None:
    edition = answered(site, TODAY + timedelta(days=3))
    told = ran(site, "status", "accueil")
    rows = json.loads(ran(site, "status", "accueil", "--json"))
    assert {row["voice"]: (row["k"], row["at_least"] % row["k"]) for row in rows["voices"]} == {
        "customers": (10, 0),
        "staff": (10, 0),
        "leaders": (5, 0),
    }
    assert 0 < rows["voices"][0]["at_least"] < 40
    assert "Accueil Dupont · 2027: open" in told
    assert f"Nobody is shown a figure before {edition.days.staff_see_on}." in told
    assert ran(site, "compose").strip() == "Nothing is due."
    (row,) = json.loads(ran(site, "list", "--json"))
    assert (row["slug"], row["edition"], row["state"]) == ("accueil", "2027", "collecting")
    for command in (("list",), ("status", "accueil"), ("places", "accueil"), ("compose", "accueil")):
        assert not FIGURE.search(ran(site, *command)), command
    for name in ("publish", "close", "withdraw", "delete"):
        done = site.totem("campaign", name, "accueil-2027-customers", *(["--yes"] if name == "delete" else []))
        assert "is a voice of a mirror survey, which leads it" in done[2]


def test_a_voice_is_sealed_early_and_nobody_reads_earlier_for_it(site: Terminal) -> None:
    edition = answered(site, TODAY + timedelta(days=3))
    assert "Its last day was announced as" in site.totem("barometer", "seal", "accueil", "staff")[1]
    told = ran(site, "seal", "accueil", "staff", "--yes")
    assert told.strip() == f"“staff” is closed. Nobody is shown a figure before {edition.days.staff_see_on}."
    assert "closed already" in refused(site, "seal", "accueil", "staff", "--yes")
    assert "no voice “owners”" in refused(site, "seal", "accueil", "owners", "--yes")
    assert ran(site, "compose", "accueil").strip() == "Nothing is due."
    assert f"Closed on {TODAY}." in ran(site, "status", "accueil")
    assert not FIGURE.search(ran(site, "status", "accueil", "--json"))


def test_what_is_due_is_revealed_and_promised_and_followed(site: Terminal) -> None:
    answered(site, TODAY)
    assert "Commitments are written once staff have read" in refused(site, "commit", "accueil", *WORDS)
    assert ran(site, "compose").strip() == "accueil 2027: number 1 is composed."
    assert ran(site, "compose").strip() == "Nothing is due."
    assert "Accueil Dupont · 2027: read by staff" in ran(site, "status", "accueil")
    due = ("--due", (TODAY + timedelta(days=90)).isoformat())
    assert "Promise it for a day to come." in refused(site, "commit", "accueil", *WORDS)
    public = TODAY + timedelta(days=7)
    for number in (1, 2, 3):
        told = ran(site, "commit", "accueil", *WORDS, *due)
        assert told.strip() == f"Commitment {number} of 3 at most. It may be written again until {public}."
    for other in ((), ("--number", "4")):
        assert "Three commitments at most" in refused(site, "commit", "accueil", *WORDS, *due, *other)
    assert "No person is named here" in refused(
        site, "commit", "accueil", "--number", "1", "--words-fr", "Mme Durand rappelle", *WORDS[2:], *due
    )
    ran(site, "commit", "accueil", "--number", "2", "--subject", "ease", *WORDS, *due)
    assert ran(site, "commit", "accueil", "--take-back", "3").strip() == "Commitment 3 is taken back."
    assert "once the edition is public" in refused(site, "progress", "accueil", "1", "kept")
    later = (TODAY + timedelta(days=10)).isoformat()
    assert f"all on {later}" in ran(site, "delay", "accueil", "--public", later)
    assert "never brought forward" in refused(site, "delay", "accueil", "--public", public.isoformat())
    assert is_well(site)


def test_a_public_commitment_is_told_of_and_never_rewritten(site: Terminal) -> None:
    edition = answered(site, TODAY - timedelta(days=8))
    here = surveyed(site, TODAY - timedelta(days=8))
    here.reveal(edition)
    here.engine.dispose()
    due = ("--due", (TODAY + timedelta(days=90)).isoformat())
    assert "It is public, and stays as it is." in ran(site, "commit", "accueil", *WORDS, *due)
    for more in (("--number", "1", *WORDS, *due), ("--take-back", "1")):
        assert "A published commitment is not rewritten" in refused(site, "commit", "accueil", *more)
    ran(site, "progress", "accueil", "1", "under_way")
    assert "Kept, under way, or dropped" in refused(site, "progress", "accueil", "1", "forgotten")
    assert "Say why" in refused(site, "progress", "accueil", "1", "dropped")
    ran(site, "progress", "accueil", "1", "dropped", "--words-fr", "Le marché n’a pas abouti.")
    assert "no commitment with this number" in refused(site, "progress", "accueil", "2", "kept")
    assert is_well(site)
    ran(site, "archive", "accueil")
    assert "archived" in ran(site, "list")
    assert "withdrawn" in ran(site, "withdraw", "accueil", "--notice-fr", "Une erreur de saisie.")


def test_what_was_changed_behind_the_program_s_back_is_named(site: Terminal) -> None:
    edition = answered(site, TODAY - timedelta(days=8))
    here = surveyed(site, TODAY - timedelta(days=8))
    here.reveal(edition)
    here.engine.dispose()
    ran(site, "commit", "accueil", *WORDS, "--due", (TODAY + timedelta(days=90)).isoformat())
    assert is_well(site)
    with closing(sqlite3.connect(site.folder / "data" / "totem.db")) as connection:
        connection.execute('UPDATE commitment SET words = \'{"fr": "On verra"}\'')
        connection.commit()
    code, out, err = site.totem("verify")
    assert (code, out, err) == (1, "", "commitment changed: accueil 2027. 1: its words or its day\n")


def test_the_next_edition_keeps_what_the_survey_is(site: Terminal) -> None:
    edition = answered(site, TODAY - timedelta(days=8))
    here = surveyed(site, TODAY - timedelta(days=8))
    here.reveal(edition)
    here.engine.dispose()
    reveal = ("--reveal", (TODAY + timedelta(days=300)).isoformat(), "--edition", "two")
    told = ran(
        site, "new", "accueil", "--next", *reveal, "--expect", "customers=90", "--expect", "staff=60", "--json"
    )  # fmt: skip
    made = json.loads(told)
    assert (made["title"], made["edition"], made["organiser"]) == ("Accueil Dupont", "two", None)
    assert [row["edition"] for row in json.loads(ran(site, "list", "--json"))] == ["2027", "two"]
    assert "There is no survey “other”." in refused(
        site, "new", "other", "--next", *reveal, "--expect", "customers=90", "--expect", "staff=60"
    )


def test_keys_codes_and_invitations_are_given_out_anew(site: Terminal) -> None:
    made = opened(site)
    base = "http://127.0.0.1:8000/fr"
    fresh = ran(site, "key", "accueil").strip()
    assert fresh != made["organiser"]
    assert re.fullmatch(rf"{base}/organise/barometer/accueil/[\w-]{{32}}", fresh)
    assert ran(site, "key", "accueil", "--reader").strip() != fresh
    assert ran(site, "key", "accueil", "--reader", "--revoke").strip() == "The key is revoked."
    assert "Only the key that reads is revoked" in refused(site, "key", "accueil", "--revoke")
    assert re.fullmatch(rf"{base}/barometer/accueil/one/staff/[\w-]{{32}}", ran(site, "staff-key", "accueil").strip())
    code = ran(site, "code", "accueil", "Douai").strip()
    assert code.startswith(f"{base}/at/")
    assert code != made["places"][2]["address"]
    assert "has no place “Arras”" in refused(site, "code", "accueil", "Arras")
    assert "has no place “”" in refused(site, "code", "accueil")
    invitations = ran(site, "invite", "accueil", "leaders", "3").split()
    assert len(set(invitations)) == 3
    assert all(one.startswith(f"{base}/invitation/accueil-one-leaders/") for one in invitations)
    assert ran(site, "invite", "accueil", "leaders", "--lost", invitations[0]).strip() not in invitations
    for voice in ("customers", "owners"):
        assert "does not come in by invitation" in refused(site, "invite", "accueil", voice)


def test_a_deleted_survey_is_asked_for_once_and_leaves_its_address_where_it_was_read(site: Terminal) -> None:
    edition = answered(site, TODAY - timedelta(days=8))
    here = surveyed(site, TODAY - timedelta(days=8))
    here.reveal(edition)
    code, asked, _err = site.totem("barometer", "delete", "accueil")
    assert (code, "Delete “accueil”, with its editions" in asked) == (1, True)
    assert ran(site, "delete", "accueil", "--yes").strip() == "“accueil” is deleted."
    assert json.loads(ran(site, "list", "--json")) == []
    assert gone_on(here.engine, "barometer/accueil") == gone_on(here.engine, "accueil-2027-staff") == TODAY
    here.engine.dispose()
    assert is_well(site)
    assert "Whoever cited them must not find others" in refused(
        site, "new", "accueil", "--reveal", (TODAY + timedelta(days=9)).isoformat(), "--title", "A",
        "--signature", "B", "--expect", "customers=90", "--expect", "staff=50",
    )  # fmt: skip


def test_in_french_for_whoever_works_in_french(tmp_path: Path) -> None:
    site = LiveSite(tmp_path, LC_ALL="fr_FR.UTF-8")
    reveal = (TODAY + timedelta(days=9)).isoformat()
    told = ("--reveal", reveal, "--title", "Accueil", "--signature", "X", "--expect", "customers=90")
    done = site.typed("barometer", "new", "petit", *told, "--expect", "staff=30")
    assert done.returncode == 0, done.stderr
    assert "staff : au moins 0 sur 30, par paliers de 10." in done.stdout.replace("\u00a0", " ")
    assert f"Personne ne voit de chiffre avant le {reveal}." in done.stdout
