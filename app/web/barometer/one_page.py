"""One page for the wall: the sentence, the wings, what stands out, what is promised, and a code that leads to the page.

Promises the words and figures of the page. Refuses to be missed: without a press, the page itself prints.
"""

from io import BytesIO
from itertools import chain, islice
from typing import Any, Literal

import segno

from app.banks.faults import N_
from app.barometer.spec import ContrastKind
from app.figures.glyphs import drawn
from app.web.barometer.edition_context import EditionContext, first_contrast
from app.web.barometer.page_parts import people_said
from app.web.barometer.sources_told import sources_told
from app.web.barometer.subjects_told import ContrastListed, contrast_listed
from app.web.barometer.survey_pictures import wings_drawing
from app.web.barometer.views import edition_head, promises_part
from app.web.language import day

Paper = Literal["a4", "a3"]
MOST = 3
TRADEMARK = N_(
    "“La Symétrie des Attentions” is a registered trademark of Académie du Service. "
    "Totem is an independent project, not affiliated with it."
)
OPEN_DOOR = N_("Open door: whoever saw the code could answer several times.")
MADE = N_("Composition no. %(number)s, public on %(day)s. Nothing below %(k)s people. ± is the 95%% interval.")
DOORS = ("open", "code", "place")


def one_page(context: EditionContext, paper: Paper) -> bytes:
    return context.site.pdf.print("barometer/one_page.typ", one_page_of(context, paper))


def one_page_of(context: EditionContext, paper: Paper) -> dict[str, Any]:
    """What the printer's sheet reads: words that the font has, and drawings as SVG."""
    head, say = edition_head(context, ()), context.telling.said
    promises = promises_part(context, context.edition.seen_on)
    return {
        "language": context.language,
        "paper": paper,
        "over": drawn(context.over),
        "label": drawn(head.label),
        "sentence": drawn(head.sentence),
        "under": drawn(head.means or " ".join(head.notes)),
        "wings": context.site.templates.render(wings_drawing(context)),
        "breaks_title": drawn(say(N_("What stands out"))),
        "breaks": [drawn(sentence) for sentence in _breaks(context)],
        "promises_title": drawn(say(N_("What is promised"))),
        "promises": [
            {
                "what": drawn(card.words),
                "about": drawn(card.about),
                "state": drawn(" ".join(card.stands)),
            }
            for card in promises.made[:MOST]
        ],
        "no_promise": drawn(say(N_("No commitment yet. Three at most, once staff have read."))),
        "people": drawn(people_said(context)),
        "made": drawn(_made(context)),
        "trademark": drawn(say(TRADEMARK)),
        "address": context.printed or "Totem",
        "code": _code(context.printed) if context.printed else None,
    }


def _breaks(context: EditionContext) -> list[str]:
    """The clearest first, of what was expected and then of the two lives; or that there is none."""
    kinds: tuple[ContrastKind, ...] = ("prediction", "pattern")
    listed = [contrast_listed(context, first_contrast(context.spec, kind)) for kind in kinds]
    found = list(islice(chain.from_iterable(_numbered(one) for one in listed if one), MOST))
    return found or [one.told.nothing for one in listed if one and one.told.nothing][:1]


def _numbered(listed: ContrastListed) -> list[str]:
    return [one.told.sentence for group in listed.groups if group.is_numbered for one in group.subjects]


def _made(context: EditionContext) -> str:
    """Of which composition, when, under which rules."""
    public_on = day(context.language, context.edition.days.public_on)
    made = context.telling.said(
        MADE, number=str(context.said.number), day=public_on, k=context.telling.points(context.survey.k or 0)
    )
    is_open = any(source.door in DOORS for source in sources_told(context))
    return f"{made} {context.telling.said(OPEN_DOOR)}" if is_open else made


def _code(address: str) -> str:
    """A square code that leads to the page, as SVG."""
    square = BytesIO()
    segno.make(address, micro=False).save(square, kind="svg", border=0, dark="#241f1a", xmldecl=False)
    return square.getvalue().decode()
