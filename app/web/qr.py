"""An address as a QR code, for whoever holds the page that shows it. Knows nothing of what the address opens."""

import io
from typing import Literal

import segno
from starlette.responses import Response

from app.web.responses import no_store

ImageKind = Literal["svg", "png"]
MEDIA: dict[ImageKind, str] = {"svg": "image/svg+xml", "png": "image/png"}
PIXELS = 32
"""A module of a picture for slides."""


def scan_of(address: str, kind: ImageKind = "svg", name: str = "") -> Response:
    """name: of the file, without its ending; with one, the code is sturdier, to be printed and projected."""
    drawn, headers = io.BytesIO(), {"Content-Disposition": f'inline; filename="{name}.{kind}"'} if name else {}
    made = segno.make(address, micro=False, error="m" if name else None)
    made.save(drawn, kind, scale=4 if kind == "svg" else PIXELS, light="#fff")
    response = Response(drawn.getvalue(), media_type=MEDIA[kind], headers=headers)
    no_store(response.headers)
    return response
