"""People and terms from OneRoster zips, versions 1.1 and 1.2, and the zips that are refused."""

import io
import zipfile
from datetime import date

import pytest

from schoolgate.engines.roster import oneroster_files, parsing
from schoolgate.engines.roster.roll import Refused, Roll

MONDAY = date(2026, 11, 23)

USERS_11 = (
    "sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,userIds,givenName,familyName,"
    "middleName,identifier,email,sms,phone,agentSourcedIds,grades,password\n"
)
OLDER = {
    "orgs.csv": "sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId\n"
    "o1,,,Larkhollow Primary School,school,,d1\n"
    "o2,,,Sedgemarsh Primary School,school,,d1\nd1,,,The Trust,district,,\n",
    "academicSessions.csv": "sourcedId,status,dateLastModified,title,type,startDate,endDate,"
    "parentSourcedId,schoolYear\n"
    "y,,,2026-27,schoolYear,2026-09-01,2027-09-01,,2027\n"
    "t1,,,Autumn term,term,2026-09-02,2026-12-19,y,2027\n"
    "t2,,,Spring term,term,2027-01-05,2027-03-26,y,2027\n",
    "users.csv": USERS_11
    + 's1,,,true,o1,student,mnair,,Maya,Nair,,,,,,"g1,g2",06,\n'
    + "s2,,,true,o1,student,anair,,Arun,Nair,,,,,,,02,\n"
    + "s3,,,true,o1,student,rece,,Ada,Kershaw,,,,,,g3,KG,\n"
    + "t1,,,true,o1,teacher,akapoor,,Asha,Kapoor,,,asha@larkhollow.example,,01632 960100,,,\n"
    + "a1,,,true,o1,aide,lgrant,,Lucy,Grant,,,,,,,,\n"
    + "h1,,,true,o1,administrator,radeyemi,,Ruth,Adeyemi,,,,,,,,\n"
    + 'g1,,,true,o1,guardian,pnair,,Priya,Nair,,,priya@example.org,07700 900123,,"s1,s2",,\n'
    + "g2,,,true,o1,parent,rnair,,Ravi,Nair,,,,,,,,\n"
    + "g3,,,true,o1,relative,,,Iris,Kershaw,,,,,,,,\n"
    + "g4,,,true,o1,parent,,,Left,Over,,,,,,,,\n",
    "demographics.csv": "sourcedId,status,dateLastModified,birthDate,sex\n"
    "s1,,,2016-03-04,\ns2,,,2019-12-01,\ns3,,,2022-01-15,\n",
    "classes.csv": "sourcedId,status,dateLastModified,title,grades,courseSourcedId,"
    "classCode,classType,location,"
    "schoolSourcedId,termSourcedIds,subjects,subjectCodes,periods\n"
    "c6,,,Kestrels,06,k,,homeroom,,o1,t1,,,\nc2,,,Wrens,02,k,,homeroom,,o1,t1,,,\n"
    "m,,,Maths set 1,06,k,,scheduled,,o1,t1,,,\n",
    "enrollments.csv": "sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,"
    "userSourcedId,role,primary,"
    "beginDate,endDate\n"
    "e1,,,c6,o1,s1,student,,,\ne2,,,m,o1,s1,student,,,\ne3,,,c2,o1,s2,student,,2026-09-01,2027-07-22\n"
    "e4,,,c6,o1,s2,student,,2025-09-01,2026-07-22\ne5,,,c6,o1,t1,teacher,true,,\n"
    "e6,,,c2,o1,t1,teacher,false,,\n",
}

NEWER = {
    **OLDER,
    "users.csv": "sourcedId,status,dateLastModified,enabledUser,username,userIds,"
    "givenName,familyName,middleName,"
    "identifier,email,sms,phone,agentSourcedIds,grades,password,userMasterIdentifier,resourceSourcedIds,"
    "preferredGivenName,preferredMiddleName,preferredFamilyName,primaryOrgSourcedId,pronouns\n"
    "s1,,,true,mnair,,Maya,Nair,,,,,,g1,06,,,,May,,,o1,\n"
    "t1,,,true,twhitby,,Thomas,Whitby,,,tom@larkhollow.example,,,,,,,,Tom,,,o1,\n"
    "g1,,,true,pnair,,Priya,Nair,,,priya@example.org,,,,,,,,,,,o1,\n",
    "roles.csv": "sourcedId,status,dateLastModified,userSourcedId,roleType,role,"
    "beginDate,endDate,orgSourcedId,"
    "userProfileSourcedId\n"
    "r1,,,s1,primary,student,,,o1,\nr2,,,t1,primary,teacher,,,o1,\n"
    "r3,,,t1,secondary,principal,2020-09-01,2026-08-31,o1,\n"
    "r4,,,g1,primary,guardian,,,o1,\nr5,,,g1,secondary,aide,,,o1,\n",
    "demographics.csv": "sourcedId,status,dateLastModified,birthDate,sex\ns1,,,2016-03-04,\n",
    "enrollments.csv": "sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,"
    "userSourcedId,role,primary,"
    "beginDate,endDate\ne1,,,c6,o1,s1,student,,,\ne5,,,c2,o1,t1,teacher,true,,\n",
}


def manifest(files, version="1.1", **modes: str) -> str:
    lines = ["propertyName,value", "manifest.version,1.0", f"oneroster.version,{version}"]
    for name in (*oneroster_files.FILES, "courses", "results"):
        mode = modes.get(name, "bulk" if f"{name}.csv" in files else "absent")
        lines.append(f"file.{name},{mode}")
    return "\n".join(lines) + "\n"


def zipped(files: dict[str, str], version: str = "1.1", folder: str = "", **modes: str) -> bytes:
    files = {"manifest.csv": manifest(files, version, **modes), **files}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(folder + name, content)
    return out.getvalue()


def read(data: bytes) -> Roll:
    return parsing.read([("roster.zip", data)], today=MONDAY)


def faults(data: bytes):
    with pytest.raises(Refused) as refused:
        read(data)
    return refused.value.faults


def only_says(data: bytes) -> str:
    (fault,) = faults(data)
    return str(fault)


def by_id(roll: Roll):
    return {row.mis_id: row for row in roll.rows}


# What is read


def test_version_1_1_pupils_with_birthday_class_and_year():
    rows = by_id(read(zipped(OLDER)))
    assert [(rows[n].name, rows[n].born_on, rows[n].classroom, rows[n].year_group) for n in ("s1", "s2", "s3")] == [
        ("Maya Nair", date(2016, 3, 4), "Kestrels", 6),
        ("Arun Nair", date(2019, 12, 1), "Wrens", 2),
        ("Ada Kershaw", date(2022, 1, 15), "", 0),
    ]


def test_version_1_1_staff_get_no_more_than_the_roster_can_know():
    rows = by_id(read(zipped(OLDER)))
    assert [(rows[n].kind, rows[n].duties) for n in ("t1", "a1", "h1")] == [
        ("staff", ("teacher",)),
        ("staff", ("staff",)),
        ("staff", ("staff",)),
    ]
    assert (rows["t1"].classroom, rows["t1"].phone) == ("Kestrels", "01632 960100")


def test_families_are_told_on_either_side():
    roll = read(zipped(OLDER))
    rows = by_id(roll)
    assert (rows["g1"].children, rows["g1"].relation) == (("s1", "s2"), "guardian")
    assert (rows["g2"].children, rows["g3"].children) == (("s1",), ("s3",))
    assert "g4" not in rows, "a parent without a child here is no parent here"
    assert rows["g1"].phone == "07700 900123"


def test_terms_end_the_day_before_the_rosters_end_date():
    assert read(zipped(OLDER)).terms == (
        ("Autumn term", date(2026, 9, 2), date(2026, 12, 18)),
        ("Spring term", date(2027, 1, 5), date(2027, 3, 25)),
    )


def test_duties_are_not_among_the_fields_told():
    fields = read(zipped(OLDER)).fields
    assert "duties" not in fields["staff"]
    assert {"born_on", "classroom", "email"} <= fields["pupil"]
    assert "children" in fields["parent"]
    bare = {name: text for name, text in OLDER.items() if name in ("orgs.csv", "users.csv")}
    assert not {"born_on", "classroom"} & read(zipped(bare)).fields["pupil"]


def test_version_1_2_roles_have_a_file_of_their_own():
    roll = read(zipped(NEWER, "1.2"))
    assert [(row.kind, row.mis_id, row.duties) for row in roll.rows] == [
        ("pupil", "s1", ()),
        ("staff", "t1", ("teacher",)),
        ("parent", "g1", ()),
        ("staff", "g1", ("staff",)),
    ], "a role that is over gives no duty; one person may have two kinds"
    assert (roll.rows[0].known_as, roll.rows[1].name, roll.rows[1].classroom) == ("May", "Tom Whitby", "Wrens")


def test_someone_to_be_deleted_has_left():
    users = OLDER["users.csv"].replace("s2,,,true", "s2,tobedeleted,2026-10-05T09:00:00.000Z,true")
    row = by_id(read(zipped({**OLDER, "users.csv": users})))["s2"]
    assert row.left_on == date(2026, 10, 5)


def test_folders_and_other_files_in_the_zip_are_ignored():
    files = {**OLDER, "../../etc/orgs.csv.txt": "x", "__MACOSX/._users.csv": "\0\0"}
    assert by_id(read(zipped(files, folder="export/2026/")))["s1"].name == "Maya Nair"


def test_a_roster_and_a_list_of_governors_together():
    governors = b"Forename,Surname,Role\nHelen,Marsh,Chair of Governors\nDavid,Lin,Parent governor\n"
    roll = parsing.read([("roster.zip", zipped(OLDER)), ("governors.csv", governors)], today=MONDAY)
    assert [row.duties for row in roll.of("governor")] == [("chair",), ("governor",)]


# What is refused


def test_a_delta_is_refused_in_words():
    assert "users.csv" in (says := only_says(zipped(OLDER, users="delta"))) and "export everything" in says


def test_other_versions_are_refused():
    assert "OneRoster 1.0" in only_says(zipped(OLDER, "1.0"))


def test_a_zip_without_a_manifest():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("pupils.csv", "id,first name\n1,A\n")
    assert "manifest.csv" in only_says(out.getvalue())


def test_files_left_out_or_promised_are_named():
    without = {name: text for name, text in OLDER.items() if name != "users.csv"}
    assert "leaves out users.csv" in only_says(zipped(without))
    assert "promises users.csv" in only_says(zipped(without, users="bulk"))
    assert "leaves out roles.csv" in only_says(zipped(OLDER, "1.2"))


def test_a_missing_column_is_named_with_its_file():
    says = only_says(zipped({**OLDER, "demographics.csv": "sourcedId,sex\ns1,\n"}))
    assert "demographics.csv in roster.zip" in says and "“birthDate”" in says


@pytest.mark.parametrize(
    ("name", "was", "becomes", "column", "line"),
    [
        ("users.csv", "student,mnair", "wizard,mnair", "role", 2),
        ("users.csv", ",,Maya,Nair", ",,,Nair", "givenName", 2),
        ("users.csv", "g1,g2", "g1,g99", "agentSourcedIds", 2),
        ("users.csv", ",,02,", ",,07,", "grades", None),
        ("users.csv", "priya@example.org", "priya", "email", 8),
        ("demographics.csv", "2016-03-04", "2036-03-04", "birthDate", 2),
        ("demographics.csv", "2016-03-04", "04/13/2016", "birthDate", 2),
        ("enrollments.csv", "e1,,,c6", "e1,,,c7", "classSourcedId", 2),
        ("academicSessions.csv", "2026-12-19", "2026-09-02", "endDate", 3),
    ],
)
def test_a_bad_cell_is_placed(name, was, becomes, column, line):
    files = {**OLDER, name: OLDER[name].replace(was, becomes, 1)}
    if column == "grades":
        files[name] = OLDER[name].replace(",02,\n", ",07,\n")
        line = 3
    fault = faults(zipped(files))[0]
    assert (fault.file, fault.column, fault.line) == (f"{name} in roster.zip", column, line)


def test_pupils_of_two_schools_are_refused_with_their_names():
    users = OLDER["users.csv"].replace("s2,,,true,o1", "s2,,,true,o2")
    says = only_says(zipped({**OLDER, "users.csv": users}))
    assert "“Larkhollow Primary School”" in says and "“Sedgemarsh Primary School”" in says


def test_a_bomb_is_not_unpacked(monkeypatch):
    monkeypatch.setattr(oneroster_files, "MOST_BYTES", 200_000)
    bomb = zipped({**OLDER, "users.csv": OLDER["users.csv"] + "," * 5_000_000})
    assert len(bomb) < 20_000
    assert "far more" in only_says(bomb)


def test_a_bomb_of_many_files_is_not_unpacked():
    assert "600 files" in only_says(zipped({f"{i}.txt": "x" for i in range(599)}))


def test_a_cut_off_zip_and_one_with_a_broken_entry():
    data = zipped(OLDER)
    assert "damaged" in only_says(data[: len(data) // 2])
    at = data.index(b"users.csv") + 40
    broken = data[:at] + bytes(byte ^ 0xFF for byte in data[at : at + 40]) + data[at + 40 :]
    assert "damaged" in only_says(broken)


def test_a_zip_of_a_version_yet_to_come_and_an_entry_without_a_name():
    data = bytearray(zipped(OLDER))
    data[data.index(b"PK\x01\x02") + 6] = 200
    assert "damaged" in only_says(bytes(data))
    nameless = bytearray(zipped({**OLDER, "x": ""}))
    at = nameless.rindex(b"PK\x01\x02")
    nameless[at + 28], nameless[at + 30] = 0, 1  # its name becomes an extra field
    assert by_id(read(bytes(nameless)))["s1"].name == "Maya Nair"


def test_two_files_of_one_name():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name in ("manifest.csv", "a/users.csv", "b/users.csv"):
            packed.writestr(name, "x")
    assert "more than one file called users.csv" in only_says(out.getvalue())


def test_a_locked_zip():
    data = bytearray(zipped(OLDER))
    at = -1
    while (at := data.find(b"PK\x01\x02", at + 1)) >= 0:
        data[at + 8] |= 1
    assert "password" in only_says(bytes(data))
