# SPDX-License-Identifier: Apache-2.0
"""The table of the chart's values: names and descriptions from values.yaml, what they take from values.schema.json."""
from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Dict, Iterator, List, NamedTuple, Tuple

import yaml

BEGIN, END = "<!-- values: written by `make chart` -->\n", "<!-- end of values -->\n"
Path_ = Tuple[str, ...]


class Value(NamedTuple):
    """A value that a user sets."""

    name: str
    takes: str
    default: str
    description: str


def leaves(node: yaml.Node, path: Path_ = ()) -> Iterator[Tuple[Path_, yaml.Node, int]]:
    """The values of values.yaml that have no named parts, each with the line of its key."""
    assert isinstance(node, yaml.MappingNode)
    for key, value in node.value:
        inner = (*path, str(key.value))
        if isinstance(value, yaml.MappingNode) and value.value and not _whole(inner):
            yield from leaves(value, inner)
        else:
            yield inner, value, key.start_mark.line


def _whole(path: Path_) -> bool:
    """Whether a map is one value to its readers, of which the parts are Kubernetes' own."""
    return path == ("resources",)


def values(chart: Path) -> List[Value]:
    """All values, in the order of values.yaml."""
    text = (chart / "values.yaml").read_text(encoding="utf-8")
    schema = json.loads((chart / "values.schema.json").read_text(encoding="utf-8"))
    lines, tree = text.splitlines(), yaml.safe_load(text)
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    assert root is not None
    return [Value(".".join(path), takes(at(schema, path), schema), _default(_get(tree, path)), _comment(lines, line))
            for path, _, line in leaves(root)]


def at(schema: Dict[str, Any], path: Path_) -> Dict[str, Any]:
    """The part of a schema that speaks of a value; a KeyError when none does."""
    found = schema
    for name in path:
        found = _resolved(found, schema)["properties"][name]
    return _resolved(found, schema)


def takes(part: Dict[str, Any], schema: Dict[str, Any]) -> str:
    """What a value takes, for people."""
    if "title" in part:
        return str(part["title"])
    if "enum" in part:
        return " or ".join(f"`{one}`" for one in part["enum"])
    if "oneOf" in part:
        return " or ".join(takes(_resolved(one, schema), schema) for one in part["oneOf"])
    kind = part["type"]
    if kind == "integer":
        return f"{part['minimum']} to {part['maximum']}"
    if kind == "boolean":
        return "`true` or `false`"
    return {"array": "list", "object": "map", "string": "text"}[kind]


def table(chart: Path) -> str:
    rows = ["| value | takes | default | meaning |", "|---|---|---|---|"]
    rows += [f"| `{one.name}` | {one.takes} | {one.default} | {one.description} |" for one in values(chart)]
    return "\n".join(rows) + "\n"


def readme(chart: Path) -> str:
    """README.md of the chart with the present table."""
    text = (chart / "README.md").read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{table(chart)}\n{END}{after}"


def _resolved(part: Dict[str, Any], schema: Dict[str, Any]) -> Dict[str, Any]:
    reference = part.get("$ref")
    return schema["definitions"][reference.rpartition("/")[2]] if reference else part


def _get(tree: Any, path: Path_) -> Any:
    for name in path:
        tree = tree[name]
    return tree


def _default(value: Any) -> str:
    if value in ("", [], {}):
        return "none"
    return f"`{value if isinstance(value, str) else json.dumps(value)}`"


def _comment(lines: List[str], line: int) -> str:
    """The comment right above a line, in one line; empty when there is none."""
    found: List[str] = []
    while line > 0 and lines[line - 1].strip().startswith("#"):
        line -= 1
        found.insert(0, lines[line].strip().lstrip("#").strip())
    return " ".join(found)
