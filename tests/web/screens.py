"""Screens of rooms of any size at any beat, without a site: from releases of invented crowds."""

from dataclasses import replace
from functools import lru_cache
from random import Random

from app.banks.loader import Questionnaire, load_bank
from app.banks.response_model import CENTRAL, populations
from app.banks.schema import Language
from app.campaigns.store import USUAL_PEOPLE
from app.publication.documents import ReleaseDocument, TotemShare
from app.publication.summary import summarise
from app.publication.values import Phrase, Share
from app.resources import resource
from app.seminars.seminar import Seminar
from app.seminars.stage import LEAST, LEVELS_FROM, Beat, Pace, Plan, Stage, Vote, beats_of
from app.tallies.counts import count_sheet
from app.tallies.sums import Counts, total
from app.totem.model import Bank
from app.totem.scoring import levels_of, match
from app.web.assets import Assets
from app.web.headlines import Headlines, names_of
from app.web.language import Catalogues
from app.web.pages import Templates
from app.web.seminar.screen_view import ScreenPage, ScreenRoom, screen_page
from app.web.wording import Wording
from tests.publication.campaigns import TODAY, Spring

BASE = "https://totem.example"
CATALOGUES = Catalogues(resource("locale"))
ASSETS = Assets(resource("static"))
TEMPLATES = Templates(resource("templates"), ASSETS, CATALOGUES, demo=False, base_url=BASE, figures={}, animals=True)
EXPRESS = load_bank(resource("questions") / "express.yaml")
SCENE = Vote("hotel", "", 3)
STATEMENT = Vote("trust", "colleagues", 5)


@lru_cache(64)
def counts_of(bank: Bank, people: int) -> Counts:
    invented = populations(bank, CENTRAL, 3.3, people, f"screen {people}")
    sheets = [population.sheet(population.person()) for _, population in invented]
    return total(count_sheet(bank, sheet, match(bank, sheet, levels_of(bank, sheet))) for sheet in sheets)


def released_to(people: int, questionnaire: Questionnaire = EXPRESS) -> ReleaseDocument | None:
    """What a reveal gives; None for fewer than five."""
    if people < LEAST:
        return None
    counts = counts_of(questionnaire.bank, people)
    draw = Random(people).randrange
    return summarise(questionnaire.bank, counts, Spring(), draw, number=1, k=LEAST, today=TODAY, room=True)


def with_totems(released: ReleaseDocument, **counts: int) -> ReleaseDocument:
    """The same release with these animals, and nobody else's; the rest of the people have none."""
    totems = tuple(TotemShare(one.id, Share(Phrase.COUNT, count=counts.get(one.id, 0))) for one in released.totems)
    most = max(counts.values(), default=0)
    first = [id_ for id_, many in counts.items() if many == most > 0]
    none = Share(Phrase.COUNT, count=released.n - sum(counts.values()))
    return replace(released, totems=totems, none=none, winner=first[0] if len(first) == 1 else None)


def seminar_at(stage: Stage, pace: Pace = "free", name: str = "Équipe de Lyon") -> Seminar:
    return Seminar(
        id=1,
        campaign_id=1,
        slug="room-abcdefghjk",
        bank="express",
        fingerprint=EXPRESS.fingerprint,
        code="K7M4PX2",
        name=name,
        language="fr",
        pace=pace,
        stage=stage,
        arrived=0,
        finished=0,
        arrived_on=TODAY,
        opened_on=TODAY,
        closed_on=None,
        not_counted=False,
    )


def room_at(
    stage: Stage,
    people: int,
    language: Language = "fr",
    *,
    pace: Pace = "free",
    released: ReleaseDocument | None = None,
    arrived: int | None = None,
    late: int = 0,
) -> ScreenRoom:
    """people: who finished before the reveal; late: after it."""
    return ScreenRoom(
        seminar=seminar_at(stage, pace),
        questionnaire=EXPRESS,
        wording=Wording(language, USUAL_PEOPLE),
        told=Headlines(language, CATALOGUES[language].gettext, names_of(EXPRESS.file, language)),
        arrived=people + late if arrived is None else arrived,
        finished=people + late,
        voted=people,
        guessed=max(0, people - 2),
        answered=people // 2,
        rehearsal=stage.rehearsal,
        released=released or released_to(people),
    )


def page_at(room: ScreenRoom) -> ScreenPage:
    return screen_page(room, "KEY", BASE)


def html_of(room: ScreenRoom, block: str | None = None) -> str:
    return TEMPLATES.render(page_at(room), block)


def beats_for(people: int, pace: Pace = "free") -> tuple[Beat, ...]:
    shown = people if people >= LEAST else 0
    return beats_of(Plan(pace, 12, totems=True, pairs=people >= LEVELS_FROM, shown=shown))
