"""What happened to registration."""

from dataclasses import dataclass

from appliance.kernel.event import Event


@dataclass(frozen=True)
class SignupSettingsChanged(Event):
    org_id: str
    fields: list[str]


@dataclass(frozen=True)
class ProofAsked(Event):
    """An address has to be proven before there is an account."""

    unproven_id: str
    org_id: str


@dataclass(frozen=True)
class SignedUp(Event):
    user_id: str
    org_id: str


@dataclass(frozen=True)
class ApplicantAdded(Event):
    applicant_id: str
    org_id: str


@dataclass(frozen=True)
class ApplicantApproved(Event):
    applicant_id: str
    user_id: str


@dataclass(frozen=True)
class ApplicantRejected(Event):
    applicant_id: str
