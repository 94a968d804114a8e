"""What tells whose a form is: the same on each of a person's, and all that is kept of what it shows."""

from __future__ import annotations

from collections.abc import Callable

from zcforms.facts import Person, PersonFacts
from zcforms.forms import Form, Values, fill_in
from zcforms.pipeline.press import Press
from zcforms.plans import FormUse

WHOSE = ("person.name", "person.id.number", "unit.name", "application.speciality", "target")  # sources


def telling_whose(form: Form, values: Values) -> Values:
    """Of the values of a form only those that tell whose it is."""
    names = (name for name, spec in form.fields.items() if spec.source in WHOSE)
    return Values(values.title, {name: values.fields[name] for name in names if name in values.fields})


def told_whose(press: Press, person: Person) -> Callable[[Form, FormUse], Values]:
    """What tells whose it is on a form of a person, as the data has it."""
    facts = PersonFacts(person, press.job.plan, press.job.work.settings)

    def told(form: Form, use: FormUse) -> Values:
        return telling_whose(form, fill_in(_with_only_that(form), facts, use.title))

    return told


def _with_only_that(form: Form) -> Form:
    fields = {name: spec for name, spec in form.fields.items() if spec.source in WHOSE}
    return form.model_copy(update={"fields": fields, "tables": {}})
