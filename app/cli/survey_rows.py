"""What the terminal says of an edition of a mirror survey: its days, its voices and the ways in, its places.

Promises no figure of any voice.
"""

from typing import Any

import typer

from app.barometer.edition import Edition
from app.barometer.places import WHOLE
from app.campaigns.draft import N_
from app.cli.survey_site import SurveySite
from app.cli.terminal import _

STATES = {
    "draft": N_("to come"), "collecting": N_("open"), "sealed": N_("sealed"), "staff": N_("read by staff"),
    "public": N_("public"), "archived": N_("archived"), "withdrawn": N_("withdrawn"),
}  # fmt: skip


def edition_row(edition: Edition) -> dict[str, Any]:
    """Plain JSON, like the others below."""
    return {
        "slug": edition.barometer.slug,
        "edition": edition.label,
        "title": edition.barometer.title,
        "state": edition.state,
        **{name: day.isoformat() for name, day in edition.days._asdict().items()},
        "withdrawn_on": edition.withdrawn_on.isoformat() if edition.withdrawn_on else None,
    }


def voice_rows(site: SurveySite, edition: Edition) -> list[dict[str, Any]]:
    """address: where a voice comes in with its code; None for one that comes by posters or by invitations."""
    return [
        {
            "voice": voice,
            "campaign": one.slug,
            "protection": one.protection,
            "address": site.address("quiz", one.slug) if one.protection == "code" else None,
            "code": one.code or None,
            "k": one.k,
            "expected": one.expected,
            "at_least": site.counted(one),
            "closes_on": _iso(one.closes_on),
            "closed_on": _iso(one.closed_on),
        }
        for voice, one in site.barometers.voices(edition).items()
    ]


def place_rows(site: SurveySite, edition: Edition) -> list[dict[str, Any]]:
    """Of a survey without places, the one of its only code."""
    codes = site.barometers.place_codes(edition.barometer)
    there = [one._asdict() for one in edition.places] or [{"id": WHOLE, "name": edition.barometer.title}]
    for row in there:
        beside = [one.name for one in edition.places if one.group and one.group == row["group"] and one.id != row["id"]]
        code = codes.get(row["id"], "")
        row |= {"counts_with": beside, "code": code, "address": site.address("at", code) if code else None}
    return there


def tell_places(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        work = _("%(many)s work there") % {"many": row["headcount"]} if "headcount" in row else ""
        beside = _("counts with %(places)s") % {"places": ", ".join(row["counts_with"])} if row["counts_with"] else ""
        typer.echo(" · ".join(part for part in (row["name"], work, beside, row["address"]) if part))


def tell_voices(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        told = [_("%(voice)s: at least %(at_least)s of %(expected)s, in steps of %(k)s.") % row]
        told += [_("Closed on %(closed_on)s.") % row] if row["closed_on"] else []
        told += [f"{row['address']} {row['code']}"] if row["address"] and not row["closed_on"] else []
        typer.echo(" ".join(told))


def tell_days(edition: Edition) -> None:
    days = edition.days._asdict()
    typer.echo(
        _("Opens on %(opens_on)s, closes on %(voices_close_on)s; staff read on %(staff_see_on)s, all on %(public_on)s.")
        % days
    )
    if not edition.revealed:
        typer.echo(
            _("Nobody is shown a figure before %(staff_see_on)s. Whoever runs the server could read totals.") % days
        )


def _iso(day: Any) -> str | None:
    return day.isoformat() if day else None
