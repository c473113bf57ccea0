"""What an operator may set, from the environment (TOTEM_…), and the site's own secrets.

Promises values that were checked once, at the start. Refuses secrets that a copy of the data would carry along.
"""

import secrets
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from sqlalchemy import URL

from app.db.files import locked, private_folder, write_durably
from app.resources import resource

__all__ = ["Create", "SecretUnreadable", "Settings", "asked_passphrase", "load_passphrase", "load_secrets"]

SECRET_BYTES = 32
Create = Literal["open", "passphrase", "closed"]
# Without letters and digits that are read for one another, on paper and over the telephone.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def _origin(address: str | None) -> str | None:
    if not address:
        return None
    parts = urlsplit(address)
    port = f":{parts.port}" if parts.port is not None else ""  # raises ValueError for one that cannot be
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc:
        raise ValueError("must start with http:// or https:// and the name of a host")
    if parts.path.strip("/") or parts.query or parts.fragment:
        raise ValueError(
            "must end after its host: Totem cannot be served under a path, and needs a name of its own, such as "
            "https://totem.example.org"
        )
    # As browsers write it in Host, accents and all.
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname.encode("idna").decode()
    return f"{parts.scheme}://{host}{port}"


def _two_nodes(addresses: str | tuple[str, ...]) -> tuple[str, ...]:
    found = tuple(part.strip() for part in addresses.split(",")) if isinstance(addresses, str) else addresses
    if found and (len(found) != 2 or len({*found}) != 2):
        raise ValueError("must be the addresses of two nodes with a comma between them: redis://a:6379,redis://b:6379")
    return found


def _in_data_dir(checked: dict[str, Any]) -> str:
    folder = checked.get("data_dir", Path())
    return URL.create("sqlite", database=str(folder / "totem.db")).render_as_string()


def _beside_the_secret(checked: dict[str, Any]) -> Path:
    folder: Path = checked.get("secret_file", Path("secrets/secret")).parent
    return folder / "passphrase"


def _loopback(address: str | None) -> str | None:
    """Of this machine alone, with its port. A name that a resolver would have to be asked for is none."""
    if not address:
        return None
    parts = urlsplit(f"//{address}")
    host = "127.0.0.1" if parts.hostname == "localhost" else parts.hostname or ""
    try:
        is_own = ip_address(host).is_loopback and bool(parts.port)
    except ValueError:
        is_own = False
    if not is_own:
        raise ValueError("must be an address of this machine alone and a port, such as 127.0.0.1:9014")
    return address


AbsolutePath = Annotated[Path, AfterValidator(lambda path: path.expanduser().absolute())]


class Settings(BaseSettings):
    """base_url: None takes the address of each request. keys: of two Valkey or Redis nodes, in place of the key file;
    publish: whether campaigns publish by themselves.

    create: who may create campaigns on the web: anyone, whoever knows the passphrase in create_file, or nobody;
    seminars: the same of rooms.
    open_limit: how many answers an hour an open campaign counts from one place, 0 for any number; room_limit,
    room_limit_in_all: how many rooms an hour may be opened, the same; code_limit, room_code_limit, passphrase_limit:
    how many wrong ones are taken from one place in ten minutes; proxy: the addresses
    of those who may say where a request comes from; operator: who runs this site and how to reach them, as the legal
    notice says it; processes: how many serve the site, on all machines; redis: the address of a node by which they tell
    each other what happens; direct_url: of PostgreSQL, past a pooler; metrics: where this machine alone may ask for the
    signals, None for nowhere; logs: how a line of the log is written; development: whether the style page is there.
    """

    model_config = SettingsConfigDict(
        env_prefix="TOTEM_", env_ignore_empty=True, frozen=True, validate_default=True, hide_input_in_errors=True
    )

    data_dir: AbsolutePath = Path("data")
    # Not shown: it may hold a password.
    database_url: str = Field(default_factory=_in_data_dir, repr=False)
    base_url: Annotated[str | None, AfterValidator(_origin)] = None
    questions: AbsolutePath = Field(default_factory=lambda: resource("questions"))
    secret_file: AbsolutePath = Path("secrets/secret")
    pool_key_file: AbsolutePath = Path("secrets/pool-keys")
    # Not shown: they may hold passwords.
    keys: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_two_nodes), Field(repr=False)] = ()
    publish: bool = True
    create: Create = "passphrase"
    create_file: AbsolutePath = Field(default_factory=_beside_the_secret)
    seminars: Create = "open"
    open_limit: Annotated[int, Field(ge=0)] = 600
    room_limit: Annotated[int, Field(ge=0, le=10_000)] = 30
    room_limit_in_all: Annotated[int, Field(ge=0, le=10_000)] = 300
    code_limit: Annotated[int, Field(ge=1)] = 30
    room_code_limit: Annotated[int, Field(ge=1)] = 60
    passphrase_limit: Annotated[int, Field(ge=1)] = 10
    proxy: str = "127.0.0.1,::1"
    incomplete_limit: Annotated[int, Field(ge=0)] = 100
    operator: str | None = None
    processes: Annotated[int, Field(ge=1)] = 1
    # Not shown: they may hold passwords.
    redis: str | None = Field(default=None, repr=False)
    direct_url: str | None = Field(default=None, repr=False)
    metrics: Annotated[str | None, AfterValidator(_loopback)] = None
    logs: Literal["text", "json"] = "text"
    development: bool = False

    @property
    def key_home(self) -> Path | tuple[str, ...]:
        """Of the keys of pools: two nodes where they are named, else the file."""
        return self.keys or self.pool_key_file

    @model_validator(mode="after")
    def _secrets_are_apart(self) -> Self:
        data = self.data_dir.resolve()
        for name in ("secret_file", "pool_key_file", "create_file"):
            path: Path = getattr(self, name)
            if path.resolve().is_relative_to(data):
                raise ValueError(
                    f"TOTEM_{name.upper()} ({path}) is inside TOTEM_DATA_DIR ({data}): whoever copies the data would "
                    "hold its keys too. Put it in another folder, which backups leave out."
                )
        return self


class SecretUnreadable(Exception):
    """A file of secrets holds something else than secrets."""


def load_secrets(path: Path) -> list[bytes]:
    """The site's secrets, 32 bytes each, one a line in base64: the first signs, all open. Raises SecretUnreadable.

    Draws the first one when there is no file. To replace it, write a new line above the old ones.
    """
    if not path.exists():
        private_folder(path.parent)
        with locked(path):
            if not path.exists():
                write_durably(path, b64encode(secrets.token_bytes(SECRET_BYTES)) + b"\n")
    found = [_decoded(path, number, line) for number, line in enumerate(path.read_bytes().splitlines(), 1) if line]
    if not found:
        raise SecretUnreadable(f"{path} is empty. Restore it, or delete it to draw a new secret (old links will end).")
    return found


def load_passphrase(path: Path) -> str:
    """What lets people create campaigns: 79 random bits, drawn when there is no file. Raises SecretUnreadable.

    Whoever runs the site may write another one into the file.
    """
    if not path.exists():
        private_folder(path.parent)
        with locked(path):
            if not path.exists():
                groups = ("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(4))
                write_durably(path, "-".join(groups).encode() + b"\n")
    found = path.read_text("utf-8", "replace").strip()
    if not found:
        raise SecretUnreadable(f"{path} is empty. Write a passphrase into it, or delete it to draw a new one.")
    return found


def _decoded(path: Path, number: int, line: bytes) -> bytes:
    try:
        secret = b64decode(line, validate=True)
    except NotBase64:
        secret = b""
    if len(secret) != SECRET_BYTES:
        raise SecretUnreadable(f"{path}, line {number}: not {SECRET_BYTES} bytes in base64.")
    return secret


def asked_passphrase(settings: Settings) -> str:
    """Of whoever creates campaigns or rooms here; empty where none is asked for. Raises SecretUnreadable."""
    return load_passphrase(settings.create_file) if "passphrase" in (settings.create, settings.seminars) else ""
