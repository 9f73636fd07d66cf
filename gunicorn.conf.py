"""What gunicorn reads by itself when it starts here: its lines have the form of the portal's own."""

import os

from kakhovka_portal import logs

logconfig_dict = logs.config(os.environ.get("LOG_FORMAT", "text"))
