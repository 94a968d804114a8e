"""The draft as a plan file: each value with its clause and words, all of it still to be confirmed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from zcforms.authoring.drafting.attachments import way_of
from zcforms.authoring.drafting.choosing import Chosen, Unplaced, quoted
from zcforms.authoring.drafting.found import Found
from zcforms.authoring.yaml_lines import flow, unbroken

_HEAD = """# 由 zcforms plans draft 从通知的文字起草，还不能用。
# 每个值后面是通知的条款和原话。逐项对着通知看：对的，从下面的“待核”里删去这一项；不对的，改好再删。
# “待核”全部删完、没有找到的都补上，zcforms plans check 没有发现问题，才能用来检查和制作。
# 各个键的意思见 docs/plans.md。文件末尾是没有放进计划的数字和日期：看看有没有规定漏在里面。"""
_ABSENT = "没有找到"
# The blocks of a plan with their keys in the order of docs/plans.md: what has * must be there, what has ?
# must be there and may be null; what has both is asked for, and may be null where the circular is silent.
_LAYOUT: dict[str, str] = {
    "": "name* circular* doc_no? doc_date? issuer* province year* level* also_level series* target_title* "
    "committee? legal_basis specialities* watermark*?",
    "platform": "name*? url*? unit_first_use",
    "eligibility": "external*",
    "photo": "formats*? bytes_gt*? bytes_lt*? width_gt*? height_gt*? aspect_min*? aspect_max*? background*? "
    "sizes",
    "statement": "label* max_chars",
    "continuing_education": "unit* years* rule per_year cumulative make_up catch_up route_cap "
    "certificate_per_year systems",
    "assessment": "stated* years recent or_since_title levels document_per_year exception",
    "dates": "open? person_deadline? unit_deadline? forward_deadline? review tenure_cutoff "
    "work_years_cutoff evidence_cutoff late_means",
    "publicity": "form min_workdays* count_start_day? place unopposed result_required "
    "recommendation_public committee_workdays",
    "evidence": "after papers projects degree social appointment representative_works feasibility_report "
    "collective upload_only",
    "scoring": "pass? experts expert_level unproved",
    "establishment": "required_for* form* non_establishment quota prior_system hire_within_years otherwise",
    "defence": "triggers* degree_years",
    "discipline": "fraud_bar_years fraud_bar_from delay_years no_secrets",
}
_ONLY_IF_FOUND = {
    "scoring": ("pass", "experts"),
    "establishment": ("form", "hire_within_years"),
    "defence": ("triggers",),
}
_PARTS = {
    "appointment": "years",
    "make_up": "total",
    "route_cap": "hours",
    "after": "stated",
}  # without it, none


class Writer:
    """Lines of a plan file; `pending` are the keys to be confirmed, `absent` those that were not found.

    `placed` are the keys of the rules whose values stand in the file.
    """

    def __init__(self, chosen: Mapping[str, Chosen], lists: Mapping[str, list[Found]]) -> None:
        """`lists` are the keys that end in []: all that was found of each."""
        self._chosen, self._lists = dict(chosen), lists
        self.lines: list[str] = []
        self.pending: list[str] = []
        self.absent: list[str] = []
        self.placed = {""}
        self._top()
        self._methods()
        for block, keys in _LAYOUT.items():
            if block:
                self._block(block, keys)
        self._forms()
        self._binding()
        self._notes()

    def text(self, plan_id: str, left: Iterable[Unplaced]) -> str:
        """The whole file, with the figures that are left over at its end."""
        pending = ["待核:", *(f"  - {key}" for key in self.pending)]
        tail = ["", "# 没有放进计划的数字和日期（【】里的没有规则认得）：", *(_comment(u) for u in left)]
        return "\n".join([_HEAD, *pending, "", f"id: {plan_id}", *self.lines, *tail]) + "\n"

    # --- blocks -------------------------------------------------------------------------------------

    def _top(self) -> None:
        for key, need in _keys(_LAYOUT[""]):
            if key == "legal_basis":
                self._list(key, "legal_basis[]", 0)
            else:
                self._leaf(key, key, need, 0)
        self.lines.append("src: 通知正文")

    def _block(self, block: str, keys: str) -> None:
        only = _ONLY_IF_FOUND.get(block)
        if only and not any(self._has(f"{block}.{key}") for key in only):
            return
        self.lines += ["", f"{block}:"]
        for key, need in _keys(keys):
            path = f"{block}.{key}"
            inner = [one for one in self._chosen if one.startswith(f"{path}.")]
            if self._lists.get(f"{path}[]"):
                self._list(key, f"{path}[]", 1)
            elif inner:
                self._part(key, path, inner)
            else:
                self._leaf(key, path, need, 1)
        if block == "scoring":
            self._score_tables()
        if sources := self._sources(block):
            self.lines.append(f"  src: {_flow(sources)}")
        else:
            self._told(f"  src: {_ABSENT}", block, [], why="通知确实没有写的，改成“未载明”")

    def _part(self, key: str, path: str, inner: list[str]) -> None:
        needed = _PARTS.get(key)
        if needed and f"{path}.{needed}" not in inner:
            return
        self.lines.append(f"  {key}:")
        for one in inner:
            self._leaf(one.removeprefix(f"{path}."), one, "", 2)

    def _score_tables(self) -> None:
        titles = {str(f.value): f for f in self._lists.get("forms[scoring_table].title", [])}
        full = [title for title in titles if not any(title != t and title in t for t in titles)]
        self.lines.append("  tables:" if full else "  tables: []")
        specialities = self._chosen.get("specialities")
        of = specialities.found.value if specialities else []
        for title in full:
            self._told(f"    - {_flow({'for': of, 'title': title})}", "scoring.tables", [titles[title]])
        if "methods[score]" in self._chosen:
            self._told(
                "  required_for: [score]", "scoring.required_for", [self._chosen["methods[score]"].found]
            )

    def _methods(self) -> None:
        ways = {key[8:-1]: one for key, one in self._chosen.items() if key.startswith("methods[")}
        self.lines += ["", "methods:" if ways else f"# methods:  # {_ABSENT}申报方式，补上"]
        if not ways:
            self.absent.append("methods")
        for said in self._lists.get("methods[]", []):
            if 0 < said.value <= len(ways):
                continue
            count = f"说有{said.value}种，认出{len(ways)}种" if said.value else "说到申报方式"
            told = f"可能不全，通知{count}：{quoted(said)}"
            self.lines.append(f"  # {unbroken(told)}")
            if ways:
                self.absent.append(f"methods（{told}）")
        for way, one in ways.items():
            entry: dict[str, Any] = {"id": way, "label": one.found.value}
            if way == "exception":
                entry["short_of_conditions"] = True
            entry["src"] = one.found.at.clause or "正文"
            self._told(f"  - {_flow(entry)}", f"methods.{way}", [one.found])

    def _forms(self) -> None:
        ids = [key[6:-7] for key in self._chosen if re.fullmatch(r"forms\[\w+\]\.title", key)]
        self.lines += ["", "forms:" if ids else "forms: []"]
        for form in ids:
            said = {key: self._chosen.get(f"forms[{form}].{key}") for key in ("title", *_OF_FORM)}
            lead = f"forms.{form}"
            self.lines.append(f"  - id: {form}")
            for key, otherwise in {"title": None, **_OF_FORM}.items():
                one = said[key]
                if one is not None:
                    self._told(f"    {key}: {_flow(one.found.value)}", lead, [one.found], one.others)
                elif otherwise is not None:
                    self._told(f"    {key}: {_flow(otherwise)}", lead, [], why="没有找到，暂填")
            self._whose(form, lead)
            copies = said["copies"]
            if copies and copies.found.value and not said["goes_to"]:
                self.lines.append(f"    # goes_to:  # {_ABSENT}：{_WHERE}")
            title = said["title"]
            assert title is not None
            clauses = [one.found.at.clause or "正文" for one in said.values() if one]
            self.lines.append(f"    src: {_flow('、'.join(dict.fromkeys(clauses)))}")

    def _whose(self, form: str, lead: str) -> None:
        """Whom alone a form concerns: as the circular says, else as its name does."""
        said, way = self._chosen.get(f"forms[{form}].when"), way_of(form)
        if said is not None:
            self._told(f"    when: {_flow(said.found.value)}", lead, [said.found], said.others)
        elif way:
            line = f"when: {_flow({'method': [way]})}"
            why = "没有找到，按表名暂填：只有这种申报方式的人填"
            if f"methods[{way}]" in self._chosen:
                self._told(f"    {line}", lead, [], why=why)
            else:  # without the way among the methods it would name none
                self.lines.append(
                    f"    # {line}  # 按表名只有这种申报方式的人填：methods里写上这种方式，再去掉前面的#"
                )

    def _binding(self) -> None:
        sections, volumes = self._chosen.get("binding.sections"), self._chosen.get("binding.volumes")
        if sections is None and volumes is None:
            return
        self.lines += ["", "binding:"]
        for key in ("volumes", "send_to"):
            self._leaf(key, f"binding.{key}", "*", 1)
        self._told(
            '  title: "{year}年度{series}评审材料"', "binding.title", [], why="暂填，通知写了名称的照通知"
        )
        if sections is not None:
            titles = [{"title": title} for title in sections.found.value]
            self._told("  sections:", "binding.sections", [sections.found], sections.others)
            self.lines += [f"    - {_flow(one)}" for one in titles]
        else:
            self.absent.append("binding.sections")
            self.lines.append(f"  # sections:  # {_ABSENT}各部分的次序，补上")
        self._told("  loose: []", "binding.loose", [], why="不装订的没有认，看通知补上")
        self.lines.append(f"  src: {_flow(self._sources('binding'))}")

    def _notes(self) -> None:
        found = self._lists.get("notes", [])
        self.lines += ["", "notes:" if found else "notes: []"]
        for one in found:
            kind, words = one.value
            entry = {"words": words, "src": one.at.clause or "正文"}
            self.lines.append(f"  - {_flow(entry)}  # {kind}：条件树（eligibility）由人写，照录原话")
        if found:
            self.placed.add("notes")
            self.pending.append("notes")

    # --- lines --------------------------------------------------------------------------------------

    def _has(self, path: str) -> bool:
        return path in self._chosen or bool(self._lists.get(f"{path}[]"))

    def _leaf(self, key: str, path: str, need: str, depth: int) -> None:
        one, indent = self._chosen.get(path), "  " * depth
        if one is not None:
            self._told(f"{indent}{key}: {_flow(one.found.value)}", path, [one.found], one.others)
        elif need == "?":
            self._told(f"{indent}{key}: null", path, [], why=_ABSENT)
        elif need:
            self.absent.append(path)
            silent = "；通知确实没有规定的，写null" if need == "*?" else ""
            self.lines.append(f"{indent}# {key}:  # {_ABSENT}，补上{silent}")

    def _list(self, key: str, path: str, depth: int) -> None:
        first = {str(one.value): one for one in reversed(self._lists.get(path, []))}
        values = [one.value for one in reversed(first.values())]
        if values:
            if path == _UPLOADS:
                self.lines.append(f"  # {_INCOMPLETE}")
            self.placed.add(path)
            said = "　".join(dict.fromkeys(quoted(one) for one in reversed(first.values())))
            self._told(f"{'  ' * depth}{key}: {_flow(values)}", path.removesuffix("[]"), [], why=said)

    def _told(
        self, line: str, path: str, found: list[Found], others: Iterable[Found] = (), why: str = ""
    ) -> None:
        """A line with the words that it stands on; what says something else is told, too."""
        self.placed |= {one.key for one in found}
        said = [quoted(one) for one in found] or [why]
        also = [f"{one.value}（{quoted(one)}）" for one in others]
        if also and not line.lstrip().startswith(("title:", "label:", "rule:")):
            said.append("另有：" + "；".join(also))
        self.lines.append(f"{line}  # {unbroken('　'.join(said))}")
        if path not in self.pending:
            self.pending.append(path)

    def _sources(self, block: str) -> str:
        chosen = [one.found for key, one in self._chosen.items() if key.startswith(f"{block}.")]
        listed = [one for key, all_ in self._lists.items() if key.startswith(f"{block}.") for one in all_[:1]]
        clauses = list(dict.fromkeys(one.at.clause or "正文" for one in [*chosen, *listed]))
        return "、".join(clauses[:8])


_UPLOADS = "evidence.upload_only[]"
_INCOMPLETE = (
    "可能不全：检查时，佐证的类别不在这里、也不在binding.sections里的都算错；论文著作、科研项目等照通知补上"
)
_WHERE = (
    "装袋的写bag，随纸质材料报送的写office，上传平台的写platform，留单位的写unit；装订的、委托书列出的不写"
)
_OF_FORM: Mapping[str, Any] = {
    "copies": 0,
    "duplex": False,
    "watermark": False,
    "exported": None,
    "goes_to": None,
}


def _keys(layout: str) -> Iterator[tuple[str, str]]:
    """Keys with what is asked of each: "*", "?" or nothing."""
    return ((key.rstrip("*?"), key[len(key.rstrip("*?")) :]) for key in layout.split())


def lists_of(found: Iterable[Found]) -> Iterator[tuple[str, Found]]:
    """What was found of the keys that keep all of it, each value once."""
    seen = set()
    for one in found:
        is_list = one.key.endswith("[]") or one.key in ("notes", "forms[scoring_table].title")
        if is_list and (one.key, str(one.value)) not in seen:
            seen.add((one.key, str(one.value)))
            yield one.key, one


def _comment(left: Unplaced) -> str:
    return "#   " + unbroken(f"{left.clause or '正文'}：{left.words}")


def _flow(value: Any) -> str:
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d(-\d\d)?", value):
        return value
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return flow(value)
