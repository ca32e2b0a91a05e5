"""What this app tells the floors above, after commit."""

from django.dispatch import Signal

# A check was concluded: inspection_id.
check_concluded = Signal()
