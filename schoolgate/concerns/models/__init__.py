"""The rows of concerns. Django finds them here; everybody else imports the module that holds what they need."""

from schoolgate.concerns.models import answers, chronicle, concern, evidence, keeping_out, settings, watching  # noqa: F401
