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
WRITTEN_TO_WHOM_IT_IS_ABOUT = [
    "Dear Mr Hale, please stop hitting my son",
    "Dear Mr Hale, why did you hit my son?",
    "Dear Mr Hale, you hit my son",
    "Hi Mr Hale I saw you hit Leo",
    "Dear Mr Hale, leave my son alone.",
    "Dear Mr Hale, You have been touching my daughter",
    "Dear Mr Hale\nwhat you did to Leo is wrong",
    "Dear Mr Hale, your behaviour on Monday frightened my daughter",
    "dear mr hale stop shouting at us",
    "Hello Mr Hale, Leo says you grabbed his arm",
    "Dear Mr Hale, could you explain why you slapped her",
    "Dear Mr Hale, can you stop messaging my daughter",
    "Dear Mr Hale, I will report you to the police",
    "Dear Mr Hale, do not touch my child again",
    "Dear Mr Hale, if you touch him again I will call the police",
    "Dear Mr Hale, my son is afraid of you",
    "Dear Mr Hale, he is scared to be alone with you",
    "Dear Mr Hale, it was you.",
    "Good morning Mr Hale, apologise to my daughter for what happened in the cupboard",
    "Dear Mr Hale, keep your hands off my son",
    "Dear Mr Hale, Leo came home crying because of you",
    "FAO the safeguarding lead: you locked my son in a room",
]
WRITTEN_TO_WHO_HELPS = [
    "Dear Mr Hale, could you ring me?",
    "Dear Mr Hale,\nthank you for your time. Maya is online all night.",
    "Hi Mr Hale, sorry to bother you. Leo is being bullied by boys in Year 6. Can you call me? Thank you",
    "Dear Mr Hale, I want to tell you that my son stops eating.",
    "Dear Mr Hale, please could you look into this. Tom will not stop hitting my son.",
    "FAO Mr Hale: I am writing to let you know that Maya has been sent pictures.",
    "Hi Mr Hale, hope you are well. As you know Leo is new.",
    "Dear Mr Hale, I'd be grateful if you would ring me back. Many thanks",
    "Dear Mr Hale, the children stop at the bus stop and wait.",
    "Dear Mr Hale, how can we stop him going online at night?",
    "Dear Mr Hale, are you able to meet me? I wonder whether you have heard about the group chat.",
    "Dear Mr Hale, what would you advise?",
    "Dear Mr Hale, do you know about the WhatsApp group? My daughter wants to leave it.",
    "Dear Mr Hale, I look forward to hearing from you. Your help is appreciated.",
    "Dear Mr Hale, you asked us to report this. Someone put a photo of Ava online.",
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


@pytest.mark.parametrize("text", WRITTEN_TO_WHOM_IT_IS_ABOUT)
def test_whoever_is_told_to_stop_is_meant_though_it_is_written_to_them(text):
    assert meant(text) == {1}


@pytest.mark.parametrize("text", WRITTEN_TO_WHO_HELPS)
def test_whoever_is_asked_for_help_is_not_meant(text):
    assert not meant(text)
