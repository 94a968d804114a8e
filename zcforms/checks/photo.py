"""The ID photo against the plan's photo rule (requirements PH1-PH6)."""

from __future__ import annotations

from collections.abc import Iterator

from zcforms.checks.norms import norms
from zcforms.checks.resting import resting
from zcforms.ground.findings import Finding, Severity
from zcforms.ground.photo import PhotoFacts
from zcforms.plans import Plan
from zcforms.plans.clauses import PhotoRule
from zcforms.plans.sizes import pixel_words, ratio_words, size_readings, size_words

_MENDABLE = ("photo-format", "photo-bytes", "photo-aspect", "photo-size")
_MENDED = dict.fromkeys(_MENDABLE, "；也可用 zcforms photos 改，先看对照")
_LOOSE = 0.01  # how far a ratio may be from that of a size


@resting
def check_photo(photo: PhotoFacts, plan: Plan) -> Iterator[Finding]:
    """What is wrong with a photo: kind, bytes (strict bounds), pixels (strict), ratio (inclusive)."""
    rule, basis = plan.photo, plan.basis(plan.photo.src)

    def finding(code: str, message: str, hint: str, severity: Severity = Severity.ERROR) -> Finding:
        return Finding(code, message, severity, hint + _MENDED.get(code, ""), basis, path=("photo",))

    if rule.formats is not None and _usual(photo.kind) not in map(_usual, rule.formats):
        kinds = "或".join(rule.formats)
        told = f"证件照格式应为{kinds}，当前为{photo.kind}"
        yield finding("photo-format", told, f"用看图软件另存为{kinds}")
    if not _weighs(photo.size, rule):
        yield finding(
            "photo-bytes",
            f"证件照文件大小{photo.size / 1024:.1f}K（{photo.size:,}字节），应{size_words(rule)}",
            "调整JPG保存质量或像素后重新导出",
        )
    elif _is_open(photo.size, rule):
        yield finding(
            "photo-kilobytes",
            f"证件照文件{photo.size:,}字节，1K按1000字节算和按1024字节算，结果不同（应{size_words(rule)}）",
            "换一个不在边上的大小重新导出",
            Severity.WARNING,
        )
    if photo.width <= (rule.width_gt or 0) or photo.height <= (rule.height_gt or 0):
        yield finding(
            "photo-pixels",
            f"证件照像素{photo.width}×{photo.height}，应{pixel_words(rule)}（宽×高）",
            "换用像素更高的原片，不要放大",
        )
    ratio = photo.width / photo.height
    if not rule.ratios[0] <= ratio <= rule.ratios[1]:
        yield finding(
            "photo-aspect",
            f"证件照宽高比{ratio:.3f}，应{ratio_words(rule)}",
            _how_to_crop(rule),
        )
    if rule.sizes and not _is_sheet(ratio, rule.sizes):
        yield finding(
            "photo-size",
            f"应为{'或'.join(rule.sizes)}{rule.background or ''}证件照，当前宽高比{ratio:.3f}",
            "1寸25×35毫米，2寸35×49或35×53毫米；重新裁剪",
            Severity.WARNING,
        )
    if rule.background and not _may_be(rule.background, photo.light_background):
        told, hint = f"证件照应为{rule.background}，请核对", f"确为{rule.background}的不必理会"
        yield finding("photo-background", told, hint, Severity.WARNING)


def _usual(kind: str) -> str:
    """A kind of picture as it is told of a photo: JPG for jpeg."""
    return "JPG" if kind.upper() == "JPEG" else kind.upper()


def _may_be(background: str, is_white: bool) -> bool:
    """Whether a photo that is white around the head, or is not, may be on this background."""
    asked = {colour for colour in "白蓝红" if colour in background}
    if "白" in asked:
        return is_white or asked != {"白"}
    return not (asked and is_white)


def _is_sheet(ratio: float, sizes: list[str]) -> bool:
    """Whether a ratio is that of a sheet called so; pixels tell no more, and of an unknown name nothing."""
    sheets = [sheet for size in sizes for sheet in norms().photo_sizes.get(size, ())]
    return not sheets or any(abs(ratio - width / height) <= _LOOSE for width, height in sheets)


def _how_to_crop(rule: PhotoRule) -> str:
    """A size to crop to, if the usual one is within the bounds, and whether the identity card's photo is."""
    low, high = rule.ratios
    usual, card = (low <= ratio <= high for ratio in (35 / 49, 358 / 441))
    how = "按2寸（35×49毫米，413×579像素）裁剪" if usual else "按这个宽高比重新裁剪，不要拉伸"
    return how if card else f"{how}；二代身份证照片358×441的宽高比为0.812，不符合"


def _weighs(size: int, rule: PhotoRule) -> bool:
    """Whether a size (bytes) is within the bounds, be it by one reading of 1K only."""
    (low, high), _ = size_readings(rule)
    return low < size < high or _is_open(size, rule)


def _is_open(size: int, rule: PhotoRule) -> bool:
    """Whether a size (bytes) is within the bounds by one reading of 1K (1000, 1024) and not by the other."""
    readings = {low < size < high for low, high in size_readings(rule)}
    return len(readings) == 2 and not set(rule.inferred) & {"bytes_gt", "bytes_lt"}
