"""What is taken out of a text about somebody, and what stays readable."""

import pytest

from privacy.scrub import LIMIT, scrub

SENTENCES = [
    ("Write to ana.torres+labs@example.org today", ["ana.torres", "example.org"], ["Write to"]),
    ("email=ana%2Btorres%40example.org&next=1", ["ana", "torres"], ["email="]),
    ("write to ana [at] example [dot] org", ["example"], ["write to"]),
    ("call +34 612 345 678 or (415) 555-0132 ext. 4", ["612", "0132"], ["call", "or"]),
    ("llámame al 5512345678 por favor", ["5512345678"], ["por favor"]),
    ("SSN 443-22-1290, DNI 12345678Z, NIE X5173847C", ["443", "12345678", "5173847"], ["DNI"]),
    ("CURP GOAI710309MDFKRT02, NSS 12 86 34 3169 9", ["GOAI", "3169"], ["CURP"]),
    ("MRN: 049-36-469; expediente 0088392", ["049", "0088392"], ["expediente"]),
    ("insurance member id XOT830001355", ["830001355"], ["member id"]),
    ("card 4242 4242 4242 4242 declined", ["4242"], ["declined"]),
    ("IBAN ES91 2100 0418 4502 0005 1332", ["2100", "1332"], ["IBAN"]),
    ("VIN 1HGCM82633A004352, matrícula 4821 KLM", ["1HGCM", "4821"], ["VIN"]),
    ("pacemaker serial PVY448812H; IMEI 356938035643809", ["PVY", "3569"], ["pacemaker"]),
    ("fingerprint template id fp_9a8b7c6d5e4f3a2b matched", ["9a8b"], ["matched"]),
    ("born 6 Mar 1952, nacido el 27/12/2010", ["1952", "2010", "Mar"], ["born", "nacido el"]),
    ("profile dob=datetime.date(1954, 5, 3), n=7", ["1954"], ["n=7"]),
    ("a 93-year-old woman; edad: 97; she was 45 years old", ["93", "97"], ["45 years old"]),
    ("lives at 38 Powers Court, Apt. 17B", ["Powers", "17B"], ["lives at"]),
    ("domicilio Calle Olivo 174, Col. Narvarte, C.P. 28899", ["Olivo", "Narv", "28899"], ["C.P."]),
    ("from 203.0.113.7 and 2001:db8:1a1f::7d3b:443", ["203.0", "7d3b"], ["from"]),
    ("see https://drive.example.com/d/1A2b?u=9", ["1A2b", "drive"], ["see"]),
    ("GET /search/?q=torres HTTP/1.1", ["torres"], ["GET /search/?", "HTTP/1.1"]),
    ("postgres://app:iZtOq8b09koJ0g@db:5432/health", ["iZtOq8"], ["postgres://app:", "@db:5432"]),
    ("Authorization: Bearer abcdef0123456789", ["0123456789"], ["Authorization"]),
    ("OPENAI_API_KEY=sk-proj-Abc123Def456Ghi789", ["Abc123"], ["OPENAI_API_KEY="]),
    ("my password is Tr0ub4dor&3 ok", ["Tr0ub4dor"], ["my password is"]),
    ("Cookie: sessionid=x8f2k1p0q9w8; csrftoken=Zk3Lq9", ["x8f2", "Zk3L"], ["Cookie: "]),
    ("saved media/faces/ana_torres_face.jpg", ["ana_torres"], ["saved"]),
    ("file=genome_Ana_Torres_v5_Full.txt rows=638463", ["Ana_Torres"], ["rows=638463"]),
]
NAMES = [
    ("Patient: TORRES LEÓN, ANA MARÍA   Sex: F", ["TORRES", "MARÍA"], ["Sex: F"]),
    ("Dear Ms. Okafor,\nyour results", ["Okafor"], ["Dear Ms.", "results"]),
    ("Estimada Sra. Goikoetxea Arrieta: gracias", ["Goikoetxea", "Arrieta"], ["gracias"]),
    ("seen by Dr. Roberts with Albina Jáuregui Sanchez", ["Roberts", "Albina"], ["seen by"]),
    ("Signed: Shannon Tilghman, MD", ["Shannon", "Tilghman"], ["Signed"]),
    ("me llamo itziar goikoetxea y tengo tos", ["itziar", "goikoetxea"], ["tengo tos"]),
    ("her daughter Lorena brought her in", ["Lorena"], ["her daughter", "brought"]),
    ('{"name":[{"family":"Hood","given":["Anna","Bo"]}]}', ["Hood", "Anna", "Bo"], ["family"]),
    ("login failed for dwayne.tilghman", ["tilghman"], ["login failed"]),
    ("<User: itziar.g71> has no profile", ["itziar"], ["has no profile"]),
    ('{"name": "Mar\\u00eda Jos\\u00e9"}', ["u00ed", "Jos"], ["name"]),
    ("first_name=Mar%C3%ADa+Jos%C3%A9&x=1", ["Mar", "Jos"], ["first_name="]),
    ("KeyError: 'Dwayne Tilghman'", ["Dwayne"], ["KeyError"]),
]
MESSAGES = [
    ("PID|1||H8839201^^^HOSP||TORRES^ANA||19710309|F", ["8839201", "TORRES", "1971"], ["PID|1|"]),
    ("NM1*IL*1*TORRES*ANA****MI*W883920011~N3*77 ROSE BEND~", ["TORRES", "W8839"], ["NM1*IL"]),
    ("<given>Itziar</given><birthTime value='19710309'/>", ["Itziar", "1971"], ["<given>"]),
    ("DETAIL:  Key (email)=(ana@example.org) already exists.", ["ana"], ["Key (email)="]),
    ("Failing row contains (184, Itziar, 1971-03-09).", ["Itziar", "1971"], ["Failing row"]),
    ("""UPDATE "p" SET "n" = 'Itziar G' WHERE "id" = 184""", ["Itziar"], ['UPDATE "p"', "184"]),
    ("[type=value_error, input_value='Itziar G', input_type=str]", ["Itziar"], ["type=value"]),
    ('name="last_name"\r\n\r\nGoikoetxea\r\n', ["Goikoetxea"], ["last_name"]),
]
PLAIN = [
    "2026-11-22T04:41:02.123Z INFO finished in 3165 ms id=95939bb4-e71b-42cc-ac52-7580fc6b4eed",
    "Bell's palsy; Raynaud phenomenon; Addison disease vs Cushing syndrome",
    "Glucose 104 mg/dL ref 70-99 H; BP 128/82; HbA1c 6.1 % (ref 4.0-5.6); Apgar 9/10",
    "May cause drowsiness. Will follow up. Mark as read. Grant access.",
    "rs429358 C;T on chromosome 19 position 45411941; BRCA1 c.68_69delAG",
    "LOINC 4548-4, NDC 0093-7214-01, ICD-10 E11.9; unix time 1795322462",
    "redis 127.0.0.1:6379 connected; Django 5.2.19, psycopg 3.3.9 (schema 1.2.3.4)",
    'File "/app/patients/importers.py", line 161, in _row',
    "Content-Security-Policy: default-src 'self'; img-src 'self' data:",
    '"POST /chat/49205/send/?page=2 HTTP/1.1" 302 0',
    "prompt_tokens=3964 completion_tokens=412 model=claude-opus-4-5-20251101",
    "Presión 120/80, Glucosa 99 mg/dL, Peso 70.2 kg. Sesión cerrada por inactividad (900 s)",
    "IDP_PRIVATE_KEYS: must be a list; password: too short",
]


@pytest.mark.parametrize(("text", "hidden", "kept"), SENTENCES + NAMES + MESSAGES)
def test_what_tells_who_somebody_is_goes_and_the_rest_stays(
    text: str, hidden: list[str], kept: list[str]
) -> None:
    scrubbed = scrub(text)
    assert [piece for piece in hidden if piece in scrubbed] == []
    assert [piece for piece in kept if piece not in scrubbed] == []


@pytest.mark.parametrize("text", PLAIN)
def test_a_line_about_nobody_is_left_as_it_is(text: str) -> None:
    assert scrub(text) == text


def test_a_placeholder_says_what_stood_there() -> None:
    scrubbed = scrub("Patient: Ana Torres, ana@example.org, 203.0.113.7, DOB 1971-03-09")
    assert scrubbed == "Patient: [NAME], [EMAIL], [IP], DOB [BIRTH_DATE]"


def test_a_long_text_is_cut_and_says_so() -> None:
    scrubbed = scrub("fine " * 5_000)
    assert len(scrubbed) < LIMIT + 20
    assert scrubbed.endswith("[cut]")


def test_the_cut_never_leaves_half_an_address() -> None:
    for offset in range(30):
        text = "x " * (LIMIT // 2 - offset) + "write to ana.torres@example.org " + "y " * 500
        assert "ana.t" not in scrub(text)
    assert "ana" not in scrub("mail ana.torres@example.org and more", limit=12)
