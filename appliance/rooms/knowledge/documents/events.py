"""What happens to a document."""

from appliance.kernel.event import Event


class DocumentUploaded(Event):
    org_id: str
    document_id: str
    knowledge_base_id: str
    size_bytes: int
    sha256: str


class DocumentRetried(Event):
    """A file that failed was given again; it is read once more."""

    org_id: str
    document_id: str
    knowledge_base_id: str


class DocumentReplaced(Event):
    """A file took the place of an earlier one; `text_version` is to be read."""

    org_id: str
    document_id: str
    knowledge_base_id: str
    text_version: int
    sha256: str


class DocumentChanged(Event):
    """Somebody changed what stands around the text: its title, tags, owner, facts or date of review."""

    org_id: str
    document_id: str
    knowledge_base_id: str
    fields: tuple[str, ...]


class DocumentMoved(Event):
    org_id: str
    document_id: str
    knowledge_base_id: str
    from_base_id: str


class DocumentPushed(Event):
    """A program pushed a document: `outcome` is created or updated; `text_version` is to be cut into passages."""

    org_id: str
    document_id: str
    knowledge_base_id: str
    outcome: str
    text_version: int


class DocumentLeftOut(Event):
    """A document was not copied into a fork: the quota had no room for it."""

    org_id: str
    document_id: str
    knowledge_base_id: str


class DocumentReady(Event):
    org_id: str
    document_id: str
    knowledge_base_id: str
    text_version: int


class DocumentFailed(Event):
    org_id: str
    document_id: str
    knowledge_base_id: str
    state: str
    code: str


class DocumentRemoved(Event):
    org_id: str
    document_id: str
    knowledge_base_id: str
