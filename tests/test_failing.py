"""What goes wrong while people are checked and papers are made: whose fault it is, and what is made still."""

import json
import re

import pikepdf
import pytest
from click.testing import CliRunner
from conftest import citizen, person, squeezed, text_of
from test_dossier import item, pdf_bytes

from zcforms.batch import everybody, merge, putting, slip, stacks, submitting
from zcforms.cli import main
from zcforms.fillers import docx, html
from zcforms.ground.steps import frames, program_fault, step, step_of
from zcforms.paper import assembly
from zcforms.pipeline import press, story

KEY, NAME = "zhou-mi", "周密林"
FILE = "周密林的合同.pdf"
SECRET = f"{KEY} {NAME} {FILE}"
ROSTER = "推荐高级工程师职务任职资格人员花名册"


@pytest.fixture
def folder(workshop):
    """A plain person, and one of whom something fails."""
    proof = {**item("P", "合同"), "文件": [{"文件": FILE}]}
    odd = person(姓名=NAME, 证件={"证件号码": citizen("33020019850615007")}, 佐证材料=[proof])
    return workshop({"lin": person(), KEY: odd}, {f"{KEY}/{FILE}": pdf_bytes((595, 842), (595, 842))})


def run(*arguments):
    """A command with --json: its exit code and its result."""
    done = CliRunner().invoke(main, [str(argument) for argument in (*arguments, "--json")])
    return done.exit_code, json.loads(done.stdout)


def spoil(monkeypatch, module, name, error, when=lambda *_: True):
    """Let a function of a module raise an error for some arguments."""
    real = getattr(module, name)

    def spoiled(*arguments, **more):
        if when(*arguments):
            raise error
        return real(*arguments, **more)

    monkeypatch.setattr(module, name, spoiled)


def counts(receipt):
    return [receipt[n] for n in ("people_in", "built", "blocked", "failed")]


def failures(receipt, code):
    """The messages of the failures of one kind, by person; none of them tells what an exception said."""
    assert SECRET not in json.dumps(receipt, ensure_ascii=False)
    return [(f["person"], f["message"]) for f in receipt["findings"] if f["code"] == code]


def paths(receipt, form):
    return [d["path"] for d in receipt["documents"] if d["form"] == form]


def is_second_page(_book, page, nth, _source):
    return page.kind == "evidence" and page.shown[nth].index == 1


# --- a person ------------------------------------------------------------------------------------


@pytest.mark.parametrize("error", [pikepdf.PdfError(SECRET), RuntimeError(SECRET), ValueError(SECRET)])
def test_an_odd_file_is_named_with_its_place_and_put_on_the_slip(folder, monkeypatch, error):
    spoil(monkeypatch, assembly, "_place", error, is_second_page)
    code, receipt = run("build", folder, "--form", "dossier")
    assert (code, counts(receipt)) == (7, [2, 1, 0, 1])
    (found,) = [f for f in receipt["findings"] if f["code"] == "person-failed"]
    assert found["message"] == f"装订佐证“{FILE}”时，这个文件的第2页放不进装订册"
    line = int(re.fullmatch(rf"applicants/{KEY}\.yaml:(\d+):\d+", found["place"])[1])
    assert FILE in (folder / "applicants" / f"{KEY}.yaml").read_text().splitlines()[line - 1]
    slip, _ = paths(receipt, "correction_slip")  # and the list of whom to send it
    assert FILE in squeezed(text_of(folder / "output" / slip))


def test_an_odd_file_that_spoils_the_volume_as_a_whole_is_one_of_all(folder, monkeypatch):
    spoil(monkeypatch, assembly, "_add_outline", pikepdf.PdfError(SECRET))
    code, receipt = run("build", folder, "--person", KEY, "--form", "dossier")
    assert code == 7
    assert failures(receipt, "person-failed") == [(KEY, "装订时出错，未能完成（PdfError）")]


@pytest.mark.parametrize(
    "error",
    [RuntimeError(SECRET), ValueError(SECRET), KeyError(SECRET), AssertionError(SECRET), OSError(SECRET)],
)
def test_a_fault_of_the_program_blames_no_file_and_hands_out_no_slip(folder, monkeypatch, error):
    def is_pledge(form, facts, *_):
        return form.id == "pledge" and facts.person.name == NAME

    spoil(monkeypatch, press, "fill_in", error, is_pledge)
    code, receipt = run("build", folder, "--form", "pledge")
    assert (code, counts(receipt)) == (7, [2, 1, 0, 1])
    ((who, said),) = failures(receipt, "person-failed")
    fault = rf"程序错误（{type(error).__name__}，pipeline/press\.py:\d+），不是您的资料有问题"
    assert who == KEY
    assert re.fullmatch(rf"填写《\w+真实性保证书》时{fault}", said)
    assert paths(receipt, "correction_slip") == []


def test_a_fault_of_the_program_in_a_check_holds_up_nobody_else(folder, workshop, monkeypatch):
    other = workshop({"wu": person("33020019850615003", 姓名="吴二水")}, name="other")
    spoil(monkeypatch, story, "check_applicant", KeyError(SECRET), lambda one, *_: one.name == NAME)
    code, receipt = run("build", folder, "--form", "pledge")
    assert (code, counts(receipt), paths(receipt, "correction_slip")) == (7, [2, 1, 0, 1], [])
    ((who, said),) = failures(receipt, "person-failed")
    assert (who, said.startswith("检查时程序错误（KeyError，pipeline/story.py:")) == (KEY, True)
    code, said = run("check", folder)
    assert (code, [who for who, _ in failures(said, "person-failed")]) == (7, [KEY])
    code, merged = run("roster", folder, other, "--out", folder.parent / "merged")
    assert (code, counts(merged)) == (7, [3, 2, 0, 1])


def test_conditions_that_cannot_be_explained_of_one_are_of_the_others(folder, monkeypatch):
    spoil(monkeypatch, everybody, "explained", KeyError(SECRET), lambda key, *_: key == KEY)
    code, said = run("check", folder, "--explain")
    assert (code, {one["person"] for one in said["explanations"]}) == (7, {"lin"})
    ((who, told),) = failures(said, "person-failed")
    assert (who, told.startswith("逐项核对条件时程序错误（KeyError，")) == (KEY, True)


# --- a form of the batch, a file -----------------------------------------------------------------


def test_an_office_form_that_fails_holds_up_nothing_else(folder, monkeypatch):
    calls = iter(range(9))
    spoil(monkeypatch, submitting, "OfficeFacts", KeyError(SECRET), lambda *_: next(calls) == 0)
    code, receipt = run("build", folder)
    assert (code, counts(receipt)) == (7, [2, 2, 0, 0])
    ((who, said),) = failures(receipt, "form-failed")
    fault = r"程序错误（KeyError，batch/submitting\.py:\d+），不是您的资料有问题"
    assert re.fullmatch(rf"制作《\w+》时{fault}", said)
    made = {d["form"] for d in receipt["documents"]}
    assert {"pledge", "review_form", "dossier"} <= made
    assert len({"entrustment_letter", "roster"} & made) == 1
    assert who == ""
    assert [f for f in receipt["findings"] if f["code"] == "counts-differ"] == []


def test_a_units_form_that_fails_names_the_unit(folder, monkeypatch):
    spoil(monkeypatch, submitting, "InstitutionFacts", KeyError(SECRET))
    code, receipt = run("build", folder, "--form", "publicity_notice", "--form", "pledge")
    ((_, said),) = failures(receipt, "form-failed")
    assert code == 7
    assert said.startswith("虚构矿业有限公司：制作《")
    assert "时程序错误（KeyError，batch/submitting.py:" in said
    assert len(paths(receipt, "pledge")) == 3  # of two people, and the print set


@pytest.mark.parametrize(
    ("module", "name", "said", "missing"),
    [
        (stacks, "print_set", "排印《", "打印/"),
        (putting, "_put_volume", "写出装订册时", "装订/"),
        (docx, "fill", "填写Word稿《", ".docx"),
    ],
)
def test_a_file_that_fails_holds_up_no_other(folder, monkeypatch, module, name, said, missing):
    settings = folder / "zcforms.yaml"
    settings.write_text(settings.read_text() + "Word稿: 是\n")
    spoil(monkeypatch, module, name, KeyError(SECRET))
    code, receipt = run("build", folder, "--form", "pledge", "--form", "dossier")
    assert (code, counts(receipt)) == (7, [2, 2, 0, 0])
    found = failures(receipt, "form-failed")
    assert found
    assert all(message.startswith(said) for _, message in found)
    made = [document["path"] for document in receipt["documents"]]
    assert [path for path in made if missing in path] == []
    assert len([path for path in made if path.startswith("个人/")]) >= 2


def test_a_slip_that_fails_holds_up_nothing(workshop, monkeypatch):
    root = workshop({"lin": person(照片=None), "wu": person("33020019850615003", 姓名="吴二水")})
    spoil(monkeypatch, slip, "_printable", KeyError(SECRET))
    code, receipt = run("build", root, "--form", "pledge")
    assert (code, counts(receipt)) == (7, [2, 1, 1, 0])
    ((who, said),) = failures(receipt, "form-failed")
    assert (who, said.startswith("写出《申报材料补正清单》时程序错误（KeyError，batch/slip.py:")) == (
        "lin",
        True,
    )


def test_a_merged_roster_is_made_of_those_who_do_not_fail(folder, workshop, monkeypatch):
    other = workshop({"wu": person("33020019850615003", 姓名="吴二水")}, name="other")
    with monkeypatch.context() as patch:
        spoil(
            patch,
            merge,
            "fill_person",
            KeyError(SECRET),
            lambda _, one, *__: one.person.applicant.name == NAME,
        )
        code, receipt = run("roster", folder, other, "--out", folder.parent / "merged")
    assert (code, counts(receipt)) == (7, [3, 2, 0, 1])
    ((who, said),) = failures(receipt, "person-failed")
    assert (who, said.startswith("量字时程序错误（KeyError，batch/merge.py:")) == (f"work/{KEY}", True)
    spoil(monkeypatch, submitting, "beside", KeyError(SECRET))
    code, receipt = run("roster", folder, other, "--out", folder.parent / "merged")
    ((_, said),) = failures(receipt, "form-failed")
    assert (code, counts(receipt)) == (7, [3, 3, 0, 0])
    assert said.startswith(f"制作《{ROSTER}》时程序错误（KeyError，batch/submitting.py:")
    assert [d["path"] for d in receipt["documents"]] == [f"报送/{ROSTER}_2021.pdf"]


# --- steps ---------------------------------------------------------------------------------------


def test_an_exception_remembers_the_innermost_step():
    error = KeyError(SECRET)
    with pytest.raises(KeyError), step("制作", person="a"), step("填写", form="pledge"):
        raise error
    assert (step_of(error).stage, step_of(error).form) == ("填写", "pledge")
    assert step_of(ValueError()) is None


def test_a_fault_is_told_by_its_last_place_in_the_program():
    with pytest.raises(AttributeError) as raised:
        html.compose(None, None)
    assert frames(raised.value)[-1].startswith("zcforms/fillers/html/")
    fault = r"程序错误（AttributeError，fillers/html/\w+\.py:\d+），不是您的资料有问题"
    assert re.fullmatch(fault, program_fault(raised.value))
