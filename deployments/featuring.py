"""What changes the gallery: a deployment is featured, its card follows its model, it is tried."""

import hashlib
import hmac
import ipaddress
import math
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from deployments import cards
from deployments.models import Deployment, Featured, Visit
from workspace import events
from workspace.errors import Refused
from workspace.models import User

MINUTE = timedelta(minutes=1)
PER_CLIENT, PER_MODEL = 20, 300
"""Texts that one visitor, and all visitors of one model together, may try in a minute."""


@transaction.atomic
def feature(deployment: Deployment, *, by: User, public: bool, **words: str | None) -> Featured:
    """Show a deployment in the gallery, or change its card; words that are None stay as they are.

    A new card begins with drafted words.
    """
    found = Featured.objects.filter(deployment=deployment).first()
    if found is None:
        facts = cards.facts(deployment.run, deployment.labels)
        drafted = cards.draft(facts, deployment.sample)._asdict()
        found = Featured(deployment=deployment, created_by=by, facts=facts, **drafted)
    found.public = public
    for name, value in words.items():
        if value is not None:
            setattr(found, name, value)
    found.save()
    told = {"deployment": deployment.pk, "public": int(public)}
    events.tell(deployment.project, "deployment.featured", told, by=by)
    return found


@transaction.atomic
def unfeature(deployment: Deployment, *, by: User) -> None:
    """Take the card out of the gallery."""
    if Featured.objects.filter(deployment=deployment).delete()[0]:
        told = {"deployment": deployment.pk}
        events.tell(deployment.project, "deployment.unfeatured", told, by=by)


def follow(deployment: Deployment) -> None:
    """Draw the facts anew: the card is of the model that answers, never of the one before."""
    facts = cards.facts(deployment.run, deployment.labels)
    Featured.objects.filter(deployment=deployment).update(facts=facts)


@transaction.atomic
def spend(featured: Featured, who: str) -> None:
    """Note one try; raises Refused with the seconds to wait when this minute's share is used up."""
    now = timezone.now()
    Visit.objects.filter(at__lt=now - MINUTE).delete()
    all_of_it = Visit.objects.filter(featured=featured).order_by("-at")
    _within(list(all_of_it.filter(who=who).values_list("at", flat=True)[:PER_CLIENT]), PER_CLIENT)
    _within(list(all_of_it.values_list("at", flat=True)[:PER_MODEL]), PER_MODEL)
    Visit.objects.create(featured=featured, who=who, at=now)


def _within(at: list[datetime], most: int) -> None:
    """`at` are the newest tries, newest first; the last of a full share opens the next place."""
    if len(at) < most:
        return
    seconds = max(1, math.ceil((at[-1] + MINUTE - timezone.now()).total_seconds()))
    raise Refused(
        f"{most} texts were tried here within a minute; the next can be tried in {seconds} s.",
        code="too_many",
        status=429,
        retry_after=seconds,
    )


def visitor(address: str) -> str:
    """A name for a client of this address; of IPv6 the network, since a client has all of it."""
    try:
        found = ipaddress.ip_address(address)
        if found.version == 6:
            address = str(ipaddress.ip_network((found, 64), strict=False))
    except ValueError:
        address = ""
    return hmac.new(settings.SECRET_KEY.encode(), address.encode(), hashlib.sha256).hexdigest()
