"""A second client for entitlements, written from RFC 9474 and docs/entitlements.md alone; knows nothing of the product.

Signs in, takes an entitlement, and casts, as any program of a voter's own could.
"""

import hashlib
import http.cookiejar
import json
import os
import re
import urllib.error
import urllib.parse
import urllib.request
from math import gcd


class OtherClient:
    def __init__(self, site: str, door: str) -> None:
        self.site, self.door = site, door
        jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
        self.sent: list[str] = []

    def sign_in(self, name: str, password: str) -> None:
        page = self.fetch(f"{self.site}/account/login/")
        self.post(
            f"{self.site}/account/login/",
            {"login": name, "password": password, "csrfmiddlewaretoken": self.csrf(page)},
        )

    def take(self, session: int) -> dict[str, str]:
        """The entitlement: token, prefix and signature, with the form and the group it is for."""
        page = self.fetch(f"{self.site}/ballots/{session}/take/")
        given = json.loads(re.search(r'id="given"[^>]*>(.*?)</script>', page, re.DOTALL).group(1))
        n, e = int(given["key"]["n"], 16), int(given["key"]["e"], 16)
        k = (n.bit_length() + 7) // 8
        token, prefix = os.urandom(32), os.urandom(32)
        em = self.pss_encode(prefix + token, n.bit_length() - 1)
        while True:
            r = int.from_bytes(os.urandom(k), "big") % n
            if r > 1 and gcd(r, n) == 1:
                break
        blinded = int.from_bytes(em, "big") * pow(r, e, n) % n
        answer = self.post(
            f"{self.site}/ballots/{session}/take/sign/",
            {"blinded": blinded.to_bytes(k, "big").hex(), "csrfmiddlewaretoken": self.csrf(page)},
        )
        signed = int(json.loads(answer)["signature"], 16)
        signature = signed * pow(r, -1, n) % n
        assert pow(signature, e, n).to_bytes(k, "big") == em.rjust(k, b"\0")
        return {
            "form": given["form"],
            "group": given["group"],
            "token": token.hex(),
            "prefix": prefix.hex(),
            "signature": signature.to_bytes(k, "big").hex(),
        }

    def enter(self, entitlement: dict[str, str]) -> tuple[int, dict[str, str]]:
        return self.ask_door("/remote", entitlement)

    def cast(self, code: str, choices: list[list[int]]) -> tuple[int, dict[str, str]]:
        return self.ask_door("/cast", {"code": code, "nonce": os.urandom(16).hex(), "choices": choices})

    def ask_door(self, path: str, body: object) -> tuple[int, dict[str, str]]:
        """To the door without the site's cookies: as from another place."""
        address = self.door + path
        request = urllib.request.Request(address, json.dumps(body).encode(), method="POST")  # noqa: S310
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310 - our own address
                return answer.status, json.loads(answer.read())
        except urllib.error.HTTPError as refused:
            return refused.code, json.loads(refused.read())

    def fetch(self, address: str) -> str:
        with self.opener.open(address, timeout=20) as answer:
            return answer.read().decode()

    def post(self, address: str, values: dict[str, str]) -> str:
        body = urllib.parse.urlencode(values).encode()
        self.sent.append(body.decode())
        request = urllib.request.Request(address, body, headers={"Referer": address})  # noqa: S310
        with self.opener.open(request, timeout=20) as answer:
            return answer.read().decode()

    @staticmethod
    def csrf(page: str) -> str:
        return re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page).group(1)

    @staticmethod
    def pss_encode(message: bytes, bits: int) -> bytes:
        length, salt = -(-bits // 8), os.urandom(48)
        inner = hashlib.sha384(b"\0" * 8 + hashlib.sha384(message).digest() + salt).digest()
        data = (b"\1" + salt).rjust(length - 49, b"\0")
        stream, counter = b"", 0
        while len(stream) < len(data):
            stream += hashlib.sha384(inner + counter.to_bytes(4, "big")).digest()
            counter += 1
        masked = bytearray(a ^ b for a, b in zip(data, stream, strict=False))
        masked[0] &= 0xFF >> (8 * length - bits)
        return bytes(masked) + inner + b"\xbc"
