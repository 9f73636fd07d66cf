"""The portal's settings as the tests run them: whatever the shell exports, every run sees the same environment.

A module of its own, because settings are read before any conftest and refuse to start without a secret key.
"""

import os

for name in (
    "ALLOWED_HOSTS",
    "BACKUP_DIR",
    "BACKUP_KEEP",
    "BACKUP_PASSPHRASE",
    "BACKUP_PASSPHRASE_FILE",
    "BACKUP_RECIPIENTS",
    "CACHE_URL",
    "CSRF_TRUSTED_ORIGINS",
    "DEBUG",
    "EMAIL_FROM",
    "EMAIL_URL",
    "MEDIA_ROOT",
    "PROXY_COUNT",
    "PUBLIC_URL",
    "STATIC_ROOT",
    "VAR_DIR",
):
    os.environ.pop(name, None)
os.environ |= {"SECRET_KEY": "the tests' own key, known to everybody and used by nobody else", "HTTPS": "0"}
# a suite asks the API more often than any person; the test of the limits sets its own
os.environ |= {"API_ANONYMOUS_RATE": "0", "COSTLY_RATE": "0"}

from kakhovka_portal.settings import *  # noqa: E402,F403

# Hashing a password the proper slow way would take most of a test's time.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
PRINT_APART = False  # half a second more for each; the tests of the limits print as the portal does
# Looking for all static files at once belongs to the start of a server; every client of a test would do it anew.
WHITENOISE_AUTOREFRESH = True
# In memory, as Django would have it by itself; pytest-django knows SQLite by the name of Django's own engine alone.
if "sqlite" in DATABASES["default"]["ENGINE"]:  # noqa: F405
    DATABASES["default"]["TEST"] = {"NAME": ":memory:"}  # noqa: F405
# Each process of the suite keeps a cache for itself; the tests of the one that all workers share bring their own.
del DATABASES["cache"]  # noqa: F405
CACHES["default"] = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}  # noqa: F405
# The smallest second satellite; it is registered by the tests that are about it alone.
INSTALLED_APPS = [*INSTALLED_APPS, "tests.grants"]  # noqa: F405
