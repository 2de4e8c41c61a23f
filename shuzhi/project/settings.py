"""Shuzhi's settings. What differs between sites comes from the environment; docs/operations.md lists it."""

from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from shuzhi import __version__
from shuzhi.project.environment import env_bool, env_database, env_int, env_list, env_secret

ROOT = Path(__file__).resolve().parent.parent.parent
VAR = Path(env_list("SHUZHI_VAR", [str(ROOT / "var")])[0])

PRODUCTION = env_bool("SHUZHI_PRODUCTION", False)
DEBUG = env_bool("SHUZHI_DEBUG", False)
DEMO = env_bool("SHUZHI_DEMO", False)
WORKERS = env_int("SHUZHI_WORKERS", 1)
VERSION = __version__

SECRET_KEY = env_secret("SHUZHI_SECRET_KEY", production=PRODUCTION, folder=VAR / "secrets")
# Turns slip codes into the hashes the box knows; never stored in a database.
SLIP_KEY = env_secret("SHUZHI_SLIP_KEY", production=PRODUCTION, folder=VAR / "secrets")

ALLOWED_HOSTS = env_list("SHUZHI_HOSTS", [] if PRODUCTION else ["*"])
CSRF_TRUSTED_ORIGINS = env_list("SHUZHI_ORIGINS", [])
# The address of the ballot door as a voter's phone sees it; printed into the QR codes.
DOOR_URL = env_list("SHUZHI_DOOR_URL", ["http://127.0.0.1:8001"])[0].rstrip("/")
# Set by `shuzhi hall`: this site is a laptop in a hall, reached by these addresses.
HALL = env_bool("SHUZHI_HALL", False)
HALL_ADDRESSES = env_list("SHUZHI_HALL_ADDRESSES", [])

STEPS = [
    "web",
    "audit",
    "accounts",
    "files",
    "notices",
    "organisations",
    "cycles",
    "burden",
    "indicators",
    "duties",
    "reports",
    "fieldwork",
    "meetings",
    "ballots",
    "results",
    "rectification",
    "overview",
    "exchange",
]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    # Before allauth, so that our pages win over its own.
    *(f"shuzhi.{step}" for step in STEPS),
    "shuzhi.project",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "django_htmx",
    "treebeard",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "shuzhi.web.language.LanguageMiddleware",
    # Default deny: a page is open to strangers only where it says so.
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "shuzhi.web.refusal.RefusalMiddleware",
    "shuzhi.web.keys.ImpossibleNumbersMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "shuzhi.project.urls"
WSGI_APPLICATION = "shuzhi.project.wsgi.application"
FORM_RENDERER = "shuzhi.web.forms.PageFormRenderer"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "shuzhi.project.frame.frame",
            ],
        },
    },
]

DATABASES = {
    "default": env_database("SHUZHI_DATABASE_URL", VAR / "shuzhi.sqlite3"),
    # A ballot that was accepted must survive a power cut, so the box waits for the disk.
    "box": env_database("SHUZHI_BOX_URL", VAR / "box.sqlite3", durable=True),
}
DATABASE_ROUTERS = ["shuzhi.project.router.BoxRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Uploads by their hash, and the site's own limits for them (docs/operations.md).
FILES = VAR / "files"
# Scans of paper ballots on their way into the box, sealed; they are removed when they are read.
SCANS = VAR / "scans"
FILE_LIMITS = env_list("SHUZHI_FILE_LIMITS", [""])[0]
FILE_UPLOAD_HANDLERS = [
    "shuzhi.files.backends.BoundedUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    # Finds the person; the one after it answers for what the person may do.
    "allauth.account.auth_backends.AuthenticationBackend",
    # Rights by name come from grants alone.
    "shuzhi.accounts.backends.GrantBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "shuzhi.project.sign_in.ClosedDoorAdapter"
ACCOUNT_FORMS = {"login": "shuzhi.project.sign_in.SignInForm"}
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
# Sign-in attempts are counted by axes, in the database, for every worker alike.
ACCOUNT_RATE_LIMITS = {"login_failed": None, "login": None}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "Shuzhi 述职"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "web/locked_out.html"
AXES_RESET_ON_SUCCESS = True

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = ["shuzhi.project.formats"]

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
WHITENOISE_USE_FINDERS = not PRODUCTION
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}
SECURE_REFERRER_POLICY = "same-origin"
CSRF_FAILURE_VIEW = "shuzhi.web.views.csrf_failure"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SECURE_SSL_REDIRECT = env_bool("SHUZHI_SSL_REDIRECT", PRODUCTION)
SECURE_HSTS_SECONDS = env_int("SHUZHI_HSTS_SECONDS", 31_536_000 if PRODUCTION else 0)
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if env_bool("SHUZHI_BEHIND_PROXY", False) else None
)

PRODUCT_NAME = _("Shuzhi")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
