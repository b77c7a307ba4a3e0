"""Writes JSON for people who read it and compare it: what fits on a line stands on one."""

import json
from collections.abc import Iterable
from typing import Any

_WIDTH = 120


def laid_out(value: Any) -> str:
    """A whole file. The same value gives the same text; members keep their order."""
    return _laid_out(value, 0, 0) + "\n"


def _laid_out(value: Any, indent: int, used: int) -> str:
    """`value` where `indent` columns stand before its line, and `used` more before it on its line."""
    line = json.dumps(value, ensure_ascii=False)
    if not value or not isinstance(value, (dict, list)) or (indent and indent + used + len(line) < _WIDTH):
        return line
    if isinstance(value, dict):
        keys = [json.dumps(key, ensure_ascii=False) + ": " for key in value]
        members = (key + _laid_out(each, indent + 2, len(key)) for key, each in zip(keys, value.values(), strict=True))
        return _wrapped("{}", members, indent)
    if all(isinstance(each, str) for each in value):
        return _wrapped("[]", _filled(value, _WIDTH - indent - 3), indent)
    return _wrapped("[]", (_laid_out(each, indent + 2, 0) for each in value), indent)


def _wrapped(brackets: str, members: Iterable[str], indent: int) -> str:
    inner = "\n" + " " * (indent + 2)
    return brackets[0] + inner + f",{inner}".join(members) + "\n" + " " * indent + brackets[1]


def _filled(texts: list[str], width: int) -> list[str]:
    """Lines of texts, as many on each as fit; the commas between lines are left to the caller."""
    lines: list[str] = []
    for text in (json.dumps(text, ensure_ascii=False) for text in texts):
        if lines and len(lines[-1]) + len(text) + 2 <= width:
            lines[-1] += f", {text}"
        else:
            lines.append(text)
    return lines
