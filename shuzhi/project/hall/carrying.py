"""`shuzhi hall identity`, `take` and `pack`: who this laptop is, what it takes over, what it brings home."""

import hashlib
import sys
from pathlib import Path

from shuzhi.ballots.door.second_box import write_whole
from shuzhi.exchange import actions
from shuzhi.exchange.models import Errand
from shuzhi.exchange.states import PackageFault, fingerprint_of
from shuzhi.project.hall.keys import signing_key
from shuzhi.project.hall.places import Folder, Refused
from shuzhi.web import refusal


def carry(step: str, file: Path | None, folder: Folder) -> int:
    """Does one of the three; 0 when it is done."""
    key = signing_key(folder)
    public = key.verify_key.encode().hex()
    if step == "identity":
        sys.stdout.write(f"密钥 Key: {public}\n核对码 Fingerprint: {fingerprint_of(public)}\n")
        return 0
    if file is None:
        raise Refused(f"shuzhi hall {step} FILE")
    try:
        if step == "take":
            errand = actions.load(file.read_bytes(), key, actor=None)
            sys.stdout.write(f"{errand.meeting}\n")
        else:
            _pack(file, folder)
    except (PackageFault, refusal.Refused) as fault:
        raise Refused(str(fault)) from None
    return 0


def _pack(file: Path, folder: Folder) -> None:
    errand = Errand.objects.select_related("meeting").first()
    if errand is None:
        raise Refused("No meeting was taken over on this laptop.")
    data = actions.pack(errand, signing_key(folder), actor=None)
    write_whole(file, data)
    sys.stdout.write(f"{file}  SHA-256 {hashlib.sha256(data).hexdigest()}\n")
