"""What Chromium paints: drawings alone on a canvas, and pages as a screen shows them, as bytes."""

import base64
import zlib
from dataclasses import dataclass
from functools import cached_property
from mimetypes import guess_type

from playwright.sync_api import Page, Route

from app.figures.mask import Mask
from tests.figures.pages import ROOT, Bytes, macros

READ = """async ([address, width, height, ground]) => {
  const image = new Image();
  image.src = address;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = width || image.width;
  canvas.height = height || image.height;
  const brush = canvas.getContext("2d", {willReadFrequently: true});
  if (ground) { brush.fillStyle = ground; brush.fillRect(0, 0, canvas.width, canvas.height); }
  brush.drawImage(image, 0, 0, canvas.width, canvas.height);
  const {data} = brush.getImageData(0, 0, canvas.width, canvas.height);
  // Packed: what a page says goes through two other programs as text.
  const packed = new Response(new Blob([data]).stream().pipeThrough(new CompressionStream("deflate")));
  const reader = new FileReader(), blob = await packed.blob();
  await new Promise(done => { reader.onload = done; reader.readAsDataURL(blob); });
  return [canvas.width, canvas.height, reader.result.split(",")[1]];
}"""

PAGE = "http://figures.test/"
FILL = """async (body) => {
  document.querySelector("main").innerHTML = body;
  scrollTo(0, 0);
  document.body.offsetHeight; // so that the letters it is set in are asked for
  await document.fonts.ready;
}"""


@dataclass(frozen=True)
class Raster:
    """data: red, green, blue and opacity of each pixel, row by row from the upper left."""

    width: int
    height: int
    data: bytes

    def at(self, x: float, y: float) -> Bytes:
        start = 4 * (int(y) * self.width + int(x))
        red, green, blue = self.data[start : start + 3]
        return red, green, blue

    @cached_property
    def rows(self) -> list[bytes]:
        stride = 4 * self.width
        return [self.data[start : start + stride] for start in range(0, len(self.data), stride)]

    @property
    def left(self) -> list[bytes]:
        return [row[: 2 * self.width] for row in self.rows]

    @property
    def right(self) -> list[bytes]:
        return [row[2 * self.width :] for row in self.rows]

    @property
    def opacity(self) -> bytes:
        return self.data[3::4]

    @property
    def reversed(self) -> "Raster":
        """Every row read from right to left."""
        rows = (row[x : x + 4] for row in self.rows for x in range(4 * self.width - 4, -4, -4))
        return Raster(self.width, self.height, b"".join(rows))


def drawing(mask: Mask) -> str:
    return str(macros("mask").mask_svg(mask, "mask", "A mask", "A description", standalone=True))


def mirrored(svg: str) -> str:
    """The same drawing behind a mirror that stands at x = 0."""
    start = svg.index("</desc>") + len("</desc>")
    return f'{svg[:start]}<g transform="scale(-1 1)">{svg[start:].removesuffix("</svg>")}</g></svg>'


def painted(page: Page, svg: str, size: int, ground: str = "") -> Raster:
    """A square drawing at so many pixels, on a colour or on nothing."""
    sized = svg.replace("<svg ", f'<svg width="{size}" height="{size}" ', 1)
    return _read(page, "image/svg+xml", sized.encode(), size, ground)


def seen(page: Page, eyes: str) -> Raster:
    """The whole page as a screen shows it to such eyes; names are those of Chromium's emulation."""
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setEmulatedVisionDeficiency", {"type": eyes})
    picture = page.screenshot(full_page=True)
    session.send("Emulation.setEmulatedVisionDeficiency", {"type": "none"})
    session.detach()
    return _read(page, "image/png", picture, 0, "")


def _read(page: Page, kind: str, file: bytes, size: int, ground: str) -> Raster:
    address = f"data:{kind};base64,{base64.b64encode(file).decode()}"
    width, height, data = page.evaluate(READ, [address, size, size, ground])
    return Raster(width, height, zlib.decompress(base64.b64decode(data)))


def show(page: Page, body: str, *, dark: bool = False, width: int = 360) -> None:
    """A page of ours around this markup, with its style sheet and its font: loaded once, then filled anew."""
    page.set_viewport_size({"width": width, "height": 640})
    page.emulate_media(color_scheme="dark" if dark else "light")
    if page.url != PAGE:
        page.route(f"{PAGE}**", _serve)
        page.goto(PAGE)
    page.evaluate(FILL, body)


def _serve(route: Route) -> None:
    name = route.request.url.removeprefix(PAGE)
    if name:
        route.fulfill(body=(ROOT / name).read_bytes(), content_type=guess_type(name)[0] or "font/woff2")
    else:
        head = '<meta charset="utf-8"><title>Figures</title><link rel="stylesheet" href="static/app.css">'
        route.fulfill(body=f'<!doctype html><html lang="en">{head}<main></main></html>', content_type="text/html")
