"""The web entrance."""

from application import create_app
from portal.jobs import count_beside

app = create_app()
count_beside(app)
