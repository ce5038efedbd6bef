"""Every address of this package's API, on its one blueprint."""

from core.api.operations import api_blueprint
from events.api import events, performances

bp = api_blueprint("events_api", (*performances.OPERATIONS, *events.OPERATIONS))
