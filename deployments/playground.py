"""Try a deployment from its page: the web asks the serving process, so the page needs no key."""

import http.client
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from deployments.models import Deployment
from kernel import strict
from workspace.errors import Problem, Refused

TIMEOUT_SECONDS = 10.0
ANSWER_LIMIT = 8 << 20


def ask(deployment: Deployment, body: bytes) -> dict[str, Any]:
    """The endpoint's answer to this body; raises Refused with its own sentence, or ours."""
    status, raw = _post(deployment, body)
    try:
        answer = strict.loads(raw)
    except strict.NotStrict:
        answer = None
    if not isinstance(answer, dict):
        raise _away(f"its answer (status {status}) could not be read")
    if status == 200:
        return answer
    message = str(answer.get("message") or f"The serving process answered {status}.")
    raise Refused(
        message,
        code=str(answer.get("code", "refused")),
        status=_own(status),
        problems=[
            Problem(tuple(one["at"]), str(one["code"]), str(one["message"]))
            for one in answer.get("errors", [])
        ],
    )


def _own(status: int) -> int:
    """Its refusals of the body are ours; of our secret they are a fault of the set-up."""
    return status if status in (400, 413, 429, 503) else 503


def _post(deployment: Deployment, body: bytes) -> tuple[int, bytes]:
    parts = urlsplit(settings.SERVING_INTERNAL_URL)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.netloc, timeout=TIMEOUT_SECONDS)
    headers = {
        "Authorization": f"Bearer {settings.SERVING_SECRET}",
        "Content-Type": "application/json",
    }
    try:
        connection.request("POST", f"{parts.path}/predict/{deployment.slug}", body, headers)
        response = connection.getresponse()
        return response.status, response.read(ANSWER_LIMIT)
    except TimeoutError:
        raise _away(f"it did not answer within {TIMEOUT_SECONDS:.0f} seconds") from None
    except (OSError, http.client.HTTPException):
        raise _away("it cannot be reached") from None
    finally:
        connection.close()


def _away(why: str) -> Refused:
    return Refused(
        f"The serving process did not help: {why}. Look whether it runs, then try again.",
        code="serving_away",
        status=503,
    )
