"""Wires everything together; nobody else does. One process needs one database file and two files of secrets.

Promises an app that is ready when it is returned: migrated, with its first campaigns. Refuses to start half-way.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress

from fastapi import FastAPI
from sqlalchemy import Engine
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette_compress import CompressMiddleware

from app.actions import publish_what_is_due
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
from app.web.security import MAX_BODY, Shield
from app.web.templating import Templates

HOUR = 3600
log = logging.getLogger(__name__)


def create_app(settings: Settings | None = None, *, demo: bool = False) -> FastAPI:
    """Raises what Settings, banks, secrets and databases raise: cli.py says each in plain words."""
    settings = settings or Settings()
    site, assets = _site(settings, demo=demo)
    app = FastAPI(
        title="Totem",
        summary="What the crowd said, as released: anonymous, rounded, immutable.",
        version="1",
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
        lifespan=_lifespan(site),
        max_body_size=MAX_BODY,
        middleware=[
            Middleware(
                Shield, base_url=settings.base_url, refuse=errors.refuse_cross_origin, broken=errors.answer_broken
            ),
            Middleware(CompressMiddleware, minimum_size=400),
        ],
    )
    app.state.site = site
    app.mount(assets.prefix, assets, name="static")
    for family in (health, api, quiz, result, figures, home):
        app.include_router(family.router)
    errors.add_error_pages(app)
    return app


def _site(settings: Settings, *, demo: bool) -> tuple[Site, Assets]:
    questionnaires = load_catalogue(settings.questions)
    engine = make_engine(settings.database_url)
    migrate(engine)
    first_campaigns(engine, questionnaires, today_in_utc(), publishes_itself=settings.publish)
    assets = Assets(resource("static"))
    site = Site(
        settings=settings,
        engine=engine,
        questionnaires=questionnaires,
        campaigns=Directory(engine),
        ledger=Ledger(engine, PoolKeys(settings.pool_key_file), lambda _: _publish(engine, questionnaires)),
        seals=Seals(load_secrets(settings.secret_file)),
        templates=Templates(
            resource("templates"), assets, Catalogues(resource("locale")), demo=demo, base_url=settings.base_url or ""
        ),
    )
    return site, assets


def _lifespan(site: Site) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        site.ledger.start()
        hourly = asyncio.create_task(_every_hour(site))
        yield
        hourly.cancel()
        with suppress(asyncio.CancelledError):
            await hourly
        await run_in_threadpool(site.ledger.stop)
        site.engine.dispose()

    return lifespan


async def _every_hour(site: Site) -> None:
    """Publishes what time alone has made due."""
    while True:
        try:
            await run_in_threadpool(_publish, site.engine, site.questionnaires)
        except Exception:
            log.exception("What is due could not be published; the next hour tries again.")
        await asyncio.sleep(HOUR)


def _publish(engine: Engine, questionnaires: Mapping[str, Questionnaire]) -> None:
    publish_what_is_due(engine, questionnaires, today_in_utc())
