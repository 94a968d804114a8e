"""Sheets of another desk's workbook with a row for every paper, linked to people by what names them.

As in people.xlsx, whose sheets are linked by 人员编号, an entry of nobody's is told, and nobody's list is
taken for whole that it may belong to.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import cast

from zcforms.chinese.widths import plain_code
from zcforms.ground.findings import Finding, Place
from zcforms.ground.meant import nearest
from zcforms.intake.branches import Pairs, append, put
from zcforms.intake.columns import KEY
from zcforms.intake.desks.laid import Laid, Row, at, enter, is_filled
from zcforms.intake.desks.mapping import Target, Told, lists, targets
from zcforms.intake.grids import Grid, listed, words_of
from zcforms.intake.tree import Node

_FOOT = re.compile(r"(?:填表|制表|审核|填报|经办|负责)[^:：]{0,6}[:：]|[注说备][：:]")


class Linked(Laid):
    """A sheet of entries of people's lists, a row each."""

    def __init__(self, shown: str, grid: Grid, told: Told, i: int) -> None:
        super().__init__(shown, grid, told, i)
        self.known: dict[str, Mapping[str, list[str]]] = {}
        self.last = ""  # whose row stood above

    def read(self, people: dict[str, Node]) -> None:
        """Add every entry to the lists of whose it is, in the order of the rows."""
        self.people = people
        if not self.lay_out():
            return
        assert self.sheet.link is not None, "others are read as people"
        link = self.column_of(self.sheet.link)
        assert link is not None, "a link without its column is refused"
        rows: list[Row] = []
        others: list[int] = []
        for number in self.grid.by_number:
            if number > self.sheet.head_rows[1]:
                row = self.row(number)
                if self._is_entry(row, link):
                    rows.append(row)
                    self._entry(row, link)
                else:
                    others.append(number)
        self.tell_others(others, "没有内容", "是某个人的，补上内容")
        self.tell_hidden(rows)
        self.tell_unused()

    def _is_entry(self, row: Row, link: int) -> bool:
        """Whether a row says anything of somebody's: totals, feet and heads that stand again do not."""
        said = row.texts[link] or ""
        filled = any(
            row.texts[c] != "" for c, ones in self.columns.items() if any(o.sheet.path for o in ones)
        )
        if not filled or "".join(said.split()) in self.heads[link].said:
            return False
        if self._keys(self.sheet.link or "", said):
            return True
        cells = self.grid.cells_of(row.number).values()
        return not (self.is_total(row.number, link) or any(_FOOT.match(words_of(cell)) for cell in cells))

    # --- whose -----------------------------------------------------------------------------------

    def _keys(self, title: str, said: str) -> list[str]:
        """Whose value that is; nobody's if it is empty."""
        return self._known(title).get(plain_code(said), [])

    def _known(self, title: str) -> Mapping[str, list[str]]:
        """Everybody's key by that value of theirs."""
        if title not in self.known:
            found: dict[str, list[str]] = {}
            for key, person in self.people.items():
                node = None if title == KEY else _first(_pairs(person), targets()[title])
                if value := plain_code(key if title == KEY else _text(node) if node else ""):
                    found.setdefault(value, []).append(key)
            self.known[title] = found
        return self.known[title]

    def _entry(self, row: Row, link: int) -> None:
        place, title, said = self.place(row.number, link), self.sheet.link or "", row.texts[link]
        found = self._keys(title, said or "")
        if len(found) == 1:
            self.last = found[0]
            self._add(row, found[0], place)
            return
        if found:
            message = f"{title}“{said}”有{len(found)}人，不知道这一行是谁的，没有采用"
            hint = "改用证件号码接：这张工作表加一列证件号码，对应关系里写“接到: 证件号码”；这几人先暂缓"
            self._hold(row, place, message, hint, found)
        elif not said:
            message = f"第{row.number}行没有写{title}" if said == "" else f"第{row.number}行的{title}读不准"
            near = self._near(row) or ([self.last] if self.last and said == "" else [])
            self._hold(row, place, f"{message}，不知道是谁的，没有采用", "每一行都写；合并的格不必", near)
        else:
            message = f"人员那张工作表里没有{title}“{said}”，这一行没有采用"
            self._hold(row, place, message, "改成那里的写法，或在那里补上这个人", self._near(row))
        self.last = self.last if said == "" else ""

    def _near(self, row: Row) -> list[str]:
        """Whom a row may mean: who has the name or the number that it says besides, or one much like it."""
        for title in ("证件号码", KEY, "姓名"):
            if (column := self.column_of(title)) and (keys := self._keys(title, row.texts[column] or "")):
                return keys
        link = self.sheet.link or ""
        said = plain_code(row.texts[self.column_of(link) or 0] or "")
        near = nearest(said, self._known(link), cutoff=0.9 if link == "证件号码" else 0.6)
        return self._keys(link, near) if near else []

    def _hold(self, row: Row, place: Place, message: str, hint: str, keys: Iterable[str]) -> None:
        """Tell a row that nobody has, of everybody whose it may be: their lists are not known then."""
        keys = list(dict.fromkeys(keys))
        self.findings += row.findings
        if keys and "暂缓" not in hint:
            hint = f"{hint}；可能是{listed(keys)}的，先暂缓"
        for key in keys or [""]:
            self.findings.append(Finding("entry-unowned", message, hint=hint, place=place, person=key))
            for title in dict.fromkeys(o.sheet.title for ones in self.columns.values() for o in ones):
                if key and title in lists():
                    append(
                        _pairs(self.people[key]), lists()[title].path, Node(None, place, unread=True), place
                    )

    # --- what ------------------------------------------------------------------------------------

    def _add(self, row: Row, key: str, place: Place) -> None:
        """An entry of somebody's, and what its row says of them besides."""
        findings, own, pairs = list(row.findings), Pairs(), _pairs(self.people[key])
        for title, entry in self.said(row, place, findings, own):
            enter(pairs, title, entry)
        for one in dict.fromkeys(one for ones in self.columns.values() for one in ones if not one.sheet.path):
            said, known = (_first(of, one) for of in (own, pairs))
            if said is not None and known is None:
                put(pairs, one.column.path, said)
            elif said is not None and known is not None and _differ(said, known):
                message = f"这一行的{one.name}是“{_text(said)}”，{known.place}写的是“{_text(known)}”"
                hint = f"核对这一行是谁的，两处改成一样；{one.name}不用这里的，对应关系里写“不读”"
                findings.append(Finding("entry-unowned", message, hint=hint, place=said.place))
        self.findings += [replace(found, person=key) for found in findings]


def _pairs(person: Node) -> Pairs:
    assert isinstance(person.value, list), "people are pairs"
    return cast("Pairs", person.value)


def _first(pairs: Pairs, one: Target) -> Node | None:
    """What pairs say of a target, though it cannot be known."""
    return next((pair[1] for pair in at(pairs, one.column.path) if is_filled([pair])), None)


def _text(node: Node) -> str:
    if isinstance(node.value, list):
        return "、".join(_text(one) for one in node.value if isinstance(one, Node))
    return node.value or ""


def _differ(one: Node, other: Node) -> bool:
    return not (one.unread or other.unread) and plain_code(_text(one)) != plain_code(_text(other))
