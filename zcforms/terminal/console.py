"""The one place where errors become text (or JSON) and exit codes."""

from __future__ import annotations

import io
import os
import re
import signal
import sys
import threading
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from zcforms.chinese.names import told_unseen
from zcforms.ground.errors import UsageError, ZcformsError
from zcforms.ground.room import hush
from zcforms.ground.steps import program_fault
from zcforms.terminal.report import emit_json, takes_all

_DEBUG = "--debug"
_EXTRA = re.compile(r"Got unexpected extra arguments? \((.*)\)")


# What click says itself around our own words.
_SAID = {
    "Options": "选项",
    "Commands": "命令",
    "[OPTIONS]": "[选项]",
    "COMMAND [ARGS]...": "命令 …",
    "[required]": "[必填]",
    "[default: ": "[默认",
    "[x>=": "[不小于",
    "Show this message and exit.": "显示这份说明",
    "Show the version and exit.": "显示版本号",
}


class _ChineseHelp(click.HelpFormatter):
    """A page of help whose frame is Chinese, too."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, _said(args), prefix or "用法：")

    def write_heading(self, heading: str) -> None:
        self.write(f"{'':>{self.current_indent}}{_said(heading)}：\n")

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        super().write_dl([(first, _said(second)) for first, second in rows], col_max, col_spacing)


def _tell_in_full(group: click.Group) -> None:
    """A sentence of Chinese has no spaces to be cut at: of a longer one click would list "..." alone."""
    for command in group.commands.values():
        command.short_help = (command.help or "").partition("\n")[0]
        if isinstance(command, click.Group):
            _tell_in_full(command)


def _said(words: str) -> str:
    for english, chinese in _SAID.items():
        words = words.replace(english, chinese)
    return words


class ChineseGroup(click.Group):
    """Converts every error to text (or JSON) in this one place, with its exit code; keeps the journal."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        file, said = click.Path(path_type=Path), "另写一份不含个人信息的运行记录，报告问题时附上"
        self.params.append(click.Option([_DEBUG], type=file, metavar="FILE", help=said))

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take --debug from wherever it stands in the line: every command has it."""
        args = _debug_first(args)
        ctx.meta[_DEBUG] = next((word for word in args if word in self.commands), "")
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command, with a journal if one is wanted."""
        file = ctx.params.pop("debug", None)
        if file is None:
            return super().invoke(ctx)
        from zcforms.terminal.journal import journal

        with journal(file, ctx.meta[_DEBUG]) as told:
            code = super().invoke(ctx)
            told.write(f"退出码 {code}")
            return code

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run the command line; never shows a traceback for what the user can mend."""
        if sys.getfilesystemencoding() != "utf-8":
            # Under a GBK locale Chinese file names and our own output would be garbled.
            again = [sys.executable, "-P", "-X", "utf8", "-m", "zcforms", *sys.argv[1:]]
            os.execv(sys.executable, again)  # noqa: S606  our own interpreter, our own arguments
        arguments = list(kwargs.get("args") or (args[0] if args else None) or sys.argv[1:])
        as_json = "--json" in arguments
        try:
            _show_what_can_be_shown()
            click.Context.formatter_class = _ChineseHelp  # of every command, whoever declares it
            _tell_in_full(self)
            with warnings.catch_warnings(), _ended_like_ctrl_c():
                # Libraries' English asides; what matters is a finding.
                warnings.simplefilter("ignore")
                hush()
                code = super().main(*args, **{**kwargs, "standalone_mode": False})
        except ZcformsError as e:
            _fail(e.exit_code, e, as_json)
        except click.exceptions.NoArgsIsHelpError as e:
            click.echo(e.format_message())
            sys.exit(2)
        except click.UsageError as e:
            _fail(2, UsageError(_in_chinese(e), hint=_near(e) + _help_line(e)), as_json)
        except (click.Abort, KeyboardInterrupt):
            _fail(130, ZcformsError("已中断", hint="没有写到一半的文件；再做一遍，做好的不重做"), as_json)
        except BrokenPipeError:
            sys.exit(0)
        except Exception as e:
            hint = "请把这一行和 --debug 写的运行记录反馈给维护人员"
            _fail(70, ZcformsError(program_fault(e), hint=hint), as_json)
        sys.exit(code if isinstance(code, int) else 0)


def _show_what_can_be_shown() -> None:
    """What the screen's encoding (PYTHONIOENCODING=gbk) has no character for is told by its code point."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and not takes_all(stream):
            stream.reconfigure(errors="backslashreplace")


@contextmanager
def _ended_like_ctrl_c() -> Iterator[None]:
    """Whoever ends the program (TERM) or its terminal (HUP) has it clean up as after Ctrl-C."""
    ends = (signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM))  # Windows has no HUP
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    heard = [number for number in ends if signal.getsignal(number) is signal.SIG_DFL]
    for number in heard:
        signal.signal(number, signal.default_int_handler)
    try:
        yield
    finally:
        for number in heard:
            signal.signal(number, signal.SIG_DFL)


def _debug_first(words: list[str]) -> list[str]:
    for n, word in enumerate(words):
        if word == "--":
            break
        if word == _DEBUG and n + 1 == len(words):
            raise click.BadOptionUsage(_DEBUG, f"{_DEBUG}后面要写文件名")
        if word == _DEBUG:
            return [*words[n : n + 2], *words[:n], *words[n + 2 :]]
        if word.startswith(f"{_DEBUG}="):
            return [word, *words[:n], *words[n + 1 :]]
    return words


def _in_chinese(error: click.UsageError) -> str:
    """What is wrong with a command line, by the kind of error."""
    if isinstance(error, click.NoSuchOption):
        return f"没有选项“{error.option_name}”"
    if isinstance(error, click.MissingParameter):
        return f"缺少{_named(error)}"
    if isinstance(error, click.BadParameter):
        return f"{_named(error)}的值不对{_allowed(error)}"
    if isinstance(error, click.exceptions.NoSuchCommand):
        return f"没有命令“{error.command_name}”"
    if isinstance(error, click.BadOptionUsage) and error.message.startswith("Option"):
        return error.option_name + ("后面不写值" if "not take" in error.message else "后面缺少值")
    if extra := _EXTRA.fullmatch(error.message):
        return f"多写了“{extra[1]}”；名称里有空格的，前后加引号"
    return error.format_message()


def _named(error: click.BadParameter) -> str:
    """What a parameter is called: an option by itself, an argument as the help names it."""
    if isinstance(error.param, click.Option):
        return error.param.opts[0]
    return error.param.make_metavar(error.ctx) if error.param and error.ctx else ""


def _allowed(error: click.BadParameter) -> str:
    """What a parameter may be."""
    kind = getattr(error.param, "type", None)
    if isinstance(kind, click.Choice):
        return "，可用：" + "、".join(map(str, kind.choices))
    if isinstance(kind, click.IntRange):
        return f"，应为{kind.min}" + (f"到{kind.max}的整数" if kind.max is not None else "以上的整数")
    return f"：{error.message}"


def _near(error: click.UsageError) -> str:
    """The commands or options that were perhaps meant."""
    near = getattr(error, "possibilities", None)
    return f"是否想写“{'”或“'.join(near)}”？" if near else ""


def _help_line(error: click.UsageError) -> str:
    known = error.ctx.command if error.ctx else None
    path = error.ctx.command_path if error.ctx and known else "zcforms"
    return f"查看用法：{path} --help"


def _fail(code: int, error: ZcformsError, as_json: bool) -> None:
    if as_json:
        emit_json({"error": error.message, "hint": error.hint, "where": error.where, "exit_code": code})
    click.echo(told_unseen(f"错误：{error}"), err=True)
    sys.exit(code)
