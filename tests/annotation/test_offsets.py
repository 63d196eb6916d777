"""Offsets there and back in every unit."""

import pytest

from annotation.offsets import into_codepoints, out_of_tokens
from kernel.text import Span, tokenize

TEXT = "👍🏽 Zoë 東京\u200b ok"


@pytest.mark.parametrize("unit", ["codepoint", "utf16", "utf8", "token"])
def test_every_token_border_comes_back_from_every_unit(unit: str) -> None:
    tokens = tokenize(TEXT)
    out, into = out_of_tokens(TEXT, tokens, unit), into_codepoints(TEXT, tokens, unit)
    for first in range(len(tokens)):
        for last in range(first + 1, len(tokens) + 1):
            span = Span(first, last, "")
            start, end = into.start(out.start(span.start)), into.end(out.end(span.end))
            assert (start, end) == (tokens[first].start, tokens[last - 1].end)


@pytest.mark.parametrize("unit", ["codepoint", "utf16", "utf8", "token"])
@pytest.mark.parametrize("offset", [-1, 10_000])
def test_what_lies_outside_is_no_place_in_any_unit(unit: str, offset: int) -> None:
    into = into_codepoints(TEXT, tokenize(TEXT), unit)
    with pytest.raises(ValueError, match="outside"):
        into.start(offset)
