"""Table of contents."""

from django.urls import path

from lanyan.incidents.views import desk, ledger, record, terminal, verbs

app_name = "incidents"
urlpatterns = [
    path("desk/", desk.desk, name="desk"),
    path("desk/new/", desk.new_call, name="new_call"),
    path("desk/board/", desk.board, name="desk_board"),
    path("desk/<int:pk>/", desk.desk, name="desk_incident"),
    path("desk/<int:pk>/intake/", desk.intake, name="desk_intake"),
    path("desk/<int:pk>/draft/", desk.save_draft, name="save_draft"),
    path("desk/<int:pk>/forces/", desk.forces, name="desk_forces"),
    path("desk/<int:pk>/open/", desk.open_incident, name="open_incident"),
    path("desk/<int:pk>/order/", desk.order, name="order"),
    path("desk/<int:pk>/join/<int:into>/", desk.join, name="join"),
    path("incidents/", ledger.ledger, name="ledger"),
    path("incidents/<int:pk>/", record.incident, name="incident"),
    path("incidents/<int:pk>/head/", record.head, name="incident_head"),
    path("incidents/<int:pk>/facts/", record.facts, name="incident_facts"),
    path("incidents/<int:pk>/runs/", record.runs, name="incident_runs"),
    path("incidents/<int:pk>/log/", record.log, name="incident_log"),
    path("incidents/<int:pk>/history/", record.history, name="incident_history"),
    path("incidents/<int:pk>/raise_level/", verbs.raise_level, name="raise_level"),
    path("incidents/<int:pk>/write_log/", verbs.write_log, name="write_log"),
    path("incidents/<int:pk>/record_result/", verbs.record_result, name="record_result"),
    path("incidents/<int:pk>/correct_incident/", verbs.correct_incident, name="correct_incident"),
    path("incidents/<int:pk>/close_incident/", verbs.close_incident, name="close_incident"),
    path("incidents/<int:pk>/reopen_incident/", verbs.reopen_incident, name="reopen_incident"),
    path("incidents/<int:pk>/withdraw_incident/", verbs.withdraw_incident, name="withdraw_incident"),
    path("incidents/<int:pk>/file_false/", verbs.file_false, name="file_false"),
    path("incidents/<int:pk>/suspend_incident/", verbs.suspend_incident, name="suspend_incident"),
    path("incidents/<int:pk>/file_test/", verbs.file_test, name="file_test"),
    path("runs/<int:pk>/stamp/", verbs.stamp_run, name="stamp"),
    path("runs/<int:pk>/correct/", verbs.correct_stamp, name="correct_stamp"),
    path("runs/<int:pk>/stand_down/", verbs.stand_down, name="stand_down"),
    path("station/", terminal.terminals, name="terminals"),
    path("station/<int:pk>/", terminal.terminal, name="terminal"),
    path("station/<int:pk>/orders/", terminal.orders, name="terminal_orders"),
    path("orders/<int:pk>/receive/", terminal.receive, name="receive_order"),
    path("orders/<int:pk>/depart/", terminal.depart, name="depart"),
    path("orders/<int:pk>/sheet/", terminal.sheet, name="sheet"),
    path("orders/<int:pk>/printed/", terminal.printed, name="printed"),
]
