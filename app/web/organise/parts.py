"""What organisers' pages need beside what every page has."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Literal, cast

from fastapi import Depends, Request
from starlette.exceptions import HTTPException

from app.campaigns.campaigns import Campaigns


@dataclass(frozen=True, slots=True)
class Parts:
    """create: who may create campaigns on the web; published: to be told the slug of a campaign, and the address to
    print, once a release is stored; open_limit: answers an hour that an open campaign takes from a network, 0 for any.
    """

    create: Literal["open", "passphrase", "closed"]
    campaigns: Campaigns
    published: Callable[[str, str], None]
    open_limit: int


async def parts(request: Request) -> Parts:
    return cast(Parts, request.app.state.organise_parts)


PartsDep = Annotated[Parts, Depends(parts)]


def refuse_where_closed(create: str) -> None:
    """create: as in Parts. Raises a plain 404."""
    if create == "closed":
        raise HTTPException(404)
