"""Says in few and plain words what keeps a value from meeting its schema, and where."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

from .profiles import Document
from .relations import json_equal, json_key, quoted
from .standards.validators import Schema
from .standards.words import ANSWERS
from .suggestions import did_you_mean, nearest

__all__ = ["Fault", "explain", "telling"]

Steps: TypeAlias = tuple[str | int, ...]
Error: TypeAlias = Any
"""A `jsonschema.ValidationError`, whose types do not say what each keyword's errors have."""


class Fault(NamedTuple):
    """What one keyword of a schema finds wrong with the value at `steps`.

    `name` is the property of it that is missing or that has no business there; `meant` the known name that
    such a one is most like; `also` further places. A `doubtful` fault counts only where nothing else is wrong
    in the same mapping: a branch that fails for another reason no longer speaks for its properties.
    """

    keyword: str
    steps: Steps
    message: str
    name: str | None = None
    present: bool = False
    meant: str | None = None
    also: tuple[Steps, ...] = ()
    doubtful: bool = False


class Around(NamedTuple):
    """What messages need to know of the document: the source, and where its offers stand.

    `more` gives the keys that a mapping may have whatever its schema says, for suggestions only.
    """

    document: Document
    offers: frozenset[Steps] = frozenset()
    more: Callable[[Steps], Iterable[str]] = lambda _: ()


def explain(schema: Schema, value: Any, around: Around, base: Steps = ()) -> Iterator[Fault]:
    """Why `schema` does not hold for `value`, which stands at `base` in the document; at least one fault."""
    reader = _Reader.of(schema, around, base)
    faults = list(reader.faults(schema.errors(value)))
    yield from faults or [reader.undecided(value)]


# ── the most telling ─────────────────────────────────────────────────────────────────────────────────────

_TELLING = (
    "type", "enum", "const", "required", "additionalProperties", "unevaluatedProperties", "format", "minLength",
    "maxLength", "pattern",
)  # fmt: skip


def telling(faults: Iterable[Fault], value: Any) -> Iterator[Fault]:
    """The faults of the document `value` that tell something which no other one does, each once."""
    ranked = sorted(faults, key=_rank)
    meant = {(fault.steps, fault.meant) for fault in ranked if fault.present}
    certain = (fault.steps for fault in ranked if not fault.doubtful)
    around = {steps[:depth] for steps in certain for depth in range(len(steps) + 1)}
    said: set[object] = set()
    for fault in ranked:
        key = (fault.steps, fault.name, None if _stands_alone(fault, value) else fault.keyword)
        whole = fault.steps, None, None
        misspelt = not fault.present and fault.name is not None and (fault.steps, fault.name) in meant
        echoed = fault.doubtful and fault.steps in around
        if not (said & {key, whole} or misspelt or echoed):
            said.add(key)
            yield fault


def _rank(fault: Fault) -> int:
    return _TELLING.index(fault.keyword) if fault.keyword in _TELLING else len(_TELLING)


def _stands_alone(fault: Fault, value: Any) -> bool:
    """Whether nothing more need be said of the same thing: it is one key, one scalar, or of a wrong type."""
    if fault.name is not None or fault.keyword == "type":
        return True
    return not isinstance(_look(value, fault.steps), dict | list)


def _look(value: Any, steps: Steps) -> Any:
    for step in steps:
        value = value[step]
    return value


# ── reading the errors ───────────────────────────────────────────────────────────────────────────────────

_Branches: TypeAlias = dict[int, list[Error]]
_ALL = ("allOf",)
_ANY = ("allOf", "anyOf", "oneOf")


class _Reader(NamedTuple):
    """Reads the errors of one validator as faults."""

    schema: Schema
    around: Around
    base: Steps

    @classmethod
    def of(cls, schema: Schema, around: Around, base: Steps) -> _Reader:
        return cls(schema, around, base)

    def faults(self, errors: Iterable[Error]) -> Iterator[Fault]:
        for error in errors:
            yield from _READINGS.get(str(error.validator), _otherwise)(self, error)

    def undecided(self, value: Any) -> Fault:
        """What `jsonschema-rs`, which decided, says where `jsonschema` finds nothing wrong."""
        found = next(iter(self.schema.refusals(value)), None)
        if found is None:
            return Fault("false", self.base, f"{self.called(self.base)} does not meet its standard")
        steps = (*self.base, *found.instance_path)
        keyword = next((str(step) for step in reversed(found.schema_path)), "false")
        return Fault(keyword, steps, f"{self.called(steps)} does not meet its standard: {_cut(found.message)}")

    # what stands where

    def steps(self, error: Error) -> Steps:
        return (*self.base, *error.absolute_path)

    def called(self, steps: Steps) -> str:
        """The name of what stands at `steps`, for the beginning of a sentence."""
        name = next((quoted(step) for step in reversed(steps) if isinstance(step, str)), "the document")
        if steps in self.around.offers:
            return f"an offer of {name}" if isinstance(steps[-1], int) else f"the offer of {name}"
        return f"an item of {name}" if steps and isinstance(steps[-1], int) else name

    def is_key(self, error: Error) -> bool:
        """Whether it is about a key (`propertyNames`), though its steps are those of the mapping."""
        return isinstance(error.instance, str) and isinstance(self.value_at(self.steps(error)), dict)

    def value_at(self, steps: Steps) -> Any:
        return _look(self.around.document.value, steps)

    def subject(self, error: Error) -> str:
        called = self.called(self.steps(error))
        return f"the key {quoted(error.instance)} of {called}" if self.is_key(error) else called

    def found(self, error: Error) -> str:
        return self.shown(error.instance, self.steps(error))

    def shown(self, value: Any, steps: Steps) -> str:
        """A value of the document for a message: a text in quotes, a number as it is written there."""
        if isinstance(value, str):
            return quoted(value)
        return _WHOLES.get(type(value)) or self.written(steps) or quoted(value)

    def written(self, steps: Steps) -> str:
        return _cut(self.around.document.at(steps).text, 60)

    # what the schemas say

    def in_place(self, schema: Any, ways: Sequence[str] = _ALL) -> Iterator[Mapping[str, Any]]:
        """The schemas that speak of the same value as `schema`: behind its `$ref` and the keywords of `ways`."""
        waiting, seen = [schema], set[int]()
        while waiting:
            here = waiting.pop(0)
            if not isinstance(here, dict) or id(here) in seen:
                continue
            seen.add(id(here))
            yield here
            if "$ref" in here:
                waiting.append(self.schema.validators.registry.resolver().lookup(here["$ref"]).contents)
            waiting.extend(branch for way in ways for branch in here.get(way, ()))
            if ways is _ANY:
                waiting.extend(here[way] for way in ("if", "then", "else") if way in here)
                waiting.extend(here.get("dependentSchemas", {}).values())

    def options(self, schema: Any) -> list[Any] | None:
        """The values that `schema` allows, where it lists them."""
        for here in self.in_place(schema):
            if "const" in here:
                return [here["const"]]
            if "enum" in here:
                return list(here["enum"])
        return None

    def fixed(self, schema: Any) -> dict[str, list[Any]]:
        """The properties whose values `schema` lists."""
        found = {
            name: self.options(inner)
            for here in self.in_place(schema)
            for name, inner in here.get("properties", {}).items()
        }
        return {name: options for name, options in found.items() if options is not None}

    def purpose(self, schema: Any, name: str) -> str:
        """What the property `name` is for, in brackets; nothing where the schema does not say."""
        says = [
            each for here in self.in_place(schema, _ANY) for each in self.in_place(here.get("properties", {}).get(name))
        ]
        described = next((each["description"] for each in says if "description" in each), None)
        listed = next((each["enum"] for each in says if "enum" in each), None)
        told = described or (_listed(listed) if listed else "")
        return f" ({_cut(told).rstrip('.')})" if told else ""


_WHOLES = {dict: "a mapping", list: "a list", type(None): "nothing"}
_LONGEST = 200
_MOST = 8
_SHORT = 32


def _cut(text: str, longest: int = _LONGEST) -> str:
    line = "".join(character if character.isprintable() else " " for character in text)
    return line if len(line) <= longest else line[: longest - 1] + "…"


def _listed(options: Sequence[Any]) -> str:
    more = f", … ({len(options)} in all)" if len(options) > _MOST else ""
    return ", ".join(quoted(option) for option in options[:_MOST]) + more


def _either_of(words: Iterable[str]) -> str:
    *most, last = dict.fromkeys(words)
    return f"{', '.join(most)} or {last}" if most else last


def _fault(reader: _Reader, error: Error, says: str) -> Fault:
    fault = Fault(str(error.validator), reader.steps(error), f"{reader.subject(error)} {says}")
    return fault._replace(name=error.instance, present=True) if reader.is_key(error) else fault


# ── one keyword each ─────────────────────────────────────────────────────────────────────────────────────

_TYPES = {
    "null": "nothing",
    "boolean": "true or false",
    "object": "a mapping",
    "array": "a list",
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
}


def _names(types: str | list[str]) -> list[str]:
    return [types] if isinstance(types, str) else types


def _type(reader: _Reader, error: Error) -> Iterator[Fault]:
    yield _mistyped(reader, error, [_TYPES[name] for name in _names(error.validator_value)])


def _mistyped(reader: _Reader, error: Error, wanted: list[str]) -> Fault:
    if not wanted:
        return _fault(reader, error, "must not stand here")._replace(keyword="false")
    hint = _retyped(error.instance, reader.written(reader.steps(error)), wanted)
    says = f"must be {_either_of(wanted)}, found {reader.found(error)}{hint}"
    return _fault(reader, error, says)._replace(keyword="type")


def _retyped(value: Any, written: str, wanted: Sequence[str]) -> str:
    """How to write the same as a value of a wanted type, where that can be said."""
    if isinstance(value, bool | int | float) and _TYPES["string"] in wanted:
        return f': write "{written}" in quotes'
    if isinstance(value, str) and {_TYPES["integer"], _TYPES["number"]} & set(wanted) and _is_number(value):
        return ": write it without quotes"
    if isinstance(value, str) and _TYPES["boolean"] in wanted and value.lower() in _TRUTHS:
        return f": write {_TRUTHS[value.lower()]}"
    if isinstance(value, str | int | float) and _TYPES["array"] in wanted and _is_plain(written):
        return f": write [{written}] for a list of one"
    return ""


_TRUTHS = {
    **dict.fromkeys(("y", "yes", "on", "true"), "true"),
    **dict.fromkeys(("n", "no", "off", "false"), "false"),
}


def _is_plain(text: str) -> bool:
    """Whether a text can stand in brackets as it is."""
    return len(text) <= _SHORT and all(character.isalnum() or character in " ._-+" for character in text)


def _is_number(text: str) -> bool:
    whole, _, fraction = text.removeprefix("-").partition(".")
    return (whole + fraction).isascii() and whole.isdigit() and (fraction.isdigit() or not fraction)


def _options(reader: _Reader, error: Error) -> Iterator[Fault]:
    options = [error.validator_value] if error.validator == "const" else error.validator_value
    yield _fault(reader, error, _not_among(reader, reader.steps(error), error.instance, options))


def _not_among(reader: _Reader, steps: Steps, value: Any, options: Sequence[Any]) -> str:
    found, texts = reader.shown(value, steps), [option for option in options if isinstance(option, str)]
    written = value if isinstance(value, str) else reader.written(steps)
    if not isinstance(value, str) and written in texts:
        hint = f': write "{written}" in quotes'
    else:
        hint = did_you_mean(written, texts) if not isinstance(value, dict | list) else ""
    one_of = "one of " if len(options) > 1 else ""
    return f"must be {one_of}{_listed(options)}, found {found}{hint}"


def _required(reader: _Reader, error: Error) -> Iterator[Fault]:
    for name in error.validator_value:
        if name not in error.instance:
            yield _lacking(reader, error, name)


def _lacking(reader: _Reader, error: Error, name: str) -> Fault:
    others = error.instance.keys() - _properties(reader, error.schema)
    near = nearest(name, others)
    hint = f"; is {quoted(near)} meant to be it?" if near else ""
    says = f"lacks {quoted(name)}{reader.purpose(error.schema, name)}{hint}"
    return _fault(reader, error, says)._replace(name=name)


def _properties(reader: _Reader, schema: Any) -> set[str]:
    return {name for here in reader.in_place(schema, _ANY) for name in here.get("properties", {})}


def _additional(reader: _Reader, error: Error) -> Iterator[Fault]:
    known = error.schema.get("properties", {})
    patterns = tuple(error.schema.get("patternProperties", {}))
    for key in error.instance:
        if key not in known and not _fits(key, patterns):
            yield _unknown(reader, error, key, known)


def _unevaluated(reader: _Reader, error: Error) -> Iterator[Fault]:
    schemas = list(reader.in_place(error.schema, _ANY))
    known = {name for here in schemas for name in here.get("properties", {})}
    patterns = [pattern for here in schemas for pattern in here.get("patternProperties", {})]
    extras = [key for key in error.instance if key not in known and not _fits(key, patterns)]
    if extras:
        yield from (_unknown(reader, error, key, known) for key in extras)
    elif stray := _stray(reader, error):
        says = f"has {quoted(stray)}, which does not go with its other keys"
        yield _fault(reader, error, says)._replace(name=stray, present=True, doubtful=True)
    else:
        yield _fault(reader, error, "has keys that do not go together")._replace(doubtful=True)


def _stray(reader: _Reader, error: Error) -> str | None:
    """The key without which the others go together."""
    judge = reader.schema.explainer.evolve(schema=error.schema)
    for key in error.instance if len(error.instance) <= _SHORT else ():
        others = {name: value for name, value in error.instance.items() if name != key}
        if all(each.validator != error.validator for each in judge.iter_errors(others)):
            return str(key)
    return None


def _fits(key: str, patterns: Iterable[str]) -> bool:
    from .standards.explaining import portable

    return any(portable(pattern).search(key) for pattern in patterns)


def _unknown(reader: _Reader, error: Error, key: str, known: Iterable[str]) -> Fault:
    steps = reader.steps(error)
    names = [*dict.fromkeys((*known, *reader.around.more(steps)))]
    near = nearest(key, (name for name in names if name not in error.instance)) or nearest(key, names)
    there_are = f"; there are {_listed(names)}" if names else ""
    says = f"has no key {quoted(key)}" + (f" (did you mean {quoted(near)}?)" if near else there_are)
    return _fault(reader, error, says)._replace(name=key, present=True, meant=near)


def _dependent(reader: _Reader, error: Error) -> Iterator[Fault]:
    for key, names in error.validator_value.items():
        for name in names:
            if key in error.instance and name not in error.instance:
                says = f"has {quoted(key)}, and so must have {quoted(name)}{reader.purpose(error.schema, name)}"
                yield _fault(reader, error, says)._replace(name=name)


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


def _format(reader: _Reader, error: Error) -> Iterator[Fault]:
    wanted = _FORMATS.get(error.validator_value, f"of the format {quoted(error.validator_value)}")
    yield _fault(reader, error, f"must be {wanted}, found {reader.found(error)}")


def _pattern(reader: _Reader, error: Error) -> Iterator[Fault]:
    pattern = error.validator_value
    wanted = f"be {_SHAPES[pattern]}" if pattern in _SHAPES else f"fit the pattern {_cut(pattern)}"
    yield _fault(reader, error, f"must {wanted}, found {reader.found(error)}")


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


def _bound(reader: _Reader, error: Error) -> Iterator[Fault]:
    says = _BOUNDS[str(error.validator)](error.validator_value)
    yield _fault(reader, error, f"{says}, found {reader.found(error)}")


def _size(reader: _Reader, error: Error) -> Iterator[Fault]:
    says = _SIZES[str(error.validator)](error.validator_value)
    yield _fault(reader, error, f"{says}, and has {len(error.instance) or 'none'}")


def _too_short(reader: _Reader, error: Error) -> Iterator[Fault]:
    least = _number(error.validator_value, "character", "characters")
    says = f"must have at least {least}, found {reader.found(error)}" if error.instance else "must not be empty"
    yield _fault(reader, error, says)


def _repeated(reader: _Reader, error: Error) -> Iterator[Fault]:
    first: dict[str, int] = {}
    for index, item in enumerate(error.instance):
        before = first.setdefault(json_key(item), index)
        if before != index:
            steps = reader.steps(error)
            says = f"{reader.subject(error)} holds {reader.shown(item, (*steps, index))} twice"
            yield Fault("uniqueItems", (*steps, index), says, also=((*steps, before),))


def _surplus(reader: _Reader, error: Error) -> Iterator[Fault]:
    """`items: false` beside `prefixItems`."""
    most = len(error.schema.get("prefixItems", ()))
    yield _fault(reader, error, f"must have at most {_number(most, 'item', 'items')}, and has {len(error.instance)}")


def _without_item(reader: _Reader, error: Error) -> Iterator[Fault]:
    schema = error.schema["contains"]
    wanted = reader.options(schema)
    what = f"one of {_listed(wanted)}" if wanted else _title(reader, schema)
    least, most = error.schema.get("minContains", 1), error.schema.get("maxContains")
    count = f"between {least} and {most}" if most is not None else f"at least {least}"
    yield _fault(reader, error, f"must hold {what}: {count}")


def _title(reader: _Reader, schema: Any) -> str:
    titles = (here["title"] for here in reader.in_place(schema) if "title" in here)
    return next((quoted(title) for title in titles), "what its standard asks for")


def _ruled_out(reader: _Reader, error: Error) -> Iterator[Fault]:
    forbidden = error.validator_value
    options = reader.options(forbidden)
    names = forbidden.get("required") if isinstance(forbidden, dict) else None
    if options:
        says = f"must not be {_either_of(map(quoted, options))}"
    elif names:
        says = f"must not have {' and '.join(map(quoted, names))}" + (" together" if len(names) > 1 else "")
    else:
        asked = error.schema.get("description")
        says = f"is ruled out by its standard as it is{f': {asked}' if isinstance(asked, str) else ''}"
    yield _fault(reader, error, says)


def _otherwise(reader: _Reader, error: Error) -> Iterator[Fault]:
    if error.validator is None:
        yield _never(reader, error)
    else:
        yield _fault(reader, error, f"does not meet its standard: {_cut(error.message)}")


def _never(reader: _Reader, error: Error) -> Fault:
    """The schema `false`. The validator says what it stands for, and not under which key."""
    steps = reader.steps(error)
    here = reader.value_at(steps)
    keys = here.items() if isinstance(here, dict) else enumerate(here) if isinstance(here, list) else ()
    key = next((key for key, item in keys if item is error.instance), None)
    if isinstance(key, str):
        says = f"{reader.called(steps)} must not have {quoted(key)}"
        return Fault("false", steps, says, name=key, present=True)
    return Fault("false", steps, f"{reader.called(steps)} must not stand here")


# ── branches ─────────────────────────────────────────────────────────────────────────────────────────────


def _branches(error: Error) -> _Branches:
    found: _Branches = {}
    for inner in error.context or ():
        # The error of a branch that is plainly `false` does not say which one it is.
        path = inner.relative_schema_path
        found.setdefault(path[0] if path else error.validator_value.index(False), []).append(inner)
    return found


def _answered(reader: _Reader, error: Error) -> Iterator[Fault] | None:
    """Where an exchange stands: its two answers, or what its schema finds."""
    words, *schemas = error.validator_value
    if words != {"enum": list(ANSWERS)} or len(schemas) != 1:
        return None
    if isinstance(error.instance, dict | list):
        return reader.faults(_branches(error)[1])
    steps = reader.steps(error)
    says = f"{quoted(steps[-1])} must be 'none', 'unknown' or offers, found {reader.found(error)}"
    hint = did_you_mean(error.instance, ANSWERS) if isinstance(error.instance, str) else ""
    return iter([Fault("enum", steps, says + hint)])


def _any_of(reader: _Reader, error: Error) -> Iterator[Fault]:
    yield from _answered(reader, error) or _one_of(reader, error)


def _one_of(reader: _Reader, error: Error) -> Iterator[Fault]:
    branches = _branches(error)
    if not branches:
        yield _fault(reader, error, "fits more than one of the forms that its standard tells apart")
        return
    fitting = {index: errors for index, errors in branches.items() if not _misfits(reader, errors, error)}
    if not fitting:
        wanted = [word for errors in branches.values() for word in _wanted(reader, errors, error)]
        yield _mistyped(reader, error, wanted)
        return
    if options := _only_listed(reader, error, fitting):
        says = _not_among(reader, reader.steps(error), error.instance, options)
        yield _fault(reader, error, says)._replace(keyword="enum")
        return
    chosen = _told_apart(reader, error, fitting)
    if isinstance(chosen, Fault):
        yield chosen
    elif missing := _one_missing(chosen, error):
        yield _fault(reader, error, f"must have {_either_of(map(quoted, missing))}")
    else:
        yield from max((list(reader.faults(errors)) for errors in chosen.values()), key=_fit(reader, error))


def _only_listed(reader: _Reader, outer: Error, branches: _Branches) -> list[Any]:
    """All the values that the branches list, where none of them asks for anything else."""
    errors = [error for each in branches.values() for error in each]
    if any(error.validator not in ("enum", "const") for error in errors) or len([*_at(outer, errors)]) < len(errors):
        return []
    return [option for error in errors for option in reader.options(error.schema) or ()]


def _told_apart(reader: _Reader, error: Error, branches: _Branches) -> _Branches | Fault:
    """The branches that a property with listed values, such as ``type: …``, leads to."""
    fixed = {index: reader.fixed(error.validator_value[index]) for index in branches}
    for name, value in error.instance.items() if isinstance(error.instance, dict) else ():
        speaking = [index for index in branches if name in fixed[index]]
        if len(speaking) < 2:
            continue
        matching = [index for index in speaking if any(json_equal(value, each) for each in fixed[index][name])]
        silent = [index for index in branches if index not in speaking]
        if not (matching or silent):
            options = {json_key(each): each for index in speaking for each in fixed[index][name]}
            steps = (*reader.steps(error), name)
            says = _not_among(reader, steps, value, list(options.values()))
            return Fault("enum", steps, f"{reader.called(steps)} {says}")
        branches = {index: branches[index] for index in (matching or silent)}
    return branches


def _at(outer: Error, errors: Iterable[Error]) -> Iterator[Error]:
    """The errors that are about the very value that `outer` is about."""
    depth = len(outer.absolute_path)
    return (error for error in errors if len(error.absolute_path) == depth)


def _misfits(reader: _Reader, errors: Iterable[Error], outer: Error) -> bool:
    """Whether a branch is for values of another type."""
    return any(_is_misfit(reader, error, outer) for error in _at(outer, errors))


def _is_misfit(reader: _Reader, error: Error, outer: Error) -> bool:
    if error.validator in ("anyOf", "oneOf"):
        inner = _branches(error)
        return bool(inner) and all(_misfits(reader, errors, outer) for errors in inner.values())
    if error.validator in ("enum", "const"):
        return not any(_alike(option, error.instance) for option in reader.options(error.schema) or ())
    return error.validator in ("type", None)


def _alike(one: Any, other: Any) -> bool:
    """Whether two values are of one type, as JSON has types."""
    return type(one) is type(other) or {type(one), type(other)} <= {int, float}


def _wanted(reader: _Reader, errors: Iterable[Error], outer: Error) -> Iterator[str]:
    """In words, what the branch would take."""
    for error in _at(outer, errors):
        if error.validator == "type":
            yield from (_TYPES[name] for name in _names(error.validator_value))
        elif error.validator in ("enum", "const"):
            yield from map(quoted, reader.options(error.schema) or ())
        elif error.validator in ("anyOf", "oneOf"):
            for inner in _branches(error).values():
                yield from _wanted(reader, inner, outer)


def _one_missing(branches: _Branches, outer: Error) -> list[str]:
    """Where all that is wrong is that none of some properties is there: these."""
    if len(branches) < 2 or not all(len(errors) == 1 for errors in branches.values()):
        return []
    firsts = [errors[0] for errors in branches.values()]
    depth = len(outer.absolute_path)
    if any(error.validator != "required" or len(error.absolute_path) != depth for error in firsts):
        return []
    return [name for error in firsts for name in error.validator_value if name not in error.instance]


def _fit(reader: _Reader, outer: Error) -> Callable[[Sequence[Fault]], tuple[int, int]]:
    """How well a branch fits by its faults: the deeper the first of them and the fewer, the better."""
    depth = len(reader.steps(outer))
    return lambda faults: (min((len(fault.steps) - depth for fault in faults), default=0), -len(faults))


_Reading: TypeAlias = Callable[[_Reader, Error], Iterator[Fault]]

_READINGS: dict[str, _Reading] = {
    "type": _type,
    "enum": _options,
    "const": _options,
    "required": _required,
    "additionalProperties": _additional,
    "unevaluatedProperties": _unevaluated,
    "dependentRequired": _dependent,
    "format": _format,
    "pattern": _pattern,
    "minLength": _too_short,
    "uniqueItems": _repeated,
    "items": _surplus,
    **dict.fromkeys(("contains", "minContains", "maxContains"), _without_item),
    "not": _ruled_out,
    "anyOf": _any_of,
    "oneOf": _one_of,
    **dict.fromkeys(_BOUNDS, _bound),
    **dict.fromkeys(_SIZES, _size),
}
