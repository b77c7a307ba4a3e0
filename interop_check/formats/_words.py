"""The glyphs and the words that the formats for people share: no colour is needed where these stand."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator, Sequence

from ..report import Finding, Outcome, Report, Severity, Verdict

# Each verdict's glyph, and what stands for it where there is ASCII only.
GLYPHS = {
    Verdict.BLOCKED: ("■", "[X]"),
    Verdict.UNKNOWN: ("?", "[?]"),
    Verdict.DEGRADED: ("▲", "[!]"),
    Verdict.FRICTION: ("○", "[i]"),
    Verdict.CLEAR: ("✓", "[=]"),
    Verdict.NOT_SHARED: ("–", "[-]"),
}

# A severity has the glyph of the verdict that it leads to; what is only told changes none.
SEVERITY_GLYPHS = {
    Severity.BLOCKER: GLYPHS[Verdict.BLOCKED][0],
    Severity.MAJOR: GLYPHS[Verdict.DEGRADED][0],
    Severity.MINOR: GLYPHS[Verdict.FRICTION][0],
    Severity.INFO: "•",
}

MEANINGS = {
    Verdict.BLOCKED: "does not work until something changes",
    Verdict.UNKNOWN: "could be blocked: the answer that decides it is missing",
    Verdict.DEGRADED: "works in part, in a lesser way, or with work by hand",
    Verdict.FRICTION: "works, with something to mind",
    Verdict.CLEAR: "no rule found friction, and no more than that",
    Verdict.NOT_SHARED: "only one of the two does this, in this direction",
}

SEVERITY_MEANINGS = {
    Severity.BLOCKER: "it does not work",
    Severity.MAJOR: "it works in part, in a lesser way, or with work by hand",
    Severity.MINOR: "it works, with something to mind",
    Severity.INFO: "good to know; changes no verdict",
}


def words(verdict: Verdict) -> str:
    """A verdict as a reader says it."""
    return verdict.value.replace("-", " ")


def severity_word(finding: Finding) -> str:
    """The severity of a finding that counts; of one that does not, that it is unknown."""
    return finding.severity.value if finding.counts else Outcome.UNKNOWN.value


def waiver(finding: Finding) -> str:
    """Who has accepted a finding, through which day, and why."""
    if not finding.waived:
        return ""
    ticket = f", {finding.waived.ticket}" if finding.waived.ticket else ""
    return f"accepted by {finding.waived.owner} until {finding.waived.until}{ticket}: {finding.waived.reason}"


def days_left(finding: Finding, date: datetime.date) -> str:
    """How long it is waived yet: ``12 days left``."""
    left = (finding.waived.until - date).days if finding.waived else 0
    return f"{left} day{'' if left == 1 else 's'} left" if left else "its last day"


def number(count: int, word: str) -> str:
    """``2 blockers``; the names of the other severities stay as they are."""
    return f"{count} {word}{'s' if word not in _SAME_FOR_MANY and count != 1 else ''}"


_SAME_FOR_MANY = (Severity.MAJOR, Severity.MINOR, Severity.INFO, "to ask", "waived")


def counts(report: Report) -> Iterator[str]:
    """How many findings there are of each severity that occurs, how many are to ask, and how many waived."""
    return counted(report.findings)


def counted(findings: Sequence[Finding]) -> Iterator[str]:
    """Likewise of some findings only."""
    severities = Counter(finding.severity for finding in findings if finding.stands)
    yield from (number(severities[each], each.value) for each in reversed(Severity) if severities[each])
    others = Counter("waived" if finding.waived else "to ask" for finding in findings if not finding.stands)
    yield from (number(others[each], each) for each in ("to ask", "waived") if others[each])
