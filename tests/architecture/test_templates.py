"""Templates show; the strict content policy and both languages hold on every page."""

import re

from tests.architecture.source import templates, where

INLINE = re.compile(
    r"<style|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|hx-on|javascript:|<script(?![^>]*\bsrc=)(?![^>]*application/json)",
    re.IGNORECASE,
)
CHINESE = re.compile(r"[\u4e00-\u9fff]")
ROLES = re.compile(r"{%\s*(?:el)?if[^%]*\brole\b")


def lines(pattern, *, without=None):
    for path in templates():
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if pattern.search(line) and not (without and without.search(line)):
                yield f"{where(path, number)} {line.strip()[:80]}"


def test_there_are_templates():
    assert templates()


def test_no_inline_script_or_style():
    assert list(lines(INLINE)) == []


def test_chinese_stands_in_the_catalogues_unless_it_is_marked_as_chinese():
    # A band or a mark shown in both languages says so with lang="zh-Hans"; a comment may quote a word.
    assert list(lines(CHINESE, without=re.compile(r'lang="zh-Hans"|{#|{% comment'))) == []


def test_no_rule_is_written_into_a_template():
    assert list(lines(ROLES)) == []


def test_every_post_form_carries_its_token():
    bare = [
        where(path)
        for path in templates()
        if re.search(r"<form[^>]*method=[\"']post", text := path.read_text(encoding="utf-8"), re.IGNORECASE)
        if text.count("csrf_token") < len(re.findall(r"<form[^>]*method=[\"']post", text, re.IGNORECASE))
    ]

    assert bare == []


def test_a_table_that_scrolls_aside_can_be_reached_with_the_keyboard():
    scrolls = re.compile(r'class="inline-scroll"')

    assert list(lines(scrolls, without=re.compile(r'inline-scroll" tabindex="0"'))) == []
