"""Stores and services of one process, and their life: what starts, what stops, what is due every hour.

Promises that what it returns is migrated, with its first campaigns. Refuses to start half-way.
"""

import asyncio
import gc
import logging
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from functools import partial

from anyio.to_thread import current_default_thread_limiter
from sqlalchemy import Engine
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool

from app.actions import Publisher, close_due, finish_quiz, was_counted
from app.banks.calibration import simulated
from app.banks.loader import Catalogue, load_catalogue
from app.banks.reading_time import minutes_of
from app.barometer.barometers import Barometers
from app.barometer.place_directory import PlaceDirectory
from app.barometer.power import load_power
from app.barometer.public_surveys import PublicSurveys
from app.barometer.spec_file import load_specs
from app.bus.choice import bus_of
from app.campaigns.campaigns import Campaigns
from app.campaigns.directory import Directory
from app.campaigns.doors import first_campaigns
from app.days import day_in, now_in_utc
from app.db.engine import make_engine, migrate
from app.exports.pdf import PdfRenderer
from app.pool_keys.homes import open_keys
from app.publication.releases import Releases
from app.resources import resource
from app.revealing import FirstVotes, Sources, reveal_due, reveal_edition
from app.seminars.hub import Hub
from app.seminars.pairing import Pairings
from app.seminars.rooms import Rooms
from app.seminars.seminars import Seminars
from app.seminars.store import finish
from app.settings import Settings, asked_passphrase, load_secrets
from app.tallies.custody import recover_pools
from app.tallies.keys import PoolKeys
from app.tallies.ledger import Ledger
from app.tallies.readiness import Readiness
from app.web.assets import Assets
from app.web.build import Families
from app.web.context import figures_addresses
from app.web.deps import Site
from app.web.figures import parts as figures
from app.web.figures.prints import Prints
from app.web.language import LANGUAGES, Catalogues
from app.web.organise import parts as organise
from app.web.page_cache import PageCache
from app.web.pages import Templates
from app.web.passphrase import Passphrase
from app.web.png import PngRenderer
from app.web.quiz import parts as quiz
from app.web.quiz.views import RenderedSteps
from app.web.rate_limit import SharedLimits
from app.web.seminar import parts as seminar
from app.web.seminar.live import Live
from app.web.site import parts as front
from app.web.survey import parts as survey
from app.web.tokens import Tokens
from app.web.trainer import parts as trainer
from app.web.workshop import Workshop

HOUR, THREADS = 3600, 8
"""The second for pages that ask the database. More make none faster: each takes memory, in turns (benchmarks)."""
# The writer hands the interpreter over at each file operation, and waits this long to have it back while pages are
# being worked out. At 2 ms a tenth more finishes fit into a second than at the usual 5 (benchmarks).
SWITCH_SECONDS = 0.002
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Assembly:
    """secrets: the site's, the newest first; prints: what is made when figures are published; successors: of the site's
    own campaigns, by the name of the former one; today: the instant that it is; limits: and their bus."""

    engine: Engine
    keys: PoolKeys
    secrets: list[bytes]
    questionnaires: Catalogue
    successors: Mapping[str, str]
    ledger: Ledger
    publisher: Publisher
    rooms: Rooms
    live: Live
    prints: Prints
    barometers: Barometers
    today: Callable[[], date]
    limits: SharedLimits

    @asynccontextmanager
    async def lifespan(self, app: Starlette) -> AsyncIterator[None]:
        current_default_thread_limiter().total_tokens = THREADS
        for start in (self.ledger.start, self.rooms.start, self.limits.bus.start):
            start()
        # What is loaded now stays: looking through it again and again doubled the slowest answers (benchmarks).
        gc.collect()
        gc.freeze()
        gc.set_threshold(20_000)
        beside = asyncio.gather(self.prints.work(app.state.site), self._every_hour())
        yield
        beside.cancel()
        await asyncio.gather(beside, return_exceptions=True)
        await self.live.close()
        for stop in (self.limits.bus.stop, self.rooms.stop, self.ledger.stop):
            await run_in_threadpool(stop)
        self.engine.dispose()

    async def _every_hour(self) -> None:
        """Closes and publishes what time alone has made due."""
        while True:
            try:
                await run_in_threadpool(self.close_and_reveal)
                for slug in await run_in_threadpool(self.rooms.end_due, day_in("UTC", self.today())):
                    self.live.announce(slug)
                await run_in_threadpool(self.publisher.publish)
            except Exception:
                log.exception("What is due could not be closed or published; the next hour tries again.")
            await asyncio.sleep(HOUR)

    def close_and_reveal(self) -> None:
        """What is due today, of campaigns and of mirror surveys."""
        close_due(self.engine, self.keys, self.today())
        reveal_due(self.engine, self.keys, self.sources, self.today())

    def reveal(self, edition_id: int) -> None:
        """An edition, on its day. Raises what `reveal_edition` raises."""
        reveal_edition(self.engine, self.keys, self.sources, edition_id, self.today())

    @property
    def sources(self) -> Sources:
        return Sources(self.questionnaires, self.barometers.specs, self.secrets[0])


def assemble(settings: Settings, today: Callable[[], date] = now_in_utc) -> Assembly:
    """Raises what banks, secrets and databases raise: cli/main.py says it plainly. today: a test hands on another."""
    sys.setswitchinterval(SWITCH_SECONDS)
    questionnaires = load_catalogue(settings.questions)
    engine = make_engine(settings.database_url)
    migrate(engine)
    keys = open_keys(settings.key_home)
    recover_pools(engine, keys)  # the ledger will again: here, what is wrong stops the start
    structures = {id_: one.fingerprint for id_, one in questionnaires.public.items()}
    successors = first_campaigns(engine, structures, today(), publishes_itself=settings.publish)
    secrets, prints = load_secrets(settings.secret_file), Prints()
    publisher = Publisher(engine, questionnaires, secrets[0], today, published=prints.published)
    bus = bus_of(engine, settings.database_url, secrets[0], settings.processes, settings.redis, settings.direct_url)
    return Assembly(
        engine=engine,
        keys=keys,
        secrets=secrets,
        questionnaires=questionnaires,
        successors=successors,
        ledger=Ledger(engine, keys, publisher.after_sealing, finish, today=today),
        publisher=publisher,
        rooms=Rooms(engine, keys, questionnaires, secrets[0], today=lambda: day_in("UTC", today())),
        live=Live(Hub(bus), Seminars(engine).by_slug),
        prints=prints,
        barometers=Barometers(engine, load_specs(settings.questions, questionnaires), today),
        today=today,
        limits=SharedLimits(bus, secrets[0]),
    )


def make_site(settings: Settings, parts: Assembly, assets: Assets, *, demo: bool) -> Site:
    """What pages of every family use. demo: whether its crowds are invented, as every page says then."""
    questionnaires, base_url = parts.questionnaires, settings.base_url
    return Site(
        base_url=base_url,
        operator=settings.operator,
        questionnaires=questionnaires,
        successors=parts.successors,
        minutes={id_: {told: minutes_of(one, told) for told in LANGUAGES} for id_, one in questionnaires.items()},
        simulated=simulated(settings.questions),
        campaigns=Directory(parts.engine, today=parts.today),
        releases=Releases(parts.engine, parts.secrets[0], today=parts.today),
        barometers=parts.barometers,
        places=PlaceDirectory(parts.barometers),
        votes=FirstVotes(parts.engine, parts.keys, parts.today),
        tokens=Tokens(parts.secrets),
        templates=_templates(parts, assets, base_url or "", demo=demo),
        png=PngRenderer(resource("static")),
        pdf=PdfRenderer(resource("templates"), resource("static") / "vendor"),
        workshop=Workshop(),
        page_cache=PageCache([*map(resource, ("templates", "static", "locale")), settings.questions]),
        passphrase=Passphrase(
            asked_passphrase(settings), parts.limits.codes("passphrase", settings.passphrase_limit, overall=0)
        ),
        wrong_keys=parts.limits.codes("keys"),
    )


def _templates(parts: Assembly, assets: Assets, base_url: str, *, demo: bool) -> Templates:
    return Templates(
        resource("templates"),
        assets,
        Catalogues(resource("locale")),
        demo=demo,
        base_url=base_url,
        figures=figures_addresses(parts.questionnaires, parts.successors),
        animals=any(one.bank.totems for one in parts.questionnaires.values()),
    )


def families_of(settings: Settings, parts: Assembly, site: Site) -> Families:
    """What each family of pages needs beside the site."""
    campaigns = Campaigns(parts.engine, parts.keys, parts.today)
    return Families(
        site=front.Parts(
            health=Readiness(parts.engine, parts.keys, parts.ledger).health,
            organise=settings.create != "closed",
            seminars=settings.seminars != "closed",
            surveys=PublicSurveys(parts.barometers),
            simulated=front.simulated_surveys(settings.questions),
        ),
        quiz=_quiz(settings, parts, site),
        figures=figures.Parts(parts.limits.codes("readers", settings.code_limit)),
        organise=organise.Parts(settings.create, campaigns, parts.prints.published, settings.open_limit),
        survey=survey.Parts(settings.create, campaigns, parts.reveal, load_power(settings.questions)),
        seminar=_seminar(settings, parts, site),
        trainer=trainer.Parts(parts.limits.rate(*trainer.ASKED)),
    )


def _seminar(settings: Settings, parts: Assembly, site: Site) -> seminar.Parts:
    opened, codes = parts.limits.rate(*seminar.OPENED), parts.limits.codes("rooms", settings.room_code_limit)
    openings = seminar.Openings(settings.seminars, settings.room_limit, settings.room_limit_in_all, opened)
    pairings = Pairings(parts.engine, site.tokens, lambda: day_in("UTC", parts.today()))
    return seminar.Parts(parts.rooms, Seminars(parts.engine), parts.live, openings, codes, pairings)


def _quiz(settings: Settings, parts: Assembly, site: Site) -> quiz.Parts:
    return quiz.Parts(
        finish=partial(finish_quiz, parts.ledger),
        was_counted=partial(was_counted, parts.ledger),
        steps=RenderedSteps(site.templates),
        counted=parts.limits.rate("counted", settings.open_limit, HOUR) if settings.open_limit else None,
        codes=parts.limits.codes("campaigns", settings.code_limit),
        place_codes=parts.limits.codes("places", settings.room_code_limit),
    )
