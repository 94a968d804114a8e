"""The link in the pledge's QR code: a token bound to applicant, plan and content.

The token is keyed (HMAC-SHA256, FIPS 198-1), so that only who holds the folder's signing key can
make one, and it carries digests only: no name and no ID number is readable from the code.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zcforms.ground.errors import UnreadableInput
from zcforms.ground.files import read_file
from zcforms.paper.delivery import deliver
from zcforms.paper.staging import alone

_VERSION = b"\x01"
_DIGEST = 16  # bytes of each digest in the token
_PLAN_DIGEST = 8
KEY_FILE = "signing.key"
KEY_BYTES = 32


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()[:_DIGEST]


def content_hash(record: Mapping[str, Any]) -> str:
    """A digest of a record as plain data: any changed value changes it."""
    return hashlib.sha256(
        json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    ).hexdigest()


# Short, common, unlike each other to the eye and the ear; a byte is one of the first and one of the second.
_WHAT_KIND = "红黄蓝白黑青大小新老高长圆方金木"
_OF_WHAT = "马牛羊鱼鸟花树山河石门车船灯书伞"
_WORDS = 6


def content_words(content: str) -> str:
    """A digest (hex) in six words of two characters that people compare aloud: “红马 大鱼 青山 …”.

    Each stands for a byte of it, from the first on: 48 bits.
    """
    first = bytes.fromhex(content)[:_WORDS]
    return " ".join(_WHAT_KIND[byte >> 4] + _OF_WHAT[byte & 15] for byte in first)


def short_code(key: bytes, token: str) -> str:
    """A number that stands for a link where nothing can be scanned: “0412 7735”.

    Whoever guesses one needs the last characters of the ID number all the same.
    """
    number = int.from_bytes(hmac.digest(key, b"short:" + token.encode(), "sha256"), "big") % 10**8
    return f"{number // 10**4:04} {number % 10**4:04}"


@dataclass(frozen=True, slots=True)
class Token:
    """A token that was read: digests of the applicant, the plan and the content."""

    applicant: bytes
    plan: bytes
    content: bytes


def expected_token(key: bytes, applicant: str, plan: str, content: str) -> Token:
    """The digests that a token of this applicant, plan and content holds."""
    return Token(_known_as(key, applicant), _digest(plan)[:_PLAN_DIGEST], _digest(content))


def known_as(key: bytes, applicant: str) -> str:
    """How an applicant (any stable id) is told where no ID number may be, in hex."""
    return _known_as(key, applicant).hex()


def _known_as(key: bytes, applicant: str) -> bytes:
    # Keyed: an ID number's plain hash could be guessed by trying all.
    return hmac.digest(key, b"applicant:" + applicant.encode(), "sha256")[:_DIGEST]


def make_token(key: bytes, applicant: str, plan: str, content: str) -> str:
    """A token that says: this applicant (any stable id), this plan, exactly this content."""
    expected = expected_token(key, applicant, plan, content)
    body = _VERSION + expected.applicant + expected.plan + expected.content
    seal = hmac.digest(key, body, "sha256")[:_DIGEST]
    return base64.urlsafe_b64encode(body + seal).decode().rstrip("=")


def read_token(token: str, key: bytes) -> Token | None:
    """What a token says, or None if it was not made with this key."""
    try:
        raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except ValueError:
        return None
    if base64.urlsafe_b64encode(raw).decode().rstrip("=") != token:
        return None  # another spelling of the same bytes: characters that decoders pass over
    body, seal = raw[:-_DIGEST], raw[-_DIGEST:]
    if len(body) != 1 + _DIGEST + _PLAN_DIGEST + _DIGEST or not body.startswith(_VERSION):
        return None
    if not hmac.compare_digest(seal, hmac.digest(key, body, "sha256")[:_DIGEST]):
        return None
    end = 1 + _DIGEST
    return Token(body[1:end], body[end : end + _PLAN_DIGEST], body[end + _PLAN_DIGEST :])


def signing_link(base_url: str, token: str) -> str:
    """The address behind the QR code."""
    return f"{base_url.rstrip('/')}/{token}"


def token_of(link: str) -> str:
    """The token at the end of a signing link."""
    return link.strip().rstrip("/").rsplit("/", 1)[-1]


# --- the folder's key ------------------------------------------------------------------------------


def has_signing_key(root: Path) -> bool:
    """Whether the folder has its secret already."""
    return (root / KEY_FILE).exists()


def signing_key(root: Path) -> bytes:
    """The folder's secret for signing links, made on first need as a private file (0600)."""
    path = root / KEY_FILE
    if not has_signing_key(root):
        with alone(root, wait=True):  # two runs must not make a key each
            if not has_signing_key(root):
                deliver(path, f"{secrets.token_hex(KEY_BYTES)}\n".encode())
    try:
        key = bytes.fromhex(read_file(path).decode("ascii").strip())
        if len(key) != KEY_BYTES:
            raise ValueError
        return key
    except (OSError, ValueError) as e:
        raise UnreadableInput(
            "签署密钥文件已损坏", hint="恢复备份；删去它会使已发出的二维码失效", where=KEY_FILE
        ) from e
