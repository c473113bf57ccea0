"""The invented people behind `totem calibrate`: what they share, what lasts, and what is drawn anew."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from random import Random
from statistics import fmean, pstdev

import pytest

from app.banks.exhibits import raised
from app.banks.response_model import (
    CENTRAL,
    Person,
    Population,
    ResponseModel,
    clicker,
    complete,
    expected_points,
    populations,
    tilted,
)
from app.totem.model import CANNOT_SAY, NO_OCCASION, NOT_NOTICED, NOTICED, Answers, Bank
from app.totem.packing import pack, unpack
from app.totem.scoring import is_complete, points_of
from tests.totem.structures import BANKS, EXPRESS, FULL, INVENTORY, VOICES

SEED = "7 people"


def population(bank: Bank = FULL, model: ResponseModel = CENTRAL, level: float = 3.3) -> Population:
    return Population(bank, model, level, Random(1), Random(2))


def people(model: ResponseModel, many: int) -> Iterator[Person]:
    everybody = population(model=model)
    return (everybody.person() for _ in range(many))


@pytest.mark.parametrize("points", range(2, 8))
@pytest.mark.parametrize("bank", BANKS, ids=lambda bank: bank.id)
def test_everybody_answers_everything_within_the_scale(bank: Bank, points: int) -> None:
    crowd = population(replace(bank, points=points))
    for _ in range(20):
        sheet = crowd.sheet(crowd.person())
        assert is_complete(bank, sheet)
        assert all(reply is not None and 1 <= reply <= points for reply in sheet.replies)
        spares = {choice is None for choice in sheet.choices[len(bank.scenes) :]}
        assert spares <= ({True, False} if bank.is_ranked else {True})
        assert len(spares) < 2


def test_the_same_seed_is_the_same_people() -> None:
    def sheets(seed: str) -> list[Answers]:
        return [crowd.sheet(crowd.person()) for _, crowd in populations(FULL, CENTRAL, 3.3, 20, seed)]

    assert sheets(SEED) == sheets(SEED)
    assert sheets(SEED) != sheets("8 people")


def test_people_are_spread_evenly_over_the_drawings_of_the_options() -> None:
    drawings = Counter(drawing for drawing, _ in populations(EXPRESS, CENTRAL, 3.3, 120, SEED))
    assert sorted(drawings.values()) == [2] * 30 + [3] * 20


def test_crowds_of_one_seed_meet_equally_attractive_options() -> None:
    one, other, elsewhere = (
        [crowd.options for _, crowd in populations(EXPRESS, CENTRAL, 3.3, 3, seed)]
        for seed in ("7 demanding", "7 agreeable", "8 agreeable")
    )
    assert one == other != elsewhere
    assert one[0] != one[1]


def test_only_noise_is_drawn_anew_on_a_retest() -> None:
    crowd = population(model=replace(CENTRAL, reply_noise=0.0))
    decided = crowd.person()._replace(odds=((0.0, 1.0, 1.0),) * 13)
    assert crowd.sheet(decided) == crowd.sheet(decided)
    assert set(crowd.sheet(decided).choices[:13]) == {1}
    undecided = decided._replace(odds=((1.0, 2.0, 3.0),) * 13)
    assert crowd.sheet(undecided) != crowd.sheet(undecided)


def test_an_option_is_chosen_as_often_as_its_weight_says() -> None:
    # Largest of u + Gumbel(scale): the softmax of u/scale. Weights 1, 2 and 5: SD of a share under 1.3 %.
    crowd = population()
    odds = ((1.0, 3.0, 8.0), *((1.0, 2.0, 3.0),) * 12)
    person = Person((0.0,) * 20, (3.0,) * 20, odds, ())
    chosen = Counter(crowd.sheet(person).choices[0] for _ in range(1500))
    assert [chosen[at] / 1500 for at in range(3)] == pytest.approx([1 / 8, 2 / 8, 5 / 8], abs=0.04)


def test_more_choice_noise_flattens_the_odds_and_less_preference_too() -> None:
    def favourite(model: ResponseModel) -> float:
        shares = (
            max(b - a for a, b in zip((0.0, *edges), edges, strict=False)) / edges[-1]
            for person in people(model, 100)
            for edges in person.odds
        )
        return fmean(shares)

    central = favourite(CENTRAL)
    assert favourite(replace(CENTRAL, choice_noise=1.0)) < central
    assert favourite(replace(CENTRAL, preference_sd=0.7)) < central


def test_the_crowds_height_moves_answers_and_not_choices() -> None:
    low, high = (population(level=level) for level in (2.6, 4.0))
    before, after = low.person(), high.person()
    assert before.odds == after.odds
    gaps = [b - a for a, b in zip(before.latent, after.latent, strict=True)]
    assert gaps == pytest.approx([1.4] * 20)


def test_a_crowd_is_on_average_at_its_height() -> None:
    latent = [fmean(person.latent) for person in people(CENTRAL, 400)]
    assert fmean(latent) == pytest.approx(3.3, abs=0.1)


def test_a_longer_scale_stretches_the_same_person() -> None:
    five, two = (population(replace(FULL, points=points)).person().latent for points in (5, 2))
    assert [(a - 1) / 4 for a in five] == pytest.approx([b - 1 for b in two])


def test_leanings_are_preferences_less_their_mean() -> None:
    found = next(people(CENTRAL, 1))
    bearings, drive, bond = found.leanings[0], found.leanings[6], found.leanings[12]
    assert bearings + drive + bond == pytest.approx(0)
    assert found.leanings == (bearings,) * 6 + (drive,) * 6 + (bond,) * 8
    assert set(population(INVENTORY).person().leanings) == {0.0}


def test_a_tilted_crowd_prefers_one_force() -> None:
    leanings = [fmean(person.leanings[at] for person in people(tilted(1), 600)) for at in (0, 6, 12)]
    assert leanings == pytest.approx([-0.425 / 3, 0.425 * 2 / 3, -0.425 / 3], abs=0.1)


def test_only_differences_between_forces_matter() -> None:
    same = replace(CENTRAL, tilt=(1.0, 1.0, 1.0))
    for one, other in zip(people(CENTRAL, 5), people(same, 5), strict=True):
        assert one.latent == pytest.approx(other.latent)
        assert [edges[0] / edges[-1] for edges in one.odds] == pytest.approx([e[0] / e[-1] for e in other.odds])


def test_the_true_score_is_the_mean_of_endless_retests() -> None:
    crowd = population()
    person = crowd.person()
    sheets = [crowd.sheet(person).replies for _ in range(2000)]
    means = [fmean(reply or 0 for reply in replies) for replies in zip(*sheets, strict=True)]
    assert means == pytest.approx(expected_points(FULL, CENTRAL, person), abs=0.08)


def test_a_pairs_tilt_and_an_item_vary_as_the_model_says() -> None:
    calm = replace(CENTRAL, person_sd=0, dimension_sd=0, tie=0)
    tilts = [person.latent[0] - person.latent[1] for person in people(replace(calm, item_sd=0), 800)]
    assert pstdev(tilts) == pytest.approx(0.3, rel=0.1)
    items = [person.latent[0] for person in people(replace(calm, side_sd=0), 800)]
    assert pstdev(items) == pytest.approx(0.25, rel=0.1)


def test_a_sheet_is_written_as_it_would_be_ticked() -> None:
    sheet = complete(INVENTORY, [2] * 25, [])
    assert sheet.replies[:2] == (2, 5)
    counted = [
        points_of(INVENTORY, reply, reverse=question.reversed)
        for (question, _), reply in zip(INVENTORY.items, sheet.replies, strict=True)
    ]
    assert counted == [2] * 25


def test_raising_a_sheet_counts_one_point_more_up_to_the_ceiling() -> None:
    once, twice = (raised(INVENTORY, complete(INVENTORY, [points] * 25, [])) for points in (5, 6))
    assert once == twice == complete(INVENTORY, [6] * 25, [])


def test_raising_leaves_out_what_was_left_out() -> None:
    sheet = Answers((None, NO_OCCASION, *(5,) * 18), (0,) * 16)
    assert raised(FULL, sheet) == sheet


def test_there_is_no_end_to_the_people_one_may_draw() -> None:
    assert len(set(islice(people(CENTRAL, 50), 50))) == 50


def test_people_of_a_bank_that_ends_on_thanks_say_what_matters_and_what_they_noticed() -> None:
    somebody = population(VOICES)
    sheets = [somebody.sheet(somebody.person()) for _ in range(600)]
    for sheet in sheets:
        assert unpack(VOICES, pack(VOICES, sheet)).importance == sheet.importance
        assert is_complete(VOICES, sheet)
        assert None not in sheet.promises
        assert [len(picked or ()) for picked in sheet.importance] == [2, 1]
    often = Counter(at for sheet in sheets for at in sheet.importance[0] or ())
    assert often.most_common(1)[0][1] > 2 * often.most_common()[-1][1], "some matter more than others, to everybody"
    noticed = Counter(sheet.promises[0] for sheet in sheets)
    assert noticed[NOTICED] > noticed[NOT_NOTICED] > noticed[CANNOT_SAY] > 0


def test_somebody_who_reads_nothing_fills_in_all_of_it() -> None:
    random = Random(1)
    picked = Counter(at for _ in range(600) for at in clicker(VOICES, random).importance[0] or ())
    assert picked.keys() == {*VOICES.within}
    assert max(picked.values()) < 2 * min(picked.values())
