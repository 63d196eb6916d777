"""Every refusal of POST /predict/{slug} and every fault of a body, with what it means."""

from typing import NamedTuple


class Refusal(NamedTuple):
    """One answer that is not the one asked for: its status, its code, its sentence."""

    status: int
    code: str
    meaning: str


REFUSALS = (
    Refusal(400, "bad_json", "The body is not JSON in UTF-8; the message says where it breaks."),
    Refusal(400, "invalid", "The body says what it must not; errors names each place."),
    Refusal(400, "disconnected", "The body was not sent to its end."),
    Refusal(401, "unauthorized", "The key is missing or unknown."),
    Refusal(404, "not_found", "No such deployment for this key."),
    Refusal(405, "method_not_allowed", "The method is not answered here; Allow names those."),
    Refusal(408, "timeout", "The body did not arrive in time."),
    Refusal(413, "too_large", "The body is larger than 1 MB; send several requests."),
    Refusal(415, "unsupported_media_type", "The body is not application/json, or is compressed."),
    Refusal(500, "internal", "Something broke in the server; the request may be sent again."),
    Refusal(503, "starting", "The model is being loaded; Retry-After says when to ask again."),
    Refusal(503, "failed", "The model did not load; the deployment's page says why."),
    Refusal(503, "busy", "Too much is waiting; Retry-After says when to ask again."),
)

FAULTS = {
    "unknown_field": "A name that is no field.",
    "one_of": "None or several of text, texts and tokens; send exactly one.",
    "wrong_type": "A value of another kind than the field takes.",
    "unknown_choice": "An offset_unit that is none.",
    "wrong_choice": "An offset_unit that given tokens cannot be counted in.",
    "empty_word": "A word without a character that shows.",
    "too_many": "More entries than one request may have.",
    "too_long": "A sentence with more tokens than are read at once.",
}
"""What the code of one entry of `errors` means."""
