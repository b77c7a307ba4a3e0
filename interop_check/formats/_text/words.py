"""What both pages say of what they were made from."""

from __future__ import annotations

from collections.abc import Iterator

from ...report import Report
from .._inert import inert


def basis(report: Report) -> str:
    """The day, the standards and the catalogue that judged."""
    standards = ", ".join(f"{each.kind} {each.version}" for each in report.standards)
    catalogue = f"; catalogue of {report.catalogue}" if report.catalogue else ""
    return inert(f"Judged as of {report.date.isoformat()} by {standards or 'no standard'}{catalogue}.")


def sources(report: Report) -> Iterator[str]:
    """Every file that was read, by the beginning of its SHA-256."""
    for each in report.inputs:
        yield inert(f"  {(each.sha256 or 'not read')[:12]}  {each.path}")
