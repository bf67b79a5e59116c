"""What may be done with mail: how often sending is tried, and what a problem is in words."""

import smtplib
import socket
import ssl
from dataclasses import dataclass
from datetime import datetime, timedelta

PAUSES = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=3))
TRIES = len(PAUSES) + 1

ACCOUNT = "account"
"""The start of the kind of a mail whose words may hold a link that signs someone in."""

PRIVATE = "private"
"""The start of the kind of a mail of which nobody but its reader may know, not even that it was sent."""

NO_SERVER = "No mail server is set, so nothing leaves Schoolgate. Ask IT to set one, then try again."
NO_SERVER_NO_LINK = (
    "No mail server is set, and the link in this mail is not kept. Ask IT to set one, then ask for a new link."
)
INVITATION = f"{ACCOUNT}.invitation"
STOPPED = "Schoolgate was stopped while it sent this, so it may or may not have arrived."


@dataclass(frozen=True)
class Letter:
    """One e-mail or paper letter to one person, before it is in the outbox."""

    person_id: int | None
    to: str
    kind: str
    subject: str
    body: str


def next_try_at(tries: int, at: datetime) -> datetime | None:
    """When to try again after so many failures: each pause longer than the last; None when it is enough."""
    return at + PAUSES[tries - 1] if tries <= len(PAUSES) else None


def matter(kind: str) -> str:
    """What a kind of mail is about: its first word."""
    return kind.partition(".")[0]


def holds_secret(kind: str) -> bool:
    return matter(kind) in (ACCOUNT, PRIVATE)


def is_final(problem: Exception) -> bool:
    """Whether trying again cannot help: the server knows that there is no such address."""
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        return all(500 <= code < 600 for code, _ in problem.recipients.values())
    return False


def in_words(problem: Exception) -> str:
    """One sentence for the office; the server's own words may hold addresses, so only its number is given."""
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        return f"The mail server does not accept this address{_code(problem)}. Check it for a mistake."
    if isinstance(problem, smtplib.SMTPAuthenticationError):
        return "The mail server refused Schoolgate's user name or password. Ask IT to check them."
    if isinstance(problem, smtplib.SMTPSenderRefused):
        return "The mail server refuses Schoolgate’s own address. Ask IT to check the sender’s address."
    if isinstance(problem, smtplib.SMTPNotSupportedError):
        return "The mail server does not offer this encryption or sign-in. Choose another kind of encryption."
    if isinstance(problem, ssl.SSLError):
        return "The mail server does not speak this kind of encryption at this port. Choose the other kind, or another port."
    if isinstance(problem, socket.gaierror):
        return "There is no mail server with this name. Check it for a mistake."
    if isinstance(problem, TimeoutError):
        return "The mail server did not answer in time."
    if isinstance(problem, smtplib.SMTPServerDisconnected | ConnectionError):
        return "The mail server refused or broke off the connection."
    if isinstance(problem, smtplib.SMTPResponseException):
        return f"The mail server answered with error {problem.smtp_code}."
    if isinstance(problem, OSError):
        return "The mail server could not be reached."
    return f"Sending failed ({type(problem).__name__}). Ask IT to look at the log."


def _code(problem: smtplib.SMTPRecipientsRefused) -> str:
    codes = sorted({code for code, _ in problem.recipients.values()})
    return f" (error {codes[0]})" if codes else ""
