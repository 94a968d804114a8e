"""Values into the fields of a unit's own PDF form (ISO 32000-1, 12.7)."""

from zcforms.fillers.acroform.fields import KIND_LABELS, Field, Template, opened
from zcforms.fillers.acroform.filling import TEMPLATE, check_template, fill, overflows, overprint
from zcforms.fillers.acroform.labels import labels
from zcforms.fillers.acroform.mapping import destinations, mapping_faults

__all__ = [
    "KIND_LABELS",
    "TEMPLATE",
    "Field",
    "Template",
    "check_template",
    "destinations",
    "fill",
    "labels",
    "mapping_faults",
    "opened",
    "overflows",
    "overprint",
]
