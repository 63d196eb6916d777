"""All settings, read from the environment; a wrong value stops the start."""

import os
from pathlib import Path
from typing import Any

from csp.constants import NONCE

from tagwright import env

VERSION = env.version()
HOME = Path(env.text("TAGWRIGHT_HOME", str(Path.cwd() / "home"))).expanduser().resolve()
DEBUG = env.flag("TAGWRIGHT_DEBUG", False)
SECRET_KEY = env.secret("TAGWRIGHT_SECRET_KEY", HOME / "secret")
ALLOWED_HOSTS = env.words("TAGWRIGHT_HOSTS", "localhost 127.0.0.1 [::1]")
PUBLIC_URL = env.text("TAGWRIGHT_URL", "http://127.0.0.1:8400").rstrip("/")
SERVING_URL = env.text("TAGWRIGHT_SERVING_URL", "http://127.0.0.1:8401").rstrip("/")
SERVING_INTERNAL_URL = env.text("TAGWRIGHT_SERVING_INTERNAL_URL", SERVING_URL).rstrip("/")
SERVING_SECRET = env.secret("TAGWRIGHT_SERVING_SECRET", HOME / "serving.secret")
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "rest_framework",
    "workspace",
    *env.rooms("annotation", "featuresets", "training", "deployments"),
    "tagwright",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "tagwright.headers.Headers",
]
ROOT_URLCONF = "tagwright.urls"
WSGI_APPLICATION = "tagwright.wsgi.application"
ASGI_APPLICATION = "tagwright.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parent / "templates"],
        "OPTIONS": {"context_processors": ["csp.context_processors.nonce"]},
    }
]
AUTH_USER_MODEL = "workspace.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 8},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]

SQLITE = """PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=20000;
PRAGMA foreign_keys=ON; PRAGMA cache_size=-64000; PRAGMA mmap_size=134217728;"""
DATABASES: dict[str, dict[str, Any]] = {"default": env.database("TAGWRIGHT_DATABASE", HOME, SQLITE)}
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
USE_I18N = False

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
STATICFILES_DIRS = [p for p in [Path(__file__).parent / "static_built"] if p.exists()]
WHITENOISE_USE_FINDERS = True
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/assets/.+-[0-9A-Za-z_-]{8}\.[a-z0-9]+$"

FILES_DIR = HOME / "files"
S3_BUCKET = env.text("TAGWRIGHT_S3_BUCKET", "")
STORAGES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": FILES_DIR},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
    **env.object_store(S3_BUCKET),
}
FILE_UPLOAD_MAX_MEMORY_SIZE = 1 << 20
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 << 20
UPLOAD_LIMIT = env.number("TAGWRIGHT_UPLOAD_MB", 200) << 20
MODEL_LIMIT = env.number("TAGWRIGHT_MODEL_MB", 4_000) << 20

BROKER_DIR = HOME / "broker"
CELERY_BROKER_URL = env.text("TAGWRIGHT_BROKER", "filesystem://localhost/")
CELERY_BROKER_TRANSPORT_OPTIONS = env.broker_options(CELERY_BROKER_URL, BROKER_DIR)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_DEFAULT_QUEUE = "cpu"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BEAT_SCHEDULE_FILENAME = str(HOME / "beat")
CELERY_BEAT_SCHEDULE = {
    "reconcile": {
        "task": "workspace.reconcile",
        "schedule": 2.0,
        "options": {"queue": "house", "expires": 10},
    },
    "look at studies": {
        "task": "training.look",
        "schedule": 2.0,
        "options": {"queue": "house", "expires": 10},
    },
}
TRAINING_SLOTS = env.number("TAGWRIGHT_TRAINING_SLOTS", max(1, (os.cpu_count() or 2) - 1))
"""Runs that train at once, and how many of a study are queued at a time."""
GPUS = env.number("TAGWRIGHT_GPUS", len(list(Path("/dev").glob("nvidia[0-9]*"))))
SERVING_PROCESSES = env.number("TAGWRIGHT_SERVING_PROCESSES", 1)
LEASE_SECONDS = env.number("TAGWRIGHT_LEASE_SECONDS", 10)
HEARTBEAT_SECONDS = 1.0

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'", NONCE],
        "style-src": ["'self'", NONCE],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "manifest-src": ["'self'"],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
HTTPS = PUBLIC_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
CSRF_FAILURE_VIEW = "tagwright.api.csrf_failure"
APPEND_SLASH = False

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "workspace.tokens.BearerToken",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "EXCEPTION_HANDLER": "tagwright.api.answer_error",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
    "URL_FORMAT_OVERRIDE": None,  # `?format=` chooses a file format, not a renderer
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "faults": {  # 503 is said while a part starts or is away: an answer, not a fault of ours
            "()": "django.utils.log.CallbackFilter",
            "callback": lambda record: getattr(record, "status_code", None) != 503,
        }
    },
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.text("TAGWRIGHT_LOG", "INFO")},
    "loggers": {
        "django.request": {"level": "ERROR", "filters": ["faults"]},
        "celery.beat": {"level": "WARNING"},
        "celery.worker.strategy": {"level": "WARNING"},
        "celery.app.trace": {"level": "WARNING"},
    },
}
os.environ.setdefault("OMP_NUM_THREADS", "1")
