"""Whether the process runs, and whether it can do its work. Says nothing about people or totals."""

from fastapi import APIRouter
from starlette.responses import PlainTextResponse

from app.web.responses import no_store
from app.web.site.parts import PartsDep

router = APIRouter(include_in_schema=False)


@router.get("/healthz")
async def healthz() -> PlainTextResponse:
    return PlainTextResponse("ok")


@router.get("/readyz")
async def readyz(parts: PartsDep) -> PlainTextResponse:
    """503 with a line for each thing that is degraded; in time, whatever hangs. 200 may have a line too: what is amiss,
    while all can be done."""
    faults, remark = await parts.health()
    said = ["degraded", *faults] if faults else ["ready", *filter(None, [remark])]
    response = PlainTextResponse("\n".join(said), 503 if faults else 200)
    no_store(response.headers)
    return response
