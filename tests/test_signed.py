"""Files with a password or a signature: opened with the one, kept byte for byte for the other."""

import hashlib
import io
import stat

import pikepdf
import pytest
from click.testing import CliRunner
from conftest import TODAY, build, person, pictures
from pikepdf import Array, Dictionary, Name
from test_dossier import item, opened, pdf_bytes

from zcforms import batch
from zcforms.cli import main
from zcforms.intake.evidence import Asked, Evidence, read_evidence
from zcforms.pipeline.press import record_digest

OPENS = "hill 0o1l"


def locked(password=OPENS, **more):
    return pdf_bytes((595, 842), encryption=pikepdf.Encryption(user=password, owner="y", **more))


def signed(form=True, **save):
    """A PDF with a field for a signature that covers it; no key is behind it."""
    pdf = pikepdf.open(io.BytesIO(pdf_bytes((595, 842))))
    value = pdf.make_indirect(
        Dictionary(
            Type=Name.Sig,
            Filter=Name("/Adobe.PPKLite"),
            ByteRange=Array([0, 10, 20, 30]),
            Contents=pikepdf.String("seal"),
        )
    )
    field = pdf.make_indirect(Dictionary(FT=Name.Sig, T=pikepdf.String("签名"), V=value))
    pdf.Root.AcroForm = Dictionary(Fields=Array([field]), **({"SigFlags": 3} if form else {}))
    target = io.BytesIO()
    pdf.save(target, **save)
    return target.getvalue()


@pytest.mark.parametrize(("strength", "password"), [(4, OPENS), (6, OPENS), (6, "山中人")])
def test_a_password_opens_what_it_locks(tmp_path, strength, password):
    path = tmp_path / "x.pdf"
    path.write_bytes(locked(password, R=strength))
    found = read_evidence(Asked(path, "x.pdf", password=password), tmp_path)
    assert isinstance(found, Evidence), found
    assert next(pictures(found.staged.read_bytes())).getpixel((20, 842 - 20)) == (0, 0, 255)


@pytest.mark.parametrize(
    ("password", "said", "hint"),
    [
        (
            "",
            "佐证文件x.pdf设有打开密码",
            "在这项佐证材料的“密码”（与“编号”并列）里写上打开密码，或去掉密码后另存一份",
        ),
        ("wrong", "佐证文件x.pdf用所写的密码打不开", "核对这项佐证材料的“密码”"),
    ],
)
def test_a_missing_or_wrong_password_is_told_without_it(tmp_path, password, said, hint):
    path = tmp_path / "x.pdf"
    path.write_bytes(locked())
    found = read_evidence(Asked(path, "x.pdf", password=password), tmp_path)
    assert (found.code, found.message, found.hint) == ("evidence-encrypted", said, hint)


@pytest.mark.parametrize("plain", [pdf_bytes((595, 842)), locked("")], ids=["open", "owner's"])
def test_a_password_of_a_file_that_opens_without_does_no_harm(tmp_path, plain):
    # One password is written for all the files of an item.
    path = tmp_path / "x.pdf"
    path.write_bytes(plain)
    assert read_evidence(Asked(path, "x.pdf", password=OPENS), tmp_path).findings == ()


def test_a_password_of_the_record_stands_in_nothing_that_is_made(workshop, tmp_path):
    record = person(佐证材料=[item("P", "合同", 密码=OPENS), item("Q", "验收", 密码=f"not {OPENS}")])
    root = workshop({"lin": record}, {"lin/P.pdf": locked(), "lin/Q.pdf": locked()})
    log, out = tmp_path / "log.txt", tmp_path / "out"
    ways = (["build", str(root), "--out", str(out)], ["check", str(root), "--json"])
    said = [CliRunner().invoke(main, [*way, "--debug", str(log)]) for way in ways]
    assert [result.exit_code for result in said] == [1, 1], "one of the passwords is wrong"
    texts = [*(result.output for result in said), log.read_text()]
    texts += [path.read_bytes().decode("utf-8", "replace") for path in out.rglob("*") if path.is_file()]
    assert "用所写的密码打不开" in texts[0]
    assert len(texts) > 4
    assert not [text for text in texts if "0o1l" in text]


def test_a_password_is_no_part_of_what_is_signed(workshop):
    records = {
        "open": person(佐证材料=[item("P", "合同")]),
        "shut": person(佐证材料=[item("P", "合同", 密码=OPENS)]),
    }
    plain, shut = (file.applicant for file in batch.open_job(workshop(records), TODAY).people)
    assert (plain.evidence[0].password, shut.evidence[0].password) == (None, OPENS)
    assert record_digest(shut) == record_digest(plain)
    assert OPENS not in repr(shut)


# --- signatures ----------------------------------------------------------------------------------


@pytest.mark.parametrize("form", [True, False])
def test_a_signature_is_seen_and_told(tmp_path, form):
    raw = signed(form)
    found = opened(tmp_path, raw)
    assert [(f.code, f.message) for f in found.findings] == [
        ("evidence-signed", "x.pdf带有电子签名，印在纸上不再可验；原文件一字节不改，另放在装订册旁边")
    ]
    assert found.original.read_bytes() == raw
    assert opened(tmp_path, pdf_bytes((595, 842))).original is None


@pytest.mark.parametrize("needs", [True, False])
def test_the_field_of_a_signature_that_is_not_seen_makes_no_picture_of_the_page(tmp_path, needs):
    """Such a field has no place on the page: nothing of it is to be looked for there."""
    with pikepdf.open(io.BytesIO(signed())) as pdf:
        field = pdf.Root.AcroForm.Fields[0]
        field.Type, field.Subtype, field.Rect, field.F = Name.Annot, Name.Widget, Array([0, 0, 0, 0]), 132
        pdf.Root.AcroForm.NeedAppearances, pdf.pages[0].obj.Annots = needs, Array([field])
        pdf.save(target := io.BytesIO())
    found = opened(tmp_path, target.getvalue())
    assert [f.code for f in found.findings] == ["evidence-signed"]
    with pikepdf.open(found.staged) as pdf:
        assert "/XObject" not in pdf.pages[0].get("/Resources", {}), "it is bound as it is"


def test_signed_files_are_kept_byte_for_byte_beside_the_volume(workshop, tmp_path):
    first, second = signed(), signed(False)
    evidence = [
        {
            **item("P", "合同"),
            "文件": [{"文件": "甲/证书.pdf"}, {"文件": "乙/证书.pdf"}, {"文件": "甲/证书.pdf"}],
        },
        item("Q", "验收"),
        {**item("L", "原书"), "文件": [{"文件": "L.pdf"}], "不装订原因": "原书"},
    ]
    files = {
        "lin/甲/证书.pdf": first,
        "lin/乙/证书.pdf": second,
        "lin/Q.pdf": pdf_bytes((595, 842)),
        "lin/L.pdf": signed(static_id=True),
    }
    root = workshop({"lin": person(佐证材料=evidence)}, files)
    out = tmp_path / "out"
    receipt = build(root, out, {"dossier"})
    assert receipt["built"] == 1, receipt["findings"]
    volume, *kept, _, _ = receipt["documents"]  # the last two are the list to print by
    assert "签名原件" not in volume["path"]
    assert [d["sha256"] for d in kept] == [hashlib.sha256(raw).hexdigest() for raw in (first, second)]
    for document, raw in zip(kept, (first, second), strict=True):
        path = out / document["path"]
        assert path.read_bytes() == raw
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert path.parent.name.endswith("_签名原件")
        assert path.parent.parent == (out / volume["path"]).parent
        assert (document["form"], document["pages"], document["copies"]) == ("dossier", 1, 1)
    # What is no longer signed is withdrawn with the volume that it belonged to.
    (root / "evidence" / "lin" / "甲" / "证书.pdf").write_bytes(pdf_bytes((595, 842)))
    again = build(root, out, {"dossier"})
    assert [d["sha256"] for d in again["documents"][1:-2]] == [hashlib.sha256(second).hexdigest()]
    assert len(list(out.rglob("*签名原件/*"))) == 1
