"""Every setting of Lanyan, in one file. What may differ between installations is read from the environment."""

import os
from datetime import timedelta
from pathlib import Path

import environ
from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _
from psycopg.conninfo import conninfo_to_dict

from lanyan.kernel import postgres
from lanyan.kernel.secrets import secret_key

env = environ.Env()

BASE_DIR = Path(__file__).resolve().parents[2]
PACKAGE_DIR = BASE_DIR / "lanyan"

DEBUG = env.bool("LANYAN_DEBUG", default=False)
SECRET_KEY = env.str("LANYAN_SECRET_KEY", default="") or secret_key(postgres.home())
ALLOWED_HOSTS = env.list("LANYAN_HOSTS", default=["localhost", "127.0.0.1", "[::1]", "testserver"])
CSRF_TRUSTED_ORIGINS = env.list("LANYAN_ORIGINS", default=[])

ROOMS = [
    "lanyan.kernel",
    "lanyan.web",
    "lanyan.units",
    "lanyan.places",
    "lanyan.premises",
    "lanyan.people",
    "lanyan.forces",
    "lanyan.incidents",
    "lanyan.inspections",
    "lanyan.citizens",
    "lanyan.fires",
    "lanyan.scene",
    "lanyan.links",
    "lanyan.guards",
    "lanyan.reviews",
    "lanyan.fallback",
    "lanyan.voice",
    "lanyan.reports",
    "lanyan.demo",
]
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_filters",
    "django_tables2",
    "template_partials",
    "pgtrigger",
    "pghistory",
    "procrastinate.contrib.django",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "csp",
    "ninja",
    *ROOMS,
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "lanyan.web.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "lanyan.kernel.audit.AuditMiddleware",
    "lanyan.units.middleware.SignedInMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
    "lanyan.web.middleware.BoundsMiddleware",
]

ROOT_URLCONF = "lanyan.config.urls"
ASGI_APPLICATION = "lanyan.config.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["lanyan.web.templatetags.lanyan", "django.templatetags.i18n", "django.templatetags.static"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "lanyan.web.context.shell",
            ],
        },
    }
]


def _database(url: str) -> dict[str, object]:
    """Read a libpq address (URL or key=value), so that a socket folder needs no escaping."""
    parts = conninfo_to_dict(url)
    options: dict[str, object] = {
        key: value for key, value in parts.items() if key not in {"host", "port", "user", "password", "dbname"}
    }
    has_pool = env.bool("LANYAN_DB_POOL", default=False)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.get("dbname", "lanyan"),
        "USER": parts.get("user", ""),
        "PASSWORD": parts.get("password", ""),
        "HOST": parts.get("host", ""),
        "PORT": str(parts.get("port", "")),
        "OPTIONS": postgres.pooled(options) if has_pool else options,
        "CONN_HEALTH_CHECKS": True,
    }


DATABASES = {"default": _database(env.str("DATABASE_URL", default="") or postgres.configured_url())}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "units.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "lanyan.units.backends.AssignmentBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "units:login"
LOGIN_REDIRECT_URL = "web:home"
LOGOUT_REDIRECT_URL = "units:login"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours: fifteen minutes
AXES_LOCKOUT_PARAMETERS = ["username"]
# Locking by address would shut out a whole command centre behind one proxy; the account is what is guarded.
SILENCED_SYSTEM_CHECKS = ["axes.W006"]
AXES_RESET_ON_SUCCESS = True
# A try during the lock does not prolong it: the page says until when, and that must stay true.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_LOCKOUT_CALLABLE = "lanyan.units.views.locked_out"
AXES_VERBOSE = False

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LANGUAGE_COOKIE_NAME = "lanyan_language"
LOCALE_PATHS = [PACKAGE_DIR / "locale"]
USE_I18N = True
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = env.path("LANYAN_STATIC_ROOT", default=str(BASE_DIR / ".lanyan" / "static"))
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "lanyan.web.finders.BrowserLibraryFinder",
]
BROWSER_LIBRARIES = env.path("LANYAN_NODE_MODULES", default=str(BASE_DIR / "node_modules"))

SESSION_ENGINE = "lanyan.units.sessions"
# The longest session, for roles that say nothing else; whoever is not seen for the idle time must sign in again.
# A tablet in a vehicle sleeps between two calls, so the idle time is long where nobody sets it.
SESSION_COOKIE_AGE = env.int("LANYAN_SESSION_HOURS", default=12) * 60 * 60
SESSION_IDLE = timedelta(minutes=env.int("LANYAN_SESSION_IDLE_MINUTES", default=480))
OTP_TOTP_ISSUER = "Lanyan"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = env.bool("LANYAN_HTTPS", default=False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SESSION_COOKIE_SECURE else None
CSRF_FAILURE_VIEW = "lanyan.web.views.csrf_failure"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        # MapLibre and ECharts place their labels by style attributes set from script; nothing else needs them.
        "style-src-attr": ["'unsafe-inline'"],
        "img-src": [SELF, "data:", "blob:"],
        "worker-src": [SELF, "blob:"],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

DJANGO_TABLES2_TEMPLATE = "web/table.html"
PGHISTORY_APPEND_ONLY = True
NINJA_PAGINATION_PER_PAGE = 50
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

# E-mail goes out only where a server is named.
EMAIL_HOST = env.str("LANYAN_MAIL_HOST", default="")
EMAIL_PORT = env.int("LANYAN_MAIL_PORT", default=25)
EMAIL_HOST_USER = env.str("LANYAN_MAIL_USER", default="")
EMAIL_HOST_PASSWORD = env.str("LANYAN_MAIL_PASSWORD", default="")
EMAIL_USE_TLS = env.bool("LANYAN_MAIL_TLS", default=False)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("LANYAN_MAIL_FROM", default="lanyan@localhost")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": env.str("LANYAN_LOG", default="WARNING")},
}

# ---- Lanyan's own ---------------------------------------------------------------------------------------
# How long a station may leave an order unreceived before the log says so (GB 50313 5.1.10 asks for an answer).
ORDER_RECEIPT_SECONDS = env.int("LANYAN_ORDER_RECEIPT_SECONDS", default=30)
# A second call within this distance and time is shown beside the first as probably the same incident.
REPEATED_CALL_METRES = env.int("LANYAN_REPEATED_CALL_METRES", default=500)
REPEATED_CALL_MINUTES = env.int("LANYAN_REPEATED_CALL_MINUTES", default=60)
# What takes longer than this is not proposed by itself, only named where something is lacking.
PROPOSAL_FARTHEST_MINUTES = env.int("LANYAN_PROPOSAL_FARTHEST_MINUTES", default=45)
# How long after its press a stamp can be taken back in the vehicle, by the clock of the device.
UNDO_SECONDS = env.int("LANYAN_UNDO_SECONDS", default=10)
# A vehicle's position older than this is shown as an old one, with its age.
POSITION_OLD_SECONDS = env.int("LANYAN_POSITION_OLD_SECONDS", default=120)
# When the screens say that a part of the installation does not work; the worker is heard every ten seconds.
HEALTH_WORKER_SILENT_SECONDS = env.int("LANYAN_HEALTH_WORKER_SILENT_SECONDS", default=18)
HEALTH_JOB_LATE_SECONDS = env.int("LANYAN_HEALTH_JOB_LATE_SECONDS", default=300)
HEALTH_LEAST_FREE_GB = env.float("LANYAN_HEALTH_LEAST_FREE_GB", default=1.0)
HEALTH_CLOCK_OFF_SECONDS = env.float("LANYAN_HEALTH_CLOCK_OFF_SECONDS", default=2.0)
# So many sessions a person may have at once; one more ends the oldest.
SESSIONS_AT_MOST = env.int("LANYAN_SESSIONS_AT_MOST", default=5)
# Where the public pages are reached from outside, for the QR codes; empty: at this installation's own address.
PUBLIC_ADDRESS = env.str("LANYAN_PUBLIC_ADDRESS", default="")
# Which weather service is asked for a scene (`lanyan/scene/weather.py`); empty: weather is only entered.
WEATHER_SERVICE = env.str("LANYAN_WEATHER_SERVICE", default="")
# Whether endpoints may lie on this machine itself, by http; private networks never are.
ENDPOINTS_ON_LOOPBACK = env.bool("LANYAN_ENDPOINTS_ON_LOOPBACK", default=False)
# Which hosts, or hosts with their ports, may be asked who calls and for the sound of recordings; empty: none.
VOICE_HOSTS = env.list("LANYAN_VOICE_HOSTS", default=[])
# The secrets those machines ask for, by the end of the name of their setting.
VOICE_SECRETS = {
    name.removeprefix("LANYAN_VOICE_SECRET_"): value
    for name, value in os.environ.items()
    if name.startswith("LANYAN_VOICE_SECRET_") and value
}
# How many months recordings stay in the index; six at least, 0: as the table says.
VOICE_KEEP_MONTHS = env.int("LANYAN_VOICE_KEEP_MONTHS", default=0)
