"""Damaged files of every format, and requests that are wrong in themselves."""

import io
import json
import zipfile
from typing import Any

from tests.journeys.door import Part

BIG = 100 << 20
"""A line of 100 MB."""
CONLL = b"Sony\tB-P\nCE\tI-P\n\nrocks\tO\n\n"
GMB = b"Sentence #,Word,POS,Tag\nSentence: 1,Sony,NNP,B-org\n"


def file(
    data: bytes | str, format: str = "", name: str = "a.txt", options: Any = None
) -> list[Part]:
    raw = data.encode() if isinstance(data, str) else data
    parts = [Part("file", raw, name)]
    if format:
        parts.append(Part("format", format.encode()))
    if options is not None:
        said = options if isinstance(options, str) else json.dumps(options)
        parts.append(Part("options", said.encode()))
    return parts


def two(words: str, tags: str) -> list[Part]:
    return [*file(words, "two_files", "words.txt"), Part("tags", tags.encode(), "tags.txt")]


def zipped(*members: tuple[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return packed.getvalue()


def jsonl(line: str) -> list[Part]:
    return file('{"text": "Sony"}\n' + line, "jsonl", "a.jsonl")


UPLOADS: dict[str, list[Part]] = {
    "two files, a line of tags missing": two("a b\nc d\n", "O O\n"),
    "two files, a tag too many": two("a b\n", "O O O\n"),
    "two files, no tags": two("a b\n", ""),
    "two files, one came": file("a b\n", "two_files"),
    "two files, three came": [*two("a\n", "O\n"), Part("file", b"a\n", "c.txt")],
    "CoNLL, ragged": file("a\tB-P\nb\n", "conll"),
    "CoNLL, I without B where B is due": file("a\tX-P\n", "conll", options={"scheme": "IOB2"}),
    "CoNLL, a token of 20,000 letters": file("x" * 20_000 + "\tO\n", "conll"),
    "CoNLL, a sentence without end": file("x\tO\n" * 20_001, "conll"),
    "CoNLL, a label of 65 letters": file("x\tB-" + "L" * 65, "conll", options={"scheme": "IOB2"}),
    "CoNLL, a label that turns the text": file("x\tB-P\u202eQ\n", "conll"),
    "CoNLL, 600 labels": file("".join(f"w\tB-L{i}\n\n" for i in range(600)), "conll"),
    "CoNLL, NUL": file(b"a\tO\nb\0c\tO\n", "conll"),
    "CoNLL, not UTF-8": file(b"a\tO\n\xff\xfe\tO\n", "conll", options={"encoding": "utf-8"}),
    "CoNLL, surrogates": file(
        b"\xed\xa0\xbd\xed\xb8\x80\tO\n", "conll", options={"encoding": "utf-8"}
    ),
    "CoNLL, half a letter of UTF-16": file(b"a\0b", "conll", options={"encoding": "utf-16-le"}),
    "CoNLL, a column it lacks": file(CONLL, "conll", options={"token_column": 9}),
    "CoNLL, a line of 100 MB": file(b"a" * BIG, "conll"),
    "JSON lines, a line of 100 MB": file(b'{"text": "' + b"a" * BIG + b'"}', "jsonl"),
    "JSON lines, broken": jsonl('{"text":'),
    "JSON lines, half a surrogate pair": jsonl('{"text": "a \\ud800"}'),
    "JSON lines, NUL": jsonl('{"text": "a \\u0000"}'),
    "JSON lines, deep": jsonl('{"text": "a", "meta": ' + "[" * 9999 + "]" * 9999 + "}"),
    "JSON lines, a key twice": jsonl('{"text": "a", "text": "b"}'),
    "JSON lines, no text": jsonl('{"spans": []}'),
    "JSON lines, a span outside": jsonl('{"text": "a", "spans": [[0, 9, "P"]]}'),
    "JSON lines, spans that overlap": jsonl(
        '{"text": "a b", "spans": [[0, 1, "P"], [0, 3, "Q"]]}'
    ),
    "JSON lines, offsets that are true": jsonl('{"text": "a", "spans": [[false, true, "P"]]}'),
    "JSON lines, an endless number": jsonl('{"text": "a", "meta": ' + "9" * 5000 + "}"),
    "JSON lines, one document": file('[{"text": "a"}]', "jsonl"),
    "doccano, a span cut short": file('{"text": "Sony", "label": [[0, 4]]}', "doccano"),
    "GMB, other columns": file("a,b,c\n1,2,3\n", "gmb_csv"),
    "GMB, a short row": file(GMB + b"Sentence: 2,x\n", "gmb_csv"),
    "GMB, a quotation mark left open": file(GMB + b',"x,NN,O\n', "gmb_csv"),
    "GMB, no word": file(GMB + b"Sentence: 2,,NN,O\n", "gmb_csv"),
    "GMB, cp1252 said to be UTF-8": file(
        GMB + b"Sentence: 2,caf\xe9,NN,O\n", "gmb_csv", options={"encoding": "utf-8"}
    ),
    "text, NUL": file("a\0b", "text"),
    "text, nothing but spaces": file(" \n\t\n", "text"),
    "an empty file": file(""),
    "a picture": file(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4),
    "a zip bomb": file(zipped(("s", b"a " * (8 << 20)), ("t", b"O " * (8 << 20)))),
    "a zip of three": file(zipped(("s", b"a"), ("t", b"O"), ("u", b"x"))),
    "a zip in a zip": file(zipped(("s", zipped(("a", b"a"))), ("t", b"O"))),
    "a zip cut off": file(zipped(("s", b"a b"), ("t", b"O O"))[:-20]),
    "a zip as CoNLL": file(zipped(("s", b"a b"), ("t", b"O O")), "conll"),
}  # fmt: skip

REQUESTS: dict[str, list[Part]] = {
    "no file": [Part("format", b"conll")],
    "the file as words": [Part("file", CONLL)],
    "a wrong field": [*file(CONLL, "conll"), Part("tag", b"O", "t.txt")],
    "options as a file": [*file(CONLL, "conll"), Part("options", b"{}", "o.json")],
    "an unknown format": file(CONLL, "pickle"),
    "an unknown encoding": file(CONLL, "conll", options={"encoding": "unicode_escape"}),
    "options that are no JSON": file(CONLL, "conll", options="{"),
    "options that are a list": file(CONLL, "conll", options="[]"),
    "options with NaN": file(CONLL, "conll", options='{"token_column": NaN}'),
    "options with half a surrogate": file(CONLL, "conll", options='{"layers": {"\\ud800": 1}}'),
    "an unknown option": file(CONLL, "conll", options={"colour": 1}),
    "a number in quotes": file(CONLL, "conll", options={"token_column": "1"}),
    "true for a number": file(CONLL, "conll", options={"tag_column": True}),
    "a layer before the first column": file(CONLL, "conll", options={"layers": {"pos": -5}}),
    "the format among the options": file(CONLL, "conll", options={"kind": "gmb_csv"}),
}
