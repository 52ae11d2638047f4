from ingest.personal_data.recognizers.checksums import (
    is_account_number,
    is_date_shaped,
    is_national_id,
    is_organisation_number,
)


def test_a_test_person_of_the_tax_administration_is_a_national_id():
    assert is_national_id("12814810028")


def test_a_d_number_and_an_h_number_are_national_ids():
    assert is_national_id("52814810011")
    assert is_national_id("12414810045")


def test_from_2032_the_first_check_digit_may_leave_up_to_three():
    assert is_national_id("15819010037")


def test_an_fh_number_holds_no_date():
    assert not is_date_shaped("81234567993")
    assert is_national_id("81234567993")


def test_one_wrong_digit_is_no_national_id_but_still_shaped_like_a_date():
    assert not is_national_id("12814810029")
    assert is_date_shaped("12814810029")


def test_the_thirteenth_month_is_no_date():
    assert not is_date_shaped("12134800000")


def test_an_account_is_checked_over_all_digits_or_over_the_last_five_after_00():
    assert is_account_number("15032412340")
    assert is_account_number("15030012343")
    assert not is_account_number("15032412341")


def test_an_organisation_number_has_nine_digits_and_a_check_digit():
    assert is_organisation_number("974760673")
    assert not is_organisation_number("974760674")
