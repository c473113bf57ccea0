"""`totem export-batches` and `import-batches`: what was counted on a laptop in the field joins a campaign here."""

from pathlib import Path
from typing import Annotated

import typer

from app.actions import publish
from app.banks.loader import load_catalogue
from app.campaigns.store import find
from app.cli.terminal import _, site_database
from app.days import now_in_utc
from app.db.files import write_durably
from app.settings import load_secrets
from app.tallies import batches

N_ = batches.N_
commands = typer.Typer()


@commands.command("export-batches")
def export_batches(slug: str, file: Annotated[Path, typer.Argument(help="A new file.")]) -> None:
    """Write a closed campaign's sealed totals, signed, for another site. They are exact: treat them as a backup."""
    settings, engine = site_database()
    if file.exists():
        raise batches.BatchesRefused(N_("%(file)s exists already, and is left as it is."), file=file)
    secret = load_secrets(settings.secret_file)[0]
    found = find(engine, slug)
    questionnaire = load_catalogue(settings.questions).get(found.bank) if found else None
    if questionnaire is None:
        raise batches.BatchesRefused(N_("There is no campaign “%(slug)s”."), slug=slug)
    write_durably(file, batches.exported(engine, slug, questionnaire.bank, secret).encode())
    typer.echo(_("%(file)s: written and signed.") % {"file": file})
    key = batches.name_of(batches.site_key(secret).public_key())
    typer.echo(_("Tell those who import it, by another way, that the key of this site is %(key)s.") % {"key": key})


@commands.command("import-batches")
def import_batches(
    file: Annotated[Path, typer.Argument(help="What `totem export-batches` wrote.")],
    slug: Annotated[str, typer.Argument(help="The campaign that they join.")],
    key: Annotated[str | None, typer.Option(help="The key of the site that they come from.")] = None,
) -> None:
    """Add another site's sealed totals to a campaign, once."""
    settings, engine = site_database()
    found = find(engine, slug)
    questionnaire = load_catalogue(settings.questions).get(found.bank) if found else None
    if found is None or questionnaire is None:
        raise batches.BatchesRefused(N_("There is no campaign “%(slug)s”."), slug=slug)
    brought = batches.opened(file.read_text("utf-8", errors="replace"), questionnaire.bank)
    asked = _("Signed by the site whose key is %(key)s: %(n)s people. Let them join “%(slug)s”?")
    if key is None:
        typer.confirm(asked % {"key": brought.key, "n": brought.n, "slug": slug}, abort=True)
    elif key != brought.key:
        raise batches.BatchesRefused(N_("Another site signed this file: its key is %(key)s."), key=brought.key)
    try:
        batches.join(engine, slug, brought, [segment.id for segment in found.own_words.segments])
    except batches.AlreadyJoined as known:
        typer.echo(known.text(_))
        return
    typer.echo(_("%(n)s people joined “%(slug)s”.") % {"n": brought.n, "slug": slug})
    secret = load_secrets(settings.secret_file)[0]
    if found.publishes_itself and (released := publish(engine, found, questionnaire.bank, now_in_utc(), secret)):
        typer.echo(_("Release %(number)s is published: %(n)s answers.") % {"number": released.number, "n": released.n})
