import pytest

from schoolgate.engines.model_policy import reader

SECTION = """\
# 3 Responsible use

## a Pupils

**3.a.2** Pupils keep their {school} timetable
to themselves.
- for: pupil, parent
- strength: must
- parents: Keep timetables at home.
- child: Keep your timetable secret.
- put in force by: taught, screened
- legal: One note. (A law s.1(2)) [confirmed]
- legal: Another note. (A law) [unconfirmed]
- words: timetable, day plan
- group: Being safe
- picture: lock
"""


def read(source, file="3-responsible-use.md"):
    return reader.read_clauses([(file, source)])


def test_a_clause_is_read_whole():
    assert read(SECTION) == (
        reader.PackClause(
            id="3.a.2",
            section="3 Responsible use – a Pupils",
            text="Pupils keep their {school} timetable to themselves.",
            audience=("pupil", "parent"),
            strength="must",
            gloss="Keep timetables at home.",
            child="Keep your timetable secret.",
            enforced=("taught", "screened"),
            legal=("One note. (A law s.1(2)) [confirmed]", "Another note. (A law) [unconfirmed]"),
            words=("timetable", "day plan"),
            group="Being safe",
            picture="lock",
        ),
    )


def test_a_section_without_parts_keeps_its_own_name():
    source = SECTION.replace("## a Pupils\n", "").replace("**3.a.2**", "**3.4b**")
    assert [(item.id, item.section) for item in read(source)] == [("3.4b", "3 Responsible use")]


def test_sections_follow_one_another():
    second = SECTION.replace("# 3 Resp", "# 4 Resp").replace("3.a.2", "4.a.1")
    found = reader.read_clauses([("3.md", SECTION), ("4.md", second)])
    assert [clause.id for clause in found] == ["3.a.2", "4.a.1"]


BROKEN = [
    pytest.param("- picture: lock", "- picture: dragon", 16, "'dragon' is not a picture", id="picture"),
    pytest.param("pupil, parent", "pupil, cat", 7, "'cat' is not an audience", id="audience"),
    pytest.param("pupil, parent", "pupil, pupil", 7, "listed twice", id="same word again"),
    pytest.param("pupil, parent", "pupil,, parent", 7, "a comma stands", id="comma too many"),
    pytest.param("strength: must", "strength: perhaps", 8, "'perhaps' is not a strength", id="strength"),
    pytest.param("taught, screened", "magic", 11, "'magic' is not a way", id="put in force by"),
    pytest.param("[confirmed]", "", 12, "ends with its reference", id="how sure"),
    pytest.param(" (A law) [unc", " [unc", 13, "ends with its reference", id="no reference"),
    pytest.param("- words: timetable, day plan", "- words:", 14, "nothing is written after", id="empty"),
    pytest.param("- group: Being safe\n", "", 5, "lacks 'group'", id="missing"),
    pytest.param("- group: ", "- club: ", 15, "a bullet begins with one of these", id="unknown"),
    pytest.param("- group: ", "- ", 15, "a bullet begins with one of these", id="no name"),
    pytest.param("- words: ", "- child: ", 14, "has 'child' twice", id="twice"),
    pytest.param("{school}", "{nurse}", 5, "'{nurse}' is no placeholder", id="placeholder"),
    pytest.param("timetable secret", "{dsl secret", 10, "'{' is no placeholder", id="open brace"),
    pytest.param("**3.a.2** ", "", 5, "has no clause id", id="no id"),
    pytest.param("3.a.2", "three", 5, "'three' is no clause id", id="id"),
    pytest.param("3.a.2", "3.b.2", 5, "does not belong to the section", id="wrong part"),
    pytest.param("## a Pupils", "", 5, "does not belong to the section", id="no part"),
    pytest.param("# 3 Responsible use", "# Responsible use", 1, "a number and a name", id="heading"),
    pytest.param("## a Pupils", "## Pupils", 3, "a letter and a name", id="part heading"),
    pytest.param("## a Pupils", "# 4 Terms", 3, "a file holds one section", id="second section"),
    pytest.param("## a Pupils", "### a Pupils", 3, "one level of bullets", id="deep heading"),
    pytest.param("## a Pupils", "> a Pupils", 3, "one level of bullets", id="quotation"),
    pytest.param("## a Pupils", "- strength: must", 3, "before any clause", id="bullet first"),
    pytest.param("- words:", "  - words:", 14, "one level of bullets", id="bullet in a bullet"),
    pytest.param("## a Pupils", "***", 3, "holds no hr", id="rule"),
]


@pytest.mark.parametrize(("old", "new", "line", "reason"), BROKEN)
def test_a_malformed_file_is_named_with_its_line(old, new, line, reason):
    assert old in SECTION
    with pytest.raises(reader.Malformed) as caught:
        read(SECTION.replace(old, new, 1))
    assert str(caught.value).startswith(f"3-responsible-use.md, line {line}: ")
    assert reason in caught.value.reason
    assert (caught.value.file, caught.value.line) == ("3-responsible-use.md", line)


def test_a_clause_without_a_sentence_is_named():
    source = SECTION.replace(" Pupils keep their {school} timetable\nto themselves.", "")
    with pytest.raises(reader.Malformed, match=r"^3-responsible-use\.md, line 5: the clause .+ has no sentence"):
        read(source)


def test_the_same_clause_twice_is_named_in_the_second_file():
    with pytest.raises(reader.Malformed, match=r"^again\.md, line 5: the clause .+ has been written"):
        reader.read_clauses([("first.md", SECTION), ("again.md", SECTION)])


def test_an_empty_file_is_named():
    with pytest.raises(reader.Malformed, match=r"^3\.md, line 1: the file must begin with its section"):
        read("\n", file="3.md")


def test_a_section_without_a_clause_is_named():
    with pytest.raises(reader.Malformed, match=r"^3\.md, line 3: the section has no clause"):
        read("# 3 Responsible use\n\n## a Pupils\n", file="3.md")


def test_a_file_that_is_not_utf8_is_named_with_its_line():
    with pytest.raises(reader.Malformed, match=r"^3\.md, line 2: a character here is not UTF-8"):
        reader.decode("3.md", "# 3 Use\ncafé".encode("latin-1"))


def test_a_title_is_one_heading():
    assert reader.read_title("0.md", "# Our policy\n") == "Our policy"


@pytest.mark.parametrize(
    ("source", "line", "reason"),
    [
        ("", 1, "the title is missing"),
        ("\nOur policy\n", 2, "the title must be a heading"),
        ("# Our policy\n\nAnd more\n", 3, "only the title belongs"),
    ],
)
def test_a_broken_title_is_named_with_its_line(source, line, reason):
    with pytest.raises(reader.Malformed, match=rf"^0\.md, line {line}: {reason}"):
        reader.read_title("0.md", source)
