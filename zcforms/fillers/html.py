"""Values into PDF by way of an HTML template: the only home of Jinja2 and WeasyPrint."""

from __future__ import annotations

import hashlib
import io
import logging
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from jinja2 import FileSystemLoader, StrictUndefined, TemplateError, TemplateSyntaxError, nodes
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup, escape

from zcforms.errors import BrokenForm, MissingTool
from zcforms.fillers.fitting import Fit, fit
from zcforms.findings import Finding
from zcforms.forms import FieldSpec, Form, Row, Values, templates_folder
from zcforms.typefaces import faces

if TYPE_CHECKING:
    from weasyprint.text.fonts import FontConfiguration

SHARED = templates_folder() / "_shared"
FONTS = templates_folder().parent / "fonts"
INSTALL = "apt-get install -y libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"


@dataclass(frozen=True, slots=True)
class Filled:
    """A finished PDF with its number of pages, and what was found while fitting the values."""

    pdf: bytes
    pages: int
    findings: tuple[Finding, ...] = ()


# --- the engine ----------------------------------------------------------------------------------


@cache
def _engine() -> Any:
    """WeasyPrint, with the libraries that it needs; MissingTool names the line that installs them."""
    try:
        # Its advice about missing libraries goes to stdout, where our JSON is.
        with redirect_stdout(io.StringIO()):
            import weasyprint
            from weasyprint.text.ffi import harfbuzz_subset
    except OSError as e:
        raise MissingTool("缺少排版所需的系统库Pango", hint=INSTALL) from e
    if not harfbuzz_subset:
        # Without it WeasyPrint falls back silently to a subsetter twenty times slower.
        raise MissingTool("缺少系统库libharfbuzz-subset0", hint=INSTALL)
    return weasyprint


def require_engine() -> str:
    """The version of the layout engine; MissingTool if it cannot run here."""
    return str(_engine().VERSION)


@cache
def _fonts() -> tuple[FontConfiguration, Any]:
    """One font configuration for the process: reading the faces takes longer than a form."""
    from weasyprint.text.fonts import FontConfiguration

    rules = []
    for face in faces():
        only = f"unicode-range: {', '.join(f'U+{r}' for r in face.ranges)};" if face.ranges else ""
        rules.append(f'@font-face {{ font-family: "{face.family}"; src: url("{face.file}"); {only} }}')
    configuration = FontConfiguration()
    sheet = _engine().CSS(
        string="\n".join(rules),
        base_url=FONTS.as_uri() + "/",
        font_config=configuration,
        url_fetcher=_fetcher({}, (FONTS,)),
    )
    return configuration, sheet


def _fetcher(images: Mapping[str, bytes], folders: tuple[Path, ...]) -> Any:
    """A fetcher that knows the values' own images and the form's folder, and nothing else."""
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    class FormFetcher(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: object = None) -> Any:  # noqa: ARG002
            parts = urlsplit(url)
            if parts.scheme == "image" and parts.path in images:
                return URLFetcherResponse(url, images[parts.path])
            if parts.scheme == "file":
                path = Path(unquote(parts.path)).resolve()
                if any(path.is_relative_to(folder.resolve()) for folder in folders):
                    if path.is_file():
                        return URLFetcherResponse(url, path.read_bytes())
                    raise FatalURLFetchingError(f"模板引用的文件不存在：{path.name}")
            raise FatalURLFetchingError(f"模板不得引用表格文件夹以外的内容：{url}")

    return FormFetcher()


@contextmanager
def _strict(where: str) -> Iterator[None]:
    """Whatever WeasyPrint only logs (a missing image, an unknown property) is an error here."""
    heard: list[str] = []

    class Ear(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            heard.append(record.getMessage())

    logger, ear = logging.getLogger("weasyprint"), Ear(logging.WARNING)
    propagate, logger.propagate = logger.propagate, False
    logger.addHandler(ear)
    from weasyprint.urls import FatalURLFetchingError

    try:
        yield
    except FatalURLFetchingError as e:
        raise BrokenForm(str(e), where=where) from e
    finally:
        logger.removeHandler(ear)
        logger.propagate = propagate
    if heard:
        raise BrokenForm("版面引擎报告：" + "；".join(heard), where=where)


# --- templates -----------------------------------------------------------------------------------


@cache
def _environment(folder: Path) -> SandboxedEnvironment:
    return SandboxedEnvironment(
        loader=FileSystemLoader([folder, SHARED]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def check_template(form: Form) -> None:
    """Prove that every placeholder is declared and every declared field is used, else BrokenForm."""
    environment = _environment(form.folder)
    declared = {
        *form.fields,
        *(f"{t}.{c}" for t, spec in form.tables.items() for c in spec.columns),
    }
    used: set[str] = set()
    dynamic = False
    for path in sorted(form.folder.rglob("*.html")):
        name = path.relative_to(form.folder).as_posix()
        try:
            tree = environment.parse(path.read_text("utf-8"), name)
        except TemplateSyntaxError as e:
            raise BrokenForm(f"模板语法错误：{e.message}", where=f"{form.id}/{name}:{e.lineno}") from e
        for call in tree.find_all(nodes.Call):
            function = getattr(call.node, "name", "")
            if function not in {"field", "text", "rows"} or not call.args:
                continue
            argument = call.args[0]
            if not isinstance(argument, nodes.Const):
                dynamic = True
                continue
            wanted = str(argument.value)
            known = set(form.tables) if function == "rows" else declared
            if wanted not in known:
                near = get_close_matches(wanted, known, n=1, cutoff=0.4)
                raise BrokenForm(
                    f"模板用了没有声明的栏目“{wanted}”",
                    hint=f"是否想写“{near[0]}”？" if near else "请在form.yaml中声明",
                    where=f"{form.id}/{name}:{call.lineno}",
                )
            used.add(wanted)
    # A template that walks its columns by name (the roster) uses them all by construction.
    unused = declared - used
    if unused and not dynamic:
        raise BrokenForm(
            "声明了但模板没有使用的栏目：" + "、".join(sorted(unused)), where=f"{form.id}/form.yaml"
        )


def _field_function(form: Form, values: Values, sizes: Mapping[str, float]) -> Callable[..., Markup]:
    """The one macro through which every value reaches the page."""

    def field(name: str, row: Row | None = None) -> Markup:
        spec = form.spec(name)
        if spec.format == "image":
            if name not in values.images:
                return Markup()
            return Markup('<img class="image" src="image:{}" alt="">').format(name)
        text = _text(values, name, row)
        if not text and spec.format == "chinese_date":
            text = "\u3000\u3000年\u3000\u3000月\u3000\u3000日"
        if not text:
            return Markup()
        kind, style = "prose" if spec.format == "prose" else "value", Markup()
        if spec.box and row is None:
            # Measured text stands in a block of its own, or the cell's own line height would count.
            kind += " boxed"
            style = Markup(' style="font-size:{}pt; line-height:{}"').format(
                f"{sizes[name]:g}", f"{spec.box.leading:g}"
            )
        return Markup('<span class="{}"{}>{}</span>').format(kind, style, _paragraphs(text, spec))

    return field


def _text(values: Values, name: str, row: Row | None) -> str:
    return values.fields[name] if row is None else row.cells[name.rpartition(".")[2]]


# What may not be torn apart at the end of a line: a number of a standard, patent or journal with the
# punctuation around it, and the dot in a name with the character before it.
_KEPT_WHOLE = re.compile(
    r"[（《“]?[A-Za-z0-9]+(?:[-/.—][A-Za-z0-9]+)+(?: [0-9]+(?:[-/—][A-Za-z0-9]+)*)?[，。；、）》”：]*"
    r"|[^\s·]·"
)


def _kept_whole(line: str) -> Markup:
    parts, end = [], 0
    for match in _KEPT_WHOLE.finditer(line):
        parts.append(escape(line[end : match.start()]))
        parts.append(Markup('<span class="whole">{}</span>').format(match[0]))
        end = match.end()
    return Markup().join([*parts, escape(line[end:])])


def _paragraphs(text: str, spec: FieldSpec) -> Markup:
    lines = [_kept_whole(line) for line in text.split("\n") if line.strip()]
    if spec.format == "prose":
        return Markup().join(Markup('<span class="paragraph">{}</span>').format(x) for x in lines)
    return Markup("<br>").join(lines)


def _typeset(form: Form, values: Values, sizes: Mapping[str, float]) -> str:
    environment = _environment(form.folder)
    try:
        return environment.get_template("template.html").render(
            form=form,
            title=values.title,
            options=values.options,
            blank=values.blank,
            field=_field_function(form, values, sizes),
            text=lambda name, row=None: _text(values, name, row),
            has_image=lambda name: name in values.images,
            rows=lambda table: values.tables[table],
            column=form.spec,
        )
    except TemplateSyntaxError as e:
        where = f"{form.id}/{e.name or 'template.html'}:{e.lineno}"
        raise BrokenForm(f"模板语法错误：{e.message}", where=where) from e
    except TemplateError as e:
        raise BrokenForm(f"模板错误：{e.message}", where=f"{form.id}/template.html") from e


# --- filling -------------------------------------------------------------------------------------


def fill(form: Form, values: Values, duplex: bool = False) -> Filled:
    """Lay out a form with its values: A4 pages as PDF, with mirrored margins for two sides.

    A value too large for its box, or a fixed-page form that spills, is a finding, and the PDF is
    then for looking at only. Raises BrokenForm for a fault of the template, MissingTool without
    Pango.
    """
    fits = _fits(form, values)
    findings = list(overflows(form, values))
    html = _typeset(form, values, {name: found.size for name, found in fits.items()})
    pdf, pages = _to_pdf(html, form, values.images, duplex)
    if form.pages is not None and pages != form.pages and not findings:
        findings.append(
            Finding(
                "form-spills",
                f"《{values.title}》应为{form.pages}页，排出{pages}页",
                hint="请压缩较长的栏目",
            )
        )
    return Filled(pdf, pages, tuple(findings))


def overflows(form: Form, values: Values) -> tuple[Finding, ...]:
    """Which values are too large for their boxes even at the smallest size, measured, not laid out."""
    return tuple(
        Finding(
            "text-overflows",
            f"《{values.title}》超出“{form.spec(name).title}”约{found.excess}行",
            hint=f"该栏最小字号{found.size:g}磅仍放不下，请压缩文字",
        )
        for name, found in _fits(form, values).items()
        if found.excess
    )


def _fits(form: Form, values: Values) -> dict[str, Fit]:
    return {
        name: fit(values.fields[name], spec.box)
        for name, spec in form.fields.items()
        if spec.box and values.fields.get(name)
    }


def _to_pdf(html: str, form: Form, images: Mapping[str, bytes], duplex: bool) -> tuple[bytes, int]:
    weasyprint = _engine()
    configuration, font_sheet = _fonts()
    fetcher = _fetcher(images, (form.folder, SHARED))
    with _strict(form.id):
        sheets = [font_sheet, *_sheets(form.folder, duplex)]
        document = weasyprint.HTML(
            string=html, base_url=form.folder.as_uri() + "/", url_fetcher=fetcher
        ).render(font_config=configuration, stylesheets=sheets)
        # The identifier follows from the content, so that the same input gives the same bytes.
        identifier = hashlib.sha256(html.encode()).hexdigest()[:32].encode()
        pdf = document.write_pdf(pdf_identifier=identifier, custom_metadata=False)
    return pdf, len(document.pages)


@cache
def _sheets(folder: Path, duplex: bool) -> tuple[Any, ...]:
    configuration, _ = _fonts()
    fetcher = _fetcher({}, (folder, SHARED))
    paths = [SHARED / "base.css", folder / "style.css"]
    if duplex:
        paths.append(SHARED / "duplex.css")
    return tuple(
        _engine().CSS(filename=str(path), font_config=configuration, url_fetcher=fetcher)
        for path in paths
        if path.is_file()
    )
