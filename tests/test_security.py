"""docs/security.md states the limits that the program keeps, and names tests that exist."""

import re
from pathlib import Path

from annotated_types import Le

from zcforms import watermark
from zcforms.fillers import bounds, strokes
from zcforms.fillers.sandbox import limits
from zcforms.ground import files
from zcforms.ground.files import MOST_PAGES, USUAL_PAGES
from zcforms.ground.manifests.reading import MOST_BYTES, MOST_LEVELS
from zcforms.ground.room import Limits
from zcforms.intake import books, clean, office, parcels, pdf_forms, photos, signed_paper, tree
from zcforms.intake.evidence import soundness
from zcforms.model import holidays
from zcforms.plans import FormUse
from zcforms.serve import accounts, app, pace, running
from zcforms.serve.clerk import arrivals, photographs, previews

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "security.md").read_text()


def test_the_limits_are_the_programs_own():
    mega, room = 2**20, Limits()
    (most_copies,) = (rule.le for rule in FormUse.model_fields["copies"].metadata if isinstance(rule, Le))
    patient = room.seconds * room.patience
    stated = dict(
        re.findall(r"^\| (.+?) \| (.+?) \|$", PAGE.split("## 界限")[1].split("## ")[0], re.MULTILINE)
    )
    assert stated == {
        "什么": "至多",
        "手机发来的一次内容": f"{app.MOST_BYTES // 1000} KB，{app._PATIENCE}秒内；"
        f"签名至多{strokes.MOST_STROKES}笔、{strokes.MOST_POINTS}点",
        "同时连到签署服务的": f"{running._AT_ONCE} 个，一个网络地址{running._OF_ONE}个（由网管转来的，"
        f"所有人算一个地址）；{running._ASKING}秒什么也不问、答了不取的断开",
        "一个网络地址看、签保证书": f"{pace.SECONDS}秒{pace.MOST}次",
        "逐页看留着的图片": f"{previews.MOST} 张",
        "与上一版逐页比的一份": f"{previews.COMPARED} 页",
        "纸上签的照片": f"{photographs.MOST_BYTES // mega} MB，{signed_paper.MAX_PIXELS // 10_000} 万像素",
        "打开一个文件：内存": f"{room.memory // 2**30} GB",
        "打开一个文件：处理器时间": f"{room.seconds} 秒（机器忙时，钟上至多{patient}秒）",
        "排一张自备的表（每人）": f"同上：内存{room.memory // 2**30} GB，处理器时间{room.seconds}秒；"
        "到时说明是哪张表，减少行、格子、页数",
        "一张自备的PDF表": f"{pdf_forms._MOST_PAGES} 页",
        "LibreOffice转换一个文件": f"{office.SECONDS} 秒，内存{office.MEMORY // 2**30} GB",
        "一个文件": f"{files.MAX_BYTES // mega} MB",
        "一份PDF、TIFF佐证": f"{USUAL_PAGES} 页，`zcforms.yaml` 的 `佐证页数上限` 可改，最多{MOST_PAGES}",
        "一页的边长": f"{soundness._MAX_SIDE / 72 * 0.0254:.0f} 米",
        "一页内容解开后": f"{soundness._MAX_CONTENT // mega} MB",
        "一页内容嵌套": f"{soundness._MAX_DEPTH} 层，展开后{soundness._MAX_DRAWN // 10_000}万个",
        "佐证里的一张图片": f"{clean.MAX_PIXELS // 10**8} 亿像素",
        "一张证件照": f"{photos.MAX_PIXELS // 10_000} 万像素",
        "一个人的YAML或JSON": f"{tree.MAX_BYTES // mega} MB，{tree._MAX_PARTS} 行（项）",
        "工作簿": f"{books.MAX_BYTES // mega} MB，每张表{books.MAX_ROWS} 行，一格{books._MOST_CHARACTERS} 字",
        "假期.yaml": f"一年的日子合计不超过{holidays._MOST_DAYS} 天",
        "评审计划、`form.yaml`": f"{MOST_BYTES // mega} MB，套{MOST_LEVELS}层，不用 `*` 引用",
        "计划、表格、设置里的数": f"每一个都有上下限（`model/figures.py`），如份数至多{most_copies}",
        "一张纸（自备的HTML表）": f"边长{bounds.LEAST_SHEET:.0f}毫米到{bounds._MOST_MM // 1000}米",
        "一页上的水印": f"{len(watermark._LAYERS)}种文字，一种在另一种的行间",
        "办公网页收的一个文件": f"{arrivals.MOST_BYTES // 2**30} GB",
        "收来的ZIP": f"{parcels.MOST_FILES} 个文件，解开后{parcels.MOST_BYTES // 2**30} GB，"
        f"{parcels._SMALL // mega} MB以上的不超过原来的{parcels.MOST_RATIO}倍",
        "输错办公网页的密码": f"一个账号{accounts.MISSES}次、一个地址{accounts.MISSES_FROM}次，"
        f"停{accounts.WINDOW.seconds // 60}分钟",
        "一张表的模板": f"{limits.MOST_STEPS // 10_000} 万步，做出{limits.MOST_MARKUP // mega}M 字",
    }


def test_every_place_and_test_that_is_named_exists():
    named = re.findall(r"`((?:tests|fillers|intake|ground|paper|batch|terminal)/[\w/.]*)`", PAGE)
    assert len(named) > 20
    missing = [n for n in named if not (ROOT / (n if n.startswith("tests/") else f"zcforms/{n}")).exists()]
    assert missing == []
