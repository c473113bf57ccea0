"""The file of batches as it comes from another site: what its fields may be, checked before any of them is used.

Fields come out of the right types and sizes; whatever else a signer put there is one exception.
"""

import json
from base64 import b64decode
from typing import Annotated, Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pydantic import BaseModel, ConfigDict, Field, ValidationError

LARGEST = 16 * 2**20
"""Letters of a file: a hundred times what a campaign of twelve parts takes."""
Slug = Annotated[str, Field(pattern="^[a-z0-9-]{1,40}$")]


class NoBatches(ValueError):
    """Not such a file."""


class Altered(ValueError):
    """The signature does not fit."""


class OtherVersion(ValueError):
    """Of a version of Totem that is not known here."""


class Content(BaseModel):
    """What was signed. k: the fewest people that a batch covers; totals: by part, in base64."""

    model_config = ConfigDict(strict=True)

    slug: Slug
    opened_on: Annotated[str, Field(pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
    bank: Slug
    fingerprint: Annotated[str, Field(pattern="^[0-9a-f]{16}$")]
    k: Annotated[int, Field(ge=1, le=1_000_000)]
    totals: Annotated[dict[Annotated[str, Field(max_length=40)], str], Field(min_length=1, max_length=1_000)]


class Signed(BaseModel):
    """The file. batches: as it came, since the signature covers it so."""

    model_config = ConfigDict(strict=True)

    batches: dict[str, Any]
    key: Annotated[str, Field(max_length=100)]
    signature: Annotated[str, Field(max_length=200)]


def canonical(content: object) -> bytes:
    """The bytes that are signed."""
    return json.dumps(content, sort_keys=True, separators=(",", ":")).encode()


def read_file(document: str, schemas: tuple[int, ...]) -> tuple[Content, Ed25519PublicKey]:
    """What was signed, and whose key fits. Raises NoBatches, Altered, OtherVersion."""
    if len(document) > LARGEST:
        raise NoBatches
    try:
        signed = Signed.model_validate(json.loads(document))
        key = Ed25519PublicKey.from_public_bytes(b64decode(signed.key))
        key.verify(b64decode(signed.signature), canonical(signed.batches))
    except InvalidSignature:
        raise Altered from None
    except (ValueError, TypeError, RecursionError):  # ValidationError and what is no JSON or base64 are ValueErrors
        raise NoBatches from None
    if signed.batches.get("schema") not in schemas:
        raise OtherVersion
    try:
        return Content.model_validate(signed.batches), key
    except ValidationError:
        raise NoBatches from None
