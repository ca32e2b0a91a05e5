"""The addresses of this app: guards with their verbs, posts, the phone."""

from django.urls import path

from lanyan.guards.views import guards, phone, posts

app_name = "guards"
urlpatterns = [
    path("guards/", guards.guards, name="guards"),
    path("guards/calendar/", guards.guard_calendar, name="calendar"),
    path("guards/plan/", guards.plan_guard, name="plan_guard"),
    path("guards/mine/", phone.mine, name="mine"),
    path("guards/marks/", phone.marks, name="marks"),
    path("guards/worker.js", phone.worker, name="worker"),
    path("guards/of-incident/<int:pk>/", guards.incident_panel, name="incident_panel"),
    path("guards/postings/<int:pk>/see/", phone.see_posting, name="see_posting"),
    path("guards/postings/<int:pk>/take-off/", posts.take_off_person, name="take_off_person"),
    path("guards/vehicles/<int:pk>/take-off/", posts.take_off_vehicle, name="take_off_vehicle"),
    path("guards/stamps/<int:pk>/withdraw/", posts.withdraw_stamp, name="withdraw_stamp"),
    path("guards/posts/<int:pk>/", phone.post, name="post"),
    path("guards/posts/<int:pk>/now/", phone.post_now, name="post_now"),
    path("guards/posts/<int:pk>/stamp/<str:kind>/", phone.stamp, name="stamp"),
    path("guards/posts/<int:pk>/change/", posts.change_post, name="change_post"),
    path("guards/posts/<int:pk>/give-up/", posts.give_up_post, name="give_up_post"),
    path("guards/posts/<int:pk>/people/", posts.post_people, name="post_people"),
    path("guards/posts/<int:pk>/vehicles/", posts.post_vehicles, name="post_vehicles"),
    path("guards/<int:pk>/", guards.guard, name="guard"),
    path("guards/<int:pk>/now/", guards.now, name="now"),
    path("guards/<int:pk>/word/", guards.guard_word, name="guard_word"),
    path("guards/<int:pk>/pdf/", guards.guard_pdf, name="guard_pdf"),
    path("guards/<int:pk>/post/", posts.add_post, name="add_post"),
    path("guards/<int:pk>/change/", guards.change_guard, name="change_guard"),
    path("guards/<int:pk>/submit/", guards.submit_guard, name="submit_guard"),
    path("guards/<int:pk>/return/", guards.return_guard, name="return_guard"),
    path("guards/<int:pk>/approve/", guards.approve_guard, name="approve_guard"),
    path("guards/<int:pk>/reopen/", guards.reopen_plan, name="reopen_plan"),
    path("guards/<int:pk>/withdraw/", guards.withdraw_guard, name="withdraw_guard"),
    path("guards/<int:pk>/begin/", guards.begin_guard, name="begin_guard"),
    path("guards/<int:pk>/order/", guards.order_posted, name="order_posted"),
    path("guards/<int:pk>/stand-down/", guards.stand_down_guard, name="stand_down_guard"),
    path("guards/<int:pk>/close/", guards.close_guard, name="close_guard"),
]
