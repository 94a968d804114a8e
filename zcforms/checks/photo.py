"""The ID photo against the plan's photo rule (requirements PH1-PH6)."""

from __future__ import annotations

from collections.abc import Iterator

from zcforms.checks.norms import norms
from zcforms.checks.resting import resting
from zcforms.ground.findings import Finding, Severity
from zcforms.model import PhotoFacts
from zcforms.plans import Plan
from zcforms.plans.clauses import PhotoRule

_LOOSE = 0.01  # how far a ratio may be from that of a size


@resting
def check_photo(photo: PhotoFacts, plan: Plan) -> Iterator[Finding]:
    """What is wrong with a photo: kind, bytes (strict bounds), pixels (strict), ratio (inclusive)."""
    rule, basis = plan.photo, plan.basis(plan.photo.src)

    def finding(code: str, message: str, hint: str, severity: Severity = Severity.ERROR) -> Finding:
        return Finding(code, message, severity, hint, basis, path=("photo",))

    if photo.kind not in rule.formats:
        yield finding("photo-format", f"证件照格式应为JPG或JPEG，当前为{photo.kind}", "用看图软件另存为JPG")
    if not (rule.bytes_gt < photo.size < rule.bytes_lt or _is_open(photo.size, rule)):
        yield finding(
            "photo-bytes",
            f"证件照文件大小{photo.size / 1024:.1f}K，"
            f"应大于{rule.bytes_gt // 1024}K且小于{rule.bytes_lt // 2**20}M",
            "调整JPG保存质量或像素后重新导出",
        )
    elif _is_open(photo.size, rule):
        yield finding(
            "photo-kilobytes",
            f"证件照文件{photo.size:,}字节，1K按1000字节算和按1024字节算，结果不同"
            f"（应大于{rule.bytes_gt // 1024}K且小于{rule.bytes_lt // 2**20}M）",
            "换一个不在边上的大小重新导出",
            Severity.WARNING,
        )
    if not (photo.width > rule.width_gt and photo.height > rule.height_gt):
        yield finding(
            "photo-pixels",
            f"证件照像素{photo.width}×{photo.height}，应大于{rule.width_gt}×{rule.height_gt}（宽×高）",
            "换用像素更高的原片，不要放大",
        )
    ratio = photo.width / photo.height
    if not rule.aspect_min <= ratio <= rule.aspect_max:
        yield finding(
            "photo-aspect",
            f"证件照宽高比{ratio:.3f}，应在{rule.aspect_min:.2f}～{rule.aspect_max:.2f}之间",
            "按2寸（35×49毫米，413×579像素）裁剪；二代身份证照片358×441的宽高比为0.812，不符合",
        )
    # The sheets that are called so; pixels tell only the ratio.
    sheets = [sheet for size in rule.sizes or [] for sheet in norms().photo_sizes.get(size, ())]
    if rule.sizes and not any(abs(ratio - width / height) <= _LOOSE for width, height in sheets):
        yield finding(
            "photo-size",
            f"应为{'或'.join(rule.sizes)}{rule.background}证件照，当前宽高比{ratio:.3f}",
            "1寸25×35毫米，2寸35×49或35×53毫米；重新裁剪",
            Severity.WARNING,
        )
    if not photo.light_background:
        yield finding(
            "photo-background", f"证件照应为{rule.background}，请核对", "确为白底的不必理会", Severity.WARNING
        )


def _is_open(size: int, rule: PhotoRule) -> bool:
    """Whether a size (bytes) is within the bounds by one reading of 1K (1000, 1024) and not by the other."""
    small = (rule.bytes_gt // 1024 * 1000, rule.bytes_lt // 1024**2 * 1000**2)
    readings = {low < size < high for low, high in ((rule.bytes_gt, rule.bytes_lt), small)}
    return len(readings) == 2 and not set(rule.inferred) & {"bytes_gt", "bytes_lt"}
