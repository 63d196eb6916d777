"""All addresses: the API, the health checks, the door by link, and the one page."""

from importlib import import_module, util
from typing import Any

from django.conf import settings
from django.urls import include, path, re_path
from rest_framework.request import Request

from tagwright import api, health, home, openapi, shell
from workspace.web import RoomView, act

ROOMS = [
    "workspace",
    *(
        room
        for room in (
            "annotation",
            "featuresets",
            "training",
            "training.studies",
            "training.embeddings",
            "deployments",
        )
        if util.find_spec(f"{room}.api")
    ),
]
PREFIX = "api/v1"

routes: list[Any] = [
    *home.urlpatterns,
    *(route for room in ROOMS for route in import_module(f"{room}.api").urlpatterns),
]


class Schema(RoomView):
    @act("This document", role="user")
    def get(self, request: Request) -> dict[str, Any]:
        return openapi.document(routes, f"/{PREFIX}", settings.VERSION)


routes.append(path("schema", Schema.as_view()))

urlpatterns = [
    path(f"{PREFIX}/", include(routes)),
    re_path(rf"^{PREFIX}(/.*)?$", api.not_found),
    path("healthz", health.alive),
    path("readyz", health.ready),
    *health.internal_routes(),
    path("sign-in/<str:secret>", shell.sign_in_by_link),
    re_path(r"^(?!static/|api/|predict/|internal/).*$", shell.page),
]

handler400 = api.bad_request
handler404 = api.not_found
handler500 = api.server_error
