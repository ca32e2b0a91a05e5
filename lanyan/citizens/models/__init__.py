"""Tips and complaints: the matter, each message about it, and, apart from both, who sent it."""

from lanyan.citizens.models.attempts import Attempt
from lanyan.citizens.models.matters import Matter
from lanyan.citizens.models.messages import Complainant, Message, Word

__all__ = ["Attempt", "Complainant", "Matter", "Message", "Word"]
