"""“Did you mean …?”: the nearest known name, after folding case and punctuation."""

from __future__ import annotations

from collections.abc import Iterable


def fold(text: str) -> str:
    """`text` without case and punctuation: ``LINK-16`` and ``Link 16`` fold alike."""
    return "".join(character for character in text.casefold() if character.isalnum())


def nearest(text: object, known: Iterable[str]) -> str | None:
    """The member of `known` that is most like `text`; `None` where none is like it."""
    folded: dict[str, str] = {}
    for name in sorted(known):
        folded.setdefault(fold(name) or name, name)
    wanted = fold(str(text)) or str(text)
    if wanted in folded:
        return folded[wanted]
    import difflib  # slow to load, and only worth it where something is wrong

    close = difflib.get_close_matches(wanted, folded, n=1, cutoff=0.6)
    return folded[close[0]] if close else None


def did_you_mean(text: object, known: Iterable[str]) -> str:
    """A clause that names the nearest of `known`, or nothing."""
    near = nearest(text, known)
    return f" (did you mean {near!r}?)" if near is not None else ""
