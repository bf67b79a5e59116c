"""What the menu leads to of records."""

from schoolgate.cases.queries import act_pages
from schoolgate.pages import Way

WAYS = [
    Way("Safeguarding", "Cases by child", "records:children", "look.cases", shown_to=act_pages.has_cases),
    Way("Safeguarding", "Records", "records:records", "look.records"),
    Way("Safeguarding", "Transfers", "records:transfers", "look.transfers"),
    Way("Safeguarding", "Access requests", "records:access_requests", "look.access_requests"),
]
