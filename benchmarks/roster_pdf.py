"""A roster of many rows as PDF: `python benchmarks/roster_pdf.py [ROWS]`.

Nineteen columns of invented people: names, numbers and telephones of their own, the rest as often the same as
in an office. Printed are the CPU milliseconds a row, XlsxWriter's for the same cells in the same run, their
ratio (medians of three turns), the pages, and the most memory. Asserted: our own typesetter set the pages.
"""

from __future__ import annotations

import random
import resource
import statistics
import sys
import time
from collections.abc import Callable
from typing import TypeVar

from roster import by_xlsxwriter

from zcforms.chinese.identity import id_check_character
from zcforms.fillers import html
from zcforms.forms import Form, Values, load_forms
from zcforms.forms.values import Row

T = TypeVar("T")
_TURNS = 3
_SURNAMES, _GIVEN = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨", "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平"
_TRADES = ("采矿工程", "岩土工程与爆破技术", "安全工程", "机械设计制造及其自动化", "地质工程")


def roster(count: int) -> tuple[Form, Values]:
    """The form of the roster with so many invented people, a dozen of a unit."""
    form, dice = load_forms()["roster"], random.Random(7)
    units = [f"浙江虚构{n}号{dice.choice(('矿业', '爆破工程'))}有限公司" for n in range(count // 12 + 1)]
    columns = form.tables["people"].columns
    rows = []
    for n in range(count):
        begun = dice.randrange(1995, 2012)
        month = [f"{1 + dice.randrange(12):02d}" for _ in range(4)]
        first17 = f"330599{begun - 23}{month[0]}{1 + dice.randrange(28):02d}{dice.randrange(1000):03d}"
        said = {"index": f"{n + 1}", "sex": dice.choice("男女"), "birth": f"{begun - 23}.{month[0]}"}
        said |= {"name": dice.choice(_SURNAMES) + "".join(dice.choices(_GIVEN, k=2))}
        said |= {"id_number": first17 + id_check_character(first17), "unit": dice.choice(units)}
        said |= {"education": dice.choice(("本科／工学学士", "硕士研究生／工学硕士")), "title": "工程师"}
        said |= {"school": f"虚构理工大学\u3000{dice.choice(_TRADES)}", "graduated": f"{begun}.06"}
        said |= {"work_started": f"{begun}.{month[1]}", "field_years": f"{2021 - begun}"}
        said |= {"qualified_on": f"{begun + 6}.{month[2]}", "appointed_from": f"{begun + 6}.{month[3]}"}
        said |= {"speciality": dice.choice(_TRADES[:3]), "target": "高级工程师"}
        said |= {"method": dice.choice(("正常申报", "标志性业绩直接申报"))}
        said |= {"phone": f"138{dice.randrange(10**8):08d}"}
        rows.append(Row({name: said.get(name, "") for name in columns}))
    fields = dict.fromkeys(form.fields, "") | {"count": f"{count}"}
    return form, Values(form.title, fields, {"people": rows}, options=form.options)


def seconds(work: Callable[[], T]) -> tuple[T, float]:
    """What came of something, and the CPU seconds that it took."""
    start = time.process_time()
    done = work()
    return done, time.process_time() - start


def main(count: int) -> None:
    html.fill(*roster(3))  # faces and style sheets are read
    form, values = roster(count)
    cells = [[row.cells[name] for name in form.options["columns"]] for row in values.tables["people"]]
    ours, sheet = [], []
    for _ in range(_TURNS):
        filled, took = seconds(lambda: html.fill(form, values))
        assert filled.way == "own", filled.way
        ours.append(took)
        sheet.append(seconds(lambda: by_xlsxwriter(cells))[1])
    pdf, peer = (1000 * statistics.median(times) / count for times in (ours, sheet))
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"PDF {pdf:.2f} ms a row, XlsxWriter {peer:.3f}: {pdf / peer:.1f} times")
    print(f"{count} rows of {len(cells[0])} on {filled.pages} pages, at most {most} MiB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
