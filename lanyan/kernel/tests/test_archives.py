"""Archives: whatever is changed in one afterwards is told by name."""

import io
import json
import subprocess
import zipfile
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lanyan.kernel import archives

AT = datetime(2026, 12, 31, 15, 59, 59, tzinfo=UTC)
CONTENTS = {"record.pdf": b"%PDF-", "log.json": b"[]", "files/1-photo.jpg": b"\xff\xd8"}


def made(contents=None):
    return archives.pack(CONTENTS if contents is None else contents, told={"of": "incident 1"}, at=AT)


def rewritten(tmp_path, change):
    """The archive with its entries (name: bytes) changed by somebody."""
    with zipfile.ZipFile(io.BytesIO(made().data)) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    change(entries)
    file = tmp_path / "changed.zip"
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return file


def kept(tmp_path, packed):
    file = tmp_path / "archive.zip"
    file.write_bytes(packed.data)
    return file


class TestPacking:
    def test_gives_the_same_bytes_for_the_same_contents(self):
        assert made().data == made(dict(reversed(CONTENTS.items()))).data

    def test_tells_what_it_is_of(self, tmp_path):
        packed = made()

        found = archives.verify(kept(tmp_path, packed))

        assert found.troubles == ()
        assert (found.seal, found.told["of"], packed.files) == (packed.seal, "incident 1", 3)

    def test_is_checked_by_the_tool_that_every_system_has(self, tmp_path):
        with zipfile.ZipFile(io.BytesIO(made().data)) as archive:
            archive.extractall(tmp_path)

        said = subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=tmp_path, capture_output=True, check=False)

        assert said.returncode == 0, said.stdout

    @given(st.dictionaries(st.from_regex(r"[a-z]{1,8}(/[a-z]{1,8})?", fullmatch=True), st.binary(max_size=50)))
    def test_keeps_whatever_is_put_in(self, tmp_path_factory, contents):
        found = archives.verify(kept(tmp_path_factory.mktemp("kept"), made(contents)))

        assert found.troubles == ()


class TestVerifying:
    @pytest.mark.parametrize(
        ("change", "trouble"),
        [
            (lambda entries: entries.update({"log.json": b"[1]"}), "log.json: it was changed"),
            (lambda entries: entries.pop("record.pdf"), "record.pdf: it is missing"),
            (lambda entries: entries.update({"more.txt": b""}), "more.txt: nobody put it there"),
            (lambda entries: entries.pop("SHA256SUMS"), "SHA256SUMS: it does not say what manifest.json says"),
        ],
    )
    def test_names_what_was_changed(self, tmp_path, change, trouble):
        assert trouble in archives.verify(rewritten(tmp_path, change)).troubles

    def test_knows_by_the_seal_that_list_and_file_were_changed_together(self, tmp_path):
        def change(entries):
            told = json.loads(entries["manifest.json"])
            told["made_at"] = "2027-01-01"
            entries["manifest.json"] = json.dumps(told).encode()

        assert archives.verify(rewritten(tmp_path, change)).seal != made().seal

    @pytest.mark.parametrize("data", [b"", b"no zip at all", made().data[:-30], b"PK\x05\x06" + bytes(18)])
    def test_refuses_what_is_no_archive(self, tmp_path, data):
        file = tmp_path / "broken.zip"
        file.write_bytes(data)

        with pytest.raises(archives.NoArchive):
            archives.verify(file)

    @pytest.mark.parametrize(
        "words", [b"", b"[]", b'{"format": "other", "files": []}', b'{"format": "lanyan-archive-1"}']
    )
    def test_refuses_a_list_that_cannot_be_read(self, tmp_path, words):
        with pytest.raises(archives.NoArchive, match=r"manifest\.json"):
            archives.verify(rewritten(tmp_path, lambda entries: entries.update({"manifest.json": words})))
