"""Why somebody is not let in on a provider's word: one word for programs and the page, one sentence for people."""

from appliance.kernel.problem import Forbidden

SENTENCES = {
    "not_configured": "There is no such way in",
    "not_ours": "This sign-in was not begun in this browser, or it took too long; begin it again",
    "replayed": "This sign-in was used already; begin it again",
    "denied": "The provider did not let you in",
    "provider": "The provider did not answer as it should",
    "not_proven": "What the provider says of you could not be proven",
    "no_email": "The provider does not say your e-mail address",
    "unverified_email": "The provider does not prove your e-mail address",
    "email_taken": "An account with your e-mail address is here already, and this provider may not open it",
    "domain": "Your e-mail address is not of this organisation",
    "unknown": "You have no account here; ask an administrator",
    "suspended": "Your account is not open",
    "operator": "An operator of this appliance has to approve this provider before operators sign in with it",
    "no_seat": "Every seat of the licence is taken; ask an administrator",
    "password_off": "Passwords are switched off here; sign in with your organisation's provider",
}


class NotLetIn(Forbidden):
    """A refusal at the federated door; `reason` is a word of SENTENCES. Inner detail goes to the log alone."""

    def __init__(self, reason: str, *, user_id: str = "", inner: str = "") -> None:
        self.reason = reason
        self.user_id = user_id
        self.inner = inner
        super().__init__(SENTENCES[reason], details={"reason": reason})
