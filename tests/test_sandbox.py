"""A form that somebody else wrote: its template sees plain data, may use little, and comes to an end."""

import io
import os
import re
import types
import zipfile
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import photo_bytes
from jinja2 import Undefined
from markupsafe import Markup
from word_files import new_word

from zcforms.authoring.gallery import sample_values
from zcforms.cli import main
from zcforms.fillers import apart, docx, html, word_file, word_values
from zcforms.fillers.engine import fetching
from zcforms.fillers.html.setting import Setting, text_of, writer
from zcforms.fillers.html.template import Pen, context_of
from zcforms.fillers.sandbox import Sandbox, limits
from zcforms.fillers.sandbox.standing import in_words
from zcforms.fillers.stylesheets import SHARED
from zcforms.fillers.word_values import NoPicture, Picture, Shown, WordSandbox
from zcforms.forms import FieldSpec, left_blank, load_form, load_forms
from zcforms.ground.errors import BrokenForm

MANIFEST = """\
title: 联系卡
scope: person
options: {seal: （盖章）, columns: [a, b]}
fields:
  name: {title: 姓名, source: person.name}
tables:
  work: {title: 经历, source: work, blank_rows: 2, columns: {unit: {title: 单位, width: 20}}}
"""
USED = "{{ field('name') }}{% for row in rows('work') %}{{ field('work.unit', row) }}{% endfor %}"


@pytest.fixture(autouse=True)
def as_in_the_room(monkeypatch):
    """What runs in the room runs in this process, whose limits a test may lower."""
    monkeypatch.setattr(apart, "in_room", lambda: True)


@pytest.fixture
def own(tmp_path):
    """Makes a form of its own folder: its template begins with the given text, on its second line."""
    return own_in(tmp_path)


def own_in(place):
    def make(body="", style="", manifest=MANIFEST):
        folder = place / "forms" / "card"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "form.yaml").write_text(manifest)
        page = f'{{% extends "page.html" %}}{{% block body %}}\n{body}{USED}{{% endblock %}}'
        (folder / "template.html").write_text(page)
        if style:
            (folder / "style.css").write_text(style)
        return load_form(folder)

    return make


def refused(form, said, where="card/template.html:2"):
    """That an empty print of a form cannot be made, and how it is told."""
    with pytest.raises(BrokenForm, match=said) as raised:
        html.fill(form, left_blank(form))
    assert raised.value.exit_code == 4
    assert raised.value.where == where


# --- plain data ----------------------------------------------------------------------------------

PLAIN = (str, int, float, bool, type(None), Markup, types.MappingProxyType, tuple)


def walk(value, sandbox, allowed, seen):
    """Go through all that a template can reach from a value, by the sandbox's own ways."""
    if id(value) in seen:
        return
    seen[id(value)] = value
    for name in {*dir(value), *dir(type(value)), "__dict__", "__closure__", "__globals__", "__self__"}:
        found = sandbox.getattr(value, name)
        if isinstance(found, Undefined) or (isinstance(value, types.MappingProxyType) and name in value):
            continue
        assert name in allowed.get(type(value), ()), (type(value), name)
        if name in ("items", "keys", "values"):
            for item in found():
                walk(item, sandbox, allowed, seen)
        walk(found, sandbox, allowed, seen)
    if isinstance(value, tuple):
        for item in value:
            walk(item, sandbox, allowed, seen)
    elif isinstance(value, types.MappingProxyType):
        for key in value:
            assert type(key) is str
            walk(value[key], sandbox, allowed, seen)
    elif not isinstance(value, types.BuiltinMethodType | types.MethodType | types.FunctionType):
        assert type(value) in {*PLAIN, *allowed}, type(value)


OF_TEXTS = {"count", "endswith", "split", "startswith"}
OF_MAPPINGS = {"get", "items", "keys", "values"}
ALLOWED = {str: OF_TEXTS, Markup: OF_TEXTS, types.MappingProxyType: OF_MAPPINGS}


@pytest.mark.parametrize("form_id", ["review_form", "roster", "landmark_form"])
def test_a_page_is_given_plain_data_only(form_id):
    form = load_forms()[form_id]
    values = sample_values(form)
    sandbox, seen = Sandbox([form.folder, SHARED]), {}
    pen = Pen(
        writer(form, values, defaultdict(lambda: Setting(Markup())), lambda *_: None),
        lambda name, row=None: text_of(values, name, row),
        lambda name: name in values.images,
    )
    context = context_of(form, values, pen, [("述职", Markup("<p>其余</p>"))])
    for value in (*context.values(), *sandbox.globals.values()):
        if value is not sandbox.globals["namespace"]:
            walk(value, sandbox, ALLOWED, seen)
    for name, spec in form.fields.items():
        walk(context["field"](name), sandbox, ALLOWED, seen)
        walk(context["column"](name), sandbox, ALLOWED, seen)
        walk(context["has_image"](name), sandbox, ALLOWED, seen)
        if spec.format != "image":
            walk(context["text"](name), sandbox, ALLOWED, seen)
    for table, spec in form.tables.items():
        rows = context["rows"](table)
        walk(rows, sandbox, ALLOWED, seen)
        for path in (f"{table}.{c}" for c in spec.columns):
            walk(context["field"](path, rows[0]), sandbox, ALLOWED, seen)
            walk(context["column"](path), sandbox, ALLOWED, seen)
    assert len(seen) > 50


@pytest.mark.parametrize("images", [{}, {"photo": photo_bytes()}])
def test_a_word_file_is_given_plain_data_only(images):
    form = load_forms()["review_form"]
    template = docx.DocxTemplate(form.folder / docx.TEMPLATE)
    template.render_init()
    template.current_rendering_part = template.docx.part
    context = word_values.context_of(form, replace(sample_values(form), images=images), template)
    allowed = {**ALLOWED, Shown: OF_TEXTS, NoPicture: {"within"}, Picture: {"within"}}
    seen = {}
    for value in context.values():
        walk(value, WordSandbox(), allowed, seen)
    walk(context["photo"].within(20, 30), WordSandbox(), allowed, seen)
    assert {Shown, Picture if images else NoPicture} <= set(map(type, seen.values()))


# --- what a page may not do ----------------------------------------------------------------------

REACHING = [
    ("{{ form.folder.joinpath('x').write_text('x') }}", "没有“folder”这一项"),
    ("{{ form.id }}", "没有“id”这一项"),
    ("{{ column('name').source }}", "没有“source”这一项"),
    ("{{ title.__class__.__mro__ }}", "不能使用“__class__”"),
    ("{{ title['__class__'] }}", "不能使用“__class__”"),
    ("{{ [title]|map(attribute='__class__')|list }}", "不能是列表"),
    ("{{ field.__globals__ }}", "不能使用“__globals__”"),
    ("{{ field.__closure__ }}", "不能使用“__closure__”"),
    ("{{ rows.__self__ }}", "不能使用“__self__”"),
    ("{{ title.split.__self__ }}", "不能使用“__self__”"),
    ("{{ title.format(1) }}", "不能使用“format”"),
    ("{{ title.encode('idna') }}", "不能使用“encode”"),
    ("{{ title.join(['a']) }}", "不能使用“join”"),
    ("{{ self.body() }}", "没有“body”这一项"),
    ("{% for x in [1] %}{{ loop._iterable }}{% endfor %}", "不能使用“_iterable”"),
    ("{% set ns = namespace(a=1) %}{{ ns._Namespace__attrs }}", "不能使用“_Namespace__attrs”"),
    ("{% macro m() %}{% endmacro %}{{ m.name }}", "没有“name”这一项"),
    ("{% import 'macros.html' as m %}{{ m._body_stream }}", "不能使用“_body_stream”"),
    ("{{ nothing.__class__ }}", "没有名为“nothing”"),
    ("{{ options.update({'seal': 1}) }}", "没有“update”这一项"),
    ("{{ {}.update({'seal': 1}) }}", "不能使用“update”"),
    ("{{ [1].append(2) }}", "不能使用“append”"),
    ("{{ title() }}", "不是函数或宏"),
    ("{{ title|xmlattr }}", "不能使用过滤器“xmlattr”"),
    ("{{ title|attr('x') }}", "不能使用过滤器“attr”"),
    ("{{ [1]|map('pprint')|list|first }}", "不能使用过滤器“pprint”"),
    ("{{ title is filter }}", "不能使用判断“filter”"),
    ("{{ lipsum() }}", "没有名为“lipsum”"),
    ("{{ cycler('a') }}", "没有名为“cycler”"),
    ("{% autoescape false %}{{ title }}{% endautoescape %}", "不能使用autoescape"),
    ("{% for x in [1] recursive %}{% endfor %}", "不能使用recursive"),
    ("{{ options.columns }}", "应为文字或数字"),
    ("{{ field }}", "应为文字或数字"),
    ("{{ rows('work')|safe }}", "应为文字或数字"),
    ("{% set n = 'x' %}{{ field(n) }}", "没有声明的栏目“x”"),
    ("{{ field([1]) }}", "没有声明的栏目"),
    ("{% set t = 'x' %}{{ rows(t) }}", "没有声明的表“x”"),
    ("{% set n = 'work.unit' %}{{ field(n) }}", "是表里的列"),
    ("{{ field('work.unit', 1) }}", "不是这个表的一行"),
    ("{{ field('work.unit', {'cells': {'unit': 'x'}}) }}", "不是这个表的一行"),
]
GROWING = [
    ("{% for a in range(9999) %}{% for b in range(9999) %}{% endfor %}{% endfor %}", "超过500万步"),
    ("{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}", "没有尽头"),
    ("{{ range(10000000)|sum }}", "range的数应为不超过10000的整数"),
    ("{{ range(0, 10000, 0) }}", "这里的值不能这样用"),
    ("{{ 'x' * 1000000000 }}", "超过100万字"),
    ("{{ ([1] * 1000000000)|length }}", "超过10万项"),
    ("{{ 10 ** 1000000000 }}", "指数超过64"),
    ("{{ 10 ** 30 }}", "算出的数太大"),
    ("{{ 2 ** 50 * 2 ** 50 }}", "算出的数太大"),
    ("{{ '%1000000000d' % 1 }}", "宽度不超过三位数字"),
    ("{{ ('%s' * 9000) % (('x' * 100000,) * 9000) }}", "超过100万字"),
    ("{{ ('%s' * 100)|format(*(['x' * 100000] * 100)) }}", "超过100万字"),
    ("{{ '%*d' % (1000000000, 1) }}", "宽度不超过三位数字"),
    ("{{ '%1000000000d'|format(1) }}", "宽度不超过三位数字"),
    (
        "{% set ns = namespace(t='xxxxxxxxxx') %}"
        "{% for a in range(40) %}{% set ns.t = ns.t + ns.t %}{% endfor %}",
        "超过100万字",
    ),
    (
        "{% set ns = namespace(t='xxxxxxxxxx') %}"
        "{% for a in range(40) %}{% set ns.t = ns.t ~ ns.t %}{% endfor %}",
        "超过100万字",
    ),
    (
        "{% set ns = namespace(t=[1]) %}{% for a in range(40) %}{% set ns.t = ns.t + ns.t %}{% endfor %}",
        "超过10万项",
    ),
    ("{{ ('x' * 100000)|replace('x', 'y' * 100000) }}", "超过100万字"),
    ("{{ (['x' * 1000] * 10000)|join }}", "超过100万字"),
    ("{{ title|center(1000000000) }}", "不能使用过滤器“center”"),
    ("{{ title|indent(1000000000) }}", "不能使用过滤器“indent”"),
    ("{{ ([1]|batch(1000000000, 0))|length }}", "batch每行的项数应为不超过10000"),
    ("{{ 'x'|in_lines(0) }}", "in_lines要每行最多几个字"),
    ("{{ ([1]|slice(1000000000))|list|length }}", "slice的份数应为不超过10000"),
    ("{{ 1.5|round(1000000000) }}", "round的位数应为不超过20"),
    (
        "{% macro m() %}{% for b in range(5000) %}{{ 'x' * 10000 }}{% endfor %}{% endmacro %}"
        "{% set x = m() %}",
        "超过40MB",
    ),
    ("{{ 1 / 0 }}", "除以了零"),
    ("{{ 1 % 0 }}", "除以了零"),
    ("{{ 7 is divisibleby(0) }}", "除以了零"),
    ("{{ 'inf'|float }}", "算出的数太大"),
    ("{{ '%c' % 1114112 }}", "算出的数太大"),
    ("{{ 1 + 'x' }}", "这里的值不能这样用"),
    ("{{ [3, 'x']|max }}", "这里的值不能这样用"),
    ("{{ title.split('') }}", "这里的值不能这样用"),
    ("{{ []|first }}", "列表是空的"),
    ("{% include '../../../etc/passwd' %}", "只能取用本表文件夹和_shared里的文件"),
    ("{% include '/etc/passwd' %}", "只能取用本表文件夹和_shared里的文件"),
    ("{% import '../other/template.html' as x %}", "只能取用本表文件夹和_shared里的文件"),
]


@pytest.mark.parametrize(("body", "said"), [*REACHING, *GROWING])
def test_a_page_that_reaches_or_grows_too_far_is_told_with_its_line(own, body, said):
    refused(own(body), said)


@pytest.mark.parametrize(
    "body",
    [
        "{{ 0x" + "f" * 20000 + " }}",
        "{{ " + "9" * 5000 + " }}",
        "{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}",
        "{{ " + "-" * 5000 + "1 }}",
        "{% macro m(x, x) %}{% endmacro %}",
    ],
    ids=["hex", "decimal", "brackets", "signs", "arguments"],
)
def test_what_python_cannot_read_is_told(own, body):
    refused(own(body), "里面有太长的数、套得太深的括号或同名的参数", "card/template.html:1")
    done = CliRunner().invoke(main, ["forms", "show", "card", "--work", str(own(body).folder.parents[1])])
    assert done.exit_code == 4, done.output


def test_half_a_character_is_told(own):
    refused(own("{{ '\\ud800' }}"), "不成字的编码（U\\+D800）", "card/template.html")


@pytest.mark.parametrize("name", ["a" * 5000, "x\\x00y", "none.html"])
def test_a_template_that_is_not_there_is_told(own, name):
    refused(own(f"{{% include '{name}' %}}"), "没有模板文件“")


def test_a_page_that_is_too_large_is_told(own):
    refused(own("{% for a in range(5000) %}{{ 'x' * 10000 }}{% endfor %}"), "超过40MB", "card/template.html")


def test_a_page_that_includes_itself_is_told(own):
    with pytest.raises(
        BrokenForm, match=r"card/\w+\.html:\d+: 模板错误：.*没有尽头|page.html:\d+: .*没有尽头"
    ):
        form = own("{% include 'template.html' %}")
        html.fill(form, left_blank(form))


def test_long_lists_in_a_short_loop_come_to_an_end(own, monkeypatch):
    monkeypatch.setattr(limits, "MOST_STEPS", 100_000)
    refused(own("{% for a in range(9999) %}{% set x = range(9999)|sum %}{% endfor %}"), "超过10万步")


def test_files_that_double_each_other_come_to_an_end(own, monkeypatch):
    monkeypatch.setattr(limits, "MOST_STEPS", 100_000)
    form = own("{% include 'a0.html' %}")
    for n in range(40):
        again = f"{{% include 'a{n + 1}.html' %}}" * 2
        (form.folder / f"a{n}.html").write_text(again if n < 39 else "x")
    with pytest.raises(BrokenForm, match=r"card/a\d+\.html:1: 模板错误：循环和运算合计超过10万步"):
        html.fill(form, left_blank(form))


def test_macros_that_double_each_other_come_to_an_end(own, monkeypatch):
    monkeypatch.setattr(limits, "MOST_STEPS", 100_000)
    macro = "{%% macro a%d() %%}{{ a%d() }}{{ a%d() }}{%% endmacro %%}"
    macros = "".join(macro % (n, n + 1, n + 1) for n in range(40))
    refused(own(macros + "{% macro a40() %}{% endmacro %}{{ a0() }}"), "超过10万步")


def test_a_link_out_of_the_folder_is_not_followed(own, tmp_path):
    (tmp_path / "secret.html").write_text("密")
    form = own("{% include 'in.html' %}")
    (form.folder / "in.html").symlink_to(tmp_path / "secret.html")
    refused(form, "只能取用本表文件夹")


def test_what_docs_list_may_be_used(own):
    body = (
        "{{ options.seal }}{{ column('work.unit').title }}{{ form.tables.work.columns.unit.width }}"
        "{% for row in rows('work') %}{{ loop.index }}{{ row.cells.values()|map('length')|max }}{% endfor %}"
        "{{ '%.1f'|format(2.25) }}{{ title|em }}{{ 2 ** 10 }}{{ 7 % 4 }}{{ [1, 2]|sum }}"
        "{{ dict({'a': 1}, b=2).b }}{{ 'a,b'.split(',')|join('+') }}"
    )
    form = own(body)
    assert "（盖章）单位20.010202.23.01024332a+b" in html.compose(form, left_blank(form))


# --- numbers beyond sense ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ('<table><tr><td colspan="1000000000">x</td></tr></table>', "<td>的colspan不能超过1000"),
        ('<table><tr><td colspan=" +1001x">x</td></tr></table>', "<td>的colspan不能超过1000，写了1001"),
        (f'<table><tr><td colspan="{"9" * 5000}">x</td></tr></table>', f"不能超过1000，写了{'9' * 20}"),
        ('<table><tr><td rowspan="1000000000">x</td></tr></table>', "<td>的rowspan不能超过1000"),
        ('<table><colgroup span="1000000000"></colgroup></table>', "<colgroup>的span不能超过1000"),
        ('<table><col span="{{ 10 ** 9 }}"></table>', "<col>的span不能超过1000"),
        ("{{ '<table><tr><td colspan=1000000000>'|safe }}", "<td>的colspan不能超过1000"),
        (
            "<table>{% for x in range(2000) %}<td colspan=1000 rowspan=1000>{% endfor %}</table>",
            "格子合计超过100万",
        ),
        ('<ol start="1000000000"><li>x</ol>', "<ol>的start不能超过10000"),
        ('<p style="font-size: 9999pt">x</p>', "字号不能超过200磅"),
        ('<p style="height: 1e9mm">x</p>', "长度不能超过2000毫米"),
        ('<p style="width: 100000%">x</p>', "百分数不能超过1000%"),
        ('<p style="margin-top: 100000em">x</p>', "不能超过400em"),
        ("<style>p { line-height: 1000000 }</style>", "数不能超过10000"),
        ("<svg></svg>", "不能用<svg>"),
        ('<link rel="stylesheet" href="x.css">', "不能用<link>"),
        ('<a href="file:///etc/passwd">x</a>', r"网页和邮箱以外的地方（file:///etc/passwd）"),
        ('<a href=" javascript:alert(1)">x</a>', "网页和邮箱以外的地方"),
        ('<a href="//host/share">x</a>', "网页和邮箱以外的地方"),
        ('<a href="x.html">x</a>', "网页和邮箱以外的地方"),
    ],
)
def test_numbers_and_links_of_a_page_beyond_sense_are_told(own, body, said):
    where = "card/template.html:2" if "<style>" in body else "card/template.html"
    refused(own(body), said, where)


SHEETS = [
    ("1mm 1mm", "纸张不能小于50毫米"),
    ("49mm 297mm", "纸张不能小于50毫米"),
    ("210mm -297mm", "纸张不能小于50毫米"),
    ("A10", "纸张不能小于50毫米"),
    ("a9 landscape", "纸张不能小于50毫米"),
    ("1em", "纸张的长宽要用毫米写"),
    ("10vw 297mm", "纸张的长宽要用毫米写"),
    ("calc(1mm * 2) 297mm", "纸张的长宽要用毫米写"),
    ("0 0", "纸张的长宽要用毫米写"),
    ("210mm 1e9mm", "长度不能超过2000毫米"),
]


@pytest.mark.parametrize(("size", "said"), SHEETS)
def test_sheets_that_no_form_has_are_told_with_their_line(own, size, said):
    refused(own(style=f"\n@page {{ size: {size} }}"), said, "card/style.css:2")


@pytest.mark.parametrize(("size", "said"), SHEETS)
def test_sheets_of_a_templates_own_style_are_told_with_their_line(own, size, said):
    refused(own(f"<p>x</p>\n<style>\n@page {{ size: {size} }}</style>"), said, "card/template.html:4")


@pytest.mark.parametrize(
    "size", ["A4", "a3 landscape", "210mm 297mm", "50mm 50mm", "B5 portrait", "8.5in 11in"]
)
def test_sheets_that_forms_have_are_taken(own, size):
    form = own(f"<style>@page {{ size: {size}; margin: 5mm }}</style>")
    assert html.fill(form, left_blank(form)).pages >= 1


@pytest.mark.parametrize(
    ("style", "said"),
    [
        ("\np { font-size: 9999pt }", "字号不能超过200磅"),
        ("\n@page { size: 1e9mm 1mm }", "长度不能超过2000毫米"),
        ("\n@page { size: 1mm 1mm }", "纸张不能小于50毫米"),
        ("\np { font-size: 11em }", "字号不能超过上一层的10倍"),
        ("\np { columns: 10000 }", "分栏不能超过20"),
        ("\n@page { @top-left { width: 1e9mm } }", "长度不能超过2000毫米"),
        ("\n@media print { p { padding: 1e9pt } }", "长度不能超过2000毫米"),
        ("\np { display: grid; grid-template-columns: repeat(1000, 1mm) }", "repeat.*不能超过100"),
        ("\np { counter-reset: x 1000000000 }", "数不能超过10000"),
        ("\n:root { --a: x; --b: var(--a) var(--a) }", "一个变量里只能用一次var"),
    ],
)
def test_numbers_of_a_style_sheet_beyond_sense_are_told_with_their_line(own, style, said):
    refused(own(style=style), said, "card/style.css:2")


def test_a_number_of_more_digits_than_are_read_is_told(own):
    refused(own(style=f"p {{ margin: {'9' * 5000}mm }}"), "样式里有写得太长的数", "card/style.css")


def test_a_sheet_that_is_imported_is_looked_at_too(own):
    form = own(style='@import "more.css";')
    (form.folder / "more.css").write_text("p { font-size: 9999pt }")
    refused(load_form(form.folder), "card/more.css:1: .*字号不能超过200磅", "card/style.css")


def test_a_sheet_that_calls_itself_a_font_is_not_imported(own):
    refused(own(style='@import "more.ttf";'), "@import只能取用.css文件", "card/style.css")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'<svg xmlns="http://www.w3.org/2000/svg"></svg>', "card/x.png: 不是PNG、JPEG等图片"),
        (b"p { font-size: 9999pt }", "card/x.png: 不是PNG、JPEG等图片"),
        (photo_bytes(), "card/x.png: 图片超过"),
    ],
)
def test_a_picture_is_one_of_dots_and_of_sane_size(own, monkeypatch, content, said):
    monkeypatch.setattr(fetching, "_MOST_PIXELS", 100)
    form = own('<img src="x.png">')
    (form.folder / "x.png").write_bytes(content)
    refused(form, said, "card")


@pytest.mark.parametrize(
    ("body", "style", "where"),
    [
        ("{% for i in range(1000) %}<div>{% endfor %}", "", "card"),
        ("", "a {" * 3000, "card/style.css"),
        ("", "p { width: " + "(" * 3000, "card/style.css"),
    ],
    ids=["blocks", "rules", "brackets"],
)
def test_what_is_nested_too_deep_is_told(own, body, style, where):
    refused(own(body, style), r"版面引擎排不了这张表（RecursionError）", where)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("blank_rows: 2", "blank_rows: 1000000000", "blank_rows: 应不大于1000"),
        ("blank_rows: 2", "min_rows: 1000000000", "min_rows: 应不大于1000"),
        ("source: person.name", "size: 1000000", "size: 应不大于200"),
        ("width: 20", "width: 1.0e+9", "width: 应不大于2000"),
        ("columns: [a, b]", "a: &a [x], columns: [*a]", "不能用“\\*”引用别处"),
        ("columns: [a, b]", "columns: " + "[" * 100000, "不能套过30层"),
    ],
)
def test_a_manifest_beyond_sense_is_told_with_its_line(own, old, new, said):
    assert old in MANIFEST
    with pytest.raises(BrokenForm, match=rf"card/form.yaml:\d+: .*{said}"):
        own(manifest=MANIFEST.replace(old, new))


# --- files that are none -------------------------------------------------------------------------

PARTS = ["template.html", "style.css", "form.yaml", "template.docx", "more.html"]


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("kind", ["folder", "pipe"])
def test_a_folder_or_pipe_in_place_of_a_file_is_told_and_hangs_nobody(own, tmp_path, part, kind):
    manifest = MANIFEST + ("media: [docx]\n" if part == "template.docx" else "")
    path = own(manifest=manifest).folder / part
    path.unlink(missing_ok=True)
    path.mkdir() if kind == "folder" else os.mkfifo(path)
    out = tmp_path / ("a.docx" if part == "template.docx" else "a.pdf")
    done = CliRunner().invoke(main, ["forms", "blank", "card", str(out), "--work", str(tmp_path)])
    assert done.exit_code == 4, done.output
    assert f"card/{part}: " in done.output
    assert "不是普通文件" in done.output
    assert not out.exists()


def test_a_link_that_leads_to_itself_is_told(own, tmp_path):
    folder = own().folder
    (folder / "loop").symlink_to(folder / "loop")
    done = CliRunner().invoke(main, ["forms", "show", "card", "--work", str(tmp_path)])
    assert (done.exit_code, done.output.split("\n")[0]) == (
        4,
        "错误：card: 这个文件夹无法读取（链接绕成了圈）",
    )


@pytest.mark.parametrize("name", ["x" * 300, "a/" * 3000, "../" * 9 + "etc/passwd", "\\0"])
@pytest.mark.parametrize("way", ["{%% include '%s' %%}", "{%% import '%s' as m %%}", '<img src="%s">'])
def test_no_file_is_looked_for_by_a_name_that_none_can_have(own, way, name):
    form = own(way % name)
    with pytest.raises(
        BrokenForm, match=r"没有模板文件|引用的文件不存在|只能取用本表|文件夹以外的内容"
    ) as told:
        html.fill(form, left_blank(form))
    assert len(str(told.value)) < 200


@pytest.mark.parametrize("part", ["style.css", "template.docx"])
def test_a_link_in_place_of_a_file_is_not_followed(own, tmp_path, part):
    form = own(manifest=MANIFEST + ("media: [docx]\n" if part == "template.docx" else ""))
    (tmp_path / part).write_text("p { color: red }")
    (form.folder / part).symlink_to(tmp_path / part)
    out = tmp_path / ("a.docx" if part == "template.docx" else "a.pdf")
    done = CliRunner().invoke(main, ["forms", "blank", "card", str(out), "--work", str(tmp_path)])
    assert done.exit_code == 4, done.output
    assert f"card/{part}: 是指向文件夹外面的链接" in done.output


@pytest.mark.parametrize(
    ("option", "code", "said"),
    [("2021-09-15", 0, ""), ("!!binary aGVsbG8=", 4, "选项里有用不了的内容（bytes）")],
)
def test_an_option_is_plain_or_told(own, tmp_path, option, code, said):
    own("{{ options.seal }}", manifest=MANIFEST.replace("（盖章）", option))
    out = tmp_path / "a.pdf"
    done = CliRunner().invoke(main, ["forms", "blank", "card", str(out), "--work", str(tmp_path)])
    assert (done.exit_code, out.exists()) == (code, code == 0), done.output
    assert said in done.output
    assert CliRunner().invoke(main, ["forms", "show", "card", "--work", str(tmp_path)]).exit_code == 0


@pytest.mark.parametrize("part", ["template.html", "style.css", "form.yaml"])
def test_a_file_that_is_not_utf8_is_told_with_its_line(own, tmp_path, part):
    path = own().folder / part
    path.write_bytes((path.read_bytes() if path.exists() else b"p {}\n") + "\n姓名".encode("gbk"))
    out = tmp_path / "a.pdf"
    done = CliRunner().invoke(main, ["forms", "blank", "card", str(out), "--work", str(tmp_path)])
    assert done.exit_code == 4, done.output
    assert "不是UTF-8编码的文字" in done.output
    assert f"card/{part}:" in done.output


def test_a_form_that_writes_files_writes_none(own, tmp_path):
    own("{{ form.folder.joinpath('x').write_text('x') }}")
    out = tmp_path / "a.pdf"
    done = CliRunner().invoke(main, ["forms", "blank", "card", str(out), "--work", str(tmp_path)])
    assert done.exit_code == 4
    assert "card/template.html:2: 模板错误：没有“folder”这一项" in done.output
    assert sorted(p.name for p in (tmp_path / "forms" / "card").iterdir()) == ["form.yaml", "template.html"]


# --- Word ----------------------------------------------------------------------------------------


@pytest.fixture
def own_word(own):
    """Makes a form whose Word template says some lines, each a paragraph."""
    return word_of(own)


def word_of(own):
    def make(*lines):
        form = own(manifest=MANIFEST + "media: [docx]\n")
        document = new_word()
        for line in lines:
            document.add_paragraph(line)
        document.save(form.folder / docx.TEMPLATE)
        return load_form(form.folder)

    return make


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{{ name.markup }}", "不能使用“markup”"),
        ("{{ name.__class__ }}", "不能使用“__class__”"),
        ("{{ work[0].unit.__class__ }}", "不能使用“__class__”"),
        ("{{ name.format() }}", "不能使用“format”"),
        ("{{ name|safe }}", "不能使用过滤器“safe”"),
        ("{% include '/etc/passwd' %}", "没有模板文件“/etc/passwd”"),
        ("{{ 'x' * 1000000000 }}", "超过100万字"),
        ("{{ 1 / 0 }}", "除以了零"),
        (
            "{% for a in range(9999) %}{% for b in range(9999) %}{% endfor %}{% endfor %}",
            "超过500万步",
        ),
        ("{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}", "没有尽头"),
    ],
)
def test_a_word_template_that_reaches_or_grows_too_far_is_told(own_word, line, said):
    form = own_word(line)
    with pytest.raises(BrokenForm, match=said) as raised:
        docx.fill(form, left_blank(form))
    assert (raised.value.exit_code, raised.value.where) == (4, "card/template.docx")


def test_a_cell_over_a_billion_columns_is_told(own_word):
    form = own_word()
    document = new_word()
    table = document.add_table(2, 2)
    table.cell(0, 0).text = "{% colspan 1000000000 %}x"
    document.save(form.folder / docx.TEMPLATE)
    with pytest.raises(BrokenForm, match="一格最多跨63列，不能跨1000000000列"):
        docx.fill(form, left_blank(form))


def test_a_picture_has_a_room_of_sane_size(own_word):
    form = own_word("{{ photo.within(1000000000, 10) }}")
    form = form.model_copy(update={"fields": {"photo": FieldSpec(title="照片", format="image")}})
    values = replace(left_blank(form), images={"photo": photo_bytes()})
    with pytest.raises(BrokenForm, match="within的宽、高以毫米计，从1到1000"):
        docx.fill(form, values)


# --- a Word template each time it is used --------------------------------------------------------


def with_part(path, name, change):
    """A Word file with one of its parts changed, or added."""
    with zipfile.ZipFile(path) as archive:
        parts = {n: archive.read(n) for n in archive.namelist()}
    parts[name] = change(parts.get(name, b""))
    with zipfile.ZipFile(path, "w") as archive:
        for part, content in parts.items():
            archive.writestr(part, content)


def relation(kind, target, mode="External"):
    """A change of relations: one more, of a kind, to a target."""
    more = f'<Relationship Id="r99" Type="http://t/{kind}" Target="{target}" TargetMode="{mode}"/></Rel'
    return lambda content: content.replace(b"</Rel", more.encode())


RELATIONS = "word/_rels/document.xml.rels"


@pytest.fixture(scope="module")
def stored(tmp_path_factory):
    """A Word template that was stored and found in order: where, what prints it, and what it is."""
    place = tmp_path_factory.mktemp("stored")
    form = word_of(own_in(place))("{{ name }}{% for row in work %}{{ row.unit }}{% endfor %}")
    command = ["forms", "blank", "card", str(place / "a.docx"), "--work", str(place)]
    assert CliRunner().invoke(main, command).exit_code == 0
    (place / "a.docx").unlink()
    template = form.folder / docx.TEMPLATE
    return template, command, template.read_bytes()


@pytest.mark.parametrize(
    ("name", "change", "said"),
    [
        (RELATIONS, relation("image", "http://x.example/a.png"), "图片是网上或别处的链接"),
        (RELATIONS, relation("image", "file:///etc/passwd", "Internal"), "图片是网上或别处的链接"),
        (RELATIONS, relation("attachedTemplate", "http://x.example/a.dotm"), "引用了别处的Word模板"),
        (RELATIONS, relation("hyperlink", "file://host/share"), "超链接指向网页和邮箱以外的地方"),
        (RELATIONS, relation("hyperlink", "//host/share"), "超链接指向网页和邮箱以外的地方"),
        (RELATIONS, relation("frame", "http://x.example/"), "引用了文件以外的内容（frame）"),
        (RELATIONS, relation("oleObject", "x.bin", "Internal"), "引用了文件以外的内容（oleObject）"),
        ("word/vbaProject.bin", lambda _: b"x", "文件里有宏"),
        ("word/document.xml", lambda b: b.replace(b"?>", b"?><!DOCTYPE d [<!ENTITY a 'a'>]>", 1), "DOCTYPE"),
        (
            "word/document.xml",
            lambda b: b.replace(b"<w:t>", b"<w:instrText>includepicture x</w:instrText><w:t>", 1),
            "会取用外部内容的域（includepicture）",
        ),
        (
            "word/document.xml",
            lambda b: b.replace(b"<w:t>", b"<w:instrText>INCLUDE{{ '' }}TEXT x</w:instrText><w:t>", 1),
            "会取用外部内容的域（INCLUDETEXT）",
        ),
        *(
            (
                "word/document.xml",
                lambda b, code=code: b.replace(
                    b"<w:t>", f"<w:instrText>{code} x</w:instrText><w:t>".encode(), 1
                ),
                f"会取用外部内容的域（{code}）",
            )
            for code in ("INCLUDE", "RD", "EMBED")
        ),
        *(
            (
                "word/document.xml",
                lambda b, target=target: b.replace(
                    b"<w:t>", f"<w:instrText>HYPERLINK {target}</w:instrText><w:t>".encode(), 1
                ),
                f"超链接指向网页和邮箱以外的地方（{target.strip(chr(34))}）",
            )
            for target in ("file:///etc/passwd", '"file://host/share"', '"\\\\host\\x"', "C:\\x.exe")
        ),
        *(
            (
                "word/document.xml",
                lambda b, drawn=drawn: b.replace(
                    b"<w:t>", f'<v:x xmlns:v="urn:schemas-microsoft-com:vml" {drawn}/><w:t>'.encode(), 1
                ),
                said,
            )
            for drawn, said in (
                ('src="http://x.example/a.png"', "图片是网上或别处的链接"),
                ('href="file://host/share"', "超链接指向网页和邮箱以外的地方（file://host/share）"),
            )
        ),
        (
            "word/document.xml",
            lambda b: b.replace(
                b"<w:t>",
                b'<w:fldChar w:fldCharType="begin"/><w:instrText>QUOTE "</w:instrText>'
                b'<w:fldChar w:fldCharType="begin"/><w:instrText>DDE</w:instrText><w:instrText>AUTO x'
                b'</w:instrText><w:fldChar w:fldCharType="end"/><w:instrText>"</w:instrText>'
                b'<w:fldChar w:fldCharType="end"/><w:t>',
                1,
            ),
            "会取用外部内容的域（DDEAUTO）",
        ),
        (
            "word/settings.xml",
            lambda b: b.replace(b"</w:settings>", b"<w:mailMerge/></w:settings>"),
            "邮件合并的数据源",
        ),
        (
            "word/comments.xml",
            lambda _: (
                b'<w:comments xmlns:w="%b"><w:fldSimple w:instr="INCLUDETEXT x"/></w:comments>'
                % word_file.W[1:-1].encode()
            ),
            "会取用外部内容的域（INCLUDETEXT）",
        ),
    ],
)
def test_a_stored_word_template_is_looked_at_each_time(stored, name, change, said):
    template, command, content = stored
    template.write_bytes(content)
    with_part(template, name, change)
    done = CliRunner().invoke(main, command)
    assert done.exit_code == 4, done.output
    assert "card/template.docx: Word模板不能用：" in done.output
    assert said in done.output
    assert not Path(command[3]).exists()


def test_plain_hyperlinks_of_a_word_template_stay(own_word):
    form = own_word("{{ name }}")
    with_part(form.folder / docx.TEMPLATE, RELATIONS, relation("hyperlink", "https://x.example/"))
    with zipfile.ZipFile(io.BytesIO(docx.fill(form, left_blank(form)))) as made:
        assert b"https://x.example/" in made.read(RELATIONS)


def test_docs_list_all_that_may_be_used():
    page = (Path(__file__).parent.parent / "docs" / "forms.md").read_text()
    part = page[page.index("### 模板的界限") : page.index("## 评审计划可以改写的选项")]
    sandbox = Sandbox()
    said = set(re.findall(r"`([a-z0-9_]+)`", part))
    names = {*sandbox.filters, *sandbox.globals, *OF_TEXTS, *OF_MAPPINGS}
    names |= {name for name in sandbox.tests if name.isalpha()}
    assert names <= said
    assert len(names) > 50


def test_a_sign_that_opens_no_tag_is_read_in_the_time_of_what_follows():
    source = f"<p>宽 < 30{'{{ a }}' * 60}</p>"
    assert in_words(source).count("{{ a }}") == 60
