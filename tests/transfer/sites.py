"""A site with something in every table: campaigns, rooms, releases, invitations, a mirror survey that was read."""

from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Engine, insert, select

from app.barometer.commitments import Commitment, ProgressNote
from app.barometer.survey_faults import survey_faults
from app.campaigns.gone import remember_gone
from app.campaigns.invitations import make as make_invitations
from app.campaigns.store import create
from app.db.engine import read, write_transaction
from app.db.tables import MergedRow
from app.publication.store import release_if_due
from app.revealing import reveal_due
from app.seminars.store import Opened, finish, open_room
from app.tallies.ballots import Ballot, Cast, cast
from app.tallies.custody import recover_pools
from app.tallies.keys import PoolKeys
from app.tallies.ledger import Entry, count
from app.tallies.verify import verify
from app.totem.packing import fingerprint
from app.transfer.tables import KEPT, SITES_OWN
from tests.surveys import OPENED, PUBLIC, Surveyed, catalogue, specs
