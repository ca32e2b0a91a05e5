"""Faults of water sources for the tests, built by our own actions."""

import io
from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from lanyan.forces import actions
from lanyan.forces.actions import CompanyFacts
from lanyan.forces.models import WaterCheck, WaterCompany, WaterFault
from lanyan.forces.tests.test_water import NOON

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def company(unit, **more) -> WaterCompany:
    facts = {"name": "衢州城东供水有限公司", "contact": "吴建平", "phone": "0570-8800110", "expected_days": 7}
    return actions.add_company(facts=CompanyFacts(**{**facts, "unit_id": unit.pk, **more}), by=None)


def look(hydrant, *, faulty=False, at=NOON, **more) -> WaterCheck:
    told = {"kind": "DRY"} if faulty else {}
    return actions.check_water_source(source_id=hydrant.pk, found_faulty=faulty, at=at, by=None, **{**told, **more})


def broken(hydrant, at=NOON) -> WaterFault:
    look(hydrant, faulty=True, at=at)
    return hydrant.faults.open().get()


def passed(hydrant, unit, at=NOON + HOUR, **more) -> WaterFault:
    fault = broken(hydrant)
    actions.pass_faults(fault_ids=[fault.pk], company_id=company(unit, **more).pk, way="HAND", at=at, by=None)
    fault.refresh_from_db()
    return fault


def picture(colour="red", name="现场.jpg") -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue(), "image/jpeg")
