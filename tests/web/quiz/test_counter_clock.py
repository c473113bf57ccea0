"""How long the counter takes, from the pages that are served: no more words and taps than the clock of its bank."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from app.banks.prose import word_count
from app.banks.reading_time import clock_of, minutes_at_most
from app.banks.schema import Language
from tests.web.quiz.counters import WORDS, Counters, second_counters
from tests.web.quiz.test_clock import Read
from tests.web.visitor import Visitor

MOST_SECONDS, MOST_TAPS = 100, 14


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Counters]:
    with second_counters(tmp_path_factory.mktemp("clock")) as found:
        yield found


@pytest.mark.parametrize("language", ["fr", "en"])
def test_words_and_taps_are_no_more_than_those_of_the_clock(there: Counters, language: Language) -> None:
    questionnaire, promised = there.here.questionnaires["customers"], len(WORDS)
    visitor = Visitor.at(there.client, there.at(language=language))
    visitor.taps = 0
    visitor.to_the_end()
    start, *asked, _ = visitor.pages
    told = clock_of(questionnaire, language, promised)
    assert words_of(asked) <= told.words
    assert visitor.taps == told.taps == MOST_TAPS + promised
    whole = replace(told, words=words_of([start, *asked]), screens=told.screens + 1, continues=told.continues + 1)
    assert whole.seconds <= 60 * minutes_at_most(questionnaire, language, promised), "with the first page"


def words_of(pages: list[str]) -> int:
    """Each part is read once, then known."""
    forms = [page.partition("<form")[2].partition("</form>")[0] for page in pages]
    read = dict.fromkeys(part for form in forms for part in Read(f"<form{form}</form>").parts)
    return sum(map(word_count, read))


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_first_edition_keeps_its_time(there: Counters, language: Language) -> None:
    clock = clock_of(there.here.questionnaires["customers"], language)
    assert clock.seconds <= MOST_SECONDS
    assert clock.taps <= MOST_TAPS
