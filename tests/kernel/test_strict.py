"""JSON with one meaning."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.strict import NotStrict, loads

text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))
values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**12), 10**12)
    | st.floats(allow_nan=False, allow_infinity=False)
    | text,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(text, inner, max_size=4),
    max_leaves=20,
)


@given(values)
def test_what_json_writes_is_read_the_same(value: object) -> None:
    assert loads(json.dumps(value).encode()) == value


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b'{"a":1,"a":2}', "twice"),
        (b"NaN", "NaN"),
        (b"[-Infinity]", "Infinity"),
        (b"1e400", "too large"),
        (b'"\\ud800"', "surrogate"),
        (b'{"\\udfff": 1}', "surrogate"),
        (b'"\\u0000"', "U+0000"),
        (b"[" * 65 + b"]" * 65, "deeper"),
        (b"[" * 100_000, "deeper"),
        (b"9" * 5_000, "too long"),
        (b"\xef\xbb\xbf{}", "not JSON"),
        (b"\xff", "UTF-8"),
        (b"", "not JSON"),
        (b"{} {}", "not JSON"),
        (b"{'a': 1}", "not JSON"),
    ],
)
def test_what_has_two_meanings_or_none_is_refused(raw: bytes, why: str) -> None:
    with pytest.raises(NotStrict, match=why.replace("+", r"\+")):
        loads(raw)


def test_64_levels_are_read() -> None:
    assert loads(b"[" * 64 + b"]" * 64) is not None
