"""How to call a deployment from a shell, from Python and from JavaScript: plain, ready to paste."""

import json

KEY = "YOUR_KEY"
"""Stands for the key, which is shown once; the page puts the real one in while it knows it."""

CURL = """\
curl {url} \\
  -H "Authorization: Bearer {key}" \\
  -H "Content-Type: application/json" \\
  -d '{body}'
"""

PYTHON = """\
import json
import urllib.request

request = urllib.request.Request(
    "{url}",
    data=json.dumps({body}).encode(),
    headers={{"Authorization": "Bearer {key}", "Content-Type": "application/json"}},
)
with urllib.request.urlopen(request) as response:
    for entity in json.load(response)["entities"]:
        print(entity["label"], entity["text"], entity["score"])
"""

JAVASCRIPT = """\
const response = await fetch("{url}", {{
  method: "POST",
  headers: {{ Authorization: "Bearer {key}", "Content-Type": "application/json" }},
  body: JSON.stringify({body}),
}});
const {{ entities }} = await response.json();
for (const entity of entities) console.log(entity.label, entity.text, entity.score);
"""


def of(url: str, text: str) -> dict[str, str]:
    """How to let this address read this text. JavaScript gets offsets that suit its strings."""
    body = {"text": text}
    shown = json.dumps(body, ensure_ascii=False)
    in_shell = shown.replace("'", "'\\''")
    in_javascript = json.dumps(body | {"offset_unit": "utf16"}, ensure_ascii=False)
    return {
        "curl": CURL.format(url=url, key=KEY, body=in_shell),
        "python": PYTHON.format(url=url, key=KEY, body=shown),
        "javascript": JAVASCRIPT.format(url=url, key=KEY, body=in_javascript),
    }
