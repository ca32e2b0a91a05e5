"""News of links and papers, sent after commit."""

from django.dispatch import Signal

# A report went to an addressee: report_id, sending_id.
report_sent = Signal()
# A notice went to a linkage unit: notice_id.
notice_sent = Signal()
# A linkage unit has answered: notice_id.
notice_answered = Signal()
