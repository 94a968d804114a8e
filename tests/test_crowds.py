"""Nothing of one person stands on another's paper, exports of the platform in their places or not."""

from conftest import build, codes
from crowds import crowd, folder_of, mixed, swapped


def test_every_page_of_a_batch_is_of_whom_it_should_be(tmp_path, filled_before):
    people, out = crowd(2), tmp_path / "out"
    receipt = build(folder_of(tmp_path, people, 装订册印制方式="双面"), out)
    assert (receipt["built"], codes(receipt)) == (2, [])
    assert [f["person"] for f in receipt["findings"] if f["code"] == "export-used"] == ["p00"]
    assert [*mixed(out, receipt, people)] == []
    copies = next(d["path"] for d in receipt["documents"] if "综合表_2人" in d["path"])
    swapped(out / copies, 0, -2)  # the reader is no blind one
    assert len([*mixed(out, receipt, people)]) == 2
