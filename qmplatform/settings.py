"""Settings of the one code path: what differs between laptop and production is read from the environment."""

import os
import sys
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from qmplatform.environment import env_bool, env_choice, env_int, env_list, env_text, secret_key

# Before NumPy is loaded: our matrices are many and small, and every process is one of several on its machine.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(env_text("QM_DATA_DIR", str(BASE_DIR / "var")))
TESTING = "pytest" in sys.modules

# A site whose companies are fictional says so on every page. Production sets QM_DEMO=0.
QM_DEMO = env_bool("QM_DEMO", default=True)
# Only a public agency may show the government masthead.
QM_GOVERNMENT_MASTHEAD = env_bool("QM_GOVERNMENT_MASTHEAD", default=False)
QM_CONTACT_EMAIL = env_text("QM_CONTACT_EMAIL", "help@example.com")
QM_SITE_URL = env_text("QM_SITE_URL", "http://127.0.0.1:8000")
# What our own descriptions of cases are given away under: CC-BY-4.0 or, for a public agency, KOGL-1.
QM_OPEN_DATA_LICENCE = env_text("QM_OPEN_DATA_LICENCE", "CC-BY-4.0")

DEBUG = env_bool("DEBUG", default=False)
SECRET_KEY = secret_key(debug_data=DATA_DIR, demo=QM_DEMO)
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS", ["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env_list("CSRF_TRUSTED_ORIGINS", [])

INSTALLED_APPS = [
    "qmplatform",
    "accounts",
    "cases",
    "diagnosis",
    "awards",
    "dashboards",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.admin",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "rest_framework",
    "rest_framework.authtoken",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_htmx",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Pages only: static files are compressed once, when they are collected.
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    # After messages: it says why somebody was logged out.
    "accounts.middleware.OfficeSessionMiddleware",
    "accounts.middleware.ForcedMFAMiddleware",
]

# Not at /admin/: a guessed address finds nothing.
QM_ADMIN_PATH = env_text("QM_ADMIN_PATH", "admin-site/")
ROOT_URLCONF = "qmplatform.urls"
WSGI_APPLICATION = "qmplatform.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "qmplatform.context_processors.site",
            ],
        },
    },
]

DATABASES = {
    "default": dj_database_url.parse(
        env_text("DATABASE_URL", f"sqlite:///{DATA_DIR / 'qm.sqlite3'}"), conn_max_age=60, conn_health_checks=True
    ),
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # The busy time-out cannot help a read that becomes a write; IMMEDIATE can: four writers, no locked errors.
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;",
    }

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "diagnosis:list"
LOGOUT_REDIRECT_URL = "home"

ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_FORMS = {
    "login": "accounts.forms.sign_in.LoginForm",
    "signup": "accounts.forms.sign_in.SignupForm",
    "add_email": "accounts.forms.sign_in.AddEmailForm",
    "change_password": "accounts.forms.sign_in.ChangePasswordForm",
    "set_password": "accounts.forms.sign_in.SetPasswordForm",
    "reset_password": "accounts.forms.sign_in.ResetPasswordForm",
    "reset_password_from_key": "accounts.forms.sign_in.ResetPasswordKeyForm",
    "reauthenticate": "accounts.forms.sign_in.ReauthenticateForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = env_text("QM_EMAIL_VERIFICATION", "optional" if QM_DEMO else "mandatory")
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[품질경영 자가진단] "
# How many proxies of ours write X-Forwarded-For before us; with 0 the header is not believed.
ALLAUTH_TRUSTED_PROXY_COUNT = env_int("QM_TRUSTED_PROXIES", 0)
MFA_ADAPTER = "accounts.adapter.MFAAdapter"
MFA_FORMS = {
    "authenticate": "accounts.forms.sign_in.AuthenticateForm",
    "reauthenticate": "accounts.forms.sign_in.MFAReauthenticateForm",
    "activate_totp": "accounts.forms.sign_in.ActivateTOTPForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "QM Platform"
# Officials, examiners and administrators must use a second factor; the demo's fictional people may do without.
QM_FORCE_MFA = env_bool("QM_FORCE_MFA", default=not QM_DEMO)
# Nobody publishes a case whose text they changed last. A ministry with one editor may turn it off.
QM_CASES_FOUR_EYES = env_bool("QM_CASES_FOUR_EYES", default=True)
# Search cases by meaning beside their words, with the extra `semantic`: "related" adds what no word found, "fused" lets
# meaning help the order as well (docs/semantic-search.md).
QM_SEMANTIC_SEARCH = env_choice("QM_SEMANTIC_SEARCH", "off", choices=("off", "related", "fused"))

EMAIL_BACKEND = env_text("EMAIL_BACKEND", "django.core.mail.backends.filebased.EmailBackend")
EMAIL_FILE_PATH = DATA_DIR / "mail"
EMAIL_HOST = env_text("EMAIL_HOST", "localhost")
EMAIL_PORT = env_int("EMAIL_PORT", 25)
EMAIL_HOST_USER = env_text("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env_text("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env_bool("EMAIL_USE_TLS", default=False)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env_text("DEFAULT_FROM_EMAIL", "QM Platform <no-reply@example.com>")

LANGUAGE_CODE = "ko"
LANGUAGES = [("ko", _("Korean")), ("en", _("English"))]
_APPS = ("qmplatform", "accounts", "cases", "diagnosis", "awards", "dashboards")
LOCALE_PATHS = [BASE_DIR / "locale" / app for app in _APPS]
USE_I18N = True
TIME_ZONE = "Asia/Seoul"
USE_TZ = True

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "qmplatform.static_finders.PlotlyFinder",
]
STATIC_ROOT = Path(env_text("QM_STATIC_ROOT", str(DATA_DIR / "static")))
WHITENOISE_USE_FINDERS = env_bool("QM_STATIC_FROM_SOURCE", default=QM_DEMO)
WHITENOISE_MAX_AGE = 3600
# In the database: shared by all processes, and there when the broker is not. Counts log-in attempts.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "qmplatform_cache"}}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if WHITENOISE_USE_FINDERS
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
# Issued reports: never under a public address.
MEDIA_ROOT = DATA_DIR / "files"

FORM_RENDERER = "qmplatform.forms.FormRenderer"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000

# --- Jobs ------------------------------------------------------------------------------------------------------------
# Without REDIS_URL the embedded Valkey listens on this socket; `scripts/dev.py` starts it.
QM_VALKEY_SOCKET = Path(env_text("QM_VALKEY_SOCKET", str(DATA_DIR / "valkey.sock")))
REDIS_URL = env_text("REDIS_URL", "")
CELERY_BROKER_URL = REDIS_URL or f"redis+socket://{QM_VALKEY_SOCKET}"
CELERY_TASK_TIME_LIMIT = 120
CELERY_TASK_SOFT_TIME_LIMIT = 100
# kombu sweeps lost messages every interval x throttle; its defaults make that 100 s. Longer than the longest task.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": env_int("QM_VISIBILITY_TIMEOUT", 180),
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    "socket_keepalive": True,
    "socket_timeout": 10,
    "socket_connect_timeout": 3,
    # Who publishes learns at once that the broker is away; the sweeper tries later. Workers wait by their own rule.
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0.1,
    "interval_max": 0.1,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 200
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 10
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_DEFAULT_QUEUE = "scoring"
CELERY_TIMEZONE = TIME_ZONE
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# How long a worker may be silent before its job is given to another.
QM_LEASE_SECONDS = env_int("QM_LEASE_SECONDS", 30)
QM_SWEEP_SECONDS = env_int("QM_SWEEP_SECONDS", 15)
QM_RESEND_SECONDS = env_int("QM_RESEND_SECONDS", 60)
CELERY_BEAT_SCHEDULE = {
    "sweep-jobs": {"task": "qmplatform.jobs.sweep", "schedule": QM_SWEEP_SECONDS},
    "tell-due-awards": {"task": "awards.tell_due", "schedule": 15 * 60},
    "refresh-rollups": {"task": "dashboards.refresh_rollups", "schedule": 60 * 60},
    "count-daily": {"task": "dashboards.count_daily", "schedule": 60 * 60},
    "sweep-exports": {"task": "dashboards.sweep_exports", "schedule": 60 * 60},
    "ask-survey-runs": {"task": "dashboards.ask_survey_runs", "schedule": 24 * 60 * 60},
}
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "celerybeat-schedule")

# --- Sessions and headers --------------------------------------------------------------------------------------------
QM_HTTPS = env_bool("QM_HTTPS", default=not QM_DEMO)
SESSION_COOKIE_AGE = 60 * 60
# Officials and administrators: logged out when nothing was done for so long, and after so long in all.
QM_OFFICE_IDLE_SECONDS = env_int("QM_OFFICE_IDLE_SECONDS", 30 * 60)
QM_OFFICE_SESSION_SECONDS = env_int("QM_OFFICE_SESSION_SECONDS", 8 * 60 * 60)
SESSION_SAVE_EVERY_REQUEST = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = QM_HTTPS
SESSION_COOKIE_NAME = "__Host-session" if QM_HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if QM_HTTPS else "csrf"
CSRF_FAILURE_VIEW = "qmplatform.views.csrf_failure"
LANGUAGE_COOKIE_AGE = 60 * 60 * 24 * 365
LANGUAGE_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = QM_HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if QM_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = QM_HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env_bool("QM_BEHIND_PROXY", default=False) else None
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}

# --- API -------------------------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "rest_framework.authentication.SessionAuthentication",
        "accounts.api_tokens.TokenAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "qmplatform.api_errors.problem_response",
    "DEFAULT_PAGINATION_CLASS": "qmplatform.api_paging.CreatedCursorPagination",
    "PAGE_SIZE": 50,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "QM Platform API",
    "DESCRIPTION": "품질경영 자가진단 플랫폼의 HTTP API. Self-diagnosis of quality management.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env_text("QM_LOG_LEVEL", "INFO")},
    "loggers": {
        "django.request": {"level": "ERROR"},
        "weasyprint": {"level": "ERROR"},
        "fontTools": {"level": "ERROR"},
    },
}
