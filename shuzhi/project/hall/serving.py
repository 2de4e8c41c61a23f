"""Starts the site, the door, the reader and the copier, and stops them together."""

import os
import sys

from django.core.management import call_command
from django.core.management.base import CommandError

from shuzhi.ballots.door.copying import COPY, COPY_STATE, COPY_TOKEN
from shuzhi.project.hall.addresses import addresses
from shuzhi.project.hall.copier import Copier
from shuzhi.project.hall.places import Folder, Medium, Refused


def serve(folder: Folder, medium: Medium | None, *, host: str, port: int, door_port: int) -> None:
    """Until Ctrl-C. With a medium, nothing is served before the first copy stands."""
    os.environ["SHUZHI_HALL_ADDRESSES"] = ",".join(f"http://{one}:{port}" for one in addresses(host))
    copier = None
    for old in (folder.box_state, folder.site_state):
        old.unlink(missing_ok=True)
    if medium:
        token = medium.claim()
        os.environ |= {COPY: str(medium.path), COPY_TOKEN: token, COPY_STATE: str(folder.box_state)}
        copier = Copier(folder, medium, token)
        copier.start()
    sys.stdout.write(f"会议资料 Meeting: {folder.path}\n")
    sys.stdout.write(f"副本 Copy: {medium.path if medium else '—'}\n")
    for one in addresses(host):
        sys.stdout.write(f"会场地址 In the hall: http://{one}:{port}/\n")
    sys.stdout.flush()
    try:
        call_command("serve", host=host, port=port, door_port=door_port)
    except CommandError as error:
        raise Refused(str(error)) from None
    finally:
        if copier:
            copier.stop()
