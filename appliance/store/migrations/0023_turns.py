"""Jobs that wait are found by organisation, so that each has its turn."""

STATEMENTS = ("CREATE INDEX store_job_of_org ON store_job (lane, org_id, run_at, id) WHERE state = 'waiting'",)
