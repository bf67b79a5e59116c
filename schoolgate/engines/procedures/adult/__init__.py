"""Section 6: an adult who works here is said to have used a network improperly. Allegation, or low-level concern.

Nothing is done towards the adult before the LADO's advice: that is what the step `advice` blocks. What keeps a child
safe never waits. About the head, the chair runs all of it.
"""

from schoolgate.engines.procedures.adult.afterwards import AFTERWARDS
from schoolgate.engines.procedures.adult.lado import HARM_TEST, LADO, LIMBS
from schoolgate.engines.procedures.adult.suspension import SUSPENSION
from schoolgate.engines.procedures.adult.telling import TELLING
from schoolgate.engines.procedures.schema import Procedure

__all__ = ["HARM_TEST", "LIMBS", "PROCEDURE"]

PROCEDURE = Procedure(
    "adult",
    name="An adult who works here",
    clause="6.2",
    about="an adult who works or volunteers here",
    lead_duty=("head", "chair", "dsl", "deputy_dsl", "deputy"),
    steps=TELLING + HARM_TEST + LADO + SUSPENSION + AFTERWARDS,
    concerns_adult=True,
)
