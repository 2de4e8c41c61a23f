"""The command `shuzhi`: `shuzhi hall …` needs the site, everything else only the scores."""

import sys
from collections.abc import Sequence

from shuzhi.scoring import cli


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command; gives its exit code. Django is imported by `hall` alone."""
    asked = list(sys.argv[1:] if argv is None else argv)
    if asked[:1] == ["hall"]:
        from shuzhi.project.hall.command import main as hall

        return hall(asked[1:])
    return cli.main(asked)


if __name__ == "__main__":
    sys.exit(main())
