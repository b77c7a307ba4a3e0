"""Events to values: plain dicts, lists and scalars, and the refusal of all that tools might read in two ways."""

from __future__ import annotations

from typing import Any

from yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    CollectionStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    StreamEndEvent,
)

from .ambiguity import OTHER_WORDS, other_reading
from .events import Event, Events, events, span_of
from .refusals import MAX_DEPTH, NOWHERE, Refused, cut, quoted
from .scalars import NUMERIC, WORDS, resolved
from .text import split

_TO_RESOLVE = frozenset((*WORDS, *OTHER_WORDS))
_A_PROFILE = "a profile is one mapping that begins with 'kind:' and 'partner:'"
_EMPTY = "the file has no content: write a profile into it, or remove it"


def built(text: str) -> tuple[dict[str, Any], bool]:
    """The value of a text, and whether it holds a plain word that YAML 1.1 reads otherwise.

    Raises `Refused`, and what the parser raises. Every line of the inner functions runs for each value of
    each profile; hence their shape.
    """
    event = events(text)
    marked = "!" in text or "&" in text or "*" in text
    ambiguous = False

    def plain(scalar: Event) -> Any:
        nonlocal ambiguous
        word = scalar.value
        ambiguous = ambiguous or other_reading(word) is not None
        try:
            return resolved(word)
        except Refused as refused:
            raise Refused(refused.reason, refused.message, span_of(scalar)) from None

    def value(first: Event, depth: int) -> Any:
        if marked and _is_marked(first):
            raise _marked(first)
        if type(first) is ScalarEvent:
            word = first.value
            return plain(first) if (word in _TO_RESOLVE or word[0] in NUMERIC) and not first.style else word
        if depth == MAX_DEPTH:
            raise Refused("too-deep", f"more than {MAX_DEPTH} levels of nesting: flatten the value", span_of(first))
        if type(first) is MappingStartEvent:
            return mapping(first, depth + 1)
        items: list[Any] = []
        while type(following := event()) is not SequenceEndEvent:
            items.append(value(following, depth + 1))
        return items

    def mapping(start: Event, depth: int) -> dict[str, Any]:
        entries: dict[str, Any] = {}
        while type(following := event()) is ScalarEvent:
            if marked and _is_marked(following):
                raise _marked(following)
            key = following.value
            if (key in _TO_RESOLVE or key[0] in NUMERIC) and not following.style:
                key = plain(following)
                if type(key) is not str or key == "<<":
                    raise _wrong_key(following, key)
            if key in entries:
                raise _repeated(text, start, list(entries).index(key), following)
            inner = event()
            if marked or type(inner) is not ScalarEvent:
                entries[key] = value(inner, depth)
            else:  # as in `value`, but without a call: most values are scalars
                word = inner.value
                entries[key] = plain(inner) if (word in _TO_RESOLVE or word[0] in NUMERIC) and not inner.style else word
        if type(following) is not MappingEndEvent:
            raise _collection_key(following)
        return entries

    if type(event()) is StreamEndEvent:
        raise Refused("empty", _EMPTY, NOWHERE)
    root = event()
    if marked and _is_marked(root):
        raise _marked(root)
    if type(root) is not MappingStartEvent:
        raise _not_a_mapping(root, event, text)
    whole = mapping(root, 1)
    _refuse_more(text, event)
    return whole, ambiguous


def _is_marked(event: Event) -> bool:
    return type(event) is AliasEvent or bool(event.anchor or event.tag)


def _marked(event: Event) -> Refused:
    if type(event) is AliasEvent:
        sign, what = "*", "alias"
    elif event.anchor:
        sign, what = "&", "anchor"
    else:
        message = f"the tag {quoted(event.tag)} is not allowed: remove it, and quote the value if it is text"
        return Refused("tag", message, span_of(event))
    message = f"{quoted(sign + event.anchor)} is an {what}: write the value out, or quote it if it is text"
    return Refused("alias", message, span_of(event))


def _collection_key(event: Event) -> Refused:
    if _is_marked(event):
        return _marked(event)
    what = "mapping" if isinstance(event, MappingStartEvent) else "list"
    message = f"a key is a {what} here: a key must be text; quote it if the brackets belong to the text"
    return Refused("non-string-key", message, span_of(event))


def _wrong_key(event: Event, key: Any) -> Refused:
    if key == "<<":
        message = "'<<' would merge another mapping into this one: write the keys out, or quote it if it is a name"
        return Refused("merge-key", message, span_of(event))
    if not event.value:
        return Refused("non-string-key", "a key is missing before the ':': give it a name", span_of(event))
    kind = {bool: "true or false", type(None): "null"}.get(type(key), "a number")
    word = cut(event.value)
    return Refused("non-string-key", f'the key {word} is {kind}, not text: write "{word}"', span_of(event))


def _repeated(text: str, mapping: Event, number: int, later: Event) -> Refused:
    earlier = _key(text, mapping, number)
    line = earlier.start_mark.line + 1
    message = f"the key {quoted(later.value)} stands twice in one mapping, first on line {line}: keep one of them"
    return Refused("duplicate-key", message, span_of(later), span_of(earlier))


def _key(text: str, mapping: Event, number: int) -> Event:
    """The key of this number in a mapping, found by a second reading: the first one keeps no events."""
    event = events(text)
    while type(found := event()) is not MappingStartEvent or span_of(found) != span_of(mapping):
        pass
    depth = 0
    scalars = -1
    while scalars < 2 * number:
        found = event()
        depth += isinstance(found, CollectionStartEvent) - isinstance(found, CollectionEndEvent)
        scalars += depth == 0
    return found


def _not_a_mapping(root: Event, event: Events, text: str) -> Refused:
    if isinstance(root, CollectionStartEvent):
        return Refused("not-a-mapping", f"the file holds a list: {_A_PROFILE}", span_of(root))
    if root.style or root.value:
        return Refused("not-a-mapping", f"the file holds only {quoted(root.value)}: {_A_PROFILE}", span_of(root))
    _refuse_more(text, event)
    return Refused("empty", _EMPTY, NOWHERE)


def _refuse_more(text: str, event: Events) -> None:
    """Anything after the first document. Looked for in the text, as the parsers differ in what may follow."""
    document_end = event()
    end = document_end.end_mark
    for number, line in enumerate(split(text)[end.line :], end.line):
        rest = (line[end.column :] if number == end.line else line).strip(" \t")
        if not rest or rest.startswith("#") or rest == "...":
            continue
        if not document_end.explicit and not rest.startswith("---"):
            event()  # raises: it belongs to the first document and does not fit
        message = "a second document begins here: put it into a file of its own"
        raise Refused("several-documents", message, (number, 0, number, len(line)))
