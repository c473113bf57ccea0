"""The page of an edition for those who work there: they read it before the public, with a key of their own, and vote on
what should come first.

Promises one same refusal for a wrong, revoked or unknown key, and that no cache and no search engine keeps the page.
Once the edition is public, it leads to the page that everybody reads.
"""

from dataclasses import replace

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from app.banks.faults import N_
from app.banks.schema import Language
from app.barometer.edition import Edition
from app.publication.policy import SPREAD_FROM
from app.web.barometer.awaited import awaited_page
from app.web.barometer.edition_context import EditionContext, edition_context, first_contrast
from app.web.barometer.first_vote import VoteDone, receipt_in, vote_part
from app.web.barometer.views import EditionHead, EditionPage, edition_page, withdrawn_edition_page
from app.web.deps import BaseDep, Site, SiteDep, refuse_key
from app.web.forms import FormDep
from app.web.language import day
from app.web.responses import private_html, see_other

router = APIRouter(include_in_schema=False)
YOU = {
    "blind_spot": N_("Things are less good for {customers} than you expected: %(gap)s points apart (± %(half)s)."),
    "pleasant_surprise": N_("Things are better for {customers} than you expected: %(gap)s points apart (± %(half)s)."),
    "seen_right": N_("You saw it right: {customers} answer as you expected, to within 10 points."),
    "not_settled": N_(
        "We cannot tell: %(here)s of you, %(there)s {customers}, and the gap stays blurred (± %(half)s)."
    ),
    "too_few": N_("Too few answers to compare: %(here)s of you, %(there)s {customers}. It takes 20 on each side."),
}
"""The title, as it is said to staff."""
FIRST = N_("You read first. The public reads the same page on %(day)s, with the commitments.")
WHO = N_("You: all the staff who answered.")


@router.get("/{language}/barometer/{slug}/{edition}/staff/{key}")
async def staff_first(
    request: Request,
    site: SiteDep,
    base: BaseDep,
    language: Language,
    slug: str,
    edition: str,
    key: str,
    voted: VoteDone | None = None,
) -> Response:
    """voted: what became of the form."""
    found = await _opened_by(request, site, slug, edition, key)
    path = f"barometer/{slug}/{edition}"
    if found.is_public:
        return see_other(f"/{language}/{path}")
    html = await run_in_threadpool(_rendered, site, language, base, found, f"{path}/staff/{key}", voted)
    return private_html(html, 410 if found.withdrawn_on else 200)


@router.post("/{language}/barometer/{slug}/{edition}/staff/{key}")
async def vote(
    request: Request, site: SiteDep, language: Language, slug: str, edition: str, key: str, form: FormDep
) -> Response:
    found = await _opened_by(request, site, slug, edition, key)
    receipt, done = receipt_in(site, found, form.get("receipt", "")), "closed"
    if found.may_vote and receipt is None:
        done = "late"
    elif found.may_vote and not form.get("first"):
        done = "choose"
    elif receipt:
        done = await run_in_threadpool(site.votes.cast, found.id, form.get("first", ""), receipt)
    return see_other(f"/{language}/barometer/{slug}/{edition}/staff/{key}?voted={done}#first")


async def _opened_by(request: Request, site: Site, slug: str, edition: str, key: str) -> Edition:
    """Raises KeyRefused, TooManyTries."""
    found = await run_in_threadpool(site.barometers.opened_by_staff, slug, edition, key)
    if found is None or found.barometer.spec not in site.barometers.specs:
        refuse_key(site, request)
    return found


def _rendered(site: Site, language: Language, base: str, edition: Edition, path: str, voted: VoteDone | None) -> str:
    if edition.withdrawn_on:
        return site.templates.render(replace(withdrawn_edition_page(edition, language), path=path))
    if not edition.revealed:
        return site.templates.render(awaited_page(edition, language, path, to_staff=True))
    return site.templates.render(staff_page(edition_context(site, language, base, edition), path, voted))


def staff_page(context: EditionContext, path: str, voted: VoteDone | None = None) -> EditionPage:
    page = edition_page(context, path)
    head, asked = _said_to_staff(context, page.head), vote_part(context, voted)
    return replace(page, private=True, head=head, vote=asked)


def _said_to_staff(context: EditionContext, head: EditionHead) -> EditionHead:
    contrast, telling = first_contrast(context.spec, "prediction"), context.telling
    wholes = (one["whole"] for one in context.content["contrasts"] if contrast and one["id"] == contrast.id)
    whole, lead = (
        next(wholes, None),
        (telling.said(FIRST, day=day(context.language, head.public_on)), telling.said(WHO)),
    )
    if contrast is None or whole is None or contrast.first.voice != "staff" or contrast.second.voice != "customers":
        return replace(head, lead=lead)
    here, there = (context.survey.people(part.voice) or 0 for part in (contrast.first, contrast.second))
    if whole["reading"] == "too_few" and min(here, there) >= SPREAD_FROM:
        return replace(head, lead=lead)
    numbers = {"gap": abs(whole["gap"] or 0), "half": whole["half_width"] or 0, "here": here, "there": there}
    said = {name: telling.points(value) for name, value in numbers.items()}
    return replace(head, lead=lead, sentence=telling.said(YOU[whole["reading"]], **said))
