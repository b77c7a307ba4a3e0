"""Who is who: the documents of a folder, each judged by its standard, gathered by partner."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import BinaryIO, NamedTuple

from .conformance import conform, valid
from .fingerprints import fingerprint, identity
from .guarding import RULE as SENSITIVE
from .guarding import guard
from .profiles import Document, Unreadable, Watched, load
from .report import Finding, Outcome, Severity
from .sensitive import Level
from .standards import Kind, Located, Standards

PARTNER_KIND = "partner"


class Partner(NamedTuple):
    """A nation or organisation that takes part: its code, who it says it is, and its valid documents.

    `memberships` is `None` where no document declares any. `incomplete` holds the kinds of its documents that
    could not be used, ``*`` where a kind could not be told. `known` are the codes of all partners at hand.
    """

    code: str
    documents: tuple[Document, ...] = ()
    name: str = ""
    memberships: frozenset[str] | None = None
    sponsor: "Partner | None" = None
    incomplete: frozenset[str] = frozenset()
    known: frozenset[str] = frozenset()

    @property
    def lineage(self) -> "Iterator[Partner]":
        """This partner, its sponsor, its sponsor's sponsor."""
        here: Partner | None = self
        while here:
            yield here
            here = here.sponsor

    def lacks(self, kind: str) -> bool:
        """Whether a document of `kind` could not be used, or one of which the kind is not known."""
        return not self.incomplete.isdisjoint({kind, ANY_KIND})


ANY_KIND = "*"


class Gathering(NamedTuple):
    """What a run has read: the partners by code, the documents, and what is wrong with them."""

    partners: Mapping[str, Partner]
    documents: tuple[Document | Unreadable, ...]
    findings: tuple[Finding, ...]


def load_partners(paths: Iterable[str], standards: Standards) -> tuple[Mapping[str, Partner], tuple[Finding, ...]]:
    """The partners whose documents stand in `paths` (files, or folders to search), by code.

    What could not be read or is not valid takes no part: it is among the findings, and its partner is
    `incomplete`. Raises `interop_check.profiles.PathNotFound` for a path that is not there.
    """
    gathering = gather(paths, standards)
    return gathering.partners, gathering.findings


def gather(
    paths: Iterable[str],
    standards: Standards,
    stdin: BinaryIO | None = None,
    up_to: Level = Level.UNCLASSIFIED,
    watched: Watched = iter,
) -> Gathering:
    """Read every document of `paths`, judge each against its standard, and gather the valid ones by partner.

    Markings above `up_to` must not stand in a document: like keys, they are withheld from all that comes after.
    `watched` is given the files and gives each when it is its turn, so that somebody can see how far it is.
    """
    return assemble(load(paths, stdin, watched), standards, up_to)


def assemble(
    read: Iterable[Document | Unreadable], standards: Standards, up_to: Level = Level.UNCLASSIFIED
) -> Gathering:
    """Judge documents that were read, wherever they come from, and gather the valid ones by partner, as `gather`."""
    documents: list[Document | Unreadable] = []
    findings: list[Finding] = []
    usable: list[Document] = []
    spoiled: dict[str, set[str]] = defaultdict(set)  # by partner; "" where the partner cannot be told
    for document in read:
        found = document.findings if isinstance(document, Unreadable) else tuple(conform(document, standards, up_to))
        findings += found
        if isinstance(document, Document) and any(finding.rule == SENSITIVE for finding in found):
            document = guard(document, kind_of(document, standards), up_to).document
        documents.append(document)
        if isinstance(document, Document) and valid(found):
            usable.append(document)
        else:
            spoiled[code_of(document) or ""].add(_known_kind(document, standards))
    twice, repeated = _declared_twice(usable, standards)
    findings += repeated
    for document in twice:
        spoiled[code_of(document) or ""].add(_known_kind(document, standards))
    left = [document for document in usable if document not in twice]
    partners, unsponsored = _sponsored(_partners(left, spoiled))
    return Gathering(partners, tuple(documents), (*findings, *unsponsored))


def _known_kind(document: Document | Unreadable, standards: Standards) -> str:
    """The kind of a document that cannot be used; one that no standard governs may be a misspelt one."""
    kind = (document.kind or "").partition("/")[0]
    return kind if kind in standards.kinds else ANY_KIND


def code_of(document: Document | Unreadable) -> str | None:
    """The code of the partner that a document speaks for."""
    if document.kind == PARTNER_KIND and isinstance(document, Document):
        code = document.value.get("code")
        return code if isinstance(code, str) else document.partner
    return document.partner


def _partners(documents: Iterable[Document], spoiled: Mapping[str, set[str]]) -> dict[str, Partner]:
    by_code: dict[str, list[Document]] = defaultdict(list, {code: [] for code in spoiled if code})
    for document in documents:
        if code := code_of(document):
            by_code[code].append(document)
    known = frozenset(by_code)
    anybodys = spoiled.get("", set())
    return {
        code: _introduced(code, sorted(by_code[code], key=lambda d: (d.kind or "", d.system or "", d.path)))._replace(
            incomplete=frozenset(spoiled.get(code, set()) | anybodys),
            known=known,
        )
        for code in sorted(by_code)
    }


def _introduced(code: str, documents: list[Document]) -> Partner:
    said = [document.value for document in documents if document.kind == PARTNER_KIND]
    groups = [value["memberships"] for value in said if isinstance(value.get("memberships"), list)]
    return Partner(
        code=code,
        documents=tuple(documents),
        name=next((value["name"] for value in said if isinstance(value.get("name"), str)), ""),
        memberships=frozenset(group for listed in groups for group in listed) if groups else None,
    )


# ── sponsors ─────────────────────────────────────────────────────────────────────────────────────────────


def _sponsored(partners: Mapping[str, Partner]) -> tuple[dict[str, Partner], list[Finding]]:
    """Every partner with its sponsor beside it; a circle of sponsors is a finding, and sponsors nobody."""
    named = {code: found for code, partner in partners.items() if (found := _sponsor_named(partner))}
    circles = {code for code in named if _in_circle(code, {code: sponsor for code, (sponsor, _) in named.items()})}
    findings = [
        _sponsor_finding(code, named[code], circles)
        for code in sorted(named)
        if code in circles or named[code][0] not in partners
    ]
    done: dict[str, Partner] = {}

    def complete(code: str) -> Partner:
        if code not in done:
            sponsor = named[code][0] if code in named and code not in circles else None
            done[code] = partners[code]._replace(sponsor=complete(sponsor) if sponsor and sponsor in partners else None)
        return done[code]

    return {code: complete(code) for code in partners}, findings


def _sponsor_named(partner: Partner) -> tuple[str, Document] | None:
    for document in partner.documents:
        sponsor = document.value.get("sponsor") if document.kind == PARTNER_KIND else None
        if isinstance(sponsor, str) and sponsor != "none":
            return sponsor, document
    return None


def _in_circle(code: str, sponsors: Mapping[str, str]) -> bool:
    seen: set[str] = set()
    here = code
    while here in sponsors and here not in seen:
        seen.add(here)
        here = sponsors[here]
    return here == code and bool(seen)


def _sponsor_finding(code: str, named: tuple[str, Document], circles: set[str]) -> Finding:
    sponsor, document = named
    if code in circles:
        reason, severity = "sponsor-circle", Severity.MAJOR
        message = f"{code} is sponsored by {sponsor}, and so, in the end, by itself: nobody sponsors it here"
    else:
        reason, severity = "sponsor-not-here", Severity.INFO
        message = f"{code} is sponsored by {sponsor}, of which no document is at hand: its offers are not known"
    place = document.at(("sponsor",), code)
    return Finding(
        rule=f"content/{reason}",
        severity=severity,
        outcome=Outcome.BROKEN,
        message=message,
        places=(place,),
        fingerprint=fingerprint(f"content/{reason}", [code], [identity(document.value, ("sponsor",), code)]),
    )


# ── one exchange in two documents ────────────────────────────────────────────────────────────────────────


def _declared_twice(documents: Iterable[Document], standards: Standards) -> tuple[list[Document], list[Finding]]:
    """The documents that declare what another document of the same system has declared, and the findings."""
    seen: dict[tuple[str, ...], tuple[Document, Located]] = {}
    twice: list[Document] = []
    findings: list[Finding] = []
    for document in sorted(documents, key=lambda document: document.path):
        kind = kind_of(document, standards)
        for located in _declarations(document, kind):
            key = (
                code_of(document) or "",
                kind.name if kind else "",
                "" if document.kind == PARTNER_KIND else document.system or "",
                located.id,
                located.name,
            )
            if key not in seen:
                seen[key] = document, located
                continue
            first, where = seen[key]
            findings.append(_twice(key, located, (first, where.steps), (document, located.steps)))
            twice += [each for each in (first, document) if each not in twice]
    return twice, findings


def _declarations(document: Document, kind: Kind | None) -> Iterator[Located]:
    """What may be declared only once: a document's exchanges, and who a partner is."""
    if document.kind == PARTNER_KIND:
        yield Located(PARTNER_KIND, PARTNER_KIND, ("code",), code_of(document))
    elif kind:
        yield from kind.locate(document.value)


def _twice(key: tuple[str, ...], located: Located, *standing: tuple[Document, tuple[str | int, ...]]) -> Finding:
    partner, _, system, *_ = key
    places = tuple(document.key_at(steps, partner) for document, steps in standing)
    what = f"{system} of {partner} declares {located.name!r}" if system else f"{partner} is introduced"
    return Finding(
        rule="content/declared-twice",
        severity=Severity.BLOCKER,
        outcome=Outcome.INVALID,
        message=f"{what} in two documents: keep it in one of them",
        places=places,
        exchange=located.id if system else None,
        fingerprint=fingerprint("content/declared-twice", [partner], key),
    )


def kind_of(document: Document, standards: Standards) -> Kind | None:
    """The standard that governs a document, in the version that it names, else the newest."""
    return standards.kind(document.kind, document.version) if document.kind else None
