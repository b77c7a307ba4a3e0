"""One comparison, read for people: how its exchanges are called, what follows from what, who is to be asked."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from ..report import Comparison, ExchangeResult, Finding, FindingKey, Report, Severity, Verdict, same
from ._files import unusable
from ._findings import value_text
from ._inert import cut, inert

SILENCE = "content/not-declared"


class Pair(NamedTuple):
    """A comparison, and the exchanges that each of its findings was reached from."""

    report: Report
    comparison: Comparison
    exchanges: Mapping[FindingKey, tuple[ExchangeResult, ...]]
    arrow: str = "->"

    @property
    def arrows(self) -> dict[str | None, str]:
        """The directions, by the partners' codes."""
        a, b = inert(self.comparison.a), inert(self.comparison.b)
        return {None: "", "A->B": f"{a} {self.arrow} {b}", "B->A": f"{b} {self.arrow} {a}"}

    def title(self, exchange: ExchangeResult, directed: str = ", {}") -> str:
        """How an exchange is called: its title, the name of a keyed one, its direction."""
        name = "" if exchange.name == exchange.id else f" {exchange.name}"
        arrow = self.arrows.get(exchange.direction, "")
        alike = _ALIKE.get(exchange.alike or "", "")
        return inert(f"{exchange.title}{name}") + (directed.format(arrow) if arrow else "") + alike

    def titles(self, exchanges: Iterable[ExchangeResult]) -> str:
        """The titles of several; a flow that is among them in both directions is named once."""
        listed = list(exchanges)
        both = Counter((each.kind, each.id, each.name) for each in listed)
        named = {
            self.title(each, " ({})"): each
            for each in (each if both[each.kind, each.id, each.name] == 1 else _undirected(each) for each in listed)
        }
        return ", ".join(named) if len(named) > 1 else "".join(map(self.title, named.values()))

    def said_of(self, exchange: ExchangeResult, finding: Finding) -> str:
        """The message of a finding beside the exchange's title, which it need not say again."""
        own = (each for each in finding.detail if finding.direction is None and each.direction == exchange.direction)
        message = next(own, finding).message if exchange.direction else finding.message
        rest = message.removeprefix(exchange.title)
        return inert(message if rest == message else rest.lstrip(",: "))


def read(report: Report, comparison: Comparison, arrow: str = "->") -> Pair:
    """The comparison with its exchanges found by their findings."""
    reached: dict[FindingKey, list[ExchangeResult]] = defaultdict(list)
    for exchange in comparison.exchanges:
        for finding in exchange.findings:
            reached[same(finding)].append(exchange)
    return Pair(report, comparison, {key: tuple(found) for key, found in reached.items()}, arrow)


def findings(pair: Pair) -> tuple[Finding, ...]:
    """The report's findings that concern this pair: all but those that only its other pairs reach."""
    others = (each for each in pair.report.comparisons if each is not pair.comparison)
    elsewhere = {same(finding) for other in others for finding in other.reached}
    if not elsewhere:
        return pair.report.findings
    here = {same(finding) for finding in pair.comparison.reached}
    return tuple(each for each in pair.report.findings if same(each) in here or same(each) not in elsewhere)


def _undirected(exchange: ExchangeResult) -> ExchangeResult:
    return exchange._replace(direction=None)


_ALIKE = {"provides": " (both only provide)", "accepts": " (both only accept)"}


def weighs(finding: Finding) -> bool:
    """Whether it counts, or leaves a verdict unknown, and nobody has waived it."""
    return finding.stands or (not finding.waived and finding.severity is Severity.BLOCKER and not finding.counts)


def folded(pair: Pair, finding: Finding) -> bool:
    """Whether only exchanges that their root blocks anyway have this finding."""
    exchanges = pair.exchanges.get(same(finding), ())
    return bool(exchanges) and all(follows(pair, each) for each in exchanges)


def follows(pair: Pair, exchange: ExchangeResult) -> bool:
    """Whether it is told under the root that blocks it."""
    return any(first_blocker(root) for root in _roots(pair, exchange))


def _roots(pair: Pair, exchange: ExchangeResult) -> Iterator[ExchangeResult]:
    """The exchanges that block this one and are not themselves blocked by another."""
    for other in pair.comparison.exchanges if exchange.because_of else ():
        named = {other.id, f"{other.kind}/{other.id}", f"{other.kind}/{other.name}"}
        if not other.because_of and other.verdict is Verdict.BLOCKED and named & set(exchange.because_of):
            yield other


def first_blocker(exchange: ExchangeResult) -> Finding | None:
    """The finding that stands for what blocks an exchange."""
    blockers = (each for each in exchange.findings if each.counts and each.severity is Severity.BLOCKER)
    return next(blockers, None)


def following(pair: Pair) -> dict[FindingKey, list[ExchangeResult]]:
    """The exchanges that a finding blocks besides its own: those that ride on it."""
    found: dict[FindingKey, list[ExchangeResult]] = defaultdict(list)
    for exchange in pair.comparison.exchanges:
        for root in _roots(pair, exchange):
            if finding := first_blocker(root):
                found[same(finding)].append(exchange)
                break
    return found


def whom(comparison: Comparison, finding: Finding) -> tuple[str, ...]:
    """Who leaves it unsaid: who has no value there, or else who has no place; both where both have spoken."""
    both = comparison.a, comparison.b
    places = [place for place in finding.places if place.partner in both]
    unsaid = {place.partner for place in places if place.value is None or place.value == "unknown"}
    silent = unsaid or set(both) - {place.partner for place in places}
    return tuple(code for code in both if code in silent) or both


def open_roots(pair: Pair) -> Iterator[str]:
    """What is taken to work although nobody says so, because the verdicts of others rest on it."""
    by_root: dict[str, list[ExchangeResult]] = defaultdict(list)
    for exchange in pair.comparison.exchanges:
        for root in exchange.roots:
            by_root[root].append(exchange)
    known = {f"{each.kind}/{each.id}": each for each in pair.comparison.exchanges}
    for root, exchanges in sorted(by_root.items()):
        title, verdict = (inert(known[root].title), known[root].verdict) if root in known else (inert(root), None)
        said = _ROOTED.get(verdict, "the two do not share it on the network of what rides on it")
        yield f"{title} is not known to work: {said}. On it ride {pair.titles(exchanges)}"


_ROOTED: Mapping[Verdict | None, str] = {
    None: "neither partner offers it",
    Verdict.NOT_SHARED: "its verdict is not shared",
    Verdict.UNKNOWN: "its verdict is unknown",
}


def settled(exchange: ExchangeResult, most: int | None = None) -> str:
    """What was agreed, and through whom; of each value at most `most` members."""
    agreed = (f"{inert(rule)} {_listed(value, most)}" for rule, value in exchange.agreed.items())
    via = inert(f"via {exchange.via.by} {exchange.via.code}") if exchange.via else ""
    return "; ".join(filter(None, (*agreed, via)))


def _listed(value: object, most: int | None) -> str:
    members = value if isinstance(value, list) else [value]
    shown = [_member(each) for each in members[:most]]
    further = f" … {len(members) - len(shown)} more" if len(shown) < len(members) else ""
    return ", ".join(cut(each, 60) for each in shown) + further


def _member(value: object) -> str:
    if isinstance(value, dict) and value:
        return " ".join(f"{inert(key)} {_member(each)}" for key, each in value.items())
    return inert(value) if isinstance(value, str) else value_text(value)


def grouped(exchanges: Iterable[ExchangeResult], most: int | None = None) -> Iterator[tuple[str, list[ExchangeResult]]]:
    """The directions of one exchange together where they agree the same; all that agree nothing, last."""
    groups: dict[tuple[object, ...], tuple[str, list[ExchangeResult]]] = {}
    for each in exchanges:
        text = settled(each, most)
        key = (each.kind, each.id, each.name, text) if text else ("",)
        groups.setdefault(key, (text, []))[1].append(each)
    yield from sorted(groups.values(), key=lambda group: not group[0])


def reason(pair: Pair, exchange: ExchangeResult, most: int | None = None) -> str:
    """The worst of what was found; what was agreed where nothing was."""
    unknown_first = exchange.verdict is Verdict.UNKNOWN
    found = sorted(exchange.findings, key=lambda each: (each.counts is unknown_first, -each.severity.weight))
    if found:
        return pair.said_of(exchange, found[0])
    return unusable(exchange.incomplete) if exchange.incomplete else settled(exchange, most)


def consequences(exchanges: Iterable[ExchangeResult]) -> list[Finding]:
    """What the rules of exchanges that their root blocks found all the same."""
    return list({same(each): each for exchange in exchanges for each in exchange.findings if each.counts}.values())


def asked(pair: Pair) -> list[tuple[tuple[str, ...], list[Finding]]]:
    """What is not known, by who could say it: each partner alone, then both."""
    found: dict[tuple[str, ...], list[Finding]] = defaultdict(list)
    for finding in findings(pair):
        if not finding.counts and not finding.waived:
            found[whom(pair.comparison, finding)].append(finding)
    return sorted(found.items(), key=lambda item: (len(item[0]), item[0]))


def answered(comparison: Comparison) -> str:
    """How many of the rules found an answer."""
    asked = sum(each.answered[1] for each in comparison.exchanges)
    said = sum(each.answered[0] for each in comparison.exchanges)
    return f"{said} of {asked} rules answered" if asked else ""
