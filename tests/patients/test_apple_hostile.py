"""Files that are no Apple Health export, or made to do harm: a clear message, and no harm."""

import io
import time
import tracemalloc
import zipfile

import pytest
from django.core.exceptions import ValidationError

from patients.importing.apple import container, reader
from patients.importing.apple.source import AppleHealth
from tests.patients.apple_export import DTD, element, export, record, zipped

WEIGHT = record("BodyMass", "70", "kg")
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
MEGABYTE = 1024 * 1024


def refusal(data: bytes | io.BytesIO) -> str:
    """Why an upload is refused."""
    file = io.BytesIO(data) if isinstance(data, bytes) else data
    with pytest.raises(ValidationError) as caught:
        list(AppleHealth(file, zone="UTC").rows())
    return " ".join(caught.value.messages)


def packed(*names: str, content: bytes = b"<a/>") -> io.BytesIO:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, content)
    target.seek(0)
    return target


@pytest.mark.parametrize(
    "subset",
    [
        f'<!DOCTYPE HealthData [<!ENTITY l0 "lol">{LAUGHS}]>',
        '<!DOCTYPE HealthData [<!ENTITY secret SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE HealthData [<!ENTITY % more SYSTEM "http://127.0.0.1/x.dtd">%more;]>',
        '<!DOCTYPE HealthData SYSTEM "file:///etc/passwd">',
        '<!DOCTYPE HealthData PUBLIC "-//x" "http://127.0.0.1/x.dtd" [<!ELEMENT a EMPTY>]>',
    ],
)
def test_entities_and_files_from_elsewhere_are_refused(subset: str) -> None:
    assert "never does" in refusal(export(WEIGHT, dtd=subset))


def test_an_entity_that_nobody_declared_is_not_xml() -> None:
    bad = WEIGHT.replace("70", "&secret;")
    assert "not valid XML" in refusal(export(bad))


def test_a_second_document_type_behind_the_first_is_refused() -> None:
    hidden = DTD + '<!DOCTYPE HealthData [<!ENTITY l "lol">]>'
    assert refusal(export(WEIGHT, dtd=hidden))


def test_a_broken_document_type_does_not_matter() -> None:
    assert len(list(AppleHealth(io.BytesIO(export(WEIGHT)), zone="UTC").rows())) == 1


def test_a_bomb_in_the_zip_is_refused_before_a_byte_is_unpacked() -> None:
    """A gigabyte of spaces, packed to one megabyte by pieces as a bomber would."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("apple_health_export/export.xml", "w", force_zip64=True) as file,
    ):
        file.write(b"<?xml version='1.0'?><HealthData>")
        spaces = b" " * MEGABYTE
        for _number in range(1024):
            file.write(spaces)
    started = time.process_time()
    tracemalloc.start()
    assert "far more" in refusal(target)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2 * MEGABYTE
    assert time.process_time() - started < 1


def test_a_lie_about_the_size_unpacks_no_more_than_it_says() -> None:
    honest = zipped(export(*[WEIGHT] * 2000)).getvalue()
    size = len(export(*[WEIGHT] * 2000)).to_bytes(4, "little")
    assert honest.count(size) >= 2
    assert "damaged" in refusal(honest.replace(size, (5000).to_bytes(4, "little")))


def test_a_zip_with_more_names_than_a_phone_has_files_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(container, "MOST_AT_ONCE", 10_000)
    assert "too many files" in refusal(packed(*(f"{n}.gpx" for n in range(500))))


def test_a_damaged_or_cut_zip_is_said_to_be_so() -> None:
    whole = zipped(export(*[WEIGHT] * 500)).getvalue()
    assert "damaged" in refusal(whole[: len(whole) // 2])
    at = whole.index(b"apple_health_export/export.xml") + 40
    broken = whole[:at] + bytes(20) + whole[at + 20 :]
    assert "damaged" in refusal(broken)


def test_a_zip_with_a_password_is_said_to_be_damaged() -> None:
    whole = bytearray(zipped(export(WEIGHT)).getvalue())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = whole.index(mark)
        while at >= 0:
            whole[at + offset] |= 1
            at = whole.find(mark, at + 4)
    assert "damaged" in refusal(bytes(whole))


@pytest.mark.parametrize(
    "names", [("readme.txt",), ("export_cda.xml",), ("apple_health_export/export.xml",)]
)
def test_a_zip_without_an_export_says_how_to_make_one(names: tuple[str, ...]) -> None:
    assert "Export All Health Data" in refusal(packed(*names))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hello",
        b"<html><body/></html>",
        b"PK",
        export(WEIGHT, dtd="", root="ClinicalDocument"),
    ],
)
def test_anything_else_is_not_an_export(data: bytes) -> None:
    assert "not an Apple Health export" in refusal(data)


def test_an_export_of_another_root_is_told_by_its_name() -> None:
    data = export(WEIGHT, root="HealthDiary")
    assert refusal(data) == "This is not an Apple Health export: it begins with “HealthDiary”."


@pytest.mark.parametrize("keep", [0.3, 0.6, 0.95])
def test_a_file_that_was_cut_off_says_after_which_record(keep: float) -> None:
    whole = export(*[WEIGHT] * 300)
    assert "cut off after record" in refusal(whole[: int(len(whole) * keep)])
    assert "cut off after record" in refusal(export(WEIGHT, end=""))


def test_a_broken_tag_says_after_which_record() -> None:
    data = export(*[WEIGHT] * 3, "<Record <Record/>", WEIGHT)
    assert refusal(data) == "The file is not valid XML after record 4. Nothing was imported."


def test_another_encoding_is_refused() -> None:
    assert "not an Apple Health export" in refusal(export(WEIGHT).decode().encode("utf-16"))
    assert "not in UTF-8" in refusal(b"<HealthData \0" + export(WEIGHT))


def test_one_endless_attribute_is_refused_soon() -> None:
    huge = record("BodyMass", "70", "kg", source="x" * 40 * MEGABYTE)
    started = time.process_time()
    assert "over 1 MB" in refusal(export(WEIGHT, huge))
    assert time.process_time() - started < 2


def test_elements_inside_elements_without_end_are_refused() -> None:
    deep = "<a>" * 100_000
    assert "nested too deeply" in refusal(export(deep))


def test_days_without_end_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("patients.importing.apple.sums.MOST_DAYS", 50)
    monkeypatch.setattr("patients.importing.apple.means.MOST_HOURS", 50)
    years = [f"{year}-01-01" for year in range(1900, 1960)]
    steps = [record("StepCount", "1", "count", "08:00", "08:01", day=day) for day in years]
    beats = [record("HeartRate", "60", "count/min", "08:00", day=day) for day in years]
    assert "more days" in refusal(export(*steps))
    assert "more hours" in refusal(export(*beats))


@pytest.mark.parametrize("kind", ["StepCount", "HeartRate", "BodyMass", "ActiveEnergyBurned"])
@pytest.mark.parametrize(
    "attributes",
    [
        {},
        {"startDate": "yesterday"},
        {"startDate": "2026-13-45 99:99:99 +9999", "endDate": "x", "value": "1", "unit": "kg"},
        {"startDate": "2026-03-01 08:00:00 +0100", "value": "9" * 5000},
        {"startDate": "2026-03-01 08:00:00 +0100", "value": "1e999999999", "unit": "count"},
        {"startDate": "٢٠٢٦-03-01 08:00:00 +0100", "value": "٧٠", "unit": "kg"},
    ],
)
def test_a_senseless_record_becomes_a_row_to_be_refused(
    kind: str, attributes: dict[str, str]
) -> None:
    bad = element("Record", {"type": f"HKQuantityTypeIdentifier{kind}", **attributes})
    (row,) = AppleHealth(io.BytesIO(export(bad)), zone="UTC").rows()
    assert row.number == 2
    assert max(map(len, row.cells)) <= 200


def test_the_parser_stops_even_where_the_document_type_was_not_taken_out() -> None:
    xml = b'<!DOCTYPE HealthData [<!ENTITY l "lol">]><HealthData>&l;</HealthData>'
    found = reader.Reader(AppleHealth(io.BytesIO(export()), zone="UTC"))
    with pytest.raises(ValidationError):
        list(found.feed(iter([xml])))


def test_reading_stays_flat_in_memory() -> None:
    """Eight times the records, hardly more memory."""

    def peak(count: int) -> int:
        xml = beats_without_end(count)
        tracemalloc.start()
        for _row in AppleHealth(io.BytesIO(xml), zone="UTC").rows():
            pass
        used = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return used

    assert peak(40_000) < peak(5_000) + MEGABYTE


def beats_without_end(count: int) -> bytes:
    body = [
        record("HeartRate", "60", "count/min", f"{n % 24:02}:{n % 60:02}") for n in range(count)
    ]
    return export(*body)
