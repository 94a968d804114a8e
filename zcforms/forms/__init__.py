"""A form as a folder: its manifest, and a person's facts turned into the values of its fields."""

from zcforms.forms.form import FieldSpec, Form, Manifest, Role, TableSpec
from zcforms.forms.library import (
    OWN_FORMS,
    Broken,
    files_of,
    find_form,
    form_with_role,
    forms_with_role,
    is_ours,
    load_form,
    load_forms,
    manifest_of,
    refuse_changed,
    survey_forms,
    templates_folder,
)
from zcforms.forms.values import Row, Values, fill_in, left_blank, written

__all__ = [
    "OWN_FORMS",
    "Broken",
    "FieldSpec",
    "Form",
    "Manifest",
    "Role",
    "Row",
    "TableSpec",
    "Values",
    "files_of",
    "fill_in",
    "find_form",
    "form_with_role",
    "forms_with_role",
    "is_ours",
    "left_blank",
    "load_form",
    "load_forms",
    "manifest_of",
    "refuse_changed",
    "survey_forms",
    "templates_folder",
    "written",
]
