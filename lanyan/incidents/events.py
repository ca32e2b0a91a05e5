"""News of incidents for the floors above, sent after commit."""

from django.dispatch import Signal

# An incident was opened by a person's confirmation: incident_id.
incident_opened = Signal()
# An order went out to a station: order_id.
order_issued = Signal()
# An incident was closed: incident_id.
incident_closed = Signal()
# An incident that was kept on paper was entered with its true times, and is over: incident_id.
incident_entered_late = Signal()
