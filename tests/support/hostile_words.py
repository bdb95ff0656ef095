"""Text that some reader takes for something else, by the kind of value it is written for."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hypothesis import strategies as st

from clusterctl.config.document import LONGEST_KEY
from clusterctl.config.model.name_kinds import BARE_DEVICE, BRANCH, BUCKET, MODULE, RESERVED_NAMES
from clusterctl.config.model.network_kinds import LABEL
from clusterctl.config.model.repository_kinds import NAME

Texts = st.SearchStrategy[str]

UNFIT = "".join(map(chr, (*range(0x7F, 0xA0), 0xFEFF, 0xFFFE, 0xFFFF)))
"""Characters that kustomize cannot carry, and that no description may hold."""
WORDS = (
    *(
        "yes",
        "no",
        "on",
        "off",
        "y",
        "n",
        "true",
        "False",
        "null",
        "~",
        "nan",
        ".inf",
        "-.INF",
        ".nan",
        "0",
        "-1",
        "01",
    ),
    *("0755", "0o17", "0x1f", "0b1", "1_000", "1e3", "61e9540", "2143e690", "1.10", "2026-01-13", "12:30:45", "190:20"),
    *(
        "=",
        "<<",
        "-",
        "?",
        "|",
        ">",
        "---",
        "...",
        "2026-01-13T10:00:00Z",
        "0001-01-01 00:00:00",
        "0.0.0.1",
        "1,000",
        "0/1",
    ),
)
MARKS = (
    *("${FOO}", "$${FOO}", "$FOO", "$", "$$", "${", "${SECRET_DOMAIN}", "${SECRET_DOMAIN/./-}", "$(FOO)", "$patch"),
    *(
        "{{ .a }}",
        "{{",
        "}}",
        "#{ a }#",
        "#% if %#",
        "#| a |#",
        "{a}",
        "[a]",
        "a: b",
        "a:",
        "#",
        " #a",
        "- a",
        "&a",
        "*",
    ),
    *("!a", "!!int 1", "%a", "@a", "`a", "'", '"', "\\", "\\n", "%YAML 1.1", ",", "a,b", "|-", ">+", "ENC[a]", "a=b"),
)
BLANKS = (" ", "  ", "\t", "\n", "\n\n", "\r", "\r\n", "\xa0", "\u2028", "\u2029", "\u200b", "\u202e")
OTHERS = ("é", "日本", "🚀", "a\u0301", "\x1b[31m", "\0", "\x07", "x" * 1100, "a b " * 60)

_ALL = (*WORDS, *MARKS, *BLANKS, *OTHERS)
ANYTHING: Texts = st.one_of(
    st.sampled_from(_ALL),
    st.lists(st.sampled_from(_ALL), max_size=4).map("".join),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters=UNFIT), max_size=30),
)
"""Text without any constraint."""
KEYS: Texts = ANYTHING.filter(lambda text: len(text) <= LONGEST_KEY and text != "<<")
"""What may be a key."""
_WORDS = (*WORDS, *MARKS, *(one + other for one in (*WORDS, *MARKS) for other in (*WORDS, *MARKS)))


def matching(form: str | re.Pattern[str], *, but: str | re.Pattern[str] = r"(?!)") -> Texts:
    """Texts of a form, and not of another: hostile words that happen to have it, and any others."""
    form, unfit = re.compile(form), re.compile(f"{but if isinstance(but, str) else but.pattern}|.*[{UNFIT}].*")
    words = [word for word in _WORDS if form.fullmatch(word) and not unfit.fullmatch(word)]
    return st.sampled_from(words) | st.from_regex(form, fullmatch=True).filter(lambda word: not unfit.fullmatch(word))


def after(start: str, form: str) -> Texts:
    """Texts that begin with `start` and go on with characters of a form."""
    return matching(f"[{form}]{{1,20}}", but=".*/").map(lambda word: start + word)


_label = matching(LABEL, but="|".join(RESERVED_NAMES))
_domain = st.tuples(_label, st.sampled_from(("e5", "example", "yes.no", "x1.off"))).map(".".join)
_serial = matching(r"[!-)+-.0-~]([ -)+-~]{0,20}[!-)+-~])?", but=BARE_DEVICE)

BY_KIND: Mapping[str, Texts] = {
    "name": _label,
    "host name": _label,
    "domain name": _domain,
    "address or host name": _domain,
    "schematic id": st.text("0123456789", min_size=64, max_size=64) | st.text("0e", min_size=64, max_size=64),
    "MAC address": st.lists(st.sampled_from(("10", "20", "58", "5e", "08")), min_size=6, max_size=6).map(":".join),
    "kernel module": matching(MODULE),
    "branch": matching(BRANCH, but="refs/.*"),
    "bucket": matching(BUCKET),
    "URL": after("https://a.example/", r"!#-&(-\[\]-~"),
    "Git URL": after("https://a.example/a", "!-~"),
    "owner/name": matching(NAME, but=r".*\.git"),
    "disk": _serial,
    "text": ANYTHING.map(str.strip).filter(bool),
    "text without blanks": matching("[!-~]+"),
}
"""Texts by the kind of the field they are for, with its rule where there are two of one name."""
PLAIN: Mapping[str, str] = {
    "domain name": "{word}.example",
    "address or host name": "{word}.example",
    "URL": "https://a.example/{word}",
    "Git URL": "https://a.example/{word}",
    "owner/name": "{word}/a",
    "device": "/dev/{word}",
    "schematic id": "{number:02}" * 32,
    "MAC address": "00:00:5e:00:53:{number:02}",
}
"""A text of each kind that nobody misunderstands; of all other kinds the word itself is one."""
