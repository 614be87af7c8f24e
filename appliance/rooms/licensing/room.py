"""What licensing brings to the house."""

from appliance.kernel.room import LicenseGuard, Room, UploadLimit
from appliance.rooms.licensing import guard, jobs, policy, queries
from appliance.rooms.licensing.endpoints import door
from appliance.rooms.licensing.tables import AppliedLicense, EverLicensed, Memory, MonthUse, Refresh, Revocation

ROOM = Room(
    name="licensing",
    about="The licence: tier, features, limits and use",
    door=door,
    tables=(AppliedLicense, EverLicensed, MonthUse, Revocation, Memory, Refresh),
    jobs=(jobs.remember, jobs.refresh),
    recurring=(jobs.HOURLY, jobs.REFRESHES),
    license_guard=LicenseGuard(guard.refusal, guard.tier),
    upload_limit=UploadLimit(queries.document_bytes),
    policy=policy.CAN,
    at_start=(jobs.at_start,),
    gauges=(jobs.gauge,),
)
