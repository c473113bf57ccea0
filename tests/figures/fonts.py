"""The fonts that pictures are set in, as the build cut them."""

from fontTools.ttLib import TTFont

from app.resources import resource


def advances(weight: int) -> dict[str, float]:
    """Every letter of the font and its advance, in sizes of the letters."""
    font = TTFont(resource("static") / "vendor" / f"atkinson-{weight}.ttf")
    widths, unit = font["hmtx"].metrics, font["head"].unitsPerEm
    return {chr(code): widths[name][0] / unit for code, name in font.getBestCmap().items() if code >= 32}
