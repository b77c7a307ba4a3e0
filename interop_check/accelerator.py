"""`jsonschema-rs`, which decides 140 times faster than `jsonschema`; `None` on a platform that it has no wheel for."""

import sys
from types import ModuleType
from typing import Any

__all__ = ["jsonschema_rs"]

_MAIL = "email.utils"


def _loaded() -> Any:
    """The library, loaded without Python's mail library.

    It asks that one for nothing but to read the date of its own build, and would wait for sockets, random numbers
    and calendars to be loaded: a tenth of the start of this program.
    """
    stands_in = _MAIL not in sys.modules
    if stands_in:
        sys.modules[_MAIL] = _Dating(_MAIL)
    try:
        import jsonschema_rs
    except ImportError:
        return None
    finally:
        if stands_in:
            del sys.modules[_MAIL]
    return jsonschema_rs


class _Dating(ModuleType):
    @staticmethod
    def parsedate_to_datetime(data: str) -> str:
        return data


jsonschema_rs: Any = _loaded()
