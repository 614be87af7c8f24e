"""Is the appliance well: liveness, readiness with reasons, the database, and what it is connected to."""
