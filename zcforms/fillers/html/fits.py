"""How values fit the boxes that they have to themselves: measured, not laid out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from zcforms.fillers.dated import DatedBox
from zcforms.fillers.fitting import Box, Fit, fit
from zcforms.fillers.html.compiled import ValueBox, compiled
from zcforms.forms import FieldSpec, Form, Values


@dataclass(frozen=True, slots=True)
class Fitted:
    """A value in the tightest of its boxes: how it fits there, and what becomes of it if it does not."""

    box: Box
    fit: Fit
    overflow: str
    alike: bool  # all its boxes are as wide as this one


@dataclass(frozen=True, slots=True)
class Fits:
    """How the values fit: the fields by name, and by column and row what stands in blocks of fixed height."""

    fields: Mapping[str, Fitted]
    cells: Mapping[tuple[str, int], tuple[Box, Fit]]


def fits_of(form: Form, values: Values) -> Fits:
    """How the values of a form fit, each in the tightest of its boxes."""
    return Fits(_fitted(form, values), _fitted_cells(form, values))


def _fitted(form: Form, values: Values) -> dict[str, Fitted]:
    """Every value that has a box to itself."""
    tightest: dict[str, Fitted] = {}
    for name, rooms in rooms_of(form, values).items():
        text = values.fields.get(name)
        if not text:
            continue
        for room in rooms:
            found, other = _fitted_in(form, room, text, alike(rooms)), tightest.get(name)
            if other is None or (found.fit.excess, -found.fit.size) > (other.fit.excess, -other.fit.size):
                tightest[name] = found
    return tightest


def rooms_of(form: Form, values: Values) -> dict[str, list[ValueBox]]:
    """By field or column, the boxes that hold nothing else; none in a form for writing by hand.

    On paper that is printed already no cell grows.
    """
    rooms: dict[str, list[ValueBox]] = {}
    for room in () if values.blank and not values.overprinted else compiled(form, values):
        if room.alone:
            rooms.setdefault(room.field, []).append(
                replace(room, grows=False) if values.overprinted else room
            )
    return rooms


def alike(rooms: Sequence[ValueBox]) -> bool:
    """Whether a text is set in the same lines in all of its boxes."""
    first = rooms[0]
    return all(room.size == first.size and abs(room.inner.width - first.inner.width) < 0.1 for room in rooms)


def _fitted_cells(form: Form, values: Values) -> dict[tuple[str, int], tuple[Box, Fit]]:
    """By column ("table.column") and row (from 1): what stands alone in a block whose height is fixed.

    A row of a table grows with its cells, so what stands in a cell is not fitted.
    """
    tightest: dict[tuple[str, int], tuple[Box, Fit]] = {}
    boxes = [room for rooms in rooms_of(form, values).values() for room in rooms]
    for room in (room for room in boxes if room.row is not None and not room.grows):
        table, _, column = room.field.partition(".")
        box = box_of(form, room)
        for number, row in enumerate(values.tables[table], 1):
            found, other = fit(row.cells[column], box), tightest.get((room.field, number))
            if other is None or (found.excess, -found.size) > (other[1].excess, -other[1].size):
                tightest[room.field, number] = box, found
    return tightest


def _fitted_in(form: Form, room: ValueBox, text: str, alike: bool) -> Fitted:
    """A text in one room: roomily if it may be and fits so, else as the form has it."""
    overflow, usual = _overflow(form, room), box_of(form, room)
    for box in (*_roomy(usual, form.fields[room.field]), usual):
        fitting = fit(text, box)
        if not fitting.excess:
            break
    if fitting.excess and overflow == "grow" and not box.flows:
        fitting = replace(fitting, set=box.set(text, fitting.size))
    return Fitted(box, fitting, overflow, alike)


def _roomy(usual: Box, spec: FieldSpec) -> Iterator[Box]:
    """The same box with the size and leading that a text may have that leaves so much room."""
    if spec.roomy:
        size, leading = spec.roomy
        yield replace(usual, size=size, floor=usual.size, leading=leading)


def box_of(form: Form, room: ValueBox) -> Box:
    """A room as what a text is fitted into."""
    spec = form.spec(room.field)
    return (DatedBox if spec.format == "dated" else Box)(
        width=room.inner.width,
        height=room.inner.height,
        size=room.size,
        floor=min(room.size, spec.smallest),
        leading=room.leading,
        flows=spec.by_paragraph,
        centred=room.align == "center",
        family=room.family,
        typefaces=form.typefaces,
    )


def _overflow(form: Form, room: ValueBox) -> str:
    """What becomes of a text that is too long: only a cell of an open form may simply grow."""
    usual = form.overflow or ("error" if form.pages or not room.grows else "grow")
    return form.fields[room.field].overflow or usual
