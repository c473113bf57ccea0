"""The sheet that travels with a person and the link that holds a result: the only places where answers live.

Promises that nobody without the site's secret reads or alters either. Refuses damaged, foreign and expired ones.
"""

import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import lru_cache
from hashlib import sha256
from typing import TypeVar

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, AESSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.signals.live import passed
from app.totem.model import Answers, Bank, More, blank
from app.totem.packing import PackingInvalid, fingerprint, pack, packed_length, unpack

LIFETIME_MINUTES = 24 * 60
NONCE, IV, MINUTES = 16, 12, 4
MARK = 4
"""Bytes of a segment in a sheet: few, and as many for each, so that no address tells by its length which one it is."""
HAS_CODE, IS_PLACED, IS_INVITED = 1, 2, 4
RESULT_VERSION = 1
SCANNED, SCANNED_LETTERS = "scanned", 4
Key = TypeVar("Key")


class LinkDamaged(ValueError):
    """Cut, altered, made elsewhere, or made for another questionnaire."""


class SheetExpired(ValueError):
    """Started more than 24 hours ago."""


class ResultOutdated(ValueError):
    """Made with a structure of the bank that is no longer here."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One person's answers so far. nonce: 16 random bytes, drawn once; expires: minutes since 1970, UTC.

    segment: the mark of the one that was chosen, None until it is asked; has_code: whether the campaign's code was
    given; invitation: the digest of the one that lets this sheet be counted.
    """

    nonce: bytes
    expires: int
    answers: Answers
    segment: bytes | None = None
    has_code: bool = False
    invitation: bytes | None = None

    def receipt(self, use: str = "") -> bytes:
        """What is remembered of a counted sheet: it leads back to no nonce, so to no sheet.

        use: what else it is taken for once, in a room; no two of its receipts can be laid side by side.
        """
        return sha256(b"totem receipt" + use.encode() + self.nonce).digest()[:16]

    @property
    def expires_on(self) -> date:
        return datetime.fromtimestamp(self.expires * 60, UTC).date()

    def answered(self, answers: Answers) -> "Sheet":
        return Sheet(self.nonce, self.expires, answers, self.segment, self.has_code, self.invitation)


@dataclass(frozen=True, slots=True)
class ResultLink:
    """What a result's address holds: the campaign's slug, the bank's fingerprint, the packed answers."""

    slug: str
    fingerprint: str
    packed: bytes

    def answers(self, bank: Bank) -> Answers:
        """Raises ResultOutdated when the bank's structure is another one."""
        if fingerprint(bank) != self.fingerprint:
            raise ResultOutdated
        try:
            return unpack(bank, self.packed)
        except PackingInvalid:
            raise ResultOutdated from None


def new_sheet(bank: Bank, now: float, more: More = More.OPEN) -> Sheet:
    """now: seconds since 1970; more: whether spare scenes may be offered."""
    passed("opened")
    return Sheet(secrets.token_bytes(NONCE), int(now // 60) + LIFETIME_MINUTES, blank(bank, more))


class Tokens:
    """Tokens and opens both kinds of link. secrets_: the newest first; it seals, all of them open."""

    def __init__(self, secrets_: list[bytes]) -> None:
        self._sheets = [AESGCM(_derive(secret, b"totem sheet", 32)) for secret in secrets_]
        self._results = [AESSIV(_derive(secret, b"totem result", 32)) for secret in secrets_]
        self._notes = [AESSIV(_derive(secret, b"totem note", 32)) for secret in secrets_]
        self._signatures = [_derive(secret, b"totem signature", 32) for secret in secrets_]

    def seal_sheet(self, slug: str, bank: Bank, sheet: Sheet) -> str:
        plain = sheet.nonce + sheet.expires.to_bytes(MINUTES, "big") + pack(bank, sheet.answers) + _admission(sheet)
        iv = secrets.token_bytes(IV)
        return _to_text(iv + self._sheets[0].encrypt(iv, plain, _context(slug, bank)))

    def open_sheet(self, slug: str, bank: Bank, token: str, now: float) -> Sheet:
        """Raises LinkDamaged, SheetExpired."""
        box = _from_text(token)
        iv, sealed, context = box[:IV], box[IV:], _context(slug, bank)
        plain = _first_that_opens(lambda key: key.decrypt(iv, sealed, context), self._sheets)
        expires = int.from_bytes(plain[NONCE : NONCE + MINUTES], "big")
        if expires * 60 < now:
            raise SheetExpired
        end = NONCE + MINUTES + packed_length(bank)
        try:
            return _admitted(Sheet(plain[:NONCE], expires, unpack(bank, plain[NONCE + MINUTES : end])), plain[end:])
        except PackingInvalid:
            raise LinkDamaged from None

    def seal_result(self, slug: str, bank: Bank, answers: Answers) -> str:
        """The same answers to the same bank in the same campaign always give the same text."""
        name = slug.encode()
        plain = bytes((RESULT_VERSION, len(name))) + name + bytes.fromhex(fingerprint(bank)) + pack(bank, answers)
        return _to_text(self._results[0].encrypt(plain, None))

    def open_result(self, token: str) -> ResultLink:
        """Raises LinkDamaged."""
        box = _from_text(token)
        plain = _first_that_opens(lambda key: key.decrypt(box, None), self._results)
        if plain[0] != RESULT_VERSION:
            raise LinkDamaged
        end = 2 + plain[1]
        return ResultLink(plain[2:end].decode(), plain[end : end + 8].hex(), plain[end + 8 :])

    def seal_note(self, context: str, text: str) -> str:
        """What an address carries for one reader. context: whatever has to be the same where it is opened."""
        return _to_text(self._notes[0].encrypt(text.encode(), [context.encode("utf-8", "replace")]))

    def open_note(self, context: str, token: str) -> str:
        """Raises LinkDamaged."""
        box, known = _from_text(token), [context.encode("utf-8", "replace")]
        return _first_that_opens(lambda key: key.decrypt(box, known), self._notes).decode()

    def note_or_nothing(self, context: str, token: str) -> str:
        """Empty for what was sealed for another context, or damaged."""
        with suppress(LinkDamaged):
            return self.open_note(context, token)
        return ""

    def scanned(self, code: str) -> str:
        """A room's code as it is drawn for cameras: with a proof, short because the code has to be right too."""
        return f"{code}.{self.sign(SCANNED, code)[:SCANNED_LETTERS]}"

    def was_scanned(self, code: str, proof: str) -> bool:
        known = (_signature(key, SCANNED, code)[:SCANNED_LETTERS] for key in self._signatures)
        return any(hmac.compare_digest(one.encode(), proof.encode("utf-8", "replace")) for one in known)

    def sign(self, use: str, text: str) -> str:
        """What an address carries so that this text of it, for this use, cannot be made up: 16 letters."""
        return _signature(self._signatures[0], use, text)

    def is_signed(self, use: str, text: str, signature: str) -> bool:
        given = signature.encode("utf-8", "replace")
        return any(hmac.compare_digest(_signature(key, use, text).encode(), given) for key in self._signatures)


def _signature(key: bytes, use: str, text: str) -> str:
    return _to_text(hmac.digest(key, f"{use}\0{text}".encode("utf-8", "replace"), "sha256")[:12])


def _admission(sheet: Sheet) -> bytes:
    """How this sheet came in; nothing at all where anyone may and no segment is asked."""
    flags = HAS_CODE * sheet.has_code | IS_PLACED * bool(sheet.segment) | IS_INVITED * bool(sheet.invitation)
    if not flags:
        return b""
    return bytes((flags,)) + (sheet.segment or b"") + (sheet.invitation or b"")


def _admitted(sheet: Sheet, plain: bytes) -> Sheet:
    if not plain:
        return sheet
    flags, rest = plain[0], plain[1:]
    segment, rest = (rest[:MARK], rest[MARK:]) if flags & IS_PLACED else (None, rest)
    invitation = rest if flags & IS_INVITED else None
    return replace(sheet, segment=segment, has_code=bool(flags & HAS_CODE), invitation=invitation)


def mark_of(segment: str) -> bytes:
    return sha256(segment.encode()).digest()[:MARK]


def _first_that_opens(decrypt: Callable[[Key], bytes], keys: list[Key]) -> bytes:
    for key in keys:
        # ValueError: too short to hold what every box holds
        with suppress(InvalidTag, ValueError):
            return decrypt(key)
    raise LinkDamaged


@lru_cache(256)
def _context(slug: str, bank: Bank) -> bytes:
    return f"{slug} {fingerprint(bank)}".encode()


def _derive(secret: bytes, use: bytes, length: int) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=None, info=use).derive(secret)


def _to_text(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def _from_text(text: str) -> bytes:
    """Raises LinkDamaged, for a second spelling of the same bytes too: one result has one address."""
    try:
        data = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (NotBase64, ValueError):
        raise LinkDamaged from None
    if _to_text(data) != text:
        raise LinkDamaged
    return data
