"""What happens to jobs by the hands of people."""

from dataclasses import dataclass

from appliance.kernel.event import Event


@dataclass(frozen=True)
class JobRevived(Event):
    job_id: str
    name: str
