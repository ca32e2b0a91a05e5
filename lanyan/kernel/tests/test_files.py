"""Files: checked by size, name and content; kept once; read by whom the record's app lets; never a page of ours."""

import base64
import io
import zipfile
from datetime import UTC, datetime
from types import SimpleNamespace
from unittest.mock import Mock

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.db.utils import DatabaseError, InternalError
from django.utils import translation
from docx import Document
from openpyxl import Workbook
from PIL import ExifTags, Image

from lanyan.kernel import audit, documents, files, press, uploads
from lanyan.kernel.errors import Refused
from lanyan.kernel.models import Attachment, StoredFile

AT = datetime(2026, 3, 5, 2, 0, tzinfo=UTC)
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\nstartxref\n9\n%%EOF\n"


def picture(kind="JPEG", size=(40, 30), **save):
    out = io.BytesIO()
    Image.new("RGB", size, "red").save(out, kind, **save)
    return out.getvalue()


def word():
    out = io.BytesIO()
    Document().save(out)
    return out.getvalue()


def excel():
    out = io.BytesIO()
    Workbook().save(out)
    return out.getvalue()


def zipped(**parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in parts.items():
            made.writestr(name.replace("__", "/").replace("_xml", ".xml").replace("_bin", ".bin"), data)
    return out.getvalue()


def located():
    notes = Image.Exif()
    notes[ExifTags.Base.Make] = "Phone"
    notes.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (28.0, 58.0, 1.0)
    return picture(exif=notes)


def upload(data, name="现场.jpg"):
    return SimpleUploadedFile(name, data)


def keep(data, name="现场.jpg", **more):
    return files.keep(upload=upload(data, name), by=None, at=AT, **more)


class TestContent:
    @pytest.mark.parametrize(
        ("data", "name", "kind"),
        [
            (picture(), "a.jpg", uploads.IMAGE),
            (picture("PNG"), "b.PNG", uploads.IMAGE),
            (PDF, "c.pdf", uploads.PDF),
            (word(), "d.docx", uploads.WORD),
            (excel(), "e.xlsx", uploads.EXCEL),
        ],
    )
    def test_is_told_by_reading_it(self, data, name, kind):
        assert uploads.inspect(data, name=name, kinds=tuple(uploads.MOST_BYTES)).kind == kind

    @pytest.mark.parametrize(
        ("data", "name", "why"),
        [
            (b"", "a.jpg", "empty"),
            (b"<html><script>alert(1)</script>", "a.jpg", "kind"),
            (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a.svg", "kind"),
            (b"MZ\x90\x00" + b"\0" * 200, "a.pdf", "kind"),
            (b"GIF89a" + b"\0" * 100, "a.png", "kind"),
            (picture(), "a.pdf", "name says something else"),
            (PDF, "a.jpg", "name says something else"),
            (picture()[:200], "a.jpg", "damaged"),
            (picture("PNG")[:60], "a.png", "damaged"),
            (b"%PDF-1.7\nonly a beginning", "a.pdf", "damaged"),
            (picture(), "a.exe", "must end"),
            (picture(), "jpg", "must end"),
            (picture(), "a\u202egpj.jpg", "invisible"),
        ],
    )
    def test_of_a_wrong_kind_is_refused_with_field_and_reason(self, data, name, why):
        with translation.override("en"), pytest.raises(Refused, match=why) as refusal:
            uploads.inspect(data, name=name, kinds=("image", "pdf"), field="photos")

        assert refusal.value.field == "photos"

    def test_a_word_file_where_a_picture_is_wanted_is_refused(self):
        with pytest.raises(Refused):
            uploads.inspect(word(), name="a.docx", kinds=("image",))

    def test_a_file_with_macros_or_that_unpacks_without_end_is_refused(self):
        macros = zipped(Content_Types="x", word__document_xml="<w/>", word__vbaProject_bin="x")
        bomb = zipped(word__document_xml=b"0" * 30_000_000)

        for data in (macros, bomb):
            with pytest.raises(Refused):
                uploads.inspect(data, name="a.docx", kinds=("word",))

    def test_a_picture_of_too_many_pixels_is_refused_before_it_is_decoded(self, monkeypatch):
        monkeypatch.setattr(uploads, "MOST_PIXELS", 100)

        with pytest.raises(Refused):
            uploads.inspect(picture(size=(40, 30)), name="a.jpg", kinds=("image",))

    @pytest.mark.django_db
    def test_a_file_that_is_too_large_is_not_even_read(self, monkeypatch):
        monkeypatch.setitem(uploads.MOST_BYTES, uploads.IMAGE, 10)
        monkeypatch.setitem(uploads.MOST_BYTES, uploads.PDF, 10)
        sent = SimpleNamespace(name="a.jpg", size=11)

        with pytest.raises(Refused):
            files.keep(upload=sent, by=None, at=AT)

    @pytest.mark.parametrize(
        ("name", "kept"),
        [("../../etc/a.jpg", "a.jpg"), ("C:\\x\\b.png", "b.png"), ("长" * 300 + ".jpg", "长" * 116 + ".jpg")],
    )
    def test_of_a_name_the_last_part_is_kept(self, name, kept):
        assert uploads.checked_name(name) == kept


class TestPosition:
    def test_is_taken_out_where_asked_and_the_picture_stays_the_same(self):
        before = located()

        after = uploads.without_position(before)

        with Image.open(io.BytesIO(before)) as old, Image.open(io.BytesIO(after)) as new:
            assert ExifTags.Base.GPSInfo in old.getexif()
            assert ExifTags.Base.GPSInfo not in new.getexif()
            assert new.getexif()[ExifTags.Base.Make] == "Phone"
            assert old.tobytes() == new.tobytes()

    @pytest.mark.django_db
    def test_stays_where_nobody_asked(self):
        stored = keep(located())

        with Image.open(files.path_of(stored)) as kept:
            assert ExifTags.Base.GPSInfo in kept.getexif()


@pytest.mark.django_db
class TestKeep:
    def test_the_same_content_is_kept_once_under_its_digest(self):
        first, second = keep(picture()), keep(picture(), "另一张.jpg")

        assert first == second
        assert StoredFile.objects.count() == 1
        assert files.path_of(first).read_bytes() == picture()
        assert files.path_of(first).name == first.digest

    def test_nothing_half_written_is_left_behind(self):
        stored = keep(picture())

        assert [path.name for path in files.path_of(stored).parent.iterdir() if path.name.startswith(".new")] == []

    def test_a_kept_file_is_neither_changed_nor_deleted(self):
        stored = keep(picture())

        for act in (lambda: StoredFile.objects.filter(pk=stored.pk).update(kind="pdf"), stored.delete):
            with pytest.raises((InternalError, DatabaseError)), transaction.atomic():
                act()


@pytest.mark.django_db
class TestAttach:
    def test_stands_at_its_record_until_it_is_withdrawn_with_a_reason(self):
        record = keep(PDF, "x.pdf")
        attachment = files.attach(record=record, stored=keep(picture()), kind="photo", caption="东门", by=None, at=AT)

        before = files.of(record, "photo")
        with pytest.raises(Refused) as refusal:
            files.withdraw(attachment_id=attachment.pk, reason=" ", by=None, at=AT)
        files.withdraw(attachment_id=attachment.pk, reason="拍错了", by=None, at=AT)

        assert before == [attachment]
        assert refusal.value.field == "reason"
        assert files.of(record) == []
        assert Attachment.objects.get().withdrawn_reason == "拍错了"
        assert audit.history(attachment)[0].reason == "拍错了"

    def test_nobody_reads_a_file_of_a_record_whose_app_names_no_reader(self):
        record = keep(PDF, "x.pdf")
        attachment = files.attach(record=record, stored=keep(picture()), kind="photo", by=None, at=AT)

        assert not files.readable(None, attachment)


class TestDocuments:
    @pytest.mark.parametrize("url", ["https://example.org/x.png", "file:///etc/passwd", "/etc/passwd", "//host/x.png"])
    def test_a_document_asks_no_host_and_no_file_of_the_machine(self, url, pdf_library):
        with pytest.raises(press.PressError, match="may not ask for"):
            press.pressed(f'<p>甲</p><img src="{url}">')

    def test_a_picture_at_hand_may_stand_in_it(self, pdf_library):
        drawn = base64.b64encode(picture()).decode()

        assert press.pressed(f'<img src="data:image/jpeg;base64,{drawn}">').startswith(b"%PDF")

    def test_without_the_libraries_of_the_system_it_says_which_are_missing(self, monkeypatch):
        monkeypatch.setattr(press, "pressed", Mock(side_effect=press.NoLibrariesError))

        with pytest.raises(Refused, match="libpango"):
            documents.pdf("guards/papers/plan.html", {})

    def test_a_word_template_is_filled_and_what_is_filled_in_is_no_code(self):
        values = dict.fromkeys(
            ("agency", "title", "number", "addressee", "opening", "words", "closing", "rights", "officers", "day",
             "service", "served", "signature", "receiver", "refusal", "witnesses", "clip", "withdrawn"), "",
        )  # fmt: skip
        made = documents.word("notice", {**values, "title": "{{ 7*7 }} <b>&", "items": ["甲"], "by_hand": False})

        text = "\n".join(paragraph.text for paragraph in Document(io.BytesIO(made)).paragraphs)
        assert "{{ 7*7 }} <b>&" in text
        assert "1. 甲" in text
