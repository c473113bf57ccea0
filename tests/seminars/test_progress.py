"""What is known of phones and rooms in memory: each phone once, whatever it says again, and no more than there is room
for; the same on every process, whichever saw it first."""

from app.seminars.progress import MOST_PHONES, MOST_ROOMS, Since, StepProgress, WaitingPhones


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


def test_the_time_of_a_beat_starts_when_it_changes() -> None:
    now = [100.0]
    since = Since(lambda: now[0])
    assert since.look("room-a", "lobby") == (100, True)
    now[0] = 130.0
    assert since.look("room-a", "lobby") == (100, False)
    assert since.look("room-b", "lobby") == (130, True)
    assert since.look("room-a", "answering") == (130, True)


def test_the_time_of_a_room_that_many_have_followed_is_forgotten() -> None:
    now = [0.0]
    since = Since(lambda: now[0])
    since.look("room", "lobby")
    for other in range(MOST_ROOMS):
        since.look(f"room-{other}", "lobby")
    now[0] = 7.0
    assert since.look("room", "lobby") == (7, True)


def test_whoever_saw_a_beat_first_is_right_and_whoever_saw_another_one_last() -> None:
    since = Since(lambda: 50.0)
    since.look("room", "lobby")
    since.hear("room", "lobby", 40)
    since.hear("room", "lobby", 45)
    assert since.look("room", "lobby") == (40, False)
    since.hear("room", "answering", 60)
    since.hear("room", "lobby", 55)
    assert since.look("room", "answering") == (60, False)


def test_phones_wait_by_processes_that_run() -> None:
    waiting = WaitingPhones()
    assert [waiting.tell("room", process, many) for process, many in (("a", 2), ("b", 3), ("b", 3), ("c", 0))] == [
        True, True, False, False
    ]  # fmt: skip
    assert waiting.everything("a") == [("room", 2)]
    assert waiting.count("room", lambda _: True) == 5
    assert waiting.count("room", lambda process: process != "b") == 2
