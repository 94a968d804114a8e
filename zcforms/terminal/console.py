"""The one place where errors become text (or JSON) and exit codes."""

from __future__ import annotations

import os
import sys
import warnings
from typing import Any

import click

from zcforms.ground.errors import UsageError, ZcformsError
from zcforms.ground.steps import program_fault
from zcforms.terminal.report import emit_json


class ChineseGroup(click.Group):
    """Converts every error to text (or JSON) in this one place, with its exit code."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run the command line; never shows a traceback for what the user can mend."""
        if sys.getfilesystemencoding() != "utf-8":
            # Under a GBK locale Chinese file names and our own output would be garbled.
            again = [sys.executable, "-X", "utf8", "-m", "zcforms", *sys.argv[1:]]
            os.execv(sys.executable, again)  # noqa: S606  our own interpreter, our own arguments
        arguments = list(kwargs.get("args") or (args[0] if args else None) or sys.argv[1:])
        as_json = "--json" in arguments
        try:
            with warnings.catch_warnings():
                # Libraries' English asides; what matters is a finding.
                warnings.simplefilter("ignore")
                code = super().main(*args, **{**kwargs, "standalone_mode": False})
        except ZcformsError as e:
            _fail(e.exit_code, e, as_json)
        except click.exceptions.NoArgsIsHelpError as e:
            click.echo(e.format_message())
            sys.exit(2)
        except click.UsageError as e:
            _fail(2, UsageError(_in_chinese(e), hint=_near(e) + _help_line(e)), as_json)
        except (click.Abort, KeyboardInterrupt):
            _fail(130, ZcformsError("已中断", hint="没有写到一半的文件"), as_json)
        except BrokenPipeError:
            sys.exit(0)
        except Exception as e:
            hint = "请把这一行和 --debug 写的运行记录反馈给维护人员"
            _fail(70, ZcformsError(program_fault(e), hint=hint), as_json)
        sys.exit(code if isinstance(code, int) else 0)


def _in_chinese(error: click.UsageError) -> str:
    """What is wrong with a command line, by the kind of error."""
    if isinstance(error, click.NoSuchOption):
        return f"没有选项“{error.option_name}”"
    if isinstance(error, click.MissingParameter):
        name = error.param.make_metavar(error.ctx) if error.param and error.ctx else ""
        return f"缺少{name}"
    if isinstance(error, click.BadParameter):
        name = error.param.opts[0] if error.param and error.param.opts else ""
        allowed = getattr(getattr(error.param, "type", None), "choices", None)
        return f"{name}的值不对" + ("，可用：" + "、".join(allowed) if allowed else f"：{error.message}")
    if isinstance(error, click.exceptions.NoSuchCommand):
        return f"没有命令“{error.command_name}”"
    return error.format_message()


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
    click.echo(f"错误：{error}", err=True)
    sys.exit(code)
