"""Starts the program; whoever asks for its version only waits for nothing else."""

import gc
import sys

from . import __version__

# Modules and standards last as long as the program: to look through them for garbage every 700 objects, as Python
# does, finds none, and takes a tenth of a short run.
_OBJECTS_BEFORE_A_SEARCH = 50_000


def main() -> int:
    """Run the command line in `sys.argv` and return its exit status."""
    if sys.argv[1:] == ["--version"] and sys.stdout is not None:
        sys.stdout.write(f"interop-check {__version__}\n")
        return 0
    gc.set_threshold(_OBJECTS_BEFORE_A_SEARCH)
    try:
        from .cli.starting import start

        return start()
    except KeyboardInterrupt:
        return 130
    finally:
        gc.freeze()  # nor is there anything to find at the end


if __name__ == "__main__":
    sys.exit(main())
