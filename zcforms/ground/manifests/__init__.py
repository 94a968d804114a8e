"""YAML files that we define (a plan, a form's manifest): every fault in Chinese, with line and place."""

from zcforms.ground.manifests.faults import NO_MAPPING, near, near_or_all, schema_faults
from zcforms.ground.manifests.text import Fault, ManifestText, Steps, path_of

__all__ = [
    "NO_MAPPING",
    "Fault",
    "ManifestText",
    "Steps",
    "near",
    "near_or_all",
    "path_of",
    "schema_faults",
]
