"""What the typesetter does not know, it says so: the whole document is then set in another way."""

from __future__ import annotations


class Unsupported(Exception):
    """Something of a document that this typesetter does not know; `where` names the rule or the element."""

    def __init__(self, what: str, where: str = "") -> None:
        super().__init__(f"{where}: {what}" if where else what)
        self.what, self.where = what, where
