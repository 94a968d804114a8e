"""A clerk's Word file with revisions that nobody accepted, and with remarks: neither gets onto the form."""

import io
import re
import zipfile

import pytest
from click.testing import CliRunner
from lxml import etree
from test_word import opened, text_of_word, with_part, write_word

from zcforms.authoring.adding.word import add_word
from zcforms.authoring.adding.word.revisions import accept
from zcforms.cli import main
from zcforms.fillers import docx
from zcforms.forms import Values
from zcforms.ground.errors import UnreadableInput

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
BY = 'w:id="1" w:author="李审稿"'
TAKEN = f"<w:rPr><w:del {BY}/></w:rPr>"


def part(body):
    return etree.fromstring(f'<w:body xmlns:w="{WORD}">{body}</w:body>')


def run(text, inside="w:t"):
    return f"<w:r><{inside}>{text}</{inside}></w:r>"


def table(*rows):
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in rows) + "</w:tbl>"


# What a part says, and what is left of it: paragraphs between bars, as they are read.
REVISED = {
    "a text that was added": (f"<w:p>甲<w:ins {BY}>{run('乙')}</w:ins></w:p>", "|乙"),
    "one that was taken": (f"<w:p>{run('甲')}<w:del {BY}>{run('乙', 'w:delText')}</w:del></w:p>", "|甲"),
    "one that was added and taken": (
        f"<w:p><w:ins {BY}><w:del {BY}>{run('乙')}</w:del>{run('丙')}</w:ins></w:p>",
        "|丙",
    ),
    "one that was moved": (
        f"<w:p><w:moveFromRangeStart {BY}/><w:moveFrom {BY}>{run('乙')}</w:moveFrom></w:p>"
        f"<w:p>{run('甲')}<w:moveTo {BY}>{run('乙')}</w:moveTo></w:p>",
        "||甲乙",
    ),
    "the end of a paragraph": (
        f"<w:p><w:pPr>{TAKEN}</w:pPr>{run('甲')}</w:p><w:bookmarkStart/><w:p><w:pPr/>{run('乙')}</w:p>",
        "|甲乙",
    ),
    "two paragraphs": (
        f"<w:p><w:pPr>{TAKEN}</w:pPr><w:del {BY}>{run('甲')}</w:del></w:p>" * 2 + f"<w:p>{run('丙')}</w:p>",
        "|丙",
    ),
    "the end of what stands before a table": (
        f"<w:p><w:pPr>{TAKEN}</w:pPr>{run('甲')}</w:p>" + table(f"<w:tc><w:p>{run('乙')}</w:p></w:tc>"),
        "|甲|乙",
    ),
    "a row": (
        table(
            f"<w:trPr><w:del {BY}/></w:trPr><w:tc><w:p><w:del {BY}>{run('甲')}</w:del></w:p></w:tc>",
            f"<w:trPr><w:ins {BY}/></w:trPr><w:tc><w:p>{run('乙')}</w:p></w:tc>",
        ),
        "|乙",
    ),
    "every row": (table(f"<w:trPr><w:del {BY}/></w:trPr><w:tc><w:p/></w:tc>") + "<w:p/>", "|"),
    "a cell": (
        table(
            f"<w:tc><w:tcPr><w:cellDel {BY}/></w:tcPr><w:p>{run('甲')}</w:p></w:tc>"
            f"<w:tc><w:tcPr><w:cellIns {BY}/></w:tcPr><w:p>{run('乙')}</w:p></w:tc>"
        ),
        "|乙",
    ),
    "what stands beside the paragraphs": (f"<w:del {BY}>{run('甲')}</w:del><w:p>{run('乙')}</w:p>", "|乙"),
    "looks": (
        f"<w:p><w:pPr><w:pPrChange {BY}><w:pPr/></w:pPrChange></w:pPr><w:r><w:rPr><w:b/>"
        f"<w:rPrChange {BY}><w:rPr/></w:rPrChange></w:rPr><w:t>甲</w:t></w:r></w:p>",
        "|甲",
    ),
}


@pytest.mark.parametrize("revised", REVISED)
def test_a_part_is_read_as_it_is_with_its_revisions_accepted(revised):
    body, left = REVISED[revised]
    tree = part(body)
    assert accept(tree) == (revised != "looks")
    said = ["".join(one.itertext(f"{{{WORD}}}t", f"{{{WORD}}}delText")) for one in tree.iter(f"{{{WORD}}}p")]
    assert "".join(f"|{text}" for text in said) == left
    assert "李审稿" not in etree.tostring(tree, encoding="unicode")
    assert all(len(one) for one in tree.iter(f"{{{WORD}}}tbl", f"{{{WORD}}}tr"))
    assert not accept(tree)


def revised_file(tmp_path):
    """A file with a tag that was added, and with another that was taken."""
    file = write_word(tmp_path / "回执.docx", "{{ 姓名 }}")
    added = f"<w:ins {BY}>{run('，{{ 民族 }}')}</w:ins>"
    added += f"<w:del {BY}>{run('{{ 旧栏目 }}', 'w:delText')}</w:del></w:p>"
    return with_part(file, "word/document.xml", lambda b: b.replace(b"</w:p>", added.encode(), 1))


def test_a_form_is_stored_with_its_revisions_accepted_and_that_is_said(workshop, tmp_path):
    file, root = revised_file(tmp_path), workshop()
    with_part(file, "word/settings.xml", lambda b: b.replace(b"<w:zoom", b"<w:trackRevisions/><w:zoom", 1))
    said = CliRunner().invoke(main, ["forms", "add", str(file), "--work", str(root)]).output
    assert "没有接受的修订，照全部接受以后的样子收进来" in said
    form = add_word(file, root, None, "person").form
    assert list(form.fields) == ["person_name", "person_ethnicity"]
    stored = b"".join(parts_of((form.folder / docx.TEMPLATE).read_bytes()).values())
    assert not re.search("李审稿|旧栏目|trackRevisions", stored.decode("utf-8", "replace"))


def test_a_file_without_tags_whose_header_has_revisions_is_not_guessed_at(workshop, tmp_path):
    file = write_word(tmp_path / "a.docx", "登记表", rows=[["姓名", ""]])
    header = f'<w:hdr xmlns:w="{WORD}"><w:p><w:del {BY}>{run("旧", "w:delText")}</w:del></w:p></w:hdr>'
    with_part(file, "word/header1.xml", lambda _: header.encode())
    with pytest.raises(UnreadableInput, match="没有接受的修订"):
        add_word(file, workshop(), None, "person")


REMARK = f'<w:comments xmlns:w="{WORD}"><w:comment {BY}><w:p>{run("填全名")}</w:p></w:comment></w:comments>'
OFFICE = b"http://schemas.openxmlformats.org/officeDocument/2006"
KIND = b"application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
LISTED = b'<Override PartName="/word/comments.xml" ContentType="%s"/></Types>' % KIND
TO_IT = b'<Relationship Id="r99" Target="comments.xml" Type="%s/relationships/comments"/></Rel' % OFFICE


def test_remarks_stay_behind(workshop, tmp_path):
    file = write_word(tmp_path / "a.docx", "{{ 姓名 }}")
    sign = b"<w:commentRangeStart/>%s<w:commentRangeEnd/><w:r><w:rPr/><w:commentReference/></w:r></w:p>"
    with_part(file, "word/document.xml", lambda b: b.replace(b"</w:p>", sign % run("（本人）").encode(), 1))
    with_part(file, "word/_rels/document.xml.rels", lambda b: b.replace(b"</Rel", TO_IT))
    with_part(file, "[Content_Types].xml", lambda b: b.replace(b"</Types>", LISTED))
    with_part(file, "word/comments.xml", lambda _: REMARK.encode())
    form = add_word(file, workshop(), None, "person").form
    filled = docx.fill(form, Values(form.title, {"person_name": "林一山"}))
    assert text_of_word(filled).splitlines()[0] == "林一山（本人）"
    assert "comment" not in etree.tostring(opened(filled).element, encoding="unicode")
    for content in (filled, (form.folder / docx.TEMPLATE).read_bytes()):
        assert "李审稿".encode() not in b"".join(parts_of(content).values())
        assert not any("comments" in name for name in parts_of(content))


def parts_of(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
