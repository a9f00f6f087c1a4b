"""Rates and amounts as text, worked out by hand (BILL-3); `test_refunds.py` has the roundings."""

import re

import pytest

from membership_sim.money import CURRENCIES, Rate, format_amount, parse_rate, percentage

RATES = [
    # the text, the exact fraction
    ("8%", Rate(8, 100)),
    ("10%", Rate(10, 100)),
    ("0%", Rate(0, 100)),
    ("99%", Rate(99, 100)),
    ("07%", Rate(7, 100)),
    ("8.5%", Rate(85, 1000)),
    ("8.875%", Rate(8875, 100_000)),
    ("8.875 %", Rate(8875, 100_000)),
    ("0.5%", Rate(5, 1000)),
    ("8.50%", Rate(850, 10_000)),
    ("12.345678%", Rate(12_345_678, 100_000_000)),
]


@pytest.mark.parametrize(("text", "rate"), RATES)
def test_a_rate_is_exact(text, rate):
    assert parse_rate(text) == rate


NO_RATES = [
    "", "%", "8", "8.%", ".5%", "100%", "8.1234567%", "-8%", "+8%", "8,5%", "8e1%", "8  %", " 8%", "8% ", "8%\n",
    "8%%", "8.5.5%", "٨%",
]  # fmt: skip


@pytest.mark.parametrize("text", NO_RATES)
def test_anything_else_is_no_rate(text):
    with pytest.raises(ValueError, match=re.escape(f"{text!r} is no percentage such as '8.875%'") + "$"):
        parse_rate(text)


PERCENTAGES = [
    # the exact fraction, and the shortest text that has its decimals
    (Rate(8, 100), "8%"),
    (Rate(2, 25), "8%"),
    (Rate(0, 100), "0%"),
    (Rate(0, 1), "0%"),
    (Rate(99, 100), "99%"),
    (Rate(1, 8), "12.5%"),
    (Rate(8875, 100_000), "8.875%"),
    (Rate(71, 800), "8.875%"),
    (Rate(5, 1000), "0.5%"),
    (Rate(850, 10_000), "8.50%"),  # as it was written
    (Rate(1, 10_000), "0.01%"),
    (Rate(12_345_678, 100_000_000), "12.345678%"),
    (Rate(1, 100_000_000), "0.000001%"),
]


@pytest.mark.parametrize(("rate", "text"), PERCENTAGES)
def test_a_rate_as_files_write_it(rate, text):
    assert percentage(rate) == text
    back = parse_rate(text)
    assert back.numerator * rate.denominator == rate.numerator * back.denominator


@pytest.mark.parametrize("rate", [Rate(1, 3), Rate(1, 1_000_000_000)])
def test_a_rate_that_no_file_can_hold(rate):
    with pytest.raises(ValueError, match=re.escape(f"{rate} is no percentage of at most 6 decimals") + "$"):
        percentage(rate)


AMOUNTS = [
    # minor units, currency, as printed
    (0, "JPY", "¥0"),
    (1, "JPY", "¥1"),
    (999, "JPY", "¥999"),
    (1000, "JPY", "¥1,000"),
    (-1, "JPY", "-¥1"),
    (-5900, "JPY", "-¥5,900"),
    (1_234_567, "KRW", "₩1,234,567"),
    (0, "USD", "$0.00"),
    (1, "USD", "$0.01"),
    (-1, "USD", "-$0.01"),
    (99, "USD", "$0.99"),
    (100, "USD", "$1.00"),
    (1499, "EUR", "€14.99"),
    (1490, "GBP", "£14.90"),
    (-123_456, "CAD", "-CA$1,234.56"),
    (100_000, "AUD", "A$1,000.00"),
    (129_905, "INR", "₹1,299.05"),
]


@pytest.mark.parametrize(("amount", "currency", "text"), AMOUNTS)
def test_an_amount_as_english_prints_it(amount, currency, text):
    assert format_amount(amount, CURRENCIES[currency]) == text
