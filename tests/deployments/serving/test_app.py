"""What each address answers, asked of a real process over HTTP."""

import json
import signal
import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from deployments.serving import refusals
from training.tagger import runtime

KEY = "key-of-cameras"
TEXT = "The Sony CE-7RM3 👍🏽 rocks. A Canon EOS 5D with a sharp lens!"


def ask(answering: Any, value: Any, slug: str = "cameras", key: str = KEY) -> Any:
    return answering.serving.predict(slug, key, value)


def entities(answering: Any, value: Any) -> list[dict[str, Any]]:
    reply = ask(answering, value)
    assert reply.status == 200, reply
    found: list[dict[str, Any]] = reply.json["entities"]
    return found


def test_a_text_is_answered_with_the_entities_that_the_model_finds(answering: Any) -> None:
    (expected,) = runtime.load(answering.folder).answer([TEXT])
    assert expected
    found = entities(answering, {"text": TEXT})
    assert [list(entity) for entity in found] == [["text", "label", "start", "end", "score"]] * len(
        expected
    )
    for given, known in zip(found, expected, strict=True):
        assert tuple(given.values())[:4] == known[:4]
        assert given["score"] == pytest.approx(known.score, abs=1e-5)


def test_texts_are_answered_in_their_order(answering: Any) -> None:
    texts = [TEXT, "", "It rocks", "   ", TEXT]
    results = ask(answering, {"texts": texts}).json["results"]
    assert [one["entities"] for one in results] == [
        entities(answering, {"text": text}) for text in texts
    ]
    assert ask(answering, {"texts": []}).json == {"results": []}


def test_given_words_are_answered_in_numbers_of_words(answering: Any) -> None:
    words = ["The", "Sony", "CE-7RM3", "rocks"]
    found = entities(answering, {"tokens": words})
    assert found
    assert all(
        entity["text"] == " ".join(words[entity["start"] : entity["end"]]) for entity in found
    )
    several = ask(answering, {"tokens": [words, [], words]}).json["results"]
    assert [one["entities"] for one in several] == [found, [], found]
    assert entities(answering, {"tokens": []}) == []
    assert ask(answering, {"tokens": [[]]}).json == {"results": [{"entities": []}]}


def test_offsets_count_in_the_unit_that_was_asked_for(answering: Any) -> None:
    plain = entities(answering, {"text": TEXT})
    assert plain == entities(answering, {"text": TEXT, "offset_unit": "codepoint"})
    assert any(entity["start"] > TEXT.index("👍") for entity in plain)
    for unit, encoding, width in (("utf16", "utf-16-le", 2), ("utf8", "utf-8", 1)):
        raw = TEXT.encode(encoding)
        for entity in entities(answering, {"text": TEXT, "offset_unit": unit}):
            cut = raw[entity["start"] * width : entity["end"] * width]
            assert cut.decode(encoding) == entity["text"]
    tokens = runtime.load(answering.folder).cut(TEXT).tokens
    for entity in entities(answering, {"text": TEXT, "offset_unit": "token"}):
        start, end = tokens[entity["start"]].start, tokens[entity["end"] - 1].end
        assert TEXT[start:end] == entity["text"]


def test_a_deployment_may_count_in_another_unit_unless_told(answering: Any, tmp_path: Path) -> None:
    web = answering.web
    web.deploy("units", answering.folder, "key-of-units", offset_unit="utf16")
    web.wait_for("units", "live")
    found = answering.serving.predict("units", "key-of-units", {"text": TEXT}).json
    assert found["entities"] == entities(answering, {"text": TEXT, "offset_unit": "utf16"})


def documented(answering: Any, slug: str = "cameras") -> set[tuple[int, str]]:
    """Status and code of every refusal that the OpenAPI document names."""
    said = answering.serving.ask("GET", f"/predict/{slug}/openapi.json").json
    responses = said["paths"][f"/predict/{slug}"]["post"]["responses"]
    return {
        (int(status), code)
        for status, response in responses.items()
        for code in response["content"]["application/json"]["examples"]
    }


DEEP = b'{"text":' + b"[" * 200 + b"]" * 200 + b"}"
DEEPER = b"[" * 100_000 + b"]" * 100_000
LONG = "x " * 20_001

BROKEN: list[tuple[str, bytes | Any, int, list[list[str | int]] | None]] = [
    ("nothing", b"", 400, []),
    ("space", b"   ", 400, []),
    ("half an object", b'{"text": "a"', 400, []),
    ("two values", b'{"text":"a"} {"text":"b"}', 400, []),
    ("no JSON", b"text=a", 400, []),
    ("single quotes", b"{'text': 'a'}", 400, []),
    ("a comma too many", b'{"text":"a",}', 400, []),
    ("a comment", b'{"text":"a" /* b */}', 400, []),
    ("a raw line feed in a text", b'{"text":"a\nb"}', 400, []),
    ("a byte order mark", b'\xef\xbb\xbf{"text":"a"}', 400, []),
    ("latin-1", '{"text":"é"}'.encode("latin-1"), 400, []),
    ("utf-16", '{"text":"a"}'.encode("utf-16"), 400, []),
    ("half a character", b'{"text":"\xe2\x82"}', 400, []),
    ("an overlong slash", b'{"text":"\xc0\xaf"}', 400, []),
    ("a lone surrogate", b'{"text":"\\ud800"}', 400, []),
    ("a surrogate turned round", b'{"text":"\\udc00\\ud800"}', 400, []),
    ("a surrogate in bytes", b'{"text":"\xed\xa0\x80"}', 400, []),
    ("a null character", b'{"text":"a\\u0000b"}', 400, []),
    ("a null byte", b'{"text":"a\x00b"}', 400, []),
    ("a null character in a name", b'{"te\\u0000xt":"a"}', 400, []),
    ("NaN", b'{"text":NaN}', 400, []),
    ("infinity", b'{"text":-Infinity}', 400, []),
    ("a number beyond all", b'{"text":1e999}', 400, []),
    ("a number of 5,000 digits", b'{"text":' + b"9" * 5_000 + b"}", 400, []),
    ("a name twice", b'{"text":"a","text":"b"}', 400, []),
    ("a name twice, escaped", b'{"text":"a","t\\u0065xt":"b"}', 400, []),
    ("too deep", DEEP, 400, []),
    ("far too deep", DEEPER, 400, []),
    ("null", b"null", 400, [[]]),
    ("a list", b'["a"]', 400, [[]]),
    ("a text alone", b'"a"', 400, [[]]),
    ("a number alone", b"7", 400, [[]]),
    ("an empty object", {}, 400, [[]]),
    ("an unknown field", {"text": "a", "lang": "en"}, 400, [["lang"]]),
    ("only an unknown field", {"txt": "a"}, 400, [["txt"], []]),
    ("another case", {"Text": "a"}, 400, [["Text"], []]),
    ("two at once", {"text": "a", "texts": ["a"]}, 400, [["texts"]]),
    ("three at once", {"text": "a", "texts": [], "tokens": []}, 400, [["texts"]]),
    ("a text that is null", {"text": None}, 400, [["text"]]),
    ("a text that is a number", {"text": 7}, 400, [["text"]]),
    ("a text that is true", {"text": True}, 400, [["text"]]),
    ("a text that is a list", {"text": ["a"]}, 400, [["text"]]),
    ("texts that are a text", {"texts": "a"}, 400, [["texts"]]),
    ("texts that are an object", {"texts": {"0": "a"}}, 400, [["texts"]]),
    ("texts with holes", {"texts": ["a", None, "b", 3]}, 400, [["texts", 1], ["texts", 3]]),
    ("too many texts", {"texts": ["a"] * 1_001}, 400, [["texts"]]),
    ("tokens that are a text", {"tokens": "a b"}, 400, [["tokens"]]),
    ("a word that is a number", {"tokens": ["a", 1]}, 400, [["tokens", 1]]),
    ("a word that is empty", {"tokens": ["a", ""]}, 400, [["tokens", 1]]),
    ("a word that is a space", {"tokens": ["\u00a0"]}, 400, [["tokens", 0]]),
    ("words and lists mixed", {"tokens": [["a"], "b"]}, 400, [["tokens", 1]]),
    ("lists and words mixed", {"tokens": ["a", ["b"]]}, 400, [["tokens", 1]]),
    ("lists in lists", {"tokens": [[["a"]]]}, 400, [["tokens", 0, 0]]),
    ("too many lists", {"tokens": [["a"]] * 1_001}, 400, [["tokens"]]),
    ("a sentence too long, given", {"tokens": ["a"] * 20_001}, 400, [["tokens"]]),
    (
        "a sentence too long, among others",
        {"tokens": [["a"], ["a"] * 20_001]},
        400,
        [["tokens", 1]],
    ),
    ("a sentence too long, in a text", {"text": LONG}, 400, [["text"]]),
    ("a sentence too long, in texts", {"texts": ["a", LONG]}, 400, [["texts", 1]]),
    ("a unit that is none", {"text": "a", "offset_unit": "byte"}, 400, [["offset_unit"]]),
    ("a unit that is null", {"text": "a", "offset_unit": None}, 400, [["offset_unit"]]),
    ("a unit that is a list", {"text": "a", "offset_unit": []}, 400, [["offset_unit"]]),
    ("code points of words", {"tokens": ["a"], "offset_unit": "utf8"}, 400, [["offset_unit"]]),
    (
        "every fault at once",
        {"texts": [1], "offset_unit": 2, "x": 3},
        400,
        [["x"], ["texts", 0], ["offset_unit"]],
    ),
    ("more than 1 MB", {"text": "x" * 1_048_576}, 413, []),
]


@pytest.mark.parametrize(
    ("body", "status", "places"), [row[1:] for row in BROKEN], ids=[row[0] for row in BROKEN]
)
def test_a_broken_body_is_refused_with_every_fault_at_its_place(
    answering: Any, body: bytes | Any, status: int, places: list[list[str | int]]
) -> None:
    reply = ask(answering, body)
    assert reply.status == status, reply
    said = reply.json
    assert set(said) == {"code", "message", "errors"}
    assert said["code"] in ("bad_json", "invalid", "too_large")
    assert (status, said["code"]) in documented(answering)
    assert {fault["code"] for fault in said["errors"]} <= set(refusals.FAULTS)
    assert said["message"].rstrip(")").endswith((".", "errors"))
    assert [fault["at"] for fault in said["errors"]] == places
    assert all(set(fault) == {"at", "code", "message"} for fault in said["errors"])
    for inner in ("Traceback", "/work", ".py", "Error:"):
        assert inner not in reply.body.decode()
    assert ask(answering, {"text": "It rocks"}).status == 200


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("application/json", 200),
        ("Application/JSON; charset=UTF-8", 200),
        ('application/json; charset="utf-8"', 200),
        ("application/json; charset=latin-1", 415),
        ("text/plain", 415),
        ("application/x-www-form-urlencoded", 415),
        ("multipart/form-data; boundary=x", 415),
        ("", 415),
    ],
)
def test_a_body_is_json_or_it_is_not_read(answering: Any, kind: str, status: int) -> None:
    headers = {"Authorization": f"Bearer {KEY}", "Content-Type": kind}
    reply = answering.serving.ask("POST", "/predict/cameras", b'{"text":"a"}', headers)
    assert reply.status == status, reply


def test_a_compressed_body_is_not_opened(answering: Any) -> None:
    headers = {
        "Authorization": f"Bearer {KEY}",
        "Content-Type": "application/json",
        "Content-Encoding": "gzip",
    }
    reply = answering.serving.ask("POST", "/predict/cameras", b"\x1f\x8b", headers)
    assert reply.status == 415
    assert (415, reply.json["code"]) in documented(answering)


def test_a_body_that_grows_beyond_the_limit_is_cut_off(answering: Any) -> None:
    connection = HTTPConnection("127.0.0.1", answering.serving.port, timeout=30)
    headers = {"Authorization": f"Bearer {KEY}", "Content-Type": "application/json"}
    parts = (b"x" * 65_536 for _ in range(17))
    connection.request("POST", "/predict/cameras", parts, headers, encode_chunked=True)
    assert connection.getresponse().status == 413
    connection.close()


@pytest.mark.parametrize(
    ("slug", "header", "status"),
    [
        ("cameras", f"Bearer {KEY}", 200),
        ("cameras", f"bearer  {KEY} ", 200),
        ("cameras", None, 401),
        ("cameras", "", 401),
        ("cameras", "Bearer", 401),
        ("cameras", "Bearer ", 401),
        ("cameras", KEY, 401),
        ("cameras", f"Basic {KEY}", 401),
        ("cameras", "Bearer wrong", 401),
        ("cameras", f"Bearer {KEY}x", 401),
        ("cameras", "Bearer \u00e9", 401),
        ("cameras", "Bearer key-of-linear", 404),
        ("nothing", f"Bearer {KEY}", 404),
        ("nothing", "Bearer wrong", 401),
        ("nothing", None, 401),
    ],
)
def test_only_a_deployments_own_key_opens_it(
    answering: Any, slug: str, header: str | None, status: int
) -> None:
    headers = {"Content-Type": "application/json"}
    if header is not None:
        headers["Authorization"] = header
    reply = answering.serving.ask("POST", f"/predict/{slug}", b'{"text":"a"}', headers)
    assert reply.status == status, reply
    if status != 200:
        assert (status, reply.json["code"]) in documented(answering)
    if status == 401:
        assert reply.headers["www-authenticate"] == "Bearer"


def test_the_web_opens_every_deployment_with_the_shared_secret(answering: Any) -> None:
    secret = "a shared secret of the web and the endpoint"
    for slug in ("cameras", "linear"):
        assert ask(answering, {"text": "a"}, slug, secret).status == 200
    assert ask(answering, {"text": "a"}, "nothing", secret).status == 404


@pytest.mark.parametrize(
    ("method", "path", "status", "allow"),
    [
        ("GET", "/healthz", 200, None),
        ("HEAD", "/healthz", 200, None),
        ("GET", "/readyz", 200, None),
        ("POST", "/readyz", 405, "GET, HEAD, OPTIONS"),
        ("GET", "/predict/cameras", 200, None),
        ("HEAD", "/predict/cameras", 200, None),
        ("GET", "/predict/nothing", 404, None),
        ("PUT", "/predict/cameras", 405, "GET, HEAD, OPTIONS, POST"),
        ("DELETE", "/predict/cameras", 405, "GET, HEAD, OPTIONS, POST"),
        ("OPTIONS", "/predict/cameras", 204, "GET, HEAD, OPTIONS, POST"),
        ("GET", "/echo", 405, "OPTIONS, POST"),
        ("OPTIONS", "/healthz", 204, "GET, HEAD, OPTIONS"),
        ("GET", "/predict/cameras/openapi.json", 200, None),
        ("HEAD", "/predict/cameras/openapi.json", 200, None),
        ("GET", "/predict/nothing/openapi.json", 404, None),
        ("GET", "/", 404, None),
        ("GET", "/predict", 404, None),
        ("POST", "/predict/", 404, None),
        ("POST", "/predict/cameras/", 404, None),
        ("POST", "/predict/..%2f..%2fetc", 404, None),
        ("GET", "/predict/cameras/openapi.json/", 404, None),
        ("OPTIONS", "/nothing", 404, None),
        ("BREW", "/healthz", 405, "GET, HEAD, OPTIONS"),
    ],
)
def test_each_address_answers_its_methods_and_guards_every_answer(
    answering: Any, method: str, path: str, status: int, allow: str | None
) -> None:
    if method == "BREW":
        with socket.create_connection(("127.0.0.1", answering.serving.port)) as raw:
            raw.sendall(b"BREW /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            first = raw.makefile("rb").readline()
        assert first.split(b" ")[1] in (b"400", b"405")
        return
    reply = answering.serving.ask(method, path)
    assert reply.status == status, reply
    assert reply.headers.get("allow") == allow
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in reply.headers["content-security-policy"]
    names = {name.lower() for name in reply.headers}
    assert not names & {"server", "x-powered-by", "access-control-allow-origin"}
    if method == "HEAD":
        assert reply.body == b""
        assert int(reply.headers["content-length"]) > 0
    elif status >= 400:
        assert set(reply.json) == {"code", "message", "errors"}
        if path == "/predict/cameras":
            assert (status, reply.json["code"]) in documented(answering)


def test_the_document_names_the_address_and_the_labels(answering: Any) -> None:
    said = answering.serving.ask("GET", "/predict/cameras/openapi.json").json
    assert list(said["paths"]) == ["/predict/cameras"]
    entity = said["components"]["schemas"]["Entity"]
    assert entity["properties"]["label"]["enum"] == ["PNAME", "PFEATURE"]
    assert said["openapi"] == "3.1.0"


def test_the_document_is_valid_openapi(answering: Any) -> None:
    from openapi_spec_validator import validate

    validate(answering.serving.ask("GET", "/predict/cameras/openapi.json").json)


def test_the_echo_gives_the_body_back(answering: Any) -> None:
    assert answering.serving.ask("POST", "/echo", b"abc").body == b"abc"


def test_clients_at_once_get_what_each_gets_alone(answering: Any) -> None:
    words = ["Sony", "CE-7RM3", "rocks.", "A", "sharp", "lens!", "5D", "👍🏽", "It"]
    texts = [" ".join(words[at % 9 :] * (1 + at % 4)) for at in range(64)]
    alone = [ask(answering, {"text": text}).json for text in texts]

    def client(number: int) -> list[Any]:
        connection = HTTPConnection("127.0.0.1", answering.serving.port, timeout=60)
        headers = {"Authorization": f"Bearer {KEY}", "Content-Type": "application/json"}
        found = []
        for step in range(20):
            at = (number * 7 + step) % len(texts)
            raw = json.dumps({"text": texts[at]}).encode()
            connection.request("POST", "/predict/cameras", raw, headers)
            found.append((at, json.loads(connection.getresponse().read())))
        connection.close()
        return found

    with ThreadPoolExecutor(32) as clients:
        answers = [pair for found in clients.map(client, range(32)) for pair in found]
    assert len(answers) == 640
    for at, found in answers:
        assert without_scores(found) == without_scores(alone[at])
        for one, other in zip(found["entities"], alone[at]["entities"], strict=True):
            assert one["score"] == pytest.approx(other["score"], abs=1e-5)


def without_scores(found: dict[str, Any]) -> list[tuple[Any, ...]]:
    return [tuple(entity.values())[:4] for entity in found["entities"]]


def test_what_has_begun_is_finished_before_the_process_ends(
    tiny: ModuleType, web: Any, start: Callable[..., Any], tmp_path: Path
) -> None:
    tiny.neural(tmp_path / "one")
    web.deploy("one", tmp_path / "one", "key")
    serving = start(web.url)
    web.wait_for("one", "live")
    body = json.dumps({"text": TEXT}).encode()
    with socket.create_connection(("127.0.0.1", serving.port), timeout=30) as raw:
        head = (
            "POST /predict/one HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer key\r\n"
            "Content-Type: application/json\r\nExpect: 100-continue\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        raw.sendall(head.encode())
        answer = raw.makefile("rb")
        assert b"100" in answer.readline()  # the request is under way
        answer.readline()
        serving.process.send_signal(signal.SIGTERM)
        raw.sendall(body)
        assert b"200" in answer.readline()
    assert serving.end() == 0
