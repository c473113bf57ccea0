"""Whether the process runs, and whether it can do its work. Says nothing about people or totals."""

from fastapi import APIRouter
from starlette.responses import PlainTextResponse

from app.db.engine import is_migrated
from app.web.deps import SiteDep

router = APIRouter()


@router.get("/healthz")
async def healthz() -> PlainTextResponse:
    return PlainTextResponse("ok")


@router.get("/readyz")
def readyz(here: SiteDep) -> PlainTextResponse:
    ready = is_migrated(here.engine)
    return PlainTextResponse(
        "ready" if ready else "the database is out of reach or not migrated", 200 if ready else 503
    )
