"""A folder's story: open and check everybody, build, deliver; or merge the rosters of several."""

from zcforms.batch.everybody import all_findings, check_job, explanations
from zcforms.batch.forecast import Forecast, foresee
from zcforms.batch.making import build
from zcforms.batch.merge import merge_rosters
from zcforms.batch.opening import Progress, open_job
from zcforms.batch.receipt import PersonEntry, Receipt
from zcforms.batch.shelf import DOSSIER, Order

__all__ = [
    "DOSSIER",
    "Forecast",
    "Order",
    "PersonEntry",
    "Progress",
    "Receipt",
    "all_findings",
    "build",
    "check_job",
    "explanations",
    "foresee",
    "merge_rosters",
    "open_job",
]
