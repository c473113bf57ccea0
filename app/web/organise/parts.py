"""What organisers' pages need beside what every page has."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Literal, cast

from fastapi import Depends, Request
from starlette.exceptions import HTTPException

from app.barometer.power import PowerRow
from app.campaigns.campaigns import Campaigns


@dataclass(frozen=True, slots=True)
class Parts:
    """create: who may create campaigns on the web; published: to be told the slug of a campaign, and the address to
    print, once a release is stored; open_limit: answers an hour that an open campaign takes from a network, 0 for any;
    reveal: shows staff the edition of this id, on its day; power: what mirror surveys can see, by their size.
    """

    create: Literal["open", "passphrase", "closed"]
    campaigns: Campaigns
    published: Callable[[str, str], None]
    open_limit: int
    reveal: Callable[[int], object]
    power: tuple[PowerRow, ...]


async def parts(request: Request) -> Parts:
    return cast(Parts, request.app.state.organise_parts)


PartsDep = Annotated[Parts, Depends(parts)]


def refuse_where_closed(parts: Parts) -> None:
    """Raises a plain 404."""
    if parts.create == "closed":
        raise HTTPException(404)
