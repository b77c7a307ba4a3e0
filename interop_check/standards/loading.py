"""Reads all schemas, ours and somebody's own, into one closed set, and compiles them; broken ones are refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import TYPE_CHECKING

from ..catalogue import Catalogue, CatalogueError, load_catalogue, shipped_catalogue
from ..report import Severity
from ..suggestions import did_you_mean
from .annotations import KEYWORD, Annotations, in_place, leading_to, written
from .checks import check_files
from .compiler import Found, OfferWalk, find_exchanges
from .kinds import Exchange, Kind
from .location import Locator
from .resources import Node, Refusal, Resources, StandardError, read_leading, read_resources, shipped
from .rules import Setting, compile_rules
from .validators import AsTheyStand, Schema, Validators
from .words import Mode, Negotiation

if TYPE_CHECKING:
    from .baselines import Baseline

VOCABULARY = "urn:interop-check:vocabulary:1.0"


class Standards:
    """Everything that profiles are judged by: the kinds by name and version, the catalogue, the baselines."""

    def __init__(
        self,
        kinds: Mapping[str, tuple[Kind, ...]],
        catalogue: Callable[[], Catalogue],
        vocabulary: Callable[[str], Schema],
        folders: Sequence[Path],
    ) -> None:
        self.kinds = kinds  # by name; the newest version last
        self._catalogue = catalogue
        self._vocabulary = vocabulary
        self._folders = folders

    @cached_property
    def profile(self) -> Schema:
        """What every document with exchanges must be, whatever its kind says."""
        return self._vocabulary("profile")

    @cached_property
    def envelope(self) -> Schema:
        """What every document must be, whatever its kind says."""
        return self._vocabulary("envelope")

    @cached_property
    def offer(self) -> Schema:
        """What every offer must be, whatever its kind says."""
        return self._vocabulary("offer")

    @cached_property
    def catalogue(self) -> Catalogue:
        """What is known of published standards."""
        return self._catalogue()

    @cached_property
    def baselines(self) -> Mapping[str, Baseline]:
        """The baselines by name, read when first asked for; of two with one name the later folder's counts.

        Raises `StandardError` where one is broken.
        """
        from .baselines import load_baselines

        return load_baselines([folder / "baselines" for folder in self._folders])

    def regraded(self, severities: Mapping[str, Severity]) -> Standards:
        """The same standards, in which the rules with these ids cost what is said here."""
        from .regrading import RegradedKinds

        return Standards(RegradedKinds(self.kinds, severities), self._catalogue, self._vocabulary, self._folders)

    def kind(self, name: str, version: str | None = None) -> Kind | None:
        """The newest version of a kind, or the one that is asked for."""
        versions = self.kinds.get(name, ())
        if version is None:
            return versions[-1] if versions else None
        return next((kind for kind in versions if kind.version == version), None)


def load_standards(extra: Iterable[str | Path] = ()) -> Standards:
    """All schemas and catalogues, the shipped ones and those of the folders in `extra`, compiled.

    Raises `StandardError` where a schema, an annotation or a catalogue is broken: one refusal a fault.

    >>> standards = load_standards()
    >>> sorted(standards.kinds)
    ['command-system', 'communications', 'data-sharing', 'partner']
    """
    standards, refusals = _load([shipped(), *map(Path, extra)], [])
    if standards is None:
        raise StandardError(refusal for refusal in refusals if not refusal.note)
    return standards


def check_standards(files: Iterable[str | Path], extra: Iterable[str | Path] = ()) -> tuple[Refusal, ...]:
    """What is wrong with somebody's schema files (or folders of them), and what is only worth a look (`note`)."""
    from .baselines import check_baselines, is_baseline, spread

    named = spread(files)
    folders = [shipped(), *map(Path, extra), *(path for path in named if path.is_dir())]
    baselines = [path for path in named if path.is_file() and is_baseline(path)]
    _, found = check_baselines([*baselines, *(path for path in named if path.is_dir())])
    try:
        _, refusals = _load(folders, [path for path in named if not path.is_dir() and path not in baselines])
    except StandardError as error:
        return (*error.refusals, *found)
    judged = tuple(path.as_posix() for path in named)
    return (*(refusal for refusal in refusals if not refusal.note or refusal.path.startswith(judged)), *found)


def _load(folders: list[Path], files: list[Path]) -> tuple[Standards | None, list[Refusal]]:
    resources = read_resources(folders, files)
    if refusals := list(check_files(resources)):
        return None, refusals
    compilation = _Compilation(resources)
    kinds = compilation.kinds()
    refusals = compilation.checked(kinds)
    try:
        catalogue = load_catalogue([folder / "catalogue" for folder in folders])
    except CatalogueError as error:
        return None, [Refusal(error.path, error.pointer, error.message)]
    standards = Standards(kinds, lambda: catalogue, compilation.definition, folders)
    return None if any(not refusal.note for refusal in refusals) else standards, refusals


# ── one kind at a time ───────────────────────────────────────────────────────────────────────────────────


def shipped_on_demand() -> Standards:
    """The shipped standards alone, each compiled when it is first asked for.

    They pass every check of `load_standards` before they are shipped, and pass them here again as soon as the
    kinds are listed: for a run that asks for one kind of them, the others are not worth the wait.
    """
    folder = shipped()
    vocabulary = _Compilation(read_leading(folder, ["vocabulary.json"]), AsTheyStand).definition
    return Standards(_OnDemand(folder), lambda: shipped_catalogue(folder / "catalogue"), vocabulary, [folder])


class _OnDemand(Mapping[str, tuple[Kind, ...]]):
    """The kinds of a folder where each stands in the file that has its name."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files = {path.name for path in folder.glob("*.json")}
        self._compiled: dict[str, tuple[Kind, ...]] = {}

    @cached_property
    def _all(self) -> Mapping[str, tuple[Kind, ...]]:
        return load_standards().kinds

    def __getitem__(self, name: str) -> tuple[Kind, ...]:
        if "_all" in vars(self) or f"{name}.json" not in self._files:
            return self._all[name]
        if name not in self._compiled:
            resources = read_leading(self._folder, ["vocabulary.json", f"{name}.json"])
            self._compiled.update(_Compilation(resources, AsTheyStand).kinds())
        return self._compiled[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)


# ── compiling ────────────────────────────────────────────────────────────────────────────────────────────


class _Compilation:
    """One compilation of a set of schema files: what it has reached, and what it has refused."""

    def __init__(self, resources: Resources, validators: type[Validators] = Validators) -> None:
        self.resources = resources
        self.refusals: list[Refusal] = []
        self.vocabulary = resources.anchors[VOCABULARY]
        self.validators = validators(resources, [self.vocabulary])
        self.notes = Annotations(resources, self.validators.at(self.vocabulary))
        self.standing: dict[Node, list[Found]] = {}  # the exchanges of each schema that governs a kind

    def definition(self, name: str) -> Schema:
        """The schema of one definition of the vocabulary."""
        return self.validators.at(self.vocabulary.child("$defs", name))

    def kinds(self) -> dict[str, tuple[Kind, ...]]:
        governing = [file.root for file in self.resources.files if self._governs(file.root)]
        self.standing = {root: list(self._found(root)) for root in governing}
        heads = (found.note.node for exchanges in self.standing.values() for found in exchanges)
        self.validators = self.validators.over([self.vocabulary, *governing], heads)
        kinds: dict[str, tuple[Kind, ...]] = {}
        for root in governing:
            kind = self._kind(root, self.standing[root])
            others = kinds.get(kind.name, ())
            if any(other.version == kind.version for other in others):
                self.refusals.append(root.refuse(f"{kind.name}/{kind.version} is defined twice", KEYWORD, "version"))
            kinds[kind.name] = tuple(sorted((*others, kind), key=lambda each: each.ordinal))
        return kinds

    def checked(self, kinds: Mapping[str, tuple[Kind, ...]]) -> list[Refusal]:
        """All that was refused on the way to `kinds` and their exchanges, and what only the whole set can tell."""
        _ = [exchange for versions in kinds.values() for kind in versions for exchange in kind.exchanges.values()]
        self.refusals += self.notes.refusals
        self.refusals += (refusal for file in self.resources.files for refusal in self._unreached(file.root))
        self.refusals += _circles(kinds, self.standing)
        return self.refusals

    def _governs(self, root: Node) -> bool:
        note = self.notes.at(root)
        if note is None:
            return False
        self.notes.reached.update(note.origins)
        if "kind" not in note.says or {"exchange", "match"} & note.says.keys():
            reason = "the annotation at the root of a schema names the kind and version that it governs, only"
            if "baseline" in note.says:
                reason = "a baseline is a file of the folder baselines/, and no kind"
            self.refusals.append(root.refuse(reason, KEYWORD))
        return "kind" in note.says

    def _found(self, root: Node) -> Iterator[Found]:
        for found in find_exchanges(root, self.notes):
            if isinstance(found, Refusal):
                self.refusals.append(found)
            else:
                yield found

    def _kind(self, root: Node, standing: list[Found]) -> Kind:
        note = self.notes.at(root)
        name, version = (note.says["kind"], note.says["version"]) if note else ("", "0")
        heads: dict[str, Found] = {}
        for found in sorted(standing, key=lambda each: each.path[-1:] and str(each.path)):
            if heads.setdefault(found.id, found).note.origins != found.note.origins:
                reason = f"the exchange {found.id!r} is defined twice in {name}: give one of them another id"
                self.refusals.append(found.note.node.refuse(reason, KEYWORD, "exchange"))
        leading = leading_to((found.note.node for found in standing), root, self.resources)
        return Kind(
            name=name,
            version=version,
            title=str(note.says.get("title") or name) if note else name,
            path=root.file.path,
            sha256=root.file.sha256,
            exchanges=_Exchanges(heads, lambda found: self._exchange(name, found)),
            locator=Locator(root, self.notes, leading),
            named=frozenset(_named(root, self.resources)),
            schema=self.validators.at(root),
        )

    def _exchange(self, kind: str, found: Found) -> Exchange:
        says = found.note.says["exchange"]
        mode, negotiation = Mode(says.get("mode", "peer")), Negotiation(says.get("negotiation", "best"))
        ceiling = Severity(says.get("severity", "blocker"))
        setting = Setting(kind, found.id, mode, negotiation, ceiling)
        offers = OfferWalk(self.notes).exchange(found, mode)
        rules, refusals = compile_rules(setting, offers, self.validators)
        self.refusals += [*offers.refusals, *refusals]
        depends = (each if "/" in each else f"{kind}/{each}" for each in says.get("depends", ()))
        return Exchange(
            kind=kind,
            id=found.id,
            title=str(says.get("title") or found.note.title or found.id),
            description=str(says.get("description") or found.note.node.schema.get("description", "")),
            mode=mode,
            negotiation=negotiation,
            sponsored=bool(says.get("sponsored")),
            ceiling=ceiling,
            keyed=found.keyed,
            depends=tuple((each.partition("/")[0], each.partition("/")[2]) for each in depends),
            rules=rules,
            named={side: frozenset(keys) for side, keys in offers.at_root.items()},
        )

    def _unreached(self, root: Node) -> Iterator[Refusal]:
        for node in written(root):
            if not isinstance(node.schema[KEYWORD], dict):
                yield node.refuse("an annotation is an object", KEYWORD)
            elif node is root and "baseline" in node.schema[KEYWORD]:
                return  # refused by its root
            elif "requirement" in node.schema[KEYWORD]:
                yield node.refuse("a requirement stands in a baseline, a file of the folder baselines/", KEYWORD)
            elif node not in self.notes.reached:
                reason = "nothing leads here: no kind reaches this annotation, so it would never be asked"
                yield node.refuse(f"{reason}. Annotations are found from the root of a schema with a kind", KEYWORD)


class _Exchanges(Mapping[str, Exchange]):
    """The exchanges of a kind by their ids, each compiled when it is first asked for."""

    def __init__(self, heads: Mapping[str, Found], compile: Callable[[Found], Exchange]) -> None:
        self._heads = heads
        self._compile = compile
        self._compiled: dict[str, Exchange] = {}

    def __getitem__(self, id_: str) -> Exchange:
        if id_ not in self._compiled:
            self._compiled[id_] = self._compile(self._heads[id_])
        return self._compiled[id_]

    def __iter__(self) -> Iterator[str]:
        return iter(self._heads)

    def __len__(self) -> int:
        return len(self._heads)


def _named(root: Node, resources: Resources) -> Iterator[str]:
    for node, _ in in_place(root, resources):
        if isinstance(node.schema, dict):
            yield from node.schema.get("properties", ())
            yield from node.schema.get("required", ())


def _circles(kinds: Mapping[str, tuple[Kind, ...]], standing: Mapping[Node, list[Found]]) -> Iterator[Refusal]:
    """What is wrong with what depends on what: an exchange that is not there, or a circle."""
    known = {(name, id_) for name, versions in kinds.items() for kind in versions for id_ in kind.exchanges}
    heads = {(found.note.node.file.path, found.id): found.note.node for each in standing.values() for found in each}
    graph: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for kind in (kind for versions in kinds.values() for kind in versions):
        for exchange in kind.exchanges.values():
            graph.setdefault((kind.name, exchange.id), set()).update(exchange.depends)
            for root in exchange.depends:
                if root not in known:
                    node = heads.get((kind.path, exchange.id), next(iter(standing)))
                    near = did_you_mean("/".join(root), map("/".join, known))
                    reason = f"{exchange.id!r} depends on {'/'.join(root)!r}, which is no exchange{near}"
                    yield node.refuse(reason, KEYWORD, "exchange", "depends")
    try:
        list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        circle = [("/".join(each)) for each in error.args[1]]
        first = error.args[1][0][1]
        node = next((node for (_, found), node in heads.items() if found == first), next(iter(standing)))
        yield node.refuse(f"exchanges depend on each other in a circle: {' → '.join(circle)}", KEYWORD, "exchange")
