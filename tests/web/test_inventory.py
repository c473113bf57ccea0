"""A plain five-trait inventory (25 items, six points, one side, no totems) runs on the same engine, through HTTP."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from random import Random
from statistics import variance

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from app.banks.loader import load_bank
from app.main import create_app
from app.publication.release import latest
from app.tallies.closing import close
from app.tallies.counts import Reading, from_bytes, read
from app.tallies.keys import PoolKeys
from app.tallies.statistics import alpha
from app.totem.model import Answers, Bank
from app.totem.scoring import points_of
from app.web.deps import Site
from tests.crowd import TODAY
from tests.web.conftest import settings_in
from tests.web.player import Player, Screen
