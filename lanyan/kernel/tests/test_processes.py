"""What the code of a library costs can be given back, and the library goes on working."""

import hashlib
import subprocess
import sys
from pathlib import Path

import pytest

LOOK = """
import hashlib, sys
from pathlib import Path
from lanyan.kernel.processes import give_back_code

def resident():
    kb, ours = 0, False
    for line in Path("/proc/self/smaps").read_text().splitlines():
        first = line.split()[0]
        if "-" in first:
            ours = "libcrypto" in line and " r-xp " in line
        elif ours and first == "Rss:":
            kb += int(line.split()[1])
    return kb

assert hashlib.scrypt(b"a", salt=b"b", n=2, r=8, p=1)
before = resident()
give_back_code()
print(before, resident(), hashlib.sha256(b"119").hexdigest())
"""


@pytest.mark.skipif(not Path("/proc/self/smaps").exists(), reason="only Linux tells what a process has read")
def test_the_code_of_a_library_is_given_back_and_read_again_when_needed() -> None:
    done = subprocess.run([sys.executable, "-c", LOOK], capture_output=True, text=True, check=True)

    before, after, told = done.stdout.split()
    assert int(after) <= int(before)
    assert told == hashlib.sha256(b"119").hexdigest()
