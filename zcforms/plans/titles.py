"""What the keys of a plan are called in Chinese, as docs/plans.md explains them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import cast

from zcforms.ground.shipped import shipped_data


@cache
def _steps() -> Mapping[str, str]:
    return cast("Mapping[str, str]", shipped_data("plans/titles.yaml"))


# What is not told step by step: the trees of conditions, the tables of points, what one form can be set to.
_TREES = re.compile(
    r"(?<=^eligibility)\.(?!external|other_target).*|\.(?:landmark_)?table\..*|(?<=\.options)\..*"
)


def title_of(key: str) -> str:
    """What a key of a plan is called, "证件照·底色" for photo.background; a step without a name stays."""
    if key == "name":
        return "计划名称"
    steps = re.findall(r"([^.\[\]]+)((?:\[[^\]]*\])*)", _TREES.sub("", key))
    return "·".join(_steps().get(step, step) + entry for step, entry in steps)
