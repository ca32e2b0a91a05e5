"""The addresses of this app: recordings, the look-up at the desk, the machines outside."""

from django.urls import path

from lanyan.voice.views import callers, recordings, services

app_name = "voice"
urlpatterns = [
    path("recordings/", recordings.recordings, name="recordings"),
    path("recordings/<int:pk>/", recordings.recording, name="recording"),
    path("recordings/<int:pk>/sound/", recordings.sound, name="sound"),
    path("recordings/<int:pk>/tie/", recordings.tie_recording, name="tie_recording"),
    path("recordings/<int:pk>/keep/", recordings.keep_recording, name="keep_recording"),
    path("recordings/<int:pk>/release/", recordings.release_recording, name="release_recording"),
    path("recordings/<int:pk>/check/", recordings.check_recording, name="check_recording"),
    path("recordings/of-incident/<int:pk>/", recordings.incident_recordings, name="incident_recordings"),
    path("recordings/at-desk/<int:pk>/", recordings.desk_recordings, name="desk_recordings"),
    path("callers/of-incident/<int:pk>/", callers.incident_callers, name="incident_callers"),
    path("callers/at-desk/<int:pk>/", callers.desk_caller, name="desk_caller"),
    path("callers/at-desk/<int:pk>/ask/", callers.look_up_caller, name="look_up_caller"),
    path("callers/<int:pk>/take/", callers.take_answer, name="take_answer"),
    path("voice/", services.services, name="services"),
    path("voice/lookup/set/", services.set_lookup, name="set_lookup"),
    path("voice/lookup/<int:pk>/stop/", services.stop_lookup, name="stop_lookup"),
    path("voice/recorders/add/", services.add_recorder, name="add_recorder"),
    path("voice/recorders/<int:pk>/", services.change_recorder, name="change_recorder"),
    path("voice/recorders/<int:pk>/withdraw/", services.withdraw_recorder, name="withdraw_recorder"),
]
