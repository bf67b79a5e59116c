"""The rows of cases. Django finds them here; everybody else imports the module that holds what they need."""

from schoolgate.cases.models import (  # noqa: F401
    case,
    chronicle,
    consequences,
    papers,
    search,
    settings,
    watching,
)
