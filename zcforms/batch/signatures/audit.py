"""The signatures of a folder as a file that stays provable without the service and without the folder.

Each entry is chained to the one before it by SHA-256, so that none can be left out or changed unseen by
anybody; who holds the folder's key can also prove by the seals that all of it was written here.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from zcforms.batch.signatures.register import OPENED, PAPER, PHOTO, Entry, Pledge, Register, seal_of
from zcforms.batch.signatures.signed import Standing

_KIND = "zcforms-signatures-1"
_SEALED = ("state", "done", "request", "strokes")


def audit(register: Register, board: Iterable[Standing], now: datetime) -> dict[str, Any]:
    """Everything in the register with its chain and seals, and whose it is among the people of now.

    The photographs of what was signed on paper are in it (JPEG, Base64).
    """
    known = {one.pledge.who: one for one in board}
    rows: list[dict[str, Any]] = []
    head = ""
    for entry in register.rows():
        photo = base64.b64encode(register.photo(entry)).decode() or None
        row = _row(entry, known.get(entry.pledge.who)) | {"photo": photo}
        head = _chained(head, row)
        rows.append(row | {"chain": head})
    seal = hmac.digest(register.key, f"audit:{now.isoformat()}:{head}".encode(), "sha256").hex()
    return {"kind": _KIND, "made": now.isoformat(), "entries": rows, "seal": seal}


def _row(entry: Entry, whose: Standing | None) -> dict[str, Any]:
    pledge = entry.pledge
    return {
        "form": pledge.form,
        "who": pledge.who,
        "plan": pledge.plan,
        "content": pledge.content,
        "state": entry.state,
        "opened": entry.opened and entry.opened.isoformat(),
        "done": entry.done and entry.done.isoformat(),
        "revoked": entry.revoked and entry.revoked.isoformat(),
        "request": entry.request,
        "strokes": entry.drawn,
        "seal": entry.seal,
        "person": whose.person.key if whose else None,
        "name": whose.person.applicant.name if whose else None,
        "valid_now": whose is not None and whose.entry == entry and whose.pledge == pledge and entry.trusted,
    }


def faults_of(told: Any, key: bytes | None = None) -> list[str]:
    """What is wrong with such a file, in Chinese; nothing if all of it proves true.

    With the folder's `key` the seals are proved, too.
    """
    try:
        if told["kind"] != _KIND:
            return ["不是签署记录文件"]
        return _faults(told, key)
    except (TypeError, KeyError, AttributeError):
        return ["不是签署记录文件，或缺了内容"]


def _faults(told: Mapping[str, Any], key: bytes | None) -> list[str]:
    faults, head = [], ""
    for n, row in enumerate(told["entries"], 1):
        head = _chained(head, {name: value for name, value in row.items() if name != "chain"})
        if head != row["chain"]:
            return [f"第{n}条与它的链接值不符：这一条或前面的被改动、删去过"]
        pledge = Pledge(row["form"], row["who"], row["plan"], row["content"])
        sealed = key is None or row["state"] == OPENED
        if not sealed and key and row["seal"] != seal_of(key, pledge, *(row[name] for name in _SEALED)):
            faults.append(f"第{n}条的封印不是这个signing.key的")
        if _has_other_photo(row):
            faults.append(f"第{n}条的照片不是记下的那一张，或没有了")
    said = f"audit:{told['made']}:{head}".encode()
    if key is not None and told["seal"] != hmac.digest(key, said, "sha256").hex():
        faults.append("整份文件的封印不符：末尾的记录可能被删去")
    return faults


def _has_other_photo(row: Mapping[str, Any]) -> bool:
    """Whether a row on paper with a photograph has not that one."""
    said = row["strokes"] or ""
    if row["state"] != PAPER or not said:
        return False
    photo = base64.b64decode(row["photo"] or "")
    return bool(said != f"{PHOTO}{hashlib.sha256(photo).hexdigest()}")


def _chained(head: str, row: Mapping[str, Any]) -> str:
    text = json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(f"{head}\n{text}".encode()).hexdigest()
