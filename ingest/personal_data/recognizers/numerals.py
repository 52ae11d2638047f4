"""Numbers in words, as patterns: bokmål, nynorsk, the older way of counting, and English."""

_UNITS = r"(?:en|ein|ett|eitt|én|to|tre|fire|fem|seks|sju|syv|åtte|ni)"
_TENS = r"(?:tjue|tyve|tretti|tredve|førti|førr|femti|seksti|sytti|åtti|nitti)"
_TEENS = r"(?:ti|elleve|tolv|tretten|fjorten|femten|seksten|sytten|atten|nitten)"
_ENGLISH = (
    r"(?:(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[- ](?:one|two|three|four|five|six|seven|eight|nine))?|"
    r"ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen)"
)

#: 1–99 (and "hundre"): "trettifire", "fireogtredve", "fire og tredve", "trettifire".
NUMBER = rf"(?:{_UNITS}\s?og\s?{_TENS}|{_TENS}\s?{_UNITS}|{_TENS}|{_TEENS}|{_UNITS}|hundre|{_ENGLISH})"

#: 20–99 in words, and the teens.
TWO_DIGITS = rf"(?:{_UNITS}\s?og\s?{_TENS}|{_TENS}\s?{_UNITS}|{_TENS}|{_TEENS}|{_ENGLISH})"

#: The tens that begin a decade of life: "sytti" in "syttiårene".
DECADES = r"(?:tjue|tyve|tretti|tredve|førti|femti|seksti|sytti|åtti|nitti)"

#: Days of the month in words.
ORDINAL = (
    r"(?:første|fyrste|andre|annen|tredje|fjerde|femte|sjette|sjuende|sjuande|syvende|åttende|åttande|niende|niande|tiende|tiande|ellevte|tolvte|trettende|trettande|"
    r"fjortende|fjortande|femtende|femtande|sekstende|sekstande|syttende|syttande|attende|attande|nittende|nittande|tjuende|tjuande|"
    r"(?:tjue|en\s?og\s?tjue|to\s?og\s?tjue)(?:første|fyrste|andre|tredje|fjerde|femte|sjette|sjuende|sjuande|syvende|åttende|åttande|niende|niande)|trettiende|trettiande|trettiførste|trettifyrste)"
)
