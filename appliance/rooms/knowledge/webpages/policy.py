"""Who reads web pages into a base: whoever may change its documents. What leaves the machine, the administrator says.

Decision: a licence that lapses stops nothing that was there: pages are read again on their schedule, nothing is added.
"""

from appliance.engines import started
from appliance.engines.web.addresses import host_and_port
from appliance.engines.web.hosts import FEATURE
from appliance.kernel.problem import ValidationFailed


def require_listed(url: str) -> None:
    """Refuse an address whose host the administrator did not list (APPLIANCE_WEB_HOSTS)."""
    if not started().egress.names(FEATURE, *host_and_port(url)):
        raise ValidationFailed.of(
            "url",
            "this host is not among those that the administrator allows (APPLIANCE_WEB_HOSTS)",
            "host_not_allowed",
        )
