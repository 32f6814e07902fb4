import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograd_viz.viz.numbers import number_text, shape_text


@given(st.floats(allow_nan=False, allow_infinity=False), st.integers(1, 12))
def test_a_written_number_reads_back_within_its_digits(value, digits):
    try:
        read = float(number_text(value, digits).replace("−", "-"))
    except OverflowError:  # the largest float, rounded up
        read = math.inf
    assert math.isclose(read, value, rel_tol=10.0 ** (1 - digits), abs_tol=5e-324) or abs(value) > 1.7e308


@given(st.floats(), st.integers(1, 8))
def test_no_number_takes_more_room_than_its_digits_and_exponent(value, digits):
    text = number_text(value, digits)
    assert len(text) <= digits + len("−.e−308") + 3 and "-" not in text and text.strip() == text != ""


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"), (-0.0, "0"), (7, "7"), (-68.0, "−68"), (9999.0, "9999"), (10000.0, "1e4"), (12345.0, "1.234e4"),
        (99999.9, "1e5"), (0.1, "0.1"), (1 / 3, "0.3333"), (-2 / 3, "−0.6667"), (1e-5, "1e−5"), (123.456, "123.5"),
        (1e300, "1e300"), (5e-324, "4.941e−324"), (float("nan"), "NaN"), (float("inf"), "∞"), (-math.inf, "−∞"),
        ("NaN", "NaN"), ("-Infinity", "−∞"), (True, "True"), (2 + 3j, "2 + 3i"),
    ],
)  # fmt: skip
def test_numbers_as_people_write_them(value, text):
    assert number_text(value) == text


def test_shapes():
    assert [shape_text(s) for s in ((), (5,), (0,), (3, 4), (2, 1, 7))] == ["scalar", "5", "0", "3 × 4", "2 × 1 × 7"]
