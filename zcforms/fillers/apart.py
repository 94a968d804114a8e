"""Forms of the user's own are read, laid out and filled in the room for files of strangers."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from zcforms.forms import Form, is_ours
from zcforms.ground.errors import BrokenForm
from zcforms.ground.room import Spoiled, in_room, room

P = ParamSpec("P")
T = TypeVar("T")


def apart(work: Callable[Concatenate[Form, P], T]) -> Callable[Concatenate[Form, P], T]:
    """Makes work on a form run in the room unless the form is ours; BrokenForm for what does not end."""

    @wraps(work)
    def run(form: Form, *args: P.args, **more: P.kwargs) -> T:
        if is_ours(form) or in_room():
            return work(form, *args, **more)
        assert not more, "only what stands in its place is sent"
        try:
            return room().call(run, form, *args)
        except Spoiled as e:
            hint = "减少表里的循环、嵌套和页数，或图片的大小"
            raise BrokenForm(f"这张表{e.whole}", hint=hint, where=form.id) from None

    return run  # type: ignore[return-value]  # called by place, as a Callable is
