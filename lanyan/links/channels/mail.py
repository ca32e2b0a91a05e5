"""E-mail, through whatever server the installation names."""

import smtplib
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.translation import gettext as _

from lanyan.links.channels.errors import NotCarried


def carry(delivery: Any) -> str:
    """Send one mail; its Message-ID is the delivery's key, so a server that takes it twice knows it again."""
    if settings.EMAIL_BACKEND.endswith("smtp.EmailBackend") and not settings.EMAIL_HOST:
        raise NotCarried(_("No mail server is named (LANYAN_MAIL_HOST)."))
    message = delivery.message
    headers = {"Message-ID": f"<delivery-{delivery.pk}@lanyan>"}
    mail = EmailMessage(message.subject, message.words, to=[delivery.address], headers=headers)
    try:
        mail.send()
    except (OSError, smtplib.SMTPException) as problem:
        raise NotCarried(str(problem)[:300]) from problem
    return "mail"
