"""The one HTML page that the front end lives in, and the door that a one-time link opens."""

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_GET, require_safe

from tagwright import assets
from workspace import tokens


@require_safe
@ensure_csrf_cookie
@never_cache
def page(request: HttpRequest) -> HttpResponse:
    return render(request, "shell.html", {"entry": assets.entry()})


@require_GET
@never_cache
def sign_in_by_link(request: HttpRequest, secret: str) -> HttpResponse:
    """Sign in once; a used or old link leads to the sign-in page, which says so."""
    user = tokens.use_link(secret)
    if user is None:
        if request.user.is_authenticated:
            return HttpResponseRedirect("/")
        return HttpResponseRedirect("/sign-in?link=used")
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    return HttpResponseRedirect("/" if user.has_usable_password() else "/?welcome=1")
