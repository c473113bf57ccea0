"""The site's app: its families of pages, what every request goes through, and how trouble is told."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from types import ModuleType

from fastapi import FastAPI, Request, Response
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Mount
from starlette_compress import CompressMiddleware, remove_compress_type

from app.signals.live import name_routes
from app.web import errors
from app.web.assets import Assets
from app.web.barometer import api as survey_api
from app.web.barometer import downloads as survey_downloads
from app.web.barometer import routes as barometer
from app.web.barometer import staff as survey_staff
from app.web.barometer.edition_context import EditionWithdrawn
from app.web.deps import Deleted, Site
from app.web.figures import api, dictionary, docs, downloads, embed, read, release_context
from app.web.figures import parts as figures_parts
from app.web.figures import routes as figures
from app.web.organise import acts, change, code, example, kit, readers
from app.web.organise import parts as organise_parts
from app.web.organise import routes as organise
from app.web.quiz import at, entry, invitation, thanks
from app.web.quiz import parts as quiz_parts
from app.web.quiz import routes as quiz
from app.web.responses import Ahead
from app.web.result import animal, calendar, card, duo, guess, refine, team
from app.web.result import routes as result
from app.web.security import Shield
from app.web.seminar import join, paper, phone, qr, recap, remote, screen, sheet
from app.web.seminar import parts as seminar_parts
from app.web.seminar import routes as seminar
from app.web.seminar.live import StreamMiddleware
from app.web.site import animals, dimensions, health, icons, robots, sitemap
from app.web.site import parts as site_parts
from app.web.site import routes as home
from app.web.slides import beside, deck
from app.web.slides import routes as slides
from app.web.style import routes as style
from app.web.survey import commitments, doors, edition, papers, places, posters
from app.web.survey import parts as survey_parts
from app.web.survey import routes as survey
from app.web.trainer import pairing, rooms, standing
from app.web.trainer import parts as trainer_parts
from app.web.workshop import Gate

Lifespan = Callable[[Starlette], AbstractAsyncContextManager[None]]
# Home last: it takes every address of one word.
ROUTERS = (
    *(animals, dimensions, health, icons, robots, sitemap),
    *(at, entry, invitation, thanks, result, animal, calendar, card, duo, guess, refine, team),
    *(api, dictionary, docs, read, downloads, embed, figures),
    *(survey_staff, survey_downloads, survey_api, barometer),
    # Surveys after campaigns: the key of one could be named as a campaign's page is.
    *(places, posters, organise, acts, change, code, example, kit, readers, commitments),
    *(survey, edition, doors, papers),
    *(pairing, rooms, standing, beside, deck, slides),
    *(join, phone, qr, screen, recap, sheet, paper, seminar, remote),
)
LEAN = (*quiz.ROUTES, *at.ROUTES, *home.ROUTES, *result.ROUTES, *figures.ROUTES)
"""What a crowd opens: of pages that cost so little, FastAPI's layers would be half (python -m benchmarks)."""


@dataclass(frozen=True, slots=True)
class Families:
    """What each family needs beside the site."""

    site: site_parts.Parts
    quiz: quiz_parts.Parts
    figures: figures_parts.Parts
    organise: organise_parts.Parts
    survey: survey_parts.Parts
    seminar: seminar_parts.Parts
    trainer: trainer_parts.Parts


def build(site: Site, families: Families, assets: Assets, lifespan: Lifespan, *, development: bool) -> Starlette:
    """development: with the page of every component.

    What a crowd opens stands on Starlette's routes, before FastAPI, which has everything else.
    """
    pages = _pages((*ROUTERS, style, home) if development else (*ROUTERS, home))
    # A stream would wait for its compressor, and hold one for each who follows.
    remove_compress_type("text/event-stream")
    app = Starlette(
        routes=[*LEAN, Mount(assets.prefix, assets), Mount("", StreamMiddleware(pages))],
        lifespan=lifespan,
        middleware=_layers(site),
    )
    name_routes(LEAN)
    app.state = pages.state
    app.state.site, app.state.site_parts, app.state.quiz_parts = site, families.site, families.quiz
    app.state.organise_parts, app.state.survey_parts = families.organise, families.survey
    app.state.seminar_parts, app.state.trainer_parts = families.seminar, families.trainer
    app.state.figures_parts = families.figures
    for part in (app, pages):
        errors.add_error_pages(part)
        part.add_exception_handler(Deleted, _deleted)
        part.add_exception_handler(release_context.Withdrawn, release_context.answer_withdrawn)
        part.add_exception_handler(release_context.Reserved, release_context.answer_reserved)
        part.add_exception_handler(EditionWithdrawn, barometer.answer_edition_withdrawn)
    return app


def _pages(modules: Sequence[ModuleType]) -> FastAPI:
    """All but the quiz."""
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
    for module in modules:
        pages.include_router(module.router)
    return pages


def _layers(site: Site) -> list[Middleware]:
    """What every request goes through before a page sees it, the outermost first."""
    return [
        Middleware(
            Shield,
            base_url=site.base_url,
            refuse=errors.refuse_cross_origin,
            broken=errors.answer_broken,
            elsewhere=errors.answer_elsewhere,
        ),
        Middleware(Ahead, routes=LEAN),
        Middleware(Gate, workshop=site.workshop, busy=errors.answer_busy),
        # What is one person's alone: a third of its cost was once to make it a sixth lighter (benchmarks).
        Middleware(CompressMiddleware, minimum_size=400, zstd_level=1, brotli_quality=1, gzip_level=1),
    ]


async def _deleted(request: Request, error: Exception) -> Response:
    """That there were figures here, and until when; in a frame, as frames say it."""
    assert isinstance(error, Deleted)
    if request.url.path.startswith("/embed/"):
        return embed.answer_deleted_frame(request, error.day)
    return errors.answer_deleted(request, error.day)
