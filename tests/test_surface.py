"""The HTTP surface as it is: whatever is sent to any route is answered in order, and does nothing."""

import json
from datetime import UTC, datetime
from urllib.parse import quote

import pytest
from conftest import examples, person, work_in
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient
from test_clerk import PASSWORD, QUICK, Idle
from test_serve import KEY

from zcforms.batch.signatures.register import Register
from zcforms.serve.accounts import Accounts, Role
from zcforms.serve.app import SAID_OF_ALL, application
from zcforms.serve.clerk import arrivals, papers, view
from zcforms.serve.clerk.routes import office_routes
from zcforms.serve.clerk.web import COOKIE
from zcforms.serve.desk import Desk
from zcforms.serve.pace import Pace

HOST, NOW = "127.0.0.1:8750", datetime(2021, 9, 15, 6, 3, 22, tzinfo=UTC)
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
TYPES = (
    "application/json",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "text/plain",
)
JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(),
    lambda of: st.lists(of) | st.dictionaries(st.text(), of),
)


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    """Everything that `zcforms serve` answers, and a session of somebody who may do all."""
    root = work_in(tmp_path_factory.mktemp("surface"), {"lin": person()})
    accounts = Accounts(root, QUICK)
    accounts.begin()
    accounts.add("王某", Role.WORKS, PASSWORD)
    token = accounts.log_in("王某", PASSWORD, "", NOW)
    with pytest.MonkeyPatch.context() as patch:
        for module in (view, papers, arrivals):
            patch.setattr(module, "Command", Idle)
        desk = Desk(root, lambda: NOW)
        app = application(desk, [HOST], office_routes(accounts, [HOST], lambda: NOW), Pace(10**9))
        with TestClient(app, f"http://{HOST}", follow_redirects=False) as client:
            yield root, client, token


def filled(path, words):
    """The path of a route with these words in its places, as an address has them."""
    for word in words:
        before, opened, rest = path.partition("{")
        path = f"{before}{quote(word, safe='')}{rest.partition('}')[2]}" if opened else path
    return path


@pytest.mark.parametrize("path", ["/office/people/0%2F", "/office/login/", "/zc/0/"])
def test_an_address_with_a_slash_too_many_is_answered_like_any_that_nobody_has(service, path):
    _, client, token = service
    answer = client.get(path, headers={"Cookie": f"{COOKIE}_8750={token}"})
    assert answer.status_code == 404
    assert {name: answer.headers.get(name) for name in SAID_OF_ALL} == SAID_OF_ALL


@examples(60)
@given(data=st.data())
def test_whatever_is_sent_is_answered_in_order_and_does_nothing(service, data):
    root, client, token = service
    draw = data.draw
    route = draw(st.sampled_from([r.path for r in client.app.routes]), "route")
    word = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)
    path = filled(route, draw(st.lists(word, min_size=2, max_size=2), "words"))
    method = draw(st.sampled_from(METHODS), "method")
    headers = {"Content-Type": draw(st.sampled_from(TYPES)), "Origin": f"http://{HOST}"}
    headers["Accept"] = draw(st.sampled_from(["*/*", "application/json"]))
    if draw(st.booleans(), "session"):
        headers["Cookie"] = f"{COOKIE}_8750={token}"
    body = draw(st.binary() | JSON.map(lambda value: json.dumps(value).encode()), "body")
    answer = client.request(method, path, headers=headers, content=body)
    assert answer.status_code < 500
    assert {name: answer.headers.get(name) for name in SAID_OF_ALL} == SAID_OF_ALL
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "set-cookie" not in answer.headers
    assert Register(root, KEY).rows() == []
    assert not (root / "output").exists()
