"""The deployments room over HTTP."""

from deployments.api import deployments, evaluations, gallery

urlpatterns = [*deployments.urlpatterns, *evaluations.urlpatterns, *gallery.urlpatterns]
