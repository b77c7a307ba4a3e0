"""Finds in a text what must not stand in a profile: keys, hopsets, words of the day, PEM blocks, markings.

It knows no schema and no YAML: it tells which part of the text reads like such a thing. Nearly every text has
none, so each family is looked for with what is fast to fail.
"""

import re
from collections.abc import Callable, Iterator
from enum import StrEnum
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple

__all__ = [
    "BECAUSE",
    "WITHHELD",
    "Family",
    "Level",
    "Match",
    "holds_values",
    "is_word_of_day",
    "lines_of",
    "matches",
    "message",
]

WITHHELD = "(withheld)"

BECAUSE = "Profiles are copied from system to system: what is secret is lost the moment that it stands in one."


class Family(StrEnum):
    """What a part of a text reads like."""

    PEM = "pem"
    KEY = "key"
    HOPSET = "hopset"
    HEX = "hex"
    BASE64 = "base64"
    MARKING = "marking"


class Level(StrEnum):
    """Up to which level markings may stand in a profile, lowest first."""

    UNCLASSIFIED = "unclassified"
    RESTRICTED = "restricted"
    CONFIDENTIAL = "confidential"
    SECRET = "secret"  # noqa: S105 - a level
    TOP_SECRET = "top-secret"  # noqa: S105


_compiled: Callable[..., re.Pattern[Any]] = cache(re.compile)  # most runs need none of the expressions

_RANKS = {level: rank for rank, level in enumerate(Level)}


class Match(NamedTuple):
    """A part of a text: what it reads like, and from which to which character."""

    family: Family
    start: int
    end: int


_MESSAGES = {
    Family.PEM: "a PEM block stands here",
    Family.KEY: "a key or a password stands here",
    Family.HOPSET: "the values of a hopset or of a word of the day stand here",
    Family.HEX: "a long hexadecimal text stands here, and nothing says that it is a fingerprint",
    Family.BASE64: "a long text in base64 stands here, and nothing says that it is a fingerprint",
    Family.MARKING: "a classification marking above {level!r} stands here",
}


def message(family: Family, up_to: Level = Level.UNCLASSIFIED) -> str:
    """What to say of a match, in words that tell nothing of it."""
    return f"{_MESSAGES[family].format(level=up_to.value)}: it is withheld, and must be taken out"


def matches(text: str, up_to: Level = Level.UNCLASSIFIED) -> list[Match]:
    """Every part of `text` that must not stand in a profile, in the order of the families; empty in a good one.

    Of a hopset or a key that is told by its name, the match is the name and what follows it.
    """
    found = [*_long(text)]
    if "BEGIN " in text or "PuTTY-User-Key-File" in text:
        found += (Match(Family.PEM, *each.span()) for each in _compiled(_PEM).finditer(text))
    lowered = text.lower()
    if any(word in lowered for word in _KEY_WORDS):
        found += _keys(text)
    if any(word in lowered for word in _HOPSET_WORDS):
        found += _hopsets(text)
    if any(word in text for word in _LEVEL_WORDS):
        found += _markings(text, up_to)
    return found


def lines_of(text: str, up_to: Level = Level.UNCLASSIFIED) -> dict[int, Family]:
    """The lines of `text`, counted from 0, that a match touches, where nothing else is known of the text."""
    found: dict[int, Family] = {}
    for match in matches(text, up_to):
        first, last = text.count("\n", 0, match.start), text.count("\n", 0, match.end)
        found.update(dict.fromkeys(range(first, last + 1), match.family))
    return found


# ── PEM (RFC 7468) and its like ──────────────────────────────────────────────────────────────────────────

_PEM = r"(?s)-{4,5} ?BEGIN [A-Z0-9 ]{1,60}-{4,5}(?:.*?-{4,5} ?END [^\n]*)?|PuTTY-User-Key[^\n]*"


# ── long texts ───────────────────────────────────────────────────────────────────────────────────────────

# Each character by what it can be part of, so that a long run of one sort is found as a plain substring.
_RUN, _PADDING, _HEXADECIMAL, _SPACER, _OTHER = b"r", b"=", b"h", b"s", b"."
_DIGITS, _UPPER, _LOWER = b"0123456789", b"ABCDEFGHIJKLMNOPQRSTUVWXYZ", b"abcdefghijklmnopqrstuvwxyz"


def _table(sorts: dict[bytes, bytes]) -> bytes:
    known = {character: sort[0] for sort, characters in sorts.items() for character in characters}
    return bytes(known.get(number, _OTHER[0]) for number in range(256))


_RUNS = _table({_RUN: _DIGITS + _UPPER + _LOWER + b"+/_-", _PADDING: b"="})
_GROUPS = _table({_HEXADECIMAL: _DIGITS + b"abcdefABCDEF", _SPACER: b" :-"})

_LEAST_HEX = 32  # characters: 128 bits
_LEAST_BASE64 = 40  # characters without padding; a padded one tells itself at 24
_LEAST_DIFFERENT = 8  # a ruler, a mask or a filling has fewer different characters

_LONG_RUN = _RUN * _LEAST_HEX
_PADDED_RUN = _RUN * 22 + _PADDING
_GROUPED_RUNS = tuple((_HEXADECIMAL * size + _SPACER) * (_LEAST_HEX // size - 1) for size in (2, 4, 8))

_NO_RUN = b"[^" + _RUN + b"]"
_LONG = r"(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{22,}={0,2}"
_GROUPED = (
    r"(?<![0-9A-Fa-f])(?:[0-9A-Fa-f]{2}(?:[ :-][0-9A-Fa-f]{2}){15,}|[0-9A-Fa-f]{4}(?:[ -][0-9A-Fa-f]{4}){7,}"
    r"|[0-9A-Fa-f]{8}(?:[ :-][0-9A-Fa-f]{8}){3,})(?![0-9A-Fa-f])"
)
_HEX = r"[0-9A-Fa-f]{32,}"
# A digest that says what it is: ``sha256:…``, ``SHA-512 …``.
_DIGEST = r"(?i)(?:sha-?[1-5][0-9-]{0,6}|md5|blake[23][bs]?)[\"']?[ :=/-]{1,3}[\"']?\Z"


def _long(text: str) -> Iterator[Match]:
    data = text.encode("latin-1", "replace")  # a byte for each character
    runs = data.translate(_RUNS)
    for start, end in _spans(text, runs):
        family = _reads_like(text[start:end])
        if family and not _says_digest(text, start):
            yield Match(family, start, end)
    groups = data.translate(_GROUPS)
    if any(group in groups for group in _GROUPED_RUNS):
        for found in _compiled(_GROUPED).finditer(text):
            if _is_random_hex(found[0]) and not _says_digest(text, found.start()):
                yield Match(Family.HEX, *found.span())


def _spans(text: str, runs: bytes) -> Iterator[tuple[int, int]]:
    """Where the long runs stand; the expression, which is slow, is asked only where one is padded."""
    if _PADDED_RUN in runs:
        yield from (found.span() for found in _compiled(_LONG).finditer(text))
        return
    start = runs.find(_LONG_RUN)
    while start >= 0:
        after = _compiled(_NO_RUN).search(runs, start)
        end = after.start() if after else len(runs)
        yield start, end
        start = runs.find(_LONG_RUN, end)


def _says_digest(text: str, start: int) -> bool:
    return _compiled(_DIGEST).search(text[max(0, start - 16) : start]) is not None


def _reads_like(run: str) -> Family | None:
    if len(set(run)) < _LEAST_DIFFERENT:
        return None
    if any(_is_random_hex(found) for found in _compiled(_HEX).findall(run)):
        return Family.HEX
    return Family.BASE64 if _is_base64(run) else None


def _is_random_hex(text: str) -> bool:
    bare = text.lower()
    return len(set(bare)) >= _LEAST_DIFFERENT and any(c in "abcdef" for c in bare) and any(c.isdigit() for c in bare)


def _is_base64(run: str) -> bool:
    """Whether a run is long, mixed and broken seldom, as random bytes are in base64 and names and paths are not."""
    bare = run.rstrip("=")
    padded = len(bare) < len(run) and len(run) % 4 == 0
    if len(run) < _LEAST_BASE64 and not padded:
        return False
    breaks = sum(map(bare.count, "+/_-"))
    if breaks * 8 > len(bare):
        return False
    kinds = "".join(map(_kind, bare))
    changes = sum(one != other for one, other in pairwise(kinds))
    return set(kinds) >= {"A", "a", "0"} and changes * 5 >= len(bare) * 2


def _kind(character: str) -> str:
    return "0" if character.isdigit() else "A" if character.isupper() else "a" if character.islower() else "+"


# ── keys and passwords by their names ────────────────────────────────────────────────────────────────────

_KEY_WORDS = ("pass", "psk", "shared", "private", "secret")
_KEY = (
    r"(?im)(?<![A-Za-z0-9])(?:passwords?|passwd|passphrases?|psk|pre-?shared[-_ ]keys?|shared[-_ ]secrets?"
    r"|(?:private|secret)[-_ ]keys?)[\"']?[ \t]*[:=][ \t]*(?:-[ \t]+)?[\"']?([^\s\"',}\]]{8,})[\"']?[ \t]*(?:[#,}\]]|$)"
)
_ALGORITHM = r"(?i)aes|rsa|ecd|ed25519|x25519|sha|hmac|pbkdf|bcrypt|scrypt|argon|scram|kerberos|pkcs|tls|ike|file:|https?:|[a-z]+://"


def _keys(text: str) -> Iterator[Match]:
    for found in _compiled(_KEY).finditer(text):
        value = found[1]
        kinds = set(map(_kind, value))
        is_hex = len(value) >= 16 and re.fullmatch(r"[0-9A-Fa-f]+", value) is not None
        if (kinds >= {"A", "a", "0"} or (is_hex and _is_random_hex(value))) and not _compiled(_ALGORITHM).match(value):
            yield Match(Family.KEY, found.start(), found.end(1))


# ── hopsets and words of the day ─────────────────────────────────────────────────────────────────────────

_HOPSET_WORDS = ("hop", "word", "wod", "transec")
_HOPSET = (
    r"(?i)(?<![A-Za-z0-9])(?:(hop[-_ ]?sets?)|(?:words?[-_ ]of[-_ ](?:the[-_ ])?day|m?wods?)"
    r"|transec[-_ ](?:keys?|variables?|seeds?|words?))(?![A-Za-z0-9])[A-Za-z_-]{0,24}[\"']?[ \t]*[:=]"
)
_WORD = r"[ \t]*[\"']?[A-Za-z]"  # a name or a yes: not the thing itself
_DAY = r"[0-9]{4}-[0-9]{2}(?:-[0-9]{2})?|[0-9]{1,2}:[0-9]{2}"
_NUMBER = r"[0-9][0-9.]*[0-9]"
_FOLLOWING = 400  # characters after the name that belong to it, where nothing is known of the layout


def _hopsets(text: str) -> Iterator[Match]:
    for found in _compiled(_HOPSET).finditer(text):
        following = text[found.end() : found.end() + _FOLLOWING]
        if not _compiled(_WORD).match(following) and holds_values(following, is_hopset=bool(found[1])):
            yield Match(Family.HOPSET, found.start(), found.end() + len(following))


def is_word_of_day(name: str) -> bool:
    """Whether a property of this name holds a word of the day, of which one value says enough."""
    found = _compiled(_HOPSET).match(f"{name}:")
    return found is not None and not found[1]


def holds_values(text: str, *, is_hopset: bool) -> bool:
    """Whether a text holds numbers as a hopset has them, at least three, or a word of the day, at least one."""
    numbers = [number.replace(".", "") for number in _compiled(_NUMBER).findall(_compiled(_DAY).sub(" ", text))]
    if is_hopset:
        return sum(len(number) >= 3 for number in numbers) >= 3
    return any(len(number) >= 5 for number in numbers)


# ── markings ─────────────────────────────────────────────────────────────────────────────────────────────

# The words of a level, the longest first: NATO's and the EU's, and those of some of their members.
_WORDS = {
    "COSMIC TOP SECRET": Level.TOP_SECRET,
    "TOP SECRET": Level.TOP_SECRET,
    "TRES SECRET": Level.TOP_SECRET,
    "TRÈS SECRET": Level.TOP_SECRET,
    "STRENG GEHEIM": Level.TOP_SECRET,
    "SECRET": Level.SECRET,
    "GEHEIM": Level.SECRET,
    "SEGRETO": Level.SECRET,
    "SECRETO": Level.SECRET,
    "CONFIDENTIAL": Level.CONFIDENTIAL,
    "CONFIDENTIEL": Level.CONFIDENTIAL,
    "VERTRAULICH": Level.CONFIDENTIAL,
    "RESTRICTED": Level.RESTRICTED,
    "RESTREINTE": Level.RESTRICTED,
    "RESTREINT": Level.RESTRICTED,
    "VS-NfD": Level.RESTRICTED,
}
_LEVEL_WORDS = (
    "SECRET", "GEHEIM", "SEGRETO", "CONFIDENTI", "VERTRAULICH", "RESTR", "VS-NfD", "//NF", "//NOFORN", "//REL",
)  # fmt: skip
_LEVEL = "(?:" + "|".join(map(re.escape, _WORDS)) + ")"
_NO_OWNERS = r"(?:NOT|NON|TO|OF|IN|ON|NO|OR|AND|FOR|THE|UP|ALL|ANY|ITS|AT|AS|BY|IS|BE)"
_MARKING = (
    # An owner before the level; the level beside a double stroke; the level alone in a comment or as a marking.
    rf"(?<![A-Za-z0-9])(?:(?!{_NO_OWNERS}[ -])"
    r"(?:NATO|COSMIC|FOCAL|MISSION|COALITION|DIFFUSION|UE/EU|EU/UE|[A-Z]{2,3})"
    rf"[ /_-]{{1,2}}{_LEVEL}"
    rf"|(?://[ ]?{_LEVEL}|{_LEVEL}(?=[ ]?//))|COSMIC TOP SECRET|TOP SECRET|STRENG GEHEIM|TR[EÈ]S SECRET|VS-NfD"
    r"|(?P<portion>(?:CTS|TS|NS|NC|NR|S|C|R)//(?:NF|NOFORN|REL|SI|TK|ORCON|FGI))"
    r"|(?:(?<=\n)|\A)[ \t]*(?:[^\n#]*#[#* \t]*"
    r"|(?:- )?[\"']?(?:[a-z-]*classification|[a-z-]*marking)[\"']?:[ \t]*[\"']?)"
    rf"(?P<alone>{_LEVEL})(?=[\"'.!* \t]*(?:\n|\Z|#))"
    r")(?![A-Za-z0-9])"
)
_PORTIONS = {"C": Level.CONFIDENTIAL, "NC": Level.CONFIDENTIAL, "R": Level.RESTRICTED, "NR": Level.RESTRICTED}


def _markings(text: str, up_to: Level) -> Iterator[Match]:
    for found in _compiled(_MARKING).finditer(text):
        if _RANKS[_level(found)] > _RANKS[up_to]:
            yield Match(Family.MARKING, found.start("alone" if found["alone"] else 0), found.end())


def _level(found: re.Match[str]) -> Level:
    if portion := found["portion"]:
        return _PORTIONS.get(portion.partition("/")[0], Level.SECRET)
    return next((level for word, level in _WORDS.items() if word in found[0]), Level.SECRET)
