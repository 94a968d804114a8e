"""Long lists: what they take while they are made is given back, and their papers are the same."""

import os
import pickle
import shutil
import weakref
from dataclasses import replace

from conftest import TODAY, person

from zcforms import batch
from zcforms.authoring.gallery import sample_values
from zcforms.fillers import html
from zcforms.fillers.html import laying, tree
from zcforms.forms import load_form, load_forms
from zcforms.ground.room import Room, Spoiled
from zcforms.pipeline import long_lists
from zcforms.pipeline.press import Press

ROSTER = load_forms()["roster"]


def sent(what):
    """What arrives of something that is sent to another process."""
    return pickle.loads(pickle.dumps(what))  # noqa: S301


def test_a_long_list_is_filled_and_marked_elsewhere_and_is_the_same(workshop, monkeypatch):
    root = workshop({"lin": person("33010019700101001")})
    press, asked = Press(batch.open_job(root, TODAY), "draft"), []
    form, use = next(pair for pair in press.uses("office") if pair[0].id == "roster")
    values = sample_values(form)
    made, _ = press.print_out(form, use, values)

    def call(room, work, *args):
        asked.append(work)
        return sent(work(*sent(args)))

    monkeypatch.setattr(Room, "call", call)
    assert press.print_out(form, use, values)[0].pdf == made.pdf
    assert not asked
    monkeypatch.setattr(long_lists, "_LONG", len(values.tables["people"]))
    assert press.print_out(form, use, values)[0].pdf == made.pdf
    assert len(asked) == 2


def test_a_form_of_the_users_own_is_never_without_limits(tmp_path, monkeypatch):
    values = sample_values(ROSTER)
    own = load_form(shutil.copytree(ROSTER.folder, tmp_path / "roster"))
    monkeypatch.setattr(long_lists, "_LONG", 1)
    assert [long_lists.is_long(form, values) for form in (ROSTER, own)] == [True, False]


def test_what_is_done_elsewhere_is_another_processs():
    assert long_lists.elsewhere(os.getpid) != os.getpid()


def test_what_fails_elsewhere_is_done_here(monkeypatch):
    def spoiled(*_):
        raise Spoiled("处理中断")

    monkeypatch.setattr(Room, "call", spoiled)
    assert long_lists.elsewhere(os.getpid) == os.getpid()


def test_no_markup_is_kept_while_pages_are_painted(monkeypatch):
    class Markup(str):
        pass

    written, compose, to_pdf = [], html.compose, html.to_pdf

    def composed(*args, **named):
        text = Markup(compose(*args, **named))
        written.append(weakref.ref(text))
        return text

    def painted(*args):
        assert [text() for text in written] == [None]
        return to_pdf(*args)

    monkeypatch.setattr(html, "compose", composed)
    monkeypatch.setattr(html, "to_pdf", painted)
    assert html.fill(ROSTER, sample_values(ROSTER)).way == "own"


def test_pages_are_judged_one_after_the_other(monkeypatch):
    values = sample_values(ROSTER)
    values = replace(values, tables={"people": values.tables["people"] * 10})
    document = laying.lay_out(html.compose(ROSTER, values), ROSTER, {}, False)
    read, pieces = [], tree.pieces
    monkeypatch.setattr(tree, "pieces", lambda page, known: read.append(page) or pieces(page, known))
    first = next(tree.distinct(document))
    assert read == document.pages[:1] != document.pages
    assert any(piece.text for piece in first)
