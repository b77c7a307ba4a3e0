"""What the formats for gates share: where files stand, what fails a run, which findings are distinct."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from ..digests import sha256_hex
from ..report import Finding, Place, Report
from . import Options
from ._inert import inert


def repository_path(path: str, options: Options) -> str:
    """The path from the top of the repository, with ``/``; as it was given where it stands in none."""
    return options.files.get(path, path).removeprefix("./")


def sides(report: Report, finding: Finding) -> tuple[Place, ...]:
    """The places of a finding, never none, in an order that does not depend on which partner was named first.

    Platforms know a finding again by the file of its first place. What stands nowhere stands at the first profile.
    """
    places = finding.places or (Place(report.inputs[0].path if report.inputs else "."),)
    return tuple(sorted(places, key=lambda place: place.partner or ""))


def sides_in_the_change(report: Report, finding: Finding) -> tuple[Place, ...]:
    """Likewise, those in files that have changed first: reviewers of a change see what stands in its files."""
    changed = report.changed or ()
    return tuple(sorted(sides(report, finding), key=lambda place: place.path not in changed))


def waiver(finding: Finding) -> str:
    """Who accepted the finding, until when and why; nothing where nobody did."""
    waived = finding.waived
    if waived is None:
        return ""
    ticket = f" ({waived.ticket})" if waived.ticket else ""
    return inert(f"waived by {waived.owner} until {waived.until}: {waived.reason}{ticket}")


def fails(finding: Finding, options: Options) -> bool:
    """Whether the finding makes the status of the run 1."""
    if options.fail_on is None or waiver(finding) or finding.stood_before:
        return False
    if not (finding.counts or options.fail_on_unknown):
        return False
    return finding.severity.weight >= options.fail_on.weight


def word(finding: Finding) -> str:
    """The severity of a finding that counts; of the others, why it does not; and whether it stood before."""
    if waiver(finding):
        return f"waived {finding.severity.value}"
    said = finding.severity.value if finding.counts else finding.outcome.value
    return f"{said} (stood before)" if finding.stood_before else said


def ranked(findings: Iterable[Finding]) -> list[Finding]:
    """What is to be acted on first, the worst before the rest; then what is not known; then what stood before; what is
    waived last.
    """

    def rank(each: Finding) -> tuple[bool, bool, bool, int]:
        return bool(waiver(each)), each.stood_before, not each.counts, -each.severity.weight

    return sorted(findings, key=rank)


def fingerprints(findings: Sequence[Finding]) -> list[str]:
    """Their fingerprints, made distinct: platforms take two findings with one fingerprint for one.

    Those that share one are told apart by where they stand, never by a line, and only then by their order.
    """
    shared = Counter(each.fingerprint for each in findings)
    told = [each.fingerprint if shared[each.fingerprint] == 1 else _placed(each) for each in findings]
    seen: Counter[str] = Counter()
    distinct = []
    for each in told:
        seen[each] += 1
        distinct.append(each if seen[each] == 1 else f"{each}-{seen[each]}")
    return distinct


def _placed(finding: Finding) -> str:
    where = (f"{place.partner}\0{place.path}\0{place.pointer}" for place in finding.places)
    text = "\0".join((finding.fingerprint, finding.rule, *where))
    return sha256_hex(text.encode("utf-8", "surrogatepass"))[:16]


def at(place: Place, options: Options) -> str:
    """``QVA path:line:column``, the path from the top of the repository."""
    whose = f"{place.partner} " if place.partner else ""
    return inert(f"{whose}{repository_path(place.path, options)}:{place.line}:{place.column}")


def number(count: int, noun: str) -> str:
    """``1 finding``, ``2 findings``."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


def cut(text: str, most: int) -> str:
    """`text` in at most `most` characters, with a mark where something was left out."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


NOTHING = "nothing was checked: no file ends in .yaml or .yml there"


def nothing_checked(report: Report, options: Options) -> bool:
    """Whether the run had nothing to look at, and was not told that this is fine."""
    return not report.inputs and options.status != 0
