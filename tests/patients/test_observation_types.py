"""The registry: every type of the catalogue, its codes, its arithmetic, its names."""

from decimal import Decimal

import pytest
from django.conf import settings

from patients import observation_types as types
from patients import units

EVERY_TYPE = types.ALL
# FHIR R4 vital signs: the closed unit lists of the profiles.
FHIR_R4_VITALS = {
    "systolic": {"mm[Hg]"},
    "diastolic": {"mm[Hg]"},
    "mean_arterial_pressure": {"mm[Hg]"},
    "heart_rate": {"/min"},
    "respiratory_rate": {"/min"},
    "body_temperature": {"Cel", "[degF]"},
    "oxygen_saturation": {"%"},
    "body_weight": {"kg", "g", "[lb_av]"},
    "body_height": {"cm", "[in_i]"},
    "head_circumference": {"cm", "[in_i]"},
    "bmi": {"kg/m2"},
}


def test_the_catalogue_is_complete() -> None:
    assert {kind.key for kind in EVERY_TYPE} == {
        "blood_pressure", "mean_arterial_pressure", "heart_rate", "resting_heart_rate",
        "hrv_sdnn", "body_temperature", "oxygen_saturation", "respiratory_rate", "body_weight",
        "body_height", "head_circumference", "bmi", "body_fat", "waist", "glucose", "hba1c",
        "sleep_duration", "sleep_deep", "sleep_light", "sleep_rem", "steps", "steps_day",
        "active_energy", "active_energy_day", "workout", "pain", "peak_flow", "fev1", "fvc",
        "blood_alcohol", "menstruation", "mood", "energy", "stress", "symptom_severity", "phq9",
        "gad7", "symptom_episode", "medication_intake", "water",
    }  # fmt: skip


@pytest.mark.parametrize("kind", EVERY_TYPE, ids=lambda k: k.key)
def test_every_type_can_be_shown_found_and_entered(kind: types.ObservationType) -> None:
    assert str(kind.label)
    assert kind.icon
    assert kind.aliases["en"]
    assert kind.aliases["es"]
    assert types.get(kind.key) is kind
    assert kind in types.by_category()[kind.category]
    assert (kind.kind == "panel") == (len(kind.components) > 1)
    for component in kind.components:
        assert str(component.label)
        assert bool(component.units) != bool(component.choices)


@pytest.mark.parametrize("kind", EVERY_TYPE, ids=lambda k: k.key)
def test_bounds_nest_and_ranges_rise(kind: types.ObservationType) -> None:
    for component in kind.components:
        hard, confirm = component.hard, component.confirm
        if confirm.low is not None:
            assert hard.low is not None
            assert hard.low <= confirm.low
        if confirm.high is not None:
            assert hard.high is not None
            assert confirm.high <= hard.high
    for usual in kind.usual_ranges:
        kind.component(usual.component)
        steps = [band.below for band in usual.bands]
        assert steps[-1] is None
        assert steps[:-1] == sorted(s for s in steps if s is not None)
        assert str(usual.source)
        assert str(usual.population)
        assert set(usual.contexts) <= {"", *(choice.key for choice in kind.contexts)}


def test_every_type_has_its_sign_in_the_sprite() -> None:
    sprite = (settings.BASE_DIR / "static/icons/sprite.svg").read_text()
    assert [kind.key for kind in EVERY_TYPE if f'id="{kind.icon}"' not in sprite] == []


def test_an_unknown_type_is_refused_by_name() -> None:
    with pytest.raises(types.UnknownType, match="aura"):
        types.get("aura")
    assert types.find("aura") is None


@pytest.mark.parametrize(
    ("unit", "context", "loinc"),
    [
        ("mg/dL", "fasting", "41653-7"),
        ("mg/dL", "random", "41653-7"),
        ("mmol/L", "after_meal", "14743-9"),
        ("mg/dL", "lab_fasting", "1558-6"),
        ("mmol/L", "lab_fasting", "14771-0"),
        ("mg/dL", "lab_after_meal", "1521-4"),
        ("mg/dL", "lab_random", "2345-7"),
        ("mmol/L", "lab_random", "14749-6"),
        ("mg/dL", "lab_whole_blood", "2339-0"),
        ("mmol/L", "lab_whole_blood", "15074-8"),
    ],
)
def test_unit_and_context_pick_the_glucose_code(unit: str, context: str, loinc: str) -> None:
    assert types.loinc_codes(types.get("glucose").first, unit, context) == (loinc,)


@pytest.mark.parametrize(
    ("unit", "context"),
    [("mg/dL", ""), ("mg/dL", "sensor"), ("mmol/L", "lab_after_meal"), ("g/L", "fasting")],
)
def test_what_is_not_known_stays_uncoded(unit: str, context: str) -> None:
    assert types.loinc_codes(types.get("glucose").first, unit, context) == ()


def test_hba1c_percent_and_mmol_have_codes_of_their_own() -> None:
    component = types.get("hba1c").first
    assert types.loinc_codes(component, "%") == ("4548-4",)
    assert types.loinc_codes(component, "mmol/mol") == ("59261-8",)


def test_oxygen_is_sent_under_both_of_its_codes() -> None:
    component = types.get("oxygen_saturation").first
    assert types.loinc_codes(component, "%") == ("2708-6", "59408-5")


def test_only_the_first_day_of_a_period_has_a_code() -> None:
    flow = types.get("menstruation").first
    assert types.loinc_codes(flow, "", "cycle_start") == ("8665-2",)
    assert types.loinc_codes(flow, "") == ()


def test_own_scales_claim_no_loinc() -> None:
    for key in ("mood", "energy", "stress", "symptom_severity", "symptom_episode"):
        assert types.get(key).first.codings == ()


def test_no_code_means_two_things() -> None:
    seen: dict[str, str] = {}
    for kind in EVERY_TYPE:
        for component in kind.components:
            for coding in component.codings:
                for loinc in coding.loinc:
                    assert seen.setdefault(loinc, component.key) == component.key


def check_digit(digits: str) -> int:
    doubled = [int(d) * (2 if i % 2 == 0 else 1) for i, d in enumerate(reversed(digits))]
    return -sum(n // 10 + n % 10 for n in doubled) % 10


def test_every_loinc_code_has_a_true_check_digit() -> None:
    every = {
        loinc
        for kind in EVERY_TYPE
        for component in kind.components
        for coding in component.codings
        for loinc in coding.loinc
    } | {kind.panel_loinc for kind in EVERY_TYPE if kind.panel_loinc}
    wrong = [c for c in every if check_digit(c.split("-")[0]) != int(c.split("-")[1])]
    assert wrong == []


def test_a_foreign_molar_code_in_mass_units_belongs_nowhere() -> None:
    assert types.from_loinc("14743-9", "mg/dL") == []
    found = types.from_loinc("14743-9", "mmol/L")
    assert {(kind.key, coding.context) for kind, _part, coding in found} >= {
        ("glucose", "fasting"),
        ("glucose", "random"),
    }


@pytest.mark.parametrize(("part", "allowed"), FHIR_R4_VITALS.items())
def test_vital_signs_leave_in_the_closed_units_of_fhir(part: str, allowed: set[str]) -> None:
    component = next(c for k in EVERY_TYPE for c in k.components if c.key == part)
    assert set(component.fhir_units) == allowed
    for choice in component.units:
        _value, unit = types.fhir_quantity(Decimal(50), component, choice.ucum)
        assert unit in allowed


def test_an_accepted_unit_leaves_as_typed_and_stones_leave_as_kilograms() -> None:
    weight = types.get("body_weight").first
    assert types.fhir_quantity(Decimal("150.50"), weight, "[lb_av]") == (
        Decimal("150.50"),
        "[lb_av]",
    )
    assert types.fhir_quantity(Decimal(10), weight, "[stone_av]") == (Decimal("63.5029"), "kg")
    systolic = types.get("blood_pressure").first
    assert types.fhir_quantity(Decimal(16), systolic, "kPa") == (Decimal("120.01"), "mm[Hg]")
    with pytest.raises(units.UnknownUnit):
        types.fhir_quantity(Decimal(16), systolic, "psi")


def test_mean_and_pulse_pressure_are_worked_out() -> None:
    assert types.mean_arterial_pressure(Decimal(120), Decimal(90)) == 100
    assert types.pulse_pressure(Decimal(120), Decimal(80)) == 40
    assert types.get("mean_arterial_pressure").computed
    assert types.get("bmi").computed


def test_body_mass_index_is_worked_out() -> None:
    assert units.rounded(types.body_mass_index(Decimal(80), Decimal(180)), 1) == Decimal("24.7")
    with pytest.raises(ValueError, match="height"):
        types.body_mass_index(Decimal(80), Decimal(0))


@pytest.mark.parametrize(
    ("question", "keys"),
    [
        ("How has my blood pressure been this month?", ["blood_pressure"]),
        ("¿Cómo está mi TENSION arterial?", ["blood_pressure"]),
        ("my resting heart rate please", ["resting_heart_rate"]),
        ("pulse and temperature", ["heart_rate", "body_temperature"]),
        ("peak flow", ["peak_flow"]),
        ("¿Cuánto he dormido y cuál es mi glucemia?", ["sleep_duration", "glucose"]),
        ("latest SpO2 and hba1c", ["oxygen_saturation", "hba1c"]),
        ("índice de masa corporal", ["bmi"]),
        ("what can you do?", []),
        ("", []),
    ],
)
def test_types_are_found_by_the_words_people_use(question: str, keys: list[str]) -> None:
    assert [kind.key for kind in types.named_in(question)] == keys


def test_a_page_of_words_is_searched_in_no_time() -> None:
    assert types.named_in("blood " * 20_000) == []
