"""How a body is packed for the browser that asks, where it is packed once and kept."""

import gzip
from typing import Literal

import brotli
from starlette.datastructures import Headers

Encoding = Literal["br", "gzip", ""]


def encoding_for(headers: Headers) -> Encoding:
    """The tightest that this browser takes; empty for none."""
    accepted = headers.get("accept-encoding", "").replace(" ", "").split(",")
    return "br" if "br" in accepted else "gzip" if "gzip" in accepted else ""


def pack(data: bytes, encoding: Encoding, quality: int = 11) -> bytes:
    """quality: of Brotli, 0–11: each step takes longer."""
    if encoding == "br":
        packed: bytes = brotli.compress(data, quality=quality)
        return packed
    return gzip.compress(data) if encoding else data
