"""Whether the process runs, and whether it can do its work. Says nothing about people or totals."""

from fastapi import APIRouter
from sqlalchemy.exc import SQLAlchemyError
from starlette.responses import PlainTextResponse

from app.db.engine import is_migrated
from app.web.deps import SiteDep

router = APIRouter(include_in_schema=False)


@router.get("/healthz")
async def healthz() -> PlainTextResponse:
    return PlainTextResponse("ok")


@router.get("/readyz")
def readyz(here: SiteDep) -> PlainTextResponse:
    try:
        ready = is_migrated(here.engine)
    except SQLAlchemyError:
        ready = False
    return PlainTextResponse(
        "ready" if ready else "the database is out of reach or not migrated", 200 if ready else 503
    )
