"""Safe by default, over the whole program: no network, no file but those that were asked for, no way out by a link."""

from __future__ import annotations

import hashlib
import json
import os
import re
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import FrameType
from typing import Any, NamedTuple

import pytest

from interop_check.cli.starting import start
from interop_check.cli.writing import write_whole

ROOT = Path(__file__).parent.parent
PACKAGE = str(ROOT / "interop_check")
LINKS = pytest.mark.skipif(os.name == "nt", reason="making a symbolic link takes a right that few have on Windows")

PROFILE = """\
# yaml-language-server: $schema={url}/profile.json
kind: communications
partner: {code}
system: net
exchanges:
  text-chat:
    - id: chat
      protocol: {protocol}
      roles: [server, client]
"""

STANDARD: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "{url}/tea/1.0",
    "x-interop": {"kind": "tea", "version": "1.0", "title": "Tea"},
    "type": "object",
    "properties": {"exchanges": {"type": "object", "properties": {}}},
}

# Runs the program as it is, except that what it must never do ends it at once. Audit events tell of it, whatever way
# it takes to get there: https://docs.python.org/3/library/audit_events.html
WATCHED = """\
import os, sys
tree = os.environ["WATCHED_TREE"]
NEVER = ("socket.", "urllib.", "http.", "ftplib.", "smtplib.", "ssl.", "webbrowser.", "pty.",
         "os.system", "os.exec", "os.posix_spawn", "os.fork")
CHANGES = ("os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.link", "os.symlink", "os.truncate", "os.chmod",
           "shutil.")
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_TRUNC
def is_inside(path):
    return isinstance(path, int) or os.path.realpath(os.fsdecode(path)).startswith((tree, os.devnull))
def stop(event, arguments):
    os.write(2, f"FORBIDDEN {event} {arguments}\\n".encode("utf-8", "replace"))
    os._exit(99)
def watch(event, arguments):
    if event.startswith(NEVER) or event.startswith("socket"):
        stop(event, arguments)
    elif event == "subprocess.Popen" and os.path.basename(os.fsdecode(arguments[0])) not in ("git", "git.exe"):
        stop(event, arguments)
    elif event == "open" and arguments[2] & WRITES and not is_inside(arguments[0]):
        stop(event, arguments)
    elif event.startswith(CHANGES) and not is_inside(arguments[0]):
        stop(event, arguments)
from interop_check.__main__ import main
sys.addaudithook(watch)
sys.exit(main())
"""


class Ran(NamedTuple):
    """What a run said, and its status."""

    status: int
    out: str
    err: str


class House:
    """A tree of its own: a home, a folder for temporary files, a repository, and what is outside of it."""

    def __init__(self, top: Path, url: str = "http://127.0.0.1:9") -> None:
        self.top = top
        self.work = top / "work"
        self.outside = top / "outside"
        self.url = url
        for folder in ("home", "temporary", "outside", "work/profiles", "work/my-standards", "work/out"):
            (top / folder).mkdir(parents=True)
        for code, protocol in (("QNR", "XMPP"), ("QVA", "XMPP"), ("QST", "IRC")):
            self.write(f"profiles/{code.lower()}.yaml", self.profile(code, protocol))
        self.write("my-standards/tea.json", json.dumps(STANDARD).replace("{url}", url))
        self.git("init", "--quiet", "--initial-branch=main")
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message=profiles")

    def profile(self, code: str, protocol: str = "XMPP") -> str:
        return PROFILE.format(code=code, protocol=protocol, url=self.url)

    def write(self, name: str, text: str) -> None:
        (self.work / name).write_text(text, encoding="utf-8")

    def git(self, *arguments: str) -> None:
        who = {f"GIT_{role}_{what}": "x@example.org" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
        subprocess.run(
            ["git", *arguments], cwd=self.work, env=self.environment() | who, check=True, capture_output=True
        )

    def environment(self) -> dict[str, str]:
        kept = {key: value for key, value in os.environ.items() if key in ("PATH", "SYSTEMROOT", "LANG")}
        home, temporary = str(self.top / "home"), str(self.top / "temporary")
        ours = {"HOME": home, "USERPROFILE": home, "TMPDIR": temporary, "TEMP": temporary, "TMP": temporary}
        python = {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1", "PYTHONIOENCODING": "utf-8"}
        return {**kept, **ours, **python, "WATCHED_TREE": os.path.realpath(self.top), "GIT_CONFIG_NOSYSTEM": "1"}

    def run(self, *arguments: str, given: str = "") -> Ran:
        command = [sys.executable, "-c", WATCHED, *arguments]
        ran = subprocess.run(
            command, cwd=self.work, env=self.environment(), input=given.encode(), capture_output=True, check=False
        )
        return Ran(ran.returncode, ran.stdout.decode(), ran.stderr.decode())

    def everything(self) -> dict[str, tuple[int, int, str]]:
        """Every file and folder of the tree: its mode, when it was changed, and what is in it."""
        return {path.relative_to(self.top).as_posix(): _looks(path) for path in self.top.rglob("*")}


def _looks(path: Path) -> tuple[int, int, str]:
    about = path.lstat()
    if stat.S_ISDIR(about.st_mode):  # its time is that of what is in it
        return about.st_mode, 0, ""
    held = bytes(path.readlink()) if path.is_symlink() else path.read_bytes()
    return about.st_mode, about.st_mtime_ns, hashlib.sha256(held).hexdigest()


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path / "house")


# Each command, and the files that it is asked to write, as patterns below the working directory.
COMMANDS: Mapping[str, tuple[tuple[str, ...], str]] = {
    "validate": (("validate", "profiles"), ""),
    "validate, with a baseline": (("validate", "profiles", "--baseline", "fmn-spiral-4", "-v"), ""),
    "validate, standard input": (("validate", "-"), ""),
    "validate, since": (("validate", "profiles", "--since", "HEAD"), ""),
    "validate, standards of one's own": (("validate", "profiles", "--schemas", "my-standards"), ""),
    "compare": (("compare", "QNR", "QVA", "QST", "--profiles", "profiles"), ""),
    "compare, since": (("compare", "QNR", "QST", "--profiles", "profiles", "--since", "HEAD"), ""),
    "compare, in common": (
        ("compare", "QNR", "QVA", "--profiles", "profiles", "--common", "out/c"), r"out/c(/.*\.yaml)?"
    ),
    "matrix": (("matrix", "profiles"), ""),
    "diff": (("diff", "HEAD", "--profiles", "profiles"), ""),
    "explain": (("explain", "communications/text-chat"), ""),
    "standards": (("standards", "-f", "json"), ""),
    "standards check": (("standards", "check", "my-standards"), ""),
    "standards gaps": (("standards", "gaps", "profiles"), ""),
    "standards docs": (("standards", "docs", "--to", "out/docs"), r"out/docs(/.*)?"),
    "init": (("init", "--kind", "communications"), ""),
    "baseline list": (("baseline", "list"), ""),
    "waivers list": (("waivers", "list"), ""),
    "waivers check": (("waivers", "check"), ""),
    "config show": (("config", "show"), ""),
    "completion": (("completion", "bash"), ""),
    "help": (("--help",), ""),
    "reports": (
        ("compare", "QNR", "QST", "--profiles", "profiles", "-o", "json=out/a.json", "-o", "html=out/a.html",
         "-o", "sarif=out/a.sarif", "-o", "junit=out/a.xml", "-o", "gitlab=out/b.json", "-o", "markdown=out/a.md",
         "-o", "csv=out/a.csv", "-f", "github"),
        r"out/[ab]\.(json|html|sarif|xml|md|csv)",
    ),
    "what cannot be": (("validate", "nowhere", "-o", "json=out/no.json"), ""),
    "a fault of usage": (("compare", "QNR"), ""),
}  # fmt: skip


@pytest.mark.parametrize("case", COMMANDS)
def test_a_command_writes_what_it_is_asked_to_and_nothing_else(case: str, house: House) -> None:
    command, asked = COMMANDS[case]
    before = house.everything()
    ran = house.run(*command, given=house.profile("QVA"))
    assert "FORBIDDEN" not in ran.err, ran.err
    assert ran.status in (0, 1, 2), ran.err
    after = house.everything()
    assert before == {path: after.get(path) for path in before}
    new = [path.removeprefix("work/") for path in after.keys() - before.keys()]
    assert [path for path in new if not re.fullmatch(asked, path)] == []
    assert bool(new) == bool(asked)


def test_every_command_is_watched() -> None:
    from interop_check.cli.app import _HOMES

    assert set(_HOMES) <= {command[0] for command, _ in COMMANDS.values()}


@pytest.mark.parametrize(
    "what", ["import socket; socket.socket()", "open('/etc/x', 'w')", "import subprocess; subprocess.run(['true'])"]
)
def test_the_watch_notices(what: str, house: House) -> None:
    code = WATCHED.replace("sys.exit(main())", what)
    ran = subprocess.run([sys.executable, "-c", code], env=house.environment(), capture_output=True, check=False)
    assert ran.returncode == 99, ran.stderr


# ── the network ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """Somebody who would hear it if anybody, in whatever language, came to fetch something."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield server


def _was_called(server: socket.socket) -> bool:
    try:
        server.accept()
    except BlockingIOError:
        return False
    return True


def test_no_address_in_a_file_is_asked(listener: socket.socket, tmp_path: Path) -> None:
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    house = House(tmp_path / "house", url)
    house.write("interop-check.toml", f'"$schema" = "{url}/c.json"\nprofiles = "profiles"\nschemas = "my-standards"\n')
    house.write("waivers.yaml", f"# yaml-language-server: $schema={url}/w.json\nwaivers: []\n")
    for command in (
        ["validate"],
        ["compare", "QNR", "QVA"],
        ["matrix", "profiles"],
        ["standards", "check", "my-standards"],
    ):
        ran = house.run(*command)
        assert ran.status in (0, 1), ran.err
    assert not _was_called(listener)


@pytest.mark.parametrize("where", ["{url}/x.json", "file:///etc/hosts", "../../outside/x.json", "../profiles/qva.yaml"])
def test_a_reference_of_a_schema_leads_to_no_other_file(where: str, listener: socket.socket, tmp_path: Path) -> None:
    house = House(tmp_path / "house", f"http://127.0.0.1:{listener.getsockname()[1]}")
    (house.outside / "x.json").write_text('{"type": "string"}')
    said = {**STANDARD, "properties": {"exchanges": {"$ref": where}}}
    house.write("my-standards/tea.json", json.dumps(said).replace("{url}", house.url))
    ran = house.run("validate", "profiles", "--schemas", "my-standards")
    assert ran.status == 2
    assert "nothing is ever fetched, and no file outside the schema folders opened" in ran.err
    assert "$ref" in ran.err
    assert not _was_called(listener)


# ── links and paths ──────────────────────────────────────────────────────────────────────────────────────


@LINKS
def test_a_profile_is_not_read_over_a_link_out_of_its_folder(house: House) -> None:
    (house.outside / "qzl.yaml").write_text(house.profile("QZL", "CANARY"))
    (house.work / "profiles" / "qzl.yaml").symlink_to("../../outside/qzl.yaml")
    ran = house.run("validate", "profiles")
    assert ran.status == 3
    assert "is a link that leads out of the folder" in " ".join(ran.out.split())
    assert "CANARY" not in ran.out + ran.err


@LINKS
def test_a_linked_folder_of_profiles_is_not_read_and_that_is_said(house: House) -> None:
    (house.outside / "qzl.yaml").write_text(house.profile("QZL", "CANARY"))
    (house.work / "profiles" / "allies").symlink_to("../../outside")
    (house.work / "profiles" / "again").symlink_to(".")
    ran = house.run("validate", "profiles")
    assert ran.err.count("was not followed") == 1
    assert "note: 'profiles/allies' is a link to another folder, and was not followed" in ran.err
    assert "QZL" not in ran.out


@LINKS
@pytest.mark.parametrize("path", ["report.json", "reports/report.json"], ids=["a file", "a folder"])
def test_nothing_is_written_over_a_link_out_of_the_repository(path: str, house: House) -> None:
    (house.outside / "report.json").write_text("as it was")
    (house.work / "report.json").symlink_to("../outside/report.json")
    (house.work / "reports").symlink_to("../outside")
    before = house.everything()
    ran = house.run("validate", "profiles", "-o", f"json={path}")
    assert ran.status == 2
    assert "leads over a link out of the files of its repository" in ran.err
    assert house.everything() == before


@LINKS
def test_no_link_leads_into_what_git_keeps(house: House) -> None:
    (house.work / "report.json").symlink_to(".git/hooks/post-checkout")
    ran = house.run("validate", "profiles", "-o", "json=report.json")
    assert ran.status == 2
    assert not (house.work / ".git" / "hooks" / "post-checkout").exists()


@LINKS
@pytest.mark.parametrize(
    "command",
    [
        ("compare", "QNR", "QVA", "--profiles", "profiles", "--common", "reports/c"),
        ("standards", "docs", "--to", "reports/docs"),
        ("standards", "docs", "--to", "reports"),
    ],
)
def test_no_folder_is_made_over_a_link_out_of_the_repository(command: Sequence[str], house: House) -> None:
    (house.work / "reports").symlink_to("../outside")
    before = house.everything()
    assert house.run(*command).status == 2
    assert house.everything() == before


@LINKS
def test_a_link_within_the_repository_is_followed(house: House) -> None:
    house.write("kept.json", "old")
    (house.work / "report.json").symlink_to("kept.json")
    assert house.run("validate", "profiles", "-o", "json=report.json").status == 0
    assert (house.work / "report.json").is_symlink()
    assert json.loads((house.work / "kept.json").read_text("utf-8"))


def test_on_the_command_line_a_way_out_is_the_users_own(house: House) -> None:
    (house.outside / "qzl.yaml").write_text(house.profile("QZL"))
    ran = house.run("validate", "../outside/qzl.yaml", "-o", "json=../outside/report.json")
    assert ran.status == 0, ran.err
    assert json.loads((house.outside / "report.json").read_text("utf-8"))


@LINKS
@pytest.mark.parametrize("name", ["tea.json", "catalogue", "baselines"])
def test_standards_are_not_read_over_a_link_out_of_the_repository(name: str, house: House) -> None:
    (house.work / "my-standards" / "tea.json").unlink()
    (house.outside / "tea.json").write_text('["CANARY", ')
    (house.work / "my-standards" / name).symlink_to(f"../../outside/{'tea.json' if '.' in name else ''}")
    ran = house.run("validate", "profiles", "--schemas", "my-standards")
    assert ran.status == 2
    assert "leads over a link out of the repository, and is not read" in ran.err
    assert "CANARY" not in ran.err


OUT = ["../outside", "link", "{outside}"]


@LINKS
@pytest.mark.parametrize("path", OUT)
@pytest.mark.parametrize("key", ["profiles", "schemas", "waivers", "output"])
def test_a_path_of_the_configuration_stays_in_the_repository(key: str, path: str, house: House) -> None:
    (house.work / "link").symlink_to("../outside")
    (house.outside / "qzl.yaml").write_text(house.profile("QZL", "CANARY"))
    told = path.replace("{outside}", house.outside.as_posix())
    value = {"output": f"json={told}/report.json", "waivers": f"{told}/qzl.yaml"}.get(key, told)
    house.write("interop-check.toml", f"{key} = {json.dumps(value)}\n")
    before = house.everything()
    ran = house.run("validate", *(("profiles",) if key != "profiles" else ()))
    assert ran.status == 2
    assert "interop-check.toml:1: " in ran.err
    assert "leads out of the repository, where a configuration cannot lead" in ran.err
    assert f"name it with --{key}" in ran.err
    assert "CANARY" not in ran.err
    assert house.everything() == before


def test_a_configuration_writes_nothing_to_what_git_keeps(house: House) -> None:
    house.write("interop-check.toml", 'output = "text=.git/config"\n')
    before = house.everything()
    ran = house.run("validate", "profiles")
    assert ran.status == 2
    assert "what git keeps for itself" in ran.err
    assert house.everything() == before


@LINKS
def test_a_configuration_is_not_read_over_a_link_out_of_the_repository(house: House) -> None:
    (house.outside / "c.toml").write_text('fail-on = "CANARY"\n')
    (house.work / "interop-check.toml").symlink_to("../outside/c.toml")
    ran = house.run("validate", "profiles")
    assert ran.status == 2
    assert "leads out of its repository" in ran.err
    assert "CANARY" not in ran.err


@pytest.mark.parametrize(
    "name", ["--output=x", "-x", "$(touch hit)", "HEAD; touch hit", "../../outside", "HEAD\nHEAD", "a..b"]
)
def test_a_hostile_name_of_a_revision_is_only_a_name(name: str, house: House) -> None:
    before = house.everything()
    for command in (("diff", "--profiles", "profiles", "--", name), ("validate", "profiles", f"--since={name}")):
        ran = house.run(*command)
        assert ran.status == 2, ran.err
        assert "FORBIDDEN" not in ran.err
        assert ran.err.strip()
    assert house.everything() == before


def test_nothing_that_a_repository_configures_is_run(house: House) -> None:
    hit = house.top / "hit"
    program = house.work / "evil"
    program.write_text(f"#!/bin/sh\ntouch '{hit}'\ncat\n")
    program.chmod(0o755)
    house.write(".gitattributes", "*.yaml diff=evil filter=evil\n")
    own = ("fsmonitor", "pager", "sshCommand", "hooksPath", "editor")
    others = ("diff.evil.textconv", "diff.external", "filter.evil.clean", "filter.evil.smudge", "credential.helper")
    for key in (*(f"core.{name}" for name in own), *others):
        house.git("config", key, str(program))
    assert house.run("diff", "HEAD", "--profiles", "profiles").status == 0
    assert house.run("diff", "HEAD", "HEAD", "--profiles", "profiles").status == 0
    assert house.run("validate", "profiles", "--since", "HEAD").status == 0
    assert not hit.exists()


# ── whole files, and several runs at once ────────────────────────────────────────────────────────────────


def test_runs_at_once_do_not_disturb_each_other(house: House) -> None:
    target = house.work / "out" / "report.json"
    days = ("2026-11-01", "2026-11-02")
    alone = {}
    for day in days:
        assert house.run("validate", "profiles", "--date", day, "-o", "json=out/report.json").status == 0
        alone[day] = target.read_bytes()
    assert len(set(alone.values())) == len(days)
    command = [sys.executable, "-c", WATCHED, "validate", "profiles", "-o", "json=out/report.json", "--date"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    runs = [subprocess.Popen([*command, day], cwd=house.work, env=house.environment(), **quiet) for day in days * 3]
    while any(run.poll() is None for run in runs):
        assert target.read_bytes() in alone.values()
    assert [run.returncode for run in runs] == [0] * len(runs)
    assert target.read_bytes() in alone.values()
    assert [path.name for path in target.parent.iterdir()] == ["report.json"]


def test_two_runs_of_one_number_do_not_disturb_each_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As in two containers that share a folder: both are process 1."""
    target = tmp_path / "report.txt"
    monkeypatch.setattr(os, "getpid", lambda: 1)
    replace, others = Path.replace, [b"the other"]

    def meanwhile(self: Path, to: Path) -> Path:
        if others:
            write_whole(str(target), others.pop())
        return replace(self, to)

    monkeypatch.setattr(Path, "replace", meanwhile)
    write_whole(str(target), b"the one")
    assert target.read_bytes() == b"the one"
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps no such modes")
def test_who_may_read_a_report_is_not_changed(tmp_path: Path) -> None:
    target = tmp_path / "report.txt"
    target.write_text("old")
    target.chmod(0o600)
    write_whole(str(target), "new")
    assert (target.read_text(), stat.S_IMODE(target.stat().st_mode)) == ("new", 0o600)


@pytest.mark.skipif(os.name == "nt", reason="a name of that many bytes is Windows' own affair")
def test_the_longest_name_is_written_too(tmp_path: Path) -> None:
    target = tmp_path / ("é" * 125 + ".json")
    write_whole(str(target), "new")
    assert target.read_text() == "new"


# ── faults ───────────────────────────────────────────────────────────────────────────────────────────────


class _InjectedError(Exception):
    """A fault that the program does not expect."""


class _Injector:
    """Raises in the nth function of the package that is called, wherever that is; counts only, where n is 0."""

    def __init__(self, nth: int) -> None:
        self.calls = 0
        self._nth = nth

    def __call__(self, frame: FrameType, event: str, _: object) -> None:
        code = frame.f_code
        if (
            event != "call"
            or not code.co_filename.startswith(PACKAGE)
            or code.co_filename.endswith(("starting.py", "ending.py"))
        ):
            return
        # Not where a fault is told of, nor in what only closes something.
        if code.co_name in ("run", "say", "inert", "__exit__") or code.co_name.startswith("<"):
            return
        self.calls += 1
        if self.calls == self._nth:
            sys.setprofile(None)
            raise _InjectedError("a % of {it} [bold]")

    def run(self, command: Sequence[str]) -> int:
        sys.setprofile(self)
        try:
            return start(command)
        finally:
            sys.setprofile(None)


@pytest.mark.parametrize(
    "command",
    [
        ("validate", "profiles"),
        ("validate", "profiles", "-o", "json=out/report.json", "-f", "json"),
        ("compare", "QNR", "QST", "--profiles", "profiles", "-o", "json=out/report.json"),
        ("matrix", "profiles", "-o", "json=out/report.json"),
        ("diff", "HEAD", "--profiles", "profiles", "-o", "json=out/report.json"),
        ("explain", "communications/text-chat"),
        ("config", "show"),
    ],
    ids=lambda command: " ".join(command[:1] + command[-1:]),
)
def test_a_fault_anywhere_is_a_line_and_a_status(
    command: Sequence[str], house: House, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(house.work)
    target = house.work / "out" / "report.json"
    start(command)  # what is loaded once is loaded now
    counter = _Injector(0)
    counter.run(command)
    whole = target.read_bytes() if target.exists() else None
    raised = 0
    for part in (0, 0.02, 0.1, 0.3, 0.5, 0.7, 0.9, 0.98):
        target.write_text("as it was")
        capsys.readouterr()
        injector = _Injector(1 + int(counter.calls * part))
        status = injector.run(command)
        if injector.calls < 1 + int(counter.calls * part):
            continue  # the run was a little shorter than the one that was counted
        raised += 1
        said = capsys.readouterr().err
        assert status == 70, said
        assert said.splitlines()[-1] == (
            "interop-check: a fault of the program itself (_InjectedError: a % of {it} [bold]); --debug shows where"
        )
        assert "Traceback" not in said
        assert target.read_bytes() in (b"as it was", whole)
        assert [path.name for path in target.parent.iterdir()] == ["report.json"]
    assert raised > 5


# ── what a run is worth ──────────────────────────────────────────────────────────────────────────────────


def test_an_empty_folder_is_nothing_checked(house: House) -> None:
    ran = house.run("validate", "out")
    assert ran.status == 4
    assert "nothing was checked" in ran.err


def test_a_profile_that_cannot_be_read_leaves_the_answer_incomplete(house: House) -> None:
    house.write("profiles/qva.yaml", "kind: [\n")
    assert house.run("validate", "profiles").status == 3


@pytest.mark.parametrize(
    ("file", "text", "meant"),
    [
        ("interop-check.toml", 'fail-onn = "major"\n', "fail-on"),
        ("pyproject.toml", '[tool.interop-check]\nwaiver = "waivers.yaml"\n', "waivers"),
    ],
)
def test_a_misspelt_key_of_the_configuration_stops_every_command(
    file: str, text: str, meant: str, house: House
) -> None:
    house.write(file, text)
    for command in (("validate", "profiles"), ("matrix", "profiles"), ("diff", "HEAD"), ("config", "show")):
        ran = house.run(*command)
        assert ran.status == 2
        assert re.search(rf"{re.escape(file)}:\d: there is no key .*\(did you mean '{meant}'\?\)", ran.err)
