"""Links that let invited people in: one at a time for each, mailed where there is a mail server, and shown anyway."""

from appliance import config
from appliance.kernel import clock, crypt
from appliance.kernel.actor import Actor
from appliance.kernel.event import emit
from appliance.rooms import mail
from appliance.rooms.identity.users import letters, queries
from appliance.rooms.identity.users.events import InvitationRenewed
from appliance.rooms.identity.users.tables import Invitation, User

INVITATION_DAYS = 14


def give(row: User, *, by: Actor, is_mailed: bool = True) -> str:
    """A new link for somebody who has not joined; the one before is dead."""
    Invitation.delete().where(Invitation.user_id == row.id).execute()
    token = crypt.new_secret("inv_")
    Invitation.add(
        org_id=row.org_id, user_id=row.id, token_hash=crypt.digest(token), invited_by=by.id,
        expires_at=clock.now_ms() + INVITATION_DAYS * clock.DAY,
    )  # fmt: skip
    settings = config.in_force()
    url = f"{settings.base_url}/invite/{token}"
    if is_mailed and settings.smtp_url:
        inviter = queries.names([by.id]).get(by.id) or "Appliance"
        subject, text = letters.invitation(row.name, inviter, url, INVITATION_DAYS)
        mail.post(mail.Note(row.email, subject, text), org_id=row.org_id)
    return url


def renew(row: User, *, by: Actor) -> str:
    """Invite once more."""
    url = give(row, by=by)
    emit(InvitationRenewed(row.id))
    return url
