"""The app of one process, from its settings."""

from collections.abc import Callable
from datetime import date

from starlette.applications import Starlette

from app.assembly import assemble, families_of, make_site
from app.days import now_in_utc
from app.resources import check_browser_files, resource
from app.settings import Settings
from app.watching import watched
from app.web.assets import Assets
from app.web.build import build


def create_app(
    settings: Settings | None = None, *, demo: bool = False, today: Callable[[], date] = now_in_utc
) -> Starlette:
    """Ready when it is returned. today: the clock, for tests. Raises what Settings and app.assembly raise, and
    BrowserFilesDamaged."""
    settings = settings or Settings()
    check_browser_files(resource("static") / "vendor")
    parts, assets = assemble(settings, today), Assets(resource("static"))
    site = make_site(settings, parts, assets, demo=demo)
    families = families_of(settings, parts, site)
    lifespan = watched(settings, parts, site.workshop, families.site.health)
    app = build(site, families, assets, lifespan, development=settings.development)
    app.state.assembly = parts
    return app
