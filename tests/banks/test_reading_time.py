"""The clock of a bank that ends on thanks: answers that are the buttons, picks, promises, and no last choice."""

import pytest
import yaml

from app.banks.loader import Questionnaire, load_bank
from app.banks.reading_time import clock_of
from app.resources import resource
from tests.banks.small import HERE, edited, loaded

TEXT = (HERE / "voices.yaml").read_text(encoding="utf-8")
STATEMENTS = """\
On m’a donné un vrai délai, et on l’a tenu.
Quand on m’a demandé quelque chose, on m’a dit pourquoi.
Les règles étaient claires, et suivies par tous.
En ligne ou au téléphone, j’ai pu joindre quelqu’un.
La personne a pu décider sans attendre un accord.
C’était simple : je n’ai rien eu à répéter.
On a vu comment je me sentais, et on en a tenu compte.
On m’a demandé mon avis, et il a servi.
On m’a traité avec égards, même quand ça coinçait.
Ils se sont parlé entre eux pour m’aider.
Dans l’ensemble, votre passage m’a convenu.
""".replace(" :", "\u00a0:").splitlines()
"""As long as a draft of what customers are asked (`barometer.md`, §2)."""


def shaped(sides: int, statements: list[str], picks: list[int], *, overall: bool = True) -> Questionnaire:
    """A bank of so many statements on each side, the last one of the first side the whole."""
    ids = [f"d{at}" for at in range(len(statements))]
    names = [f"s{at}" for at in range(sides)]
    bank = yaml.safe_load(TEXT) | {
        "languages": ["fr"],
        **{key: {"fr": "Trois voix"} for key in ("title", "summary")},
        "sides": [{"id": name, "name": {"fr": "Ce que diraient {les clients}"}} for name in names],
        "scale": {
            "occasion": {"fr": "Pensez à ce passage."},
            "points": [{"fr": f"{word}"} for word in ("pas du tout", "un peu", "à moitié", "plutôt", "tout à fait")],
            "no_occasion": {"fr": "pas concerné"},
        },
        "dimensions": [
            {"id": id_, "name": {"fr": "Confiance"}, "meaning": {"fr": "Oui."}, "overall": overall and id_ == ids[-1]}
            for id_ in ids
        ],
        "questions": [
            {"id": f"{id_}-{name}", "dimension": id_, "sides": [name], "text": {"fr": statement}}
            for name in names
            for id_, statement in zip(ids, statements, strict=True)
        ],
        "importance": [
            {"id": f"i{at}", "side": names[at], "most": most, "text": {"fr": "Ce qui compte le plus ici."}}
            for at, most in enumerate(picks)
        ],
    }
    return loaded(yaml.safe_dump(bank, allow_unicode=True, sort_keys=False, width=10**6))


def test_taps_and_screens_up_to_the_last_answer() -> None:
    found = clock_of(load_bank(HERE / "voices.yaml"), "fr")
    assert (found.replies, found.screens, found.picks, found.continues, found.finishes) == (7, 9, 3, 2, 0)
    assert found.taps == 7 + 2 + 1 + 1 + 1


def test_a_promise_is_one_tap_and_one_screen_more() -> None:
    bank = load_bank(HERE / "voices.yaml")
    none, two = clock_of(bank, "en"), clock_of(bank, "en", promised=2)
    assert (two.taps - none.taps, two.screens - none.screens) == (2, 2)
    assert two.minutes > none.minutes
    assert clock_of(bank, "en", promised=9) == two, "no more than the bank has slots for"


@pytest.mark.parametrize(("per_screen", "continues"), [(1, 2), (2, 2 + 3), (5, 2 + 2)])
def test_screens_of_several_questions_take_a_tap_to_go_on(per_screen: int, continues: int) -> None:
    text = edited(("promises: 2", f"promises: 2\nquestions_per_screen: {per_screen}"), bank=TEXT)
    assert clock_of(loaded(text), "fr").continues == continues


def test_banks_of_the_planned_length_keep_their_time() -> None:
    customers = clock_of(shaped(1, STATEMENTS, [2]), "fr")
    assert customers.taps == 14
    assert customers.seconds <= 100
    staff = clock_of(shaped(2, STATEMENTS, [2, 2]), "fr")
    assert staff.taps == 22 + 6
    assert staff.seconds <= 200
    pulse = clock_of(shaped(1, sorted(STATEMENTS, key=len)[:7], [], overall=False), "fr")
    assert pulse.taps == 7
    assert pulse.seconds <= 60


def test_a_bank_that_gives_a_result_is_timed_as_before() -> None:
    found = clock_of(load_bank(resource("questions") / "express.yaml"), "fr")
    assert (found.picks, found.continues, found.finishes) == (0, 0, 1)
    assert found.taps == found.replies + found.firsts + found.lasts + 1
