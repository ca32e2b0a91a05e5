"""Table of contents."""

from django.urls import path

from lanyan.forces import views

app_name = "forces"
urlpatterns = [
    path("stations/", views.stations, name="stations"),
    path("stations/open/", views.open_station, name="open_station"),
    path("stations/<int:pk>/", views.station, name="station"),
    path("stations/<int:pk>/change/", views.change_station, name="change_station"),
    path("stations/<int:pk>/vehicles/add/", views.add_vehicle, name="add_vehicle_here"),
    path("vehicles/", views.vehicles, name="vehicles"),
    path("vehicles/add/", views.add_vehicle, name="add_vehicle"),
    path("vehicles/<int:pk>/", views.vehicle, name="vehicle"),
    path("vehicles/<int:pk>/change/", views.change_vehicle, name="change_vehicle"),
    path("vehicles/<int:pk>/off-road/", views.take_off_road, name="take_off_road"),
    path("vehicles/<int:pk>/in-service/", views.put_back_in_service, name="put_back_in_service"),
    path("vehicles/<int:pk>/retire/", views.retire_vehicle, name="retire_vehicle"),
    path("formations/", views.formations, name="formations"),
    path("stations/<int:pk>/formations/make/", views.make_formation, name="make_formation"),
    path("formations/<int:pk>/", views.formation, name="formation"),
    path("formations/<int:pk>/change/", views.change_formation, name="change_formation"),
    path("formations/<int:pk>/end/", views.end_formation, name="end_formation"),
    path("vehicles/<int:pk>/load/", views.report_load, name="report_load"),
    path("shifts/", views.shifts, name="shifts"),
    path("shifts/make/", views.make_shift, name="make_shift"),
    path("stations/<int:pk>/shifts/make/", views.make_shift, name="make_shift_here"),
    path("shifts/<int:pk>/", views.shift, name="shift"),
    path("shifts/<int:pk>/seats/", views.change_shift, name="change_shift"),
    path("shifts/<int:pk>/roll/", views.call_roll, name="call_roll"),
    path("shifts/<int:pk>/begin/", views.begin_shift, name="begin_shift"),
    path("shifts/<int:pk>/withdraw/", views.withdraw_shift, name="withdraw_shift"),
    path("shifts/<int:pk>/handover/", views.open_handover, name="open_handover"),
    path("handovers/<int:pk>/", views.handover, name="handover"),
    path("handovers/<int:pk>/notes/", views.change_handover, name="change_handover"),
    path("handovers/<int:pk>/sign/", views.sign_handover, name="sign_handover"),
    path("handovers/<int:pk>/withdraw/", views.withdraw_handover, name="withdraw_handover"),
    path("strength/", views.requirements, name="requirements"),
    path("water/", views.water_sources, name="water_sources"),
    path("water/add/", views.add_water_source, name="add_water_source"),
    path("water/<int:pk>/", views.water_source, name="water_source"),
    path("water/<int:pk>/change/", views.change_water_source, name="change_water_source"),
    path("water/<int:pk>/check/", views.check_water_source, name="check_water_source"),
    path("water/<int:pk>/fault/", views.report_fault, name="report_fault"),
    path("water/<int:pk>/mend/", views.mend_water_source, name="mend_water_source"),
    path("water/<int:pk>/withdraw/", views.withdraw_water_source, name="withdraw_water_source"),
]
