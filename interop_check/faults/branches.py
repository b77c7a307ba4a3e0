"""Forms of which one must fit: the one that was meant, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from ..relations import json_equal, json_key, quoted
from ..standards.words import ANSWERS
from ..suggestions import did_you_mean
from .fault import Error, Fault
from .keywords import TYPES, mistyped, names, not_among
from .reader import Reader, Reading, either_of, fault_of

_Branches: TypeAlias = dict[int, list[Error]]


def _branches(error: Error) -> _Branches:
    found: _Branches = {}
    for inner in error.context or ():
        # The error of a branch that is plainly `false` does not say which one it is.
        path = inner.relative_schema_path
        found.setdefault(path[0] if path else error.validator_value.index(False), []).append(inner)
    return found


def _answered(reader: Reader, error: Error) -> Iterator[Fault] | None:
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


def _any_of(reader: Reader, error: Error) -> Iterator[Fault]:
    yield from _answered(reader, error) or _one_of(reader, error)


def _one_of(reader: Reader, error: Error) -> Iterator[Fault]:
    branches = _branches(error)
    if not branches:
        yield fault_of(reader, error, "fits more than one of the forms that its standard tells apart")
        return
    fitting = {index: errors for index, errors in branches.items() if not _misfits(reader, errors, error)}
    if not fitting:
        wanted = [word for errors in branches.values() for word in _wanted(reader, errors, error)]
        yield mistyped(reader, error, wanted)
        return
    if options := _only_listed(reader, error, fitting):
        says = not_among(reader, reader.steps(error), error.instance, options)
        yield fault_of(reader, error, says)._replace(keyword="enum")
        return
    chosen = _told_apart(reader, error, fitting)
    if isinstance(chosen, Fault):
        yield chosen
    elif missing := _one_missing(chosen, error):
        yield fault_of(reader, error, f"must have {either_of(map(quoted, missing))}")
    else:
        yield from max((list(reader.faults(errors)) for errors in chosen.values()), key=_fit(reader, error))


def _only_listed(reader: Reader, outer: Error, branches: _Branches) -> list[Any]:
    """All the values that the branches list, where none of them asks for anything else."""
    errors = [error for each in branches.values() for error in each]
    if any(error.validator not in ("enum", "const") for error in errors) or len([*_at(outer, errors)]) < len(errors):
        return []
    return [option for error in errors for option in reader.options(error.schema) or ()]


def _told_apart(reader: Reader, error: Error, branches: _Branches) -> _Branches | Fault:
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
            says = not_among(reader, steps, value, list(options.values()))
            return Fault("enum", steps, f"{reader.called(steps)} {says}")
        branches = {index: branches[index] for index in (matching or silent)}
    return branches


def _at(outer: Error, errors: Iterable[Error]) -> Iterator[Error]:
    """The errors that are about the very value that `outer` is about."""
    depth = len(outer.absolute_path)
    return (error for error in errors if len(error.absolute_path) == depth)


def _misfits(reader: Reader, errors: Iterable[Error], outer: Error) -> bool:
    """Whether a branch is for values of another type."""
    return any(_is_misfit(reader, error, outer) for error in _at(outer, errors))


def _is_misfit(reader: Reader, error: Error, outer: Error) -> bool:
    if error.validator in ("anyOf", "oneOf"):
        inner = _branches(error)
        return bool(inner) and all(_misfits(reader, errors, outer) for errors in inner.values())
    if error.validator in ("enum", "const"):
        return not any(_alike(option, error.instance) for option in reader.options(error.schema) or ())
    return error.validator in ("type", None)


def _alike(one: Any, other: Any) -> bool:
    """Whether two values are of one type, as JSON has types."""
    return type(one) is type(other) or {type(one), type(other)} <= {int, float}


def _wanted(reader: Reader, errors: Iterable[Error], outer: Error) -> Iterator[str]:
    """In words, what the branch would take."""
    for error in _at(outer, errors):
        if error.validator == "type":
            yield from (TYPES[name] for name in names(error.validator_value))
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


def _fit(reader: Reader, outer: Error) -> Callable[[Sequence[Fault]], tuple[int, int]]:
    """How well a branch fits by its faults: the deeper the first of them and the fewer, the better."""
    depth = len(reader.steps(outer))
    return lambda faults: (min((len(fault.steps) - depth for fault in faults), default=0), -len(faults))


READINGS: Mapping[str | None, Reading] = {"anyOf": _any_of, "oneOf": _one_of}
