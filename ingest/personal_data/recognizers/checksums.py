"""Check digits of Norwegian numbers. Each function takes digits only."""

from collections.abc import Sequence

_FIRST_WEIGHTS = (3, 7, 6, 1, 8, 9, 4, 5, 2, 1)
_SECOND_WEIGHTS = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
_ACCOUNT_WEIGHTS = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
_ORGANISATION_WEIGHTS = (3, 2, 7, 6, 5, 4, 3, 2, 1)

#: What is added to the month: 40 for H-numbers (and NAV's test persons), 80 for the tax administration's test persons (Tenor),
#: 65 for test persons of some older sets, unverified; D-numbers add 40 to the day.
_MONTH_SHIFTS = (0, 40, 65, 80)
_DAY_SHIFTS = (0, 40)


def remainder(digits: str, weights: Sequence[int]) -> int:
    """The weighted sum of the first digits, modulo 11; the check digit itself is among them with weight 1."""
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False)) % 11


def is_date_shaped(digits: str) -> bool:
    """Whether the first six digits are a day, a month and a year, with the shifts of D-, H- and test numbers."""
    day, month = int(digits[:2]), int(digits[2:4])
    return any(1 <= day - shift <= 31 for shift in _DAY_SHIFTS) and any(
        1 <= month - shift <= 12 for shift in _MONTH_SHIFTS
    )


def is_national_id(digits: str) -> bool:
    """Whether 11 digits are a fødselsnummer, D-, H-, FH- or test number with right check digits.

    The first check leaves 0, or from 2032 also 1, 2 or 3; the second always 0
    (skatteetaten.github.io/folkeregisteret-api-dokumentasjon/nytt-fodselsnummer-fra-2032). FH-numbers start with 8 or 9 and
    hold no date (nhn.no, "felles hjelpenummer").
    """
    if len(digits) != 11 or remainder(digits, _SECOND_WEIGHTS) != 0:
        return False
    first = remainder(digits, _FIRST_WEIGHTS)
    return (is_date_shaped(digits) and first in (0, 1, 2, 3)) or (digits[0] in "89" and first == 0)


def is_account_number(digits: str) -> bool:
    """Whether 11 digits are a bank account: modulo 11, over the last five alone where digits 5 and 6 are 00 (ECBS TR201)."""
    if len(digits) != 11:
        return False
    return remainder(digits, _ACCOUNT_WEIGHTS) == 0 or (
        digits[4:6] == "00" and remainder(digits[6:], _ACCOUNT_WEIGHTS[6:]) == 0
    )


def is_organisation_number(digits: str) -> bool:
    """Whether nine digits are an organisation number (brreg.no, "about the organisation number")."""
    return len(digits) == 9 and remainder(digits, _ORGANISATION_WEIGHTS) == 0
