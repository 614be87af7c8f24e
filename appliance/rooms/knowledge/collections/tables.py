"""Knowledge bases, the groups that may read them, and the running counts of their documents."""

from enum import StrEnum

from appliance.store.columns import Choice, Flag, IdOf, Json, Line, Prose, Stamp, Whole
from appliance.store.table import Table


class Visibility(StrEnum):
    PRIVATE = "private"
    GROUPS = "groups"
    ORGANISATION = "organisation"


class SearchMode(StrEnum):
    AUTO = "auto"
    KEYWORD = "keyword"
    VECTOR = "vector"
    HYBRID = "hybrid"


class Switching(StrEnum):
    """Which new generations serve by themselves once they are whole; one that is judged worse never does.

    `auto`: all of them; `judged`: those that golden questions have judged; `manual`: none.
    """

    AUTO = "auto"
    JUDGED = "judged"
    MANUAL = "manual"


class KnowledgeBase(Table, prefix="kb"):
    name = Line(200)
    description = Prose(default="")
    visibility = Choice(Visibility, default=Visibility.PRIVATE)
    owner_id = IdOf("usr")
    search_mode = Choice(SearchMode, default=SearchMode.AUTO)
    chunk_tokens = Whole()
    chunk_overlap = Whole()
    generation = Whole(optional=True, default=1)
    """The number of the generation that serves searches: changing it is the switch."""
    rerank = Flag(optional=True, default=False)
    """Whether its passages may be sent to the reranking server."""
    switching = Choice(Switching, optional=True, default=Switching.AUTO)

    fast = (("org_id", "created_at"),)


class BaseGroup(Table, prefix="bgr", feed=False):
    """A group that may read a base whose visibility is `groups`."""

    knowledge_base_id = IdOf("kb")
    group_id = IdOf("grp", fast=True)

    unique = (("knowledge_base_id", "group_id"),)


class Audience(StrEnum):
    """To whom the marketplace shows a published base."""

    ORGANISATION = "organisation"
    PUBLIC = "public"


class Publication(Table, prefix="pub", feed=False):
    """A base that the marketplace lists."""

    knowledge_base_id = IdOf("kb", unique=True)
    audience = Choice(Audience, default=Audience.ORGANISATION)
    summary = Prose(default="")
    published_by = IdOf("usr")

    fast = (("audience", "created_at"),)


class Installation(Table, prefix="ins", feed=False):
    """Somebody reads a published base as if it were a copy of theirs; it ends with the publication."""

    knowledge_base_id = IdOf("kb", fast=True)
    user_id = IdOf("usr")

    unique = (("user_id", "knowledge_base_id"),)


class Tally(Table, prefix="tly", feed=False):
    """How many documents of a base are in a state, and their chunks; one row a state, as old as the base."""

    knowledge_base_id = IdOf("kb")
    state = Line(20)
    document_count = Whole(default=0)
    chunk_count = Whole(default=0)

    unique = (("knowledge_base_id", "state"),)


class GenerationState(StrEnum):
    """`waiting` is in the queue; `built` is whole and not (or not yet) served; `previous` can serve again at once."""

    WAITING = "waiting"
    BUILDING = "building"
    BUILT = "built"
    SERVING = "serving"
    PREVIOUS = "previous"
    DROPPED = "dropped"


class Generation(Table, prefix="gen", feed=False):
    """One way in which the documents of a base are cut and embedded; `number` counts them from 1.

    `model` is whose vectors it holds, None for words alone. One that waits may say why (`failure`), and when it is
    tried again. `declined` is the model for which a new generation is not begun by itself: people went back from it.
    """

    knowledge_base_id = IdOf("kb")
    number = Whole()
    state = Choice(GenerationState)
    chunk_tokens = Whole()
    chunk_overlap = Whole()
    model = Line(200, optional=True)
    analysis_version = Whole()
    done_count = Whole(default=0)
    total_count = Whole(default=0)
    started_at = Stamp()
    finished_at = Stamp(optional=True)
    comparison = Json(optional=True)
    job_id = Line(40, optional=True)
    failure = Line(500, optional=True)
    failures = Whole(optional=True, default=0)
    again_at = Stamp(optional=True)
    declined = Line(200, optional=True)

    unique = (("knowledge_base_id", "number"),)
