"""What staff vote to begin with: counted once, read once and whole, from k votes on, and by nobody before."""

from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import Engine, select, update
from sqlmodel import col

from app.barometer.commitments import Commitment
from app.barometer.edition import Edition
from app.barometer.priorities import candidates
from app.barometer.published import JsonMap
from app.barometer.survey_faults import survey_faults
from app.campaigns.draft import CampaignInvalid
from app.db.engine import make_engine, read, write_transaction
from app.db.tables import BallotRow, EditionRow
from app.endings import end_survey
from app.pool_keys.key_file import KeyFile
from app.revealing import FirstVotes, reveal_due
from app.tallies.admission import Receipt
from app.tallies.verify import verify
from app.transfer.backup import backup
from tests.surveys import OPENED, PUBLIC, REVEAL, Surveyed, a_draft, catalogue, specs

CROWD = {"customers": 240, "staff": 70}


@pytest.fixture
def site(engine: Engine, tmp_path: Path) -> Surveyed:
    return Surveyed(engine, KeyFile(tmp_path / "keys"), [OPENED])


@pytest.fixture
def edition(site: Surveyed) -> Edition:
    """Staff are reading."""
    opened = site.opened(places=())
    site.answer_all(opened, CROWD)
    return site.reveal(opened)


def votes_on(site: Surveyed) -> FirstVotes:
    return FirstVotes(site.engine, site.keys, lambda: site.day[0])


def a_form(site: Surveyed, number: int) -> Receipt:
    return Receipt(sha256(f"form {number}".encode()).digest()[:16], site.day[0] + timedelta(days=1))


def cast(site: Surveyed, edition: Edition, *many: int, first: int = 0) -> list[str]:
    """So many for each option, each with a form of its own."""
    asked = votes_on(site).asked(edition.id)
    options = asked.options if asked else ("ease", "cooperation")
    chosen = [option for option, votes in zip(options, many, strict=False) for _ in range(votes)]
    return [votes_on(site).cast(edition.id, option, a_form(site, first + at)) for at, option in enumerate(chosen)]


def ballots(site: Surveyed) -> list[tuple[str, int]]:
    with read(site.engine) as connection:
        return [(row.name, row.n) for row in connection.execute(select(BallotRow))]


def faults(site: Surveyed) -> list[str]:
    banks = [one.bank for one in catalogue().values()]
    stored = [one.name for one in verify(site.engine, site.keys, banks, site.day[0])]
    return stored + [one.name for one in survey_faults(site.engine, specs(), site.day[0])]


def content(prediction: dict[str, str], pattern: dict[str, str], *priorities: str) -> JsonMap:
    """Breaks by their readings, and priorities."""
    told = {"prediction": prediction, "pattern": pattern}
    return {
        "contrasts": [
            {
                "kind": kind,
                "breaks": [*those],
                "dimensions": [{"id": id_, "reading": read} for id_, read in those.items()],
            }
            for kind, those in told.items()
        ],
        "priorities": [{"id": id_} for id_ in priorities],
    }


def test_the_choices_are_what_the_edition_names_in_the_order_of_its_page() -> None:
    seen = content({"ease": "blind_spot", "care": "pleasant_surprise"}, {"voice": "shared_flaw"}, "trust", "ease")
    assert candidates(seen) == ("ease", "voice", "trust")
    assert candidates(content({"ease": "blind_spot"}, {}, "ease")) == ()
    assert candidates(content({}, {})) == ()


def test_of_more_than_five_priorities_stay() -> None:
    many = dict.fromkeys(("ease", "care", "voice", "trust", "meaning"), "blind_spot")
    assert candidates(content(many, {"example": "shared_flaw"}, "example", "care")) == (
        *("ease", "care", "voice", "trust"),
        "example",
    )


def test_a_form_counts_once_however_often_it_is_sent(site: Surveyed, edition: Edition) -> None:
    votes, form = votes_on(site), a_form(site, 1)
    assert [votes.cast(edition.id, "ease", form) for _ in range(3)] == ["counted"] * 3
    assert votes.cast(edition.id, "cooperation", form) == "counted"
    assert [n for _, n in ballots(site)] == [1]
    site.day[0] += timedelta(days=2)
    assert votes.cast(edition.id, "ease", form) == "closed", "its receipt may be purged"
    assert [n for _, n in ballots(site)] == [1]


def test_two_processes_count_into_one_ballot(site: Surveyed, edition: Edition, tmp_path: Path) -> None:
    other = FirstVotes(site.engine, KeyFile(tmp_path / "keys"), lambda: site.day[0])
    for number in range(6):
        (votes_on(site), other)[number % 2].cast(edition.id, "ease", a_form(site, number))
        assert other.cast(edition.id, "ease", a_form(site, number)) == "counted"
    assert [n for _, n in ballots(site)] == [6]
    assert len(site.keys.ids()) == 1
    assert faults(site) == []


def test_only_what_is_asked_is_counted_and_only_while_staff_alone_read(site: Surveyed) -> None:
    opened = site.opened(places=())
    site.answer_all(opened, CROWD)
    assert votes_on(site).asked(opened.id) is None
    assert cast(site, opened, 1) == ["closed"]
    edition = site.reveal(opened)
    asked = votes_on(site).asked(edition.id)
    assert asked
    assert "ease" in asked.options
    assert 2 <= len(asked.options) <= 5
    assert votes_on(site).cast(edition.id, "nonsense", a_form(site, 9)) == "closed"
    site.day[0] = PUBLIC
    assert votes_on(site).asked(edition.id) is None
    assert cast(site, edition, 1) == ["closed"]
    assert ballots(site) == []


def test_so_many_are_told_in_whole_groups_alone(site: Surveyed, edition: Edition) -> None:
    told = []
    for number in range(21):
        asked = votes_on(site).asked(edition.id)
        assert asked
        told.append(asked.at_least)
        cast(site, edition, 1, first=number)
    assert told == [0] * 10 + [10] * 10 + [20]


def test_under_k_nothing_is_read_and_the_vote_goes_on(site: Surveyed, edition: Edition) -> None:
    cast(site, edition, 5, 4)
    with pytest.raises(CampaignInvalid, match="Fewer than 10 have voted"):
        votes_on(site).read(edition.id)
    assert site.barometers.edition_of(edition.id).first_voted is None
    assert cast(site, edition, 1, first=100) == ["counted"]
    assert votes_on(site).read(edition.id).first_voted


def test_it_is_read_once_rounded_in_order_and_the_vote_is_over(site: Surveyed, edition: Edition) -> None:
    asked = votes_on(site).asked(edition.id)
    assert asked
    cast(site, edition, 2, 22)
    voted = votes_on(site).read(edition.id).first_voted
    assert voted
    assert (voted.n, voted.at_least) == (24, 20)
    assert next(iter(voted.counts)) == asked.options[1]
    assert {*voted.counts} == {*asked.options}
    assert all(count % 3 == 0 for count in voted.counts.values())
    assert [*voted.counts.values()] == sorted(voted.counts.values(), reverse=True)
    assert ballots(site) == []
    assert site.keys.ids() == set()
    assert cast(site, edition, 1, first=100) == ["closed"]
    with pytest.raises(CampaignInvalid, match="over"):
        votes_on(site).read(edition.id)
    assert site.barometers.edition_of(edition.id).first_voted == voted
    assert faults(site) == []


@pytest.mark.parametrize(("many", "is_told"), [(9, False), (10, True)])
def test_the_public_day_reads_what_nobody_has_read_or_destroys_what_is_under_k(
    site: Surveyed, edition: Edition, many: int, is_told: bool
) -> None:
    cast(site, edition, many)
    site.day[0] = PUBLIC
    for _ in range(2):
        reveal_due(site.engine, site.keys, site.sources, PUBLIC)
    assert bool(site.barometers.edition_of(edition.id).first_voted) is is_told
    assert ballots(site) == []
    assert site.keys.ids() == set()
    assert faults(site) == []


def test_a_clock_that_is_set_back_opens_no_vote_again(site: Surveyed, edition: Edition) -> None:
    made = Commitment(
        0, "ease", {"fr": "Un numéro"}, {"fr": "les clients"}, {"fr": "la direction"}, date(2027, 9, 1), REVEAL
    )
    site.barometers.promise(edition, made)
    site.day[0] = PUBLIC
    reveal_due(site.engine, site.keys, site.sources, PUBLIC)
    site.day[0] = REVEAL
    assert cast(site, edition, 1) == ["closed"]


def test_a_withdrawn_edition_takes_its_vote_with_it_untold(site: Surveyed, edition: Edition) -> None:
    cast(site, edition, 20)
    site.barometers.withdraw(edition, {"fr": "Une erreur."})
    assert cast(site, edition, 1, first=100) == ["closed"]
    reveal_due(site.engine, site.keys, site.sources, site.day[0])
    assert site.barometers.edition_of(edition.id).first_voted is None
    assert (ballots(site), site.keys.ids()) == ([], set())


def test_a_deleted_survey_leaves_no_ballot_and_no_key(site: Surveyed, edition: Edition) -> None:
    cast(site, edition, 20)
    end_survey(site.engine, site.keys, edition.barometer, site.day[0])
    assert (ballots(site), site.keys.ids()) == ([], set())


def test_a_backup_holds_what_was_read_and_no_vote_that_was_not(
    site: Surveyed, edition: Edition, tmp_path: Path
) -> None:
    cast(site, edition, 12)
    backup(site.engine, tmp_path / "voting.db")
    voted = votes_on(site).read(edition.id).first_voted
    backup(site.engine, tmp_path / "voted.db")
    for name, kept in (("voting", None), ("voted", voted)):
        copy = Surveyed(make_engine(f"sqlite:///{tmp_path}/{name}.db"), KeyFile(tmp_path / name), site.day)
        assert ballots(copy) == []
        assert copy.barometers.edition_of(edition.id).first_voted == kept
        copy.engine.dispose()


def test_what_the_next_edition_asks_is_another_vote(site: Surveyed, edition: Edition) -> None:
    cast(site, edition, 12)
    site.day[0] = PUBLIC
    reveal_due(site.engine, site.keys, site.sources, PUBLIC)
    later = REVEAL + timedelta(days=365)
    site.day[0] = later - timedelta(days=28)
    following = site.barometers.open_edition(edition.barometer, a_draft(label="2028", reveal=later, places=()))
    site.answer_all(following, CROWD)
    following = site.reveal(following)
    assert following.first_voted is None
    assert cast(site, following, 1, first=500) == ["counted"]


def damaged(site: Surveyed, edition: Edition, text: str) -> list[str]:
    with write_transaction(site.engine) as connection:
        connection.execute(update(EditionRow).where(col(EditionRow.id) == edition.id).values(first_voted=text))
    return faults(site)


def test_verify_tells_a_vote_that_cannot_be(site: Surveyed, edition: Edition) -> None:
    for text in ('[9, 10, {"ease": 9}]', '[12, 10, {"ease": 11}]', '[12, 10, {"nonsense": 12}]'):
        assert damaged(site, edition, text) == ["vote that cannot be"]
    assert damaged(site, edition, '[12, 10, {"ease": 12}]') == []
    with write_transaction(site.engine) as connection:
        connection.execute(update(EditionRow).where(col(EditionRow.id) == edition.id).values(first_voted=None))
    cast(site, edition, 2)
    assert faults(site) == []
    assert damaged(site, edition, '[12, 10, {"ease": 12}]') == ["vote that goes on"]
