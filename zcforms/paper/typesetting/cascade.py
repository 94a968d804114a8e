"""Which declarations win for which element: selectors matched, styles found once and shared.

A selector is a chain of compounds. What the elements in and after another one may still match is the set of
chains that have been begun: two elements of equal sets are one state here, whatever way led to them. An
element's state and style follow from its parent's and its neighbour's, from its tag and attributes and from
whether it is the first or last; each is looked up when it has been met before, in this document or another.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from zcforms.paper.typesetting import computing
from zcforms.paper.typesetting.alike import Cells
from zcforms.paper.typesetting.boxes import Style
from zcforms.paper.typesetting.defaults import SHEET
from zcforms.paper.typesetting.markup import Element
from zcforms.paper.typesetting.places import Place, State
from zcforms.paper.typesetting.sheets import Declarations, PageRule, Rule, Sheet, declarations, parse
from zcforms.paper.typesetting.unsupported import Unsupported

_MOST = 5_000  # places kept of one form: with their styles, some 15 MB
# Attributes that no selector asks for, with those that begin with data-.
_UNSEEN = frozenset({"alt", "colspan", "src", "charset"})
_KNOWN = frozenset({"class", "style", "id", "lang", "rowspan", "href"})

Key = tuple[tuple[str, str], ...]
_NOTHING = State(frozenset(), frozenset(), frozenset())


class Cascade:
    """The styles of the documents that some sheets style: first the user agent's, then those given."""

    def __init__(self, sheets: Sequence[Sheet]) -> None:
        own = parse(SHEET, "defaults")
        self._rules: list[tuple[bool, Rule]] = [
            (n > 0, rule) for n, sheet in enumerate((own, *sheets)) for rule in sheet.rules
        ]
        self._page_rules: list[tuple[bool, PageRule]] = [
            (n > 0, rule) for n, sheet in enumerate((own, *sheets)) for rule in sheet.pages
        ]
        self._steps = [
            (number, rule, k)
            for number, (_, rule) in enumerate(self._rules)
            for k in range(len(rule.compounds))
        ]
        self._step_of = {(number, k): n for n, (number, _, k) in enumerate(self._steps)}
        self.cells = Cells()  # of the documents
        self.clear()

    def clear(self) -> None:
        """Forget what was found."""
        self._count = 0
        self._root: dict[Key, Place] = {}
        self._states: dict[Any, State] = {}
        self._styles: dict[Any, tuple[Style, Style | None, Style | None, Style | None]] = {}
        self._fitting: dict[Any, tuple[int, ...]] = {}
        self._pages: dict[Any, dict[str, Style]] = {}
        self.cells.clear()

    def place_root(self, element: Element) -> Place:
        """The place of a document's root element."""
        if self._count > _MOST:
            self.clear()
        key = seen(element)
        found = self._root.get(key)
        if found is None:
            found = self._root[key] = self._place(element.tag, key, "flr", None, _NOTHING, _NOTHING)
        return found

    def place(self, element: Element, parent: Place, previous: Place | None, last: bool) -> Place:
        """The place of an element in another, after the one before it."""
        before = _NOTHING if previous is None else previous.state
        key = seen(element)
        whole = (before, element.tag, key, last)
        found = parent.onward.get(whole)
        if found is None:
            where = ("f" if previous is None else "") + ("l" if last else "")
            found = self._place(element.tag, key, where, parent.style, parent.state, before)
            parent.onward[whole] = found
        return found

    def _place(
        self, tag: str, key: Key, where: str, above: Style | None, parent: State, before: State
    ) -> Place:
        self._count += 1
        attributes = dict(key)
        state, rules = self._matched(tag, attributes, where, parent, before)
        own = tuple((name, attributes[name]) for name in ("style", "lang", "id") if attributes.get(name))
        wanted = (above, rules, own)
        styles = self._styles.get(wanted)
        if styles is None:
            styles = self._styles[wanted] = self._styled(rules, own, above)
        return Place(state, *styles)

    def _matched(
        self, tag: str, attributes: dict[str, str], where: str, parent: State, before: State
    ) -> tuple[State, tuple[int, ...]]:
        """The state of an element, and the rules that it matches."""
        classes = attributes.get("class", "")
        has = frozenset(attributes)
        local = (tag, classes, has, where)
        steps = self._fitting.get(local)
        if steps is None:
            names = frozenset(classes.split())
            steps = self._fitting[local] = tuple(
                n
                for n, (_, rule, k) in enumerate(self._steps)
                if rule.compounds[k].fits(tag, names, has, where)
            )
        own, rules = set(), []
        for n in steps:
            number, rule, k = self._steps[n]
            if k:
                combinator = rule.combinators[k - 1]
                begun = (
                    parent.below
                    if combinator == " "
                    else parent.own
                    if combinator == ">"
                    else before.own
                    if combinator == "+"
                    else before.after
                )
                if self._step_of[number, k - 1] not in begun:
                    continue
            if k + 1 == len(rule.compounds):
                rules.append(number)
            else:
                own.add(n)
        begun_here = frozenset(own)
        parts = begun_here, parent.below | begun_here, before.after | begun_here
        return self._states.setdefault(parts, State(*parts)), tuple(rules)

    def _styled(
        self, rules: tuple[int, ...], own: Key, above: Style | None
    ) -> tuple[Style, Style | None, Style | None, Style | None]:
        matched = [self._rules[number] for number in rules]
        declared = _ordered([found for found in matched if found[1].pseudo is None], _declared_here(own))
        style = computing.style(declared, above, pseudo=False)
        pseudo = []
        for name in ("before", "after", "marker"):
            found = [one for one in matched if one[1].pseudo == name]
            pseudo.append(computing.style(_ordered(found), style, pseudo=True) if found else None)
        return style, pseudo[0], pseudo[1], pseudo[2]

    def page(self, root: Style, name: str, side: str, index: int) -> dict[str, Style]:
        """The style of a page ("") and of the boxes in its margins that are styled ("@top-center").

        `name` is the page's ("" for none), `side` left or right, `index` counts pages from 0.
        """
        matched = tuple(
            n for n, (_, rule) in enumerate(self._page_rules) if rule.fits(name or "", side, index)
        )
        key = (root, matched)
        if key not in self._pages:
            rules = [self._page_rules[n] for n in matched]
            own = _ordered([found for found in rules if found[1].margin is None])
            page = computing.style(own, root, pseudo=False)
            styles = {"": page}
            for margin in dict.fromkeys(rule.margin for _, rule in rules if rule.margin):
                declared = _ordered([found for found in rules if found[1].margin == margin])
                styles[margin] = computing.style(declared, page, pseudo=True)
            self._pages[key] = styles
        return self._pages[key]


def seen(element: Element) -> Key:
    """What a selector or a style can see of an element's attributes."""
    attributes = element.attributes
    if not attributes:
        return ()
    found = tuple(
        pair for pair in attributes.items() if pair[0] not in _UNSEEN and not pair[0].startswith("data-")
    )
    for name, _ in found:
        if name not in _KNOWN:
            raise Unsupported(f"attribute {name}", repr(element))
    return found


def _declared_here(own: Key) -> tuple[Declarations, Declarations]:
    """The declarations of an element's own style attribute, language and id."""
    normal: list[tuple[str, Any]] = []
    important: Declarations = ()
    for name, value in own:
        if name == "style":
            found, important, rules = declarations(value, f"style={value!r}")
            if rules:
                raise Unsupported("rule", value)
            normal += found
        else:
            normal.append(("lang" if name == "lang" else "anchor", value))
    return tuple(normal), important


def _ordered(
    rules: Iterable[tuple[bool, Rule | PageRule]],
    own: tuple[Declarations, Declarations] = ((), ()),
) -> list[tuple[str, Any]]:
    """Declarations in the order of the cascade (CSS Cascade 4 §6.1), the last ones win.

    The form's sheets are a user's to WeasyPrint: what is important there wins over the element's own.
    """
    weighed = sorted(rules, key=lambda found: (found[0], found[1].specificity))
    agent = [rule for given, rule in weighed if not given]
    user = [rule for given, rule in weighed if given]
    found: list[tuple[str, Any]] = []
    for rule in (*agent, *user):
        found += rule.normal
    found += own[0]
    found += own[1]
    for rule in user:
        found += rule.important
    return found
