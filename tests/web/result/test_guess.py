"""A link by which others guess one's animal: it tells nothing before they have."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from app.main import create_app
from app.web.result.guess import guess_path
from tests.states import sheet_of
from tests.web.conftest import settings_in
from tests.whole import Whole

Here = tuple[TestClient, Whole]
TOTEMS = ("elephant", "fox", "dolphin", "beaver", "bee", "wolf", "chameleon")


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Here]:
    app = create_app(settings_in(tmp_path_factory.mktemp("guess")))
    with TestClient(app, follow_redirects=False) as client:
        yield client, Whole(app)


def link(here: Here, totem: str, language: str = "fr") -> str:
    """As the result of somebody with this animal gives it."""
    client, whole = here
    bank = whole.questionnaires["totem"].bank
    page = client.get(f"/{language}/result/{whole.tokens.seal_result('totem', bank, sheet_of(bank, totem))}").text
    found = re.search(rf"/{language}/guess/[\w-]+", page)
    assert found
    return found[0]


def test_before_a_guess_no_byte_tells_one_animal_from_another(here: Here) -> None:
    client, _ = here
    pages = {}
    for totem in TOTEMS:
        own = link(here, totem)
        answer = client.get(own)
        assert answer.headers["cache-control"] == "no-store"
        pages[totem] = (answer.text.replace(own.rpartition("/")[2], "…"), len(own), sorted(answer.headers))
    assert len(set(map(str, pages.values()))) == 1


def test_the_links_of_one_animal_do_not_look_alike(here: Here) -> None:
    _, whole = here
    bank = whole.questionnaires["totem"].bank
    wolf = sheet_of(bank, "wolf")
    again = (*wolf.replies[:-1], 1 + wolf.replies[-1] % 5 if wolf.replies[-1] else 1)
    one, other = (
        guess_path(whole.tokens, bank, "wolf", whole.tokens.seal_result("totem", bank, sheet))
        for sheet in (wolf, replace(wolf, replies=again))
    )
    assert one != other
    assert len(one) == len(other)


@pytest.mark.parametrize(
    ("language", "said"), [("fr", "Vous me voyiez renard, je suis loup."), ("en", "You saw a fox; I am a wolf.")]
)
def test_guess_and_truth_stand_side_by_side_then_comes_the_door(here: Here, language: str, said: str) -> None:
    client, _ = here
    own = link(here, "wolf", language)
    page = client.get(f"{own}/fox").text
    assert said in page
    assert page.index(said) < page.index(f"/{language}/quiz/totem")
    assert client.get(f"{own}/wolf").text != page


def test_a_right_guess_is_said_to_be_one(here: Here) -> None:
    client, _ = here
    assert "Bien vu : je suis loup." in client.get(f"{link(here, 'wolf')}/wolf").text.replace("\u00a0", " ")


def test_what_was_altered_or_is_no_animal_opens_nothing(here: Here) -> None:
    client, _ = here
    own = link(here, "wolf")
    assert client.get(own[:-1]).status_code == 400
    assert client.get(f"{own[:-4]}AAAA/fox").status_code == 400
    assert client.get(f"{own}/unicorn").status_code == 404
