"""A page made of sections, cut where it would be longer than a platform takes, and what was left out is counted."""

# No `annotations` of the future here: a named tuple would compile every one of them from its text.

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from .._words import number

# Of https://github.com/orgs/community/discussions/27190 and https://docs.gitlab.com/administration/instance_limits/
GITHUB = 65_536
GITLAB = 1_000_000


class Section(NamedTuple):
    """A part of the page: whole `items` can be left out of it, from the end. The lowest `rank` is cut last.

    `what` are the items, in the singular. Without any item that fits, neither `head` nor `tail` is shown.
    """

    rank: int
    what: str
    items: tuple[str, ...]
    head: str = ""
    tail: str = ""


def fitted(top: str, sections: Sequence[Section], limit: int) -> str:
    """`top` and the sections in at most `limit` characters, and also bytes of UTF-8, as some platforms count those.

    At first no section may take more than half of the room, so that many findings leave some to the questions.
    """
    whole = _page(top, "", sections, [len(each.items) for each in sections])
    if _size(whole) <= limit:
        return whole
    room = limit - _size(top) - _RESERVE
    shown, used = [0] * len(sections), [0] * len(sections)
    for most in (limit // 2, limit):
        for index in sorted(range(len(sections)), key=lambda index: sections[index].rank):
            before = used[index]
            shown[index], used[index] = _filled(sections[index], shown[index], before, min(most, before + room))
            room -= used[index] - before
    return _page(top, _left_out(sections, shown, limit), sections, shown)


_RESERVE = 600  # for the note on what was left out


def _filled(section: Section, shown: int, used: int, most: int) -> tuple[int, int]:
    """How many items fit into `most`, and what they take, from a beginning that is there already."""
    frame = 0 if shown else _size(section.head) + _size(section.tail) + _size(_more(section, 0))
    for item in section.items[shown:]:
        taken = used + frame + _size(item)
        if taken > most:
            break
        shown, used, frame = shown + 1, taken, 0
    return shown, used


def _page(top: str, note: str, sections: Sequence[Section], shown: Sequence[int]) -> str:
    parts = [_shown(section, count) for section, count in zip(sections, shown, strict=True) if count]
    return "\n".join(part.strip("\n") + "\n" for part in (top, note, *parts) if part)


def _shown(section: Section, count: int) -> str:
    more = _more(section, count) if count < len(section.items) else ""
    return f"{section.head}{''.join(section.items[:count])}{more}{section.tail}"


def _more(section: Section, count: int) -> str:
    return f"\n… {number(len(section.items) - count, section.what)} more\n"


def _left_out(sections: Sequence[Section], shown: Sequence[int], limit: int) -> str:
    lacking: Counter[str] = Counter()
    for section, count in zip(sections, shown, strict=True):
        lacking[section.what] += len(section.items) - count
    told = ", ".join(number(count, what) for what, count in lacking.items() if count)
    longer = f" With `-v` it may have {GITLAB:,}, for GitLab." if limit < GITLAB else ""
    return (
        f"> **Cut** to the {limit:,} characters that a comment may have. Left out: {told}.{longer} "
        "All of it: `-o html=report.html`.\n"
    )


def _size(text: str) -> int:
    return len(text.encode())
