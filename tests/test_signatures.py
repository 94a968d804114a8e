"""A signature on the pledge: vector ink in its field, as long as what was signed is what is printed."""

import io
import json
from dataclasses import replace
from datetime import UTC, datetime

import pikepdf
from conftest import PLAN, TODAY, build, codes, person, pictures, silent, squeezed, text_of
from PIL import ImageChops
from test_keeping import CIRCULARS
from test_strokes import NAME

from zcforms import batch
from zcforms.batch.signatures.register import PAPER, SIGNED, Register
from zcforms.batch.signatures.signed import STALE, UNSIGNED, pledge_of, standing
from zcforms.chinese.dates import told_time
from zcforms.pipeline.press import Press
from zcforms.pipeline.signing import content_words, make_token, read_token
from zcforms.pipeline.story import bare_person

KEY = b"\x11" * 32
AT = datetime(2021, 9, 15, 6, 3, 22, tzinfo=UTC)
FIELD = (105, 174, 198, 196)  # mm: where the line for the signature is, and a little round it
TOLD = "2021年9月15日14:03:22（北京时间）在线签署，编号"


def press_of(root):
    return Press(replace(batch.open_job(root, TODAY), key=KEY), "platform")


def sign(root, key="lin", drawn=NAME):
    """Sign somebody's pledge as the service does; what is written of it."""
    press, register = press_of(root), Register(root, KEY)
    register.begin()
    file = next(file for file in press.job.people if file.key == key)
    pledge = pledge_of(press, bare_person(press.job, file))
    register.note_opened(pledge, "nonce", AT)
    return register.sign(pledge, "nonce", "request", json.dumps(drawn), AT)


def state_of(root, key="lin"):
    press = press_of(root)
    file = next(file for file in press.job.people if file.key == key)
    return standing(press, bare_person(press.job, file), Register(root, KEY).rows()).state


def paper(out, pattern):
    (found,) = out.glob(pattern)
    return found.read_bytes()


def with_bound_pledge(root):
    """The folder under a plan that binds the pledge, too."""
    plan = (CIRCULARS / f"{PLAN}.yaml").read_text().replace(f"id: {PLAN}", "id: own")
    (root / "plans").mkdir()
    first = "    - {title: 技术工作经历, form: work_history}\n"
    bound = "    - {title: 真实性保证书, form: pledge}\n"
    (root / "plans" / "own.yaml").write_text(plan.replace(first, first + bound))
    return root


def test_the_build_prints_what_was_signed(workshop, tmp_path):
    root, out = with_bound_pledge(workshop(评审计划="own")), tmp_path / "out"
    receipt = build(root, out)
    assert receipt["people"][0]["made"] == ["第一次制作"]
    before = paper(out, "个人/*/*保证书*.pdf")
    entry = sign(root)
    receipt = build(root, out)
    assert receipt["people"][0]["made"] == ["在线签署有变动"]
    assert codes(receipt, "warning") == codes(build(root, tmp_path / "other"), "warning")
    single, batch_set, volume = (
        paper(out, pattern) for pattern in ("个人/*/*保证书*.pdf", "打印/*保证书*.pdf", "装订/*.pdf")
    )
    words = content_words(entry.pledge.content)
    said = f"{TOLD}{entry.number}。核对：扫描下方二维码；内容为“{words}”"
    assert squeezed(f"扫码在线签署；核对词：{words}") in squeezed(text_of(before))
    for printed in (single, batch_set, volume):
        assert squeezed(said) in squeezed(text_of(printed))
    assert said not in text_of(before)
    assert build(root, out)["people"][0]["made"] == []


def test_the_ink_is_of_vectors_and_inside_its_field_only(workshop, tmp_path):
    root = workshop()
    build(root, tmp_path / "one", {"pledge"})
    sign(root)
    build(root, tmp_path / "two", {"pledge"})
    before, after = (paper(tmp_path / out, "个人/*/*保证书*.pdf") for out in ("one", "two"))
    with pikepdf.open(io.BytesIO(after)) as pdf:
        assert not pdf.pages[0].get_images()
    one, two = (next(pictures(pdf, 254)).convert("L") for pdf in (before, after))  # 10 dots a mm
    left, top, right, bottom = (mm * 10 for mm in FIELD)
    gone = ImageChops.subtract(one, two).point(lambda v: 255 * (v > 60))  # what is darker now
    box = gone.crop((left, top, right, bottom)).getbbox()
    assert box[2] - box[0] > 250
    assert box[3] - box[1] > 80
    rest = gone.copy()
    rest.paste(0, (left, top, right, bottom))
    left, top, right, bottom = rest.getbbox()  # the date and the record, above the frame
    assert (left > 660, top > 1940, right < 1910, bottom < 2175) == (True,) * 4
    rest.paste(0, (left, 2020, right, 2090))
    assert rest.getbbox()[3] - rest.getbbox()[1] > 100  # both


def test_changed_data_are_signed_again(workshop, tmp_path):
    root = workshop()
    sign(root)
    record = root / "applicants" / "lin.yaml"
    signed = record.read_text()
    record.write_text(signed.replace("13800000009", "13800000008"))
    assert state_of(root) == STALE
    receipt = build(root, tmp_path / "out", {"pledge"})
    assert [f["message"] for f in receipt["findings"] if f["code"] == "signature-stale"] == [
        f"{told_time(AT)}签署以后，资料改过，保证书要重新签署"
    ]
    assert TOLD not in squeezed(text_of(paper(tmp_path / "out", "个人/*/*保证书*.pdf")))
    record.write_text(signed)  # what was signed counts for exactly that
    assert state_of(root) == SIGNED
    assert "signature-stale" not in codes(build(root, tmp_path / "out", {"pledge"}), "warning")
    assert TOLD in squeezed(text_of(paper(tmp_path / "out", "个人/*/*保证书*.pdf")))


def test_a_signature_of_another_key_is_told_and_not_printed(workshop, tmp_path):
    root = workshop()
    sign(root)
    (root / "signing.key").write_text("22" * 32)
    receipt = build(root, tmp_path / "out", {"pledge"})
    assert "signature-untrusted" in codes(receipt, "warning")
    assert "在线签署，" not in text_of(paper(tmp_path / "out", "个人/*/*保证书*.pdf"))


def test_paper_and_revocation_are_states(workshop):
    root = workshop()
    assert state_of(root) == UNSIGNED
    entry = sign(root)
    Register(root, KEY).revoke(entry.pledge.who, AT)
    assert state_of(root) == UNSIGNED
    Register(root, KEY).on_paper(entry.pledge, AT)
    assert state_of(root) == PAPER


def test_what_can_be_edited_in_word_is_never_signed(workshop, tmp_path):
    root = workshop(Word稿=True)
    build(root, tmp_path / "one", {"pledge"})
    sign(root)
    build(root, tmp_path / "two", {"pledge"})
    assert paper(tmp_path / "one", "个人/*/*保证书*.docx") == paper(tmp_path / "two", "个人/*/*保证书*.docx")


def test_dry_run_says_that_somebody_signed(workshop, tmp_path):
    root = workshop()
    build(root, tmp_path / "out")
    sign(root)
    seen = batch.foresee(batch.open_job(root, TODAY), batch.Order(), tmp_path / "out", silent)
    assert seen.made == {"lin": ("在线签署有变动",)}


def test_a_digest_in_words_tells_every_byte_of_its_first_six():
    assert content_words("00102130ff8e" + "00" * 26) == "红马 黄马 蓝牛 白马 木伞 新书"
    words = [content_words(f"{at:02x}" * 32).split() for at in range(256)]
    assert {len(one) for one in words} == {6}
    assert len({one[0] for one in words}) == 256  # no two bytes have the same word


LINK = make_token(KEY, "330200198506150012", "plan", "c" * 64)


def test_no_other_character_will_do_in_a_link():
    others, places = "ABYZabyz0189-_+/=!. 你", range(len(LINK))
    spoiled = [
        LINK[:at] + c + LINK[at + e :]
        for at in places
        for c in others
        for e in (0, 1)
        if c != LINK[at] or not e
    ]
    assert read_token(LINK, KEY) is not None
    assert [token for token in spoiled if read_token(token, KEY)] == []


def test_one_signs_for_nobody_else(workshop):
    root = workshop({"lin": person(), "li": person("33020019850615002", 姓名="李四")})
    sign(root)
    assert (state_of(root), state_of(root, "li")) == (SIGNED, UNSIGNED)
