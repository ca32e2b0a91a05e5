"""What this app tells the floors above, after commit."""

from django.dispatch import Signal

# A message came in: message_id.
message_received = Signal()
