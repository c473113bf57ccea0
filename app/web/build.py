"""What every request goes through before a page sees it, the outermost first."""

from starlette.middleware import Middleware
from starlette_compress import CompressMiddleware

from app.web import errors
from app.web.gate import Gate
from app.web.security import Shield
from app.web.workshop import Workshop


def layers(base_url: str | None, workshop: Workshop) -> list[Middleware]:
    return [
        Middleware(
            Shield,
            base_url=base_url,
            refuse=errors.refuse_cross_origin,
            broken=errors.answer_broken,
            elsewhere=errors.answer_elsewhere,
        ),
        Middleware(Gate, workshop=workshop, busy=errors.answer_busy),
        # Brotli knows HTML by heart: a step is an eighth lighter than with the others.
        Middleware(CompressMiddleware, minimum_size=400, zstd=False, brotli_quality=5),
    ]
