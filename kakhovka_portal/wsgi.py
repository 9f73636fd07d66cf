"""The WSGI application that gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

from kakhovka_portal.letters import only_utf_8
from kakhovka_portal.sqlite.base import DatabaseWrapper

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kakhovka_portal.settings")
DatabaseWrapper.creates = False
application = only_utf_8(get_wsgi_application())
