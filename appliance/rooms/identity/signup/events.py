"""What happened to registration."""

from appliance.kernel.event import Event


class SignupSettingsChanged(Event):
    org_id: str
    fields: list[str]


class ProofAsked(Event):
    """An address has to be proven before there is an account."""

    unproven_id: str
    org_id: str


class SignedUp(Event):
    user_id: str
    org_id: str


class ApplicantAdded(Event):
    applicant_id: str
    org_id: str


class ApplicantApproved(Event):
    applicant_id: str
    user_id: str


class ApplicantRejected(Event):
    applicant_id: str
