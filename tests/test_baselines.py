"""Baselines and claims: what is refused, how a statement is pooled and judged, what offers say against it."""

from __future__ import annotations

import datetime
import json
import random
import textwrap
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interop_check import formats
from interop_check.cli.starting import start
from interop_check.conformance import conform
from interop_check.fingerprints import fingerprint
from interop_check.formats import Options
from interop_check.obligations import Result, Standing, judge
from interop_check.partners import Gathering, Partner, gather
from interop_check.profiles import Document, read_document
from interop_check.report import Finding, Outcome, Report, Severity
from interop_check.reporting import validation_report
from interop_check.scorecards import judged, requirement_text
from interop_check.standards import StandardError, Standards, check_standards, load_standards
from interop_check.standards.baselines import Baseline, Requirement
from interop_check.statements import statement

DIALECT = "https://json-schema.org/draft/2020-12/schema"
DAY = datetime.date(2026, 11, 22)

# ── a small baseline, a small catalogue, a small kind ────────────────────────────────────────────────────

CATALOGUE = {
    "catalogue": {"date": "2026-01-01"},
    "standards": {
        "alpha": {
            "title": "Alpha",
            "publisher": "QOR",
            "aliases": ["ALPHA"],
            "editions": {
                "alpha-1": {"edition": "1", "lifecycle": "current", "date": "2001", "aliases": ["first-alpha"]},
                "alpha-2": {"edition": "2", "lifecycle": "current", "date": "2002"},
                "alpha-3": {"edition": "3", "lifecycle": "current", "date": "2003"},
                "alpha-0": {"edition": "0", "lifecycle": "fading"},
            },
        },
        **{
            name: {
                "title": name.title(),
                "publisher": "QOR",
                "editions": {f"{name}-1": {"edition": "1", "lifecycle": "current"}},
            }
            for name in ("beta", "gamma", "delta")
        },
    },
    "covers": {"cover": {"title": "Cover", "covers": ["beta-1", "gamma-1"]}},
    "pairs": [
        {"editions": ["alpha-1", "alpha-2"], "together": "yes", "source": "QOR", "confidence": "high"},
        {"editions": ["alpha-1", "alpha-3"], "together": "no", "source": "QOR", "confidence": "high"},
    ],
}


def requirement(id: str, *full: str, **more: Any) -> dict[str, Any]:
    """A requirement as an import writes it."""
    profile, _, tail = id.partition("/")
    says = {"id": id, "profile": profile, "obligation": tail.partition("-")[0], **more}
    claims: dict[str, Any] = {"required": [f"base-1/{profile}"]}
    if role := says.get("role"):
        claims["properties"] = {f"base-1/{profile}": {"properties": {"role": {"enum": [role, "both"]}}}}
    asked: dict[str, Any] = {"required": ["claims"], "properties": {"claims": claims}}
    if says["obligation"] == "conditional":
        key = f"base-1/{id}"
        asked["required"].append("conditions")
        asked["properties"]["conditions"] = {"required": [key], "properties": {key: {"const": "applies"}}}
    return {
        "title": profile.title(),
        "x-interop": {"requirement": says},
        "if": asked,
        "then": {"properties": {"full": {"required": list(full)}}},
    }


def baseline(*requirements: Any, **head: Any) -> dict[str, Any]:
    more = {"allOf": list(requirements)} if requirements else {}
    return {
        "$schema": DIALECT,
        "x-interop": {"baseline": {"name": "base-1", "version": "2026", "title": "Base 1", "source": "QOR", **head}},
        **more,
    }


CHOICE = {"anyOf": [{"required": ["gamma-1"]}, {"required": ["delta-1"]}], "required": ["beta-1"]}
BASE = baseline(
    requirement("chat/mandatory", "alpha-1", "beta-1", unresolved=["nowhere-1"]),
    requirement("chat/recommended", "gamma-1"),
    requirement("chat/optional", "delta-1"),
    requirement("chat/mandatory-candidate", "gamma-1", lifecycle="candidate"),
    requirement("rooms/mandatory", "gamma-1", role="provider", note="Binds hosts."),
    requirement("voice/mandatory", "beta-1"),
    requirement("voice/conditional", "delta-1"),
    requirement("cover/mandatory", "cover"),
    {**requirement("choice/mandatory"), "then": {"properties": {"full": CHOICE}}},
)

RADIO = {
    "$schema": DIALECT,
    "x-interop": {"kind": "radio", "version": "1.0"},
    "type": "object",
    "properties": {
        **{key: {"type": "object"} for key in ("claims", "implements", "conditions")},
        "exchanges": {
            "properties": {
                "net": {
                    "type": "array",
                    "x-interop": {"exchange": {"title": "Net"}},
                    "items": {
                        "properties": {
                            "waveforms": {
                                "title": "Waveforms",
                                "type": "array",
                                "x-interop": {
                                    "match": {"relation": "overlap"},
                                    "standards": {"Alpha one": ["alpha-1"], "Beta": ["beta-1"]},
                                },
                            },
                            "edition": {"title": "Edition", "x-interop": {"match": {"relation": "standard"}}},
                        }
                    },
                }
            }
        },
    },
}


def folder(tmp_path: Path, *baselines: Any) -> Path:
    for name, contents in {"catalogue/own.json": CATALOGUE, "radio.json": RADIO}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(json.dumps(contents), "utf-8")
    (tmp_path / "baselines").mkdir(exist_ok=True)
    for each in baselines or (BASE,):
        name = each["x-interop"]["baseline"]["name"] if isinstance(each, dict) else "broken"
        (tmp_path / "baselines" / f"{name}.json").write_text(json.dumps(each), "utf-8")
    return tmp_path


@pytest.fixture(scope="module")
def standards(tmp_path_factory: pytest.TempPathFactory) -> Standards:
    return load_standards([folder(tmp_path_factory.mktemp("schemas"))])


def document(text: str, name: str = "qnr.yaml") -> Document:
    lines = textwrap.dedent(text).strip("\n")
    kind = "" if "kind:" in lines else "kind: radio\n"
    system = "" if "system:" in lines else f"system: {name.partition('.')[0]}\n"
    return read_document(name, f"{kind}partner: QNR\n{system}{lines}\n".encode())


def gathered(documents: Iterable[Document], **more: Any) -> Gathering:
    listed = tuple(documents)
    return Gathering({"QNR": Partner("QNR", listed, **more)}, listed, ())


def report(
    standards: Standards, *texts: str, date: datetime.date = DAY, names: Any = ("base-1",), **more: Any
) -> Report:
    documents = [document(text, f"qnr-{number}.yaml") for number, text in enumerate(texts)]
    return validation_report(gathered(documents, **more), standards, date, [standards.baselines[n] for n in names])


def results(standards: Standards, *texts: str, date: datetime.date = DAY, **more: Any) -> dict[str, Any]:
    partner = Partner("QNR", tuple(document(text, f"qnr-{number}.yaml") for number, text in enumerate(texts)), **more)
    return {
        each.requirement.id: each for each in judge(statement(partner, standards, date), standards.baselines["base-1"])
    }


def standings(found: Any) -> dict[str, Standing]:
    return {each.id: each.standing for each in found.standards}


# ── reading ──────────────────────────────────────────────────────────────────────────────────────────────


def broken(tmp_path: Path, *contents: Any) -> list[str]:
    known = load_standards([folder(tmp_path, *contents)])
    with pytest.raises(StandardError) as caught:
        _ = known.baselines
    return [f"{refusal.pointer}: {refusal.message}" for refusal in caught.value.refusals]


def test_a_baseline_is_what_its_file_says(standards: Standards) -> None:
    base = standards.baselines["base-1"]
    assert (base.name, base.version, base.title, base.state, base.source) == (
        "base-1", "2026", "Base 1", "published", "QOR",
    )  # fmt: skip
    assert base.profiles == ("chat", "rooms", "voice", "cover", "choice")
    assert base.conditions == ("voice/conditional",)
    chat, rooms, choice = base.requirements[0], base.requirements[4], base.requirements[-1]
    assert (chat.named, chat.unresolved, chat.obligation, chat.role) == (
        ("alpha-1", "beta-1"), ("nowhere-1",), "mandatory", None,
    )  # fmt: skip
    assert (rooms.role, rooms.note) == ("provider", "Binds hosts.")
    assert (set(choice.named), choice.choices) == ({"beta-1", "gamma-1", "delta-1"}, {"gamma-1", "delta-1"})
    assert len(base.sha256) == 64


def test_a_later_folder_counts(tmp_path: Path) -> None:
    first, second = folder(tmp_path / "a"), tmp_path / "b"
    (second / "baselines").mkdir(parents=True)
    (second / "baselines" / "own.json").write_text(json.dumps(baseline(title="Later")), "utf-8")
    assert load_standards([first, second]).baselines["base-1"].title == "Later"
    assert load_standards([first]).baselines["base-1"].title == "Base 1"


BROKEN = {
    "not JSON": ("{", "cannot be read"),
    "no baseline": ({"x-interop": {"kind": "x", "version": "1"}, "title": "X"}, "no baseline"),
    "no annotation": ({"title": "X"}, "no baseline"),
    "an unknown key": (baseline(stat="proposed"), "no 'stat' here (did you mean 'state'?)"),
    "an unknown state": (baseline(state="drafted"), "'drafted' is not one of"),
    "no version": ({"x-interop": {"baseline": {"name": "base-1"}}}, "'version' is a required property"),
    "an id twice": (baseline(requirement("a/mandatory"), requirement("a/mandatory")), "stands here twice"),
    "an unknown obligation": (baseline(requirement("a/compulsory")), "'compulsory' is not one of"),
    "a misspelt requirement key": (baseline(requirement("a/mandatory", rol="provider")), "(did you mean 'role'?)"),
    "no requirement": (baseline({"required": ["full"]}), "every entry is a requirement"),
    "a rule": (baseline({"x-interop": {"match": {"relation": "equal"}}}), "every entry is a requirement"),
    "judging at the root": ({**baseline(), "required": ["claims"]}, "stands outside every requirement"),
    "an annotation below": (
        {**baseline(), "$defs": {"a": {"x-interop": {"requirement": {"id": "a", "obligation": "optional"}}}}},
        "nothing leads here",
    ),
    "a reference elsewhere": (
        baseline({**requirement("a/mandatory"), "then": {"$ref": "other.json#/x"}}), "leads to no schema",
    ),
    "no dialect": (baseline({**requirement("a/mandatory"), "then": {"type": "nothing"}}), "not draft 2020-12"),
    "another dialect": ({**baseline(), "$schema": "http://json-schema.org/draft-07/schema#"}, "not understood"),
}  # fmt: skip


@pytest.mark.parametrize(("contents", "said"), BROKEN.values(), ids=BROKEN)
def test_a_broken_baseline_is_refused_with_its_place(tmp_path: Path, contents: Any, said: str) -> None:
    where = folder(tmp_path)
    (where / "baselines" / "base-1.json").write_text(
        contents if isinstance(contents, str) else json.dumps(contents), "utf-8"
    )
    with pytest.raises(StandardError) as caught:
        _ = load_standards([where]).baselines
    assert any(said in refusal.message for refusal in caught.value.refusals), caught.value
    assert {refusal.path for refusal in caught.value.refusals} == {(where / "baselines" / "base-1.json").as_posix()}
    assert check_standards([where]) == caught.value.refusals
    assert check_standards([where / "baselines"]) == caught.value.refusals
    assert check_standards([where / "baselines" / "base-1.json"]) == caught.value.refusals


def test_two_of_one_name_in_one_folder_are_refused(tmp_path: Path) -> None:
    folder(tmp_path)
    (tmp_path / "baselines" / "copy.json").write_text(json.dumps(BASE), "utf-8")
    assert any("rename one" in line for line in broken(tmp_path))


def test_a_baseline_among_the_kinds_is_refused(tmp_path: Path) -> None:
    (tmp_path / "base.json").write_text(json.dumps(BASE), "utf-8")
    with pytest.raises(StandardError) as caught:
        load_standards([tmp_path])
    assert [refusal.message for refusal in caught.value.refusals] == [
        "a baseline is a file of the folder baselines/, and no kind"
    ]
    assert check_standards([tmp_path / "base.json"]) == ()  # named by itself, it is judged as what it is


def test_a_requirement_in_a_kind_is_refused(tmp_path: Path) -> None:
    kind = json.loads(json.dumps(RADIO))
    kind["properties"]["claims"]["x-interop"] = {"requirement": {"id": "a", "obligation": "optional"}}
    (tmp_path / "radio.json").write_text(json.dumps(kind), "utf-8")
    with pytest.raises(StandardError, match="a requirement stands in a baseline"):
        load_standards([tmp_path])


def test_no_baseline_is_read_where_nobody_speaks_of_one(tmp_path: Path) -> None:
    where = folder(tmp_path)
    (where / "baselines" / "base-1.json").write_text("{", "utf-8")
    known = load_standards([where])
    assert not list(conform(document("exchanges: {}"), known))
    validation_report(gathered([document("exchanges: {}")]), known, DAY)
    with pytest.raises(StandardError):
        list(conform(document("claims: {base-1/chat: both}"), known))


# ── claims and statements ────────────────────────────────────────────────────────────────────────────────

CHAT = "claims: {base-1/chat: both}"


def test_a_claim_asserts_all_standards(standards: Standards) -> None:
    found = results(standards, CHAT)
    assert {id: each.result for id, each in found.items()} == dict.fromkeys(
        ("chat/mandatory", "chat/recommended", "chat/optional", "chat/mandatory-candidate"), Result.MET
    )
    assert {each.by for one in found.values() for each in one.standards} == {"claim"}


def test_a_claim_of_listed_standards_asserts_none(standards: Standards) -> None:
    text = "claims: {base-1/chat: {role: client, standards: listed}}\nimplements: {alpha-1: full, beta-1: {}}"
    found = results(standards, text)
    assert found["chat/mandatory"].result is Result.MET
    assert {each.by for each in found["chat/mandatory"].standards} == {"statement"}
    assert found["chat/recommended"].result is Result.NOT_MET


LISTED = "claims: {base-1/chat: {role: both, standards: listed}}\nimplements: {beta-1: full, alpha-1: %s}"
STATES = {
    "full": (f"{CHAT}\nimplements: {{alpha-1: full}}", Standing.MET, Result.MET),
    "by an alias": (f"{CHAT}\nimplements: {{first-alpha: none}}", Standing.MISSING, Result.NOT_MET),
    "by its edition": (
        f"{CHAT}\nimplements: {{ALPHA: {{edition: '1', extent: none}}}}", Standing.MISSING, Result.NOT_MET,
    ),
    "none": (f"{CHAT}\nimplements: {{alpha-1: none}}", Standing.MISSING, Result.NOT_MET),
    "partial": (f"{CHAT}\nimplements: {{alpha-1: partial}}", Standing.PARTIAL, Result.NOT_MET),
    "none, until yesterday": (
        f"{CHAT}\nimplements: {{alpha-1: {{extent: none, until: 2026-11-21}}}}", Standing.MET, Result.MET,
    ),
    "none, until today": (
        f"{CHAT}\nimplements: {{alpha-1: {{extent: none, until: 2026-11-22}}}}", Standing.MISSING, Result.NOT_MET,
    ),
    "from tomorrow": (f"{CHAT}\nimplements: {{alpha-1: {{from: 2026-11-23}}}}", Standing.NOT_YET, Result.NOT_MET),
    "until yesterday": (f"{CHAT}\nimplements: {{alpha-1: {{until: 2026-11-21}}}}", Standing.NO_LONGER, Result.NOT_MET),
    "in a document from tomorrow": (
        f"from: '2026-11-23'\n{LISTED % 'full'}", None, None,
    ),
    "not listed": (
        "claims: {base-1/chat: {role: both, standards: listed}}\nimplements: {beta-1: full}",
        Standing.MISSING, Result.NOT_MET,
    ),
    "another edition that works": (
        "claims: {base-1/chat: {role: both, standards: listed}}\nimplements: {beta-1: full, alpha-2: full}",
        Standing.MET, Result.MET,
    ),
    "another edition that works in part": (
        "claims: {base-1/chat: {role: both, standards: listed}}\nimplements: {beta-1: full, alpha-2: partial}",
        Standing.PARTIAL, Result.NOT_MET,
    ),
    "another edition that does not work": (
        "claims: {base-1/chat: {role: both, standards: listed}}\nimplements: {beta-1: full, alpha-3: full}",
        Standing.OTHER_EDITION, Result.NOT_MET,
    ),
    "another edition of which nobody speaks": (
        "claims: {base-1/chat: {role: both, standards: listed}}\nimplements: {beta-1: full, alpha-0: full}",
        Standing.OTHER_EDITION, Result.NOT_MET,
    ),
    "none, and another that works": (
        f"{CHAT}\nimplements: {{alpha-1: none, alpha-2: full}}", Standing.MET, Result.MET,
    ),
    "none, and another that does not work": (
        f"{CHAT}\nimplements: {{alpha-1: none, alpha-3: full}}", Standing.OTHER_EDITION, Result.NOT_MET,
    ),
    "none, and another that works in part": (
        f"{CHAT}\nimplements: {{alpha-1: none, alpha-2: partial}}", Standing.PARTIAL, Result.NOT_MET,
    ),
    "claimed, and another edition stated": (f"{CHAT}\nimplements: {{alpha-3: full}}", Standing.UNCLEAR, Result.UNKNOWN),
    "claimed, and another that works": (f"{CHAT}\nimplements: {{alpha-2: full}}", Standing.MET, Result.MET),
    "of no edition, in full": (
        "claims: {base-1/chat: {role: both, standards: listed}}\nimplements: {beta-1: full, ALPHA: full}",
        Standing.UNCLEAR, Result.UNKNOWN,
    ),
    "of no edition, claimed": (f"{CHAT}\nimplements: {{ALPHA: full}}", Standing.MET, Result.MET),
    "of no edition, not at all": (f"{CHAT}\nimplements: {{ALPHA: none}}", Standing.MISSING, Result.NOT_MET),
}  # fmt: skip


@pytest.mark.parametrize(("text", "standing", "result"), STATES.values(), ids=STATES)
def test_how_a_standard_stands(
    standards: Standards, text: str, standing: Standing | None, result: Result | None
) -> None:
    found = results(standards, text)
    if result is None:
        assert not found
        return
    assert standings(found["chat/mandatory"])["alpha-1"] is standing
    assert found["chat/mandatory"].result is result


def test_evidence_is_told_apart(standards: Standards) -> None:
    found = results(standards, f"{CHAT}\nimplements: {{alpha-1: {{evidence: [t-1]}}, beta-1: full}}")
    assert {each.id: each.by for each in found["chat/mandatory"].standards} == {
        "alpha-1": "evidence",
        "beta-1": "statement",
    }


def test_a_document_means_what_it_covers(standards: Standards) -> None:
    claim = "claims: {base-1/cover: {role: both, standards: listed}}"
    some, all_ = f"{claim}\nimplements: {{beta-1: full}}", f"{claim}\nimplements: {{beta-1: full, gamma-1: full}}"
    assert results(standards, some)["cover/mandatory"].result is Result.NOT_MET
    assert results(standards, all_)["cover/mandatory"].result is Result.MET
    assert results(standards, f"{claim}\nimplements: {{cover: full}}")["cover/mandatory"].result is Result.MET


def test_of_alternatives_one_is_enough(standards: Standards) -> None:
    claim = "claims: {base-1/choice: {role: both, standards: listed}}\nimplements: "
    enough = results(standards, claim + "{beta-1: full, delta-1: full}")["choice/mandatory"]
    assert (enough.result, standings(enough)) == (Result.MET, {"beta-1": Standing.MET, "delta-1": Standing.MET})
    assert results(standards, claim + "{beta-1: full}")["choice/mandatory"].result is Result.NOT_MET
    assert results(standards, claim + "{delta-1: full}")["choice/mandatory"].result is Result.NOT_MET


@pytest.mark.parametrize(("role", "binds"), {"provider": 1, "server": 1, "both": 1, "consumer": 0, "client": 0}.items())
def test_a_role_binds_whom_it_names(standards: Standards, role: str, binds: int) -> None:
    text = f"claims: {{base-1/rooms: {role}}}\nimplements: {{gamma-1: none}}"
    found = results(standards, text)["rooms/mandatory"]
    assert found.result is (Result.NOT_MET if binds else Result.NOT_APPLICABLE)
    assert found.reason == ("" if binds else "binds a provider only")
    assert len(report(standards, text).findings) == binds


def test_a_claim_asserts_only_what_binds_its_role(standards: Standards) -> None:
    """The consumer's claim of all does not assert what the provider's claim lists."""
    texts = ("claims: {base-1/rooms: consumer}", "claims: {base-1/rooms: {role: provider, standards: listed}}")
    assert results(standards, *texts)["rooms/mandatory"].result is Result.NOT_MET


VOICE = "claims: {base-1/voice: both}\nimplements: {delta-1: none}\n"


def test_a_condition_that_nobody_answers_is_a_question(standards: Standards) -> None:
    found = results(standards, VOICE)["voice/conditional"]
    assert (found.result, found.open_condition) == (Result.UNKNOWN, True)
    (finding,) = report(standards, VOICE).findings
    assert (finding.outcome, finding.severity) == (Outcome.UNKNOWN, Severity.BLOCKER)
    assert "conditions: {base-1/voice/conditional: applies}" in finding.message
    assert finding.remedy == "Say under 'conditions' whether base-1/voice/conditional applies or does-not-apply."
    assert [place.text for place in finding.places] == ["base-1/voice"]


def test_a_condition_that_is_answered(standards: Standards) -> None:
    applies, does_not = (
        f"{VOICE}conditions: {{base-1/voice/conditional: {word}}}" for word in ("applies", "does-not-apply")
    )
    assert results(standards, applies)["voice/conditional"].result is Result.NOT_MET
    found = results(standards, does_not)["voice/conditional"]
    assert (found.result, found.reason) == (Result.NOT_APPLICABLE, "its condition does not apply")
    system = "system: other\nconditions: {base-1/voice/conditional: applies}"
    assert results(standards, does_not, system)["voice/conditional"].result is Result.NOT_MET


def test_documents_are_pooled_and_the_best_extent_counts(standards: Standards) -> None:
    none, part, full = (f"implements: {{alpha-1: {extent}}}" for extent in ("none", "partial", "full"))
    expected = {(none,): Standing.MISSING, (none, part): Standing.PARTIAL, (none, part, full): Standing.MET}
    for stated, standing in expected.items():
        assert standings(results(standards, CHAT, *stated)["chat/mandatory"])["alpha-1"] is standing


def test_what_a_document_says_holds_as_long_as_its_offers(standards: Standards) -> None:
    later = 'from: "2027-01-01"\nclaims: {base-1/chat: both}'
    assert not results(standards, later)
    assert results(standards, later, date=datetime.date(2027, 1, 1))
    assert not results(standards, "state: planned\nclaims: {base-1/chat: both}")
    gone = f'{CHAT}\nimplements: {{alpha-1: none}}\nuntil: "2026-11-21"'
    assert results(standards, CHAT, gone)["chat/mandatory"].result is Result.MET
    planned = "state: planned\nimplements: {alpha-1: full}"
    assert standings(results(standards, CHAT, planned)["chat/mandatory"])["alpha-1"] is Standing.NOT_YET


# ── findings and scorecards ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("id", "severity"),
    {
        "beta-1": ("chat/mandatory", Severity.BLOCKER),
        "delta-1": ("chat/optional", Severity.INFO),
    }.values(),
)
def test_an_obligation_has_its_price(standards: Standards, id: str, severity: Severity) -> None:
    lacking = next(each.named[-1] for each in standards.baselines["base-1"].requirements if each.id == id)
    (finding,) = report(standards, f"{CHAT}\nimplements: {{{lacking}: none}}").findings
    assert (finding.rule, finding.severity, finding.outcome) == (f"baseline/base-1/{id}", severity, Outcome.NOT_MET)


def test_recommended_and_candidate_cost_little_in_a_published_baseline(standards: Standards, tmp_path: Path) -> None:
    text = f"{CHAT}\nimplements: {{gamma-1: none}}"
    found = {each.rule: each.severity for each in report(standards, text).findings}
    assert found == {
        "baseline/base-1/chat/recommended": Severity.MINOR,
        "baseline/base-1/chat/mandatory-candidate": Severity.MINOR,
    }
    draft = load_standards([folder(tmp_path, {**BASE, "x-interop": {"baseline": {
        **BASE["x-interop"]["baseline"], "state": "proposed"}}})])  # fmt: skip
    proposed = report(draft, text)
    by_rule = {each.rule: each for each in proposed.findings}
    assert by_rule["baseline/base-1/chat/mandatory-candidate"].severity is Severity.BLOCKER
    assert all(each.message.startswith("draft: ") for each in proposed.findings)
    assert "DRAFT" in shown(proposed)
    assert "(draft)" in shown(proposed, "concise")
    assert "in a draft" in proposed.rules["baseline/base-1/chat/recommended"].because


def shown(found: Report, format: str = "text", **options: Any) -> str:
    text = formats.render(format, found, Options(**options))
    return text.decode() if isinstance(text, bytes) else text


MANY = """
claims:
  base-1/chat: both
  base-1/rooms: client
  base-1/voice: {role: server, standards: listed}
  base-1/choice: both
implements:
  alpha-1: {extent: none, reservation: Not before release 6.2., until: "2027-03-01"}
  beta-1: {extent: partial, reservation: 24 kbit/s only., evidence: [t-1]}
  alpha-3: full
  gamma-1: {evidence: [t-2]}
"""


def test_a_finding_names_the_claim_and_each_entry(standards: Standards) -> None:
    (finding,) = (each for each in report(standards, MANY).findings if each.rule.endswith("chat/mandatory"))
    assert [place.text for place in finding.places] == ["base-1/chat", "alpha-1", "alpha-3", "beta-1"]
    assert "0 of 2 met" in finding.message
    assert "Not before release 6.2." in finding.message
    assert [each.message.partition(":")[0] for each in finding.detail] == ["alpha-1", "beta-1"]
    assert finding.fingerprint == fingerprint(finding.rule, ["QNR"], ["base-1/chat"])
    assert "nowhere-1" in finding.because


def test_the_scorecard_is_as_it_was_read_and_approved(standards: Standards, golden: Any) -> None:
    found = report(standards, MANY)
    own = found._replace(
        standards=tuple(each._replace(sha256="0" * 64) for each in found.standards), catalogue="2026-01-01"
    )
    for format in ("text", "concise", "json"):
        golden(f"scorecard.{format}", formats.render(format, own))


def test_the_report_holds_to_its_schema_and_names_the_baseline(standards: Standards) -> None:
    from jsonschema import Draft202012Validator

    schema = json.loads((Path(__file__).parent.parent / "schemas" / "report.json").read_text("utf-8"))
    found = json.loads(shown(report(standards, MANY), "json"))
    assert not list(Draft202012Validator(schema).iter_errors(found))
    base = standards.baselines["base-1"]
    assert found["standards"][-1] == {"baseline": "base-1", "version": "2026", "sha256": base.sha256}
    (card,) = found["scorecards"]
    assert [(each["id"], each["result"]) for each in card["profiles"]] == [
        ("chat", "not-met"), ("rooms", "not-applicable"), ("voice", "not-met"), ("choice", "not-met"),
    ]  # fmt: skip
    assert card["notes"]
    assert not any("nowhere-1" in each["message"] for each in found["findings"])


def test_a_scorecard_keeps_to_the_width(standards: Standards) -> None:
    found = report(standards, MANY)
    for width in (60, 80, 120):
        assert not [line for line in shown(found, width=width).splitlines() if len(line) > width]
    shown(found, ascii=True).encode("ascii")
    assert "\x1b" not in shown(found)
    assert "\x1b" in shown(found, colour=True)


def test_silence_about_a_baseline_is_no_clear_answer(standards: Standards) -> None:
    (finding,) = report(standards, "exchanges: {}").findings
    assert (finding.rule, finding.outcome) == ("content/no-claim", Outcome.UNKNOWN)
    assert "none was judged" in finding.message
    later = 'from: "2027-01-01"\nclaims: {base-1/chat: both}'
    (finding,) = report(standards, later).findings
    assert "does not hold on 2026-11-22" in finding.message
    assert finding.places[0].text == "base-1/chat"


def test_what_could_not_be_used_leaves_a_question(standards: Standards) -> None:
    found = report(standards, f"{CHAT}\nimplements: {{alpha-1: none}}", incomplete=frozenset({"radio"}))
    assert {each.outcome for each in found.findings} == {Outcome.UNKNOWN}
    assert found.scorecards[0].incomplete
    assert "The answer is incomplete" in shown(found)


def test_an_own_baseline_may_ask_for_offers(tmp_path: Path) -> None:
    asks = {"properties": {"exchanges": {"required": ["radio"], "properties": {"radio": {"required": ["net"]}}}}}
    says = {"x-interop": {"requirement": {"id": "net", "obligation": "mandatory"}}, "title": "A net", **asks}
    known = load_standards([folder(tmp_path, baseline(says))])
    there = "exchanges: {net: [{waveforms: [Beta]}]}"
    assert [each.rule for each in report(known, there).findings] == ["content/no-claim"]
    missing, *_ = report(known, "exchanges: {}").findings
    assert (missing.rule, missing.outcome) == ("baseline/base-1/net", Outcome.NOT_MET)
    assert "'radio' is a required property" in missing.message
    unsaid = {each.rule: each for each in report(known, "exchanges: {net: unknown}").findings}
    assert unsaid["baseline/base-1/net"].outcome is Outcome.UNKNOWN
    assert report(known, there).scorecards[0].profiles[0].result == "met"


# ── what is named ────────────────────────────────────────────────────────────────────────────────────────

NAMES = {
    "an unknown baseline": ("claims: {bass-1/chat: both}", "content/unknown-claim", "did you mean 'base-1'"),
    "an unknown service profile": ("claims: {base-1/chatt: both}", "content/unknown-claim", "did you mean 'chat'"),
    "an unknown condition": (
        "conditions: {base-1/voice/conditionl: applies}", "content/unknown-condition", "mean 'voice/conditional'",
    ),
    "a requirement without a condition": (
        "conditions: {base-1/chat/mandatory: applies}", "content/unknown-condition", "no conditional requirement",
    ),
    "an unknown standard": ("implements: {alpha-11: full}", "content/unlisted-standard", "did you mean 'alpha-1'"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "rule", "said"), NAMES.values(), ids=NAMES)
def test_what_is_not_there_is_said(standards: Standards, text: str, rule: str, said: str) -> None:
    (finding,) = conform(document(text), standards)
    assert finding.rule == rule
    assert said in finding.message
    assert finding.severity is (Severity.INFO if rule.endswith("standard") else Severity.MAJOR)
    assert finding.places[0].line == 4


def test_an_entry_that_ends_before_it_begins_is_said(standards: Standards) -> None:
    text = 'implements: {alpha-1: {from: "2027-02-01", until: "2027-01-01"}}'
    assert [each.rule for each in conform(document(text), standards)] == ["content/empty-period"]


@pytest.mark.parametrize(
    ("text", "keyword"),
    {
        "claims: {base-1/chat: bot}": "enum",
        "claims: {chat: both}": "pattern",
        "claims: {base-1/chat: {role: both, standrads: listed}}": "additionalProperties",
        "implements: {alpha-1: {extend: none}}": "additionalProperties",
        "implements: {alpha-1: {evidence: t-1}}": "type",
        "conditions: {base-1/voice/conditional: sometimes}": "enum",
        "claim: {base-1/chat: both}": "unevaluatedProperties",
    }.items(),
)
def test_the_shipped_kinds_say_how_a_claim_is_written(standards: Standards, text: str, keyword: str) -> None:
    for kind in ("communications", "data-sharing", "command-system"):
        findings = [*conform(document(f"kind: {kind}\nexchanges: {{}}\n{text}"), standards)]
        assert [each.rule for each in findings] == [f"schema/{keyword}"], findings


# ── offers against claims ────────────────────────────────────────────────────────────────────────────────

AGAINST = {
    "lacks a claimed waveform": ("[{waveforms: [Beta]}]", ["alpha-1"]),
    "lacks both": ("[{waveforms: [Other]}]", ["alpha-1", "beta-1"]),
    "has both": ("[{waveforms: [Alpha one, Beta]}]", []),
    "has both in two offers": ("[{id: a, waveforms: [Alpha one]}, {id: b, waveforms: [Beta]}]", []),
    "one offer leaves it open": ("[{id: a, waveforms: [Beta]}, {id: b}]", []),
    "offers nothing": ("none", ["alpha-1", "beta-1"]),
    "does not know": ("unknown", []),
    "an offer of another day": ("[{waveforms: [Beta], from: '2027-01-01'}]", []),
    "another edition": ("[{edition: {standard: ALPHA, edition: '3'}}]", ["alpha-1"]),
    "another edition of which nobody speaks": ("[{edition: alpha-0}]", ["alpha-1"]),
    "an edition that works together": ("[{edition: alpha-2}]", []),
    "several editions": ("[{edition: [alpha-3, alpha-1]}]", []),
    "another standard": ("[{edition: gamma-1}]", []),
    "an edition that is not said": ("[{edition: {standard: ALPHA}}]", []),
    "shown by one property of two": ("[{edition: alpha-3, waveforms: [Alpha one, Beta]}]", []),
}


@pytest.mark.parametrize(("offers", "lacking"), AGAINST.values(), ids=AGAINST)
def test_where_offers_contradict_a_claim(standards: Standards, offers: str, lacking: list[str]) -> None:
    text = f"{CHAT}\nexchanges:\n  net: {offers}"
    found = report(standards, text, names=()).findings
    assert [each.rule for each in found] == ["content/contradicts-claim"] * bool(lacking)
    for each in found:
        assert (each.severity, each.outcome) == (Severity.MAJOR, Outcome.BROKEN)
        assert all(id in each.message for id in lacking)
        assert each.places[0].text == "base-1/chat"
        assert len(each.places) == 2
    card = report(standards, text).scorecards[0]
    doubted = [one for one in card.profiles[0].requirements[0].standards if "no offer has it" in one.note]
    assert [one.id for one in doubted] == lacking
    assert not any(one.standing == "met" or one.by for one in doubted)


@pytest.mark.parametrize("more", ["implements: {alpha-1: none}", "implements: {alpha-1: partial}"])
def test_what_is_taken_back_is_no_contradiction(standards: Standards, more: str) -> None:
    text = f"{CHAT}\n{more}\nexchanges:\n  net: [{{waveforms: [Beta]}}]"
    assert not report(standards, text, names=()).findings


def test_an_offer_of_another_document_counts(standards: Standards) -> None:
    lacking = f"{CHAT}\nexchanges:\n  net: [{{waveforms: [Beta]}}]"
    having = "exchanges:\n  net: [{waveforms: [Alpha one]}]"
    assert report(standards, lacking, names=()).findings
    assert not report(standards, lacking, having, names=()).findings


def test_only_mandatory_standards_are_held_against_offers(standards: Standards) -> None:
    text = "claims: {base-1/rooms: consumer}\nexchanges:\n  net: [{waveforms: [Other]}]"
    assert not report(standards, text, names=()).findings


# ── laws ─────────────────────────────────────────────────────────────────────────────────────────────────

EXTENTS = st.sampled_from(["full", "partial", "none"])
DAYS = st.sampled_from([{}, {"from": "2027-01-01"}, {"until": "2026-01-01"}, {"until": "2027-01-01"}])
ENTRIES = st.dictionaries(
    st.sampled_from(["alpha-1", "alpha-2", "alpha-3", "ALPHA", "beta-1", "cover"]),
    st.builds(lambda extent, days: {"extent": extent, **days}, EXTENTS, DAYS),
    max_size=3,
)
CLAIMS = st.dictionaries(
    st.sampled_from(["base-1/chat", "base-1/rooms", "base-1/voice", "base-1/cover"]),
    st.builds(
        lambda role, standards: {"role": role, "standards": standards},
        st.sampled_from(["provider", "consumer", "both"]),
        st.sampled_from(["all", "listed"]),
    ),
    max_size=2,
)
CONDITIONS = st.sampled_from([{}, *({"base-1/voice/conditional": word} for word in ("applies", "does-not-apply"))])
DOCUMENTS = st.lists(
    st.fixed_dictionaries({"claims": CLAIMS, "implements": ENTRIES, "conditions": CONDITIONS}), min_size=1, max_size=3
)


def written(value: Mapping[str, Any], number: int) -> Document:
    whole = {"kind": "radio", "partner": "QNR", "system": f"s-{number}", **value}
    return read_document(f"qnr-{number}.yaml", json.dumps(whole).encode())


@given(DOCUMENTS, st.randoms(use_true_random=False))
@settings(max_examples=30, deadline=None)
def test_the_order_of_documents_and_keys_changes_nothing(
    standards: Standards, values: list[dict[str, Any]], chance: random.Random
) -> None:
    base = standards.baselines["base-1"]
    documents = [written(value, number) for number, value in enumerate(values)]
    first = shown(validation_report(gathered(documents), standards, DAY, [base]), "json")
    for order in (documents[::-1], [*documents[1:], *documents[:1]]):
        assert shown(validation_report(gathered(order), standards, DAY, [base]), "json") == first
    for value in values:
        items = list(value["implements"].items())
        chance.shuffle(items)
        value["implements"] = dict(items)
    again = judged(statement(Partner("QNR", tuple(map(written, values, range(9)))), standards, DAY), base)
    rules = {(each.rule, each.outcome.value) for each in again.findings}
    assert rules == {(each["rule"], each["outcome"]) for each in json.loads(first)["findings"] if
                     each["rule"] != "content/contradicts-claim"}  # fmt: skip


@given(DOCUMENTS, ENTRIES)
@settings(max_examples=30, deadline=None)
def test_one_more_full_word_makes_nothing_worse(
    standards: Standards, values: list[dict[str, Any]], more: dict[str, Any]
) -> None:
    """Of editions that a requirement names; another edition may raise a question."""
    full = {id: {"extent": "full"} for id in more if id in ("alpha-1", "beta-1", "cover")}
    documents = tuple(written(value, number) for number, value in enumerate(values))
    added = (*documents, written({"implements": full}, 9))
    base = standards.baselines["base-1"]
    before, after = (judge(statement(Partner("QNR", each), standards, DAY), base) for each in (documents, added))
    for one, other in zip(before, after, strict=True):
        assert one.result is not Result.MET or other.result is Result.MET


# ── the shipped baselines ────────────────────────────────────────────────────────────────────────────────

SHIPPED = ("fmn-spiral-3", "fmn-spiral-4", "fmn-spiral-5-proposed")


@cache
def ours() -> Standards:
    return load_standards()


@pytest.mark.parametrize("name", SHIPPED)
def test_every_requirement_is_met_by_its_claim_and_missed_without_any_of_its_standards(name: str) -> None:
    base = ours().baselines[name]
    for each in base.requirements:
        held = {"claims": {base.key(each.profile or ""): "both"}, "conditions": _answers(base, each)}
        assert not _findings(base, held), each.id
        for lacking in each.named:
            found = _findings(base, {**held, "implements": {lacking: "none"}})
            _exactly(base, each, lacking, found)


def _answers(base: Baseline, each: Requirement) -> dict[str, str]:
    conditional = [one for one in base.requirements if one.profile == each.profile and one.id in base.conditions]
    return {base.key(one.id): "applies" if one is each else "does-not-apply" for one in conditional}


def _findings(base: Baseline, value: dict[str, Any]) -> list[Finding]:
    whole = {"kind": "communications", "partner": "QNR", "system": "qnr", "exchanges": {}, **value}
    partner = Partner("QNR", (read_document("qnr.yaml", json.dumps(whole).encode()),))
    return [*judged(statement(partner, ours(), DAY), base).findings]


def _exactly(base: Baseline, each: Requirement, lacking: str, found: list[Finding]) -> None:
    """One standard lacking is a finding of each group of the service profile that names it, and of no other."""
    catalogue = ours().catalogue
    binding = [one for one in base.requirements if one.profile == each.profile]
    binding = [one for one in binding if one.id not in base.conditions or one is each]
    ids = set(catalogue.resolve(lacking))
    naming = [one for one in binding if any(ids & set(catalogue.resolve(id)) for id in one.named)]
    wanted = {f"baseline/{base.key(one.id)}" for one in naming if lacking not in one.choices}
    assert {finding.rule for finding in found} == wanted, (each.id, lacking)
    for finding in found:
        assert lacking in finding.message or any(id in finding.message for id in ids)
        assert (
            finding.severity is requirement_text(base, next(o for o in naming if finding.rule.endswith(o.id))).severity
        )


def test_the_catalogue_knows_every_standard_of_the_shipped_baselines() -> None:
    for name in SHIPPED:
        for each in ours().baselines[name].requirements:
            assert all(map(ours().catalogue.knows, each.named)), (name, each.id)


def test_a_consumer_is_not_held_to_a_hosts_duty() -> None:
    """The service profile for chatrooms binds services that host the rooms."""
    base = ours().baselines["fmn-spiral-4"]
    lacking = {"implements": {"xmpp-xep-0313-0.5.1": "none"}}
    (required,) = (each for each in base.requirements if each.id == "prf-2/mandatory")
    lacking = {"implements": {required.named[0]: "none"}}
    assert not _findings(base, {"claims": {"fmn-spiral-4/prf-2": "client"}, **lacking})
    assert _findings(base, {"claims": {"fmn-spiral-4/prf-2": "server"}, **lacking})


def test_a_claim_means_its_own_baseline() -> None:
    """A number of a service profile may mean something else in another baseline."""
    claims = {"claims": {"fmn-spiral-4/prf-85": "both"}}
    assert not _findings(ours().baselines["fmn-spiral-4"], claims)
    (finding,) = _findings(ours().baselines["fmn-spiral-5-proposed"], claims)
    assert finding.rule == "content/no-claim"


def test_the_draft_says_so() -> None:
    base = ours().baselines["fmn-spiral-5-proposed"]
    assert base.draft
    assert {each.lifecycle for each in base.requirements} == {"candidate"}
    assert not any(each.draft for name, each in ours().baselines.items() if name != base.name)


# ── the command ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    path = tmp_path / "profiles" / "qnr.yaml"
    path.parent.mkdir()
    path.write_text(f"kind: communications\npartner: QNR\nsystem: qnr\nexchanges: {{}}\n{CHAT}\n", "utf-8")
    return path


def test_validate_holds_profiles_to_a_baseline(
    profile: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = str(folder(tmp_path / "schemas"))
    assert start(["validate", str(profile), "--schemas", own, "--baseline", "base-1"]) == 0
    assert "QNR against Base 1 (base-1 2026): 1 service profile claimed, 1 met" in capsys.readouterr().out
    assert start(["validate", str(profile), "--schemas", own]) == 0
    assert "against Base 1" not in capsys.readouterr().out
    profile.write_text(profile.read_text("utf-8") + "implements: {alpha-1: none}\n", "utf-8")
    assert start(["validate", str(profile), "--schemas", own, "--baseline", "base-1"]) == 1
    assert start(["validate", str(profile), "--schemas", own, "--baseline", "bass-1"]) == 2
    assert "did you mean 'base-1'?" in capsys.readouterr().err
    assert start(["validate", str(profile)]) == 0  # an unknown claim is no blocker
    assert "content/unknown-claim" in capsys.readouterr().out


def test_silence_fails_a_run_that_asks_for_answers(profile: Path, capsys: pytest.CaptureFixture[str]) -> None:
    profile.write_text("kind: communications\npartner: QNR\nsystem: qnr\nexchanges: {}\n", "utf-8")
    given_ = ["validate", str(profile), "--baseline", "fmn-spiral-4"]
    assert start(given_) == 0
    assert "claims no service profile" in capsys.readouterr().out.replace("\n  ", " ")
    assert start([*given_, "--fail-on-unknown"]) == 1


def test_a_broken_baseline_ends_the_run(profile: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own = folder(tmp_path / "schemas")
    (own / "baselines" / "base-1.json").write_text("{", "utf-8")
    for arguments in (
        ["validate", str(profile), "--schemas", str(own)],
        ["validate", str(profile), "--schemas", str(own), "--baseline", "fmn-spiral-4"],
        ["standards", "--schemas", str(own)],
        ["standards", "check", str(own)],
        ["explain", "baseline/base-1/chat/mandatory", "--schemas", str(own)],
    ):
        assert start(arguments) == 2, arguments
        assert "base-1.json" in capsys.readouterr().err


def test_requirements_are_explained(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own = str(folder(tmp_path))
    assert start(["explain", "baseline/base-1/rooms/mandatory", "--schemas", own]) == 0
    assert "Binds hosts." in capsys.readouterr().out
    assert start(["explain", "baseline/base-1/rooms/mandatry", "--schemas", own]) == 2
    assert "did you mean 'baseline/base-1/rooms/mandatory'?" in capsys.readouterr().err


def test_standards_names_the_baselines(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own = folder(tmp_path)
    assert start(["standards", "--schemas", str(own)]) == 0
    assert "base-1 2026  Base 1, published: 9 requirements of 5 service profiles" in capsys.readouterr().out
    assert start(["standards", "check", str(own / "baselines" / "base-1.json")]) == 0
    assert capsys.readouterr().out == "usable: base-1; 9 requirements\n"


def test_the_samples_claim_nothing_that_they_contradict() -> None:
    samples = gather([str(Path(__file__).parent.parent / "sample_systems")], ours())
    found = validation_report(samples, ours(), DAY).findings
    assert not [each for each in found if each.rule.startswith(("content/unknown-", "content/contradicts"))]


def test_a_scorecard_made_of_hostile_texts_is_inert(standards: Standards) -> None:
    hostile = "\x1b]0;gone\x07\u202e\r\n[red]"
    found = report(standards, MANY)
    (card,) = found.scorecards
    (chat, *others) = card.profiles
    (one, *rest) = chat.requirements
    (standard, *_) = one.standards
    spoilt = one._replace(reason=hostile, standards=(standard._replace(id=hostile, note=hostile),))
    profile_ = chat._replace(title=hostile, requirements=(spoilt, *rest))
    cards = (card._replace(title=hostile, partner=hostile, notes=(hostile,), profiles=(profile_, *others)),)
    for format in ("text", "concise"):
        text = shown(found._replace(scorecards=cards), format)
        assert not {"\x1b", "\x07", "\u202e", "\r"} & set(text)
        assert all(line.startswith(("qnr-0.yaml:", " ")) or format == "text" for line in text.splitlines())


def test_a_file_that_cannot_be_used_is_not_said_to_claim_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    profile = tmp_path / "qva.yaml"
    profile.write_text("kind: communications\npartner: QVA\nsystem: s\nclaims: {fmn-spiral-4/prf-3: both}\n", "utf-8")
    assert start(["validate", str(profile), "--baseline", "fmn-spiral-4"]) == 1
    assert "0 valid, 1 not\n" in capsys.readouterr().out
