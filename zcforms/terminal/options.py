"""What many commands take alike: a path, the folder of work, where results go, whether to answer in JSON."""

from __future__ import annotations

from pathlib import Path

import click

PATH = click.Path(path_type=Path, readable=False)  # what may not be read is told in Chinese by who reads it
WORK = click.argument("work", type=PATH)
OUT = click.option("--out", type=PATH, help="输出文件夹，默认为工作文件夹下的output")
JSON = click.option("--json", "as_json", is_flag=True, help="结果以JSON写到标准输出")
