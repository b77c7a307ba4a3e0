"""What the page of a matrix shows: its grid or the data of one, its pairs, what blocks most, what would help most."""

# No `annotations` of the future here: a named tuple would compile every one of them from its text.

import json
import shlex
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from ...difference import FindingChange
from ...overview import Blocking, Cell, Change, Lane, Matrix, Member, pairs
from ...report import Verdict, worst
from .._inert import cells, cut, inert
from .._matrix import _since
from .._matrix.html import PARTNERS as TABLED
from .._words import words
from . import between
from .between import Between, Told
from .words import VERDICTS, Sign, sentence

if TYPE_CHECKING:
    import numpy as np
    from markupsafe import Markup

    Numbers = np.ndarray[Any, np.dtype[np.uint8]]

BLOCK = 30  # columns of the grid on a sheet of paper
_NAMED = 20_000  # cells at most of which those that are clear, or only ride on another, are named too
_LAYERS = 2_200_000  # letters of data of the grid at most
_LONGEST_HEAD = 6  # columns of a code above the grid; where one is longer, numbers stand there
_LONGEST_SIDE = 16
_KEY = 1_000  # partners at most whose names are listed

_VERDICTS = tuple(Verdict)
_SIGNS = {Verdict(each.id): each for each in VERDICTS}


class Head(NamedTuple):
    """A partner at the edge of the grid: above it, beside it, and in full."""

    above: str
    beside: str
    code: str
    name: str


class Square(NamedTuple):
    """One cell of the grid: what it says, and of which pair; `pair` is "" where a partner meets itself."""

    pair: str
    sign: Sign
    number: str
    title: str


class Block(NamedTuple):
    """The columns of the grid that go onto one sheet of paper."""

    heads: tuple[Head, ...]
    rows: tuple[tuple[Head, tuple[Square, ...]], ...]


class Group(NamedTuple):
    """The exchanges of a pair that come to one verdict; `names` is empty where they are only counted.

    `riding` are those that only ride on such a one; or `more` says how many.
    """

    sign: Sign
    amount: int
    names: tuple[str, ...]
    riding: tuple[str, ...]
    more: int = 0


class Pair(NamedTuple):
    """Two partners, and what each exchange comes to between them.

    `counted` says how many findings there are, `told` which, where they are written out; `lesser` how many of them
    are left out on paper.
    """

    anchor: str
    a: str
    b: str
    sign: Sign
    tally: str
    groups: tuple[Group, ...]
    command: str
    counted: str = ""
    told: tuple[Told, ...] = ()
    lesser: int = 0


class Ranked(NamedTuple):
    """One row of a ranking: what it is of, its number, and what is to be said of it; `link` leads to more."""

    name: str
    id: str
    amount: int
    more: str
    link: str = ""
    layer: str = ""


class Promise(NamedTuple):
    """A change, and what it was found to do."""

    change: Change
    effects: tuple[str, ...]


class Line(NamedTuple):
    """A finding that is new, or an exchange that got worse (without a rule)."""

    sign: Sign
    text: str
    rule: str = ""


class New(NamedTuple):
    """What is new in a pair, or in files (`pair` is none), against an earlier state."""

    pair: Pair | None
    verdicts: str
    lines: tuple[Line, ...]


class View(NamedTuple):
    """The page. `data` is for the script; `block` is the whole grid, `paper` the same for sheets of paper.

    `since` says what the matrix was held against, `summary` how much is new. `found` says whether the findings of
    each pair are on the page: written out, or else in the data; `lacking` what of them there was no room for.
    """

    title: str
    sign: Sign
    tally: str
    chosen: str
    only: str
    incomplete: tuple[str, ...]
    partners: int
    amount: int
    heads: tuple[Head, ...]
    block: Block | None
    paper: tuple[Block, ...]
    drawn: bool
    data: "Markup | None"
    named: bool
    waived: str
    since: str
    summary: str
    news: tuple[New, ...]
    pairs: tuple[Pair, ...]
    found: str
    lacking: str
    worst: tuple[Pair, ...]
    blocking: tuple[Ranked, ...]
    left: int
    changes: tuple[Promise, ...]
    blocked: bool
    members: tuple[tuple[Member, tuple[int, ...]], ...]
    columns: tuple[Sign, ...]


def view(matrix: Matrix) -> View:
    """Everything that the page shows, laid out for its template."""
    small = len(matrix.members) <= TABLED
    heads = tuple(_heads(matrix.members))
    gridded = matrix.selection.only is None
    data = _data(matrix) if gridded else None
    layers = {layer["id"] for layer in data["layers"]} if data else set()
    rows = tuple(_rows(matrix, heads)) if gridded and small else ()
    verdict = worst(each for each, count in matrix.pairs.items() if count)
    count = sum(matrix.pairs.values())
    own = [each for each in matrix.blocking if each.own]
    named = all(lane.cells is not None for lane in matrix.lanes)
    listed = _findings(matrix) if small and named else ()
    written = len(matrix.members) <= between.WRITTEN
    packed, lacking = (None, "") if written or not listed else _packed(matrix, listed)
    if packed:
        data = (data or {}) | {"between": packed}
    return View(
        title=f"{_amount(len(heads), 'partner')}, {_amount(count, 'pair')}",
        sign=_SIGNS[verdict],
        tally=tally(matrix.pairs),
        chosen=", ".join(matrix.selection.chosen),
        only=matrix.selection.only or "",
        incomplete=tuple(member.code for member in matrix.members if member.incomplete),
        partners=len(heads),
        amount=count,
        heads=heads[:_KEY],
        block=Block(heads, rows) if rows else None,
        paper=tuple(_blocks(heads, rows)),
        drawn=not small and data is not None,
        data=_script(data) if data else None,
        named=named,
        waived=_waived(matrix),
        since=_since.title(matrix.since) if matrix.since else "",
        summary=sentence(_since.summary(matrix)) if matrix.since else "",
        news=tuple(_news(matrix, small and named)),
        pairs=tuple(_pairs(matrix, listed, written)) if small and named else (),
        found="written" if written and listed else "data" if packed else "",
        lacking=lacking,
        worst=tuple(_worst(matrix, small and named)),
        blocking=tuple(_ranked(each, layers) for each in own[: matrix.top]),
        left=max(0, len(own) - matrix.top),
        changes=tuple(Promise(each, tuple(_effects(each))) for each in matrix.changes),
        blocked=bool(matrix.pairs[Verdict.BLOCKED]),
        members=tuple(_hardest(matrix)) if matrix.ranked else (),
        columns=tuple(_SIGNS[each] for each in Verdict),
    )


def tally(counts: Mapping[Verdict, int]) -> str:
    """How many of them come to each verdict that occurs."""
    return ", ".join(f"{counts[each]:,} {words(each)}" for each in Verdict if counts.get(each))


def _amount(count: int, word: str) -> str:
    return f"{count:,} {word}{'' if count == 1 else 's'}"


# ── the grid ─────────────────────────────────────────────────────────────────────────────────────────────


def _heads(members: Sequence[Member]) -> Iterator[Head]:
    """Codes at the edges; numbers above where a code is too long."""
    codes = [inert(member.code) for member in members]
    short = max(map(cells, codes), default=0) <= _LONGEST_HEAD
    for place, (code, member) in enumerate(zip(codes, members, strict=True), 1):
        mark = "*" if member.incomplete else ""
        beside = f"{code if short else f'{place} {cut(code, _LONGEST_SIDE)}'}{mark}"
        yield Head(f"{code if short else place}{mark}", beside, code, member.name)


def _rows(matrix: Matrix, heads: tuple[Head, ...]) -> Iterator[tuple[Head, tuple[Square, ...]]]:
    for row, head in enumerate(heads):
        yield head, tuple(_square(matrix, heads, row, col) for col in range(len(heads)))


def _square(matrix: Matrix, heads: tuple[Head, ...], row: int, col: int) -> Square:
    if row == col:
        return Square("", _SIGNS[Verdict.NOT_SHARED], "", "")
    verdict = _VERDICTS[matrix.verdicts[row][col]]
    count = matrix.counts[row][col] if matrix.counts else 0
    told = count and verdict not in (Verdict.CLEAR, Verdict.NOT_SHARED)
    much = f", {_many(count)}" if told else ""
    title = f"{heads[row].code} ↔ {heads[col].code}: {words(verdict)}{much}"
    return Square(_anchor(row, col), _SIGNS[verdict], str(count) if told else "", title)


def _many(count: int) -> str:
    return "255 exchanges or more" if count == _MOST else _amount(count, "exchange")


_MOST = 255  # what a count stops at


def _anchor(row: int, col: int) -> str:
    return f"pair-{min(row, col) + 1}-{max(row, col) + 1}"


def _blocks(heads: tuple[Head, ...], rows: tuple[tuple[Head, tuple[Square, ...]], ...]) -> Iterator[Block]:
    """The grid cut for paper, where it is too wide for one sheet."""
    for start in range(0, len(heads), BLOCK) if rows and len(heads) > BLOCK else ():
        part = slice(start, start + BLOCK)
        yield Block(heads[part], tuple((head, squares[part]) for head, squares in rows))


# ── the data of the grid ─────────────────────────────────────────────────────────────────────────────────


def _script(data: dict[str, Any]) -> "Markup":
    """The data as JSON that cannot end the element it stands in: what HTML gives a meaning is written as escapes."""
    from markupsafe import Markup

    text = json.dumps(data, separators=(",", ":"), ensure_ascii=True)
    for character in "<>&":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)  # noqa: S704  # ASCII without any character that could be taken for markup


def _data(matrix: Matrix) -> dict[str, Any] | None:
    """What the script draws the grid from; `None` where even the verdicts of the pairs are too much for a page.

    Each layer has half a byte a pair, the number of its verdict, in the order of `overview.pairs`; low half first.
    `back` is there where the other direction differs; `counts`, a byte a pair, where there is room.
    """
    layers: list[dict[str, Any]] = []
    room = _LAYERS
    for layer in _layers(matrix):
        need = sum(len(layer[key]) for key in ("ahead", "back", "counts") if key in layer)
        if need <= room:
            layers.append(layer)
            room -= need
        elif not layers:
            layer.pop("counts", None)
            if len(layer["ahead"]) > room:
                return None
            layers.append(layer)
            room -= len(layer["ahead"])
    return {
        "codes": [inert(member.code) for member in matrix.members],
        "names": [inert(member.name) for member in matrix.members],
        "verdicts": [[each.id, each.glyph, each.word] for each in VERDICTS],
        "layers": layers,
    }


def _layers(matrix: Matrix) -> Iterator[dict[str, Any]]:
    """All exchanges together, those of each kind, and each one by itself: those that block most first."""
    import numpy as np

    whole = b"".join(bytes(row[first + 1 :]) for first, row in enumerate(matrix.verdicts))
    counts = b"".join(bytes(row[first + 1 :]) for first, row in enumerate(matrix.counts))
    first = {"id": "", "label": "all exchanges", "group": "", "ahead": _halves(np.frombuffer(whole, np.uint8))}
    yield first | ({"counts": _base64(counts)} if counts else {})
    if any(lane.cells is None for lane in matrix.lanes):
        return
    small = len(matrix.members) <= TABLED
    for kind in sorted({lane.kind for lane in matrix.lanes}):
        yield _of_kind(kind, [lane for lane in matrix.lanes if lane.kind == kind], small)
    place = {(each.kind, each.id, each.name): -each.pairs for each in matrix.blocking}
    exchanges: dict[tuple[str, str, str], list[Lane]] = {}
    for lane in matrix.lanes:
        exchanges.setdefault((lane.kind, lane.id, lane.name), []).append(lane)
    for key in sorted(exchanges, key=lambda key: (place.get(key, 0), key)):
        yield _of_exchange(exchanges[key])


def _of_kind(kind: str, lanes: Sequence[Lane], small: bool) -> dict[str, Any]:
    import numpy as np

    stacked = np.stack([_verdicts(lane) for lane in lanes])
    lowest = stacked.min(axis=0)
    layer = {"id": inert(kind), "label": inert(kind), "group": "kind", "ahead": _halves(lowest)}
    counts = np.minimum((stacked == lowest).sum(axis=0), _MOST).astype(np.uint8)
    return layer | ({"counts": _base64(counts.tobytes())} if small else {})


def _of_exchange(lanes: Sequence[Lane]) -> dict[str, Any]:
    """An exchange; where it is a flow, `ahead` is from the first partner of the pair to the second one."""
    one = lanes[0]
    ways = {lane.direction: _halves(_verdicts(lane)) for lane in lanes}
    ahead = ways.get(None) or ways.get("A->B") or ways["B->A"]
    label = {"id": _layer_id(one), "label": _exchange(one), "group": inert(one.kind), "ahead": ahead}
    return label | ({"back": ways.get("B->A", ahead)} if None not in ways else {})


def _layer_id(of: Lane | Blocking) -> str:
    return inert("/".join((of.kind, of.id, of.name)))


def _exchange(of: Lane | Blocking) -> str:
    return inert(of.title if of.name == of.id else f"{of.title} {of.name}")


def _verdicts(lane: Lane) -> "Numbers":
    """The number of each pair's verdict; a pair that does not meet there shares nothing."""
    import numpy as np

    known = [_VERDICTS.index(cell.verdict or Verdict.NOT_SHARED) for cell in lane.legend]
    return np.array(known, np.uint8)[np.asarray(memoryview(lane.cells))]  # type: ignore[arg-type]  # a buffer of numbers


def _halves(verdicts: "Numbers") -> str:
    """Two numbers below 16 to the byte, the first one in its low half."""
    import numpy as np

    even = np.append(verdicts, np.zeros(len(verdicts) % 2, np.uint8))
    return _base64(((even[1::2] << 4) | (even[0::2] & 15)).tobytes())


def _base64(data: bytes) -> str:
    return b64encode(data).decode("ascii")


# ── the pairs ────────────────────────────────────────────────────────────────────────────────────────────


def _findings(matrix: Matrix) -> tuple[Between, ...]:
    """What was found in each pair, in the order of the pairs; nothing where they were not compared."""
    return tuple(between.between(matrix.compared)) if matrix.compared else ()


def _packed(matrix: Matrix, listed: Sequence[Between]) -> tuple[dict[str, Any] | None, str]:
    codes = [member.code for member in matrix.members]
    numbered = zip(pairs(matrix), listed, strict=True)
    return between.packed((codes[first], codes[second], each) for (first, second, _), each in numbered)


def _pairs(matrix: Matrix, listed: Sequence[Between], written: bool) -> Iterator[Pair]:
    """Every pair with what each of its exchanges comes to, and what was found there."""
    names = [_directed(lane) for lane in matrix.lanes]
    count = sum(matrix.pairs.values())
    all_named = count * len(matrix.lanes) <= _NAMED
    for place, (first, second, verdict) in enumerate(pairs(matrix)):
        a, b = matrix.members[first].code, matrix.members[second].code
        found: dict[Verdict, list[tuple[str, Cell]]] = {}
        for lane, name in zip(matrix.lanes, names, strict=True):
            cell = lane.legend[lane.cells[place]] if lane.cells is not None else Cell()
            if cell.verdict is not None:
                found.setdefault(cell.verdict, []).append((name, cell))
        groups = tuple(_group(each, found[each], all_named) for each in Verdict if each in found)
        told = tally({each: len(found[each]) for each in found if each is not Verdict.NOT_SHARED})
        sign = _SIGNS[_VERDICTS[verdict]]
        pair = Pair(_anchor(first, second), a, b, sign, told or "nothing shared", groups, _command(a, b))
        here = listed[place] if listed else Between("", ())
        yield pair._replace(counted=here.counted, told=here.told if written else (), lesser=here.lesser)


def _group(verdict: Verdict, found: Sequence[tuple[str, Cell]], all_named: bool) -> Group:
    if verdict is Verdict.NOT_SHARED or (verdict is Verdict.CLEAR and not all_named):
        return Group(_SIGNS[verdict], len(found), (), ())
    own = tuple(name for name, cell in found if not cell.rooted)
    riding = tuple(name for name, cell in found if cell.rooted)
    return Group(_SIGNS[verdict], len(found), own, riding if all_named else (), 0 if all_named else len(riding))


def _directed(lane: Lane) -> str:
    return _exchange(lane) + {"A->B": " →", "B->A": " ←"}.get(lane.direction or "", "")


def _command(a: str, b: str) -> str:
    """What shows this pair with all its findings."""
    return f"interop-check compare {shlex.quote(inert(a))} {shlex.quote(inert(b))} --profiles FOLDER"


def _worst(matrix: Matrix, listed: bool) -> Iterator[Pair]:
    """The pairs where most is wrong; `listed`: they have a place of their own on the page."""
    places = {member.code: place for place, member in enumerate(matrix.members)}
    for each in matrix.worst:
        anchor = _anchor(places[each.a], places[each.b]) if listed else ""
        told = tally({**each.exchanges, Verdict.NOT_SHARED: 0}) or "nothing shared"
        yield Pair(anchor, each.a, each.b, _SIGNS[each.verdict], told, (), _command(each.a, each.b))


# ── what is accepted, and what is new ────────────────────────────────────────────────────────────────────


def _waived(matrix: Matrix) -> str:
    """How many findings are waived, and of how many pairs."""
    if not matrix.waived:
        return ""
    return f"{_amount(sum(matrix.waived.values()), 'finding')} of {_amount(len(matrix.waived), 'pair')}"


def _news(matrix: Matrix, listed: bool) -> Iterator[New]:
    places = {member.code: place for place, member in enumerate(matrix.members)}
    for each in _since.news(matrix):
        here = each.after is not None and listed
        anchor = _anchor(places[each.a], places[each.b]) if here else ""
        worse = (Line(_SIGNS[one.after or Verdict.NOT_SHARED], _since.exchange_line(one)) for one in each.worse)
        sign = _SIGNS[each.after or Verdict.NOT_SHARED]
        pair = Pair(anchor, each.a, each.b, sign, "", (), _command(each.a, each.b))
        yield New(pair, each.verdicts, (*worse, *map(_line, each.found)))
    if files := _since.in_files(matrix):
        yield New(None, "", tuple(map(_line, files)))


def _line(change: FindingChange) -> Line:
    finding = change.finding
    notes = [f"; {note}" for note in (change.note, "waived" if finding.waived else "") if note]
    text = f"{finding.message}{''.join(notes)}{_since.put_down(change.files)}"
    return Line(between.sign(finding), text, finding.rule)


# ── rankings ─────────────────────────────────────────────────────────────────────────────────────────────


def _ranked(each: Blocking, layers: Iterable[str]) -> Ranked:
    riding = each.pairs - each.own
    more = f"{_amount(riding, 'more pair')} by what it rides on" if riding > 0 else ""
    layer = _layer_id(each)
    return Ranked(_exchange(each), f"{each.kind}/{each.id}", each.own, more, layer=layer if layer in layers else "")


def _effects(change: Change) -> Iterator[str]:
    parts = [
        (change.unblocks, f"{_amount(change.unblocks, 'pair')} no longer blocked"),
        (change.clears, f"{_amount(change.clears, 'pair')} wholly clear"),
        (change.exchanges, f"{_amount(change.exchanges, 'exchange')} no longer blocked"),
        (change.worsens, f"but {_amount(change.worsens, 'exchange')} worse than before"),
        (change.alike, f"not tried for {_amount(change.alike, 'further partner')} alike"),
    ]
    return (text for count, text in parts if count)


def _hardest(matrix: Matrix) -> Iterator[tuple[Member, tuple[int, ...]]]:
    """The partners, the hardest for the others first."""
    order = sorted(matrix.members, key=lambda member: (*(-member.pairs[verdict] for verdict in Verdict), member.code))
    for member in order[: matrix.top]:
        yield member, tuple(member.pairs[each] for each in Verdict)
