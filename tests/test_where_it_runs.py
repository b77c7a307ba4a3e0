"""The hooks, the action, the template, the image and the completion: each run as far as that can be done offline."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

pytestmark = pytest.mark.skipif(os.name == "nt", reason="what is tested here runs on Linux and macOS")

ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent
HOOKS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
ACTION = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
TEMPLATE = yaml.safe_load((ROOT / "templates" / "interop-check.yml").read_text("utf-8"))

PROFILE = """\
kind: communications
partner: {code}
system: net
exchanges:
  text-chat:
    - id: chat
      protocol: XMPP
      roles: [server, client]
"""

# What an installation says that finds no index of packages, or cannot reach it.
_NO_INDEX = re.compile(
    r"No matching distribution|Could not find a version|ConnectionError|Max retries|Failed to resolve"
)


class Ran(NamedTuple):
    """What a program said, and its status."""

    status: int
    out: str


class Repository:
    """A git repository of its own, with three partners who agree."""

    def __init__(self, top: Path) -> None:
        self.top = top
        (top / "profiles").mkdir(parents=True)
        self.git("init", "--quiet", "--initial-branch=main")
        for code in ("QNR", "QST", "QVA"):
            self.write(f"profiles/{code.lower()}.yaml", PROFILE.format(code=code))
        self.write("interop-check.toml", 'profiles = "profiles"\n')
        self.first = self.commit()

    def write(self, name: str, text: str) -> None:
        path = self.top / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def change(self, name: str, old: str, new: str) -> None:
        text = (self.top / name).read_text("utf-8")
        assert old in text
        self.write(name, text.replace(old, new))

    def commit(self) -> str:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message=profiles")
        return self.git("rev-parse", "HEAD")

    def merged(self, name: str, old: str, new: str) -> None:
        """Check out the merge of a branch with one change into ``main``, as a platform does for a request."""
        self.git("checkout", "--quiet", "-b", "change")
        self.change(name, old, new)
        self.commit()
        self.git("checkout", "--quiet", "--detach", "main")
        self.git("merge", "--quiet", "--no-ff", "--no-edit", "change")

    def git(self, *arguments: str) -> str:
        return _run(["git", *arguments], self.top, check=True).out.strip()


def _environment(**more: str) -> dict[str, str]:
    kept = {
        key: value for key, value in os.environ.items() if not re.match(r"INTEROP_|GIT_|GITHUB_|CI$|CI_|PYTHON", key)
    }
    who = {f"GIT_{role}_{what}": "x@example.org" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    ours = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "COLUMNS": "100"}
    return {**kept, **who, **ours, **more}


def _run(command: Sequence[str], folder: Path, *, check: bool = False, **more: str) -> Ran:
    ran = subprocess.run(
        command, cwd=folder, env=_environment(**more), check=False,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8",
    )  # fmt: skip
    assert not check or ran.returncode == 0, ran.stdout
    return Ran(ran.returncode, ran.stdout)


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "a repository")


@pytest.fixture
def on_the_path(tmp_path: Path) -> str:
    """A search path on which the program stands alone, as if it had been installed."""
    folder = tmp_path / "bin"
    folder.mkdir()
    _write_program(folder / "interop-check")
    return f"{folder}{os.pathsep}{os.environ['PATH']}"


def _write_program(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -P -m interop_check "$@"\n')
    path.chmod(0o755)


# ── pre-commit ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def hooked(repository: Repository, on_the_path: str) -> _Hooked:
    """The repository with our hooks, run by pre-commit; the program is there already."""
    pytest.importorskip("pre_commit")
    hooks = [{**hook, "language": "system", "files": "^profiles/"} for hook in HOOKS]
    repository.write(".pre-commit-config.yaml", yaml.safe_dump({"repos": [{"repo": "local", "hooks": hooks}]}))
    repository.commit()
    return _Hooked(repository, on_the_path)


class _Hooked(NamedTuple):
    repository: Repository
    path: str

    def run(self, *arguments: str) -> Ran:
        self.repository.git("add", "--all")
        home = self.repository.top.parent / "pre-commit"
        command = [sys.executable, "-m", "pre_commit", "run", "--color=never", *arguments]
        return _run(command, self.repository.top, PATH=self.path, PRE_COMMIT_HOME=str(home))


def test_the_hooks_pass_where_nothing_is_wrong(hooked: _Hooked) -> None:
    ran = hooked.run("--all-files")
    assert ran.status == 0, ran.out
    assert ran.out.count("Passed") == len(HOOKS)


def test_the_hook_of_files_judges_what_the_commit_changes(hooked: _Hooked) -> None:
    hooked.repository.write("profiles/qnr.yaml", "kind: communications\npartner: QNR\n")
    hooked.repository.git("add", "--all")
    _run(["git", "commit", "--quiet", "--no-verify", "--message=broken"], hooked.repository.top, check=True)
    hooked.repository.change("profiles/qva.yaml", "system: net", "system: other-net")
    ran = hooked.run("interop-validate")
    assert ran.status == 0, ran.out
    hooked.repository.change("profiles/qva.yaml", "text-chat", "text-chatt")
    ran = hooked.run("interop-validate")
    assert ran.status == 1
    assert "profiles/qva.yaml:5" in ran.out
    assert "qnr.yaml" not in ran.out


def test_the_hook_of_pairs_fails_for_what_the_commit_makes_worse(hooked: _Hooked) -> None:
    hooked.repository.change("profiles/qva.yaml", "XMPP", "IRC")
    ran = hooked.run("interop-pairs")
    assert ran.status == 1
    assert "communications/text-chat/protocol" in ran.out
    _run(["git", "commit", "--quiet", "--no-verify", "--message=worse"], hooked.repository.top, check=True)
    hooked.repository.change("profiles/qst.yaml", "system: net", "system: other-net")
    ran = hooked.run("interop-pairs")
    assert ran.status == 0, ran.out


def test_the_hooks_leave_hidden_and_other_files_alone(hooked: _Hooked) -> None:
    hooked.repository.write("profiles/.draft.yaml", "kind: nonsense\n")
    hooked.repository.write("profiles/notes.txt", "kind: nonsense\n")
    ran = hooked.run("interop-validate")
    assert ran.status == 0, ran.out
    assert "no files to check" in ran.out


def test_a_file_that_looks_like_an_option_is_a_file(hooked: _Hooked) -> None:
    config = (hooked.repository.top / ".pre-commit-config.yaml").read_text("utf-8")
    hooked.repository.write(".pre-commit-config.yaml", config.replace("^profiles/", "yaml"))
    hooked.repository.write("--exit.yaml", "kind: nonsense\n")
    ran = hooked.run("interop-validate")
    assert ran.status == 1
    assert "--exit.yaml:1" in ran.out


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This project as a repository of its own, as pre-commit and Actions fetch it."""
    top = tmp_path_factory.mktemp("published") / "interop-check"
    top.mkdir()
    for name in ("interop_check", "schemas"):
        shutil.copytree(ROOT / name, top / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml", "action.yml"):
        shutil.copy(ROOT / name, top / name)
    for arguments in (("init", "--quiet"), ("add", "--all"), ("commit", "--quiet", "--message=all")):
        _run(["git", *arguments], top, check=True)
    return top


def test_pre_commit_installs_the_hooks_from_a_repository(published: Path, repository: Repository) -> None:
    pytest.importorskip("pre_commit")
    rev = _run(["git", "rev-parse", "HEAD"], published).out.strip()
    hooks = [{"id": hook["id"], "files": "^profiles/"} for hook in HOOKS]
    config = {"repos": [{"repo": str(published), "rev": rev, "hooks": hooks}]}
    repository.write(".pre-commit-config.yaml", yaml.safe_dump(config))
    repository.commit()
    home = str(repository.top.parent / "pre-commit")
    install = [sys.executable, "-m", "pre_commit", "install", "--install-hooks"]
    installed = _run(install, repository.top, PRE_COMMIT_HOME=home)
    if installed.status and _NO_INDEX.search(installed.out):
        pytest.skip("pip reaches no index of packages, from which pre-commit would install the hooks")
    assert installed.status == 0, installed.out
    repository.change("profiles/qva.yaml", "XMPP", "IRC")
    repository.git("add", "--all")
    commit = _run(["git", "commit", "--message=worse"], repository.top, PRE_COMMIT_HOME=home)
    assert commit.status == 1, commit.out
    assert re.search(r"each profile meets its standard\.+Passed", commit.out)
    assert re.search(r"no pair of partners gets worse\.+Failed", commit.out)
    repository.change("profiles/qva.yaml", "IRC", "XMPP")
    repository.change("profiles/qva.yaml", "system: net", "system: other-net")
    repository.git("add", "--all")
    commit = _run(["git", "commit", "--message=no worse"], repository.top, PRE_COMMIT_HOME=home)
    assert commit.status == 0, commit.out


# ── the action ───────────────────────────────────────────────────────────────────────────────────────────


class Acted(NamedTuple):
    """What the action's steps said, what they put out, and how the last one ended."""

    status: int
    out: str
    outputs: Mapping[str, str]
    summary: str


class Runner:
    """Runs the steps of the action as Actions does: bash, what an expression gives as a variable, files for outputs."""

    def __init__(self, repository: Repository, folder: Path) -> None:
        self._repository = repository
        self._folder = folder
        folder.mkdir()

    def run(self, inputs: Mapping[str, str] = {}, event: str = "push", **payload: str) -> Acted:
        summary = self._folder / "summary.md"
        summary.write_text("")
        known = {f"inputs.{name}": str(each["default"]) for name, each in ACTION["inputs"].items()}
        known |= {f"inputs.{name}": value for name, value in inputs.items()}
        known |= {f"github.event.{name.replace('__', '.')}": value for name, value in payload.items()}
        known |= {"github.event_name": event, "github.action_path": str(ROOT)}
        known |= {"steps.install.outputs.room": str(self._room())}
        sha = self._repository.git("rev-parse", "HEAD")
        said, status = "", 0
        for step in ACTION["runs"]["steps"]:
            if status or step.get("id") == "install":
                continue
            ran, outputs = self.step(step, known, GITHUB_STEP_SUMMARY=str(summary), GITHUB_SHA=sha)
            said, status = said + ran.out, ran.status
            known |= {f"steps.{step.get('id')}.outputs.{name}": value for name, value in outputs.items()}
        given = {name: _expression(each["value"], known) for name, each in ACTION["outputs"].items()}
        return Acted(status, said, given, summary.read_text("utf-8"))

    def step(self, step: Mapping[str, Any], known: Mapping[str, str], **more: str) -> tuple[Ran, dict[str, str]]:
        script, output = self._folder / "step.sh", self._folder / "output"
        script.write_text(step["run"])
        output.write_text("")
        variables = {name: _expression(value, known) for name, value in step.get("env", {}).items()}
        runner = {
            "RUNNER_TEMP": str(self._folder),
            "GITHUB_OUTPUT": str(output),
            "GITHUB_ACTIONS": "true",
            "CI": "true",
        }
        assert step["shell"] == "bash"
        command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)]
        ran = _run(command, self._repository.top, **runner, **more, **variables)
        return ran, _outputs(output.read_text("utf-8"))

    def _room(self) -> Path:
        room = self._folder / "room"
        _write_program(room / "venv" / "bin" / "interop-check")
        return room


def _expression(text: str, known: Mapping[str, str]) -> str:
    return re.sub(r"\$\{\{\s*(\S+?)\s*}}", lambda found: known.get(found[1], ""), text)


def _outputs(text: str) -> dict[str, str]:
    several = {name: value for name, _, value in re.findall(r"^(\w+)<<(\S+)\n(.*?)\n\2$", text, re.M | re.S)}
    return {**dict(re.findall(r"^(\w+)=(.*)$", text, re.M)), **several}


@pytest.fixture
def runner(repository: Repository, tmp_path: Path) -> Runner:
    return Runner(repository, tmp_path / "runner")


def test_no_input_of_the_action_is_a_piece_of_a_script() -> None:
    steps = ACTION["runs"]["steps"]
    assert ACTION["runs"]["using"] == "composite"
    assert not [step["name"] for step in steps if "${{" in step["run"]]
    assert not [step["name"] for step in steps if "uses" in step]
    used = set(re.findall(r"inputs\.([\w-]+)", str([step.get("env") for step in steps])))
    assert used == set(ACTION["inputs"])


def test_what_a_pull_request_makes_worse_fails_it(repository: Repository, runner: Runner) -> None:
    repository.merged("profiles/qva.yaml", "XMPP", "IRC")
    acted = runner.run(event="pull_request", pull_request__base__sha=repository.first)
    assert (acted.status, acted.outputs["status"], acted.outputs["base"]) == (1, "1", "HEAD^")
    assert "makes worse" in acted.summary
    assert acted.out.count("::error file=profiles/qva.yaml,line=7,") == len(("QNR", "QST"))
    assert acted.out.splitlines()[-1].startswith("::error title=interop-check::")
    assert json.loads(Path(acted.outputs["sarif"]).read_text("utf-8"))["version"] == "2.1.0"


def test_what_others_broke_before_does_not_fail_a_pull_request(repository: Repository, runner: Runner) -> None:
    repository.write("profiles/qst.yaml", "kind: [\n")
    repository.change("profiles/qnr.yaml", "XMPP", "IRC")
    repository.commit()
    repository.merged("profiles/qva.yaml", "system: net", "system: other-net")
    acted = runner.run(event="pull_request", pull_request__base__sha=repository.first)
    assert acted.status == 0, acted.out
    assert "qst.yaml" in acted.summary  # told, though it fails nothing


def test_a_file_that_a_pull_request_breaks_fails_it(repository: Repository, runner: Runner) -> None:
    repository.merged("profiles/qva.yaml", "kind: communications", "kind: [")
    acted = runner.run(event="pull_request", pull_request__base__sha=repository.first)
    assert acted.status == 3, acted.out
    assert acted.out.count("::error file=profiles/qva.yaml,") == 1


def test_a_change_is_not_blamed_for_what_the_target_branch_got_meanwhile(
    repository: Repository, runner: Runner
) -> None:
    repository.git("checkout", "--quiet", "-b", "change")
    repository.change("profiles/qva.yaml", "system: net", "system: other-net")
    repository.commit()
    repository.git("checkout", "--quiet", "main")
    repository.change("profiles/qst.yaml", "XMPP", "IRC")
    repository.commit()
    repository.git("checkout", "--quiet", "--detach", "main")
    repository.git("merge", "--quiet", "--no-ff", "--no-edit", "change")
    acted = runner.run(event="pull_request", pull_request__base__sha=repository.first)
    assert acted.status == 0, acted.out


def test_a_push_is_held_against_what_was_there(repository: Repository, runner: Runner) -> None:
    repository.change("profiles/qva.yaml", "XMPP", "IRC")
    repository.commit()
    assert runner.run(before=repository.first).status == 1
    assert runner.run({"base": "HEAD"}).status == 0
    assert runner.run({"fail-on": "never"}, before=repository.first).status == 0


@pytest.mark.parametrize("before", ["", "0" * 40, "1" * 40], ids=["nothing", "a new branch", "a forced push"])
def test_without_an_earlier_state_everything_is_told_and_fails_nothing(
    before: str, repository: Repository, runner: Runner
) -> None:
    repository.change("profiles/qva.yaml", "text-chat", "text-chatt")
    acted = runner.run(before=before)
    assert (acted.status, acted.outputs["base"]) == (0, "")
    assert "::notice title=interop-check::There is no earlier state" in acted.out
    assert "::error file=profiles/qva.yaml,line=5," in acted.out
    assert "text-chatt" in acted.summary


def test_in_a_shallow_clone_the_action_says_what_to_fetch(repository: Repository, tmp_path: Path) -> None:
    repository.merged("profiles/qva.yaml", "XMPP", "IRC")
    repository.git("branch", "merged")
    url = f"file://{repository.top.as_posix().replace(' ', '%20')}"
    _run(["git", "clone", "--quiet", "--depth=1", "--branch=merged", url, "shallow"], tmp_path, check=True)
    shallow = Repository.__new__(Repository)
    shallow.top = tmp_path / "shallow"
    acted = Runner(shallow, tmp_path / "runner").run(event="pull_request", pull_request__base__sha=repository.first)
    assert acted.status == 2
    assert "git fetch --deepen=1" in acted.out
    assert "fetch-depth: 0" in acted.out


def test_nothing_checked_is_no_green_action(repository: Repository, runner: Runner) -> None:
    for path in (repository.top / "profiles").iterdir():
        path.unlink()
    acted = runner.run()
    assert acted.status == 4
    assert "Nothing was checked" in acted.out


def test_the_target_branch_by_itself_is_no_change(runner: Runner) -> None:
    acted = runner.run(event="pull_request_target", pull_request__base__sha="HEAD")
    assert acted.status == 2
    assert "run on pull_request" in acted.out


def test_inputs_name_folders_and_nothing_else(repository: Repository, runner: Runner, tmp_path: Path) -> None:
    inputs = {
        "profiles": f"profiles\n\n$(touch {tmp_path}/hit)\n",
        "base": f'HEAD"; touch {tmp_path}/hit; "',
        "sarif": f"a b`touch {tmp_path}/hit`.sarif",
    }
    assert runner.run(inputs).status == 2
    assert not (tmp_path / "hit").exists()
    (repository.top / "more profiles").mkdir()
    repository.write("more profiles/qzl.yaml", PROFILE.format(code="QZL"))
    acted = runner.run({"profiles": "profiles\nmore profiles\n", "sarif": "the report.sarif"})
    assert acted.status == 0, acted.out
    assert (repository.top / "the report.sarif").is_file()
    assert "more profiles/qzl.yaml" in (repository.top / "the report.sarif").read_text("utf-8").replace("%20", " ")


def test_the_action_installs_its_own_checkout(published: Path, repository: Repository, tmp_path: Path) -> None:
    runner = Runner(repository, tmp_path / "runner")
    repository.write("pip.py", "raise SystemExit('a file of the repository was run')\n")
    step = next(step for step in ACTION["runs"]["steps"] if step.get("id") == "install")
    known = {"inputs.python": sys.executable, "inputs.version": "", "github.action_path": str(published)}
    ran, outputs = runner.step(step, known)
    if ran.status and _NO_INDEX.search(ran.out):
        pytest.skip("pip reaches no index of packages, from which the action would be installed")
    assert ran.status == 0, ran.out
    assert Path(outputs["room"], "venv", "bin", "interop-check").is_file()


@pytest.mark.parametrize("version", ["1.0 --index-url=https://example.org", "1.0; rm x", "@ file:///x"])
def test_a_version_is_a_version(version: str, runner: Runner) -> None:
    step = next(step for step in ACTION["runs"]["steps"] if step.get("id") == "install")
    ran, outputs = runner.step(step, {"inputs.python": sys.executable, "inputs.version": version})
    assert (ran.status, outputs) == (2, {})
    assert "no version" in ran.out


# ── GitLab ───────────────────────────────────────────────────────────────────────────────────────────────

SHELLS = [shell for shell in ("bash", "dash") if shutil.which(shell)]


@pytest.fixture(params=SHELLS)
def pipeline(request: pytest.FixtureRequest, repository: Repository, on_the_path: str) -> _Pipeline:
    return _Pipeline(request.param, repository, on_the_path)


class _Pipeline(NamedTuple):
    """Runs the job's script as a runner does: line by line in one shell, that ends at the first that fails."""

    shell: str
    repository: Repository
    path: str

    def run(self, **variables: str) -> Ran:
        job = TEMPLATE["interop-check"]
        script = "set -e\n" + "\n".join(job["script"])
        given = {**job["variables"], **variables, "PATH": self.path}
        return _run([self.shell, "-c", script], self.repository.top, **given)

    def report(self, name: str) -> str:
        return (self.repository.top / "interop-check-reports" / name).read_text("utf-8")


def test_what_a_merge_request_makes_worse_fails_it(pipeline: _Pipeline) -> None:
    pipeline.repository.change("profiles/qva.yaml", "XMPP", "IRC")
    pipeline.repository.commit()
    ran = pipeline.run(CI_MERGE_REQUEST_DIFF_BASE_SHA=pipeline.repository.first)
    assert ran.status == 1
    assert ran.out.splitlines()[-1] == "This change makes something worse."
    assert isinstance(json.loads(pipeline.report("code-quality.json")), list)
    assert pipeline.report("junit.xml").startswith("<?xml")
    assert "makes worse" in pipeline.report("change.md")


def test_what_others_broke_before_does_not_fail_a_merge_request(pipeline: _Pipeline) -> None:
    pipeline.repository.write("profiles/qst.yaml", "kind: [\n")
    pipeline.repository.change("profiles/qnr.yaml", "XMPP", "IRC")
    before = pipeline.repository.commit()
    pipeline.repository.change("profiles/qva.yaml", "system: net", "system: other-net")
    pipeline.repository.commit()
    ran = pipeline.run(CI_MERGE_REQUEST_DIFF_BASE_SHA=before)
    assert ran.status == 0, ran.out
    assert "profiles/qst.yaml" in pipeline.report("code-quality.json")


def test_in_a_pipeline_for_merged_results_the_target_branch_counts(pipeline: _Pipeline) -> None:
    pipeline.repository.change("profiles/qst.yaml", "XMPP", "IRC")
    target = pipeline.repository.commit()
    pipeline.repository.change("profiles/qva.yaml", "system: net", "system: other-net")
    pipeline.repository.commit()
    both = {"CI_MERGE_REQUEST_DIFF_BASE_SHA": pipeline.repository.first, "CI_MERGE_REQUEST_TARGET_BRANCH_SHA": target}
    ran = pipeline.run(**both)
    assert ran.status == 0, ran.out


@pytest.mark.parametrize("before", ["", "0" * 40, "1" * 40], ids=["nothing", "a new branch", "a forced push"])
def test_without_an_earlier_state_a_pipeline_tells_and_fails_nothing(before: str, pipeline: _Pipeline) -> None:
    pipeline.repository.change("profiles/qva.yaml", "text-chat", "text-chatt")
    ran = pipeline.run(CI_COMMIT_BEFORE_SHA=before)
    assert ran.status == 0, ran.out
    assert "There is no earlier state to compare with" in ran.out
    assert "profiles/qva.yaml" in pipeline.report("code-quality.json")


def test_a_pipeline_that_could_not_work_is_red(pipeline: _Pipeline) -> None:
    assert pipeline.run(INTEROP_GATE_BASE="no-such-branch").status == 2
    assert pipeline.run(INTEROP_CHECK_FAIL_ON="sometimes").status == 2
    for path in (pipeline.repository.top / "profiles").iterdir():
        path.unlink()
    assert pipeline.run().status == 4


def test_the_template_keeps_what_platforms_show() -> None:
    job = TEMPLATE["interop-check"]
    assert job["variables"]["GIT_DEPTH"] == "0"
    assert set(job["artifacts"]["reports"]) == {"codequality", "junit"}
    assert job["artifacts"]["when"] == "always"
    for path in job["artifacts"]["reports"].values():
        assert Path(path).name in job["script"][0]


# ── the image ────────────────────────────────────────────────────────────────────────────────────────────


def test_the_image_is_no_root_and_of_a_pinned_base() -> None:
    text = (ROOT / "Containerfile").read_text("utf-8")
    lines = [line for line in text.replace("\\\n", "").splitlines() if line and not line.startswith("#")]
    told = [line.partition(" ")[::2] for line in lines]
    base = dict(told)["ARG"].removeprefix("BASE=")
    assert re.fullmatch(r"docker\.io/library/python:3\.\d+\.\d+-slim-\w+", base)
    assert [rest for word, rest in told if word == "FROM"] == ["${BASE} AS build", "${BASE}"]
    last = told[[word for word, _ in told].index("FROM", 1 + [word for word, _ in told].index("FROM")) :]
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", dict(last)["USER"])
    assert json.loads(dict(last)["ENTRYPOINT"]) == ["interop-check"]
    assert not [rest for word, rest in last if word == "RUN" and re.search(r"\bpip\b|curl|wget", rest)]
    copied = {name for word, rest in told if word == "COPY" and "--from" not in rest for name in rest.split()[:-1]}
    let_in = {line[1:] for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if line.startswith("!")}
    assert copied == let_in
    assert all((ROOT / name).exists() for name in copied)


def test_the_image_answers_without_a_network(repository: Repository) -> None:
    builder = next(filter(shutil.which, ("podman", "docker")), None)
    if builder is None or _run([builder, "info"], ROOT).status:
        pytest.skip("neither podman nor a running docker is here to build an image with")
    built = _run([builder, "build", "--quiet", "--file=Containerfile", "--tag=interop-check-test", "."], ROOT)
    if built.status:
        pytest.skip(f"the image cannot be built here, as its base is not reached: {built.out[-300:]}")
    mounted = [f"--volume={repository.top}:/work:ro", "interop-check-test"]
    isolated = ["run", "--rm", "--network=none", "--read-only", "--cap-drop=ALL"]
    assert _run([builder, *isolated, *mounted, "validate"], ROOT).status == 0
    assert _run([builder, *isolated, *mounted, "diff", "HEAD"], ROOT).status == 0


# ── completion ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("shell", "said"),
    [
        ("bash", "complete -o default -F"),
        ("zsh", "#compdef interop-check"),
        ("fish", "complete --command interop-check"),
        ("powershell", "Register-ArgumentCompleter"),
        ("pwsh", "Register-ArgumentCompleter"),
    ],
)
def test_the_script_of_a_shell_is_shown(shell: str, said: str, on_the_path: str, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    ran = _run(["interop-check", "completion", shell], tmp_path, PATH=on_the_path, HOME=str(home))
    assert ran.status == 0
    assert said in ran.out
    assert "interop-check" in ran.out
    assert not list(home.iterdir())


def test_a_shell_that_is_not_known_is_answered_with_those_that_are(on_the_path: str, tmp_path: Path) -> None:
    ran = _run(["interop-check", "completion", "zhs"], tmp_path, PATH=on_the_path)
    assert ran.status == 2
    assert "did you mean 'zsh'" in ran.out


def test_bash_completes_commands_and_options(on_the_path: str, tmp_path: Path) -> None:
    typed = (
        'COMP_WORDS=({}); COMP_CWORD={}; _interop_check_completion interop-check; printf "%s\\n" "${{COMPREPLY[@]}}"'
    )
    asked = ['eval "$(interop-check completion bash)"', typed.format("interop-check va", 1)]
    ran = _run(
        ["bash", "-c", "\n".join((*asked, typed.format("interop-check diff --fail", 2)))], tmp_path, PATH=on_the_path
    )
    assert ran.out.split() == ["validate", "--fail-on", "--fail-on-unknown"]
