"""Where a stranger's template runs: it sees plain data, may use what is listed here, and comes to an end.

Everything is refused that is not allowed by name: filters, tests, functions, attributes by type. What a
rendering does is counted (`limits`), and each rendering has a sandbox of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from types import BuiltinMethodType, CodeType, FunctionType, MappingProxyType, MethodType
from typing import Any

from jinja2 import BaseLoader, StrictUndefined, Template, TemplateNotFound, Undefined, nodes
from jinja2.environment import TemplateModule
from jinja2.exceptions import TemplateAssertionError
from jinja2.runtime import BlockReference, Context, LoopContext, Macro, markup_join
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import Namespace

from zcforms.fillers.sandbox.filters import (
    allowed_filters,
    allowed_tests,
    dict_,
    formatted,
    printable,
    range_,
)
from zcforms.fillers.sandbox.limits import A_CALL, A_TEMPLATE, Forbidden, Meter, number_of
from zcforms.fillers.sandbox.loops import Watched
from zcforms.fillers.sandbox.standing import in_words
from zcforms.forms.files import read_text

_OF_TEXTS = frozenset({"count", "endswith", "split", "startswith"})
_OF_MAPPINGS = frozenset({"get", "items", "keys", "values"})
_OF_LOOPS = frozenset(
    {"first", "index", "index0", "last", "length", "nextitem", "previtem", "revindex", "revindex0"}
)
_CALLABLE = (FunctionType, MethodType, BuiltinMethodType, Macro, BlockReference)
_KEPT = 1024  # templates compiled, by content
_SEQUENCES = (str, list, tuple)
_MAPPINGS = (dict, MappingProxyType)


class Sandbox(ImmutableSandboxedEnvironment):
    """One rendering of templates from some folders; `methods` are those that types of ours let it call."""

    intercepted_binops = frozenset({"+", "-", "*", "/", "//", "%", "**"})
    methods: Mapping[type, frozenset[str]] = MappingProxyType({})

    def __init__(self, folders: Sequence[Path] = ()) -> None:
        self.meter = Meter()
        super().__init__(
            loader=_Folders(folders),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=bool(folders),  # (a template without a file is a part of a Word file)
            lstrip_blocks=bool(folders),
            finalize=printable,
            cache_size=-1,
        )
        self.filters = allowed_filters(self.meter)
        self.tests = allowed_tests()
        self.globals = {"range": range_, "dict": dict_, "namespace": Namespace}
        self.concat = self.meter.whole  # type: ignore[method-assign]

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        with _readable(name):
            return super()._parse(source, name, filename)

    def _generate(self, source: nodes.Template, name: str | None, *rest: Any, **options: Any) -> str:
        with _readable(name):
            return super()._generate(Watched(name).visit(source), name, *rest, **options)

    def _compile(self, source: str, filename: str) -> CodeType:
        with _readable(Path(filename).name):
            return super()._compile(source, filename)

    def get_template(self, *asked: Any, **options: Any) -> Template:
        """A template that another one extends, includes or imports."""
        self.meter.spend(A_TEMPLATE)
        return super().get_template(*asked, **options)

    # --- what a template may reach -----------------------------------------------------------------

    def getattr(self, obj: Any, attribute: str) -> Any:
        """`obj.attribute`, as far as it is allowed for this type: keys first, then the methods listed."""
        if isinstance(obj, Undefined):
            obj._fail_with_undefined_error()
        if isinstance(obj, _MAPPINGS) and attribute in obj:
            return obj[attribute]
        if attribute.startswith("_") or attribute not in self._attributes(obj):
            return self.unsafe_undefined(obj, attribute)
        return getattr(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """`obj[argument]` of texts, lists and mappings; a name may also be an attribute."""
        if isinstance(obj, (*_SEQUENCES, *_MAPPINGS, Undefined)):
            with suppress(TypeError, LookupError):
                return obj[argument]
        if isinstance(argument, str):
            return self.getattr(obj, str(argument))
        return self.undefined(obj=obj, name=argument)

    def _attributes(self, obj: Any) -> Iterable[str]:
        if isinstance(obj, Namespace):
            return dict(object.__getattribute__(obj, "_Namespace__attrs"))
        if isinstance(obj, TemplateModule):
            return vars(obj)
        for kind, names in self.methods.items():
            if isinstance(obj, kind):
                return names
        if isinstance(obj, str):
            return _OF_TEXTS
        if isinstance(obj, _MAPPINGS):
            return _OF_MAPPINGS
        return _OF_LOOPS if isinstance(obj, LoopContext) else ()

    def unsafe_undefined(self, obj: Any, attribute: str) -> Undefined:
        """What stands for something that is not there, or that a template may not reach."""
        if not attribute.startswith("_") and not hasattr(type(obj), attribute):
            return self.undefined(obj=obj, name=attribute)
        return self.undefined(f"模板不能使用“{attribute}”", obj=obj, name=attribute, exc=Forbidden)

    def is_safe_callable(self, obj: Any) -> bool:
        """Functions given to the template, its macros, and methods that it was allowed to reach."""
        return obj is Namespace or isinstance(obj, _CALLABLE)

    # --- what it may do with it --------------------------------------------------------------------

    def call(__self, __context: Context, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N805
        """Call what may be called, and count it."""
        __self.meter.spend(A_CALL)
        if isinstance(__obj, Undefined):
            __obj._fail_with_undefined_error()
        # (most calls are of these two; Jinja2's own way asks six times what it calls)
        if type(__obj) is Macro or (type(__obj) is FunctionType and not __obj.__dict__):
            for internal in ("_block_vars", "_loop_vars"):
                kwargs.pop(internal, None)
            if type(__obj) is Macro:
                return __obj(__context.eval_ctx, *args, **kwargs)
            return __obj(*args, **kwargs)
        if not __self.is_safe_callable(__obj):
            raise Forbidden("这里不是函数或宏，不能加括号")
        return super().call(__context, __obj, *args, **kwargs)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """An operation, unless its result would be too large."""
        if operator == "%" and isinstance(left, str):
            return formatted(left, *(right if isinstance(right, tuple) else (right,)))
        if operator == "**":
            _power(left, right)
        elif operator in ("+", "*"):
            self._growth(operator, left, right)
        return number_of(super().call_binop(context, operator, left, right))

    def _growth(self, operator: str, left: Any, right: Any) -> None:
        many, times = (left, right) if isinstance(left, _SEQUENCES) else (right, left)
        if not isinstance(many, _SEQUENCES):
            return
        size = len(many)
        if operator == "*":
            size *= max(times, 0) if isinstance(times, int) else 1
        else:
            size += len(times) if isinstance(times, _SEQUENCES) else 0
        (self.meter.text if isinstance(many, str) else self.meter.items)(size)

    def steps(self, iterable: Iterable[Any]) -> list[Any]:
        """What a loop goes through, counted."""
        found = []
        for item in iterable:
            self.meter.spend()
            found.append(item)
        return found

    def joined(self, *parts: Any) -> str:
        """What `~` makes of its sides."""
        self.meter.text(sum(len(str(printable(part))) for part in parts))
        return markup_join(parts)


def _power(base: Any, exponent: Any) -> None:
    if isinstance(base, int | float) and isinstance(exponent, int | float) and abs(exponent) > 64:
        raise Forbidden("乘方的指数超过64")
    number_of(base)


@contextmanager
def _readable(name: str | None) -> Iterator[None]:
    """What Python itself cannot read of a template is a fault of the template."""
    try:
        yield
    except (SyntaxError, ValueError, RecursionError, MemoryError) as e:
        said = "里面有太长的数、套得太深的括号或同名的参数"
        raise TemplateAssertionError(said, 1, name) from e


# --- where templates are read --------------------------------------------------------------------


class _Folders(BaseLoader):
    """Templates of some folders, the first that has one; nothing outside of them."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self.folders = tuple(folders)

    def get_source(self, environment: Any, template: str) -> tuple[str, str, None]:  # noqa: ARG002
        """The text of a template and its file."""
        for folder in self.folders:
            path = folder / template
            with suppress(OSError, ValueError):  # a name that no file can have
                try:
                    state = path.stat()
                except OSError:
                    _refuse_outside(folder, template)  # nor is it told what there is elsewhere
                    continue
                which = state.st_dev, state.st_ino, state.st_size, state.st_mtime_ns, state.st_ctime_ns
                return _text(folder, template, which), str(path), None
        raise TemplateNotFound(template[:60])

    def load(self, environment: Any, name: str, globals: Any = None) -> Template:
        """A template, compiled once for all that have the same text."""
        source, file, _ = self.get_source(environment, name)
        code = _compiled(source, name, file)
        return environment.template_class.from_code(environment, code, globals or {})  # type: ignore[no-any-return]


@lru_cache(_KEPT)
def _text(folder: Path, template: str, _state: tuple[int, ...]) -> str:
    """The text of a template in a folder: looked for again when it is another file, or was changed."""
    _refuse_outside(folder, template)
    return read_text(folder / template, f"{folder.name}/{template}")


def _refuse_outside(folder: Path, template: str) -> None:
    if not (folder / template).resolve().is_relative_to(folder.resolve()):
        hint = "把要用的文件放进本表的文件夹"
        raise Forbidden(f"模板只能取用本表文件夹和_shared里的文件，不能取用“{template}”", hint)


@lru_cache(_KEPT)
def _compiled(source: str, name: str, file: str) -> CodeType:
    return Sandbox([Path(file).parent]).compile(in_words(source), name, file)
