"""The laptop's secrets: made once, and on the second medium only under a passphrase.

A stick that is lost holds sealed ballots and keyed hashes. With the slip key beside them it would also tell
whether a code that somebody kept was used; so the keys lie there locked (Argon2id and a secret box).
"""

import json
from pathlib import Path

from nacl.encoding import HexEncoder
from nacl.signing import SigningKey

from shuzhi.ballots import sealing
from shuzhi.ballots.door.second_box import write_whole
from shuzhi.project.environment import kept_secret
from shuzhi.project.hall.places import Folder, Medium, Refused

SIGNING = "laptop_key"
NAMES = ("shuzhi_slip_key", "shuzhi_secret_key", SIGNING)
SHORTEST = 10


def lock_keys(folder: Folder, medium: Medium, passphrase: str) -> None:
    """Puts the keys on the medium under the passphrase."""
    if len(passphrase) < SHORTEST:
        raise Refused(
            f"副本口令至少 {SHORTEST} 个字符。 The passphrase of the copy has at least {SHORTEST} characters."
        )
    signing_key(folder)
    kept = {name: kept_secret(folder.secrets / name) for name in NAMES}
    write_whole(medium.keys, sealing.lock(json.dumps(kept), passphrase).encode())


def unlock_keys(medium: Medium, folder: Folder, passphrase: str) -> None:
    """Takes the keys from the medium into a laptop's folder that has none."""
    try:
        kept = json.loads(sealing.unlock(medium.keys.read_text(encoding="utf-8"), passphrase))
    except sealing.WrongPassword:
        raise Refused("副本口令不对。 This is not the passphrase of the copy.") from None
    except OSError:
        raise Refused(f"“{medium.path}”中没有密钥。 There are no keys in {medium.path}.") from None
    folder.secrets.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name in NAMES:
        path = folder.secrets / name
        write_whole(path, kept[name].encode())
        path.chmod(0o600)


def signing_key(folder: Folder) -> SigningKey:
    """What this laptop signs with; made when it is first asked for."""
    path = folder.secrets / SIGNING
    if not path.exists():
        _put_new(path)
    return SigningKey(path.read_bytes(), encoder=HexEncoder)


def _put_new(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_whole(path, SigningKey.generate().encode(encoder=HexEncoder))
    path.chmod(0o600)
