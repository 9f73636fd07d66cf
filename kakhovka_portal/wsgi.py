"""The WSGI application that gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

from kakhovka_portal.letters import only_utf_8
from kakhovka_portal.sqlite.base import DatabaseWrapper

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kakhovka_portal.settings")
DatabaseWrapper.creates = False
# Some log-ins during a long import would otherwise take every thread for a minute, and all pages with them.
DatabaseWrapper.patience = 15
application = only_utf_8(get_wsgi_application())
