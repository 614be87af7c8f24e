"""Second factors on the wire."""

from typing import Annotated

from pydantic import BeforeValidator, StringConstraints

from appliance.kernel.shape import Shape, View, printable

Code = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40), BeforeValidator(printable)]
"""A code of an authenticator, or a recovery code; blanks and hyphens do not matter."""


class EnrolDraft(Shape):
    code: Code | None = None


class EnrolView(View):
    """First the secret; with a right code the recovery codes, once."""

    confirmed: bool
    secret: str | None = None
    uri: str | None = None
    recovery_codes: list[str] = []
