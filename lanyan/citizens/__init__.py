"""Citizens 群众: tips and complaints, from the public page to the answer.

Not for what a check found (inspections). Who complained is shown to nobody without the right to it.
"""
