"""What rides on what: an exchange is blocked where one that it depends on is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from .friction import findings_of
from .meetings import Between, Meeting
from .negotiation import Negotiated, Offer
from .report import Finding, Verdict, worst
from .standards import Standards


def rooted(meetings: Sequence[Meeting], between: Between) -> Iterator[Meeting]:
    """Every meeting, blocked where one that it rides on is; the verdicts of all are found before."""
    by_key: dict[tuple[str, str], list[Meeting]] = {}
    for meeting in meetings:
        by_key.setdefault(meeting.key, []).append(meeting)
    for meeting in meetings:
        shared = meeting.verdict is not Verdict.NOT_SHARED
        yield _resting(meeting, by_key, between) if shared else meeting


def _resting(meeting: Meeting, by_key: dict[tuple[str, str], list[Meeting]], between: Between) -> Meeting:
    blocking: list[str] = []
    unanswered: list[str] = []
    findings = {finding.fingerprint: finding for finding in meeting.findings}
    for root in ancestors(meeting.key, between.standards):
        verdict, caused = _root_verdict(meeting, by_key.get(root, []), between)
        if verdict is Verdict.BLOCKED:
            blocking.append("/".join(root))
            findings = {**{finding.fingerprint: finding for finding in caused}, **findings}
        elif verdict in (Verdict.UNKNOWN, Verdict.NOT_SHARED):
            unanswered.append("/".join(root))
    return meeting._replace(
        verdict=Verdict.BLOCKED if blocking else meeting.verdict,
        because_of=tuple(blocking),
        roots=tuple(unanswered),
        findings=tuple(findings.values()),
    )


def ancestors(key: tuple[str, str], standards: Standards) -> list[tuple[str, str]]:
    """The exchanges that one rides on, and those that they ride on, whatever is declared between."""
    found: set[tuple[str, str]] = set()
    waiting = [key]
    while waiting:
        kind_name, id_ = waiting.pop()
        exchanges = (kind.exchanges.get(id_) for kind in standards.kinds.get(kind_name, ()))
        further = {root for exchange in exchanges if exchange for root in exchange.depends} - found
        found |= further
        waiting += further
    return sorted(found)


def _root_verdict(meeting: Meeting, roots: Sequence[Meeting], between: Between) -> tuple[Verdict, list[Finding]]:
    """What a root comes to for `meeting`: among the offers of its network, and in its direction.

    A keyed root blocks where all its names do; a flow root blocks a peer in either direction. The findings
    are those that only this network brings to light.
    """
    direction = meeting.sides.direction
    names: dict[str, list[tuple[Verdict, list[Finding]]]] = {}
    for root in roots:
        if direction is None or root.sides.direction in (None, direction):
            names.setdefault(root.name, []).append(_again(meeting, root, between))
    found = {name: (worst(v for v, _ in each), each) for name, each in names.items()}
    shared = [each for each in found.values() if each[0] is not Verdict.NOT_SHARED]
    if shared and all(verdict is Verdict.BLOCKED for verdict, _ in shared):
        return Verdict.BLOCKED, [f for _, each in shared for _, findings in each for f in findings]
    lesser = [verdict for verdict, _ in shared if verdict is not Verdict.BLOCKED]
    return (worst(lesser) if lesser else Verdict.NOT_SHARED), []


def _again(meeting: Meeting, root: Meeting, between: Between) -> tuple[Verdict, list[Finding]]:
    """What a root comes to among the offers of the network that the meeting's chosen offers ride on."""
    verdict, negotiated = narrowed(root, meeting.networks(), between)
    found = findings_of(negotiated.pairs, root.sides) if negotiated else ()
    return verdict, [finding for finding in found if finding.counts]


def narrowed(root: Meeting, networks: Mapping[str, str], between: Between) -> tuple[Verdict, Negotiated | None]:
    """The verdict of `root` among its offers on these networks (by partner), judged again where fewer are left."""
    if root.negotiated is None or not networks:
        return root.verdict, None
    one, other = (riding(party.said.offers, networks.get(party.code)) for party in (root.one, root.other))
    if (len(one), len(other)) == (len(root.one.said.offers), len(root.other.said.offers)):
        return root.verdict, None
    if not one or not other:
        return Verdict.NOT_SHARED, None
    negotiated = between.judged(root, one, other)
    return negotiated.verdict, negotiated


def riding(offers: Sequence[Offer], network: str | None) -> list[Offer]:
    """The offers on a network, and those that name none; all where none is asked for."""
    return [offer for offer in offers if network is None or offer.network in (None, network)]
