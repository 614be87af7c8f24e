"""Runs: a question to the version in force, as a turn that belongs to the deployment and to nobody else."""

from appliance.kernel.actor import Actor
from appliance.kernel.problem import Forbidden, InternalError, Problem, ProviderError, Unavailable
from appliance.rooms.chat import conversations
from appliance.rooms.chat.conversations import Conversation, Message, State
from appliance.rooms.chat.deployments.tables import Deployment, Status
from appliance.rooms.chat.turns import actions as turns
from appliance.rooms.chat.turns.borrowing import machine, require_agent
from appliance.rooms.chat.turns.shapes import TurnDraft
from appliance.rooms.chat.turns.tables import Turn

_PROBLEMS: dict[str, type[Problem]] = {
    "cancelled": Unavailable, "interrupted": Unavailable, "provider_error": ProviderError, "timeout": ProviderError,
}  # fmt: skip


def ask(row: Deployment, question: str, key: str | None, *, by: Actor, stream: bool = False) -> tuple[Turn, bool]:
    """Put a question to the deployed version; 403 while the deployment is closed, 404 without its agent."""
    if row.status is not Status.ACTIVE:
        raise Forbidden("This deployment is switched off")
    require_agent(row.entity_id)

    def place(first: str) -> Conversation:
        return conversations.open_conversation(first, row.entity_id, by=machine(row.id, by))

    turn, is_repeat = turns.ask(TurnDraft(message=question, stream=stream), key, by=by, place=place)
    if not is_repeat:
        Deployment.update(usage_count=Deployment.usage_count + 1).where(Deployment.id == row.id).execute()
    return turn, is_repeat


def answer(row: Deployment, turn: Turn) -> Message:
    """The answer of a run that has ended; the problem of one that is not whole."""
    message = conversations.answer(turn.message_id, seen_by=Actor(id=row.id, org_id=row.org_id))
    if message.state is not State.DONE:
        code = message.error_code or "internal"
        raise _PROBLEMS.get(code, InternalError)(message.error_message, details={"reason": code})
    return message
