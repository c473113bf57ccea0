"""The browser's files, under an address that changes whenever one of them does, so that they are cached for ever."""

from hashlib import sha256
from pathlib import Path

from starlette.responses import Response
from starlette.staticfiles import StaticFiles


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

    def file_response(self, *args: object, **kwargs: object) -> Response:
        response = super().file_response(*args, **kwargs)  # type: ignore[arg-type]
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response
