"""What the menu leads to of mail and letters."""

from schoolgate.pages import Way

WAYS = [Way("School", "Emails and letters", "post:outbox", "look.outbox")]
