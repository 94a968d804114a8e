"""What several commands take alike: a path, a folder of work, forms, where results go, an answer in JSON."""

from __future__ import annotations

from pathlib import Path

import click

PATH = click.Path(path_type=Path, readable=False)  # what may not be read is told in Chinese by who reads it
WORK = click.argument("work", type=PATH)
OUT = click.option("--out", type=PATH, help="输出文件夹，默认为工作文件夹下的output")
INTO = click.option("--out", type=PATH, required=True, help="写到哪个文件夹；已有同名文件的不写")
FORMS = click.option("--form", "asked", multiple=True, metavar="ID", help="只做这种表（编号或名称，可重复）")
JSON = click.option("--json", "as_json", is_flag=True, help="结果以JSON写到标准输出")
