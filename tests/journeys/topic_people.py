"""Who the story of topics needs: everybody of the district, and the office of the province above it."""

import json
import sys
from pathlib import Path

import django


def main(target: Path) -> None:
    """Makes them as the demo does and writes the password down for the browser."""
    django.setup()
    from shuzhi.accounts.actions import create_user, grant_role
    from shuzhi.organisations.models import Organisation
    from shuzhi.project.demo import people
    from shuzhi.project.demo.steps import Steps

    steps = Steps(2)
    cast = people.make_people(people.load_tree(steps), steps)
    province = Organisation.objects.get(code="37")
    office = create_user("province", "省里的组织部门", actor=None, password=cast.password)
    grant_role(office, "office", province.path, actor=None, organisation_name=province.name)
    target.write_text(json.dumps({"password": cast.password}), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
