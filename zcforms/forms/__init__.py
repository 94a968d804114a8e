"""A form as a folder: its manifest, and a person's facts turned into the values of its fields."""

from zcforms.forms.form import (
    OWN_FORMS,
    FieldSpec,
    Form,
    Manifest,
    Row,
    TableSpec,
    Values,
    fill_in,
    find_form,
    form_with_role,
    forms_with_role,
    left_blank,
    load_form,
    load_forms,
    survey_forms,
    templates_folder,
)

__all__ = [
    "OWN_FORMS",
    "FieldSpec",
    "Form",
    "Manifest",
    "Row",
    "TableSpec",
    "Values",
    "fill_in",
    "find_form",
    "form_with_role",
    "forms_with_role",
    "left_blank",
    "load_form",
    "load_forms",
    "survey_forms",
    "templates_folder",
]
