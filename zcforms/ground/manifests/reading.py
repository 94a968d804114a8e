"""The YAML of such files before it is made into data: small, flat enough, written out, without a guess."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import yaml

from zcforms.ground.errors import ZcformsError
from zcforms.ground.manifests.text import ManifestText
from zcforms.ground.yaml_slips import in_words

MOST_BYTES = 2 * 2**20  # the largest plan has 40,000
MOST_LEVELS = 30  # of YAML in YAML; a plan has 17


@dataclass(frozen=True, slots=True)
class Excess:
    """What no such file needs, in words, and its line; it would fill the memory or break the reader."""

    line: int
    words: str


class ManifestLoader(yaml.CSafeLoader):
    """YAML as plain data: what looks like a number or a date and is none stays text, told with its line."""


def _as_meant(loader: ManifestLoader, node: yaml.ScalarNode) -> Any:
    construct = yaml.CSafeLoader.yaml_constructors[node.tag]
    try:
        return construct(loader, node)
    except (ValueError, OverflowError, LookupError):
        return loader.construct_scalar(node)


def _text(loader: ManifestLoader, node: yaml.ScalarNode) -> str:
    return loader.construct_scalar(node)


for _kind in ("bool", "int", "float"):
    ManifestLoader.add_constructor(f"tag:yaml.org,2002:{_kind}", _as_meant)
ManifestLoader.add_constructor("tag:yaml.org,2002:timestamp", _text)


def excess(text: str) -> Excess | None:
    """The first alias or level too many; raises yaml.YAMLError for what is no YAML."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent) or depth > MOST_LEVELS:
            return Excess(line, f"不能用“*”引用别处，也不能套过{MOST_LEVELS}层")
    return None


def loaded(
    text: str, where: str, broken: type[ZcformsError], loader: type[ManifestLoader] = ManifestLoader
) -> tuple[Any, ManifestText]:
    """What such a file says, and its source, which knows the lines; `broken` for what is not to be read."""
    try:
        if found := excess(text):
            raise broken(found.words, hint="把内容写全", where=f"{where}:{found.line}")
        data = yaml.load(text, Loader=loader)  # noqa: S506  a SafeLoader
        return data, ManifestText(yaml.compose(text, Loader=loader), where)
    except yaml.MarkedYAMLError as e:
        at, said, hint = in_words(e, text)
        raise broken(said, hint=hint, where=where + at) from e
    except (yaml.YAMLError, ValueError, RecursionError) as e:
        raise broken("不是有效的YAML", hint="文件应为UTF-8编码的YAML", where=where) from e
