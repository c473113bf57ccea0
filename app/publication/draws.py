"""Random draws that come out the same for whoever asks again about the same thing. Pure.

Nobody foresees them without the secret, and the same context gives the same draws.
"""

import hmac
from itertools import count

from app.publication.policy import Rounding


def keyed(secret: bytes, context: bytes) -> Rounding:
    """HMAC-SHA256 of the context and of how many were drawn before; 256 bits leave no bias worth the name."""
    many = count()

    def draw(below: int) -> int:
        message = b"totem draw %d " % next(many) + context
        return int.from_bytes(hmac.digest(secret, message, "sha256")) % below

    return draw
