"""Imported once, by the server that sites are forked from (tests/forked.py)."""

import alembic.command
import alembic.context  # noqa: F401 - a site imports both where it migrates

from app.banks.loader import load_catalogue
from app.resources import resource
from tests.warm import compile_templates, remember_banks, remember_tables, remember_templates

remember_banks()
remember_tables()
remember_templates()
load_catalogue(resource("questions"))
compile_templates()
