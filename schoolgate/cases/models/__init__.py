"""The rows of cases. Django finds them here; everybody else imports the module that holds what they need."""

from schoolgate.cases.models import (  # noqa: F401
    answers,
    case,
    chronicle,
    consequences,
    keeping_out,
    papers,
    search,
    settings,
    watching,
)
