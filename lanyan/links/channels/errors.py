"""How an adapter says that it could not."""


class NotCarried(Exception):
    """A message could not be sent now; the words say why."""
