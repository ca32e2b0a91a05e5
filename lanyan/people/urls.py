"""Table of contents."""

from django.urls import path

from lanyan.people import views, views_absences, views_certificates, views_duty

app_name = "people"
urlpatterns = [
    path("people/", views.person_list, name="persons"),
    path("people/new/", views.create_person, name="create_person"),
    path("people/<int:pk>/", views.person, name="person"),
    path("people/<int:pk>/change/", views.change_person, name="change_person"),
    path("people/<int:pk>/move/", views.move_person, name="move_person"),
    path("people/<int:pk>/leave/", views.leave_service, name="leave_service"),
    path("people/<int:pk>/return/", views.return_to_service, name="return_to_service"),
    path("people/<int:pk>/posts/new/", views.give_post, name="give_post"),
    path("people/<int:pk>/absences/new/", views_absences.enter_absence, name="enter_absence"),
    path("absences/", views_absences.absences, name="absences"),
    path("absences/<int:pk>/withdraw/", views_absences.withdraw_absence, name="withdraw_absence"),
    path("people/<int:pk>/certificates/new/", views_certificates.enter_certificate, name="enter_certificate"),
    path("certificates/<int:pk>/withdraw/", views_certificates.withdraw_certificate, name="withdraw_certificate"),
    path("duty/", views_duty.turns, name="turns"),
    path("duty/plan/", views_duty.plan_turns, name="plan_turns"),
    path("duty/<int:pk>/", views_duty.turn, name="turn"),
    path("duty/<int:pk>/swap/", views_duty.swap_turn, name="swap_turn"),
    path("duty/<int:pk>/take-over/", views_duty.take_over_turn, name="take_over_turn"),
    path("duty/<int:pk>/withdraw/", views_duty.withdraw_turn, name="withdraw_turn"),
    path("posts/<int:pk>/end/", views.end_post, name="end_post"),
]
