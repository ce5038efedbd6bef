"""Every address of this package's API, on its one blueprint."""

from core.api.operations import api_blueprint
from venues.api import cities, places

bp = api_blueprint("venues_api", (*places.OPERATIONS, *cities.OPERATIONS))
