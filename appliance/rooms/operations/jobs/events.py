"""What happens to jobs by the hands of people."""

from appliance.kernel.event import Event


class JobRevived(Event):
    job_id: str
    name: str
