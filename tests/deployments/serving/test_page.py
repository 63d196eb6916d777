"""The page of a deployment's API: all that the document says, escaped, and nothing that runs."""

import re
from base64 import b64encode
from hashlib import sha256
from html import unescape
from html.parser import HTMLParser
from typing import Any

import pytest

from deployments import snippets
from deployments.serving import openapi, page
from training.tagger import runtime
from training.tagger.bundles.bundle import Manifest

ODD = "<script>alert(1)</script> & “Kamera” 微博"


class Elements(HTMLParser):
    """Reads a page strictly: every element that opens closes."""

    def __init__(self, raw: str) -> None:
        super().__init__()
        self.names: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self._open: list[str] = []
        self.feed(raw)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)
        self.attributes += attrs
        if tag != "meta":
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag


def manifest(**fields: Any) -> Manifest:
    given = {"task": "ner", "tags": ("O", f"B-{ODD}"), "labels": (ODD,)} | fields
    return Manifest(kind="neural", scheme="IOB2", tokenizer="words", **given)


def drawn(**fields: Any) -> str:
    said = openapi.document("a-b", ODD, "3", manifest(**fields))
    return page.page(said, "http://example.test:81").decode()


def text_of(raw: str) -> str:
    return unescape(re.sub(r"<[^>]+>", " ", raw))


def test_the_page_is_answered_by_the_address_that_predicts(answering: Any) -> None:
    reply = answering.serving.ask("GET", "/predict/cameras")
    assert reply.status == 200
    assert reply.headers["content-type"] == "text/html; charset=utf-8"
    said = text_of(reply.body.decode())
    for known in ("Model cameras", "PNAME", "PFEATURE", "Authorization: Bearer"):
        assert known in said
    url = f"http://127.0.0.1:{answering.serving.port}/predict/cameras"
    for code in snippets.of(url, openapi.EXAMPLE).values():
        assert code.strip() in said
    head = answering.serving.ask("HEAD", "/predict/cameras")
    assert head.body == b""
    assert head.headers["content-length"] == str(len(reply.body))
    assert answering.serving.ask("GET", "/predict/nothing").status == 404


def test_the_policy_lets_in_the_one_style_and_nothing_else(answering: Any) -> None:
    reply = answering.serving.ask("GET", "/predict/cameras")
    (style,) = re.findall(r"<style>(.*?)</style>", reply.body.decode(), re.DOTALL)
    checksum = b64encode(sha256(style.encode()).digest()).decode()
    policy = reply.headers["content-security-policy"]
    assert f"style-src 'sha256-{checksum}'" in policy
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert reply.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("host", ['"><script>', "a b", "a'$(id)", "", "a/b"])
def test_an_odd_host_is_not_repeated(answering: Any, host: str) -> None:
    reply = answering.serving.ask("GET", "/predict/cameras", headers={"Host": host})
    if reply.status == 200:
        shown = f"POST http://127.0.0.1:{answering.serving.port}/predict/cameras"
        assert shown in text_of(reply.body.decode())
    else:
        assert reply.status == 400


def test_names_are_text_and_never_markup() -> None:
    raw = drawn()
    elements = Elements(raw)
    assert "script" not in elements.names
    assert not any(name.startswith("on") or name == "style" for name, _ in elements.attributes)
    assert raw.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 4
    assert text_of(raw).count(ODD) >= 3


@pytest.mark.parametrize("fields", [{}, {"labels": ()}, {"task": "tokens"}])
def test_every_element_closes_and_every_link_leads_somewhere(fields: dict[str, Any]) -> None:
    elements = Elements(drawn(**fields))
    ids = {value for name, value in elements.attributes if name == "id"}
    links = {value for name, value in elements.attributes if name == "href"}
    assert links == {*(f"#{one}" for one in ids), "a-b/openapi.json"}


def test_all_that_the_document_knows_stands_on_the_page() -> None:
    said = openapi.document("a-b", "Kamera", "3", manifest())
    shown = text_of(page.page(said, "http://example.test:81").decode())
    method = said["paths"]["/predict/a-b"]["post"]
    for status, response in method["responses"].items():
        for code, example in response["content"]["application/json"]["examples"].items():
            assert example["summary"] in shown
            assert status == "200" or (code in shown and status in shown)
    for shape in method["requestBody"]["content"]["application/json"]["schema"]["oneOf"]:
        assert shape["title"] in shown
        assert shape["description"] in shown
    for field in said["components"]["schemas"]["Entity"]["properties"].values():
        assert field["description"] in shown
    for limit in method["x-limits"]:
        assert limit in shown


def test_the_examples_of_the_document_are_answered(answering: Any) -> None:
    said = answering.serving.ask("GET", "/predict/cameras/openapi.json").json
    content = said["paths"]["/predict/cameras"]["post"]["requestBody"]["content"]
    examples = content["application/json"]["examples"]
    assert set(examples) == {"text", "texts", "tokens"}
    for example in examples.values():
        reply = answering.serving.predict("cameras", "key-of-cameras", example["value"])
        assert reply.status == 200, reply


def test_the_entity_that_is_shown_stands_where_it_says(answering: Any) -> None:
    labels = runtime.load(answering.folder).manifest.labels
    for task in ("ner", "tokens"):
        said = openapi.document("a", "A", "1", manifest(task=task, labels=labels))
        responses = said["paths"]["/predict/a"]["post"]["responses"]
        examples = responses["200"]["content"]["application/json"]["examples"]
        (entity,) = examples["one"]["value"]["entities"]
        assert openapi.EXAMPLE[entity["start"] : entity["end"]] == entity["text"]
        assert entity["label"] in labels


def test_the_unit_that_counts_unless_told_is_the_deployments_own() -> None:
    said = openapi.document("a", "A", "1", manifest(), "utf16")
    assert "utf16 if left out" in page.page(said, "http://example.test").decode()
