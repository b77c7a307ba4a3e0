"""Starts the program; whoever asks for its version only waits for nothing else."""

import sys

from . import __version__


def main() -> int:
    """Run the command line in `sys.argv` and return its exit status."""
    if sys.argv[1:] == ["--version"] and sys.stdout is not None:
        sys.stdout.write(f"interop-check {__version__}\n")
        return 0
    try:
        from .cli.app import run

        return run()
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
