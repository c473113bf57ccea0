"""How many phones have answered a step: each once, whatever it says again, and no more than there is room for."""

from app.seminars.progress import MOST_PHONES, MOST_ROOMS, StepProgress


def test_a_phone_counts_for_every_step_that_it_has_answered() -> None:
    progress = StepProgress()
    for mark, steps in (("a", 0), ("b", 1), ("c", 3)):
        progress.reached("room", mark, steps)
    assert [progress.answered("room", question) for question in range(4)] == [2, 1, 1, 0]
    assert progress.answered("other", 0) == 0


def test_an_earlier_page_takes_nothing_back_and_is_no_news() -> None:
    progress = StepProgress()
    assert progress.reached("room", "a", 3)
    assert not progress.reached("room", "a", 3)
    assert not progress.reached("room", "a", 1)
    assert progress.answered("room", 2) == 1


def test_marks_and_rooms_without_end_take_no_more_than_their_place() -> None:
    progress = StepProgress()
    for number in range(MOST_PHONES + 10):
        progress.reached("room", str(number), 1)
    assert progress.answered("room", 0) == MOST_PHONES
    assert progress.reached("room", "0", 2)
    for number in range(MOST_ROOMS):
        progress.reached(f"room {number}", "a", 1)
    assert progress.answered("room", 0) == 0
    assert progress.answered(f"room {MOST_ROOMS - 1}", 0) == 1


def test_a_room_that_is_forgotten_counts_nobody() -> None:
    progress = StepProgress()
    progress.reached("room", "a", 1)
    progress.forget("room")
    assert progress.answered("room", 0) == 0
