"""The WSGI application: `gunicorn wsgi:app`, `flask --app wsgi …`."""

import os
import sys

from eventreg import create_app
from eventreg.config import SettingError
from eventreg.mail import worker

# Gunicorn gives up when a worker leaves with 3; with any other status it would try again for ever.
_EXIT_STATUS = 3 if "gunicorn" in sys.modules else 2

try:
    app = create_app()
except SettingError as error:
    print(error, file=sys.stderr)  # noqa: T201 - the one sentence of a start that cannot work
    raise SystemExit(_EXIT_STATUS) from None

# A command such as `flask event load` must not start to send; `flask run` starts the worker at its first request.
if "FLASK_RUN_FROM_CLI" not in os.environ:
    worker.start(app)
