"""A team on one picture: what is said of it is true by construction, and no name leaves the browser."""

import re
from dataclasses import replace
from html import unescape
from itertools import combinations_with_replacement
from random import Random

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from app.totem.model import Answers
from app.totem.scoring import score
from tests.sheets import sheet_with
from tests.states import sheet_of
from tests.whole import Whole

TOTEMS = ("elephant", "fox", "dolphin", "beaver", "bee", "wolf", "chameleon")


@pytest.fixture
def here(app: Starlette) -> Whole:
    site: Whole = Whole(app)
    return site


def link(here: Whole, answers: Answers, bank: str = "totem") -> str:
    token = here.tokens.seal_result(bank, here.questionnaires[bank].bank, answers)
    return f"http://totem.example/fr/result/{token}"


def own(here: Whole, totem: str, person: int = 0, bank: str = "totem") -> str:
    """One of several sheets of this animal."""
    sheet = sheet_of(here.questionnaires[bank].bank, totem)
    return link(here, replace(sheet, leads=person > 0), bank)


def laid(client: TestClient, links: list[str], language: str = "fr") -> str:
    sent = client.post(f"/{language}/team", data={"links": "\n".join(links)}, follow_redirects=False)
    assert sent.status_code == 303, sent.text
    page = client.get(sent.headers["location"])
    assert page.status_code == 200
    assert page.headers["cache-control"] == "no-store"
    return page.text


def said(html: str) -> str:
    main = re.sub(r"<svg.*?</svg>|<[^>]+>", " ", html.split("<main")[1].split("</main>")[0], flags=re.DOTALL)
    return " ".join(unescape(main).split())


def names(here: Whole, totem: str, language: str) -> tuple[str, str]:
    noun = next(one for one in here.questionnaires["totem"].file.totems if one.id == totem).name.noun(language)
    return noun.one, noun.many


@pytest.mark.parametrize(("language", "nobody"), [("fr", "Personne ici n’est :"), ("en", "Nobody here is:")])
def test_every_pair_of_animals_is_told_who_is_here_more_than_once_and_who_is_not(
    client: TestClient, here: Whole, language: str, nobody: str
) -> None:
    for pair in combinations_with_replacement(TOTEMS, 2):
        text = said(laid(client, [own(here, totem, at) for at, totem in enumerate(pair)], language))
        missing = text.partition(nobody)[2].partition(".")[0]
        assert missing.strip() == ", ".join(names(here, one, language)[0] for one in TOTEMS if one not in pair)
        assert (f"2 {names(here, pair[0], language)[1]}" in text) == (pair[0] == pair[1])


def test_first_moves_are_those_of_all_and_the_least_is_named_unless_two_are(client: TestClient, here: Whole) -> None:
    bank, random = here.questionnaires["totem"].bank, Random(3)
    forces = [force.name["fr"] for force in here.questionnaires["totem"].file.forces]
    seen = set()
    for many in (2, 3, 5, 12, 4, 6, 7, 8):
        sheets = [
            sheet_with(
                bank,
                tuple(random.randint(1, 5) for _ in bank.items),
                tuple(random.randrange(3) for _ in bank.scenes),
            )
            for _ in range(many)
        ]
        matches = [score(bank, sheet).match for sheet in sheets]
        counts = [sum(match.firsts[at] for match in matches if match) for at in range(3)]
        text = said(laid(client, [link(here, sheet) for sheet in sheets]))
        told = ", ".join(f"{name} {count}" for name, count in zip(forces, counts, strict=True))
        assert f"Premiers gestes, tous ensemble : {told}." in text
        alone = counts.count(min(counts)) == 1
        assert ("le moins souvent en premier ici" in text) == alone
        if alone:
            assert f"ici : {forces[counts.index(min(counts))]}." in text
        seen.add(alone)
    assert True in seen


def test_short_and_long_questionnaires_stand_together_and_one_link_counts_once(client: TestClient, here: Whole) -> None:
    wolf, bee = own(here, "wolf"), own(here, "bee", bank="express")
    page = laid(client, [wolf, "", f"Léa : <{bee}>.", wolf])
    assert page.count('class="own-name"') == 2
    assert "Une équipe de deux" in said(page)
    assert not re.findall(r'<input[^>]*class="own-name"[^>]* name=', page)
    assert "<form" not in page.split("<main")[1].split("</main>")[0]


@pytest.mark.parametrize("former_first", [True, False])
def test_results_of_before_and_of_now_stand_together_in_any_order(
    client: TestClient, here: Whole, former_first: bool
) -> None:
    """As long as they tell of the same animals."""
    (former,) = [one for one in here.questionnaires.archive.values() if one.bank.id == "totem"]
    bank = former.bank
    sheet = Answers((1, 5) * (len(bank.items) // 2), (0,) * len(bank.scenes) + (None,) * len(bank.spare_scenes))
    before = f"http://totem.example/fr/result/{here.tokens.seal_result('totem', bank, sheet)}"
    links = [before, own(here, "bee")] if former_first else [own(here, "bee"), before]
    assert "Une équipe de deux" in said(laid(client, links))


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([], "Une équipe commence à deux"),
        (["{wolf}"], "Une équipe commence à deux"),
        (["{wolf}", "{wolf}"], "Une équipe commence à deux"),
        (["{wolf}", "bonjour"], "Ligne 2 :"),
        (["{wolf}", "{bee}", "http://totem.example/fr/result/abc"], "Ligne 3 :"),
    ],
)
def test_each_mistake_is_said_and_nothing_typed_is_lost(
    client: TestClient, here: Whole, lines: list[str], words: str
) -> None:
    known = {"wolf": own(here, "wolf"), "bee": own(here, "bee")}
    typed = "\n".join(line.format(**known) for line in lines)
    response = client.post("/fr/team", data={"links": typed})
    assert response.status_code == 422
    assert words in said(response.text)
    assert unescape(response.text.split("<textarea")[1].partition(">")[2].partition("</textarea>")[0]) == typed


def test_more_than_twelve_are_too_many_and_one_is_ready_for_the_others(client: TestClient, here: Whole) -> None:
    bank, random = here.questionnaires["totem"].bank, Random(5)
    links = [
        link(here, sheet_with(bank, tuple(random.randint(1, 5) for _ in bank.items), (0, 1, 2, 0, 1, 2, 0, 1)))
        for _ in range(13)
    ]
    many = client.post("/fr/team", data={"links": "\n".join(links)})
    assert many.status_code == 422
    assert "douze personnes au plus" in said(many.text)
    tokens = [one.rpartition("/")[2] for one in links]
    one = client.get(f"/fr/team/{tokens[0]}")
    assert one.status_code == 200
    assert links[0] in one.text
    assert f"/fr/team/{tokens[0]}" in client.get(links[0].removeprefix("http://totem.example")).text
    cut = client.get(f"/fr/team/{tokens[0]}/{tokens[1][:-4]}")
    assert cut.status_code == 400
    assert links[0] in cut.text
    assert client.get(f"/fr/team/{'/'.join(tokens)}").status_code == 400
