"""Parallel lines across a box: what a figure shows without a colour. Pure."""

from app.figures.butterfly import short


def hatch(box: tuple[float, float, float, float], way: int, step: float) -> str:
    """Parallel lines across a box (left, top, right, bottom) that fall to the right (way 1) or the left (way −1)."""
    left, top, right, bottom = box
    wide, tall = right - left, bottom - top
    path = ""
    for line in range(1, int((wide + tall) / step) + 1):
        across = min(line * step, wide + tall)
        spots = ((min(across, wide), max(0.0, across - wide)), (max(0.0, across - tall), min(across, tall)))
        (x, y), (other, below) = ((right - x if way > 0 else left + x, top + y) for x, y in spots)
        path += f"M{short(x)} {short(y)}L{short(other)} {short(below)}"
    return path
