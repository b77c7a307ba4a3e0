"""What the page of ``validate`` shows: the files, their findings, and the scorecards of the baselines."""

# No `annotations` of the future here: a named tuple, and there are many, would compile every one of them from its text.

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ...report import Finding, Input, Report, Scorecard, Verdict, same
from .. import _scorecards
from .._files import spoilt, standing, unjudged
from .._findings import at
from .._words import GLYPHS, counted, number
from .cards import Card, anchors, card, kind_of
from .words import SEVERITIES, TO_ASK, Sign, Tally, sentence, tally


class File(NamedTuple):
    """One file: whose it is, how much it answers, what was found in it."""

    input: Input
    sign: Sign
    answered: str
    open: str
    cards: tuple[Card, ...]


class StandardLine(NamedTuple):
    """One published standard that a requirement asks for."""

    sign: Sign
    id: str
    title: str
    note: str
    at: tuple[str, ...]


class RequirementLine(NamedTuple):
    """One requirement, and how many of its standards are met."""

    sign: Sign
    label: str
    title: str
    obligation: str
    reason: str
    met: str
    standards: tuple[StandardLine, ...]


class ProfileLine(NamedTuple):
    """One service profile that is claimed."""

    sign: Sign
    id: str
    text: str
    counts: str
    at: tuple[str, ...]
    requirements: tuple[RequirementLine, ...]


class Score(NamedTuple):
    """One partner against one baseline."""

    heading: str
    incomplete: bool
    partner: str
    profiles: tuple[ProfileLine, ...]
    basis: str
    notes: tuple[str, ...]


class View(NamedTuple):
    """The page of a validation. `elsewhere` are findings in no file that was read."""

    title: str
    partners: tuple[str, ...]
    sign: Sign
    summary: tuple[str, ...]
    counted: tuple[str, ...]
    incomplete: tuple[str, ...]
    by_severity: Tally
    files: tuple[File, ...]
    elsewhere: tuple[Card, ...]
    waived: tuple[Card, ...]
    scores: tuple[Score, ...]

    @property
    def standing(self) -> tuple[Card, ...]:
        """Everything that was found, file by file."""
        return (*(each for file in self.files for each in file.cards), *self.elsewhere)


_LIKE = {
    "met": Verdict.CLEAR,
    "not-met": Verdict.BLOCKED,
    "unknown": Verdict.UNKNOWN,
    "waived": Verdict.FRICTION,
    "not-applicable": Verdict.NOT_SHARED,
    "partial": Verdict.DEGRADED,
    "missing": Verdict.BLOCKED,
    "other-edition": Verdict.DEGRADED,
    "not-yet": Verdict.DEGRADED,
    "no-longer": Verdict.DEGRADED,
    "unclear": Verdict.UNKNOWN,
}


def view(report: Report) -> View:
    """The sections of the page, from the report alone."""
    waived = [each for each in report.findings if each.waived is not None]
    found = [each for each in report.findings if each not in waived]
    ids = anchors(report.findings)
    by_file: dict[str, list[Card]] = defaultdict(list)
    for index, finding in enumerate(sorted(found, key=_path), 1):
        by_file[_path(finding)].append(_card(report, finding, ids[same(finding)], str(index)))
    unusable = spoilt(report)
    known = {each.path for each in report.inputs}
    partners = tuple(sorted({each.partner for each in report.inputs if each.partner}))
    return View(
        title=_title(report, partners),
        partners=partners,
        sign=_sign(*standing(report)),
        summary=tuple(_summary(report, unusable)),
        counted=(*counted(found), *([f"{len(waived)} waived"] if waived else ())),
        incomplete=report.incomplete,
        by_severity=tally((*SEVERITIES, TO_ASK), _by_severity(report, found)),
        files=tuple(_file(each, unusable, tuple(by_file.get(each.path, ()))) for each in report.inputs),
        elsewhere=tuple(each for path, cards in by_file.items() if path not in known for each in cards),
        waived=tuple(_card(report, each, ids[same(each)], f"W{index}") for index, each in enumerate(waived, 1)),
        scores=tuple(map(_score, report.scorecards)),
    )


def _path(finding: Finding) -> str:
    return finding.places[0].path if finding.places else ""


def _title(report: Report, partners: tuple[str, ...]) -> str:
    if 0 < len(partners) <= _FEW:
        return f"Profiles of {', '.join(partners)}"
    return f"{number(len(report.inputs), 'profile')}{f' of {len(partners)} partners' if partners else ''}"


_FEW = 6


def _sign(verdict: Verdict, word: str) -> Sign:
    return Sign(verdict.value, GLYPHS[verdict][0], word)


def _summary(report: Report, unusable: set[str]) -> Iterator[str]:
    files = {each.path for each in report.inputs}
    if not files:
        yield "No file ended in .yaml or .yml there: nothing was checked."
        return
    bad = len(files & unusable)
    yield f"{number(len(files), 'profile')}: {len(files) - bad} valid, {bad} not."
    if bad:
        yield "What is not valid takes no part in comparing. Mend what is marked blocker, then validate again."
    yield from (f"{_scorecards.heading(each)}." for each in report.scorecards)
    for name, left in unjudged(report):
        yield f"Not judged against {name}, of which nothing is claimed: {', '.join(left)}."


def _by_severity(report: Report, findings: Iterable[Finding]) -> Iterator[tuple[str, str]]:
    for finding in findings:
        yield kind_of(report, finding), finding.severity.value if finding.counts else "unknown"


def _card(report: Report, finding: Finding, anchor: str, index: str) -> Card:
    rule = report.rules.get(finding.rule)
    return card(
        finding,
        anchor,
        index,
        kind=kind_of(report, finding),
        heading=rule.title if rule else finding.rule,
        message=sentence(finding.message),
        arrows={},
    )


def _file(each: Input, unusable: set[str], cards: tuple[Card, ...]) -> File:
    valid = each.path not in unusable and each.sha256 is not None
    sign = _sign(Verdict.CLEAR, "valid") if valid else _sign(Verdict.BLOCKED, "not valid")
    said = each.answers
    done = [(said.offered, "with offers"), (said.none, "none")] if said else []
    open_ = [(said.unknown, "unknown"), (said.unsaid, "not said")] if said else []
    answered, left = (", ".join(f"{count} {word}" for count, word in one if count) for one in (done, open_))
    return File(each, sign, answered or ("nothing" if said else ""), left, cards)


# ── scorecards ───────────────────────────────────────────────────────────────────────────────────────────


def _score(card: Scorecard) -> Score:
    return Score(
        heading=_scorecards.heading(card),
        incomplete=card.incomplete,
        partner=card.partner,
        profiles=tuple(_profiles(card)),
        basis=_scorecards.basis(card),
        notes=card.notes,
    )


def _profiles(card: Scorecard) -> Iterator[ProfileLine]:
    for each in card.profiles:
        yield ProfileLine(
            sign=_standing(each.result),
            id=each.id or "",
            text=_scorecards.named(each),
            counts=_scorecards.counts(card, each),
            at=tuple(map(at, each.places)),
            requirements=tuple(
                RequirementLine(
                    sign=_standing(one.result),
                    label=_scorecards.label(each, one),
                    title=one.title,
                    obligation=f"{one.obligation}{'' if one.lifecycle == 'current' else f', {one.lifecycle}'}",
                    reason=one.reason,
                    met=f"{one.met} of {len(one.standards)}" if one.standards else "",
                    standards=tuple(
                        StandardLine(
                            _standing(standard.standing),
                            standard.id,
                            standard.title,
                            "; ".join(filter(None, (standard.by and f"by {standard.by}", standard.note))),
                            tuple(map(at, standard.places)),
                        )
                        for standard in one.standards
                    ),
                )
                for one in each.requirements
            ),
        )


def _standing(name: str) -> Sign:
    return _sign(_LIKE.get(name, Verdict.UNKNOWN), _scorecards.word(name))
