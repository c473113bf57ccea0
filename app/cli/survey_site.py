"""What commands about mirror surveys need: the site that they are on, and the survey or the edition that was named."""

from functools import cached_property
from typing import Annotated

import typer
from sqlalchemy import Engine

from app.banks.loader import load_catalogue
from app.barometer.barometers import Barometers
from app.barometer.edition import Barometer, Edition
from app.barometer.spec_file import load_specs
from app.campaigns.campaign import Campaign
from app.campaigns.draft import N_, CampaignInvalid
from app.cli.terminal import site_database
from app.db.engine import make_engine, migrate, read
from app.pool_keys.homes import open_keys
from app.publication.store import sealed_floor
from app.revealing import Sources
from app.settings import Settings, load_secrets

SurveyName = Annotated[str, typer.Argument(metavar="SLUG", help="The end of its address: a–z, 0–9 and hyphens.")]
EditionName = Annotated[str, typer.Option("--edition", help="As its address names it; the latest if nothing is said.")]


class SurveySite:
    """settings, engine: of this site, whose database is migrated."""

    def __init__(self, settings: Settings, engine: Engine) -> None:
        self.settings, self.engine = settings, engine
        self.keys, self.questionnaires = open_keys(settings.key_home), load_catalogue(settings.questions)
        self.barometers = Barometers(engine, load_specs(settings.questions, self.questionnaires))

    @cached_property
    def sources(self) -> Sources:
        return Sources(self.questionnaires, self.barometers.specs, load_secrets(self.settings.secret_file)[0])

    def address(self, *parts: str) -> str:
        return "/".join((self.settings.base_url or "http://127.0.0.1:8000", "fr", *parts))

    def survey(self, slug: str) -> Barometer:
        """Raises CampaignInvalid."""
        found = self.barometers.find(slug)
        if found is None:
            raise CampaignInvalid("slug", N_("There is no survey “%(slug)s”."), slug=slug)
        return found

    def edition(self, slug: str, label: str) -> Edition:
        """label: empty for the latest. Raises CampaignInvalid."""
        found = [one for one in self.barometers.editions(self.survey(slug)) if label in ("", one.label)]
        if not found:
            raise CampaignInvalid("label", N_("“%(slug)s” has no edition %(label)s."), slug=slug, label=label)
        return found[-1]

    def read_edition(self, slug: str, label: str) -> Edition:
        """The same of those whose figures somebody has read already, the latest of them if nothing is said."""
        read = [one for one in self.barometers.editions(self.survey(slug)) if one.revealed and not one.withdrawn_on]
        return self.edition(slug, label or (read[-1].label if read else ""))

    def counted(self, campaign: Campaign) -> int:
        """At least so many people, in whole multiples of k. Raises TotalsDamaged."""
        asked = self.questionnaires.asked(campaign.bank, campaign.fingerprint)
        with read(self.engine) as connection:
            return sealed_floor(connection, campaign, asked.bank) if asked else 0


def survey_site() -> SurveySite:
    """One that has run: a look at it neither makes nor changes it."""
    return SurveySite(*site_database())


def new_survey_site() -> SurveySite:
    """The same, made and migrated if need be."""
    settings = Settings()
    engine = make_engine(settings.database_url)
    migrate(engine)
    return SurveySite(settings, engine)
