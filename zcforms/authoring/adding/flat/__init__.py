"""A flat PDF of a blank form: its ruled cells become fields, then it is filled as any PDF form is."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

from pikepdf import Name
from PIL import Image, ImageDraw, ImageFont

from zcforms.authoring.adding.brought import (
    Brought,
    Medium,
    Proposal,
    content_of,
    folder_of,
    kept_form,
    store,
)
from zcforms.authoring.adding.flat.leaves import read_pages
from zcforms.authoring.adding.flat.overlay import with_fields
from zcforms.authoring.adding.flat.pictured import straightened
from zcforms.authoring.adding.flat.upright import set_upright
from zcforms.authoring.adding.word.captions import words_of
from zcforms.authoring.adding.word.marks import Draft, Guess, shown
from zcforms.authoring.adding.word.untagged import manifest_of
from zcforms.chinese.typefaces import faces, file_of
from zcforms.facts.vocabulary import vocabulary
from zcforms.fillers import acroform
from zcforms.fillers.acroform.objects import reading
from zcforms.forms import FieldSpec, Form, Row, Values, load_forms
from zcforms.ground.errors import UnreadableInput, ZcformsError
from zcforms.ground.findings import Finding
from zcforms.ground.room import Spoiled, room
from zcforms.intake.evidence.scans import clean_scan
from zcforms.intake.pdf_forms import prove_form
from zcforms.paper import delivery
from zcforms.paper.reading import OF_PDF, document_of

_PICTURE, _LETTER = (250, 350), 36  # dots: what stands for a photo on the sheet to check, and its words
PICTURES = frozenset({".png", ".jpg", ".jpeg"})


def is_flat(path: Path) -> bool:
    """Whether a PDF has no field to fill in; what cannot be read is told by who adds PDFs with fields."""
    try:
        return room().call(_has_no_field, content_of(path))
    except (Spoiled, ZcformsError):
        return False


def _has_no_field(content: bytes) -> bool:
    try:
        with reading(), document_of(content) as pdf:
            return not pdf.acroform.fields and Name.XFA not in pdf.Root.get(Name.AcroForm, {})
    except OF_PDF:
        return False


def _fill(form: Form, values: Values) -> bytes:
    return acroform.fill(form, values).pdf


def _check(form: Form) -> None:
    acroform.check_template(form)


_PDF = Medium(acroform.TEMPLATE, _check, _fill)


def add_flat(path: Path, work: Path, title: str | None, scope: str) -> Brought:
    """Add a flat PDF to a folder of work as a form, and say what each guess means.

    A picture of a form (PNG, JPEG) is added as the page that it is of. Raises UnreadableInput for what has
    no ruled cells that are understood.
    """
    title = (title or path.stem).strip()
    folder = folder_of(work, title, scope)
    kept = kept_form(folder)
    try:
        if path.suffix.lower() in PICTURES:
            content = room().call(_page_of, content_of(path), path.name)
        else:
            prove_form(path, path.name)
            content = content_of(path)
        found = room().call(propose, content, title, scope, kept)
    except Spoiled as e:
        raise UnreadableInput(f"这份PDF{e.why}", hint="用PDF软件打开，另存后再试", where=path.name) from None
    except UnreadableInput as e:
        raise UnreadableInput(e.message, hint=e.hint, where=path.name) from e
    brought = store(folder, _PDF, found, converted=False)
    assert brought.sheet is not None, "every proposal has one"
    delivery.deliver(brought.sheet, _sheet(brought.form, found.draft))
    return brought


def _page_of(picture: bytes, shown: str) -> bytes:
    """A picture as a page of A4, upright, without what it tells of who took it and where."""
    page = clean_scan(picture, shown)
    if isinstance(page, Finding):
        raise UnreadableInput(page.message, hint=page.hint)
    return page.content


def propose(content: bytes, title: str, scope: str, kept: Form | None) -> Proposal:
    """Lay fields over the blank cells that have captions; what shows them is made once they are stored."""
    words = words_of(load_forms().values(), scope)
    draft = Draft(vocabulary(scope).facts)
    content, turned = straightened(set_upright(content))
    for number, skew in turned:
        draft.remarks.append(f"第{number}页扫歪了，已转正{abs(skew):.1f}度，印在上面的也是转正的")
    laid = read_pages(content, words, draft)
    if not laid:
        said = "没有可填写的栏目，也没有认出用线画的空格"
        hint = "扫描要平、要清楚（200dpi以上），横放的先转正；或改用Word表，或在PDF软件里加上可填写的栏目"
        raise UnreadableInput(said, hint=hint)
    if kept is not None:  # a person says which of the numbered boxes is for a photo
        pictures = {spec.pdf for spec in kept.fields.values() if spec.format == "image"}
        laid = [replace(one, is_picture=one.is_picture or one.name in pictures) for one in laid]
    template = with_fields(content, laid)
    manifest = manifest_of(title, scope, draft, "pdf")
    if kept is not None:
        draft.go_over(kept)
    draft.marks, draft.control, draft.gone = [], [], []
    return Proposal(manifest, template, template, draft)


def _sheet(form: Form, draft: Draft) -> bytes:
    """The page with each guess in its place, as it is filled."""
    unsure = {one.key for one in draft.fields if not one.sure}
    lists = vocabulary(form.scope).lists
    said = {
        name: shown(
            Guess(name, "", spec.title, spec.source or "", _meaning(draft, spec), sure=name not in unsure)
        )
        for name, spec in form.fields.items()
    }
    texts = {name: text for name, text in said.items() if form.fields[name].format != "image"}
    images = {name: _framed(text) for name, text in said.items() if name not in texts}
    rows = {}
    for name, table in form.tables.items():
        known = lists[table.source].columns if table.source else {}
        cells = {c: f"〔{known[s].title if s else f'{name}.{c}　不填'}〕" for c, s in table.sources.items()}
        rows[name] = [Row(cells)]
    return _fill(form, Values(title=form.title, fields=texts, tables=rows, images=images))


def _framed(said: str) -> bytes:
    """A frame with some words in it, in the place of a photo."""
    picture = Image.new("L", _PICTURE, "white")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((1, 1, _PICTURE[0] - 2, _PICTURE[1] - 2), outline="black", width=2)
    font = ImageFont.truetype(str(file_of(faces()[0])), _LETTER)
    place = _PICTURE[0] / 2, _PICTURE[1] / 2
    draw.multiline_text(place, said.replace("　", "\n"), fill="black", font=font, anchor="mm", align="center")
    target = io.BytesIO()
    picture.save(target, "JPEG")
    return target.getvalue()


def _meaning(draft: Draft, spec: FieldSpec) -> str:
    return draft.facts[spec.source].chinese if spec.source else ""
