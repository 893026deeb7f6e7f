"""Django's settings, read from the environment: see docs/settings.md for every name."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse_lazy

from scorewright.project.email_server import EmailServer
from scorewright.project.environment import count as _count
from scorewright.project.environment import names as _names
from scorewright.project.environment import networks as _networks
from scorewright.project.environment import share as _share
from scorewright.project.environment import switch as _switch
from scorewright.project.environment import value as _environment
from scorewright.project.environment import web_processes
from scorewright.project.simulation.clock import move_clock

# A database that vanished without a word is noticed within seconds; TCP alone would wait for a quarter of an hour.
NOTICE_WHEN_GONE = {
    "connect_timeout": 3,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}


def _database(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    if url and parts.scheme not in ("postgres", "postgresql"):
        raise ImproperlyConfigured("DATABASE_URL must begin with postgresql://: no other engine is supported")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_HEALTH_CHECKS": True,
        # Parameters of the address, such as sslmode, are libpq's.
        "OPTIONS": {**NOTICE_WHEN_GONE, **dict(parse_qsl(parts.query))},
    }


HOME = Path(_environment("SCOREWRIGHT_HOME", ".scorewright")).absolute()
DEBUG = _environment("SCOREWRIGHT_DEBUG") == "1"
SECRET_KEY = _environment("SCOREWRIGHT_SECRET_KEY")
ALLOWED_HOSTS = _environment("SCOREWRIGHT_ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in _environment("SCOREWRIGHT_TRUSTED_ORIGINS").split(",") if origin]

DATABASE_URL = _environment("DATABASE_URL")
# For simulations alone: before any model is loaded, since models take hold of the clock.
CLOCK_IS_MOVED = move_clock(HOME, DATABASE_URL)
DATABASES = {
    # The application's role owns nothing and is bound by row-level security; the owner's role only migrates.
    "default": _database(DATABASE_URL),
    "owner": _database(_environment("DATABASE_OWNER_URL")),
}
# A pool that fails to connect waits twice as long each time, for minutes by default; then it begins anew when asked.
DATABASES["default"]["OPTIONS"]["pool"] = {"min_size": 1, "max_size": 10, "timeout": 1, "reconnect_timeout": 2}
DATABASE_ROUTERS: list[str] = []
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "tenancy.User"

INSTALLED_APPS = [
    "unfold.apps.BasicAppConfig",
    "unfold.contrib.filters",
    "scorewright.project.admin_pages.app.AdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "ninja",
    "scorewright.loop.tenancy",
    "scorewright.loop.audit",
    "scorewright.loop.notifications",
    "scorewright.loop.jobs",
    "scorewright.loop.registry",
    "scorewright.loop.training",
    "scorewright.loop.deployment",
    "scorewright.loop.serving",
    "scorewright.loop.intake",
    "scorewright.loop.outcomes",
    "scorewright.loop.retraining",
    "scorewright.loop.experiments",
    "scorewright.loop.guarding",
    "scorewright.loop.algorithms",
    "scorewright.project",
]
MIDDLEWARE = [
    "scorewright.project.web.request_name.RequestName",
    "scorewright.project.web.personal_words.PersonalWords",
    "scorewright.project.web.health.Health",
    "scorewright.loop.tenancy.middleware.DatabaseDown",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "scorewright.loop.tenancy.middleware.ApiScope",
    "scorewright.loop.tenancy.middleware.AdminScope",
]
ROOT_URLCONF = "scorewright.project.urls"
ASGI_APPLICATION = "scorewright.project.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
STORAGES = {
    # Rows of applicants: other accounts of the machine may not read them.
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": HOME / "files",
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
    "artefacts": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": HOME / "artefacts"},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
LANGUAGE_CODE = "en-gb"
USE_TZ = True
TIME_ZONE = "UTC"
SESSION_COOKIE_HTTPONLY = True
SECURE_CONTENT_TYPE_NOSNIFF = True
# Behind TLS, one setting turns on what only makes sense there.
SECURE = _environment("SCOREWRIGHT_HTTPS") == "1"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = SECURE
# The proxy says how the client came, and must overwrite this header; metrics are asked for in plain HTTP.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
SECURE_REDIRECT_EXEMPT = [r"^metrics$"]
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE

# What the processes of this machine have counted, and the key without which only programs on it may read that.
TALLIES = HOME / "run" / "metrics"
METRICS_KEY = _environment("SCOREWRIGHT_METRICS_KEY")

# How many processes of this machine share the web's work, and what a key may send to all of them in a minute.
WEB_PROCESSES = web_processes()
RATE_LIMIT = _count("SCOREWRIGHT_RATE_LIMIT", 1_200_000, least=0)
RECORDS_PER_MINUTE = max(1, RATE_LIMIT // WEB_PROCESSES) if RATE_LIMIT else None
# In MB: what one request may upload.
UPLOAD_LIMIT = _count("SCOREWRIGHT_UPLOAD_LIMIT", 2048, least=1)
# Folders of this machine whose files may be trained from.
TRAINING_PATHS = [folder for folder in _environment("SCOREWRIGHT_TRAINING_PATHS").split(os.pathsep) if folder]
# The status of the versions that decide where a request names none; "production" lets the fallback stand in.
PREDICT_DEFAULT_STATUS = _environment("SCOREWRIGHT_PREDICT_DEFAULT_STATUS") or None

# Whether applications are assessed at all, and by themselves; how many a command takes at a time; how often one that
# failed is tried again; below which confidence people look; empty: as the use case declares.
ML_PROCESSING_ENABLED = _switch("ML_PROCESSING_ENABLED", default=True)
ML_AUTO_TRIGGER_ON_SUBMIT = _switch("ML_AUTO_TRIGGER_ON_SUBMIT", default=True)
ML_BATCH_SIZE = _count("ML_BATCH_SIZE", 10, least=1)
ML_RETRY_ATTEMPTS = _count("ML_RETRY_ATTEMPTS", 3, least=0)
ML_CONFIDENCE_THRESHOLD = _share("ML_CONFIDENCE_THRESHOLD")
# Insights that are not told with an assessment, by name; one of ours has a switch of its own.
ML_INSIGHTS_OFF = _names("ML_INSIGHTS_OFF")
if not _switch("GHANA_EMPLOYMENT_ANALYSIS_ENABLED", default=True):
    ML_INSIGHTS_OFF |= {"ghana_employment_analysis"}
# How many listen at once to what happens to applications, in one process of the web.
EVENT_LISTENERS = _count("SCOREWRIGHT_EVENT_LISTENERS", 100, least=0)

# How notifications leave the house; webhooks reach no private network but these.
_EMAIL_URL, _EMAIL_FROM = _environment("SCOREWRIGHT_EMAIL_URL"), _environment("SCOREWRIGHT_EMAIL_FROM")
_EMAIL = EmailServer.from_url(_EMAIL_URL, _EMAIL_FROM, development=DEBUG)
EMAIL_READY = _EMAIL.ready
EMAIL_BACKEND = _EMAIL.backend
EMAIL_HOST, EMAIL_PORT = _EMAIL.host, _EMAIL.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _EMAIL.user, _EMAIL.password
EMAIL_USE_SSL, EMAIL_USE_TLS = _EMAIL.tls, _EMAIL.starttls
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = _EMAIL.sender
WEBHOOK_PRIVATE_NETWORKS = _networks("SCOREWRIGHT_WEBHOOK_PRIVATE_NETWORKS")

CELERY_BROKER_URL = _environment("CELERY_BROKER_URL")
FORMAT_MODULE_PATH = ["scorewright.project.formats"]
UNFOLD = {
    "SITE_TITLE": "Scorewright",
    "SITE_HEADER": "Scorewright",
    "SITE_SUBHEADER": "scorewright.project.admin_pages.site.tenant_name",
    "SITE_SYMBOL": "rule",
    "SITE_FAVICONS": [
        {"rel": "icon", "type": "image/svg+xml", "href": "scorewright.project.admin_pages.site.icon"},
    ],
    "SITE_URL": None,
    "SHOW_HISTORY": False,
    "SHOW_VIEW_ON_SITE": False,
    "DASHBOARD_CALLBACK": "scorewright.project.admin_pages.overview.overview",
    "STYLES": ["scorewright.project.admin_pages.site.stylesheet"],
    "ACCOUNT": {"navigation": [{"title": "Change tenant", "link": reverse_lazy("admin:tenants")}]},
    "SIDEBAR": {"navigation": "scorewright.project.admin_pages.navigation.navigation"},
}
