"""What ``validate`` does, with and without a parser before it."""

from __future__ import annotations

from collections.abc import Sequence

from .running import asked_baselines, finish, gathered, loaded, settled, under
from .settings import Settings, real
from .statuses import Status
from .writing import say


def validated(paths: Sequence[str], asked: Settings, since: str | None = None) -> Status:
    """Is each profile well-formed, and does it meet its standard, and each baseline that is named?

    Where there is a revision `since`, only what is new against it can fail the run.
    """
    from ..reporting import validation_report
    from ..standards import shipped_on_demand

    paths = paths or asked.profiles
    if asked.left_out and asked.left_out.issuperset(map(real, paths)):
        say("interop-check: only waivers were named, and they are as they must be")
        asked = asked._replace(allow_empty=True)
    standards = under(loaded(asked.schemas) if asked.schemas else shipped_on_demand(), asked.grading)
    baselines = asked_baselines(asked, standards)
    gathering = gathered(paths, standards, asked)
    report = validation_report(gathering, standards, asked.date, baselines)
    if since is not None:
        from .against import held_against

        report = held_against(report, since, paths, gathering, standards, asked)
    return finish(settled(report, asked, paths), asked)
