"""What is told to sidecars."""

from appliance.kernel.shape import Moment, View


class StatusView(View):
    """The state of the appliance; jobs are counted by lane and state."""

    status: str
    reasons: list[str]
    version: str
    tier: str
    bootstrapped: bool
    started_at: Moment
    uptime_seconds: int
    jobs: dict[str, dict[str, int]]
