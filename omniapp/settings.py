"""All settings, from the environment. README.md holds the table of the variables."""

from pathlib import Path

import environ
from celery.schedules import crontab
from django.core.exceptions import ImproperlyConfigured
from kombu import Exchange, Queue

from omniapp.web import logs
from omniapp.web.production import unsafe

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parent.parent

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="development-only" if DEBUG else environ.Env.NOTSET)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost"] if DEBUG else [])
PUBLIC_URL = env.str("PUBLIC_URL", default="http://127.0.0.1:8000").rstrip("/")
HTTPS = PUBLIC_URL.startswith("https://")

# Omnisend. A local one is chosen by these addresses alone.
OMNISEND_APP_URL = env.str("OMNISEND_APP_URL", default="https://app.omnisend.com").rstrip("/")
OMNISEND_API_URL = env.str("OMNISEND_API_URL", default="https://api.omnisend.com/api").rstrip("/")
OMNISEND_CLIENT_ID = env.str("OMNISEND_CLIENT_ID", default="")
OMNISEND_CLIENT_SECRET = env.str("OMNISEND_CLIENT_SECRET", default="")
OMNISEND_SCOPES = (
    "brands.read campaigns.read campaigns.write email-templates.read email-templates.write "
    "segments.read analytics.read"
)
CLOCK_URL = env.str("CLOCK_URL", default="")  # a local Omnisend's virtual clock; never in production

# Keys that encrypt tokens at rest: "id:base64 of 32 bytes", the first one encrypts, all decrypt.
TOKEN_KEYS = env.list("TOKEN_KEYS", default=["dev:" + "A" * 43 + "="] if DEBUG else environ.Env.NOTSET)

# The engine's durations, in seconds (see omniapp/sending). Tests scale them.
SENDING_HOLD = env.float("SENDING_HOLD", default=20.0)
SENDING_REQUEST_DEADLINE = env.float("SENDING_REQUEST_DEADLINE", default=30.0)
SENDING_LEASE = env.float("SENDING_LEASE", default=60.0)
SENDING_QUIET = env.float("SENDING_QUIET", default=300.0)
SENDING_HANDOVER_DEADLINE = env.float("SENDING_HANDOVER_DEADLINE", default=3600.0)
SENDING_BEAT = env.float("SENDING_BEAT", default=1.0)  # between two bells
# Without a turn of the engine for so long, pages say that sending stands still.
SENDING_STANDSTILL = env.float("SENDING_STANDSTILL", default=max(30.0, 3 * SENDING_BEAT))
SENDING_PACE = env.float("SENDING_PACE", default=1.0)  # multiplies the waits between two looks
SENDING_CONCURRENCY = env.int("SENDING_CONCURRENCY", default=400)  # requests in flight of one drain
SENDING_PER_STORE = env.int("SENDING_PER_STORE", default=20)  # of them, requests of one store

# How long a minute of Omnisend's rate limits lasts, in seconds. Tests shorten it.
BUDGET_MINUTE = env.float("BUDGET_MINUTE", default=60.0)

# Reading campaigns from Omnisend: stores read at the same time by one worker process.
SYNC_CONCURRENCY = env.int("SYNC_CONCURRENCY", default=8)

# Telling people and programs. Its lease has to outlast a delivery, which takes ten seconds at most.
TELLING_LEASE = env.float("TELLING_LEASE", default=60.0)
WEBHOOK_LOOPBACK = env.bool("WEBHOOK_LOOPBACK", default=False)  # http to this machine; for demo and tests

# Days after which data of stores is let go of: once they were disconnected, or an address was not confirmed.
FORGET_STORES_AFTER = env.int("FORGET_STORES_AFTER", default=90)
FORGET_UNCONFIRMED_AFTER = env.int("FORGET_UNCONFIRMED_AFTER", default=7)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "template_partials",
    "django_structlog",
    "csp",
    "omniapp.web",
    "omniapp.stores",
    "omniapp.people",
    "omniapp.campaigns",
    "omniapp.results",
    "omniapp.sending",
    "omniapp.telling",
    "omniapp.install",
    "omniapp.merchant",
    "omniapp.partner",
    "omniapp.health",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "omniapp.web.headers.Isolated",
    "omniapp.web.bounded.Bounded",
    "omniapp.partner.middleware.Polls",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "omniapp.web.private.PrivatePages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "omniapp.people.idle.Used",
    "omniapp.web.request_log.RequestLog",
]

ROOT_URLCONF = "omniapp.urls"
WSGI_APPLICATION = "omniapp.wsgi.application"
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
            ],
        },
    }
]

# No page waits for a new connection: each thread keeps its own, and asks first whether it still lives.
DATABASES = {
    "default": {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}
    | env.db_url("DATABASE_URL", default="postgresql://postgres@127.0.0.1:5432/omniapp")
}
DATABASES["default"]["OPTIONS"] = {
    # A database that is gone without a word is noticed in seconds, not in hours.
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,
} | DATABASES["default"].get("OPTIONS", {})
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = env.str("REDIS_URL", default="redis://127.0.0.1:6379/0")
CACHES = {
    "default": {
        "BACKEND": "omniapp.web.cache.ForgetfulCache",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"socket_timeout": 2, "socket_connect_timeout": 2},
    }
}

AUTH_USER_MODEL = "people.User"
LOGIN_URL = "people:sign-in"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "omniapp.people.guessable.OurWords"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
]

# Tries per client address; how many proxies of ours stand in front decides which address that is.
LIMITS = {
    "install": env.str("INSTALL_LIMIT", default="30/10 minutes"),
    "callback": env.str("CALLBACK_LIMIT", default="60/10 minutes"),  # whoever may begin may also come back
    "sign-in": env.str("SIGN_IN_LIMIT", default="30/10 minutes"),  # an office shares one
    "reset": env.str("RESET_LIMIT", default="10/10 minutes"),
    "join": env.str("JOIN_LIMIT", default="30/10 minutes"),
    # Tries for each account: in a browser that is known or signed in; of strangers in one network; in all.
    "account": env.str("ACCOUNT_LIMIT", default="50/hour"),
    "account-network": env.str("ACCOUNT_NETWORK_LIMIT", default="10/10 minutes; 40/day"),
    "account-strangers": env.str("ACCOUNT_STRANGERS_LIMIT", default="200/day"),
    "second-step": env.str("SECOND_STEP_LIMIT", default="5/10 minutes; 30/day"),
    "reset-mail": env.str("RESET_MAIL_LIMIT", default="3/hour"),
    "invite": env.str("INVITE_LIMIT", default="60/hour"),
    "webhook-test": env.str(
        "WEBHOOK_TEST_LIMIT", default="10/10 minutes"
    ),  # for each webhook, and each partner
    "contact": env.str("CONTACT_LIMIT", default="5/hour"),  # for each store, and for each address
    "csp-report": env.str("CSP_REPORT_LIMIT", default="60/10 minutes"),
}
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = env.str("STATIC_ROOT", default=str(BASE_DIR / "staticfiles"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# Browser security. Cookies have names of their own, because cookies ignore ports.
_PREFIX = "__Host-" if HTTPS else ""
SESSION_COOKIE_NAME = f"{_PREFIX}omniapp_session"
CSRF_COOKIE_NAME = f"{_PREFIX}omniapp_csrf"
KNOWN_BROWSER_COOKIE_NAME = f"{_PREFIX}omniapp_known"
MESSAGES_COOKIE_NAME = f"{_PREFIX}omniapp_messages"
TEST_MAIL_COOKIE_NAME = ("__Secure-" if HTTPS else "") + "omniapp_test_mail"  # for one store's pages only
MESSAGE_STORAGE = "omniapp.web.message_storage.MessageStorage"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^metrics$"]  # asked from inside, by plain HTTP
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_IDLE_AGE = env.float("SESSION_IDLE_HOURS", default=72.0) * 3600  # longer than a weekend
SESSION_ENGINE = "omniapp.people.session_store"
PASSWORD_RESET_TIMEOUT = 3600
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
# Whoever asks directly may say what they like; a proxy of ours says what was.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS and TRUSTED_PROXIES else None
SECURE_REFERRER_POLICY = SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "frame-src": ["'self'"],
        # A POST that starts an install is redirected to Omnisend's consent page.
        "form-action": ["'self'", OMNISEND_APP_URL],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
        "frame-ancestors": ["'none'"],
        "report-uri": ["/csp-report/"],
    }
}

# A pasted email may be far over Omnisend's 1 MB: it comes back with a sentence at its field, not lost.
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
LARGEST_REQUEST = 2 * DATA_UPLOAD_MAX_MEMORY_SIZE  # files, which Django writes to the disk, included

EMAIL_BACKEND = env.str("EMAIL_BACKEND", default="django.core.mail.backends.console.EmailBackend")
EMAIL_FILE_PATH = env.str("EMAIL_FILE_PATH", default=None)  # of Django's filebased backend
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="omniapp@localhost")
EMAIL_TIMEOUT = 10
EMAIL_HOST, EMAIL_PORT = env.str("EMAIL_HOST", default="localhost"), env.int("EMAIL_PORT", default=25)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", default="")
EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", default="")
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", default=False)  # STARTTLS

# Celery: bells only. No results, no acknowledgements to wait for, no ETA, no retry.
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = False
CELERY_TASK_PUBLISH_RETRY = False  # a click does not wait for Redis to come back; beat rings anyway
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 35.0
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_timeout": 10,
    "socket_connect_timeout": 5,
    "health_check_interval": 25,
    "max_retries": 0,  # of a bell that finds nobody; a click is answered at once, and beat rings later
    "interval_start": 0,
}
# A worker told nothing serves both. Sends have a worker of their own where it matters (``-Q sends``), so that
# no reading of long lists stands before them.
CELERY_TASK_QUEUES = [Queue(name, Exchange(name), routing_key=name) for name in ("sends", "reading")]
CELERY_TASK_DEFAULT_QUEUE = "reading"
CELERY_TASK_ROUTES = {"omniapp.sending.tasks.*": {"queue": "sends"}}
CELERY_BEAT_SCHEDULE = {
    "drain": {
        "task": "omniapp.sending.tasks.drain",
        "schedule": SENDING_BEAT,
        "options": {"expires": 10},
    },
    "sync-campaigns": {
        "task": "omniapp.campaigns.tasks.sync",
        "schedule": env.float("SYNC_BEAT", default=15.0),
        "options": {"expires": 15},
    },
    "fetch-results": {
        "task": "omniapp.results.tasks.fetch",
        "schedule": env.float("RESULTS_BEAT", default=15.0),
        "options": {"expires": 15},
    },
    "tell": {
        "task": "omniapp.telling.tasks.tell",
        "schedule": env.float("TELLING_BEAT", default=2.0),
        "options": {"expires": 10},
    },
    "forget-told": {
        "task": "omniapp.telling.tasks.forget",
        "schedule": crontab(minute="40"),
        "options": {"expires": 3600},
    },
    "mail-resets": {
        "task": "omniapp.people.tasks.mail_resets",
        "schedule": 15.0,
        "options": {"expires": 15},
    },
    "forget-install-secrets": {
        "task": "omniapp.install.tasks.forget",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "forget-people": {
        "task": "omniapp.health.tasks.forget",
        "schedule": crontab(hour="3", minute="20"),  # UTC; beat may be younger than a day whenever it ends
        "options": {"expires": 3600},
    },
    "forget-sessions": {
        "task": "omniapp.people.tasks.forget_sessions",
        "schedule": crontab(minute="50"),
        "options": {"expires": 3600},
    },
}
CELERY_BEAT_SCHEDULER = "celery.beat.Scheduler"  # keeps no file: nothing here minds a bell more, or one late

METRICS_TOKEN = env.str("METRICS_TOKEN", default="")  # empty: there is no /metrics
LOG_FORMAT = env.str("LOG_FORMAT", default="json" if HTTPS else "line")
LOGGING = logs.settings(level=env.str("LOG_LEVEL", default="INFO"), form=LOG_FORMAT)
logs.configure()

if _reasons := unsafe(globals()):
    raise ImproperlyConfigured("omniapp does not start like this:\n- " + "\n- ".join(_reasons))
