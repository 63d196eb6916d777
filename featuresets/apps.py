from django.apps import AppConfig


class FeatureSetsConfig(AppConfig):
    name = "featuresets"
    default_auto_field = "django.db.models.BigAutoField"
