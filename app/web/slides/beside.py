"""A room beside another one, months later: from a signed file of released figures that the trainer kept.

Promises that what is laid beside was released by this site and not altered, and that nothing of it is stored. Refuses
any other text, in words, and a room that was asked other questions.
"""

import json
import re
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import date

from fastapi import APIRouter, Response
from starlette.concurrency import run_in_threadpool

from app.figures.glyphs import drawn
from app.publication.documents import ReleaseDocument, from_document
from app.web.deps import SiteDep
from app.web.figures.routes import headlines_of
from app.web.forms import FormDep
from app.web.language import day
from app.web.responses import private_page
from app.web.seminar.parts import PartsDep
from app.web.seminar.recap import whole_recap
from app.web.seminar.recap_comparison import Abreast, abreast
from app.web.slides.routes import RevealedDep, RevealedRoom, file_response
from app.web.tokens import Tokens

router = APIRouter(include_in_schema=False, prefix="/{language}/slides/{key}")
USE = "figures of a room"
KEPT_FILE = re.compile(r"totem-room\.1\.([A-Za-z0-9_=-]+)\.([A-Za-z0-9_-]{16})")


@router.get("/beside.txt")
def keep(site: SiteDep, found: RevealedDep) -> Response:
    """What the trainer keeps: one line, the figures as they were released and this site's signature."""
    text = sealed_figures(site.tokens, found.room.seminar.name, found.released)
    return file_response(text.encode(), "text/plain; charset=utf-8", f"{found.stem}-{found.released.made_on}.txt")


@router.post("/beside")
async def beside(site: SiteDep, parts: PartsDep, found: RevealedDep, typed: FormDep) -> Response:
    """The recap with both rooms, as an answer that nobody keeps."""
    laid = await run_in_threadpool(_laid, found, typed.get("file", ""))
    page = await run_in_threadpool(whole_recap, site, parts, found.room, found.released, beside=laid)
    return private_page(site.templates, page, 422 if laid.why else 200)


def sealed_figures(tokens: Tokens, name: str, released: ReleaseDocument) -> str:
    plain = json.dumps({"name": name, "document": released.to_document()}, ensure_ascii=False).encode()
    packed = urlsafe_b64encode(zlib.compress(plain, 9)).decode()
    return f"totem-room.1.{packed}.{tokens.sign(USE, packed)}\n"


def opened_figures(tokens: Tokens, text: str) -> tuple[str, ReleaseDocument] | None:
    """The room's name and its release; None for what this site did not sign. Looks at nothing before the signature."""
    found = KEPT_FILE.fullmatch(text.strip())
    if found is None or not tokens.is_signed(USE, found[1], found[2]):
        return None
    kept = json.loads(zlib.decompress(urlsafe_b64decode(found[1])))
    return kept["name"], from_document(kept["document"])


def _laid(found: RevealedRoom, text: str) -> Abreast:
    kept = opened_figures(found.site.tokens, text)
    if kept is None:
        return Abreast("foreign", is_room=True)
    name, released = kept
    context = found.room.context
    told = day(context.wording.language, date.fromisoformat(released.made_on))
    title = " · ".join(part for part in (drawn(name), told) if part)
    return abreast(context, found.released, released, headlines_of(found.site, context), title, is_room=True)
