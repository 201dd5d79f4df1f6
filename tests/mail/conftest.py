"""An application that delivers to the sink."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from tests.mail.notes import with_notes
from tests.support.smtp import Sink

AppFactory = Callable[..., Flask]


@pytest.fixture
def postman(make_app: AppFactory, smtp_sink: Sink) -> Iterator[Flask]:
    app = make_app(
        MAIL_SERVER=smtp_sink.host, MAIL_PORT=smtp_sink.port, MAIL_DEFAULT_SENDER="Équipe <team@example.org>"
    )
    with_notes(app)
    with app.app_context():
        yield app
