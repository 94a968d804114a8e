"""What Jinja2 complains of, in Chinese, with the template's line and the near name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from jinja2 import TemplateAssertionError, TemplateSyntaxError

from zcforms.fillers.sandbox.faults import in_words, template_lines
from zcforms.fillers.stylesheets import SHARED
from zcforms.forms.files import read_text
from zcforms.ground.errors import BrokenForm
from zcforms.ground.meant import meant

_TAGS = (
    *("for", "endfor", "if", "elif", "else", "endif", "block", "endblock", "set", "endset"),
    *("macro", "endmacro", "call", "endcall", "from", "import", "include", "extends"),
)
# What every template is given.
_GIVEN = (
    *("title", "options", "blank", "exported", "field", "text", "rows", "column", "has_image", "line_count"),
    *("most_lines", "copyfit", "paged", "dealt", "shared_out", "by_need", "whose", "continued", "form"),
)
_UNKNOWN_TAG = re.compile(r"Encountered unknown tag '(\w+)'\.")
_LOOKED_FOR = re.compile(r"currently looking for (.+?)\. The|following tags: (.+?)\.")
_UNDEFINED = re.compile(r"'(\w+)' is undefined")
_NOT_EXPORTED = re.compile(r"the template '([^']+)' .*does not export the requested name '(\w+)'")
_ARGUMENTS = re.compile(r"macro '(\w+)' (takes|was not)")
_NOT_GIVEN = re.compile(r"parameter '(\w+)' was not provided")


def in_chinese(error: Exception, folder: Path) -> BrokenForm:
    """The error of a form's template as ours; `folder` is the form's."""
    text = str(getattr(error, "message", None) or error)
    if isinstance(error, TemplateSyntaxError):
        where = f"{folder.name}/{error.name or 'template.html'}:{error.lineno}"
        if isinstance(error, TemplateAssertionError):  # well written, but not allowed
            said, hint = in_words(error)
            return BrokenForm(f"模板错误：{said}", hint=hint, where=where)
        return BrokenForm(f"模板语法错误：{_of_syntax(text)}", where=where)
    names = [*_GIVEN, *_macros(folder)]
    said, hint = in_words(error)
    if found := _UNDEFINED.search(text):
        said, hint = f"没有名为“{found[1]}”的变量或宏", _meant(found[1], names, folder)
    elif found := _NOT_EXPORTED.search(text):
        said, hint = f"{found[1]}里没有宏“{found[2]}”", _near(found[2], names)
    elif found := _NOT_GIVEN.search(text):
        said, hint = f"用宏时少写了参数“{found[1]}”", "照 _shared/macros.html 里的写法"
    elif found := _ARGUMENTS.search(text):
        said, hint = f"宏“{found[1]}”的参数不对", "照 _shared/macros.html 里的写法"
    return BrokenForm(f"模板错误：{said}", hint=hint, where=_place(error, folder))


def _of_syntax(text: str) -> str:
    looked = _LOOKED_FOR.search(text)
    tags = [tag for tag in re.findall(r"\w+", looked[1] or looked[2]) if tag != "or"] if looked else []
    wanted = "或".join(f"{{% {tag} %}}" for tag in tags)
    if found := _UNKNOWN_TAG.search(text):
        if found[1] in _TAGS:
            return f"{{% {found[1]} %}}没有对应的开头" + (f"，这里应先有{wanted}" if wanted else "")
        near = meant(found[1], _TAGS, cutoff=0.5)
        return f"不认识的标记“{found[1]}”" + (f"，{near}" if near else "")
    if wanted:
        return f"没有结尾，缺少{wanted}"
    return f"这一行的花括号、引号或括号不成对，或少写了东西（{text}）"


def _meant(name: str, known: list[str], folder: Path) -> str:
    """What a name that is not there is for: a macro not brought in, a field of the form, a near name."""
    if name in known:
        return f'宏要先取来：{{% from "macros.html" import {name} %}}'
    if re.search(rf"(?m)^ +{name}:", read_text(folder / "form.yaml", f"{folder.name}/form.yaml")):
        return f"栏目的值写成{{{{ field('{name}') }}}}"
    return _near(name, known)


def _near(name: str, known: list[str]) -> str:
    return meant(name, known, '宏要先用 {% from "macros.html" import … %} 取来', cutoff=0.5)


def _macros(folder: Path) -> Iterator[str]:
    for path in (SHARED / "macros.html", *sorted(folder.rglob("*.html"))):
        with suppress(BrokenForm):  # (told where it is used)
            yield from re.findall(r"\{%-? *macro (\w+)", read_text(path, path.name))


def _place(error: Exception, folder: Path) -> str:
    """The line of the innermost template of the form's own in an error's way, else of one that is shared."""
    lines = list(template_lines(error))
    own = [(file.relative_to(folder).as_posix(), line) for file, line in lines if file.is_relative_to(folder)]
    shared = [(file.name, line) for file, line in lines]
    for shown, line in (own or shared)[-1:]:
        return f"{folder.name}/{shown}:{line}"
    return f"{folder.name}/template.html"
