"""The page of one deployment's API, drawn from its OpenAPI document: plain HTML, no script.

Whatever a person named (the deployment, its labels) is escaped; the one style is let in by its
checksum, and nothing else may be loaded.
"""

import json
from base64 import b64encode
from collections.abc import Iterable, Iterator
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import Any

from deployments import snippets

STYLE = Path(__file__).with_name("page.css").read_text(encoding="utf-8")
_CHECKSUM = b64encode(sha256(STYLE.encode()).digest()).decode()
POLICY = (
    f"default-src 'none'; style-src 'sha256-{_CHECKSUM}'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
"""The page's Content-Security-Policy."""
_SECTIONS = {
    "address": "Address and key",
    "request": "Request",
    "response": "Response",
    "errors": "Errors",
    "limits": "Limits",
    "snippets": "Ready to paste",
}
_LINE = 90
_LANGUAGES = {"curl": "Shell", "python": "Python", "javascript": "JavaScript"}


def page(document: dict[str, Any], origin: str) -> bytes:
    """The whole page; `origin` is how the reader reached it, such as http://127.0.0.1:8001."""
    ((path, methods),) = document["paths"].items()
    title = escape(document["info"]["title"])
    parts = (
        *_head(document),
        *_address(document, origin + path),
        *_request(methods["post"]["requestBody"]["content"]["application/json"]),
        *_response(document, methods["post"]["responses"]["200"]),
        *_errors(document, methods["post"]["responses"]),
        *_limits(methods["post"]["x-limits"]),
        *_snippets(methods["post"], origin + path),
    )
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title} · API</title><style>{STYLE}</style></head>"
        f"<body>{''.join(parts)}</main></body></html>\n"
    ).encode()


def _head(document: dict[str, Any]) -> Iterator[str]:
    info = document["info"]
    labels = document["components"]["schemas"]["Entity"]["properties"]["label"]["enum"]
    yield f'<header><h1 dir="auto">{escape(info["title"])}</h1>'
    yield "<p>The generated API of this deployment. It finds in text:</p>"
    yield '<ul class="labels" aria-label="Labels">'
    yield from (f"<li><bdi>{escape(label)}</bdi></li>" for label in labels)
    yield '</ul><nav aria-label="On this page"><ul>'
    yield from (f'<li><a href="#{key}">{title}</a></li>' for key, title in _SECTIONS.items())
    yield "</ul></nav></header><main>"


def _address(document: dict[str, Any], url: str) -> Iterator[str]:
    (scheme,) = document["components"]["securitySchemes"].values()
    slug = url.rpartition("/")[2]
    yield _heading("address")
    yield _code(f"POST {url}")
    yield f"<p>{escape(scheme['description'])}</p>"
    yield _code(f"Authorization: Bearer {snippets.KEY}\nContent-Type: application/json")
    yield (
        f'<p>For programs: <a href="{escape(slug)}/openapi.json">the same as an OpenAPI document'
        f"</a>, version {escape(document['info']['version'])}.</p>"
    )


def _request(content: dict[str, Any]) -> Iterator[str]:
    yield _heading("request")
    yield "<p>A JSON object in one of these shapes:</p>"
    for shape in content["schema"]["oneOf"]:
        example = content["examples"][shape["title"]]
        yield f"<h3>{escape(example['summary'])}: <code>{escape(shape['title'])}</code></h3>"
        yield f"<p>{escape(shape['description'])}</p>"
        yield _fields({"offset_unit": shape["properties"]["offset_unit"]}, optional=True)
        yield _json(example["value"])


def _response(document: dict[str, Any], response: dict[str, Any]) -> Iterator[str]:
    yield _heading("response")
    for example in response["content"]["application/json"]["examples"].values():
        yield f"<h3>{escape(example['summary'])}</h3>{_json(example['value'])}"
    yield "<h3>The fields of an entity</h3>"
    yield _fields(document["components"]["schemas"]["Entity"]["properties"])


def _errors(document: dict[str, Any], responses: dict[str, Any]) -> Iterator[str]:
    error = document["components"]["schemas"]["Error"]["properties"]
    fault = error["errors"]["items"]["properties"]
    yield _heading("errors")
    yield "<p>Every error has the same shape:</p>"
    yield _fields(error) + "<h3>An entry of <code>errors</code></h3>" + _fields(fault)
    rows = [
        (status, code, example["summary"])
        for status, response in responses.items()
        if status != "200"
        for code, example in response["content"]["application/json"]["examples"].items()
    ]
    yield _table("Codes of an answer", ("Code", "Status", "Meaning"), rows)
    faults = [("", one["const"], one["description"]) for one in fault["code"]["oneOf"]]
    yield _table("Codes of an entry of errors", ("Code", "Meaning"), faults)


def _limits(limits: Iterable[str]) -> Iterator[str]:
    yield _heading("limits") + "<ul>"
    yield from (f"<li>{escape(limit)}</li>" for limit in limits)
    yield "</ul>"


def _snippets(method: dict[str, Any], url: str) -> Iterator[str]:
    content = method["requestBody"]["content"]["application/json"]
    text = content["examples"]["text"]["value"]["text"]
    yield _heading("snippets")
    yield f"<p>Put the deployment's key in the place of <code>{snippets.KEY}</code>.</p>"
    for language, code in snippets.of(url, text).items():
        yield f"<h3>{_LANGUAGES[language]}</h3>{_code(code)}"


def _heading(key: str) -> str:
    return f'<h2 id="{key}">{_SECTIONS[key]}</h2>'


def _code(text: str) -> str:
    return f"<pre><code>{escape(text.rstrip())}</code></pre>"


def _json(value: Any) -> str:
    """On one line where it fits."""
    line = json.dumps(value, ensure_ascii=False)
    fits = len(line) <= _LINE
    return _code(line if fits else json.dumps(value, ensure_ascii=False, indent=2))


def _fields(properties: dict[str, Any], *, optional: bool = False) -> str:
    rows = [
        f"<dt><code>{escape(name)}</code><small>{escape(_kind(schema, optional))}</small></dt>"
        f"<dd>{escape(schema['description'])}</dd>"
        for name, schema in properties.items()
    ]
    return f"<dl>{''.join(rows)}</dl>"


def _kind(schema: dict[str, Any], optional: bool) -> str:
    """What a value may be, in words."""
    if "const" in schema:
        said = f"always {schema['const']}"
    elif "enum" in schema:
        said = "one of " + ", ".join(schema["enum"])
    elif "oneOf" in schema:
        said = "text"
    else:
        said = {"string": "text", "array": "list", "integer": "whole number"}.get(
            schema["type"], schema["type"]
        )
    if "default" in schema:
        said += f"; {schema['default']} if left out"
    return f"optional, {said}" if optional else said


def _table(caption: str, columns: tuple[str, ...], rows: Iterable[tuple[str, str, str]]) -> str:
    """Rows of status (or nothing), code and meaning."""
    head = "".join(f'<th scope="col">{column}</th>' for column in columns)
    body = "".join(
        f'<tr><th scope="row"><code>{escape(code)}</code></th>'
        f"{f'<td>{status}</td>' if status else ''}<td>{escape(meaning)}</td></tr>"
        for status, code, meaning in rows
    )
    return (
        f"<table><caption>{caption}</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{body}</tbody></table>"
    )
