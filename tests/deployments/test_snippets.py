"""The snippets hold any text, in any of the three languages; a shell and Python read it back."""

import json
import subprocess
import sys

import pytest

from deployments import snippets

TEXTS = ["It's sharp", 'say "cheese"', "back\\slash $HOME `id` {x}", "微博 👍🏽", "tab\tand 100 %"]
URL = "http://127.0.0.1:8401/predict/a-b"


@pytest.mark.parametrize("text", TEXTS)
def test_a_shell_hands_curl_the_text_as_it_is(text: str) -> None:
    show = "curl() { printf '%s\\0' \"$@\"; }\n"
    code = show + snippets.of(URL, text)["curl"]
    done = subprocess.run(["bash", "-c", code], capture_output=True, check=True)
    words = done.stdout.decode().split("\0")
    assert words[0] == URL
    assert json.loads(words[words.index("-d") + 1]) == {"text": text}
    assert "Authorization: Bearer YOUR_KEY" in words


@pytest.mark.parametrize("text", TEXTS)
def test_python_reads_the_text_as_it_is(text: str) -> None:
    code = snippets.of(URL, text)["python"]
    sent = code[code.index("json.dumps(") : code.index(".encode()")]
    done = subprocess.run(
        [sys.executable, "-c", f"import json; print(ascii(json.loads({sent})['text']))"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.strip() == ascii(text)


def test_javascript_asks_for_offsets_that_suit_its_strings() -> None:
    assert '"offset_unit": "utf16"' in snippets.of(URL, "x")["javascript"]
