"""Everything that the office page answers."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime

from starlette.routing import Route

from zcforms.serve.accounts import Accounts
from zcforms.serve.clerk.arrivals import Arrivals
from zcforms.serve.clerk.papers import Papers
from zcforms.serve.clerk.people import People
from zcforms.serve.clerk.photographs import Photographs
from zcforms.serve.clerk.previews import Previews
from zcforms.serve.clerk.signers import Signers
from zcforms.serve.clerk.view import FolderView
from zcforms.serve.clerk.web import Web


def office_routes(accounts: Accounts, hosts: Collection[str], clock: Callable[[], datetime]) -> list[Route]:
    """The pages for accounts and their folder of work, asked for at these hosts only; `clock` is UTC."""
    web, view = Web(accounts, hosts, clock), FolderView(accounts.root, clock)
    pages = [page(web, view) for page in (People, Photographs, Signers, Papers, Previews, Arrivals)]
    return [*web.routes(), *(route for page in pages for route in page.routes()), web.elsewhere()]
