"""What the page of ``compare`` shows of one pair, section by section."""

# No `annotations` of the future here: a named tuple, and there are many, would compile every one of them from its text.

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from ...report import Chosen, Comparison, Edit, ExchangeResult, Finding, FindingKey, Report, Verdict, same
from .. import _pairs
from .._files import unusable
from .._pairs import Pair
from .._words import counted, number, words
from .cards import Card, anchors, card, kind_of
from .words import SEVERITIES, TO_ASK, VERDICTS, Sign, Tally, in_words, sentence, tally


class Group(NamedTuple):
    """The findings of one severity."""

    sign: Sign
    cards: tuple[Card, ...]


class Miss(NamedTuple):
    """What would unblock an exchange; no change where no small one was found."""

    title: str
    kind: str
    changes: tuple[Edit, ...]


class Agreed(NamedTuple):
    """An exchange that works, and on what; the directions together where they agree the same."""

    title: str
    kind: str
    values: tuple[tuple[str, str], ...]
    via: str


class Asked(NamedTuple):
    """What is to be asked of whom; `silent` are the exchanges of which the others say nothing at all."""

    whom: str
    questions: tuple[Card, ...]
    silent: tuple[Card, ...]


class Row(NamedTuple):
    """One exchange, in one direction where it is a flow, with everything that it came to."""

    sign: Sign
    kind: str
    title: str
    offers: tuple[str, str]
    answered: str
    agreed: tuple[tuple[str, str], ...]
    cards: tuple[Card, ...]
    notes: tuple[str, ...]


class View(NamedTuple):
    """The page of one pair."""

    a: str
    b: str
    sign: Sign
    summary: tuple[str, ...]
    counted: tuple[str, ...]
    incomplete: tuple[str, ...]
    by_severity: Tally
    by_verdict: Tally
    groups: tuple[Group, ...]
    misses: tuple[Miss, ...]
    agreed: tuple[Agreed, ...]
    asked: tuple[Asked, ...]
    waived: tuple[Card, ...]
    rows: tuple[Row, ...]
    rests: tuple[str, ...]
    answered: tuple[int, int]

    @property
    def standing(self) -> tuple[Card, ...]:
        """Everything that counts and is not folded, the worst first."""
        return tuple(each for group in self.groups for each in group.cards)


class Detail(NamedTuple):
    """What is left to say of a pair where its findings are told elsewhere on the page."""

    a: str
    b: str
    sign: Sign
    summary: tuple[str, ...]
    counted: tuple[str, ...]
    misses: tuple[Miss, ...]
    rows: tuple[Row, ...]
    answered: tuple[int, int]


_SIGNS = {Verdict(each.id): each for each in VERDICTS}


def views(report: Report) -> Iterator[View]:
    """The sections of the page, pair by pair, from the report alone."""
    ids = anchors(report.findings)
    for index, comparison in enumerate(report.comparisons):
        own = ids if index == 0 else {key: f"{index + 1}-{id}" for key, id in ids.items()}
        yield _view(report, comparison, own)


def _view(report: Report, comparison: Comparison, ids: Mapping[FindingKey, str]) -> View:
    pair = _pairs.read(report, comparison, "→")
    found = _pairs.findings(pair)
    waived = [each for each in found if each.waived is not None]
    open_ = [each for each in found if each not in waived]
    cards = _Cards(pair, ids)
    groups = tuple(_groups(pair, filter(_counts, open_), cards))
    asked = tuple(_asked(pair, waived, cards))
    return View(
        a=comparison.a,
        b=comparison.b,
        sign=_SIGNS[comparison.verdict],
        summary=tuple(_summary(pair)),
        counted=(*counted(open_), *([f"{len(waived)} waived"] if waived else ())),
        incomplete=tuple(dict.fromkeys((*report.incomplete, *comparison.incomplete))),
        by_severity=tally((*SEVERITIES, TO_ASK), _by_severity(pair, open_)),
        by_verdict=tally(VERDICTS, ((each.kind, each.verdict.value) for each in comparison.exchanges)),
        groups=groups,
        misses=tuple(_misses(pair)),
        agreed=tuple(_agreed(pair)),
        asked=asked,
        waived=tuple(cards.of(each, f"W{index}") for index, each in enumerate(waived, 1)),
        rows=tuple(_rows(pair, cards)),
        rests=(*report.assumptions, *comparison.assumptions, *_pairs.open_roots(pair)),
        answered=_answered(comparison),
    )


def detail(report: Report, comparison: Comparison, homes: Mapping[FindingKey, tuple[str, str]]) -> Detail:
    """One of several pairs; `homes` are the anchor and the number under which each finding is told."""
    pair = _pairs.read(report, comparison, "→")
    cards = _Cards(pair, {key: anchor for key, (anchor, _) in homes.items()})
    reached = {same(each): each for each in comparison.reached}
    for key in reached.keys() & homes.keys():
        cards.of(reached[key], homes[key][1])
    return Detail(
        a=comparison.a,
        b=comparison.b,
        sign=_SIGNS[comparison.verdict],
        summary=tuple(_summary(pair)),
        counted=tuple(counted(list(reached.values()))),
        misses=tuple(_misses(pair)),
        rows=tuple(_rows(pair, cards)),
        answered=_answered(comparison),
    )


def _answered(comparison: Comparison) -> tuple[int, int]:
    answered = [each.answered for each in comparison.exchanges]
    return sum(said for said, _ in answered), sum(total for _, total in answered)


# ── the answer in short ──────────────────────────────────────────────────────────────────────────────────


def _summary(pair: Pair) -> Iterator[str]:
    """How many exchanges come to what; which are blocked by themselves."""
    exchanges = pair.comparison.exchanges
    if not exchanges:
        yield f"Neither partner offers anything that counts on {pair.report.date.isoformat()}."
        return
    blocked = [each for each in exchanges if each.verdict is Verdict.BLOCKED]
    riding = [each for each in blocked if _pairs.follows(pair, each)]
    roots = [each for each in blocked if each not in riding]
    if roots:
        rest = f"; {number(len(riding), 'other')} {_ride(riding)} on what is blocked" if riding else ""
        yield f"Blocked: {pair.titles(roots)}{rest}."
    found = Counter(each.verdict for each in exchanges)
    told = ", ".join(f"{found[each]} {words(each)}" for each in Verdict if found[each])
    yield f"{number(len(exchanges), 'exchange')}, each direction counted by itself: {told}."


def _ride(riding: Collection[ExchangeResult]) -> str:
    return "rides" if len(riding) == 1 else "ride"


def _by_severity(pair: Pair, findings: Iterable[Finding]) -> Iterator[tuple[str, str]]:
    for finding in findings:
        yield _kind(pair, finding), finding.severity.value if finding.counts else "unknown"


def _kind(pair: Pair, finding: Finding) -> str:
    kinds = (each.kind for each in pair.exchanges.get(same(finding), ()))
    return kind_of(pair.report, finding, kinds)


# ── findings ─────────────────────────────────────────────────────────────────────────────────────────────


class _Cards:
    """The cards of a page: each finding has one, by whichever section asks for it first."""

    def __init__(self, pair: Pair, ids: Mapping[FindingKey, str]) -> None:
        self._pair = pair
        self._anchors = ids
        self.made: dict[FindingKey, Card] = {}

    def of(self, finding: Finding, number: str) -> Card:
        exchanges = self._pair.exchanges.get(same(finding), ())
        rule = self._pair.report.rules.get(finding.rule)
        said = self._pair.said_of(exchanges[0], finding) if exchanges else finding.message
        made = card(
            finding,
            self._anchors[same(finding)],
            number,
            kind=_kind(self._pair, finding),
            heading=self._pair.titles(exchanges) if exchanges else rule.title if rule else finding.rule,
            message=sentence(said),
            arrows=self._pair.arrows,
        )
        self.made[same(finding)] = made
        return made


def _counts(finding: Finding) -> bool:
    return finding.counts


def _groups(pair: Pair, findings: Iterable[Finding], cards: _Cards) -> Iterator[Group]:
    """What counts, the worst first; what follows from a root is folded under the first finding that blocks it."""
    listed = list(findings)
    riding = _pairs.following(pair)
    under = _folded(pair, listed, riding)
    below = {same(each) for some in under.values() for each in some}
    index = 0
    for sign in SEVERITIES:
        found = []
        for finding in (each for each in listed if each.severity.value == sign.id and same(each) not in below):
            index += 1
            made = cards.of(finding, str(index))
            follow = enumerate(under.get(same(finding), ()), 1)
            consequences = tuple(cards.of(each, f"{index}.{place}") for place, each in follow)
            rides = pair.titles(riding.get(same(finding), ()))
            found.append(made._replace(rides=rides, consequences=consequences))
        if found:
            yield Group(sign, tuple(found))


def _folded(
    pair: Pair, findings: Iterable[Finding], riding: Mapping[FindingKey, Iterable[ExchangeResult]]
) -> dict[FindingKey, list[Finding]]:
    """What is folded under which finding that is listed itself; each at one place only."""
    listed = list(findings)
    left = {same(each): each for each in listed if _pairs.folded(pair, each)}
    found: dict[FindingKey, list[Finding]] = {}
    for root in (each for each in listed if same(each) not in left):
        own = {same(each) for one in riding.get(same(root), ()) for each in one.findings}
        found[same(root)] = [left.pop(key) for key in [key for key in left if key in own]]
    return found


def _misses(pair: Pair) -> Iterator[Miss]:
    for each in pair.comparison.exchanges:
        if each.nearest_miss:
            yield Miss(pair.title(each), each.kind, each.nearest_miss.changes)


def _asked(pair: Pair, waived: Collection[Finding], cards: _Cards) -> Iterator[Asked]:
    """What is not known, as a checklist for each partner that could say it, what is merely not declared last."""
    index = 0
    for whom, findings in _pairs.asked(pair):
        made = []
        for finding in sorted(findings, key=lambda each: each.rule == _pairs.SILENCE):
            if finding not in waived:
                index += 1
                made.append(cards.of(finding, f"Q{index}"))
        yield Asked(
            " and ".join(whom),
            tuple(each for each in made if each.rule != _pairs.SILENCE),
            tuple(each for each in made if each.rule == _pairs.SILENCE),
        )


# ── what works, and everything ───────────────────────────────────────────────────────────────────────────


def _agreed(pair: Pair) -> Iterator[Agreed]:
    """What works, and on what; the directions of one exchange together where they agree the same."""
    groups: dict[tuple[object, ...], list[ExchangeResult]] = defaultdict(list)
    for each in pair.comparison.exchanges:
        if each.verdict is Verdict.CLEAR:
            groups[each.kind, each.id, each.name, repr(values(each.agreed)), _via(each)].append(each)
    for group in groups.values():
        yield Agreed(pair.titles(group), group[0].kind, values(group[0].agreed), _via(group[0]))


def values(agreed: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    """What was agreed, name by name, as people read it."""
    return tuple((name.replace("-", " "), in_words(value)) for name, value in agreed.items())


def _via(exchange: ExchangeResult) -> str:
    return f"via {exchange.via.by} {exchange.via.code} ({exchange.via.document})" if exchange.via else ""


def _rows(pair: Pair, cards: _Cards) -> Iterator[Row]:
    """Every exchange, the worst verdict first."""
    ranks = list(Verdict)
    for each in sorted(pair.comparison.exchanges, key=lambda each: ranks.index(each.verdict)):
        offers = tuple(map(_offer, each.chosen)) if each.chosen else ("", "")
        yield Row(
            sign=_SIGNS[each.verdict],
            kind=each.kind,
            title=pair.title(each),
            offers=(offers[0], offers[1]),
            answered=f"{each.answered[0]} of {each.answered[1]}" if each.answered[1] else "",
            agreed=values(each.agreed),
            cards=tuple(cards.made[same(finding)] for finding in each.findings if same(finding) in cards.made),
            notes=tuple(_notes(pair, each)),
        )


def _offer(chosen: Chosen) -> str:
    return f"{chosen.system}: {chosen.offer}" if chosen.offer else chosen.system


def _notes(pair: Pair, exchange: ExchangeResult) -> Iterator[str]:
    if exchange.because_of:
        yield f"rides on {', '.join(_named(pair, root) for root in exchange.because_of)}"
    if exchange.roots:
        yield f"rests on {', '.join(_named(pair, root) for root in exchange.roots)}, not known to work"
    if exchange.via:
        yield _via(exchange)
    if exchange.incomplete:
        yield unusable(exchange.incomplete)


def _named(pair: Pair, root: str) -> str:
    """The title of the exchange that an id, alone or after its kind, stands for."""
    for each in pair.comparison.exchanges:
        if root in (each.id, f"{each.kind}/{each.id}", f"{each.kind}/{each.name}"):
            return each.title
    return root
