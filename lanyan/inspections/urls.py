"""The addresses of this app."""

from typing import Any

from django.urls import path

from lanyan.inspections import hazard_urls
from lanyan.inspections.views import checks, conduct, draws, drills, others, panels, plans, record, visits

app_name = "inspections"
urlpatterns: list[Any] = [
    # Checks.
    path("checks/", checks.check_list, name="checks"),
    path("checks/today/", conduct.today, name="today"),
    path("checks/new/", checks.plan_check, name="plan_check"),
    path("checks/worker.js", conduct.worker, name="worker"),
    path("checks/<int:pk>/", checks.check, name="check"),
    path("checks/<int:pk>/people/", checks.assign_staff, name="assign_staff"),
    path("checks/<int:pk>/notice/new/", checks.make_check_notice, name="make_check_notice"),
    path("checks/<int:pk>/notice/", checks.notify_check, name="notify_check"),
    path("checks/<int:pk>/withdraw/", checks.withdraw_check, name="withdraw_check"),
    path("checks/<int:pk>/not-done/", checks.record_not_done, name="record_not_done"),
    path("checks/<int:pk>/departments/new/", checks.join_department, name="join_department"),
    path("checks/departments/<int:pk>/sign/", checks.sign_joint_part, name="sign_joint_part"),
    path("checks/departments/<int:pk>/withdraw/", checks.withdraw_joint_part, name="withdraw_joint_part"),
    path("checks/<int:pk>/start/", conduct.start_check, name="start_check"),
    path("checks/<int:pk>/conduct/", conduct.conduct, name="conduct"),
    path("checks/<int:pk>/standing/", conduct.standing, name="standing"),
    path("checks/<int:pk>/say/", conduct.say, name="say"),
    path("checks/<int:pk>/photographs/", conduct.photograph, name="photograph"),
    path("checks/<int:pk>/conclude/", conduct.conclude, name="conclude"),
    path("checks/<int:pk>/record.pdf", record.as_pdf, name="record_pdf"),
    path("checks/<int:pk>/record.docx", record.as_word, name="record_word"),
    # Plans and drives.
    path("check-plans/", plans.plan_list, name="plans"),
    path("check-plans/new/", plans.make_plan, name="make_plan"),
    path("check-plans/<int:pk>/", plans.plan, name="plan"),
    path("check-plans/<int:pk>/add/", plans.add_planned_check, name="add_planned_check"),
    path("check-plans/<int:pk>/fill/", plans.fill_plan, name="fill_plan"),
    path("check-plans/<int:pk>/submit/", plans.submit_plan, name="submit_plan"),
    path("check-plans/<int:pk>/approve/", plans.approve_plan, name="approve_plan"),
    path("check-plans/<int:pk>/return/", plans.return_plan, name="return_plan"),
    path("check-plans/<int:pk>/withdraw/", plans.withdraw_plan, name="withdraw_plan"),
    path("check-plans/items/<int:pk>/withdraw/", plans.withdraw_item, name="withdraw_item"),
    path("check-drives/", plans.drive_list, name="drives"),
    path("check-drives/new/", plans.make_drive, name="make_drive"),
    path("check-drives/<int:pk>/", plans.drive, name="drive"),
    path("check-drives/<int:pk>/end/", plans.end_drive, name="end_drive"),
    # Draws and recusals.
    path("draws/", draws.draw_list, name="draws"),
    path("draws/new/", draws.make_draw, name="make_draw"),
    path("draws/<int:pk>/", draws.draw, name="draw"),
    path("draws/<int:pk>/population/", draws.draw_population, name="draw_population"),
    path("draws/<int:pk>/again/", draws.run_again, name="run_again"),
    path("draws/<int:pk>/approve/", draws.approve_draw, name="approve_draw"),
    path("draws/<int:pk>/publish/", draws.publish_draw, name="publish_draw"),
    path("draws/<int:pk>/withdraw/", draws.withdraw_draw, name="withdraw_draw"),
    path("draws/recusals/", draws.recusals, name="recusals"),
    path("draws/recusals/new/", draws.enter_recusal, name="enter_recusal"),
    path("draws/recusals/<int:pk>/withdraw/", draws.withdraw_recusal, name="withdraw_recusal"),
    # Visits and clues.
    path("visits/", visits.visit_list, name="visits"),
    path("visits/new/", visits.enter_visit, name="enter_visit"),
    path("visits/<int:pk>/", visits.visit, name="visit"),
    path("visits/<int:pk>/withdraw/", visits.withdraw_visit, name="withdraw_visit"),
    path("visits/<int:pk>/clue/", visits.clue_of_visit, name="clue_of_visit"),
    path("clues/", visits.clue_list, name="clues"),
    path("clues/new/", visits.report_clue, name="report_clue"),
    path("clues/<int:pk>/", visits.clue, name="clue"),
    path("clues/<int:pk>/follow/", visits.follow_clue, name="follow_clue"),
    path("clues/<int:pk>/settle/", visits.settle_clue, name="settle_clue"),
    path("clues/<int:pk>/reopen/", visits.reopen_clue, name="reopen_clue"),
    path("clues/<int:pk>/dismiss/", visits.dismiss_clue, name="dismiss_clue"),
    path("clues/<int:pk>/withdraw/", visits.withdraw_clue, name="withdraw_clue"),
    # Supervision and police transfers.
    path("supervision/", others.supervisions, name="supervisions"),
    path("supervision/new/", others.enter_supervision, name="enter_supervision"),
    path("supervision/<int:pk>/", others.supervision, name="supervision"),
    path("supervision/<int:pk>/answer/", others.answer_supervision, name="answer_supervision"),
    path("supervision/<int:pk>/close/", others.close_supervision, name="close_supervision"),
    path("supervision/<int:pk>/withdraw/", others.withdraw_supervision, name="withdraw_supervision"),
    path("police-transfers/", others.police, name="police"),
    path("police-transfers/new/", others.receive_police, name="receive_police"),
    path("police-transfers/<int:pk>/", others.police_transfer, name="police_transfer"),
    path("police-transfers/<int:pk>/check/", others.check_police, name="check_police"),
    path("police-transfers/<int:pk>/answer/", others.answer_police, name="answer_police"),
    path("police-transfers/<int:pk>/refuse/", others.refuse_police, name="refuse_police"),
    # Evacuation drills.
    path("evacuation-drills/", drills.drill_list, name="drills"),
    path("evacuation-drills/new/", drills.enter_drill, name="enter_drill"),
    path("evacuation-drills/<int:pk>/", drills.drill, name="drill"),
    path("evacuation-drills/<int:pk>/withdraw/", drills.withdraw_drill, name="withdraw_drill"),
    # Panels on the page of premises.
    path("premises/<int:pk>/checks/", panels.premises_checks, name="premises_checks"),
    path("premises/<int:pk>/visits/", panels.premises_visits, name="premises_visits"),
    path("premises/<int:pk>/drills/", drills.premises_drills, name="premises_drills"),
    # Hazards, papers, enforcement, the legal clock.
    *hazard_urls.patterns,
]
