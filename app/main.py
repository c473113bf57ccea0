"""Wires everything together; nobody else does. One process needs one database file and two files of secrets.

Promises an app that is ready when it is returned: migrated, with its first campaigns. Refuses to start half-way.
"""

import asyncio
import gc
import logging
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from functools import partial

from anyio.to_thread import current_default_thread_limiter
from fastapi import FastAPI
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.routing import Mount
from starlette_compress import remove_compress_type

from app.actions import Publisher, close_due, finish_quiz
from app.banks.calibration_results import simulated
from app.banks.loader import load_catalogue
from app.banks.reading_time import minutes_of
from app.campaigns.directory import Directory
from app.campaigns.store import delete, first_campaigns
from app.days import now_in_utc
from app.db.engine import make_engine, migrate
from app.exports.pdf import PdfRenderer
from app.seminars.hub import Hub
from app.seminars.rooms import Rooms
from app.seminars.store import by_slug, finish
from app.settings import Settings, load_passphrase, load_secrets, resource
from app.tallies.closing import close
from app.tallies.custody import recover_pools
from app.tallies.keys import PoolKeys
from app.tallies.ledger import Ledger, today_in_utc
from app.tallies.readiness import Readiness
from app.web import errors
from app.web.assets import Assets
from app.web.build import layers
from app.web.code_limiter import CodeLimiter
from app.web.deps import Site
from app.web.figures import api, embed
from app.web.figures import downloads as takeaway
from app.web.figures import release_context as taken
from app.web.figures import routes as figures
from app.web.figures.prints import Prints
from app.web.language import Catalogues
from app.web.organise import acts as organise_acts
from app.web.organise import change as organise_change
from app.web.organise import kit
from app.web.organise import routes as organise
from app.web.organise.access import OrganiserAccess
from app.web.page_cache import PageCache
from app.web.pages import Templates
from app.web.png import PngRenderer
from app.web.quiz import entry
from app.web.quiz import routes as quiz
from app.web.quiz.views import RenderedSteps
from app.web.rate_limit import RateLimit
from app.web.result import animal, duo
from app.web.result import routes as result
from app.web.seminar import join, paper, phone, recap, remote, screen, sheet
from app.web.seminar import routes as seminar
from app.web.seminar.access import SeminarAccess
from app.web.seminar.live import Live, StreamMiddleware
from app.web.site import health, icons, robots
from app.web.site import routes as home
from app.web.style import routes as style
from app.web.tokens import Tokens
from app.web.workshop import Workshop

HOUR = 3600
THREADS = 8
"""For pages that ask the database. More make none faster: they take turns, and each takes memory (benchmarks)."""
# The writer hands the interpreter over at each file operation, and waits this long to have it back while pages are
# being worked out. At 2 ms a tenth more finishes fit into a second than at the usual 5 (benchmarks).
SWITCH_SECONDS = 0.002
log = logging.getLogger(__name__)


def create_app(settings: Settings | None = None, *, demo: bool = False) -> Starlette:
    """Raises what Settings, banks, secrets and databases raise: cli/main.py says each in plain words.

    The quiz stands on Starlette's routes, before FastAPI: of a step that costs so little, FastAPI's layers would be
    half (benchmarks). Everything else is FastAPI's.
    """
    settings = settings or Settings()
    sys.setswitchinterval(SWITCH_SECONDS)
    questionnaires = load_catalogue(settings.questions)
    engine = make_engine(settings.database_url)
    migrate(engine)
    keys = PoolKeys(settings.pool_key_file)
    recover_pools(engine, keys)  # the ledger will again: here, what is wrong stops the start
    first_campaigns(engine, questionnaires, now_in_utc(), publishes_itself=settings.publish)
    secrets = load_secrets(settings.secret_file)
    prints = Prints()
    publisher = Publisher(engine, questionnaires, secrets[0], published=prints.published)
    ledger = Ledger(engine, keys, publisher.after_sealing, finish)
    rooms = Rooms(engine, keys, questionnaires, secrets[0])
    assets, base_url = Assets(resource("static")), settings.base_url
    templates = Templates(
        resource("templates"),
        assets,
        Catalogues(resource("locale")),
        demo=demo,
        base_url=base_url or "",
        figures=home.figures_of(questionnaires),
        animals=any(one.bank.totems for one in questionnaires.values()),
    )
    pages = FastAPI(
        title="Totem",
        summary="What the crowd said, as released: anonymous, rounded, immutable.",
        version="1",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        openapi_url="/api/v1/openapi.json",
        telemetry={"tracing": False, "metrics": False, "logs": False},  # it would hold paths
    )
    development = [style] if settings.development else []
    for family in (
        health,
        icons,
        robots,
        api,
        entry,
        result,
        animal,
        duo,
        takeaway,
        embed,
        figures,
        *development,
        organise,
        organise_acts,
        organise_change,
        kit,
        join,
        phone,
        screen,
        recap,
        sheet,
        paper,
        seminar,
        remote,
        home,
    ):
        pages.include_router(family.router)
    # A stream would wait for its compressor, and hold one for each who follows.
    remove_compress_type("text/event-stream")
    workshop = Workshop()
    app = Starlette(
        routes=[*quiz.ROUTES, Mount(assets.prefix, assets), Mount("", StreamMiddleware(pages))],
        lifespan=_lifespan(ledger, publisher, keys, prints),
        middleware=layers(base_url, workshop),
    )
    app.state.site = pages.state.site = Site(
        base_url=base_url,
        operator=settings.operator,
        engine=engine,
        questionnaires=questionnaires,
        campaigns=Directory(engine),
        finish=partial(finish_quiz, ledger),
        faults=Readiness(engine, keys, ledger).faults,
        seals=Tokens(secrets),
        templates=templates,
        steps=RenderedSteps(templates),
        painter=PngRenderer(resource("static")),
        press=PdfRenderer(resource("templates") / "figures" / "poster.typ", resource("static") / "vendor"),
        recap_press=PdfRenderer(resource("templates") / "seminar" / "recap.typ", resource("static") / "vendor"),
        workshop=workshop,
        published=prints.published,
        shelf=PageCache([*map(resource, ("templates", "static", "locale")), settings.questions]),
        figures=simulated(settings.questions),
        counted=RateLimit(settings.open_limit, HOUR) if settings.open_limit else None,
        codes=CodeLimiter(settings.code_limit),
        rooms=rooms,
        live=Live(Hub(), partial(by_slug, engine)),
        minutes={id_: minutes_of(questionnaire) for id_, questionnaire in questionnaires.items()},
        organising=OrganiserAccess(
            create=settings.create,
            passphrase=load_passphrase(settings.create_file)
            if "passphrase" in (settings.create, settings.seminars)
            else "",
            close=partial(close, engine, keys),
            erase=partial(delete, engine, keys),
            today=now_in_utc,
            secret=secrets[0],
            passphrases=CodeLimiter(settings.passphrase_limit, overall=0),
        ),
        trainers=SeminarAccess(settings.seminars, settings.room_limit, settings.room_limit_in_all),
        guesses=CodeLimiter(settings.room_code_limit),
    )
    for part in (app, pages):
        errors.add_error_pages(part)
        part.add_exception_handler(taken.Withdrawn, taken.answer_withdrawn)
    return app


def _lifespan(
    ledger: Ledger, publisher: Publisher, keys: PoolKeys, prints: Prints
) -> Callable[[Starlette], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        site: Site = app.state.site
        current_default_thread_limiter().total_tokens = THREADS
        ledger.start()
        site.rooms.start()
        # What is loaded now stays: looking through it again and again doubled the slowest answers (benchmarks).
        gc.collect()
        gc.freeze()
        gc.set_threshold(20_000)
        beside = asyncio.gather(prints.work(site), _every_hour(site, keys, publisher))
        yield
        beside.cancel()
        with suppress(asyncio.CancelledError):
            await beside
        await site.live.close()
        await run_in_threadpool(site.rooms.stop)
        await run_in_threadpool(ledger.stop)
        site.engine.dispose()

    return lifespan


async def _every_hour(site: Site, keys: PoolKeys, publisher: Publisher) -> None:
    """Closes and publishes what time alone has made due."""
    while True:
        try:
            await run_in_threadpool(close_due, site.engine, keys, now_in_utc())
            for slug in await run_in_threadpool(site.rooms.end_due, today_in_utc()):
                site.live.announce(slug)
            await run_in_threadpool(publisher.publish)
        except Exception:
            log.exception("What is due could not be closed or published; the next hour tries again.")
        await asyncio.sleep(HOUR)
