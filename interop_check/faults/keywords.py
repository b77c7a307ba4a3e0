"""One keyword each: what its error says in plain words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from ..relations import json_key, quoted
from ..suggestions import did_you_mean
from .fault import Error, Fault, Steps
from .reader import SHORT, Reader, Reading, cut, either_of, fault_of, listed

TYPES = {
    "null": "nothing",
    "boolean": "true or false",
    "object": "a mapping",
    "array": "a list",
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
}


def names(types: str | list[str]) -> list[str]:
    return [types] if isinstance(types, str) else types


def _type(reader: Reader, error: Error) -> Iterator[Fault]:
    yield mistyped(reader, error, [TYPES[name] for name in names(error.validator_value)])


def mistyped(reader: Reader, error: Error, wanted: list[str]) -> Fault:
    if not wanted:
        return fault_of(reader, error, "must not stand here")._replace(keyword="false")
    hint = _retyped(error.instance, reader.written(reader.steps(error)), wanted)
    says = f"must be {either_of(wanted)}, found {reader.found(error)}{hint}"
    return fault_of(reader, error, says)._replace(keyword="type")


def _retyped(value: Any, written: str, wanted: Sequence[str]) -> str:
    """How to write the same as a value of a wanted type, where that can be said."""
    if isinstance(value, bool | int | float) and TYPES["string"] in wanted:
        return f': write "{written}" in quotes'
    if isinstance(value, str) and _is_number(value) and (TYPES["number"] in wanted or _is_whole(value, wanted)):
        return ": write it without quotes"
    if isinstance(value, str) and TYPES["boolean"] in wanted and value.lower() in _TRUTHS:
        return f": write {_TRUTHS[value.lower()]}"
    if isinstance(value, str | int | float) and TYPES["array"] in wanted and _is_plain(written):
        return f": write [{written}] for a list of one"
    return ""


_TRUTHS = {
    **dict.fromkeys(("y", "yes", "on", "true"), "true"),
    **dict.fromkeys(("n", "no", "off", "false"), "false"),
}


def _is_plain(text: str) -> bool:
    """Whether a text can stand in brackets as it is."""
    return len(text) <= SHORT and all(character.isalnum() or character in " ._-+" for character in text)


def _is_whole(text: str, wanted: Sequence[str]) -> bool:
    return TYPES["integer"] in wanted and "." not in text


def _is_number(text: str) -> bool:
    whole, _, fraction = text.removeprefix("-").partition(".")
    return (whole + fraction).isascii() and whole.isdigit() and (fraction.isdigit() or not fraction)


def _options(reader: Reader, error: Error) -> Iterator[Fault]:
    options = [error.validator_value] if error.validator == "const" else error.validator_value
    yield fault_of(reader, error, not_among(reader, reader.steps(error), error.instance, options))


def not_among(reader: Reader, steps: Steps, value: Any, options: Sequence[Any]) -> str:
    found, texts = reader.shown(value, steps), [option for option in options if isinstance(option, str)]
    written = value if isinstance(value, str) else reader.written(steps)
    if not isinstance(value, str) and written in texts:
        hint = f': write "{written}" in quotes'
    else:
        hint = did_you_mean(written, texts) if not isinstance(value, dict | list) else ""
    one_of = "one of " if len(options) > 1 else ""
    return f"must be {one_of}{listed(options)}, found {found}{hint}"


_FORMATS = {
    "date": "a day written as 2027-04-01",
    "date-time": "a time written as 2027-04-01T09:30:00Z",
    "time": "a time of day written as 09:30:00Z",
    "duration": "a duration written as P1DT12H",
    "email": "an e-mail address",
    "hostname": "a host name",
    "ipv4": "an IPv4 address",
    "ipv6": "an IPv6 address",
    "uri": "a URI",
    "uuid": "a UUID",
    "regex": "a regular expression",
}

# The shapes that vocabulary.json gives to codes, kinds and days.
_SHAPES = {
    "^[A-Za-z0-9._-]{1,64}$": "1 to 64 letters (a to z), digits, '.', '_' or '-'",
    "^[a-z0-9.-]{1,64}$": "1 to 64 lower-case letters (a to z), digits, '.' or '-'",
    "^[a-z0-9.-]{1,64}(/[0-9]+(\\.[0-9]+)*)?$": "a kind, or a kind and a version such as 'communications/1.0'",
    "^[0-9]{4}-[0-9]{2}-[0-9]{2}$": _FORMATS["date"],
}


def _format(reader: Reader, error: Error) -> Iterator[Fault]:
    wanted = _FORMATS.get(error.validator_value, f"of the format {quoted(error.validator_value)}")
    yield fault_of(reader, error, f"must be {wanted}, found {reader.found(error)}")


def _pattern(reader: Reader, error: Error) -> Iterator[Fault]:
    pattern = error.validator_value
    described = error.schema.get("description")
    told = f" ({cut(described).rstrip('.')})" if isinstance(described, str) else ""
    wanted = f"be {_SHAPES[pattern]}" if pattern in _SHAPES else f"fit the pattern {cut(pattern)}{told}"
    yield fault_of(reader, error, f"must {wanted}, found {reader.found(error)}")


def _number(count: Any, one: str, many: str) -> str:
    return f"{quoted(count)} {one if count == 1 else many}"


_BOUNDS: dict[str, Callable[[Any], str]] = {
    "minimum": lambda bound: f"must be at least {quoted(bound)}",
    "maximum": lambda bound: f"must be at most {quoted(bound)}",
    "exclusiveMinimum": lambda bound: f"must be more than {quoted(bound)}",
    "exclusiveMaximum": lambda bound: f"must be less than {quoted(bound)}",
    "multipleOf": lambda step: f"must be a multiple of {quoted(step)}",
    "maxLength": lambda most: f"must have at most {_number(most, 'character', 'characters')}",
}
_SIZES: dict[str, Callable[[Any], str]] = {
    "minItems": lambda least: f"must have at least {_number(least, 'item', 'items')}",
    "maxItems": lambda most: f"must have at most {_number(most, 'item', 'items')}",
    "minProperties": lambda least: f"must have at least {_number(least, 'key', 'keys')}",
    "maxProperties": lambda most: f"must have at most {_number(most, 'key', 'keys')}",
}


def _bound(reader: Reader, error: Error) -> Iterator[Fault]:
    says = _BOUNDS[str(error.validator)](error.validator_value)
    yield fault_of(reader, error, f"{says}, found {reader.found(error)}")


def _size(reader: Reader, error: Error) -> Iterator[Fault]:
    says = _SIZES[str(error.validator)](error.validator_value)
    yield fault_of(reader, error, f"{says}, and has {len(error.instance) or 'none'}")


def _too_short(reader: Reader, error: Error) -> Iterator[Fault]:
    least = _number(error.validator_value, "character", "characters")
    says = f"must have at least {least}, found {reader.found(error)}" if error.instance else "must not be empty"
    yield fault_of(reader, error, says)


def _repeated(reader: Reader, error: Error) -> Iterator[Fault]:
    first: dict[str, int] = {}
    for index, item in enumerate(error.instance):
        before = first.setdefault(json_key(item), index)
        if before != index:
            steps = reader.steps(error)
            says = f"{reader.subject(error)} holds {reader.shown(item, (*steps, index))} twice"
            yield Fault("uniqueItems", (*steps, index), says, also=((*steps, before),))


def _surplus(reader: Reader, error: Error) -> Iterator[Fault]:
    """`items: false` beside `prefixItems`."""
    most = len(error.schema.get("prefixItems", ()))
    yield fault_of(reader, error, f"must have at most {_number(most, 'item', 'items')}, and has {len(error.instance)}")


def _without_item(reader: Reader, error: Error) -> Iterator[Fault]:
    schema = error.schema["contains"]
    wanted = reader.options(schema)
    what = f"one of {listed(wanted)}" if wanted else _title(reader, schema)
    least, most = error.schema.get("minContains", 1), error.schema.get("maxContains")
    count = f"between {least} and {most}" if most is not None else f"at least {least}"
    yield fault_of(reader, error, f"must hold {what}: {count}")


def _title(reader: Reader, schema: Any) -> str:
    titles = (here["title"] for here in reader.in_place(schema) if "title" in here)
    return next((quoted(title) for title in titles), "what its standard asks for")


def _ruled_out(reader: Reader, error: Error) -> Iterator[Fault]:
    forbidden = error.validator_value
    options = reader.options(forbidden)
    names = forbidden.get("required") if isinstance(forbidden, dict) else None
    if options:
        says = f"must not be {either_of(map(quoted, options))}"
    elif names:
        says = f"must not have {' and '.join(map(quoted, names))}" + (" together" if len(names) > 1 else "")
    else:
        asked = error.schema.get("description")
        says = f"is ruled out by its standard as it is{f': {asked}' if isinstance(asked, str) else ''}"
    yield fault_of(reader, error, says)


def _otherwise(reader: Reader, error: Error) -> Iterator[Fault]:
    if error.validator is None:
        yield _never(reader, error)
    else:
        yield fault_of(reader, error, f"does not meet its standard: {cut(error.message)}")


def _never(reader: Reader, error: Error) -> Fault:
    """The schema `false`. The validator says what it stands for, and not under which key."""
    steps = reader.steps(error)
    here = reader.value_at(steps)
    keys = here.items() if isinstance(here, dict) else enumerate(here) if isinstance(here, list) else ()
    key = next((key for key, item in keys if item is error.instance), None)
    if isinstance(key, str):
        says = f"{reader.called(steps)} must not have {quoted(key)}"
        return Fault("false", steps, says, name=key, present=True)
    return Fault("false", steps, f"{reader.called(steps)} must not stand here")


READINGS: Mapping[str | None, Reading] = {
    None: _otherwise,
    "type": _type,
    "enum": _options,
    "const": _options,
    "format": _format,
    "pattern": _pattern,
    "minLength": _too_short,
    "uniqueItems": _repeated,
    "items": _surplus,
    **dict.fromkeys(("contains", "minContains", "maxContains"), _without_item),
    "not": _ruled_out,
    **dict.fromkeys(_BOUNDS, _bound),
    **dict.fromkeys(_SIZES, _size),
}
