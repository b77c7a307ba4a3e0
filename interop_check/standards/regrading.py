"""Rules that cost what a repository says: the same standards, judged by other severities."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..report import Severity
from .kinds import Exchange, Kind, Rule


class RegradedKinds(Mapping[str, tuple[Kind, ...]]):
    """Kinds by name in which some rules cost something else; each is made when it is first asked for."""

    def __init__(self, kinds: Mapping[str, tuple[Kind, ...]], severities: Mapping[str, Severity]) -> None:
        self._kinds = kinds
        self._severities = severities
        self._made: dict[str, tuple[Kind, ...]] = {}

    def __getitem__(self, name: str) -> tuple[Kind, ...]:
        if name not in self._made:
            self._made[name] = tuple(
                kind._replace(exchanges=_RegradedExchanges(kind.exchanges, self._severities))
                for kind in self._kinds[name]
            )
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._kinds)

    def __len__(self) -> int:
        return len(self._kinds)


class _RegradedExchanges(Mapping[str, Exchange]):
    """The exchanges of one kind, alike."""

    def __init__(self, exchanges: Mapping[str, Exchange], severities: Mapping[str, Severity]) -> None:
        self._exchanges = exchanges
        self._severities = severities
        self._made: dict[str, Exchange] = {}

    def __getitem__(self, id_: str) -> Exchange:
        if id_ not in self._made:
            exchange = self._exchanges[id_]
            rules = tuple(_regraded(rule, self._severities.get(rule.id)) for rule in exchange.rules)
            self._made[id_] = exchange._replace(rules=rules)
        return self._made[id_]

    def __iter__(self) -> Iterator[str]:
        return iter(self._exchanges)

    def __len__(self) -> int:
        return len(self._exchanges)


def _regraded(rule: Rule, severity: Severity | None) -> Rule:
    """The rule at another severity, which is what it costs, whatever its exchange's ceiling; no selector has one."""
    return rule if severity is None or rule.selector else rule._replace(severity=severity, cost=severity)
