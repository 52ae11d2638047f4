"""What the screening of a text gives: spans that may be personal data, each with its reason and its first sorting."""

from dataclasses import dataclass
from typing import Final

#: Names and what names may be mistaken for.
PERSON: Final = "PERSON"
LOCATION: Final = "LOCATION"
ORGANIZATION: Final = "ORGANIZATION"
INSTITUTION: Final = "INSTITUTION"
#: Ways to reach a person.
EMAIL_ADDRESS: Final = "EMAIL_ADDRESS"
PHONE_NUMBER: Final = "PHONE_NUMBER"
URL: Final = "URL"
SOCIAL_HANDLE: Final = "SOCIAL_HANDLE"
ADDRESS: Final = "ADDRESS"
POSTCODE: Final = "POSTCODE"
COORDINATES: Final = "COORDINATES"
#: Numbers that stand for one person, one account, one car, one case.
NATIONAL_ID: Final = "NATIONAL_ID"
BANK_ACCOUNT: Final = "BANK_ACCOUNT"
ORGANISATION_NUMBER: Final = "ORGANISATION_NUMBER"
HEALTH_PERSONNEL_NUMBER: Final = "HEALTH_PERSONNEL_NUMBER"
IMMIGRATION_NUMBER: Final = "IMMIGRATION_NUMBER"
PASSPORT: Final = "PASSPORT"
VEHICLE_PLATE: Final = "VEHICLE_PLATE"
CASE_NUMBER: Final = "CASE_NUMBER"
#: Time.
DATE_OF_BIRTH: Final = "DATE_OF_BIRTH"
DATE: Final = "DATE"
AGE: Final = "AGE"
#: Special categories (GDPR Art. 9) tied to a person, and roles that only one person has.
HEALTH: Final = "HEALTH"
RELIGION: Final = "RELIGION"
TRADE_UNION: Final = "TRADE_UNION"
ETHNICITY: Final = "ETHNICITY"
SEXUALITY: Final = "SEXUALITY"
UNIQUE_ROLE: Final = "UNIQUE_ROLE"
#: A face in a picture.
FACE: Final = "FACE"

#: The sortings. `OWN_NAME`: a contributor of the item. `CITED_WORK`: an author who is quoted or listed. `PUBLIC_ROLE`: a
#: public person in office, or a body of the whole country. `NOT_PERSONAL`: what looked like personal data and points at
#: nobody, such as a big town, a day of the project, a common word. `CERTAIN`: proposed for redaction. `TO_DECIDE`: the
#: privacy officer decides. A finding is sorted as anything but the last two only on a ground that its `reason` names.
OWN_NAME: Final = "own_name"
CITED_WORK: Final = "cited_work"
PUBLIC_ROLE: Final = "public_role"
NOT_PERSONAL: Final = "not_personal"
CERTAIN: Final = "certain"
TO_DECIDE: Final = "to_decide"


@dataclass(frozen=True, slots=True)
class Detection:
    """A span of a text that may be personal data.

    `start` and `end` count Unicode code points of the text as it was given; `text` is that stretch. `score` is between 0
    and 1. `reason` says in words, in the language active when it was made, why the span was found. `person` is the key that
    all mentions of one person in a document share, and so do those of one place, institution or day; "" for anything else.
    """

    start: int
    end: int
    type: str
    text: str
    score: float
    reason: str
    triage: str = TO_DECIDE
    person: str = ""
