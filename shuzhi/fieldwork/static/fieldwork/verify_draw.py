"""Repeats a sealed draw from its file, with nothing but Python (python3 verify_draw.py draw-1.json)."""  # noqa: INP001 - a file to take along

import hashlib
import json
import sys


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def main(path: str) -> int:
    with open(path, encoding="utf-8") as stream:  # noqa: PTH123 - this file stands alone
        file = json.load(stream)
    content, words = file["content"], file["words"]
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    seed = sha256(":".join([file["commitment"], file["beacon_value"], *words]))
    drawn = []
    for stratum in sorted(content["sizes"]):
        lots = sorted(
            (sha256(f"{seed}:{code}"), code) for code, _name, group in content["frame"] if group == stratum
        )
        drawn += [code for _lot, code in lots[: content["sizes"][stratum]]]
    checks = {
        "seal 封存值": sha256(canonical) == file["commitment"],
        "words 密语": [sha256(word) for word in words] == content["words"],
        "seed 种子": seed == file["seed"],
        "units 抽中单位": drawn == [unit["code"] for unit in file["drawn"]],
    }
    for name, holds in checks.items():
        print(f"{'OK ' if holds else 'NO '} {name}")  # noqa: T201 - a command for a terminal
    return 0 if all(checks.values()) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
