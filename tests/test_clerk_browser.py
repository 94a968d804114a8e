"""The office page in a real browser: log in by keyboard, see everybody checked, send a ZIP."""

import zipfile
from urllib.parse import urljoin

import pytest
from conftest import person, work_in
from phone import chromium, served_here

from zcforms.serve.accounts import Accounts, Role

pytestmark = [pytest.mark.enable_socket, pytest.mark.allow_hosts(["127.0.0.1"])]
PASSWORD = "a long sentence 1"  # noqa: S105  of the test
HOSTILE = "<b>甲</b>"
# What on a page falls short of WCAG 2.1 AA: contrast (1.4.3), names of what is typed into (4.1.2, 1.3.1),
# headings of columns, one heading of the page, a language.
AUDIT = """() => {
  const part = v => { v /= 255; return v <= 0.03928 ? v / 12.92 : Math.pow((v + 0.055) / 1.055, 2.4); };
  const rgb = text => text.match(/[\\d.]+/g).map(Number);
  const light = c => 0.2126 * part(c[0]) + 0.7152 * part(c[1]) + 0.0722 * part(c[2]);
  const ground = e => {
    for (; e; e = e.parentElement) {
      const c = rgb(getComputedStyle(e).backgroundColor);
      if (c.length < 4 || c[3] === 1) { return c; }
    }
    return [255, 255, 255];
  };
  const faults = [];
  for (const e of document.querySelectorAll('body *')) {
    const own = [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim());
    if (!own || !e.getClientRects().length || /^(SCRIPT|STYLE|NOSCRIPT)$/.test(e.tagName)) { continue; }
    const two = [light(rgb(getComputedStyle(e).color)), light(ground(e))].sort((a, b) => b - a);
    if ((two[0] + 0.05) / (two[1] + 0.05) < 4.5) { faults.push('contrast ' + e.outerHTML.slice(0, 80)); }
  }
  for (const e of document.querySelectorAll('input:not([type=hidden]), select, progress')) {
    if (!e.labels.length) { faults.push('label ' + e.id); }
  }
  for (const e of document.querySelectorAll('th:not([scope])')) { faults.push('scope ' + e.textContent); }
  if (document.querySelectorAll('h1').length !== 1) { faults.push('h1'); }
  if (document.documentElement.lang !== 'zh-CN' || !document.title) { faults.push('lang, title'); }
  return faults;
}"""
FIRST = "addEventListener('DOMContentLoaded', () => { window.first = document.activeElement.id; })"


def reached(page, times):
    """What Tab comes to, one after another, and whether it is seen to have the focus."""
    seen = "(e => [e.textContent.trim() || e.id, getComputedStyle(e).outlineStyle])(document.activeElement)"
    found = []
    for _ in range(times):
        page.keyboard.press("Tab")
        found.append(page.evaluate(seen))
    assert {outline for _, outline in found} == {"solid"}
    return [name for name, _ in found]


def asked_first(page, parcel):
    """What is sent of a parcel that makes signatures void: the answer no sends nothing more, yes sends it."""
    sure, questions = [], []

    def answer(route):
        sure.append(route.request.headers.get("x-sure", ""))
        done = (
            {"workbook": True, "files": 0, "left": [], "why": []} if sure[-1] else {"void": ["甲某", "乙某"]}
        )
        route.fulfill(json=done)

    page.route("**/office/receive", answer)
    page.once("dialog", lambda one: (questions.append(one.message), one.dismiss()))
    page.set_input_files("#file", parcel)
    page.click("#send")
    page.locator("#said").filter(has_text="没有收，原来的不动").wait_for()
    assert sure.pop() == ""
    page.once("dialog", lambda one: (questions.append(one.message), one.accept()))
    page.click("#send")
    page.locator("#said").filter(has_text="工作簿已收下。").wait_for()
    page.unroute("**/office/receive")
    assert questions == ["收下以后，2人签过的保证书要重签：甲某、乙某。确实要收吗？"] * 2
    return sure


def unreadable(page, office, settings):
    """The list that is open tells why the folder cannot be read, and goes on when it can."""
    whole = settings.read_text()
    page.goto(office)
    settings.write_text(f"{whole}\n坏: [")
    page.locator("#status").filter(has_text="zcforms.yaml有1处错误").wait_for()
    settings.write_text(whole)
    page.locator("#status").filter(has_text="还没有制作。").wait_for()


def narrow(page, office, root):
    """What the pages fall short of on a phone held upright, with somebody to sign."""
    (root / "signing.key").write_text("11" * 32)
    page.set_viewport_size({"width": 360, "height": 640})
    page.goto(f"{office}/signing")
    faults = []
    pages = [f"{office}/signing", page.locator("tbody a").first.get_attribute("href"), office]
    pages += [f"{office}/{name}" for name in ("receive", "files", "signing/photograph")]
    for address in pages:
        page.goto(urljoin(office, address))
        wide = page.evaluate("document.documentElement.scrollWidth")
        faults += [f"wide {address} {wide}"] * (wide > 360) + page.evaluate(AUDIT)
    return faults


def test_a_clerk_logs_in_looks_and_sends(tmp_path):
    root, parcel = work_in(tmp_path, {"lin": person(姓名=HOSTILE)}), tmp_path / "parcel.zip"
    with zipfile.ZipFile(parcel, "w") as archive:
        archive.writestr("照片/甲.jpg", b"x")
        archive.writestr("<img src=x>.txt", b"y")
    (root / "signing.key").unlink()  # nothing was made yet: the office opens all the same
    accounts = Accounts(root)
    accounts.begin()
    accounts.add("王某", Role.WORKS, PASSWORD)
    said, asked = [], []
    with chromium() as browser, served_here(root) as where:
        page = browser.new_page()
        page.set_default_timeout(60_000)
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))
        office = f"{where}/office"
        page.add_init_script(FIRST)
        page.goto(office)
        assert page.evaluate("first") == "name"  # nothing typed is lost, however late the page is painted
        faults = page.evaluate(AUDIT)
        page.keyboard.type("王某")
        page.keyboard.press("Tab")
        page.keyboard.type(PASSWORD)
        page.keyboard.press("Enter")
        page.locator("#status").filter(has_text="还没有制作。").filter(has_not_text="正在检查").wait_for()
        assert page.inner_text("tbody a") == HOSTILE
        assert page.inner_text('[data-of="found"]') not in ("", "—", "正在检查")
        faults += page.evaluate(AUDIT)
        page.evaluate("document.activeElement.blur()")
        assert reached(page, 8) == ["跳到内容", "名单", "收件", "签署", "文件", "退出", "制作", "word"]
        page.keyboard.type("乙")  # the field in which one looks for somebody, after the button that builds
        assert page.inner_text("#shown") == "列出0人，共1人"
        page.fill("#word", "甲")
        assert page.is_visible("tbody tr")
        page.select_option("#state", "made:暂缓")
        assert not page.is_visible("tbody tr")
        page.select_option("#state", "")
        page.click("tbody a")
        page.wait_for_selector("h2")
        faults += page.evaluate(AUDIT)
        page.click("nav >> text=签署")
        faults += page.evaluate(AUDIT)
        page.click("text=文件")
        faults += page.evaluate(AUDIT)
        page.click("text=收件")
        faults += page.evaluate(AUDIT)
        page.set_input_files("#file", parcel)
        page.click("#send")
        page.locator("#said").filter(has_text="放好1个文件").wait_for()
        assert page.inner_text("#left").startswith("<img src=x>.txt：不是照片、佐证用的文件")
        assert asked_first(page, parcel) == ["", "1"]
        unreadable(page, office, root / "zcforms.yaml")
        faults += narrow(page, office, root)
        page.click("text=退出")
        page.goto(office)
        assert page.is_visible("#password")
    assert (root / "photos" / "甲.jpg").read_bytes() == b"x"
    assert (said, faults) == ([], [])
    assert {url[: len(office)] for url in asked if "favicon" not in url} == {office}
