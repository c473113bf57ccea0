"""The laws of a room's stage, whatever its trainer does and however many people answer."""

from dataclasses import replace
from typing import get_args

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from app.seminars.stage import (
    BEFORE,
    LEAST,
    LEVELS_FROM,
    PACES,
    Action,
    Beat,
    Plan,
    Stage,
    Vote,
    beats_of,
    counted,
    is_reveal,
    moved,
    open_steps,
    stage_from,
    to_document,
    voting,
)

ACTIONS = st.sampled_from(get_args(Action))
PLANS = st.builds(
    Plan,
    pace=st.sampled_from(PACES),
    steps=st.integers(1, 6),
    totems=st.booleans(),
    pairs=st.booleans(),
    shown=st.sampled_from((0, 5, 9, 10, 40)),
)
VOTES = st.none() | st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(0, 9))
PUT = st.tuples(st.sampled_from(("s1", "s2", "q1")), st.sampled_from(("", "colleagues")))
STEPS = st.lists(ACTIONS | PUT | VOTES, max_size=25)


def walked(plan: Plan, steps: list[object]) -> Stage:
    """As app.seminars.rooms does: an open round is closed by whatever leaves it."""
    stage = Stage()
    for step in steps:
        if isinstance(step, str):
            action = next(one for one in get_args(Action) if one == step)
            stage = acted(stage, action, plan)
        elif isinstance(step, tuple) and len(step) == 2:
            stage = voting(stage, step[0], step[1], 3)
        elif stage.vote and stage.vote.is_open and (step is None or isinstance(step, tuple)):
            stage = counted(stage, step)
    return stage


def acted(stage: Stage, action: Action, plan: Plan) -> Stage:
    if action != "pause" and stage.vote and stage.vote.is_open:
        stage = counted(stage, None)
        if action == "next":
            return stage
    return moved(stage, action, plan)


STAGES = st.builds(lambda plan, steps: (walked(plan, steps), plan), PLANS, STEPS)
CALM = STAGES.map(lambda both: (replace(both[0], vote=None, paused=False), both[1]))


@given(STAGES)
def test_any_sequence_of_actions_gives_a_stage_of_its_plan(both: tuple[Stage, Plan]) -> None:
    stage, plan = both
    assert stage.beat in beats_of(plan)
    assert 0 <= stage.question < plan.steps
    assert len({(vote.item, vote.side) for vote in stage.voted}) == len(stage.voted)
    assert all(vote.rounds and not vote.is_open for vote in stage.voted)
    if stage.vote:
        assert (stage.vote.item, stage.vote.side) not in {(vote.item, vote.side) for vote in stage.voted}


@given(CALM)
def test_back_undoes_next(both: tuple[Stage, Plan]) -> None:
    stage, plan = both
    assume(stage.beat != "end")
    assert moved(moved(stage, "next", plan), "back", plan) == stage


@settings(suppress_health_check=[HealthCheck.filter_too_much])
@given(CALM)
def test_next_undoes_back(both: tuple[Stage, Plan]) -> None:
    stage, plan = both
    assume(stage.beat != "lobby")
    assume(plan.pace == "free" or stage.beat == "answering" or stage.question == plan.steps - 1)
    assert moved(moved(stage, "back", plan), "next", plan) == stage


@given(STAGES)
def test_pause_undoes_itself(both: tuple[Stage, Plan]) -> None:
    stage, plan = both
    assert moved(moved(stage, "pause", plan), "pause", plan) == stage


@given(STAGES)
def test_next_never_takes_a_step_away_from_a_phone(both: tuple[Stage, Plan]) -> None:
    stage, plan = both
    before, after = open_steps(stage, plan), open_steps(acted(stage, "next", plan), plan)
    assert after is None or (before is not None and before <= after)


@given(STAGES)
def test_phones_are_given_as_many_steps_as_there_are_or_all(both: tuple[Stage, Plan]) -> None:
    many = open_steps(*both)
    assert many is None or 0 <= many < both[1].steps


@given(PLANS)
def test_next_goes_through_every_beat_and_question_to_the_end(plan: Plan) -> None:
    stage, seen, questions = Stage(), list[Beat](), set[int]()
    while stage.beat != "end":
        seen.append(stage.beat)
        questions |= {stage.question} if stage.beat == "answering" else set()
        stage = moved(stage, "next", plan)
    assert tuple(dict.fromkeys((*seen, "end"))) == beats_of(plan)
    assert questions == set(range(plan.steps if plan.pace == "together" else 1))
    assert moved(stage, "next", plan) == stage
    assert moved(Stage(), "back", plan) == Stage()


@given(PLANS)
def test_no_beat_shows_more_than_its_people_allow(plan: Plan) -> None:
    beats = set(beats_of(plan))
    assert (plan.shown >= LEAST) is not ("round" in beats)
    if plan.shown < LEAST:
        assert not beats & {"animals", "sentence", "triangle", "dimensions", "gap"}
    if plan.totems and plan.shown < LEVELS_FROM:
        assert not beats & {"dimensions", "gap"}
    if not plan.totems:
        assert not beats & {"own", "animals", "sentence", "triangle"}
    assert plan.pairs or "gap" not in beats


@given(STAGES, ACTIONS)
def test_a_room_gets_past_its_reveal_by_revealing_or_by_its_end(both: tuple[Stage, Plan], action: Action) -> None:
    stage, plan = both
    later = acted(stage, action, plan)
    if stage.beat in BEFORE and later.beat not in BEFORE:
        assert is_reveal(stage, action, plan)
    assert is_reveal(stage, "reveal", plan)


@given(STAGES, st.sampled_from((5, 9, 10, 40)))
def test_a_reveal_starts_with_the_first_figures_whatever_was_on_the_screen(
    both: tuple[Stage, Plan], shown: int
) -> None:
    stage, plan = both[0], replace(both[1], shown=shown)
    after = acted(stage, "reveal", plan)
    assert after.beat == ("animals" if plan.totems else "dimensions")
    assert (after.vote, after.paused) == (None, False)


@given(STAGES)
def test_a_stage_comes_back_from_its_document(both: tuple[Stage, Plan]) -> None:
    stage = replace(both[0], guesses=(1, 0, 6), code_hidden=True, rehearsal=True)
    assert stage_from(to_document(stage)) == stage
    assert stage_from(to_document(both[0])) == both[0]


@given(STAGES)
def test_no_round_that_was_closed_is_ever_lost(both: tuple[Stage, Plan]) -> None:
    stage, plan = both
    rounds = {(vote.item, vote.side): vote.rounds for vote in (*stage.voted, *((stage.vote,) if stage.vote else ()))}
    after = acted(voting(stage, "s3", "", 3), "close", plan)
    kept = {(vote.item, vote.side): vote.rounds for vote in after.voted}
    assert all(kept[item] == found for item, found in rounds.items() if found)


@given(STAGES, PUT)
def test_no_two_rounds_share_a_ballot(both: tuple[Stage, Plan], put: tuple[str, str]) -> None:
    stage = voting(both[0], *put, 3)
    assert stage.vote
    first = stage.vote.ballot
    again = voting(counted(stage, None), *put, 3)
    assert again.vote
    assert again.vote.ballot != first
    other = Vote("s9", put[1], 3, rounds=stage.vote.rounds)
    assert other.ballot != first


@given(STAGES, ACTIONS)
def test_a_phone_is_told_when_something_else_is_its_turn(both: tuple[Stage, Plan], action: Action) -> None:
    stage, plan = both
    calm = replace(stage, vote=None)
    put = voting(calm, "s1", "", 3)
    assert len({calm.turn, put.turn, counted(put, None).turn}) == 3
    after = acted(stage, action, plan)
    if open_steps(after, plan) != open_steps(stage, plan):
        assert after.turn != stage.turn


def test_a_phone_is_told_of_a_pause() -> None:
    assert Stage("answering", paused=True).turn != Stage("answering").turn


def test_the_turn_of_phones_says_nothing_of_guesses_votes_or_figures() -> None:
    stage = Stage("animals", vote=Vote("s1", "", 3, False, ((4, 1, 2),)))
    told = replace(stage, guesses=(1, 2, 3), prompt=2, beat="sentence")
    assert replace(told, vote=Vote("s1", "", 3, False, ((0, 5, 2),))).turn == stage.turn
