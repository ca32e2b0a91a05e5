"""The second factor: a code from a device beside the password, with backup codes for the day it is lost."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from lanyan.kernel import audit
from lanyan.kernel.errors import Refused
from lanyan.units.actions.common import check_reach, locked_user, tell_rights_changed
from lanyan.units.actions.sessions import end_other_sessions
from lanyan.units.models import Session, User

BACKUP_CODES = 10
# No letters or digits that read alike on paper.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass(frozen=True)
class Checked:
    """What came of a code: right, or wrong, or too soon after a wrong one."""

    right: bool
    wait_seconds: int = 0
    backup: bool = False
    left: int = 0


def fresh_secret() -> str:
    """A new secret for a device, in hexadecimal; kept nowhere until a code proves that the device has it."""
    return secrets.token_hex(20)


def address_of(user: User, secret: str) -> str:
    """The address that a QR code carries to the device."""
    return str(TOTPDevice(user=user, key=secret).config_url)


@transaction.atomic
def enable_second_factor(*, user_id: int, secret: str, code: str, session_key: str, at: datetime, by: Any) -> list[str]:
    """Switch the second factor on, once a code shows that the device works; gives the backup codes, this once."""
    user = locked_user(user_id)
    if user.second_factor_at is not None:
        raise Refused(_("The second factor is on already."))
    device = TOTPDevice(user=user, name="totp", key=secret, confirmed=True)
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits)
    totp.time = at.timestamp()
    if not (code.isdecimal() and totp.verify(int(code), device.tolerance)):
        raise Refused(_("This code does not fit. Is the clock of your device right?"), field="code")
    _forget_devices(user)
    device.last_t, device.drift = totp.t(), totp.drift
    device.save()
    codes = [_code() for _number in range(BACKUP_CODES)]
    backup = StaticDevice.objects.create(user=user, name="backup", confirmed=True)
    StaticToken.objects.bulk_create([StaticToken(device=backup, token=_kept(one)) for one in codes])
    user.second_factor_at = at
    with audit.act("units.enable_second_factor", by=by):
        user.save(update_fields=["second_factor_at"])
    # They came in by the password alone.
    end_other_sessions(user_id=user_id, keep=session_key, why=Session.End.SECOND_FACTOR, at=at, by=by)
    return codes


def _code() -> str:
    text = "".join(secrets.choice(ALPHABET) for _place in range(10))
    return f"{text[:5]}-{text[5:]}"


def _kept(code: str) -> str:
    """What is stored of a backup code: enough to know it again, nothing to read it from."""
    plain = code.lower().replace("-", "").replace(" ", "")
    return hashlib.sha256(f"{settings.SECRET_KEY}:{plain}".encode()).hexdigest()[:16]


def _forget_devices(user: User) -> None:
    TOTPDevice.objects.filter(user=user).delete()
    StaticDevice.objects.filter(user=user).delete()


def backup_codes_left(user: User) -> int:
    """How many backup codes nobody has used yet."""
    return StaticToken.objects.filter(device__user=user).count()


@transaction.atomic
def check_second_factor(*, user_id: int, code: str, at: datetime) -> Checked:
    """Check a code of the device, or a backup code, which is then used up; wrong ones make the next wait longer."""
    user = locked_user(user_id)
    plain = code.strip().replace(" ", "")
    device: Any = TOTPDevice.objects.select_for_update().filter(user=user, confirmed=True).first()
    if not (plain.isdecimal() and len(plain) == 6):
        device = StaticDevice.objects.select_for_update().filter(user=user, confirmed=True).first()
    if device is None:
        return Checked(right=False)
    allowed, waiting = device.verify_is_allowed()
    if not allowed:
        return Checked(right=False, wait_seconds=max(1, round((waiting["locked_until"] - at).total_seconds())))
    backup = isinstance(device, StaticDevice)
    right = bool(device.verify_token(_kept(plain) if backup else plain))
    if right and backup:
        audit.note("units.use_backup_code", by=user)
    return Checked(right=right, backup=backup, left=backup_codes_left(user) if backup else 0)


@transaction.atomic
def disable_second_factor(*, user_id: int, password: str, by: Any) -> User:
    """Switch one's own second factor off, knowing the password; not while a role asks for it."""
    user = locked_user(user_id)
    if not user.check_password(password):
        raise Refused(_("This is not your present password."), field="password")
    if any(one.role.needs_second_factor for one in user.held):
        raise Refused(_("A role of yours asks for the second factor; only an administrator can reset it."))
    with audit.act("units.disable_second_factor", by=by):
        _switch_off(user)
    return user


@transaction.atomic
def reset_second_factor(*, user_id: int, reason: str, at: datetime, by: Any) -> User:
    """Take somebody's second factor away because the device is lost; all their sessions end."""
    user = locked_user(user_id)
    check_reach(user, by)
    if not reason.strip():
        raise Refused(_("This must not be empty."), field="reason")
    with audit.act("units.reset_second_factor", by=by, reason=reason.strip()):
        _switch_off(user)
    end_other_sessions(user_id=user_id, keep="", why=Session.End.SECOND_FACTOR, at=at, by=by)
    return user


def _switch_off(user: User) -> None:
    if user.second_factor_at is None:
        raise Refused(_("The second factor is off already."))
    _forget_devices(user)
    user.second_factor_at = None
    user.save(update_fields=["second_factor_at"])
    tell_rights_changed(user.pk)
