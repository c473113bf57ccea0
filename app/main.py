"""Wires everything together; nobody else does. One process needs one database file and two files of secrets.

Promises an app that is ready when it is returned: migrated, with its first campaigns. Refuses to start half-way.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from functools import partial

from fastapi import FastAPI
from sqlalchemy import Engine
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette_compress import CompressMiddleware

from app.actions import finish_quiz, publish_what_is_due
from app.banks.loader import Questionnaire, load_catalogue
from app.campaigns.store import Directory, first_campaigns
from app.db.engine import make_engine, migrate
from app.settings import Settings, load_secrets, resource
from app.tallies.keys import PoolKeys
from app.tallies.ledger import Ledger, today_in_utc
from app.web import api, errors, figures, health, home, quiz, result
from app.web.assets import Assets
from app.web.deps import Site
from app.web.language import Catalogues
from app.web.links import Seals
from app.web.security import Shield
from app.web.templating import Templates

HOUR = 3600
log = logging.getLogger(__name__)


def create_app(settings: Settings | None = None, *, demo: bool = False) -> FastAPI:
    """Raises what Settings, banks, secrets and databases raise: cli.py says each in plain words."""
    settings = settings or Settings()
    questionnaires = load_catalogue(settings.questions)
    engine = make_engine(settings.database_url)
    migrate(engine)
    first_campaigns(engine, questionnaires, today_in_utc(), publishes_itself=settings.publish)
    publish = partial(_publish, engine, questionnaires)
    ledger = Ledger(engine, PoolKeys(settings.pool_key_file), lambda _: publish())
    assets = Assets(resource("static"))
    catalogues = Catalogues(resource("locale"))
    base_url = settings.base_url
    app = FastAPI(
        title="Totem",
        summary="What the crowd said, as released: anonymous, rounded, immutable.",
        version="1",
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
        lifespan=_lifespan(ledger, publish, engine),
        middleware=[
            Middleware(Shield, base_url=base_url, refuse=errors.refuse_cross_origin, broken=errors.answer_broken),
            Middleware(CompressMiddleware, minimum_size=400),
        ],
    )
    app.state.site = Site(
        base_url=base_url,
        operator=settings.operator,
        engine=engine,
        questionnaires=questionnaires,
        campaigns=Directory(engine),
        finish=partial(finish_quiz, ledger),
        seals=Seals(load_secrets(settings.secret_file)),
        templates=Templates(resource("templates"), assets, catalogues, demo=demo, base_url=base_url or ""),
    )
    app.mount(assets.prefix, assets, name="static")
    for family in (health, api, quiz, result, figures, home):
        app.include_router(family.router)
    errors.add_error_pages(app)
    return app


def _lifespan(
    ledger: Ledger, publish: Callable[[], None], engine: Engine
) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        ledger.start()
        hourly = asyncio.create_task(_every_hour(publish))
        yield
        hourly.cancel()
        with suppress(asyncio.CancelledError):
            await hourly
        await run_in_threadpool(ledger.stop)
        engine.dispose()

    return lifespan


async def _every_hour(publish: Callable[[], None]) -> None:
    """Publishes what time alone has made due."""
    while True:
        try:
            await run_in_threadpool(publish)
        except Exception:
            log.exception("What is due could not be published; the next hour tries again.")
        await asyncio.sleep(HOUR)


def _publish(engine: Engine, questionnaires: Mapping[str, Questionnaire]) -> None:
    publish_what_is_due(engine, questionnaires, today_in_utc())
