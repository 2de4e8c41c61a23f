"""What a newcomer opens first leads to every document, in either language, and no link leads nowhere."""

import re

import pytest

from tests.architecture.source import ROOT

LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")


def links_of(name: str) -> set[str]:
    return set(LINK.findall((ROOT / name).read_text(encoding="utf-8")))


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_the_readme_leads_to_every_document(readme):
    documents = {f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md")}
    # A document in both languages is reached by the one of the reader.
    either = {
        name for name in documents if name.replace(".zh-CN", "").replace(".md", ".zh-CN.md") in documents
    }

    missing = documents - either - links_of(readme)

    assert (missing, bool(either & links_of(readme))) == (set(), True)


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_no_link_of_the_readme_leads_nowhere(readme):
    assert [link for link in links_of(readme) if not (ROOT / link).exists()] == []
