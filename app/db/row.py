"""What every table has in common: its name, and how its constraints are called."""

import re

from sqlalchemy import MetaData, text
from sqlalchemy.orm import declared_attr
from sqlmodel import SQLModel

SQLModel.metadata = MetaData(
    naming_convention={kind: f"{kind}_%(table_name)s_%(column_0_name)s" for kind in ("ix", "uq", "fk")}
    | {"pk": "pk_%(table_name)s"}
)
ROWIDLESS = {"sqlite_with_rowid": False}
"""A rowid would keep the order in which rows were made."""
NONE_YET = {"server_default": text("''")}


class Row(SQLModel):
    """Its table has its name: CampaignRow is a row of `campaign`."""

    @declared_attr.directive
    def __tablename__(cls) -> str:  # noqa: N805 - of the class
        return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", cls.__name__.removesuffix("Row")).lower()
