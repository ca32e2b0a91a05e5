"""Table of contents."""

from django.urls import path

from lanyan.units.views import account, codes, login, logins, tree

app_name = "units"
urlpatterns = [
    path("login/", login.login, name="login"),
    path("login/demo/", login.demo_login, name="demo_login"),
    path("logout/", login.logout, name="logout"),
    path("account/", account.page, name="account"),
    path("account/password/", account.password, name="password"),
    path("account/tokens/", account.tokens, name="tokens"),
    path("account/tokens/<int:pk>/revoke/", account.revoke_token, name="revoke_token"),
    path("account/preference/", account.preference, name="preference"),
    path("account/views/", account.save_view, name="save_view"),
    path("account/views/<int:pk>/forget/", account.forget_view, name="forget_view"),
    path("units/", tree.unit_list, name="units"),
    path("units/new/", tree.create_unit, name="create_unit"),
    path("units/<int:pk>/", tree.unit, name="unit"),
    path("units/<int:parent_pk>/new/", tree.create_unit, name="create_below"),
    path("units/<int:pk>/change/", tree.change_unit, name="change_unit"),
    path("units/<int:pk>/rename/", tree.rename_unit, name="rename_unit"),
    path("units/<int:pk>/name-plate/", tree.add_unit_name, name="add_unit_name"),
    path("units/<int:pk>/move/", tree.move_unit, name="move_unit"),
    path("units/<int:pk>/close/", tree.close_unit, name="close_unit"),
    path("units/<int:pk>/reopen/", tree.reopen_unit, name="reopen_unit"),
    path("users/", logins.user_list, name="users"),
    path("users/new/", logins.create_user, name="create_user"),
    path("users/<int:pk>/", logins.user, name="user"),
    path("users/<int:pk>/change/", logins.change_user, name="change_user"),
    path("users/<int:pk>/assign/", logins.assign_role, name="assign_role"),
    path("users/<int:pk>/password/", logins.set_password, name="set_password"),
    path("users/<int:pk>/bar/", logins.bar_user, name="bar_user"),
    path("users/<int:pk>/admit/", logins.admit_user, name="admit_user"),
    path("assignments/<int:pk>/end/", logins.end_assignment, name="end_assignment"),
    path("roles/", logins.roles, name="roles"),
    path("codes/", codes.lists, name="codes"),
    path("codes/<slug:name>/", codes.rows, name="code_list"),
]
