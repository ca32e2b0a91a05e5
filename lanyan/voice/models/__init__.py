"""What this app keeps: who was looked up, recorders, recordings, who listened."""

from lanyan.voice.models.lookups import CallerAnswer, LookupService
from lanyan.voice.models.recordings import Listening, Recorder, Recording

__all__ = ["CallerAnswer", "Listening", "LookupService", "Recorder", "Recording"]
