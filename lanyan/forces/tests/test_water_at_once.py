"""Two people at one water source at the same instant."""

import threading

import pytest
from django.db import connection

from lanyan.forces import actions
from lanyan.forces.models import WaterCheck, WaterFault, WaterTransfer
from lanyan.forces.tests.make_water import DAY, HOUR, company, look, passed
from lanyan.forces.tests.test_water import NOON, source
from lanyan.kernel.errors import Refused
from lanyan.units.tests import make as units


def at_once(*acts) -> list[str]:
    """Do acts in threads that start together; what each said."""
    together, answers = threading.Barrier(len(acts)), []

    def do(act):
        together.wait()
        try:
            act()
            answers.append("done")
        except Refused:
            answers.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=do, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(answers)


@pytest.mark.django_db(transaction=True)
class TestTwoAtOnce:
    def test_who_send_one_key_note_one_look_and_who_pass_one_fault_make_one_list(self):
        unit = units.city().station
        hydrant, served = source(unit), company(unit)

        looked = at_once(*[lambda: look(hydrant, faulty=True, key="phone-1")] * 2)
        fault = WaterFault.objects.get()
        how = {"fault_ids": [fault.pk], "company_id": served.pk, "way": "HAND", "at": NOON + HOUR, "by": None}
        passed_on = at_once(*[lambda: actions.pass_faults(**how)] * 2)

        assert looked == ["done", "done"]
        assert WaterCheck.objects.count() == 1
        assert passed_on == ["done", "refused"]
        assert WaterTransfer.objects.count() == 1

    def test_who_look_and_who_note_that_it_is_mended_leave_it_closed_or_to_be_looked_at(self):
        unit = units.city().station
        hydrant = source(unit)
        fault = passed(hydrant, unit)

        at_once(
            lambda: look(hydrant, at=NOON + DAY),
            lambda: actions.say_mended(fault_id=fault.pk, who="吴", at=NOON + DAY, by=None),
        )

        fault.refresh_from_db()
        hydrant.refresh_from_db()
        assert (fault.state, hydrant.state) == ("CLOSED", "IN_SERVICE")
