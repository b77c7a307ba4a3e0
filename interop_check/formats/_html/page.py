"""The frame of every page: one file that needs no other, and that nothing but our own style and script can act in.

A page gives the frame a template for its body, and values for it. Every text that a template shows is made
inert and escaped here, so that no template has to remember it.
"""

from __future__ import annotations

import re
from base64 import b64encode
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple

from ... import __version__
from .._findings import value_text
from .._inert import cut, inert
from .words import slug

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["Frame", "page"]


class Frame(NamedTuple):
    """What stands around a page's body: its title, and the running heads and foot of its paper.

    `styles` and `scripts` are files of this folder, in the order in which they are put together.
    """

    title: str
    head_left: str
    head_right: str
    foot: str
    styles: tuple[str, ...] = ("style.css",)
    scripts: tuple[str, ...] = ("script.js",)


def page(template: str, frame: Frame, **values: Any) -> bytes:
    """The page made of `template`, as UTF-8; the same bytes for the same values."""
    from markupsafe import Markup

    environment = _environment()
    style = "\n".join((*map(_text, frame.styles), _running(frame)))
    script = "\n".join(map(_text, frame.scripts))
    shown = environment.get_template(template).render(
        frame=frame,
        version=__version__,
        policy=_policy(style, script),
        style=Markup(style),  # noqa: S704  # our own file, and texts that `_quoted` has made of letters and escapes
        script=Markup(script),  # noqa: S704  # our own file
        **values,
    )
    return f"{shown.rstrip()}\n".encode()


def _policy(style: str, script: str) -> str:
    """A Content-Security-Policy (https://www.w3.org/TR/CSP3/) that lets only these two texts act."""
    return (
        "default-src 'none'; "
        f"style-src '{_hash(style)}'; script-src '{_hash(script)}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"


def _running(frame: Frame) -> str:
    """The margin boxes (https://www.w3.org/TR/css-page-3/) with this page's own texts."""
    boxes = {
        "top-left": _quoted(frame.head_left, _HEAD),
        "top-right": _quoted(frame.head_right, _HEAD),
        "bottom-left": _quoted(frame.foot, _FOOT),
        "bottom-right": '"Page " counter(page) " of " counter(pages)',
    }
    return f"@page {{ {' '.join(f'@{name} {{ content: {text}; }}' for name, text in boxes.items())} }}\n"


def _quoted(text: str, most: int) -> str:
    """A string of CSS: whatever is no plain letter, digit or blank is written as its number."""
    plain = cut(inert(text[: most + 1]), most)
    return '"' + _SPECIAL.sub(lambda found: f"\\{ord(found[0]):x} ", plain) + '"'


_SPECIAL = re.compile(r"[^A-Za-z0-9 ]")
_HEAD, _FOOT = 160, 230  # characters: two lines of a margin box
_LONGEST = 160  # characters of a value in an edit


def _text(name: str) -> str:
    loader = _environment().loader
    assert loader is not None  # noqa: S101  # set right below
    return loader.get_source(_environment(), name)[0].replace("\r\n", "\n").strip()


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup

    def harmless(value: Any) -> Any:
        return inert(value) if isinstance(value, str) and not isinstance(value, Markup) else value

    environment = Environment(
        loader=PackageLoader("interop_check.formats", "_html"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=harmless,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"slug": slug, "value": lambda value: value_text(value, _LONGEST)}
    return environment
