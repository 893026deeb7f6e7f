"""What is known of a parcel when it is handed over, and what the model makes of it."""

from scorewright.declare.features import Feature, take
from scorewright.declare.fields import Category, Field, Flag, Number, Text
from scorewright.declare.records import Record, number

DISTANCE = Number(name="distance", unit="km", minimum=0, maximum=20_000)
WEIGHT = Number(name="weight", unit="kg", minimum=0, maximum=100, required=False, missing_codes=(-1,))
CARRIER = Category(name="carrier", categories=("hare", "tortoise"), open_set=True)
HOLIDAY = Flag(name="holiday_ahead")
FIELDS: tuple[Field, ...] = (DISTANCE, WEIGHT, CARRIER, HOLIDAY, Text(name="receiver", required=False, protected=True))


def weight_over_distance(record: Record) -> float:
    """kg for each km and one more."""
    return number(record, "weight") / (1 + number(record, "distance"))


FEATURES: tuple[Feature, ...] = (
    take(DISTANCE, monotone=1),
    take(WEIGHT),
    take(CARRIER),
    take(HOLIDAY),
    Feature(name="weight_over_distance", compute=weight_over_distance, unit="kg/km"),
)
