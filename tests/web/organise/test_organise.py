"""The organiser's pages over HTTP: every form and mistake, in both languages; keys, and what they open."""

import csv
import io
import logging
import re
import secrets
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from html import escape, unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from httpx2 import Response
from starlette.applications import Starlette
from starlette.testclient import TestClient

from app.actions import Receipt, entry_of
from app.banks.loader import Catalogue
from app.banks.response_model import CENTRAL, populations
from app.campaigns.store import find
from app.cli.demo import MIDDLING
from app.days import day_in, now_in_utc
from app.db.engine import read
from app.main import create_app
from app.pool_keys.key_file import KeyFile
from app.publication.store import latest
from app.settings import SecretUnreadable, load_passphrase
from app.tallies.ledger import Ledger, Outcome, today_in_utc
from app.web.organise.sample_release import without_doors
from app.web.rate_limit import CodeLimiter
from tests.site import LiveSite
from tests.stores import is_valid
from tests.web.conftest import settings_in
from tests.whole import Whole

LANGUAGES = ("fr", "en")
FIELDS = {
    "bank": "express", "people": "users", "edition": "2027", "protection": "open", "expected": "120",
    "title_fr": "Baromètre", "title_en": "Barometer",
}  # fmt: skip
MISTAKES: list[tuple[str, dict[str, str], str, str]] = [
    ("passphrase", {"passphrase": "sesame"}, "pas la phrase de passe", "not the passphrase"),
    ("bank", {"bank": "nothing"}, "un de ces questionnaires", "one of these questionnaires"),
    ("slug", {"slug": "Été 2027"}, "de 2 à 40", "2 to 40"),
    ("slug", {"slug": "totem"}, "déjà", "already"),
    ("edition", {"edition": ""}, "édition", "edition"),
    ("opened_on", {"opened_on": "31/03/2027"}, "ne se lit pas", "cannot be read"),
    ("opened_on", {"opened_on": "2001-01-01"}, "passé", "past"),
    ("closes_on", {"opened_on": "2199-03-02", "closes_on": "2199-03-01"}, "premier", "before the first"),
    ("people", {"people": "subjects"}, "un de ces mots", "one of these words"),
    ("expected", {"expected": "many"}, "personnes", "people"),
    ("k", {"k": "4"}, "de 5 à 100", "from 5 to 100"),
    ("k", {"k": "dix"}, "de 5 à 100", "from 5 to 100"),
    ("title", {"title_fr": "x" * 121}, "120", "120"),
    ("question", {"segments": "Nord\nSud"}, "question", "question"),
    ("segments", {"question_fr": "Où ?"}, "question", "question"),
    ("segments", {"question_fr": "Où ?", "segments": "Nord"}, "de 2 à 12", "from 2 to 12"),
    ("segments", {"question_fr": "Où ?", "segments": "\n".join("abcdefghijklm")}, "de 2 à 12", "from 2 to 12"),
    ("segments", {"question_fr": "Où ?", "segments": "Nord\nNord"}, "même", "same"),
    ("protection", {"protection": "none"}, "comment on entre", "how people come in"),
    ("code", {"protection": "code", "code": "é"}, "4 à 16", "4 to 16"),
]


@pytest.fixture
def here(app: Starlette) -> Whole:
    site: Whole = Whole(app)
    return site


@pytest.fixture
def passphrase(folder: Path) -> str:
    return load_passphrase(folder / "secrets" / "passphrase")


@pytest.fixture(autouse=True)
def _fresh_tries(app: Starlette) -> Iterator[None]:
    """Each test is somebody else's."""
    site = Whole(app)
    tries = replace(site.site.passphrase, tries=CodeLimiter(10, overall=0))
    with site.given(wrong_keys=CodeLimiter(60), passphrase=tries):
        yield


def a_slug() -> str:
    return f"c-{secrets.token_hex(4)}"


def submit(client: TestClient, passphrase: str, language: str = "fr", **typed: str) -> Response:
    form = {"passphrase": passphrase, "slug": a_slug(), **FIELDS, **typed}
    return client.post(f"/{language}/organise", data=form, follow_redirects=False)


def made(client: TestClient, passphrase: str, language: str = "fr", **typed: str) -> str:
    """The path of the organiser's page."""
    response = submit(client, passphrase, language, **typed)
    assert response.status_code == 303, response.text
    return str(response.headers["location"]).partition("?")[0]


def slug_of(path: str) -> str:
    return path.split("/")[3]


def answer(folder: Path, here: Whole, slug: str, people: int) -> None:
    campaign = find(here.engine, slug)
    assert campaign
    bank = here.questionnaires[campaign.bank].bank
    ledger = Ledger(here.engine, KeyFile(folder / "secrets" / "pool-keys"))
    ledger.start()
    tomorrow = today_in_utc() + timedelta(days=1)
    for _, population in populations(bank, CENTRAL, MIDDLING, people, slug):
        receipt = Receipt(secrets.token_bytes(16), tomorrow)
        entry = entry_of(campaign.id, bank, population.sheet(population.person()), receipt)
        assert ledger.record_now(entry) is Outcome.COUNTED
    ledger.stop()


def do(client: TestClient, path: str, act: str, **typed: str) -> Response:
    return client.post(f"{path}/{act}", data=typed, follow_redirects=False)


def digest_in(page: str) -> str:
    found = re.search(r'name="digest" value="(\w+)"', page)
    assert found, page
    return found[1]


def publish(client: TestClient, path: str) -> Response:
    return do(client, path, "publish", digest=digest_in(client.get(f"{path}/preview").text))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_campaign_is_made_and_its_page_opens_in_both_languages(
    client: TestClient, here: Whole, passphrase: str, language: str
) -> None:
    path = made(client, passphrase, language, segments="Accueil | Front desk\nAtelier", question_fr="Où ?", k="7")
    campaign = find(here.engine, slug_of(path))
    assert campaign
    assert (campaign.bank, campaign.people, campaign.k, campaign.expected) == ("express", "users", 7, 120)
    assert not campaign.publishes_itself
    assert [dict(one.name) for one in campaign.own_words.segments] == [
        {"fr": "Accueil", "en": "Front desk"},
        {"fr": "Atelier"},
    ]
    for other, title in (("fr", "Baromètre"), ("en", "Barometer")):
        page = client.get(path.replace(f"/{language}/", f"/{other}/", 1))
        assert page.status_code == 200
        assert f"<h1>{title}</h1>" in page.text


@pytest.mark.parametrize(("field", "typed", "french", "english"), MISTAKES)
def test_each_mistake_comes_back_beside_its_field_with_what_was_typed(
    client: TestClient, passphrase: str, field: str, typed: dict[str, str], french: str, english: str
) -> None:
    own = {"introduction_fr": "Un mot d’ici.", **typed}
    told = own.pop("passphrase", passphrase)
    for language, words in (("fr", french), ("en", english)):
        response = submit(client, told, language, **own)
        assert response.status_code == 422
        said = re.search(rf'<p class="mistake" id="{field}-mistake">(.*?)</p>', response.text)
        assert said, response.text
        assert words in unescape(said[1])
        assert "Un mot d’ici." in response.text
        for text in typed.values():
            assert text in unescape(response.text) or field in ("bank", "people", "protection")
        assert response.text.count(" autofocus") == 1


def test_asking_what_the_numbers_lead_to_makes_nothing(client: TestClient, here: Whole, passphrase: str) -> None:
    slug = a_slug()
    few = submit(client, passphrase, slug=slug, expected="25", propose="yes")
    many = submit(client, passphrase, slug=slug, expected="1 200", propose="yes")
    own = submit(client, passphrase, slug=slug, k="20", propose="yes")
    for response, k in ((few, 5), (many, 10), (own, 20)):
        assert response.status_code == 200
        assert f"premiers chiffres à {2 * k} réponses" in response.text
    assert find(here.engine, slug) is None


def test_the_headcount_proposes_the_smallest_group(client: TestClient, here: Whole, passphrase: str) -> None:
    for expected, k in (("25", 5), ("30", 10), ("", 10)):
        campaign = find(here.engine, slug_of(made(client, passphrase, expected=expected)))
        assert campaign
        assert campaign.k == k


@pytest.mark.parametrize("create", ["open", "closed"])
def test_the_instance_says_who_may_create(tmp_path: Path, create: str) -> None:
    app = create_app(settings_in(tmp_path, create=create))
    with TestClient(app, base_url="http://totem.example") as client:
        form, posted = client.get("/fr/organise"), submit(client, "")
        assert (form.status_code, posted.status_code) == ((200, 303) if create == "open" else (404, 404))
        assert 'id="passphrase"' not in form.text
    assert not (tmp_path / "secrets" / "passphrase").exists()


def test_after_ten_wrong_passphrases_the_right_one_waits_too(client: TestClient, passphrase: str) -> None:
    for _ in range(10):
        assert "pas la phrase de passe" in submit(client, "sesame").text
    response = submit(client, passphrase)
    assert response.status_code == 422
    assert "Trop de phrases de passe" in response.text


def test_a_passphrase_that_was_right_from_a_place_stays_right_there(client: TestClient, passphrase: str) -> None:
    assert submit(client, passphrase.upper()).status_code == 303
    tried = ["pas la phrase de passe" in submit(client, f"sesame{number}").text for number in range(40)]
    assert tried == [True] * 10 + [False] * 30
    assert submit(client, f" {passphrase} ").status_code == 303


def test_a_passphrase_is_read_whatever_its_case_and_blanks(client: TestClient, passphrase: str) -> None:
    assert submit(client, f"  {passphrase.upper()} ").status_code == 303


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_wrong_a_revoked_and_an_unknown_key_get_one_same_page(
    client: TestClient, passphrase: str, language: str
) -> None:
    path = made(client, passphrase, language)
    former = client.get(path)
    new = str(do(client, path, "rotate").headers["location"]).partition("?")[0]
    answers = [client.get(one) for one in (path, f"{new}x", f"/{language}/organise/{a_slug()}/x", f"{path}/preview")]
    assert former.status_code == client.get(new).status_code == 200
    assert {one.status_code for one in answers} == {404}
    assert len({one.text for one in answers}) == 1


def test_wrong_keys_are_limited_and_a_right_one_still_opens(client: TestClient, passphrase: str) -> None:
    path = made(client, passphrase)
    statuses = [client.get(f"{path}{number}").status_code for number in range(61)]
    assert statuses == [404] * 60 + [429]
    assert client.get(path).status_code == 200


def test_a_reader_sees_and_changes_nothing(client: TestClient, folder: Path, here: Whole, passphrase: str) -> None:
    path = made(client, passphrase)
    shared = do(client, path, "share").headers["location"]
    page = client.get(shared).text
    reading = re.search(r'id="colleague-link" readonly value="http://totem.example([^"]+)"', page)
    assert reading
    assert "colleague-link" not in client.get(path).text
    answer(folder, here, slug_of(path), 25)
    seen = client.get(reading[1])
    assert seen.status_code == 200
    assert "<form" not in seen.text
    assert "<form" not in client.get(f"{reading[1]}/preview").text
    assert client.get(f"{reading[1]}/kit/register").status_code == 200
    for act in (
        "publish",
        "close",
        "withdraw",
        "restore",
        "archive",
        "delete",
        "comment",
        "blocks",
        "rotate",
        "share",
        "unshare",
        "change",
        "invite",
        "void",
        "replace",
    ):
        assert do(client, reading[1], act, slug=slug_of(path)).status_code == 404, act
    assert client.get(f"{reading[1]}/ask/close").status_code == 404
    assert do(client, path, "unshare").status_code == 303
    assert client.get(reading[1]).status_code == 404


def test_a_crafted_address_shows_no_link_that_is_not_the_campaigns(client: TestClient, passphrase: str) -> None:
    path = made(client, passphrase, protection="invitation")
    for query in ("done=shared&told=elsewhere", "done=replaced&told=elsewhere", "colleague=elsewhere&fresh=elsewhere"):
        assert "elsewhere" not in client.get(f"{path}?{query}").text


def test_what_was_just_made_is_on_the_page_of_this_key_alone_and_survives_a_reload(
    client: TestClient, passphrase: str
) -> None:
    path, other = made(client, passphrase, protection="invitation"), made(client, passphrase, protection="invitation")
    link = do(client, path, "invite", many="1").content.decode("utf-8-sig").split("\r\n")[1].partition(";")[0]
    replaced = do(client, path, "replace", invitation=link).headers["location"]
    shared = do(client, path, "share").headers["location"]
    for address, name in ((replaced, "fresh-link"), (shared, "colleague-link")):
        page = client.get(address).text
        value = re.search(rf'id="{name}" readonly value="([^"]+)"', page)
        assert value
        assert value[1].rpartition("/")[2] not in address, "no proxy's log holds it"
        assert client.get(address).text == page
        assert name not in client.get(address.replace(path, other)).text
        assert name not in client.get(re.sub("done=[a-z]+", "done=revoked", address)).text
    do(client, path, "share")
    assert "colleague-link" not in client.get(shared).text, "it opens nothing any more"


def test_progress_grows_in_steps_that_reveal_nobody(
    client: TestClient, folder: Path, here: Whole, passphrase: str
) -> None:
    path = made(client, passphrase)
    slug = slug_of(path)

    def shown() -> str:
        found = re.search(r'<p class="far">\s*(.*?)</p>', client.get(path).text, re.DOTALL)
        assert found
        return unescape(found[1])

    assert shown() == "Moins de 20 pour l’instant"
    assert "Premiers chiffres" in client.get(path).text
    answer(folder, here, slug, 19)
    assert shown() == "Moins de 20 pour l’instant"
    answer(folder, here, slug, 1)
    assert shown() == "Entre 10 et 29 réponses, pour 120 attendues"
    answer(folder, here, slug, 9)
    assert shown() == "Entre 10 et 29 réponses, pour 120 attendues"


@pytest.mark.parametrize("language", LANGUAGES)
def test_publishing_shows_the_preview_and_asks_once(
    client: TestClient, folder: Path, here: Whole, passphrase: str, language: str
) -> None:
    path = made(client, passphrase, language)
    slug = slug_of(path)
    assert "digest" not in client.get(f"{path}/preview").text
    answer(folder, here, slug, 45)
    assert do(client, path, "close").status_code == 303
    first, second = (client.get(f"{path}/preview").text for _ in range(2))
    assert first == second, "roundings are settled"
    assert not _release(here, slug)
    assert publish(client, path).status_code == 303
    public = client.get(f"/{language}/figures/{slug}").text
    whole = public.partition('<main id="main" tabindex="-1">')[2].partition("</main>")[0]
    shown = first.partition('<div class="public">')[2].partition('</div>\n<aside class="stamp"')[0]
    assert '<h1 class="sentence">' in shown
    assert shown.split() == without_doors(whole).split()
    assert _release(here, slug)
    assert do(client, path, "publish", digest=digest_in(first)).status_code == 409


def test_figures_that_have_grown_since_they_were_looked_at_are_not_published(
    client: TestClient, folder: Path, here: Whole, passphrase: str
) -> None:
    path = made(client, passphrase)
    slug = slug_of(path)
    answer(folder, here, slug, 20)
    digest = digest_in(client.get(f"{path}/preview").text)
    answer(folder, here, slug, 20)
    response = do(client, path, "publish", digest=digest)
    assert response.status_code == 409
    assert "se sont ajoutées depuis l’aperçu" in response.text
    assert not _release(here, slug)
    assert do(client, path, "publish", digest=digest_in(response.text)).status_code == 303


def test_links_of_a_preview_lead_nowhere_yet(client: TestClient, folder: Path, here: Whole, passphrase: str) -> None:
    path = made(client, passphrase)
    answer(folder, here, slug_of(path), 20)
    for page in ("preview", "example"):
        shown = client.get(f"{path}/{page}").text.partition('<div class="public')[2].partition("<aside")[0]
        assert shown
        assert not re.findall(r'<a\b[^>]* href="(?!#)', shown)


def test_figures_are_withdrawn_with_a_notice_and_shown_again(
    client: TestClient, folder: Path, here: Whole, passphrase: str
) -> None:
    path = made(client, passphrase)
    slug = slug_of(path)
    answer(folder, here, slug, 45)
    do(client, path, "close")
    publish(client, path)
    assert client.get(f"{path}/ask/withdraw").status_code == 200
    silent = do(client, path, "withdraw", notice_fr="", notice_en="")
    assert silent.status_code == 422
    assert 'id="notice-mistake"' in silent.text
    assert do(client, path, "withdraw", notice_fr="Une erreur <de> saisie.").status_code == 303
    campaign = find(here.engine, slug)
    assert campaign
    assert campaign.withdrawn_on == day_in(campaign.zone, now_in_utc())  # near midnight, not the day in UTC
    assert "Retirés depuis" in client.get(path).text
    assert do(client, path, "restore").status_code == 303
    restored = find(here.engine, slug)
    assert restored
    assert restored.withdrawn_on is None


def test_closing_counts_nobody_else_and_publishes_nothing(
    client: TestClient, folder: Path, here: Whole, passphrase: str
) -> None:
    path = made(client, passphrase)
    answer(folder, here, slug_of(path), 12)
    assert do(client, path, "archive").status_code == 422
    assert "Fermer la campagne" in client.get(f"{path}/ask/close").text
    assert do(client, path, "close").status_code == 303
    page = client.get(path).text
    assert "12 réponses comptées" in page
    assert "Premiers chiffres" not in page
    assert 'id="share"' not in page
    assert not _release(here, slug_of(path))
    assert do(client, path, "archive").status_code == 303
    assert "archivée" in client.get(path).text


def test_deleting_asks_to_type_the_name(client: TestClient, folder: Path, here: Whole, passphrase: str) -> None:
    path = made(client, passphrase)
    slug = slug_of(path)
    answer(folder, here, slug, 12)
    wrong = do(client, path, "delete", slug="totem")
    assert wrong.status_code == 422
    assert 'value="totem"' in wrong.text
    assert find(here.engine, slug)
    done = do(client, path, "delete", slug=slug)
    assert done.status_code == 303
    assert client.get(done.headers["location"]).status_code == 200
    assert find(here.engine, slug) is None
    assert client.get(path).status_code == 404


def test_the_comment_is_signed_and_too_long_a_one_comes_back(client: TestClient, here: Whole, passphrase: str) -> None:
    path = made(client, passphrase)
    assert do(client, path, "comment", heard_fr="Tout.", will_do_en="More.", signature="N. Ferret").status_code == 303
    campaign = find(here.engine, slug_of(path))
    assert campaign
    words = campaign.own_words
    assert (dict(words.heard), dict(words.will_do), words.signature) == ({"fr": "Tout."}, {"en": "More."}, "N. Ferret")
    assert ">Tout.</textarea>" in client.get(path).text
    long = do(client, path, "comment", heard_fr="y" * 2001)
    assert long.status_code == 422
    assert 'id="heard-mistake"' in long.text
    assert "y" * 2001 in long.text


def test_a_running_campaign_changes_its_title_and_its_last_day(
    client: TestClient, folder: Path, here: Whole, passphrase: str
) -> None:
    path = made(client, passphrase, question_fr="Où ?", segments="Nord\nSud")
    answer(folder, here, slug_of(path), 3)
    form = client.get(f"{path}/change").text
    for page in (form, client.get(f"{path}/kit/staff").text):
        assert "heure de Paris" in page, "a day is said with its time zone"
    assert 'value="Baromètre"' in form
    assert 'value="120"' in form
    changed = do(client, path, "change", title_fr="Autrement", closes_on="2199-12-31", expected="90")
    assert changed.status_code == 303
    campaign = find(here.engine, slug_of(path))
    assert campaign
    assert (campaign.expected, campaign.closes_on) == (90, date(2199, 12, 31))
    assert dict(campaign.own_words.title) == {"fr": "Autrement"}
    assert len(campaign.own_words.segments) == 2
    for field, text in (
        ("closes_on", "demain"),
        ("closes_on", "2001-01-01"),
        ("expected", "many"),
        ("title", "x" * 121),
    ):
        typed = {f"{field}_fr" if field == "title" else field: text}
        wrong = do(client, path, "change", **typed)
        assert wrong.status_code == 422
        assert f'id="{field}-mistake"' in wrong.text
        assert text in wrong.text


def test_the_passphrase_is_drawn_once_and_read_by_this_user_alone(tmp_path: Path) -> None:
    file = tmp_path / "secrets" / "passphrase"
    first = load_passphrase(file)
    assert re.fullmatch(r"\w{4}(-\w{4}){3}", first)
    assert load_passphrase(file) == first
    assert file.stat().st_mode & 0o077 == 0
    assert load_passphrase(tmp_path / "others" / "passphrase") != first
    file.write_text(" \n")
    with pytest.raises(SecretUnreadable, match="empty"):
        load_passphrase(file)


@pytest.mark.slow
def test_the_first_start_tells_the_passphrase_and_later_ones_where_it_is(tmp_path: Path) -> None:
    site = LiveSite(tmp_path)
    site.start()
    site.restart()
    site.stop()
    file = tmp_path / "secrets" / "passphrase"
    told = re.findall(r"passphrase: (.*)", (tmp_path / "log").read_text())
    assert told == [file.read_text().strip(), str(file)]


def test_blocks_are_shown_as_chosen(client: TestClient, here: Whole, passphrase: str) -> None:
    path = made(client, passphrase)
    client.post(f"{path}/blocks", data={"block": ["gap", "troupe", "nonsense"]}, follow_redirects=False)
    campaign = find(here.engine, slug_of(path))
    assert campaign
    assert campaign.own_words.blocks == ("troupe", "gap")
    assert campaign.own_words.title["fr"] == "Baromètre"


def test_invitations_come_as_a_file_and_only_their_digests_stay(
    client: TestClient, here: Whole, passphrase: str
) -> None:
    path = made(client, passphrase, protection="invitation")
    response = do(client, path, "invite", many="25")
    assert response.headers["content-type"].startswith("text/csv")
    assert response.headers["cache-control"] == "no-store"
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))
    assert len(rows) == 26
    campaign = find(here.engine, slug_of(path))
    assert campaign
    tokens = [row[0].rpartition("/")[2] for row in rows[1:]]
    assert all(is_valid(here.engine, campaign.id, token) for token in tokens)
    assert "25 créées" in client.get(path).text
    for many in ("", "0", "abc", "1000000"):
        wrong = do(client, path, "invite", many=many)
        assert wrong.status_code == 422
        assert 'id="many-mistake"' in wrong.text
    assert client.get(rows[1][1]).status_code == 200


def test_a_lost_invitation_is_voided_or_replaced(client: TestClient, here: Whole, passphrase: str) -> None:
    path = made(client, passphrase, protection="invitation")
    rows = do(client, path, "invite", many="2").content.decode("utf-8-sig").split("\r\n")[1:3]
    campaign = find(here.engine, slug_of(path))
    assert campaign
    links = [row.partition(";")[0] for row in rows]
    assert do(client, path, "void", invitation=f"Voici : {links[0]} merci").status_code == 303
    assert not is_valid(here.engine, campaign.id, links[0].rpartition("/")[2])
    replaced = do(client, path, "replace", invitation=links[1].rpartition("/")[2])
    fresh = re.search(r'id="fresh-link" readonly value="([^"]+)"', client.get(replaced.headers["location"]).text)
    assert fresh
    assert is_valid(here.engine, campaign.id, fresh[1].rpartition("/")[2])
    assert not is_valid(here.engine, campaign.id, links[1].rpartition("/")[2])
    for nothing in ("", "https://totem.example/fr/quiz/x", links[1]):
        response = do(client, path, "replace", invitation=nothing)
        assert response.status_code == 422
        assert 'id="invitation-mistake"' in response.text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("protection", ["open", "code", "invitation"])
def test_every_text_of_the_kit_is_filled_in(
    client: TestClient, passphrase: str, language: str, protection: str
) -> None:
    path = made(client, passphrase, language, protection=protection, code="ABCD7", closes_on="2199-05-31", k="7")
    page = client.get(path).text
    texts = re.findall(r"<textarea[^>]* readonly[^>]*>(.*?)</textarea>", page, re.DOTALL)
    assert len(texts) == 6
    for text in texts:
        assert ("ABCD7" in text) is (protection == "code")
        assert "/quiz/" in text or protection == "invitation"
        assert "\n\n\n" not in text
    assert "jamais sur moins de 7\u00a0personnes" in texts[0]
    assert any("31 mai 2199" in text for text in texts)
    assert any("31 May 2199" in text for text in texts)
    for name in ("notice", "register", "staff", "never"):
        paper = client.get(f"{path}/kit/{name}")
        assert paper.status_code == 200
        assert ("Baromètre" if language == "fr" else "Barometer") in paper.text
        if language == "fr":
            said = unescape(re.sub("<[^>]+>", "", paper.text.partition("<article")[2].partition("</article>")[0]))
            assert not re.search(r"[\w»)] [;:!?»](?:\s|$)|« |'", said), "French has spaces of its own"
    for text in texts[0::2]:
        assert not re.search(r"[\w»)] [;:!?»](?:\s|$)|« |'", unescape(text)), "French has spaces of its own"
    example = client.get(f"{path}/example").text
    assert example.count("Exemple" if language == "fr" else "Example") >= 3


def test_the_lines_for_another_site_lead_to_the_frame_and_to_its_description(
    client: TestClient, passphrase: str
) -> None:
    path = made(client, passphrase, title_en='"Ours" & theirs')
    slug, page = slug_of(path), client.get(path).text
    for language, title in (("fr", "Baromètre"), ("en", '"Ours" & theirs')):
        line, oembed = (
            unescape(re.findall(rf'id="{kind}-{language}" readonly value="([^"]+)"', page)[0])
            for kind in ("frame", "oembed")
        )
        frame = f"http://totem.example/embed/{language}/{slug}"
        assert line.startswith(f'<iframe src="{frame}" title="{escape(title)}"')
        assert client.get(frame).status_code == 200
        url = f"http://totem.example/{language}/figures/{slug}"
        assert parse_qs(urlsplit(oembed).query) == {"url": [url], "format": ["json"]}


def test_the_code_to_scan_comes_in_two_formats(client: TestClient, passphrase: str) -> None:
    path = made(client, passphrase)
    assert client.get(f"{path}/code.svg").content.startswith(b"<?xml")
    assert client.get(f"{path}/code.png").content.startswith(b"\x89PNG")


def test_every_page_is_private_and_no_title_holds_a_key(
    client: TestClient, folder: Path, here: Whole, passphrase: str
) -> None:
    path = made(client, passphrase)
    key = path.rpartition("/")[2]
    answer(folder, here, slug_of(path), 20)
    pages = ("", "/preview", "/example", "/kit/notice", "/ask/close", "/ask/delete", "/code.svg")
    for page in pages:
        response = client.get(f"{path}{page}")
        assert response.status_code == 200
        assert response.headers["cache-control"] == "no-store"
        assert response.headers["x-robots-tag"] == "noindex, nofollow"
        assert page == "/code.svg" or response.headers["referrer-policy"] == "strict-origin"
        titles = re.findall(r"<title>(.*?)</title>", response.text, re.DOTALL)
        assert not any(key in title for title in titles)


def test_no_key_is_stored_or_logged(
    client: TestClient, here: Whole, folder: Path, passphrase: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    path = made(client, passphrase)
    key = path.rpartition("/")[2]
    client.get(path)
    client.get(f"{path}/nowhere")
    assert key not in "".join(record.getMessage() for record in caplog.records if record.name != "httpx2")
    for file in (folder / "data").iterdir():
        assert key.encode() not in file.read_bytes()


def test_a_campaign_whose_questionnaire_is_gone_says_so(
    client: TestClient, app: Starlette, here: Whole, passphrase: str
) -> None:
    path = made(client, passphrase)
    kept = {id_: one for id_, one in here.questionnaires.items() if id_ != "express"}
    with here.given(questionnaires=Catalogue(kept, here.questionnaires.archive)):
        response = client.get(path)
    assert response.status_code == 410
    assert "questionnaire" in response.text


def _release(here: Whole, slug: str) -> bool:
    campaign = find(here.engine, slug)
    assert campaign
    with read(here.engine) as connection:
        return latest(connection, campaign.id) is not None
