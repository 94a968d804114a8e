"""How the pages of the office look: one style and one script, which came along, nothing from elsewhere."""

from __future__ import annotations

from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from zcforms.serve.app import policy


class Pages:
    """The pages, and the policy of content that fits them."""

    def __init__(self) -> None:
        loader = PackageLoader("zcforms.serve.clerk", "page")
        self._pages = Environment(
            loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
        )
        style, script = (loader.get_source(self._pages, name)[0] for name in ("clerk.css", "clerk.js"))
        self._pages.globals |= {"style": Markup(style), "script": Markup(script)}  # noqa: S704  our own
        self.policy = policy(style, [script], images="'self'", forms="'self'")

    def page(self, name: str, **shown: Any) -> str:
        """A page with what is shown on it; whatever could be markup is text."""
        return self._pages.get_template(f"{name}.html").render(shown)
