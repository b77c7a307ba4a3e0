"""Importing a published standards database: what is made of it, what is said of its defects; and what we ship."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interop_check.catalogue import load_catalogue, name_parts
from interop_check.cli.app import run
from interop_check.importing import (
    Imported,
    OverlayError,
    SourceError,
    baselines,
    read_known,
    read_nisp,
    read_overlay,
)
from interop_check.importing.families import _slug, families
from interop_check.importing.frontmatter import read_matter
from interop_check.importing.known import NOTHING
from interop_check.importing.layout import laid_out
from interop_check.importing.records import Publication
from interop_check.standards.baselines import load_baselines

ROOT = Path(__file__).parent.parent
SCHEMAS = ROOT / "schemas"
SHIPPED = sorted((SCHEMAS / "baselines").glob("*.json"))

OVERLAY = {
    "source": "Small database",
    "kinds": ["communications"],
    "baselines": {
        "sp1": {"name": "spiral-1", "title": "Spiral 1", "state": "published", "drop": "Spiral 1.0 "},
        "sp2": {"name": "spiral-2-proposed", "title": "Spiral 2 (proposed)", "state": "proposed"},
        "sp9": {"name": "spiral-9", "title": "Spiral 9", "state": "published"},
    },
    "publishers": {"nato-e": "NATO"},
    "requirements": [
        {"of": ["spiral-1/chat/mandatory-2"], "names": "xep-2", "role": "provider", "note": "Binds hosts."},
        {"of": ["spiral-1/chat/conditional"], "names": "rfc-1", "note": "Applies where rooms are hosted."},
        {
            "of": ["spiral-1/feeds/mandatory"],
            "names": "rss",
            "one-of": [["rss"], ["atom"]],
            "note": "Either will do.",
        },
        {"of": ["spiral-1/feeds/optional"], "names": "gone", "role": "consumer", "note": "Of a group that is no more."},
    ],
}


def standard(id: str, number: str, title: str = "A title", date: str = "2020-01-02", **more: str) -> str:
    organization, version = more.get("org", "acme"), more.get("version", "")
    return (
        f"---\nelement: Standard\nnispid: {id}\norgid: {organization}\ndocument:\n  org: {organization}\n"
        f'  pubnum: "{number}"\n  title: "{title}"\n  date: "{date}"\n  version: "{version}"\n'
        "applicability: >2\n  Words: of others\n\n    nispid: not-this\nstatus:\n  uri: \n---\n"
    )


def cover(id: str, number: str, *covered: str) -> str:
    listed = "".join(f"    - refid: {each}\n" for each in covered)
    document = f'document:\n  org: nato\n  pubnum: "{number}"\n  date: "2019"\n'
    return f"---\nnispid: {id}\n{document}coverstandards:\n{listed}---\n"


def profile(id: str, *below: str, date: str = "2021-10-22") -> str:
    listed = "".join(f"  - refid: {each}\n    type: profile\n    title: {each}\n" for each in below)
    return f"---\nnispid: {id}\ntitle: {id}\nprofilespec:\n  date: {date}\nsubprofiles:\n{listed}---\n"


def service_profile(id: str, title: str, *groups: tuple[str, str, tuple[str, ...]]) -> str:
    text = "".join(
        f"  - obligation: {obligation}\n    lifecycle: {lifecycle}\n    standards: \n"
        + "".join(f"    - refid: {each}\n" for each in standards)
        + "    description: Words of others: not to be copied.\n"
        for obligation, lifecycle, standards in groups
    )
    return f"---\nnispid: {id}\ntitle: {title}\nrefgroup:\n{text}status:\n  uri: \n---\n"


MANDATORY, CONDITIONAL, CANDIDATE = ("mandatory", "current"), ("conditional", "current"), ("mandatory", "candidate")
FILES = {
    "README.md": "# Database\n\nExtract generated from Git commit 0 in a repository from Jan 28, 2023\n",
    "capabilityprofile/_index.md": "---\nlayout: element\n---\n",
    "capabilityprofile/sp1.md": profile("sp1", "sp1-pr-1", "sp1-nowhere"),
    "capabilityprofile/sp2.md": profile("sp2", "sp2-chat", date=""),
    "capabilityprofile/other.md": profile("other"),
    "profile/sp1-pr-1.md": profile("sp1-pr-1", "sp1-chat", "sp1-feeds", "sp1-pr-1"),
    "serviceprofile/sp1-chat.md": service_profile(
        "sp1-chat",
        "Spiral 1.0 Chat: Rooms @ Work Service Profile",
        (*MANDATORY, ("rfc-1", "xep-1", "rfc-1")),
        (*MANDATORY, ("xep-2", "xep-missing")),
        (*CONDITIONAL, ("rfc-1",)),
        (*CANDIDATE, ("stanag-1-a2",)),
        ("mandatory", "fading", ("stanag-1-a1",)),
        ("wished-for", "current", ("rfc-1",)),
        ("none", "current", ()),
    ),
    "serviceprofile/sp1-feeds.md": service_profile("sp1-feeds", "Feeds", (*MANDATORY, ("rss", "atom"))),
    "serviceprofile/sp1-stray.md": service_profile(
        "sp1-stray", "Stray", ("optional", "current", ("iso-1-1", "iso-1-2"))
    ),
    "serviceprofile/sp2-chat.md": service_profile("sp2-chat", "Chat profile", (*CANDIDATE, ("xep-2", "cover-1"))),
    "serviceprofile/sp2-empty.md": "---\nnispid: sp2-empty\ntitle: %broken\n---\n",
    "serviceprofile/bare.md": "No front matter at all.\n",
    "standard/rfc-1.md": standard("rfc-1", "RFC 1", "Text: with a colon", org="ietf"),
    "standard/xep-1.md": standard(
        "xep-1", "XEP-0001 (2012/02)", "XEP-0001: Rooms (2012/02)", "2012-02-08", version="1.25"
    ),
    "standard/xep-2.md": standard("xep-2", "XEP-0001 (2019/05)", "XEP-0001: Rooms (2019/05)", "2019-05-15"),
    "standard/stanag-1-a1.md": standard("stanag-1-a1", "AXP-1 Ed A Ver 1", "Old title", "2015", org="nato"),
    "standard/stanag-1-a2.md": standard("stanag-1-a2", "AXP-1 (Study) Ed A Ver 2", "New title", "", org="nato-e"),
    "standard/stanag-1-a3.md": standard("stanag-1-a3", "AXP-1 Ed A Ver 3", "New title", "2022", org="nato"),
    "standard/rss.md": standard("rss", "RSS").encode().replace(b"A title", b"Caf\xe9").decode("latin-1"),
    "standard/atom.md": standard("atom", "Atom").replace('pubnum: "Atom"', "pubnum: @tom"),
    "standard/iso-1-1.md": standard("iso-1-1", "10-1", org="iso"),
    "standard/iso-1-2.md": standard("iso-1-2", "10-2", org="iso"),
    "standard/twice.md": standard("twice", "10-2", org="iso"),
    "standard/twice-again.md": standard("twice", "Other"),
    "standard/unnamed.md": standard("", "Unnamed"),
    "coverdoc/cover-1.md": cover("cover-1", "STANAG 1 Ed 2", "stanag-1-a1", "stanag-1-a3", "stanag-gone"),
    "organization/iso.md": "---\nnispid: iso\nshort: ISO\nlong: Organisation\n---\n",
    "organization/ietf.md": "---\nnispid: ietf\nshort: IETF\n---\n",
}


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """The small database, in a folder."""
    folder = tmp_path / "source"
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("latin-1" if name == "standard/rss.md" else "utf-8"))
    return folder


@pytest.fixture
def overlay(tmp_path: Path) -> Path:
    path = tmp_path / "overlay.json"
    path.write_text(json.dumps(OVERLAY), encoding="utf-8")
    return path


@pytest.fixture
def imported(source: Path, overlay: Path) -> Imported:
    return baselines(read_nisp(source), read_overlay(overlay, SCHEMAS / "overlay.json"))


@pytest.fixture
def made(imported: Imported) -> dict[str, Any]:
    return {name: json.loads(text) for name, text in imported.files.items()}


def requirement(made: dict[str, Any], name: str, id: str) -> dict[str, Any]:
    found = [each for each in made[f"baselines/{name}.json"]["allOf"] if each["x-interop"]["requirement"]["id"] == id]
    assert len(found) == 1
    return dict(found[0])


# --- what is made -----------------------------------------------------------------------------------------


def test_a_baseline_says_where_it_comes_from(made: dict[str, Any]) -> None:
    assert made["baselines/spiral-1.json"]["x-interop"] == {
        "baseline": {
            "name": "spiral-1",
            "version": "2021-10-22",
            "title": "Spiral 1",
            "state": "published",
            "source": "Small database extract of 2023-01-28, capability profile sp1",
            "kinds": ["communications"],
        }
    }
    assert made["baselines/spiral-2-proposed.json"]["x-interop"]["baseline"]["version"] == "2023-01-28"


def test_a_requirement_for_each_group(made: dict[str, Any]) -> None:
    ids = [each["x-interop"]["requirement"]["id"] for each in made["baselines/spiral-1.json"]["allOf"]]
    assert ids == [
        "chat/mandatory",
        "chat/mandatory-2",
        "chat/conditional",
        "chat/mandatory-candidate",
        "chat/mandatory-3",
        "feeds/mandatory",
        "stray/optional",
    ]
    assert requirement(made, "spiral-1", "chat/mandatory") == {
        "title": "Chat: Rooms @ Work",
        "x-interop": {
            "requirement": {
                "id": "chat/mandatory",
                "profile": "chat",
                "obligation": "mandatory",
                "lifecycle": "current",
            }
        },
        "if": {"required": ["claims"], "properties": {"claims": {"required": ["spiral-1/chat"]}}},
        "then": {"properties": {"full": {"required": ["rfc-1", "xep-1"]}}},
    }


def test_a_candidate_group_of_a_proposed_baseline_counts_as_it_says(made: dict[str, Any]) -> None:
    found = requirement(made, "spiral-2-proposed", "chat/mandatory")["x-interop"]["requirement"]
    assert found["lifecycle"] == "candidate"
    assert found["unresolved"] == ["cover-1"]


def test_what_does_not_exist_is_never_required(made: dict[str, Any]) -> None:
    found = requirement(made, "spiral-1", "chat/mandatory-2")
    assert found["x-interop"]["requirement"]["unresolved"] == ["xep-missing"]
    assert found["then"] == {"properties": {"full": {"required": ["xep-2"]}}}


def test_the_overlay_says_whom_a_group_binds(made: dict[str, Any]) -> None:
    found = requirement(made, "spiral-1", "chat/mandatory-2")
    assert found["x-interop"]["requirement"]["role"] == "provider"
    assert found["x-interop"]["requirement"]["note"] == "Binds hosts."
    claims = found["if"]["properties"]["claims"]
    assert claims == {"required": ["spiral-1/chat"], "properties": {"spiral-1/chat": {"$ref": "#/$defs/provider"}}}


def test_a_conditional_group_asks_whether_its_condition_applies(made: dict[str, Any]) -> None:
    found = requirement(made, "spiral-1", "chat/conditional")
    key = "spiral-1/chat/conditional"
    assert found["if"]["required"] == ["claims", "conditions"]
    assert found["if"]["properties"]["conditions"] == {"required": [key], "properties": {key: {"const": "applies"}}}
    assert found["x-interop"]["requirement"]["note"] == "Applies where rooms are hosted."


def test_of_several_standards_any_one_may_be_enough(made: dict[str, Any]) -> None:
    full = requirement(made, "spiral-1", "feeds/mandatory")["then"]["properties"]["full"]
    assert full == {"anyOf": [{"required": ["rss"]}, {"required": ["atom"]}]}


def test_every_service_profile_can_be_claimed(made: dict[str, Any]) -> None:
    assert made["baselines/spiral-2-proposed.json"]["$defs"]["profile"]["enum"] == ["chat", "empty"]


def test_what_a_claim_calls_a_service_profile_can_be_written_and_is_its_own(
    source: Path, overlay: Path, tmp_path: Path
) -> None:
    for number, id in enumerate(("sp1-a b", "sp1-a/b", "sp1-" + "x" * 80, "sp1-" + "x" * 81)):
        text = service_profile(id, "Odd", (*MANDATORY, ("rss",)))
        (source / "serviceprofile" / f"odd-{number}.md").write_text(text, encoding="utf-8")
    files = baselines(read_nisp(source), read_overlay(overlay, SCHEMAS / "overlay.json")).files
    (tmp_path / "spiral-1.json").write_text(files["baselines/spiral-1.json"], encoding="utf-8")
    (tmp_path / "overlay.json").unlink()
    profiles = load_baselines([tmp_path])["spiral-1"].profiles
    assert {"a-b", "a-b-2", "x" * 64, "x" * 59 + "-2"} <= set(profiles)


def test_editions_of_one_standard_are_one_family(made: dict[str, Any]) -> None:
    standards = made["catalogue/nisp.json"]["standards"]
    assert standards["xep-0001"] == {
        "title": "Rooms",
        "publisher": "ACME",
        "editions": {
            "xep-1": {"edition": "1.25", "date": "2012-02-08", "lifecycle": "current"},
            "xep-2": {"edition": "2019/05", "date": "2019-05-15", "lifecycle": "current"},
        },
    }
    assert {id: each["edition"] for id, each in standards["axp-1"]["editions"].items()} == {
        "stanag-1-a1": "A(1)",
        "stanag-1-a2": "A(2)",
        "stanag-1-a3": "A(3)",
    }
    assert standards["axp-1"]["editions"]["stanag-1-a1"]["title"] == "Old title"
    assert standards["axp-1"]["editions"]["stanag-1-a2"]["lifecycle"] == "candidate"
    assert {"iso-10-1", "iso-10-2"} <= set(standards)


def test_a_cover_document_covers_what_is_there(made: dict[str, Any]) -> None:
    assert made["catalogue/nisp.json"]["covers"] == {
        "cover-1": {"title": "STANAG 1 Ed 2", "date": "2019", "covers": ["stanag-1-a1", "stanag-1-a3"]}
    }


def test_no_words_of_others_are_copied(imported: Imported) -> None:
    assert "of others" not in "".join(imported.files.values())


def test_the_catalogue_takes_what_is_made(imported: Imported, tmp_path: Path) -> None:
    folder = tmp_path / "catalogue"
    folder.mkdir()
    (folder / "nisp.json").write_text(imported.files["catalogue/nisp.json"], encoding="utf-8")
    catalogue = load_catalogue([folder])
    assert catalogue.resolve({"standard": "AXP-1", "edition": "Ed A Ver 2"}) == ("stanag-1-a2",)
    assert catalogue.resolve({"standard": "RFC 1", "edition": "RFC 1"}) == ("rfc-1",)
    assert catalogue.title("rss") == "Café, RSS"


def test_what_is_known_is_added_to_and_not_repeated(source: Path, overlay: Path, tmp_path: Path) -> None:
    data = {
        "standards": {
            "rooms": {
                "title": "Rooms",
                "publisher": "ACME",
                "aliases": ["XEP-0001"],
                "editions": {"rooms-1": {"edition": "1.25", "lifecycle": "fading", "aliases": ["xep-1"]}},
            }
        },
        "covers": {"cover-1": {"title": "STANAG 1 Ed 2", "covers": ["rooms-1"]}},
    }
    folder = tmp_path / "catalogue"
    folder.mkdir()
    (folder / "own.json").write_text(json.dumps(data), encoding="utf-8")
    read, said = read_nisp(source), read_overlay(overlay, SCHEMAS / "overlay.json")
    files = baselines(read, said, read_known([folder])).files
    catalogue = json.loads(files["catalogue/nisp.json"])
    assert catalogue["covers"] == {}
    assert catalogue["standards"]["rooms"] == {
        "editions": {"xep-2": {"edition": "2019/05", "title": "Rooms", "date": "2019-05-15", "lifecycle": "current"}}
    }
    # The baseline speaks of editions by the ids that profiles are read with.
    assert json.loads(files["baselines/spiral-1.json"])["allOf"][0]["then"]["properties"]["full"]["required"] == [
        "rfc-1",
        "rooms-1",
    ]


def test_a_later_import_keeps_to_the_standards_of_the_one_before(source: Path, overlay: Path, tmp_path: Path) -> None:
    said, before = read_overlay(overlay, SCHEMAS / "overlay.json"), tmp_path / "nisp.json"
    before.write_text(baselines(read_nisp(source), said).files["catalogue/nisp.json"], encoding="utf-8")
    path = source / "standard" / "xep-2.md"
    path.write_text(path.read_text("utf-8").replace("XEP-0001 (2019/05)", "XEP-1"), encoding="utf-8")
    later = tmp_path / "later"
    later.mkdir()
    files = baselines(read_nisp(source), said, read_known([], before)).files
    (later / "nisp.json").write_text(files["catalogue/nisp.json"], encoding="utf-8")
    both = tmp_path / "both"
    both.mkdir()
    before.rename(both / "nisp.json")
    assert load_catalogue([both, later]).editions["xep-2"].family == "xep-0001"


def test_the_same_source_gives_the_same_bytes(source: Path, overlay: Path, imported: Imported) -> None:
    again = baselines(read_nisp(source), read_overlay(overlay, SCHEMAS / "overlay.json"))
    assert again == imported


# --- what is wrong with the source ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("capabilityprofile/sp1.md", "names the profile 'sp1-nowhere', which has no file"),
        ("capabilityprofile/sp2.md", "gives no date; the baseline's version is the day of the extract"),
        ("serviceprofile/sp1-chat.md", "group 2 (mandatory) names 'xep-missing', which has no file"),
        ("serviceprofile/sp1-chat.md", "group 5 (mandatory): the lifecycle 'fading' is taken for current"),
        ("serviceprofile/sp1-chat.md", "group 6 (wished-for): the obligation is none of mandatory, conditional"),
        ("serviceprofile/sp1-chat.md", "group 7 (none) names no standard; it requires nothing"),
        ("serviceprofile/sp2-chat.md", "group 1 (mandatory) names 'cover-1', a cover document"),
        (
            "serviceprofile/sp1-chat.md:3",
            "the text of 'title' needs quotes (as do 7 more lines): strict YAML refuses it",
        ),
        ("serviceprofile/sp2-empty.md:3", "the text of 'title' needs quotes: strict YAML refuses it"),
        ("serviceprofile/sp2-empty.md", "has no group of standards; it requires nothing"),
        ("serviceprofile/bare.md", "has no front matter; it is left out"),
        ("serviceprofile/sp1-stray.md", "no profile names it; by its id it is taken to sp1"),
        ("standard/atom.md:7", "the text of 'pubnum' needs quotes: strict YAML refuses it"),
        ("standard/rss.md", "is not UTF-8 at byte"),
        ("standard/stanag-1-a2.md", "gives no date, or none that is a day, a month or a year"),
        ("standard/twice.md", "has the publication number of standard/iso-1-2.md too: '10-2'"),
        ("standard/twice.md", "the id 'twice' stands in standard/twice-again.md too, which counts"),
        ("standard/unnamed.md", "gives no nispid; its file name is taken for it: 'unnamed'"),
        ("coverdoc/cover-1.md", "covers 'stanag-gone', which has no file; it is left out"),
        ("", "has no capability profile 'sp9' (did you mean 'sp"),
        ("", "the overlay speaks of spiral-1/feeds/optional with 'gone'"),
    ],
)
def test_a_defect_is_said_at_its_place(imported: Imported, path: str, message: str, source: Path) -> None:
    if message.startswith("has the publication number"):  # a file that was left out has none
        (source / "standard" / "twice-again.md").unlink()
        imported = Imported({}, read_nisp(source).defects)
    assert [each for each in imported.defects if each.path == path and each.message.startswith(message)]


def test_a_sound_group_is_no_defect(imported: Imported) -> None:
    sound = ("organization", "profile/", "serviceprofile/sp1-feeds.md: group")
    assert not [each for each in imported.defects if str(each).startswith(sound)]


def test_a_folder_that_is_no_database_is_refused(source: Path) -> None:
    with pytest.raises(SourceError, match="did you mean"):
        read_nisp(source.parent)
    with pytest.raises(SourceError, match="there is no folder"):
        read_nisp(source / "nowhere")
    with pytest.raises(SourceError, match="holds no NISP database"):
        read_nisp(source / "standard")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "---",
        "---\n",
        "---\n---\n",
        "---\nnispid\n",
        "---\nrefgroup: x\n  - obligation: mandatory\n",
        "---\n- refgroup: x\n- : :\n",
        "---\nrefgroup:\n      standards:\n   - refid: a\n - refid: b\nstatus: >\n",
        "---\ndocument: []\ndocument:\n  org:\n    deeper: x\n---\n",
        "---\ntitle: " + "[" * 100_000 + "\n---\n",
        "---\n" + "".join(" " * depth + "key:\n" for depth in range(2_000)),
        '---\ntitle: "\n---\n',
        "\ufeff---\r\nnispid: crlf\r\ntitle: 'it''s'\r\n---\r\n",
        "---\n\tnispid: tab\n\x00: \x1b\n---\n",
    ],
)
def test_no_record_breaks_the_import(source: Path, overlay: Path, text: str) -> None:
    for folder in ("standard", "serviceprofile", "capabilityprofile", "profile", "coverdoc", "organization"):
        (source / folder / "odd.md").write_text(text, encoding="utf-8", newline="")
    (source / "serviceprofile" / "sp1-odd.md").write_text(text, encoding="utf-8", newline="")
    assert baselines(read_nisp(source), read_overlay(overlay, SCHEMAS / "overlay.json")).files


def test_what_is_no_file_is_left_out(source: Path) -> None:
    (source / "standard" / "folder.md").mkdir()
    (source / "standard" / "large.md").write_bytes(b"-" * 1_000_001)
    assert {"standard/folder.md", "standard/large.md"} <= {each.path for each in read_nisp(source).defects}


@settings(max_examples=150)
@given(st.lists(st.sampled_from(["---", "- ", "  ", "a:", "b: 'x", 'c: "y"', ">", "|2", ": ", "\n", "\t", "é"])))
def test_any_text_is_read(parts: list[str]) -> None:
    read_matter("---\n" + "".join(parts))
    read_matter("".join(parts))


def test_texts_are_what_stands_there() -> None:
    text = "---\na: b: c\nd: \"say \\\"x\\\"\"\ne: 1.10\nf: 'it''s'\ng:\n  - h: 1\n    i: 2\n  - h: 3\n---\nj: k\n"
    matter = read_matter(text)
    assert matter.fields == {
        "a": "b: c",
        "d": 'say "x"',
        "e": "1.10",
        "f": "it's",
        "g": [{"h": "1", "i": "2"}, {"h": "3"}],
    }
    assert matter.complaints == ((2, "the text of 'a' needs quotes: strict YAML refuses it"),)


# --- names of editions ------------------------------------------------------------------------------------


def publication(id: str, number: str, organization: str = "acme", title: str = "", version: str = "") -> Publication:
    return Publication(id, organization, number, title, "2020", version, "")


@pytest.mark.parametrize(
    ("given", "family", "edition"),
    [
        (publication("ietf-rfc2236", "RFC 2236", version="2"), "rfc-2236", "RFC 2236"),
        (publication("x", "AEP-76 Vol I Ed A Ver 2", version="1"), "aep-76-vol-i", "A(2)"),
        (publication("x", "AComP-5651 (Study) Ed A Ver 1 - Vol 10"), "acomp-5651-vol-10", "A(1)"),
        (publication("x", "STANAG 4705 Ed 1"), "stanag-4705", "Ed 1"),
        (publication("x", "SP 800-56A Rev 3", version="Rev 3"), "sp-800-56a", "Rev 3"),
        (publication("x", "STIX Version 2.0 Part 1", version="2.0"), "stix-part-1", "2.0"),
        (publication("x", "12-128r17", "ogc", version="1.3"), "ogc-12-128", "1.3"),
        (publication("x", "MIL-DTL-83526C"), "mil-dtl-83526", "C"),
        (publication("x", "X.509 (10/16)"), "x.509", "10/16"),
        (publication("x", "802.3"), "acme-802.3", "802.3"),
        (publication("x", "SCIP-215", title="Signalling rev.2.2", version="2"), "scip-215", "2.2"),
        (publication("xmpp-xep-0045-1.32.0", "XEP-0045 (2019/05)"), "xep-0045", "1.32.0"),
        (publication("scip-233.104", "SCIP-233.104"), "scip-233.104", "SCIP-233.104"),
        (publication("x", "G.722.1 (2005) Corrigendum 1 (06/08)"), "g.722.1-2005-corrigendum-1", "06/08"),
        (publication("x", ""), "x", "2020"),
    ],
)
def test_a_publication_number_tells_standard_and_edition(given: Publication, family: str, edition: str) -> None:
    (named,) = families([given], {}, NOTHING)
    assert (named.family, named.edition) == (family, edition)


def test_two_editions_are_never_called_the_same() -> None:
    several = [publication(f"id-{number}", "Thing Ver 1.0") for number in range(3)]
    editions = [name_parts(each.edition) for each in families(several, {}, NOTHING)]
    assert len(set(editions)) == 3


def test_publishers_with_one_number_have_standards_of_their_own() -> None:
    found = families([publication("a", "Thing", "one"), publication("b", "Thing", "two")], {}, NOTHING)
    assert {each.family for each in found} == {"thing", "two-thing"}
    assert _slug("§") == ""


# --- texts ------------------------------------------------------------------------------------------------

_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=90), inner, max_size=4),
)


@settings(max_examples=100)
@given(_JSON)
def test_a_laid_out_text_is_the_value(value: Any) -> None:
    assert json.loads(laid_out(value)) == value


def test_what_fits_on_a_line_stands_on_one() -> None:
    assert laid_out({"a": ["b", {"c": 1}], "d": ["e" * 60, "f" * 60]}) == (
        f'{{\n  "a": ["b", {{"c": 1}}],\n  "d": [\n    "{"e" * 60}",\n    "{"f" * 60}"\n  ]\n}}\n'
    )


# --- the command line -------------------------------------------------------------------------------------


Said = Callable[..., tuple[int, str, str]]


@pytest.fixture
def said(capfd: pytest.CaptureFixture[str]) -> Said:
    def saying(*words: str) -> tuple[int, str, str]:
        status = run(["baseline", *words])
        return (status, *capfd.readouterr())

    return saying


def test_import_writes_a_folder_that_schemas_can_name(source: Path, overlay: Path, tmp_path: Path, said: Said) -> None:
    to = tmp_path / "mine"
    status, out, err = said("import", source.as_posix(), "--to", to.as_posix(), "--overlay", overlay.as_posix())
    assert (status, err) == (0, "")
    assert f"wrote {to.as_posix()}/baselines/spiral-1.json\n" in out
    assert "not imported: other; --overlay can name them\n" in out
    assert "  standard/rss.md: is not UTF-8" in out
    assert load_catalogue([SCHEMAS / "catalogue", to / "catalogue"]).knows("xep-2")
    status, out, _ = said("list", "--schemas", to.as_posix())
    assert status == 0
    assert [line.split()[:5] for line in out.splitlines() if line.startswith("spiral-1")] == [
        ["spiral-1", "2021-10-22", "published", "7", "9"]
    ]
    assert {"fmn-spiral-3", "fmn-spiral-4"} <= {line.split()[0] for line in out.splitlines()}


def test_the_later_folder_wins_where_a_baseline_comes_twice(tmp_path: Path, said: Said) -> None:
    path = tmp_path / "baselines" / "mine.json"
    path.parent.mkdir()
    data = {"x-interop": {"baseline": {"name": "fmn-spiral-4", "version": "mine"}}}
    path.write_text(json.dumps(data), encoding="utf-8")
    _, out, _ = said("list", "--schemas", tmp_path.as_posix())
    assert [line.split()[1] for line in out.splitlines() if line.startswith("fmn-spiral-4")] == ["mine"]


def _refused(source: Path, overlay: Path, to: Path) -> Iterator[tuple[list[str], str]]:
    yield ["import", to.as_posix(), "--to", to.as_posix()], "holds no NISP database"
    yield ["import", "nowhere", "--to", to.as_posix()], "there is no folder 'nowhere'"
    yield ["import", source.as_posix(), "--to", overlay.as_posix()], "--to names a folder"
    yield ["import", source.as_posix(), "--to", f"{to.as_posix()}/no/where"], "--to: there is no folder"
    yield ["import", source.as_posix(), "--to", to.as_posix()], "has none of the capability profiles fmn3"
    yield ["import", source.as_posix(), "--to", to.as_posix(), "--overlay", "nowhere.json"], "cannot be read"
    broken = to / "overlay.json"
    broken.write_text('{"source": "x", "kinds": [], "baselines": {"a": {"name": "A B"}}}', encoding="utf-8")
    yield ["import", source.as_posix(), "--to", to.as_posix(), "--overlay", broken.as_posix()], "does not satisfy"


def test_what_cannot_be_imported_is_refused_with_status_2(
    source: Path, overlay: Path, tmp_path: Path, said: Said
) -> None:
    to = tmp_path / "to"
    to.mkdir()
    for words, message in _refused(source, overlay, to):
        status, out, err = said(*words)
        assert (status, out) == (2, "")
        assert message in err
    assert not (to / "baselines").exists()


def test_a_broken_baseline_is_named(tmp_path: Path, said: Said) -> None:
    (tmp_path / "baselines").mkdir()
    for text in ("[]", "{", "{}", '{"x-interop": {"baseline": 1}}'):
        (tmp_path / "baselines" / "mine.json").write_text(text, encoding="utf-8")
        status, _, err = said("list", "--schemas", tmp_path.as_posix())
        assert status == 2
        assert "baselines/mine.json" in err


def test_baseline_alone_shows_its_help(said: Said) -> None:
    status, out, _ = said()
    assert status == 0
    assert "import" in out


def test_an_overlay_that_is_not_json_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "overlay.json"
    path.write_bytes(b"\xff")
    with pytest.raises(OverlayError, match="is not JSON in UTF-8"):
        read_overlay(path, SCHEMAS / "overlay.json")


# --- what is shipped --------------------------------------------------------------------------------------


def _named(requirement: dict[str, Any]) -> set[str]:
    full = requirement["then"]["properties"]["full"]
    return {*full.get("required", ()), *(id for some in full.get("anyOf", ()) for id in some["required"])}


def test_three_baselines_are_shipped() -> None:
    assert [path.stem for path in SHIPPED] == ["fmn-spiral-3", "fmn-spiral-4", "fmn-spiral-5-proposed"]


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_shipped_baseline_has_its_shape(path: Path) -> None:
    data = json.loads(path.read_text("utf-8"))
    overlay = read_overlay(SCHEMAS / "baselines" / "overlay" / "fmn.json", SCHEMAS / "overlay.json")
    head = data["x-interop"]["baseline"]
    assert head["name"] == path.stem
    assert head["state"] == ("proposed" if path.stem.endswith("proposed") else "published")
    roles = {(id, said.role) for said in overlay.said for id in said.of if said.role}
    requirements = [each["x-interop"]["requirement"] for each in data["allOf"]]
    ids = [each["id"] for each in requirements]
    assert len(ids) == len(set(ids))
    assert {(f"{path.stem}/{each['id']}", each["role"]) for each in requirements if "role" in each} == {
        each for each in roles if each[0].startswith(f"{path.stem}/")
    }
    allowed = {"id", "profile", "obligation", "lifecycle", "role", "unresolved", "note"}
    assert all(set(each) <= allowed for each in requirements)
    assert {each["profile"] for each in requirements} <= set(data["$defs"]["profile"]["enum"])
    assert all("note" in each for each in requirements if each["obligation"] == "conditional")
    assert laid_out(data) == path.read_text("utf-8")


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_standard_of_a_shipped_baseline_is_in_the_catalogue(path: Path) -> None:
    catalogue = load_catalogue([SCHEMAS / "catalogue"])
    named = set().union(*map(_named, json.loads(path.read_text("utf-8"))["allOf"]))
    assert named <= set(catalogue.editions), "import them anew: interop-check baseline import SOURCE --to schemas"


def test_what_is_imported_repeats_nothing_of_the_other_files() -> None:
    known = read_known([SCHEMAS / "catalogue"])
    data = json.loads((SCHEMAS / "catalogue" / "nisp.json").read_text("utf-8"))
    imported = {id for standard in data["standards"].values() for id in standard["editions"]} | set(data["covers"])
    assert not imported & {*known.editions, *known.covers}


def test_an_import_finds_what_it_wrote_before(source: Path, overlay: Path, tmp_path: Path, said: Said) -> None:
    to = tmp_path / "mine"
    words = ("import", source.as_posix(), "--to", to.as_posix(), "--overlay", overlay.as_posix())
    assert said(*words)[0] == 0
    before = {path: path.read_bytes() for path in to.rglob("*.json")}
    assert said(*words)[0] == 0
    assert {path: path.read_bytes() for path in to.rglob("*.json")} == before
    shutil.rmtree(to)
