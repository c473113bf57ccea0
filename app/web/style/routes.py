"""Every component in every state, on one page, for those who work on them; only a site in development has it.

Promises the templates, views and figures that people are served. Refuses copies of their markup.
"""

from dataclasses import dataclass
from typing import ClassVar

from fastapi import APIRouter, Response
from starlette.responses import HTMLResponse

from app.banks.schema import Language
from app.figures.balance import Balance
from app.figures.butterfly import Butterfly
from app.figures.duo import Duo, TwoPoints
from app.figures.editions_marks import EditionsPanels
from app.figures.mask import Mask, mask
from app.figures.priority import PriorityPlane
from app.figures.triangle import Triangle
from app.figures.wings import Wings
from app.resources import resource
from app.web.deps import SiteDep, find_context
from app.web.drawings import drawn_mask, drawn_sides, forces_of
from app.web.pages import Page
from app.web.style.figure_samples import (
    SampleCase,
    SampleCrowd,
    balances,
    butterflies,
    crowds,
    duos,
    halves,
    pairs,
    triangles,
)
from app.web.style.mirror_samples import marked_editions, mirrors, priorities
from app.web.style.page_samples import (
    Specimen,
    empty_pages,
    error_pages,
    form_pages,
    second_step,
    specimens,
    step_pages,
)
from app.web.style.palette import Colour, Length, colours, lengths

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class StylePage(Page):
    """masks, totems: the animals of one questionnaire and their names; halves: one of them at several gaps."""

    template: ClassVar[str] = "style/style.html"
    colours: tuple[Colour, ...]
    lengths: tuple[Length, ...]
    steps: tuple[Specimen, ...]
    forms: tuple[Specimen, ...]
    errors: tuple[Specimen, ...]
    empty: tuple[Specimen, ...]
    masks: tuple[Mask, ...]
    totems: tuple[str, ...]
    monogram: Mask
    halves: tuple[SampleCase[Mask], ...]
    butterflies: tuple[SampleCase[Butterfly], ...]
    duos: tuple[SampleCase[Duo], ...]
    triangles: tuple[SampleCase[Triangle], ...]
    pairs: tuple[SampleCase[TwoPoints], ...]
    troupes: tuple[SampleCrowd, ...]
    balances: tuple[SampleCase[Balance], ...]
    mirrors: tuple[SampleCase[Wings], ...]
    priorities: tuple[SampleCase[PriorityPlane], ...]
    editions: tuple[SampleCase[EditionsPanels], ...]
    dimensions: tuple[str, ...]
    meanings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    sides: tuple[str, ...]
    forces: tuple[str, ...]


@router.get("/{language}/style")
async def style(site: SiteDep, language: Language) -> Response:
    """The fullest questionnaire lends its texts."""
    banks = [questionnaire.bank for questionnaire in site.questionnaires.public.values()]
    chosen, *rest = sorted(banks, key=lambda bank: (len(bank.totems), len(bank.scenes)), reverse=True)
    context = await find_context(site, language, chosen.id)
    others = [second_step(await find_context(site, language, bank.id)) for bank in rest]
    css = (resource("static") / "app.css").read_text("utf-8")
    say, file, bank = context.wording, context.questionnaire.file, context.questionnaire.bank
    names = {side.id: say(side.name) for side in file.sides}
    forces, dimensions = forces_of(bank), tuple(say(dimension.name) for dimension in file.dimensions)
    page = StylePage(
        language=language,
        path="style",
        colours=colours(css),
        lengths=lengths(css),
        steps=specimens(site.templates, "step", (*step_pages(context), *others)),
        forms=specimens(site.templates, "form", form_pages(language)),
        errors=specimens(site.templates, "error", error_pages(context)),
        empty=specimens(site.templates, "empty", empty_pages(context)),
        masks=tuple(drawn_mask(context.questionnaire, totem.id, language) for totem in bank.totems),
        totems=tuple(totem.name.noun(language).one for totem in file.totems),
        monogram=mask("", name="Owl"),
        halves=tuple(halves(context)),
        butterflies=tuple(butterflies(bank)),
        duos=tuple(duos(bank)),
        triangles=tuple(triangles(bank)),
        pairs=tuple(pairs(bank)),
        troupes=tuple(crowds(len(bank.totems))),
        balances=tuple(balances()),
        mirrors=tuple(mirrors(forces)),
        priorities=tuple(priorities(forces, dimensions)),
        editions=tuple(marked_editions(forces)),
        dimensions=dimensions,
        meanings=tuple(say(dimension.meaning) for dimension in file.dimensions),
        rows=tuple((say(dimension.name), *("63", "–")[: len(drawn_sides(bank))]) for dimension in file.dimensions[:5]),
        sides=tuple(names[side] for side in drawn_sides(bank)),
        forces=tuple(say(force.name) for force in file.forces),
    )
    return HTMLResponse(site.templates.render(page))
