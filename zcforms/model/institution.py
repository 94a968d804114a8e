"""Employers and their posts, the office that sends the applications in, and a folder's settings."""

from __future__ import annotations

from typing import Annotated, Any, Literal, get_args

from pydantic import BeforeValidator, Field, StringConstraints

from zcforms.chinese.dates import PartialDate
from zcforms.chinese.hanzi import NameOrder
from zcforms.ground.files import USUAL_PAGES
from zcforms.model.figures import (
    USUAL_PRINT_SHEETS,
    BookSize,
    Headcount,
    Pages,
    PaperWeight,
    PrintSheets,
    Scale,
    SealedSheets,
    Sheets,
    Shift,
)
from zcforms.model.records import Code, Label, Line, Record, YesNo

PostGrade = Literal["正高级", "副高级", "中级", "初级及未定级"]
POST_LEVELS: tuple[PostGrade, ...] = get_args(PostGrade)


class PostLevel(Record):
    """The posts of one level: approved, filled and offered (requirements A5, QT1-QT4)."""

    ratio: Line | None = Field(None, title="核准比例")
    approved: Headcount = Field(title="核准人数")
    actual: Headcount = Field(title="实聘人数")
    vacancy: Headcount | None = Field(None, title="空缺人数")
    offered: Headcount = Field(0, title="推出岗位数")

    @property
    def vacant(self) -> int:
        """How many approved posts are not filled, whatever was stated (空缺 = 核准 − 实聘)."""
        return max(0, self.approved - self.actual)

    @property
    def overfilled(self) -> int:
        """How many people are employed beyond what is approved (超聘)."""
        return max(0, self.actual - self.approved)


class Establishment(Record):
    """The approved posts of a public institution (事业单位)."""

    staff_total: Headcount = Field(title="编制数")
    posts_total: Headcount = Field(title="专业技术岗位总数")
    levels: dict[PostGrade, PostLevel] = Field(title="岗位等级")
    direct_hire: Headcount = Field(0, title="直接聘任人数")
    approved_in_system: YesNo | None = Field(None, title="岗位审核已通过")
    unhired: Headcount = Field(0, title="评审通过未聘人数")


class Operator(Record):
    """Who works the unit's account on the platform (requirements A16)."""

    name: Line = Field(title="姓名")
    id_number: Code = Field(title="身份证号码")
    phone: Line = Field(title="联系电话")


class PublicityDesk(Record):
    """Where objections go while applications are publicised in the unit; printed on the notice."""

    name: Line = Field(title="受理部门")
    phone: Line | None = Field(None, title="受理电话")
    email: Line | None = Field(None, title="电子邮箱")


class Institution(Record):
    """An employer, under the name that is on its seal."""

    name: Label = Field(title="单位名称")
    uscc: Code | None = Field(None, title="统一社会信用代码")
    kind: Literal["企业", "事业单位", "机关", "社会团体", "民办非企业单位", "其他"] = Field(title="单位性质")
    affiliation: Literal["省本级", "设区市", "县（市、区）"] | None = Field(None, title="隶属关系")
    ownership: Literal["国有", "集体", "私营", "港澳台商投资", "外商投资", "其他"] | None = Field(
        None, title="所有制"
    )
    supervisor: Line | None = Field(None, title="主管部门")
    address: Line | None = Field(None, title="地址")
    contact: Line | None = Field(None, title="联系人")
    phone: Line | None = Field(None, title="联系电话")
    operator: Operator | None = Field(None, title="平台经办人")
    publicity_desk: PublicityDesk | None = Field(None, title="公示受理")
    establishment: Establishment | None = Field(None, title="岗位设置")


class Office(Record):
    """Who sends the applications in and issues the letter and the roster."""

    name: Line = Field(title="名称")
    contact: Line = Field(title="联系人")
    phone: Line = Field(title="联系电话")
    doc_no: Line | None = Field(None, title="文号")
    municipal: YesNo | None = Field(None, title="市直单位")


# Plain HTTP only inside the office's own network: at an address of RFC 1918.
_HOST = r"(https://[\w.-]+|http://(10\.\d+|172\.(1[6-9]|2\d|3[01])|192\.168)\.\d+\.\d+)"
NOWHERE = "无"  # where pledges are signed on paper only


class Signing(Record):
    """Where the QR code of the pledge leads; None where nothing is said of it."""

    base_url: (
        Annotated[
            str,
            StringConstraints(pattern=rf"^({NOWHERE}|{_HOST}(:\d+)?(/[\w./~-]*)?)$", max_length=200),
        ]
        | None
    ) = Field(None, title="签署地址")

    @property
    def address(self) -> str:
        """The address to which the token of a pledge is added; "" where pledges have no code."""
        return "" if self.base_url is None or self.base_url == NOWHERE else self.base_url


def _nowhere(value: Any) -> Any:
    return {"base_url": value} if value == NOWHERE else value


class Printer(Record):
    """How a printer puts values on paper that is printed already (套打): what it is off by, taken back.

    Lengths in mm, to the right and down; scales in percent, about the upper left cross of the calibration
    sheet. The back of a sheet is the front's mirror image unless it has been measured itself.
    """

    name: Line = Field(title="打印机")
    right: Shift = Field(0, title="右移")
    down: Shift = Field(0, title="下移")
    across: Scale = Field(100, title="横向缩放")
    along: Scale = Field(100, title="纵向缩放")
    back_right: Shift | None = Field(None, title="背面右移")
    back_down: Shift | None = Field(None, title="背面下移")
    photo: YesNo = Field(True, title="印照片")


class Settings(Record):
    """The folder's own file, zcforms.yaml."""

    plan: Line = Field(title="评审计划")
    date: PartialDate | None = Field(None, title="填报日期")
    office: Office = Field(title="报送单位")
    institutions: list[Institution] = Field(title="单位", min_length=1)
    signing: Annotated[Signing, BeforeValidator(_nowhere)] = Field(Signing(), title="在线签署")
    order: list[Line] | None = Field(None, title="花名册顺序")
    sort: NameOrder | None = Field(None, title="排序")
    fixed_numbers: YesNo = Field(False, title="固定序号")
    binding_sides: Literal["单面", "双面"] = Field("单面", title="装订册印制方式")
    dividers: YesNo = Field(True, title="装订册隔页")
    back_cover: YesNo = Field(False, title="装订册封底")
    book_sheets: Sheets | None = Field(None, title="装订册每册张数")
    book_size: BookSize | None = Field(None, title="装订册每册兆数")
    archival: YesNo = Field(False, title="PDF/A存档")
    sealed_sheets: SealedSheets | None = Field(None, title="骑缝章张数")
    paper_weight: PaperWeight | None = Field(None, title="纸张克重")
    separators: YesNo = Field(False, title="打印隔页")
    copy_marks: YesNo = Field(False, title="份数标记")
    collated: Literal["按人", "按份"] = Field("按人", title="打印分份")
    print_sheets: PrintSheets = Field(USUAL_PRINT_SHEETS, title="打印文件每册张数")
    booklets: list[Line] = Field([], title="A3骑马订")
    cut_in_two: list[Line] = Field([], title="A3一开二")
    side_stapled: list[Line] = Field([], title="左侧两钉")
    corner_stapled: list[Line] = Field([], title="左上角一钉")
    word: YesNo = Field(False, title="Word稿")
    printers: list[Printer] = Field([], title="套打")
    typefaces: Literal["随包", "系统"] = Field("随包", title="字体")
    evidence_pages: Pages = Field(USUAL_PAGES, title="佐证页数上限")

    @property
    def binds_duplex(self) -> bool:
        """Whether volumes are printed on both sides."""
        return self.binding_sides == "双面"

    def institution(self, name: str) -> Institution | None:
        """The institution of that exact name (legal name = seal name, requirements CO4)."""
        return next((i for i in self.institutions if i.name == name), None)
