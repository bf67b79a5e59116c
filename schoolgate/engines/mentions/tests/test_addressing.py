"""To whom a text is written is not whom it is about; and a greeting hides nobody."""

import pytest

from schoolgate.engines.mentions import finding
from schoolgate.engines.mentions.shapes import Known

STAFF = [Known(1, "Martin", "Hale", duties=frozenset({"dsl"})), Known(2, "Ruth", "Adeyemi", duties=frozenset({"head"}))]
HIDING = [
    "Hi. Mr Hale hits my son.",
    "Hello. Mr Hale pushed my son into the lockers.",
    "Hi, Mr Hale hits me",
    "Hello! Mr Hale hits me every day",
    "Hello\n\nMr Hale has been hitting my daughter",
    "Hello, the safeguarding lead hits me",
    "hello the safeguarding lead hits me",
    "Attention: Mr Hale hits children",
    "To be honest Mr Hale hits us",
    "hi mr hale hits me",
    "Hi Mr Hale hits me",
    "hey martin hale hits me",
    "Dear all, Mr Hale hits me",
    "Good morning. Mr Hale pushed my son",
    "Good morning Mr Hale pushed my son",
    "Please don't pass this to Mr Hale. He hits us",
    "Please do not give regards to Mr Hale, he hits us",
    "This is for the attention of the head, not of Mr Hale",
    "To: the office. Mr Hale hits me",
    "cc Mr Hale hits me",
]
WRITTEN_TO = [
    "Dear Mr Hale,\nthank you for your time.",
    "Dear Mr Hale and Mrs Adeyemi, she is online all night.",
    "Hi Mr Hale I am worried about Maya",
    "Good morning Mr Hale, could you ring me?",
    "FAO: Mr Hale\nShe is online all night.",
    "FAO the safeguarding lead: she is online all night.",
    "hi mr hale, my son is online all night",
    "Dear Mr Hale",
]


def meant(text: str) -> set[int]:
    return {mention.id for mention in finding.meant(text, STAFF)}


@pytest.mark.parametrize("text", HIDING)
def test_a_greeting_hides_nobody(text):
    assert 1 in meant(text)


@pytest.mark.parametrize("text", WRITTEN_TO)
def test_to_whom_it_is_written_is_not_whom_it_is_about(text):
    assert not meant(text)


def test_what_is_said_of_them_afterwards_counts():
    assert meant("Dear Mr Hale,\nMr Hale hits my son.") == {1}
