"""A template rewritten before it is compiled, so that the sandbox sees what Jinja2 would not ask it about."""

from __future__ import annotations

from typing import Any

from jinja2 import nodes
from jinja2.exceptions import TemplateAssertionError
from jinja2.visitor import NodeTransformer


class Watched(NodeTransformer):
    """Loops ask `environment.steps`, `~` asks `environment.joined`; what cannot be watched is refused."""

    def __init__(self, name: str | None) -> None:
        self.name = name

    def visit_For(self, node: nodes.For) -> nodes.Node:  # noqa: N802
        if node.recursive:
            raise TemplateAssertionError("模板不能使用recursive的循环", node.lineno, self.name)
        node.iter = _asked("steps", [node.iter], node)
        return self.generic_visit(node)

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        return _asked("joined", node.nodes, node)

    def visit_ScopedEvalContextModifier(self, node: nodes.Node) -> nodes.Node:  # noqa: N802
        raise TemplateAssertionError("模板不能使用autoescape，值总是转义", node.lineno, self.name)


def _asked(function: str, arguments: list[Any], node: nodes.Node) -> nodes.Call:
    attribute: Any = nodes.EnvironmentAttribute(function, lineno=node.lineno)
    return nodes.Call(attribute, arguments, [], None, None, lineno=node.lineno)
