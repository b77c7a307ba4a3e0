"""Baselines: JSON Schemas over what a partner states, each entry of their `allOf` one requirement."""

# No `annotations` of the future here: a named tuple would compile every one of them from its text.

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from .annotations import KEYWORD, Annotation, Annotations, referenced, written
from .checks import check_files
from .resources import Node, Refusal, Resources, StandardError, read_resources, shipped
from .validators import Schema, Validators

__all__ = ["CLAIMED", "Baseline", "Requirement", "check_baselines", "is_baseline", "load_baselines", "spread"]

FOLDER = "baselines"
CLAIMED = "{}/{}"  # how claims and conditions name what belongs to a baseline

# What may stand at the root of a baseline: another keyword would judge, and no requirement would say so.
_AT_ROOT = frozenset({"$schema", "$id", "$comment", "title", "description", KEYWORD, "allOf", "$defs", "examples"})


class Requirement(NamedTuple):
    """One group of obligations. `named` are the published standards that it asks for, as it writes them.

    Of those in `choices`, some are enough. `applies` is its ``if`` (`None`: it always applies); `schema` judges a
    statement (see `interop_check.statements`). `words` are the names that its schema holds statements by.
    """

    id: str
    title: str
    profile: str | None
    obligation: str
    lifecycle: str
    role: str | None
    unresolved: tuple[str, ...]
    note: str
    named: tuple[str, ...]
    choices: frozenset[str]
    applies: Schema | None
    schema: Schema
    words: frozenset[str]


class Baseline(NamedTuple):
    """A published (or proposed) set of obligations. `profiles` are the service profiles that can be claimed."""

    name: str
    version: str
    title: str
    state: str
    source: str
    kinds: tuple[str, ...]
    path: str
    sha256: str
    requirements: tuple[Requirement, ...]
    profiles: tuple[str, ...] = ()

    @property
    def draft(self) -> bool:
        """Whether it is proposed only."""
        return self.state == "proposed"

    @property
    def conditions(self) -> tuple[str, ...]:
        """The ids of the requirements that have a condition."""
        return tuple(each.id for each in self.requirements if self.key(each.id) in each.words)

    def key(self, id: str) -> str:
        """How profiles name a service profile or a requirement of this baseline."""
        return CLAIMED.format(self.name, id)


def load_baselines(folders: Iterable[Path]) -> Mapping[str, Baseline]:
    """Every baseline (``*.json``) of some folders, by name; a folder that is not there adds nothing.

    Of two with one name the later folder's counts. Raises `StandardError` where one is broken.
    """
    found: dict[str, Baseline] = {}
    refusals: list[Refusal] = []
    for folder in folders:
        here: dict[str, Baseline] = {}
        for path in sorted(folder.glob("*.json")):
            baseline, faults = _read(path)
            refusals += faults
            if baseline and baseline.name in here:
                reason = f"the baseline {baseline.name!r} stands in {here[baseline.name].path} too: rename one"
                refusals.append(Refusal(baseline.path, f"/{KEYWORD}/baseline/name", reason))
            elif baseline:
                here[baseline.name] = baseline
        found |= here
    if refusals:
        raise StandardError(refusals)
    return dict(sorted(found.items()))


def check_baselines(paths: Iterable[Path]) -> tuple[tuple[Baseline, ...], tuple[Refusal, ...]]:
    """The baselines of some files, and of the folders `FOLDER` in some folders; and what is wrong with them."""
    listed = [sorted((path / FOLDER).glob("*.json")) if path.is_dir() else [path] for path in paths]
    read = [_read(path) for path in dict.fromkeys(path for some in listed for path in some)]
    return tuple(one for one, _ in read if one), tuple(refusal for _, faults in read for refusal in faults)


def spread(files: Iterable[str | Path]) -> list[Path]:
    """These files and folders; of a folder `FOLDER`, its files."""
    paths = [Path(file) for file in files]
    inside = [sorted(path.glob("*.json")) if path.is_dir() and path.name == FOLDER else [path] for path in paths]
    return [path for some in inside for path in some]


def is_baseline(path: Path) -> bool:
    """Whether a file is meant as a baseline: by its folder, or by what it says of itself."""
    if path.parent.name == FOLDER:
        return True
    try:
        contents = read_resources((), [path]).files[0].contents
    except StandardError:
        return False
    note = contents.get(KEYWORD) if isinstance(contents, dict) else None
    return isinstance(note, dict) and "baseline" in note


def _read(path: Path) -> tuple[Baseline | None, list[Refusal]]:
    """A baseline, which may refer to itself and to the vocabulary only; or what is wrong with it."""
    try:
        resources = read_resources((), [shipped() / "vocabulary.json", path])
    except StandardError as error:
        return None, [*error.refusals]
    if refusals := list(check_files(resources)):
        return None, refusals
    reading = _Reading(resources)
    baseline = reading.baseline()
    return (None, reading.refusals) if reading.refusals else (baseline, [])


class _Reading:
    """One reading of one file: the vocabulary's file comes first, the baseline's second."""

    def __init__(self, resources: Resources) -> None:
        vocabulary, self.root = (file.root for file in resources.files)
        self.resources = resources
        self.notes = Annotations(resources, Validators(resources, [vocabulary]).at(vocabulary))
        self.validators = Validators(resources, [self.root])
        self._own: list[Refusal] = []

    @property
    def refusals(self) -> list[Refusal]:
        return [*self._own, *self.notes.refusals]

    def refuse(self, node: Node, message: str, *steps: str | int) -> None:
        self._own.append(node.refuse(message, *steps))

    def baseline(self) -> Baseline | None:
        head = self._head()
        if head is None:
            return None
        for keyword in self.root.schema.keys() - _AT_ROOT:
            reason = "stands outside every requirement, so nothing would be reported by it: put it into one"
            self.refuse(self.root, f"{keyword!r} {reason}", keyword)
        entries = self.root.schema.get("allOf", ())
        requirements = tuple(filter(None, map(self._requirement, range(len(entries)))))
        self._repeated(requirements)
        self._unreached()
        return Baseline(
            name=head["name"],
            version=head["version"],
            title=str(head.get("title") or self.root.schema.get("title") or head["name"]),
            state=head.get("state", "published"),
            source=head.get("source", ""),
            kinds=tuple(head.get("kinds", ())),
            path=self.root.file.path,
            sha256=self.root.file.sha256,
            requirements=requirements,
            profiles=tuple(dict.fromkeys((*self._listed(), *(r.profile for r in requirements if r.profile)))),
        )

    def _head(self) -> Mapping[str, Any] | None:
        says = self.root.schema.get(KEYWORD) if isinstance(self.root.schema, dict) else None
        note = self._note(self.root, "baseline")
        if note is None and not (isinstance(says, dict) and self.notes.refusals):
            reason = "this is no baseline: its root says x-interop: {baseline: {name, version}}, and no kind"
            self.refuse(self.root, reason)
        return None if note is None else note.says["baseline"]

    def _note(self, node: Node, key: str) -> Annotation | None:
        """The annotation of a node that says `key`, and nothing besides."""
        note = self.notes.at(node)
        if note is None or note.says.keys() != {key}:
            return None
        self.notes.reached.update(note.origins)
        return note

    def _requirement(self, index: int) -> Requirement | None:
        node = self.root.child("allOf", index)
        note = self._note(node, "requirement")
        if note is None:
            if node not in self.notes.spoilt:
                self.refuse(node, "every entry is a requirement: it says x-interop: {requirement: {id, obligation}}")
            return None
        says = note.says["requirement"]
        named = dict(_named(node, self.resources))
        return Requirement(
            id=says["id"],
            title=str(note.title or says["id"]),
            profile=says.get("profile"),
            obligation=says["obligation"],
            lifecycle=says.get("lifecycle", "current"),
            role=says.get("role"),
            unresolved=tuple(says.get("unresolved", ())),
            note=says.get("note", ""),
            named=tuple(named),
            choices=frozenset(id for id, chosen in named.items() if chosen),
            applies=self.validators.at(node.child("if")) if "if" in node.schema else None,
            schema=self.validators.at(node),
            words=frozenset(_words(node.schema)),
        )

    def _repeated(self, requirements: Iterable[Requirement]) -> None:
        first: set[str] = set()
        for index, each in enumerate(requirements):
            if each.id in first:
                reason = f"the requirement {each.id!r} stands here twice: give one another id"
                self.refuse(self.root.child("allOf", index), reason, KEYWORD, "requirement", "id")
            first.add(each.id)

    def _unreached(self) -> None:
        for node in written(self.root):
            if node not in self.notes.reached:
                reason = "nothing leads here: a baseline is annotated at its root and in the entries of its allOf"
                self.refuse(node, reason, KEYWORD)

    def _listed(self) -> Iterator[str]:
        """The service profiles that the file lists under `$defs/profile`; some of them may ask for nothing."""
        listed = self.root.schema.get("$defs", {}).get("profile", {})
        yield from (each for each in listed.get("enum", ()) if isinstance(each, str))


# ── what a requirement names ─────────────────────────────────────────────────────────────────────────────

_EITHER = ("anyOf", "oneOf")
_SAME = ("allOf", *_EITHER)


def _named(node: Node, resources: Resources) -> Iterator[tuple[str, bool]]:
    """The standards that must be held in full below `node`, and whether some of several alternatives are enough."""
    for here, chosen in _in_place(node, resources):
        if "full" in here.schema.get("properties", ()):
            for held, also in _in_place(here.child("properties", "full"), resources):
                names = dict.fromkeys((*held.schema.get("required", ()), *held.schema.get("properties", ())))
                yield from ((name, chosen or also) for name in names)


def _in_place(node: Node, resources: Resources) -> Iterator[tuple[Node, bool]]:
    """`node` and the schemas that hold for the same value besides it, its condition apart."""
    waiting, seen = [(node, False)], set[Node]()
    while waiting:
        here, chosen = waiting.pop(0)
        if here in seen or not isinstance(here.schema, dict):
            continue
        seen.add(here)
        yield here, chosen
        for keyword in _SAME:
            items = range(len(here.schema.get(keyword, ())))
            waiting += [(here.child(keyword, index), chosen or keyword in _EITHER) for index in items]
        waiting += [(here.child(keyword), chosen) for keyword in ("then", "else") if keyword in here.schema]
        if target := referenced(here, resources):
            waiting.append((target, chosen))


def _words(schema: Any) -> Iterator[str]:
    """Every key and text of a schema, to see whether it speaks of something by its name."""
    if isinstance(schema, str):
        yield schema
    for key, value in schema.items() if isinstance(schema, dict) else ():
        yield key
        yield from _words(value) if key != KEYWORD else ()
    for value in schema if isinstance(schema, list) else ():
        yield from _words(value)
