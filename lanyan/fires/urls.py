"""The addresses of this app: records of fires, casualties, incidents without a record, panels."""

from django.urls import path

from lanyan.fires.views import casualties, fires, no_fires

app_name = "fires"
urlpatterns = [
    path("fires/", fires.fires, name="fires"),
    path("fires/new/", fires.enter_fire, name="enter_fire"),
    path("fires/<int:pk>/", fires.fire, name="fire"),
    path("fires/<int:pk>/change/", fires.change_fire, name="change_fire"),
    path("fires/<int:pk>/correct/", fires.correct_fire, name="correct_fire"),
    path("fires/<int:pk>/submit/", fires.submit_fire, name="submit_fire"),
    path("fires/<int:pk>/return/", fires.return_fire, name="return_fire"),
    path("fires/<int:pk>/approve/", fires.approve_fire, name="approve_fire"),
    path("fires/<int:pk>/withdraw/", fires.withdraw_fire, name="withdraw_fire"),
    path("fires/<int:pk>/investigation/end/", fires.end_investigation, name="end_investigation"),
    path("fires/<int:pk>/investigation/extend/", fires.extend_investigation, name="extend_investigation"),
    # Casualties.
    path("fires/<int:pk>/casualty/", casualties.add_casualty, name="add_casualty"),
    path("fires/casualties/<int:pk>/death/", casualties.note_death, name="note_death"),
    path("fires/casualties/<int:pk>/withdraw/", casualties.withdraw_casualty, name="withdraw_casualty"),
    # Incidents of which nobody has said whether they were a fire.
    path("fires/unrecorded/", no_fires.unrecorded, name="unrecorded"),
    path("fires/unrecorded/<int:pk>/none/", no_fires.mark_no_fire, name="mark_no_fire"),
    path("fires/none/<int:pk>/withdraw/", no_fires.withdraw_no_fire, name="withdraw_no_fire"),
    # Panels.
    path("fires/of-incident/<int:pk>/", no_fires.incident_panel, name="incident_panel"),
    path("fires/of-premises/<int:pk>/", no_fires.premises_panel, name="premises_panel"),
]
