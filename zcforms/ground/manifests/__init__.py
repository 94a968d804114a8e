"""YAML files that we define (a plan, a form's manifest): every fault in Chinese, with line and place."""

from zcforms.ground.manifests.expected import NO_MAPPING, expected, quoted
from zcforms.ground.manifests.faults import listed, near, near_or_all, validated
from zcforms.ground.manifests.reading import MOST_BYTES, Excess, ManifestLoader, excess, loaded
from zcforms.ground.manifests.text import Fault, ManifestText, Steps, path_of

__all__ = [
    "MOST_BYTES",
    "NO_MAPPING",
    "Excess",
    "Fault",
    "ManifestLoader",
    "ManifestText",
    "Steps",
    "excess",
    "expected",
    "listed",
    "loaded",
    "near",
    "near_or_all",
    "path_of",
    "quoted",
    "validated",
]
