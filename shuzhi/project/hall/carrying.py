"""`shuzhi hall identity`, `take` and `pack`: who this laptop is, what it takes over, what it brings home."""

import hashlib
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from django.utils import translation

from shuzhi.ballots.door.second_box import write_whole
from shuzhi.exchange import actions
from shuzhi.exchange.models import Errand
from shuzhi.exchange.rules import fault_in_words, may_pack
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
        raise Refused(f"请写明文件名 Name the file: shuzhi hall {step} FILE")
    try:
        if step == "take":
            errand = actions.load(file.read_bytes(), key, actor=None)
            sys.stdout.write(f"{errand.meeting}\n")
        else:
            _pack(file, folder)
    except PackageFault as fault:
        raise Refused(in_both(partial(fault_in_words, fault))) from None
    except refusal.Refused as refused:
        raise Refused(str(refused)) from None
    return 0


def in_both(say: Callable[[], object]) -> str:
    """What is said, in Chinese and in English: a terminal knows no reader's language."""
    said = []
    for lang in ("zh-hans", "en"):
        with translation.override(lang):
            said.append(str(say()))
    return " ".join(dict.fromkeys(said))


def _pack(file: Path, folder: Folder) -> None:
    if not file.absolute().parent.is_dir():
        raise Refused(f"没有这个文件夹：{file.absolute().parent} There is no such folder.")
    errand = Errand.objects.select_related("meeting").first()
    if errand is None:
        raise Refused(
            "本机还没有接收会议，请先用 take 接收会议包。 "
            "No meeting was taken over on this laptop; take its package first."
        )
    if may_pack(None, errand):
        raise Refused(in_both(partial(may_pack, None, errand)))
    data = actions.pack(errand, signing_key(folder), actor=None)
    try:
        write_whole(file, data)
    except OSError as trouble:
        # Not the name that the error knows: the file is written through another.
        raise Refused(f"无法写入 {file}：{trouble.strerror} This file cannot be written.") from None
    sys.stdout.write(f"{file}  SHA-256 {hashlib.sha256(data).hexdigest()}\n")
