"""Ends of sentences are looked for only where one can begin, and none is missed for it."""

from hypothesis import given
from hypothesis import strategies as st

from kernel import boundaries

TEXTS = st.text(st.sampled_from("aBs3 .!?…\n\r\u2028\"'”)»。！？؟।\t\u00a0微U") | st.characters())


@given(TEXTS)
def test_every_end_of_a_full_search_is_found(text: str) -> None:
    whole = [found.span() for found in boundaries._END.finditer(text)]
    assert [found.span() for found in boundaries._found(text)] == whole
