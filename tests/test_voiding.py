"""Before a workbook is taken in it is told whose signatures it makes void."""

import json
import shutil
import zipfile

import pytest
from conftest import person, work_in
from openpyxl import Workbook
from test_clerk import Browser, idle  # noqa: F401  for every test
from test_clerk_signing import Here
from test_pledges import run
from test_signatures import sign
from test_workbook import as_text, write_workbook

from zcforms.serve.clerk import arrivals

PEOPLE = {"lin": person(), "wang": person("33020019850615002", 姓名="王五")}


def book(path, **changed):
    """A workbook of both, the data of some changed, without those who are None."""
    people = {key: record | changed.get(key, {}) for key, record in PEOPLE.items() if changed.get(key, 1)}
    write_workbook(path, {key: as_text(record) for key, record in people.items()})
    return path


@pytest.fixture(scope="module")
def signed(tmp_path_factory):
    """A folder of both, of whom one has signed; to be looked at only."""
    root = work_in(tmp_path_factory.mktemp("signed"))
    (root / "applicants" / "lin.yaml").unlink()
    book(root / "people.xlsx")
    sign(root, "lin")
    return root


@pytest.fixture
def root(signed, tmp_path):
    return shutil.copytree(signed, tmp_path / "work")


def void(root, parcel):
    done = run("receive", root, parcel, "--dry-run", "--json")
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)["void"]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, []),
        ({"lin": {"联系电话": "13800000008"}}, ["lin"]),
        ({"lin": None}, ["lin"]),
        ({"wang": {"联系电话": "13800000008"}}, []),  # who has not signed
    ],
)
def test_whose_data_change_has_to_sign_again(root, tmp_path, changed, said):
    before = (root / "people.xlsx").read_bytes()
    parcel = book(tmp_path / "new.xlsx", **changed)
    assert void(root, parcel) == said
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.write(parcel, "people.xlsx")
    assert void(root, tmp_path / "x.zip") == said
    with zipfile.ZipFile(tmp_path / "y.zip", "w") as archive:  # as some programs name what they pack
        archive.writestr("./people.xlsx", parcel.read_bytes())
    assert void(root, tmp_path / "y.zip") == said
    assert (root / "people.xlsx").read_bytes() == before
    assert (root / "photos" / "a.jpg").exists()


def test_what_is_nobodys_data_voids_nothing(root, tmp_path):
    (tmp_path / "y.zip").write_bytes(b"PK")
    assert void(root, tmp_path / "y.zip") == []
    Workbook().save(tmp_path / "roster.xlsx")  # which is refused
    assert void(root, tmp_path / "roster.xlsx") == []


def test_the_office_page_asks_before_it_takes_it_in(root, tmp_path, monkeypatch):
    monkeypatch.setattr(arrivals, "Command", Here)
    browser, before = Browser(root), (root / "people.xlsx").read_bytes()
    parcel = book(tmp_path / "new.xlsx", lin={"联系电话": "13800000008"}).read_bytes()
    headers = {"Accept": "application/json", "X-CSRF": browser.csrf, "Origin": "http://127.0.0.1:8750"}

    def send(**more):
        return browser.client.post("/office/receive", content=parcel, headers=headers | more).json()

    assert send() == {"void": ["lin"]}
    assert (root / "people.xlsx").read_bytes() == before
    assert send(**{"X-Sure": "1"})["workbook"]
    assert (root / "people.xlsx").read_bytes() == parcel
