"""A room's address as a code to scan, on a slide or a sheet."""

from typing import Literal

from fastapi import APIRouter, Response

from app.web.deps import BaseDep, SiteDep
from app.web.qr import scan_of
from app.web.seminar.remote_access import RemoteDep
from app.web.seminar.sheet import join_address

router = APIRouter(include_in_schema=False, prefix="/{language}")


@router.get("/remote/{key}/qr.{kind}")
def code(site: SiteDep, base: BaseDep, held: RemoteDep, kind: Literal["svg", "png"]) -> Response:
    """Where the room is joined, to be scanned from the back of it."""
    code = held.seminar.code
    return scan_of(join_address(base, site.tokens.scanned(code)), kind, f"totem-{code}")
