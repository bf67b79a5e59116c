"""Settings: everything a school may set comes from the environment (docs/how-to/it.md lists it)."""

import os
from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from schoolgate.config import folders, keys, mail

env = environ.Env()

PACKAGE = Path(__file__).resolve().parent.parent
DATA = Path(env.str("SCHOOLGATE_DATA", default=str(Path.home() / ".local/share/schoolgate"))).resolve()
KEYS = Path(env.str("SCHOOLGATE_KEYS", default="") or DATA).resolve()
folders.for_owner_only()
folders.make_private(DATA)
folders.check_keys(KEYS, DATA)
folders.make_private(KEYS)
_keys = keys.read_or_make(KEYS)
SECRET_KEY = _keys["django"]
TRAIL_KEY = _keys["trail"]
RING = KEYS / folders.KEYRING  # the keys that seal what was told; `schoolgate keys rotate` adds one
folders.keep_private(RING)
folders.keep_private(KEYS / folders.SECRETS)

DEMO = env.bool("SCHOOLGATE_DEMO", default=False)
DEBUG = env.bool("SCHOOLGATE_DEBUG", default=False)
ADDRESS = env.str("SCHOOLGATE_ADDRESS", default="http://localhost:8000").rstrip("/")
_address = urlsplit(ADDRESS)
TLS = _address.scheme == "https"

ALLOWED_HOSTS = [_address.hostname or "127.0.0.1", "127.0.0.1", "localhost", *env.list("SCHOOLGATE_HOSTS", default=[])]
CSRF_TRUSTED_ORIGINS = [ADDRESS]

INSTALLED_APPS = [
    "schoolgate.records",
    "schoolgate.cases",
    "schoolgate.concerns",
    "schoolgate.policy",
    "schoolgate.post",
    "schoolgate.community",
    "schoolgate.audit",
    "schoolgate.sealed",
    "schoolgate.design",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "csp",
    "django_htmx",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "schoolgate.config.address_middleware.AddressMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "schoolgate.community.person_middleware.PersonMiddleware",
    "schoolgate.config.error_middleware.ErrorMiddleware",
]

ROOT_URLCONF = "schoolgate.config.urls"
WSGI_APPLICATION = "schoolgate.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "config/templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "schoolgate.config.context_processors.page",
            ]
        },
    }
]
FORM_RENDERER = "schoolgate.design.forms.Renderer"

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{DATA / folders.DATABASE}")}
if "ENGINE" not in DATABASES["default"]:
    raise ImproperlyConfigured(
        "DATABASE_URL is not a database's line. Write it as postgres://user:password@host:5432/name"
    )
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    folders.keep_database_private(Path(DATABASES["default"]["NAME"]))
    # FULL: what was told, and answered with a receipt, is on the disk when the power goes.
    # secure_delete: what is written over or deleted is not left lying in the file.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; PRAGMA cache_size=-32000;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Rate limits must hold across processes and restarts, so the cache is a table; what is in it is signed and never unpickled.
CACHES = {"default": {"BACKEND": "schoolgate.sealed.signed_cache.SignedDatabaseCache", "LOCATION": "cache"}}
SESSION_ENGINE = "schoolgate.sealed.sessions"
SESSION_SERIALIZER = "django.contrib.sessions.serializers.JSONSerializer"

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = DATA / "files"  # read through views that ask who is there; no address serves it
MEDIA_URL = ""
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 6000
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler", "schoolgate.sealed.spooling.Spooled"]

# Who is there
AUTH_USER_MODEL = "community.Account"
AUTHENTICATION_BACKENDS = ["schoolgate.community.signin.backend.Backend"]
# Those of before are known for as long as it takes until each of them signs in once.
PASSWORD_HASHERS = ["schoolgate.community.signin.hashing.Keyed", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "schoolgate.community.signin.adapters.Accounts"
SOCIALACCOUNT_ADAPTER = "schoolgate.community.signin.adapters.SchoolAccounts"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
# An account exists only through an invitation, and its link reached the address: nothing is left to verify.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_USER_DISPLAY = "schoolgate.community.signin.queries.name_of"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
# Tries at a password or a second step are counted in community/signin/attempts.py; these are for how often a page is sent at
# all from one address, which a whole school may share. None counts by account alone: anybody could use it up.
ACCOUNT_RATE_LIMITS = {"login": "120/m/ip", "login_failed": "120/m/ip", "reset_password": "20/m/ip"}
ACCOUNT_FORMS = {
    "login": "schoolgate.community.signin.forms.SignIn",
    "reset_password": "schoolgate.community.signin.forms.ForgottenPassword",
    "reset_password_from_key": "schoolgate.community.signin.forms.PasswordByLink",
    "change_password": "schoolgate.community.signin.forms.OtherPassword",
    "set_password": "schoolgate.community.signin.forms.FirstPassword",
    "reauthenticate": "schoolgate.community.signin.forms.PasswordAgain",
}
MFA_FORMS = {
    "authenticate": "schoolgate.community.signin.forms.Code",
    "reauthenticate": "schoolgate.community.signin.forms.CodeAgain",
    "activate_totp": "schoolgate.community.signin.forms.FirstCode",
    "add_webauthn": "schoolgate.community.signin.forms.NewPasskey",
}
MFA_ADAPTER = "schoolgate.community.signin.adapters.SecondFactors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Schoolgate"
MFA_TOTP_TOLERANCE = 1  # a code counts half a minute before and after, for clocks that are a little off
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not TLS
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
# The address is asked for each time: nothing of the provider is stored, and a new address counts at once.
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = False
SOCIALACCOUNT_ONLY = False
_openid = env.str("SCHOOLGATE_OPENID_SERVER", default="")
SOCIALACCOUNT_PROVIDERS = (
    {
        "openid_connect": {
            "OAUTH_PKCE_ENABLED": True,
            "APPS": [
                {
                    "provider_id": "school",
                    "name": env.str("SCHOOLGATE_OPENID_NAME", default="your school account"),
                    "client_id": env.str("SCHOOLGATE_OPENID_CLIENT", default=""),
                    "secret": env.str("SCHOOLGATE_OPENID_SECRET", default=""),
                    "settings": {
                        "server_url": _openid,
                        # Microsoft does not say that an address is verified: those at these domains,
                        # which are the school's own, count as verified.
                        "verified_email": env.list("SCHOOLGATE_OPENID_DOMAINS", default=[]),
                    },
                }
            ],
        }
    }
    if _openid
    else {}
)

# Mail: every mail goes into the outbox, and leaves it by this server: a line such as
# smtp+tls://user:password@mail.school.example:587. Without one it stays there, with a word that says so.
EMAIL_BACKEND = "schoolgate.post.outbox.Backend"
folders.keep_private(KEYS / mail.KEPT)
_line, _sender = mail.kept(KEYS)  # as the set-up in the browser was told; the environment comes first
DELIVERY = mail.delivery(env.str("SCHOOLGATE_MAIL", default="") or _line)
DEFAULT_FROM_EMAIL = env.str("SCHOOLGATE_MAIL_FROM", default="") or _sender or f"schoolgate@{_address.hostname}"

# Security
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = TLS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_AGE = None  # gone with the browser, so that a device tells nobody who wrote here
SESSION_COOKIE_AGE = 60 * 60 * 10
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SECURE_SSL_REDIRECT = TLS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 31536000 if TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = TLS
BEHIND_PROXY = env.bool("SCHOOLGATE_BEHIND_PROXY", default=False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
ALLAUTH_TRUSTED_PROXY_COUNT = int(BEHIND_PROXY)
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        # A browser follows the button of the school's accounts only where it may.
        "form-action": [SELF, *([f"https://{urlsplit(_openid).netloc}"] if _openid else [])],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}
CSRF_FAILURE_VIEW = "schoolgate.config.pages.csrf_failed"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SILENCED_SYSTEM_CHECKS: list[str] = []

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "schoolgate.config.logs.Plain"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": os.environ.get("SCHOOLGATE_LOG", "WARNING")},
    "loggers": {"django": {"handlers": ["console"], "level": "WARNING", "propagate": False}},
}
