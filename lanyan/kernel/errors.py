"""The one way an action says no: with the field and the reason, in the user's words."""


class Refused(Exception):
    """What was asked cannot be done. `field` names the input at fault; empty when it is the whole request."""

    def __init__(self, reason: str, *, field: str = "") -> None:
        super().__init__(str(reason))
        self.reason, self.field = reason, field
