"""Data in, slides out (.pptx): titles, charts with their own numbers, lists and boxes, all of it to be edited.

Made in a process of its own. Text is never markup, and the same data give the same slides.
"""

import io
import json
import sys
from collections.abc import Mapping
from typing import Any

from app.child_process import give_way, run_module

INK, SOFT, PAPER, ACCENTS = "1B1815", "5B534B", "FBF6EE", ("A3341F", "2F6F73", "B87514")
WIDTH, HEIGHT, MARGIN = 13.333, 7.5, 0.6
"""In inches: 16:9, as screens are."""


def write_deck(data: Mapping[str, Any]) -> bytes:
    """data: language, title, over, sentence, charts, lists, blanks, foot, as app/web/slides/deck.py makes them.

    Raises ChildFailed.
    """
    return run_module(__name__, json.dumps(data, ensure_ascii=False, sort_keys=True).encode())


def _main() -> None:
    from pptx import Presentation

    data = json.loads(sys.stdin.buffer.read())
    made = Presentation()
    made.slide_width, made.slide_height = _inches(WIDTH), _inches(HEIGHT)
    made.core_properties.title, made.core_properties.author = data["title"], "Totem"
    made.core_properties.language = data["language"]
    opening = _slide(made, data["sentence"] or data["title"], 48, top=1.9, height=3.2)
    over = data["title"] if data["sentence"] else ""
    _text(opening, over, MARGIN, 1.0, WIDTH - 2 * MARGIN, 0.7, 24, ACCENTS[0], bold=True)
    _text(opening, data["over"], MARGIN, 5.4, WIDTH - 2 * MARGIN, 0.8, 20, SOFT)
    for chart in data["charts"]:
        _chart(made, chart)
    for told in data["lists"]:
        slide = _slide(made, told["title"], 36)
        for at, line in enumerate(told["lines"]):
            _text(slide, line, MARGIN, 1.9 + 1.7 * at, WIDTH - 2 * MARGIN, 1.5, 26, INK)
    _blanks(made, data["blanks"], data["foot"])
    file = io.BytesIO()
    made.save(file)
    sys.stdout.buffer.write(file.getvalue())


def _slide(made: Any, title: str, size: float, top: float = 0.5, height: float = 1.1) -> Any:
    """With its title where outlines and screen readers look for it."""
    from pptx.enum.text import MSO_ANCHOR

    slide = made.slides.add_slide(made.slide_layouts[5])
    slide.background.fill.solid()
    slide.background.fill.fore_color.rgb = _colour(PAPER)
    box = slide.shapes.title
    box.left, box.top, box.width, box.height = map(_inches, (MARGIN, top, WIDTH - 2 * MARGIN, height))
    box.text_frame.word_wrap, box.text_frame.vertical_anchor = True, MSO_ANCHOR.TOP
    _write(box.text_frame, title, size, INK, bold=True)
    return slide


def _text(
    slide: Any, text: str, left: float, top: float, width: float, height: float, size: float, colour: str,
    *, bold: bool = False,
) -> None:  # fmt: skip
    if text:
        box = slide.shapes.add_textbox(*map(_inches, (left, top, width, height)))
        box.text_frame.word_wrap = True
        _write(box.text_frame, text, size, colour, bold=bold)


def _write(frame: Any, text: str, size: float, colour: str, *, bold: bool = False) -> None:
    from pptx.enum.text import PP_ALIGN
    from pptx.util import Pt

    frame.text = text
    for paragraph in frame.paragraphs:
        paragraph.alignment = PP_ALIGN.LEFT
        for run in paragraph.runs:
            run.font.size, run.font.bold = Pt(size), bold
            run.font.color.rgb = _colour(colour)


def _chart(made: Any, told: Mapping[str, Any]) -> None:
    """Bars from left to right, the first name on top; a number that is withheld has no bar."""
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_CHART_TYPE

    slide = _slide(made, told["title"], 36)
    _text(slide, told["hint"], MARGIN, 1.4, WIDTH - 2 * MARGIN, 0.9, 18, SOFT)
    data: Any = CategoryChartData(number_format="0")  # type: ignore[no-untyped-call]
    data.categories = told["names"]
    for name, numbers in told["series"]:
        data.add_series(name, numbers)
    place = map(_inches, (MARGIN, 2.4, WIDTH - 2 * MARGIN, HEIGHT - 2.8))
    _style(slide.shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, *place, data).chart, told)


def _style(chart: Any, told: Mapping[str, Any]) -> None:
    from pptx.enum.chart import XL_LEGEND_POSITION
    from pptx.util import Pt

    chart.has_title, chart.has_legend = False, len(told["series"]) > 1
    chart.font.size = Pt(16 if len(told["names"]) * len(told["series"]) <= 12 else 14)
    chart.font.color.rgb = _colour(INK)
    if chart.has_legend:
        chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.TOP, False
    chart.category_axis.reverse_order = True
    chart.category_axis.format.line.color.rgb = _colour(SOFT)
    chart.value_axis.visible, chart.value_axis.has_major_gridlines = False, False
    chart.value_axis.minimum_scale, chart.value_axis.maximum_scale = 0, told["most"]
    plot = chart.plots[0]
    plot.gap_width, plot.overlap, plot.has_data_labels = 40, -5, True
    plot.data_labels.show_value = True
    for at, series in enumerate(plot.series):
        series.format.fill.solid()
        series.format.fill.fore_color.rgb = _colour(ACCENTS[at % len(ACCENTS)])


def _blanks(made: Any, told: Mapping[str, Any], foot: str) -> None:
    """A box for each side, to be written in."""
    from pptx.enum.shapes import MSO_SHAPE

    slide, many = _slide(made, told["title"], 36), len(told["heads"])
    width = (WIDTH - 2 * MARGIN - 0.4 * (many - 1)) / many
    for at, head in enumerate(told["heads"]):
        left = MARGIN + at * (width + 0.4)
        _text(slide, head, left, 1.7, width, 0.6, 22, INK, bold=True)
        box = slide.shapes.add_shape(MSO_SHAPE.ROUNDED_RECTANGLE, *map(_inches, (left, 2.4, width, 3.4)))
        box.adjustments[0] = 0.05
        box.fill.solid()
        box.fill.fore_color.rgb, box.line.color.rgb = _colour("FFFFFF"), _colour(SOFT)
        _write(box.text_frame, "…", 22, INK)
    _text(slide, foot, MARGIN, 6.1, WIDTH - 2 * MARGIN, 1.0, 13, SOFT)


def _inches(many: float) -> Any:
    from pptx.util import Inches

    return Inches(many)


def _colour(code: str) -> Any:
    from pptx.dml.color import RGBColor

    return RGBColor(*bytes.fromhex(code))  # type: ignore[no-untyped-call]


if __name__ == "__main__":
    give_way()
    _main()
