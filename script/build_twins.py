"""Makes templates/<form>/template.docx from the form's HTML: `python script/build_twins.py [FORM…]`."""

from __future__ import annotations

import sys

from zcforms.authoring.twins.package import document
from zcforms.fillers.docx import TEMPLATE
from zcforms.forms import load_forms


def main(asked: list[str]) -> None:
    """Write the templates of the forms that have a Word twin, or of those that are named."""
    for form in load_forms().values():
        if "docx" in form.media and (not asked or form.id in asked):
            (form.folder / TEMPLATE).write_bytes(document(form))
            print(form.id)


if __name__ == "__main__":
    main(sys.argv[1:])
