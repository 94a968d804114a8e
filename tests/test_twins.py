"""The Word twins of the forms are what their HTML makes today."""

import re
from functools import cache
from pathlib import Path

import pytest
from verdicts import ENGINE, digest, modules, styles_of

from zcforms.authoring import twins
from zcforms.authoring.twins.marking import Marks
from zcforms.authoring.twins.package import document
from zcforms.chinese import typefaces
from zcforms.fillers import docx
from zcforms.forms import load_forms
from zcforms.paper.typesetting import flush

FORMS = load_forms()
TWINS = [form_id for form_id, form in FORMS.items() if "docx" in form.media]
# What makes Word of a page with marks, and what our engine takes from elsewhere to lay it out.
MAKING = [*modules(Path(twins.__file__).parent), Path(typefaces.__file__), Path(flush.__file__)]


@cache
def marked(form_id):
    """A form's page with marks in the place of values."""
    return Marks(FORMS[form_id]).html()


@pytest.mark.parametrize("form_id", TWINS)
def test_every_twin_is_up_to_date_with_its_html(judge, form_id):
    form = FORMS[form_id]
    twin = (form.folder / docx.TEMPLATE).read_bytes()

    def make():
        assert twin == document(form), "run script/build_twins.py"

    shown = marked(form_id), form.model_dump_json(exclude={"folder"}), digest(twin)
    judge(make, shown, [*MAKING, *ENGINE, *styles_of(form)])


@pytest.mark.parametrize("form_id", TWINS)
def test_no_class_of_a_twin_hangs_on_a_value(form_id):
    # Word cannot choose it: the element would have neither style.
    assert not re.findall(r'class="[^"]*<!--[^"]*"', marked(form_id))
