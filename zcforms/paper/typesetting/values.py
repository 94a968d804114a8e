"""Values of CSS: lengths and their sums, colours, and var(), as far as our sheets write them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import tinycss2
from tinycss2.color4 import parse_color

from zcforms.paper.typesetting.unsupported import Unsupported

# CSS px in a unit (CSS Values 3 §6.2).
_PIXELS = {"px": 1, "pt": 1 / 0.75, "pc": 16, "in": 96, "cm": 96 / 2.54, "mm": 96 / 25.4}

Token = Any  # tinycss2 has no types
Tokens = Sequence[Token]


@dataclass(frozen=True, slots=True)
class Length:
    """A length or a number (unit "") or percentage, before it is computed."""

    value: float
    unit: str


@dataclass(frozen=True, slots=True, eq=False)
class Sum:
    """A calc() before it is computed."""

    tokens: Tokens


@dataclass(frozen=True, slots=True, eq=False)
class Pending:
    """A declaration with var() in it: what stands there is known only where it is used."""

    name: str  # as it is written, perhaps a shorthand
    tokens: Tokens


def bare(tokens: Tokens) -> list[Token]:
    """Tokens without white space and comments."""
    return [token for token in tokens if token.type not in ("whitespace", "comment")]


def length(token: Token, percentage: bool = False, number: bool = False) -> Length | Sum | None:
    """A length; 0 needs no unit, `number` lets others do without, too."""
    if token.type == "dimension":
        unit = token.lower_unit
        return Length(token.value, unit) if unit in _PIXELS or unit in ("em", "rem") else None
    if token.type == "number" and (number or token.value == 0):
        return Length(token.value, "" if number else "px")
    if token.type == "percentage":
        return Length(token.value, "%") if percentage else None
    if token.type == "function" and token.lower_name == "calc":
        return Sum(bare(token.arguments))
    return None


def pixels(value: Length, size: float, root: float) -> float:
    """A length in px, in a font of `size` px, with `root` px in the root element."""
    if value.value == 0:
        return 0
    if value.unit == "em":
        return value.value * size
    if value.unit == "rem":
        return value.value * root
    return value.value * _PIXELS[value.unit]


def summed(whole: Sum, size: float, root: float) -> Length:
    """What a calc() of lengths and numbers comes to: px, or a number (unit "")."""
    terms, sign = _split(whole.tokens, "+-")
    value, unit = 0.0, None
    for plus, term in zip(sign, terms, strict=True):
        found = _product(term, size, root)
        if unit not in (None, found.unit):
            raise Unsupported("calc()", tinycss2.serialize(whole.tokens))
        unit = found.unit
        value = value + found.value if plus == "+" else value - found.value
    return Length(value, unit or "")


def _product(tokens: Tokens, size: float, root: float) -> Length:
    factors, sign = _split(tokens, "*/")
    value, unit = 1.0, ""
    for times, factor in zip(sign, factors, strict=True):
        found = _factor(factor, size, root)
        if (unit and found.unit) or (times != "*" and found.unit) or found.unit == "%":
            raise Unsupported("calc()", tinycss2.serialize(tokens))
        unit = unit or found.unit
        value = value * found.value if times in "*+" else value / found.value
    return Length(value, unit)


def _factor(tokens: Tokens, size: float, root: float) -> Length:
    if len(tokens) == 1:
        (token,) = tokens
        if token.type == "() block":
            return summed(Sum(bare(token.content)), size, root)
        found = length(token, number=True)
        if isinstance(found, Sum):
            return summed(found, size, root)
        if isinstance(found, Length):
            return found if not found.unit else Length(pixels(found, size, root), "px")
    raise Unsupported("calc()", tinycss2.serialize(tokens))


def _split(tokens: Tokens, signs: str) -> tuple[list[list[Token]], list[str]]:
    """What stands between the signs, with the sign before each."""
    parts: list[list[Token]] = [[]]
    before = [signs[0]]
    for token in tokens:
        if token.type == "literal" and token.value in signs:
            before.append(token.value)
            parts.append([])
        else:
            parts[-1].append(token)
    return parts, before


def color(token: Token) -> tuple[float, float, float, float] | str | None:
    """A colour as (red, green, blue, alpha), or currentcolor."""
    if token.type not in ("ident", "hash"):
        return None
    found = parse_color(token)
    if found is None:
        return None
    if found == "currentcolor":
        return "currentcolor"
    red, green, blue = found.coordinates
    return float(red), float(green), float(blue), float(found.alpha)


def has_var(tokens: Tokens) -> bool:
    """Whether a var() stands somewhere in the tokens."""
    return any(
        (token.type == "function" and (token.lower_name == "var" or has_var(token.arguments)))
        or (token.type == "() block" and has_var(token.content))
        for token in tokens
    )


def resolved(tokens: Tokens, custom: Mapping[str, Tokens], depth: int = 0) -> list[Token]:
    """The tokens with every var() replaced by the custom property's value."""
    if depth > 20:
        raise Unsupported("var() in itself", tinycss2.serialize(tokens))
    found: list[Token] = []
    for token in tokens:
        if token.type == "function" and token.lower_name == "var":
            arguments = bare(token.arguments)
            if len(arguments) != 1 or arguments[0].value not in custom:
                raise Unsupported("var()", tinycss2.serialize([token]))
            found += resolved(custom[arguments[0].value], custom, depth + 1)
        elif token.type == "function":
            inner = resolved(token.arguments, custom, depth)
            found.append(
                tinycss2.ast.FunctionBlock(token.source_line, token.source_column, token.name, inner)
            )
        elif token.type == "() block":
            inner = resolved(token.content, custom, depth)
            found.append(tinycss2.ast.ParenthesesBlock(token.source_line, token.source_column, inner))
        else:
            found.append(token)
    return found
