"""The addresses of this app: the desk, messages, panels, and the public pages."""

from django.urls import path

from lanyan.citizens.views import matters, messages, panels, posters, public

app_name = "citizens"
urlpatterns = [
    path("complaints/", matters.matters, name="matters"),
    path("complaints/waiting/", matters.waiting, name="waiting"),
    path("complaints/<int:pk>/", matters.matter, name="matter"),
    path("complaints/<int:pk>/accept/", matters.accept_matter, name="accept_matter"),
    path("complaints/<int:pk>/refuse/", matters.refuse_matter, name="refuse_matter"),
    path("complaints/<int:pk>/assign/", matters.assign_matter, name="assign_matter"),
    path("complaints/<int:pk>/check/", matters.check_matter, name="check_matter"),
    path("complaints/<int:pk>/lose-check/", matters.lose_check, name="lose_check"),
    path("complaints/<int:pk>/verify/", matters.verify_matter, name="verify_matter"),
    path("complaints/<int:pk>/hand-over/", matters.hand_over_matter, name="hand_over_matter"),
    path("complaints/<int:pk>/close/", matters.close_matter, name="close_matter"),
    path("complaints/<int:pk>/withdraw/", matters.withdraw_matter, name="withdraw_matter"),
    path("complaints/<int:pk>/join/<int:other>/", matters.join_matter, name="join_matter"),
    path("complaints/<int:pk>/part/", matters.unjoin_matter, name="unjoin_matter"),
    path("complaints/poster/", posters.poster, name="poster"),
    # Messages, and who sent them.
    path("complaints/messages/", messages.messages, name="messages"),
    path("complaints/messages/new/", messages.receive_message, name="receive_message"),
    path("complaints/messages/contacts/", messages.contacts, name="contacts"),
    path("complaints/messages/<int:pk>/", messages.message, name="message"),
    path("complaints/messages/<int:pk>/answer/", messages.answer_message, name="answer_message"),
    path("complaints/messages/<int:pk>/excuse/", messages.excuse_answer, name="excuse_answer"),
    path("complaints/messages/<int:pk>/rate/", messages.rate_answer, name="rate_answer"),
    path("complaints/messages/<int:pk>/person/", messages.complainant, name="complainant"),
    # Panels.
    path("complaints/of-premises/<int:pk>/", panels.premises_panel, name="premises_panel"),
    path("complaints/of-check/<int:pk>/", panels.check_panel, name="check_panel"),
    # Public: nobody signs in.
    path("tell/", public.report, name="report"),
    path("tell/received/", public.received, name="received"),
    path("tell/follow/", public.follow, name="follow"),
    path("tell/follow/word/", public.add_word, name="add_word"),
    path("tell/follow/rate/", public.rate, name="rate"),
    path("tell/follow/leave/", public.leave, name="leave"),
    path("tell/follow/photographs/<int:pk>/", public.photograph, name="photograph"),
]
