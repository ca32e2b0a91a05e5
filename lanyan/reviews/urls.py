"""The addresses of this app: reviews, findings, tasks, the replay."""

from django.urls import path

from lanyan.reviews.views import reviews, tasks

app_name = "reviews"
urlpatterns = [
    path("reviews/", reviews.reviews, name="reviews"),
    path("reviews/tasks/", tasks.tasks, name="tasks"),
    path("reviews/tasks/<int:pk>/", tasks.task, name="task"),
    path("reviews/tasks/<int:pk>/finish/", tasks.finish_task, name="finish_task"),
    path("reviews/tasks/<int:pk>/confirm/", tasks.confirm_task, name="confirm_task"),
    path("reviews/tasks/<int:pk>/return/", tasks.return_task, name="return_task"),
    path("reviews/tasks/<int:pk>/urge/", tasks.urge_task, name="urge_task"),
    path("reviews/tasks/<int:pk>/withdraw/", tasks.withdraw_task, name="withdraw_task"),
    path("reviews/findings/<int:pk>/task/", tasks.give_task, name="give_task"),
    path("reviews/findings/<int:pk>/withdraw/", tasks.withdraw_finding, name="withdraw_finding"),
    path("reviews/of-incident/<int:pk>/", reviews.incident_panel, name="incident_panel"),
    path("reviews/of-incident/<int:pk>/open/", reviews.open_review, name="open_review"),
    path("reviews/replay/<int:pk>/", reviews.replay, name="replay"),
    path("reviews/<int:pk>/", reviews.review, name="review"),
    path("reviews/<int:pk>/word/", reviews.review_word, name="review_word"),
    path("reviews/<int:pk>/pdf/", reviews.review_pdf, name="review_pdf"),
    path("reviews/<int:pk>/begin/", reviews.begin_review, name="begin_review"),
    path("reviews/<int:pk>/edit/", reviews.edit_review, name="edit_review"),
    path("reviews/<int:pk>/compose/", reviews.recompose_review, name="recompose_review"),
    path("reviews/<int:pk>/finding/", tasks.add_finding, name="add_finding"),
    path("reviews/<int:pk>/submit/", reviews.submit_review, name="submit_review"),
    path("reviews/<int:pk>/return/", reviews.return_review, name="return_review"),
    path("reviews/<int:pk>/approve/", reviews.approve_review, name="approve_review"),
    path("reviews/<int:pk>/withdraw/", reviews.withdraw_review, name="withdraw_review"),
]
