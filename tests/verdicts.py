"""Verdicts that are kept: where nothing is other than what a slow judge found right, it is not asked again.

A judge is slow, and other than what it judges: WeasyPrint, the ink on a page. What it says hangs on what
it is shown, on the judging test and on the libraries alone; data/verdicts.txt keeps the digest of these for
every test whose judge found nothing wrong. What is shown is made anew each time, but for what a few modules
make of the same files: there the modules are shown. Where anything is other, the judge is asked as if nothing
were kept; so it is for one test in twenty, others with every order of the tests.
`script/test --judge` asks for all of them, and writes down what was said.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from zcforms.fillers import engine, stylesheets
from zcforms.fillers.engine import pango_version
from zcforms.fillers.engine.loading import FONTS
from zcforms.fillers.stylesheets import SHARED
from zcforms.forms import Form

HERE = Path(__file__).parent
KEPT = HERE / "data" / "verdicts.txt"
LIBRARIES = ("weasyprint", "pydyf", "tinycss2", "pypdf", "pypdfium2", "numpy", "pillow")
ONE_IN = 20

# How WeasyPrint is asked, and what of it goes ways of ours.
ENGINE = [*Path(engine.__file__).parent.rglob("*.py"), Path(stylesheets.__file__)]

Judge = Callable[..., None]
_GIVEN = pytest.StashKey[dict[str, str]]()  # by the test's name, what its judge found right
_ASKED = pytest.StashKey[list[str]]()  # the tests of which nothing was kept


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--judge", action="store_true", help="ask every judge anew, and keep what it said")


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_GIVEN], config.stash[_ASKED] = {}, []


@pytest.fixture
def judge(request: pytest.FixtureRequest) -> Judge:
    """judge(verdict, what, files): asks for a verdict, which asserts, unless it is known of just this."""
    return judging(request.config, request.node.nodeid.removeprefix("tests/"), request.path)


def judging(config: pytest.Config, name: str, test: Path) -> Judge:
    """What asks for the verdict of a test, by its name and file."""
    always, seed = config.getoption("--judge"), config.getoption("randomly_seed", 0)

    def ask(verdict: Callable[[], None], what: object, files: Iterable[Path] = ()) -> None:
        judges = [_file(path) for path in (test, *sorted(files))]
        shown = digest(what) if isinstance(what, bytes) else what
        found = digest(repr((shown, judges, _surroundings())).encode())
        known = kept().get(name) == found
        if always or not known or _by_chance(name, seed):
            verdict()
        if not known:
            config.stash[_ASKED].append(name)
        config.stash[_GIVEN][name] = found

    return ask


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:32]


def modules(folder: Path) -> list[Path]:
    """The files of a package."""
    return sorted(path for path in folder.rglob("*") if path.suffix in (".py", ".json", ".txt"))


def styles_of(form: Form) -> list[Path]:
    """The style sheets of a form, and those that all share."""
    return sorted([*form.folder.glob("*.css"), *SHARED.glob("*.css")])


@cache
def kept() -> dict[str, str]:
    """The digests that are written down, by the names of the tests."""
    return {name: found for found, _, name in (line.partition(" ") for line in KEPT.read_text().splitlines())}


@cache
def _file(path: Path) -> str:
    return digest(path.read_bytes())


@cache
def _surroundings() -> tuple[object, ...]:
    """What judges judge with: their libraries and the faces."""
    faces = [_file(path) for path in sorted(FONTS.iterdir())]
    return [version(name) for name in LIBRARIES], pango_version(), faces


def _by_chance(name: str, seed: object) -> bool:
    return int(digest(f"{seed} {name}".encode()), 16) % ONE_IN == 0


def write_down(given: dict[str, str]) -> None:
    """Keep what was said, instead of all that is kept of the same tests."""
    tests = {_test(name) for name in given}
    known = {name: found for name, found in kept().items() if _test(name) not in tests} | given
    KEPT.write_text("".join(f"{found} {name}\n" for name, found in sorted(known.items())))


def _test(name: str) -> str:
    return name.partition("[")[0]


# --- where several processes share the tests -----------------------------------------------------


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    config: Any = session.config
    if hasattr(config, "workeroutput"):
        config.workeroutput["verdicts"] = config.stash[_GIVEN], config.stash[_ASKED]
    elif config.getoption("--judge"):
        write_down(config.stash[_GIVEN])


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    given, asked = getattr(node, "workeroutput", {}).get("verdicts", ({}, []))
    node.config.stash[_GIVEN].update(given)
    node.config.stash[_ASKED].extend(asked)


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    if (asked := config.stash[_ASKED]) and not config.getoption("--judge"):
        files = " ".join(sorted({f"tests/{name.partition('::')[0]}" for name in asked}))
        said = f"{len(asked)} verdicts were not known; to keep them: pytest --judge {files}"
        terminalreporter.write_line(said)
