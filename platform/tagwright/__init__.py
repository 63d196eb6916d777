"""The roof: knows every room; no room knows it."""

from tagwright.celery import app as celery_app

__all__ = ["celery_app"]
