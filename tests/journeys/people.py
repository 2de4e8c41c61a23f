"""Who the journey needs before it begins: the tree, the units, and one account for every role."""

import json
import sys
from pathlib import Path

import django


def main(target: Path) -> None:
    """Makes them as the demo does and writes the password down for the browser."""
    django.setup()
    from shuzhi.project.demo import people
    from shuzhi.project.demo.steps import Steps

    steps = Steps(2)
    cast = people.make_people(people.load_tree(steps), steps)
    target.write_text(json.dumps({"password": cast.password}), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
