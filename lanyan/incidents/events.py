"""News of incidents for the floors above, sent after commit."""

from django.dispatch import Signal

# An incident was opened by a person's confirmation: incident_id.
incident_opened = Signal()
# An order went out to a station: order_id.
order_issued = Signal()
# An incident was closed: incident_id.
incident_closed = Signal()
