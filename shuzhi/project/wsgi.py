"""The entrance for a WSGI server such as gunicorn."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shuzhi.project.settings")
_site = get_wsgi_application()

# After the site: its tables are known from here.
from shuzhi.project.hall_states import HallStates  # noqa: E402

application = HallStates(_site)
