"""People 人员: persons and the posts they hold.

Not for logins (units.User) nor for who sits on which vehicle this shift (forces).
"""
