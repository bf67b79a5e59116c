"""The rows of cases. Django finds them here; everybody else imports the module that holds what they need."""

from schoolgate.cases.models import answers, case, chronicle, consequences, papers, search, settings, watching  # noqa: F401
