"""The token of an opened page: signed, for one pledge with one content, with a nonce, for half an hour.

By itsdangerous with HMAC-SHA-384 under a key of its own that is derived from the folder's: 48 bytes leave no
bit of the last character without meaning, and another spelling of the same bytes is refused.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import astuple, dataclass

from itsdangerous import BadSignature, SignatureExpired, TimestampSigner, URLSafeTimedSerializer

from zcforms.batch.signatures.register import Pledge

SECONDS = 30 * 60
_SALT = "zcforms.serve.page"


class Expired(Exception):
    """A token that was ours and is too old."""


@dataclass(frozen=True)
class Tokens:
    """Makes and reads the tokens of one folder; `seconds` is how long one is good."""

    key: bytes
    seconds: int = SECONDS

    def make(self, pledge: Pledge) -> tuple[str, str]:
        """A token for a pledge, and the nonce that is in it."""
        nonce = secrets.token_urlsafe(16)
        return str(self._serializer().dumps([*astuple(pledge), nonce])), nonce

    def read(self, token: str) -> tuple[Pledge, str] | None:
        """The pledge and the nonce of a token; None if it is not exactly one of ours, Expired if too old."""
        try:
            *said, nonce = self._serializer().loads(token, max_age=self.seconds)
        except SignatureExpired as e:
            raise Expired from e
        except BadSignature:
            return None
        signed, _, seal = token.rpartition(".")
        if self._signer().get_signature(signed).decode() != seal:
            return None
        return Pledge(*said), nonce

    def _serializer(self) -> URLSafeTimedSerializer:
        return URLSafeTimedSerializer(self._secret, salt=_SALT, signer_kwargs=_KIND)

    def _signer(self) -> TimestampSigner:
        return self._serializer().make_signer(_SALT)  # type: ignore[return-value]

    @property
    def _secret(self) -> bytes:
        return hmac.digest(self.key, b"serve", "sha256")


_KIND = {"digest_method": hashlib.sha384, "key_derivation": "hmac"}
