"""The browser's files, under an address that changes whenever one of them does, so that they are cached for ever; and
how what is kept is compressed for the browser that asks."""

import gzip
from functools import lru_cache
from hashlib import sha256
from os import PathLike, stat_result
from pathlib import Path
from typing import Literal

import brotli
from starlette.datastructures import Headers
from starlette.responses import FileResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

Encoding = Literal["br", "gzip", ""]
PACKED = {".css", ".js", ".svg"}
LARGEST = 200_000
"""Bytes of a file that is packed as tightly as can be: a larger one takes seconds, and is left to the middleware."""


class Assets(StaticFiles):
    """One digest stands for the whole folder: a style sheet names its font by a relative address."""

    def __init__(self, folder: Path) -> None:
        super().__init__(directory=folder)
        digest = sha256()
        for file in sorted(path for path in folder.rglob("*") if path.is_file()):
            digest.update(file.relative_to(folder).as_posix().encode() + file.read_bytes())
        self.prefix = f"/static/{digest.hexdigest()[:10]}"

    def address(self, name: str) -> str:
        return f"{self.prefix}/{name}"

    def file_response(
        self, full_path: str | PathLike[str], stat_result: stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        response = super().file_response(full_path, stat_result, scope, status_code)
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        path = Path(full_path)
        encoding = encoding_for(Headers(scope=scope))
        if encoding and isinstance(response, FileResponse) and path.suffix in PACKED and stat_result.st_size <= LARGEST:
            del response.headers["Content-Length"]
            headers = {**response.headers, "Content-Encoding": encoding, "Vary": "Accept-Encoding"}
            return Response(packed(path, encoding), headers=headers)
        return response


@lru_cache(64)
def packed(path: Path, encoding: Encoding) -> bytes:
    """Once for the life of the process: as tight as can be, which the middleware has no time for."""
    return compressed(path.read_bytes(), encoding)


def encoding_for(headers: Headers) -> Encoding:
    """The tightest that this browser takes; empty for none."""
    accepted = headers.get("accept-encoding", "").replace(" ", "").split(",")
    return "br" if "br" in accepted else "gzip" if "gzip" in accepted else ""


def compressed(data: bytes, encoding: Encoding, quality: int = 11) -> bytes:
    """quality: of Brotli, 0–11: each step takes longer."""
    if encoding == "br":
        tight: bytes = brotli.compress(data, quality=quality)
        return tight
    return gzip.compress(data) if encoding else data
