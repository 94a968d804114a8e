"""The link in the pledge's QR code: a token bound to applicant, plan and content.

The token is keyed (HMAC-SHA256, FIPS 198-1), so that only who holds the folder's signing key can
make one, and it carries digests only: no name and no ID number is readable from the code.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any

_VERSION = b"\x01"
_DIGEST = 16  # bytes of each digest in the token
KEY_BYTES = 32


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()[:_DIGEST]


def content_hash(record: Mapping[str, Any]) -> str:
    """A digest of a record as plain data: any changed value changes it."""
    return hashlib.sha256(
        json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    ).hexdigest()


def make_token(key: bytes, applicant: str, plan: str, content: str) -> str:
    """A token that says: this applicant (any stable id), this plan, exactly this content."""
    # The applicant's id is keyed too: an ID number's plain hash could be guessed by trying all.
    who = hmac.digest(key, b"applicant:" + applicant.encode(), "sha256")[:_DIGEST]
    body = _VERSION + who + _digest(plan)[:8] + _digest(content)
    seal = hmac.digest(key, body, "sha256")[:_DIGEST]
    return base64.urlsafe_b64encode(body + seal).decode().rstrip("=")


def verify_token(token: str, key: bytes, applicant: str, plan: str, content: str) -> bool:
    """Whether the token was made with this key for this applicant, plan and content."""
    return hmac.compare_digest(token.encode(), make_token(key, applicant, plan, content).encode())


def signing_link(base_url: str, token: str) -> str:
    """The address behind the QR code."""
    return f"{base_url.rstrip('/')}/{token}"


def token_of(link: str) -> str:
    """The token at the end of a signing link."""
    return link.strip().rstrip("/").rsplit("/", 1)[-1]
