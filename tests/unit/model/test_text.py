"""Text from a host is harmless once it is printable."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tui.model.text import printable


@pytest.mark.parametrize(
    "hostile",
    [
        "\x1b]52;c;aGk=\x07",
        "\x9b31m",
        "a\rb",
        "a\x00b",
        "\u202eabc",
        "\u2028",
        "\ud800",
        "\x7f",
        "\u200b",
        "\u2066x\u2069",
    ],
)
def test_no_control_reorder_or_separator_survives(hostile: str) -> None:
    shown = printable(hostile)
    assert shown
    assert not any(unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for sign in shown)


@given(st.text(alphabet=st.characters(codec=None)))
def test_nothing_that_a_terminal_obeys_is_left(text: str) -> None:
    shown = printable(text)
    assert not any(ord(sign) < 0x20 or 0x7F <= ord(sign) < 0xA0 or 0xD800 <= ord(sign) < 0xE000 for sign in shown)


@given(st.text())
def test_what_is_printable_stays_printable(text: str) -> None:
    assert printable(printable(text)) == printable(text)


@pytest.mark.parametrize("plain", ["sql01", "[prod]web", "größe", "日本語", "10.9.20.11/24", "e\u0301"])
def test_ordinary_names_are_shown_as_they_are(plain: str) -> None:
    assert printable(plain) == plain


def test_a_sign_stands_for_what_was_there() -> None:
    assert printable("a\tb\nc") == "a␉b␊c"
    assert cell_len(printable("\x1b")) == 1
