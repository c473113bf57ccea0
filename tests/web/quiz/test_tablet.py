"""A tablet at the counter, which people share: it comes back to its start by itself, and holds nothing of the last."""

import re
import time
from collections.abc import Iterator
from html import unescape

import pytest

from tests.web.quiz.counters import Counters, counters
from tests.web.quiz.test_at import main_of
from tests.web.visitor import Visitor

HTMX = {"HX-Request": "true"}


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Counters]:
    with counters(tmp_path_factory.mktemp("tablet")) as found:
        yield found


def tablet(there: Counters, language: str = "fr", home: str = "fr") -> str:
    return f"{there.at(language=language)}?tablet={home}"


class Shared(Visitor):
    """Somebody at a tablet: every page is at one address."""

    def __init__(self, there: Counters, language: str = "fr") -> None:
        self.client, self.path, self.pages, self.taps = there.client, tablet(there, language), [], 0
        self.see(there.client.get(self.path).text)
        self.send()


def returns(page: str) -> tuple[int, str]:
    """After how many seconds it goes where, without a script."""
    found = re.search(r'<noscript><meta http-equiv="refresh" content="(\d+);url=([^"]+)"></noscript>', page)
    assert found, page
    return int(found[1]), unescape(found[2])


def test_it_is_chosen_by_an_address_that_keeps_its_own_language(there: Counters) -> None:
    chosen = there.client.get(f"{there.at()}?tablet", follow_redirects=False)
    assert (chosen.status_code, chosen.headers["location"]) == (303, tablet(there))
    start = there.client.get(tablet(there)).text
    assert f'href="{tablet(there, "es")}"' in start
    spanish = Shared(there, "es")
    assert returns(spanish.pages[-1])[1] == tablet(there)
    assert "set-cookie" not in {name for page in (start,) for name in page.splitlines()}


def test_no_address_ever_holds_a_sheet(there: Counters) -> None:
    visitor, addresses = Shared(there), list[str]()
    while "q" in visitor.screen.hidden:
        assert visitor.screen.hidden["s"] not in re.sub(r'<input type="hidden" name="s"[^>]+>', "", visitor.pages[-1])
        addresses.append(visitor.send(**({visitor.statement: "4"} if visitor.statement else {})))
    *steps, last = addresses
    assert set(steps) == {"200"}
    assert last.startswith(f"{tablet(there)}&finish=counted&by=")


def test_htmx_is_told_no_address_but_the_end(there: Counters) -> None:
    page = there.client.post(tablet(there), data={}, headers=HTMX)
    assert page.text.startswith("<title>")
    visitor = Shared(there)
    while "q" in visitor.screen.hidden:
        form = visitor.screen.hidden | ({visitor.statement: "2"} if visitor.statement else {})
        sent = there.client.post(visitor.path, data=form, headers=HTMX)
        assert "hx-push-url" not in sent.headers
        if "hx-redirect" in sent.headers:
            break
        visitor.see(sent.text)
    assert sent.headers["hx-redirect"].startswith(f"{tablet(there)}&finish=counted&by=")
    assert "s=" not in sent.headers["hx-redirect"]


def test_every_page_comes_back_to_the_start_by_itself_and_is_kept_by_nobody(there: Counters) -> None:
    visitor = Shared(there)
    step, home = returns(visitor.pages[-1])
    visitor.to_the_end()
    thanks, then = returns(visitor.pages[-1])
    assert home == then == tablet(there)
    assert 60 <= step <= 180
    assert 5 <= thanks <= 20
    for page in visitor.pages:
        assert 'autocomplete="off"' in page or "<form" not in page
        assert 'class="colophon"' not in page, "nothing leads away"
        assert not re.search(r'<a [^>]*href="/(fr|en)/"', page)


def test_an_answer_is_changed_without_leaving_the_address(there: Counters) -> None:
    visitor = Shared(there)
    visitor.answer("2")
    visitor.answer("5")
    visitor.send(back="1")
    assert visitor.screen.number == 2
    assert re.search(r'value="5" class="chosen"', visitor.pages[-1])
    assert visitor.pages[-1].index('name="a1"') < visitor.pages[-1].index('name="back"'), "Enter goes on, not back"
    visitor.send(back="1")
    visitor.send(back="1")
    assert visitor.screen.number == 1


def test_a_person_may_leave_at_any_step_and_nothing_is_counted(there: Counters) -> None:
    before, visitor = there.counted(), Shared(there)
    visitor.answer("2")
    assert visitor.send(finish="private").startswith(f"{tablet(there)}&finish=private&by=")
    assert "Rien n’a été compté" in main_of(visitor.pages[-1])
    assert there.counted() == before


def test_a_sheet_in_an_address_opens_nothing_there(there: Counters) -> None:
    phone = Visitor.at(there.client, there.at())
    phone.answer("3")
    page = there.client.get(f"{tablet(there)}&s={phone.screen.hidden['s']}&q=1")
    assert "Commencer" in main_of(page.text)
    assert "chosen" not in page.text


def test_what_was_sent_is_shown_to_nobody_who_sends_it_again(there: Counters) -> None:
    """A browser without a script that is asked to send a form of before: the sheet is counted, and so nobody's."""
    visitor, forms = Shared(there), list[dict[str, str]]()
    while "q" in visitor.screen.hidden:
        forms.append(visitor.screen.hidden | ({visitor.statement: "4"} if visitor.statement else {}))
        visitor.send(**({visitor.statement: "4"} if visitor.statement else {}))
    for form in forms[:-1]:
        again = there.client.post(tablet(there), data=form, follow_redirects=False)
        assert (again.status_code, again.headers["location"]) == (303, tablet(there))
    last = there.client.post(tablet(there), data=forms[-1], follow_redirects=False)
    assert "finish=already" in last.headers["location"]


def test_a_sheet_that_was_left_is_dead_in_a_quarter_of_an_hour(
    there: Counters, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor, now = Shared(there), time.time()
    visitor.answer("3")
    monkeypatch.setattr(time, "time", lambda: now + 16 * 60)
    again = there.client.post(tablet(there), data=visitor.screen.hidden | {"a1": "3"}, follow_redirects=False)
    assert (again.status_code, again.headers["location"]) == (303, tablet(there))
    damaged = there.client.post(tablet(there), data={"s": "damaged", "q": "1"}, follow_redirects=False)
    assert (damaged.status_code, damaged.headers["location"]) == (303, tablet(there))


@pytest.mark.parametrize("home", ["xx", "de", "fr'", "../fr"])
def test_a_home_that_nobody_speaks_is_the_language_of_the_address(there: Counters, home: str) -> None:
    answer = there.client.get(f"{there.at(language='en')}?tablet={home}", follow_redirects=False)
    assert answer.headers["location"] == tablet(there, "en", "en")
