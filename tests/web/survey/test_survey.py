"""The organiser's page of a mirror survey: what it says on each day, its keys, its doors, and what it never tells."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from html import unescape

import pytest
from httpx2 import Response

from app.tallies.ledger import Outcome
from app.web.rate_limit import CodeLimiter
from app.web.survey.papers import LETTERS, plain_text
from app.web.survey.views import PaperName
from tests.surveys import CLOSED, OPENED, PUBLIC, REVEAL, a_draft
from tests.web.survey.surveys import FIELDS, SurveySite, copied, later, survey_site

LANGUAGES = ("fr", "en")
PAPERS: tuple[str, ...] = PaperName.__args__  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SurveySite]:
    with survey_site(tmp_path_factory.mktemp("surveys")) as site:
        yield site


@pytest.fixture(autouse=True)
def _fresh(site: SurveySite) -> Iterator[None]:
    """Each test is somebody else's, on the first day."""
    site.on(OPENED)
    with site.whole.given(wrong_keys=CodeLimiter(60)):
        yield


def shown(response: Response) -> str:
    """The page as it is read."""
    assert response.status_code == 200, response.text
    main = response.text.partition("<main")[2]
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", main)).split()).replace("\u00a0", " ").replace("\u202f", " ")


def rows(response: Response) -> list[dict[str, str]]:
    assert response.status_code == 200, response.text
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["content-disposition"].startswith("attachment")
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))


def answered(site: SurveySite, path: str) -> None:
    site.crowd.answer_all(site.edition_of(path), {"customers": 240, "staff": 70, "leaders": 7})


@pytest.mark.parametrize("language", LANGUAGES)
def test_from_the_draft_to_the_public_the_page_says_what_comes_next(site: SurveySite, language: str) -> None:
    path = site.made(language, reveal=later(30), title=f"Jours {language}")
    said = {
        "fr": [
            ("Rien n’est ouvert avant le 3 mars 2027", "#kit"),
            ("Les voix répondent jusqu’au 30 mars 2027", "/posters"),
            ("Les voix répondent jusqu’au 30 mars 2027", "/papers/staff"),
            ("Les équipes liront le 31 mars 2027", 'action="'),
            ("Il vous reste 7 jours pour écrire au plus trois engagements", "/commitments"),
            ("Il vous reste un jour pour écrire", "/commitments"),
            ("Tout le monde lit", "/commitments"),
        ],
        "en": [
            ("It opens on 3 March 2027", "#kit"),
            ("The voices answer until 30 March 2027", "/posters"),
            ("The voices answer until 30 March 2027", "/papers/staff"),
            ("Staff read on 31 March 2027", 'action="'),
            ("You have 7 days left to write three commitments at most", "/commitments"),
            ("You have one day left to write", "/commitments"),
            ("Everyone is reading", "/commitments"),
        ],
    }[language]
    reveal = REVEAL + timedelta(days=30)
    days = [OPENED, *(reveal + timedelta(days=past) for past in (-28, -7, 0, 0, 6, 7))]
    for at, (day, (words, act)) in enumerate(zip(days, said, strict=True)):
        site.on(day)
        if at == 1:
            answered(site, path)
        if at == 4:
            assert site.do(path, "reveal").headers["location"] == f"{path}?done=revealed#next"
        page = site.client.get(path)
        assert words in shown(page)
        part = page.text.partition('id="next"')[2].partition("</section>")[0]
        assert act in part, (words, part)


def test_before_its_day_nobody_reveals_it(site: SurveySite) -> None:
    path = site.made()
    for day in (OPENED, CLOSED):
        site.on(day)
        response = site.do(path, "reveal")
        assert response.status_code == 422
        assert "2027-03-01" in response.text
    assert not site.edition_of(path).revealed


def test_each_voice_says_how_many_at_least_in_whole_groups(site: SurveySite) -> None:
    path = site.made(places="")
    edition = site.edition_of(path)
    home = site.client.get(path)
    assert "Moins de 20 réponses pour l’instant, sur 240 attendues" in shown(home)
    assert "Trop tôt pour dire combien, sur 7 attendues" in shown(home), "not “fewer than 10”"
    assert "Aucun lien encore." in shown(home)
    assert 'class="unsure"' not in home.text, "nothing is drawn of nobody"
    site.crowd.answer(edition, "customers", 57)
    assert "Au moins 40 réponses, sur 240 attendues" in shown(site.client.get(path))
    assert "At least 40 answers, of 240 expected" in shown(site.client.get(path.replace("/fr/", "/en/")))
    site.on(REVEAL)
    site.do(path, "reveal")
    told = shown(site.client.get(path))
    assert "57 réponses, sur 240 attendues" in told
    assert told.count("Moins de 10 réponses, donc rien à montrer") == 1
    assert told.count("Moins de 5 réponses, donc rien à montrer") == 1


def test_the_lock_is_told_until_the_day_of_the_reveal(site: SurveySite) -> None:
    path = site.made()
    answered(site, path)
    site.on(CLOSED)
    told = shown(site.client.get(path))
    assert told.count("Scellé jusqu’au 1er mars 2027") == 3
    assert "Qui tient le serveur pourrait lire les totaux." in told
    site.crowd.reveal(site.edition_of(path))
    assert "Scellé" not in shown(site.client.get(path)).replace("Scellée", "")


def test_the_page_is_the_same_byte_for_byte_whoever_answered(site: SurveySite) -> None:
    """Attack 16, of a survey: every page of its organiser, to manage and to read, as people answer one by one."""
    path = site.made()
    edition = site.edition_of(path)
    reader = copied(site.client.get(site.do(path, "share").headers["location"]).text, "colleague-link")
    site.do(path, "staff")
    tokens = [row["lien_fr"].rpartition("/")[2] for row in rows(site.do(path, "doors/links", **seven()))]
    addresses = [
        f"{one}{page}"
        for manages, one in (
            (True, path),
            (True, path.replace("/fr/", "/en/")),
            (False, reader.partition("example")[2]),
        )
        for page in (
            "",
            *(f"/papers/{name}" for name in PAPERS),
            *(("/ask/rotate", "/ask/withdraw") if manages else ()),
        )
    ]

    def looked() -> list[tuple[int, bytes]]:
        return [(one.status_code, one.content) for one in map(site.client.get, addresses)]

    before, changes = looked(), []
    for at in range(21):
        outcomes = [
            *site.crowd.answer(edition, "staff", 1, "lille", seed=f"{at}"),
            *(site.crowd.answer(edition, "customers", 1, "with-lens", seed=f"{at}") if at < 15 else ()),
            *(site.crowd.answer(edition, "leaders", 1, tokens=[tokens[at]], seed=f"{at}") if at < 7 else ()),
        ]
        assert set(outcomes) == {Outcome.COUNTED}
        after = looked()
        if after != before:
            changes.append(at + 1)
        before = after
    assert changes == [5, 20], "5: leaders’ invitations, in steps of 5; then groups of ten, once sealed"


def seven() -> dict[str, str]:
    return {"voice": "leaders", "many-leaders": "7"}


def test_a_wrong_a_revoked_and_an_unknown_key_get_one_same_page(site: SurveySite) -> None:
    path = site.made()
    new = str(site.do(path, "rotate").headers["location"]).partition("?")[0]
    unknown = "/fr/organise/barometer/nobody/x"
    asked = [site.client.get(one) for one in (path, f"{new}x", unknown, f"{path}/papers/never", f"{path}/edition")]
    posted = [site.do(one, "delay", reveal=later(1)) for one in (path, unknown)]
    assert site.client.get(new).status_code == 200
    assert {one.status_code for one in (*asked, *posted)} == {404}
    assert len({one.text for one in (*asked, *posted)}) == 1


def test_wrong_keys_are_limited_and_a_right_one_still_opens(site: SurveySite) -> None:
    path = site.made()
    statuses = [site.client.get(f"{path}{number}").status_code for number in range(61)]
    assert statuses == [404] * 60 + [429]
    assert site.client.get(path).status_code == 200


def test_keys_are_shown_once_and_open_what_they_say(site: SurveySite) -> None:
    path = site.made()
    own = site.client.get(f"{path}?done=made").text
    assert copied(own, "own-link") == f"http://totem.example{path}"
    assert "own-link" not in site.client.get(path).text
    edition = site.edition_of(path)
    for act, field in (("share", "colleague-link"), ("staff", "staff-first")):
        first, second = (site.do(path, act).headers["location"] for _ in range(2))
        assert f'id="{field}"' not in site.client.get(first).text, "it opens nothing any more"
        key = copied(site.client.get(second).text, field).rpartition("/")[2]
        assert field not in site.client.get(path).text
        other = site.made()
        assert field not in site.client.get(second.replace(path, other)).text
        barometers, of = site.crowd.barometers, edition.barometer
        if act == "share":
            assert barometers.opened_by(of.slug, key) == (barometers.find(of.slug), "reader")
        else:
            assert barometers.opened_by_staff(of.slug, edition.label, key)
    site.do(path, "unshare")
    assert site.crowd.barometers.find(edition.barometer.slug).reader is None  # type: ignore[union-attr]


def test_the_staffs_link_and_code_stand_there_for_whoever_manages_or_reads(site: SurveySite) -> None:
    path = site.made()
    staff = site.crowd.barometers.voices(site.edition_of(path))["staff"]
    page = site.client.get(path).text
    assert copied(page, "staff-link") == f"http://totem.example/fr/quiz/{staff.slug}"
    assert copied(page, "staff-code") == staff.code
    assert site.client.get(f"/fr/quiz/{staff.slug}").status_code == 200


def test_a_reader_sees_the_same_and_nothing_to_press(site: SurveySite) -> None:
    path = site.made()
    answered(site, path)
    reading = copied(site.client.get(site.do(path, "share").headers["location"]).text, "colleague-link")
    reader = reading.partition("totem.example")[2]
    for day in (OPENED, CLOSED, REVEAL, PUBLIC):
        site.on(day)
        if day == REVEAL:
            site.crowd.reveal(site.edition_of(path))
        page = site.client.get(reader)
        assert page.status_code == 200
        assert "<form" not in page.text
        assert "<button" not in re.sub(r"<button[^>]*data-copy.*?</button>", "", page.text)
        assert "/ask/" not in page.text
        voices = [re.findall(r'class="count">(.*?)</p>', one.text) for one in (page, site.client.get(path))]
        assert voices[0] == voices[1] != []
        assert site.client.get(f"{reader}/papers/council").status_code == 200
    acts = (
        "delay",
        "reveal",
        "withdraw",
        "archive",
        "rotate",
        "share",
        "unshare",
        "staff",
        "edition",
        "doors",
        "doors/links",
    )
    assert {site.do(reader, act).status_code for act in acts} == {404}
    assert {site.client.get(f"{reader}/{one}").status_code for one in ("edition", "ask/archive")} == {404}


def test_days_are_put_off_never_brought_forward(site: SurveySite) -> None:
    path = site.made()
    assert site.do(path, "delay", reveal=later(7), public=later(21)).headers["location"] == f"{path}?done=delayed#days"
    days = site.edition_of(path).days
    assert (days.voices_close_on, days.staff_see_on) == (CLOSED + timedelta(days=7), REVEAL + timedelta(days=7))
    assert {one.closes_on for one in site.crowd.barometers.voices(site.edition_of(path)).values()} == {
        days.voices_close_on
    }
    for typed, field, words in (
        ({"reveal": later(6), "public": later(21)}, "reveal", "jamais avancée"),
        ({"reveal": later(8), "public": later(20)}, "public", "jamais avancée"),
        ({"reveal": later(30), "public": later(30)}, "public", "au moins un jour"),
        ({"reveal": "soon", "public": later(30)}, "reveal", "ne se lit pas"),
    ):
        response = site.do(path, "delay", **typed)
        assert response.status_code == 422
        said = re.search(rf'id="{field}-mistake">(.*?)</p>', response.text)
        assert said, response.text
        assert words in unescape(said[1])
        for text in typed.values():
            assert f'value="{text}"' in response.text


def test_withdrawn_the_public_reads_the_notice_and_the_next_edition_may_be_opened(site: SurveySite) -> None:
    path = site.made()
    answered(site, path)
    assert "Il n’y a pas encore de chiffres" in unescape(site.do(path, "withdraw", notice_fr="Une erreur.").text)
    site.crowd.reveal(site.edition_of(path))
    assert site.client.get(f"{path}/ask/withdraw").status_code == 200
    empty = site.do(path, "withdraw")
    assert empty.status_code == 422
    assert 'id="notice-mistake"' in empty.text
    assert site.do(path, "withdraw", notice_fr="Une erreur.").headers["location"] == f"{path}?done=withdrawn"
    told = shown(site.client.get(path))
    assert "Retirée le 1er mars 2027" in told
    assert "Une erreur." in told
    assert site.client.get(f"{path}/edition").status_code == 200


def test_only_what_is_public_is_archived(site: SurveySite) -> None:
    path = site.made()
    answered(site, path)
    assert site.do(path, "archive").status_code == 422
    site.crowd.reveal(site.edition_of(path))
    site.on(PUBLIC)
    assert site.do(path, "archive").headers["location"] == f"{path}?done=archived"
    told = shown(site.client.get(path))
    assert "Édition archivée. La page reste à son adresse." in told


def test_the_next_edition_is_the_form_filled_in_with_what_stays(site: SurveySite) -> None:
    path = site.made()
    answered(site, path)
    assert site.client.get(f"{path}/edition").status_code == 404
    site.crowd.reveal(site.edition_of(path))
    site.on(PUBLIC)
    form = site.client.get(f"{path}/edition").text
    names = re.findall(r'<(?:input|textarea|select)[^>]* name="([^"]+)"', form)
    assert names == ["label", "reveal", "customers", "staff", "leaders", "places"]
    assert 'name="label" type="text" value="2028"' in form
    assert 'name="customers" inputmode="numeric" autocomplete="off" value="240"' in form
    assert "Lille ; 33\nLens ; 33\nDouai ; 4</textarea>" in form
    own = path.removeprefix("/fr/") + "/edition"
    next_year = {"label": "2028", "reveal": "2028-03-01", "places": "Lens ; 33\nLille ; 30\nArras ; 12"}
    same = site.submit(path=own, **(next_year | {"label": "2027"}))
    assert same.status_code == 422
    assert "a déjà une édition 2027" in unescape(same.text).replace("\u00a0", " ")
    assert site.submit(path=own, preview="yes", **next_year).status_code == 200
    assert site.submit(path=own, **next_year).headers["location"] == f"{path}?done=opened"
    opened = site.edition_of(path)
    assert opened.label == "2028"
    assert [place.id for place in opened.places] == ["lens", "lille", "arras"]
    page = site.client.get(path)
    assert "2028" in shown(page)
    assert f'href="{path}?edition=2027"' in page.text
    before = site.client.get(f"{path}?edition=2027")
    assert "Tout le monde lit" in shown(before)
    assert f'href="{path}/ask/archive?edition=2027"' in before.text
    assert site.client.get(f"{path}?edition=1999").status_code == 404
    assert site.client.get(f"{path}/edition?edition=2027").status_code == 404


def test_customers_come_in_by_posters_or_by_links_until_somebody_has(site: SurveySite) -> None:
    path = site.made()
    assert "Plutôt par des liens ?" in shown(site.client.get(path))
    response = site.do(path, "doors/links", voice="customers", **{"many-customers": "3"})
    assert response.status_code == 422
    assert 'id="many-customers-mistake"' not in response.text, "there is no such field yet"
    assert (
        site.do(path, "doors", voice="customers", door="invitation").headers["location"] == f"{path}?done=door#voices"
    )
    assert "Plutôt par des affiches ?" in shown(site.client.get(path))
    for door in ("open", "room", "code", ""):
        assert site.do(path, "doors", voice="customers", door=door).status_code == 422
    assert site.do(path, "doors", voice="nobody", door="place").status_code == 422
    found = rows(site.do(path, "doors/links", voice="customers", **{"many-customers": "3"}))
    codes = site.crowd.barometers.place_codes(site.edition_of(path).barometer)
    assert [row["lieu_place"] for row in found] == ["Lille"] * 3 + ["Lens"] * 3 + ["Douai"] * 3
    for row in found:
        code, token = row["lien_fr"].split("/")[-2:]
        assert row["lien_fr"] == f"http://totem.example/fr/at/{codes[row['lieu_place'].lower()]}/{token}"
        assert row["link_en"] == f"http://totem.example/en/at/{code}/{token}"
    assert len({row["lien_fr"] for row in found}) == 9
    one = rows(site.do(path, "doors/links", voice="customers", place="lens", **{"many-customers": "2"}))
    assert [row["lieu_place"] for row in one] == ["Lens"] * 2
    assert "11 liens créés" in shown(site.client.get(path))
    assert "Plutôt par" not in shown(site.client.get(path))
    assert site.do(path, "doors", voice="customers", door="place").status_code == 422


def test_once_somebody_has_answered_the_door_stays_and_the_page_does_not_tell(site: SurveySite) -> None:
    path = site.made(places="")
    before = site.client.get(path).content
    site.crowd.answer(site.edition_of(path), "customers", 1)
    assert site.client.get(path).content == before
    response = site.do(path, "doors", voice="customers", door="invitation")
    assert response.status_code == 422
    assert "quelqu’un a déjà répondu" in unescape(response.text)


@pytest.mark.parametrize("many", ["", "none", "0", "-1", "10001", "3334"])
def test_no_more_links_than_a_voice_takes(site: SurveySite, many: str) -> None:
    path = site.made()
    site.do(path, "doors", voice="customers", door="invitation")
    response = site.do(path, "doors/links", voice="customers", **{"many-customers": many})
    assert response.status_code == 422
    assert 'id="many-customers-mistake"' in response.text
    assert f'value="{many}"' in response.text


def test_leaders_links_are_those_of_any_campaign(site: SurveySite) -> None:
    path = site.made()
    slug = site.crowd.barometers.voices(site.edition_of(path))["leaders"].slug
    found = rows(site.do(path, "doors/links", **seven()))
    assert [*found[0]] == ["lien_fr", "link_en"]
    assert len(found) == 7
    assert all(row["lien_fr"].startswith(f"http://totem.example/fr/invitation/{slug}/") for row in found)
    assert site.client.get(found[0]["lien_fr"].partition("example")[2]).status_code == 200
    assert "7 liens créés ; au moins 0 utilisés" in shown(site.client.get(path))


def test_a_name_of_a_place_is_no_formula_in_a_spreadsheet(site: SurveySite) -> None:
    path = site.made(places="=HYPERLINK(1) ; 40\nLens ; 40")
    site.do(path, "doors", voice="customers", door="invitation")
    found = rows(site.do(path, "doors/links", voice="customers", **{"many-customers": "1"}))
    assert found[0]["lieu_place"] == "'=HYPERLINK(1)"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PAPERS)
def test_each_paper_is_filled_in_and_can_be_copied_as_text(site: SurveySite, name: str, language: str) -> None:
    path = site.made(language, people="patients", signature="CHU <Nord>, la direction")
    page = site.client.get(f"{path}/papers/{name}")
    assert page.status_code == 200
    article = page.text.partition("<article")[2].partition("</article>")[0].partition(">")[2]
    text = unescape(page.text.partition('id="paper-text" rows="12" readonly>')[2].partition("</textarea>")[0])
    assert plain_text(article).endswith(text)
    assert (plain_text(article) == text) == (name not in LETTERS)
    assert len(text) > 150
    assert "<" not in text.replace("<Nord>", "")
    assert "client" not in text
    assert "customer" not in text
    assert "{" not in text
    days = ("1er mars 2027", "8 mars 2027") if language == "fr" else ("1 March 2027", "8 March 2027")
    if name in ("council", "restitution"):
        assert all(day in text for day in days)
    if name in ("council", "register", "never", "managers", "staff", "restitution"):
        assert "patients" in text.lower()
    if name in ("council", "managers", "staff"):
        assert "CHU <Nord>, la direction" in text


def test_a_paper_of_two_voices_speaks_of_two(site: SurveySite) -> None:
    path = site.made(leaders="", places="")
    text = shown(site.client.get(f"{path}/papers/council"))
    assert "Deux voix sur les mêmes dix sujets" in text
    assert "Onze et vingt-deux phrases" in text
    assert "La direction dit" not in text
    assert "aucun lieu n’a de chiffres à lui" in text


def test_text_keeps_paragraphs_lists_and_tables_apart() -> None:
    lists = "<ol><li>A</li><li>B</li></ol><ul><li>C &amp; D</li></ul><ul class='pledges'><li>E</li></ul>"
    lists += "<dl><div><dt>E</dt><dd>F</dd></div></dl>"
    html = f"<h1>Un</h1>\n<p>Deux <b>trois</b>\nquatre.</p>{lists}"
    assert plain_text(html) == "Un\n\nDeux trois quatre.\n\n1. A\n2. B\n\n– C & D\n\n☐ E\n\nE\nF"


def test_the_staffs_invitation_leads_where_staff_answer(site: SurveySite) -> None:
    path = site.made()
    staff = site.crowd.barometers.voices(site.edition_of(path))["staff"]
    text = shown(site.client.get(f"{path}/papers/staff"))
    assert f"http://totem.example/fr/quiz/{staff.slug}" in text
    assert staff.code in text
    assert "une semaine avant le public" in text


def test_fields_are_those_of_a_draft() -> None:
    """The same survey is made by the form and in tests of what stands behind it."""
    draft = replace(a_draft(), signature=FIELDS["signature"])
    assert {name: getattr(draft, name) for name in ("title", "people", "label", "signature", "zone")} == {
        name: FIELDS[name] for name in ("title", "people", "label", "signature", "zone")
    }
