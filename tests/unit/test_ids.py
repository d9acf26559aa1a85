"""Finding ids and addresses, and knowing which parameters name things."""

import json
import uuid

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pplint.data.tables import read_table
from pplint.detect.hardcoded.id_shapes import (
    find_emails,
    find_guids,
    find_threads,
    is_opaque,
    is_placeholder_email,
    is_well_known,
    parameter_kind,
)
from pplint.detect.hardcoded.ids import row_ids
from pplint.expressions import json_strings
from pplint.model.places import Document

LIST = "61825a26-82cc-4904-ae53-322fe684635b"


def test_guids() -> None:
    text = f"a {LIST} {{{LIST.upper()}}} /x({LIST}) 1{LIST} {LIST}0"
    assert [hit.text for hit in find_guids(text)] == [LIST, LIST.upper(), LIST]
    assert all(text[hit.start : hit.end] == hit.text for hit in find_guids(text))
    assert find_guids("no-guid-in-here-although-it-has-dashes-and-length") == []


BLANKS = st.sampled_from(("", " ", "\n", "\r\n  ", "\t")) | st.integers(85, 105).map(" ".__mul__)


@given(
    before=BLANKS,
    after=BLANKS,
    key=st.sampled_from(("id", "accountId", "rowguid", "name", "a\\u0069d", "x" * 120 + "id")),
    id=st.sampled_from((LIST, LIST.upper(), f"{{{LIST}}}")),
)
def test_ids_in_lists_are_found_however_the_json_is_written(
    before: str, after: str, key: str, id: str
) -> None:
    text = f'{{"actions": [{{"q": 1, "{key}"{before}:{after}"{id}"}}]}}'
    ((path, value),) = json_strings(json.loads(text))
    is_id = str(path[-1]).lower().endswith(("id", "guid")) and len(value) == 36
    found = list(row_ids(Document("f.json", "json", text, json.loads(text))))
    assert found == ([LIST] if is_id else [])


def test_well_known_ids() -> None:
    assert is_well_known("00000000-0000-0000-0000-000000000000") == "the empty GUID"
    assert is_well_known("FD140AAF-4DF4-11DD-BD17-0019B9312238") == "the Default Solution"
    assert is_well_known("{00000003-0000-0000-c000-000000000000}") == "the application Microsoft Graph"
    assert is_well_known("{00000000-000C-0000-FFFF-FFFF07000000}") is not None
    assert is_well_known(LIST) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ask jane.doe@acme.org; bob@x.co.uk", ["jane.doe@acme.org", "bob@x.co.uk"]),
        ("<a@b.de>", ["a@b.de"]),
        ("parent@odata.bind", []),
        ("x@OData.Community.Display.V1.FormattedValue", []),
        ("lookup@Microsoft.Dynamics.CRM.associatednavigationproperty", []),
        ("19:abc0123456789@thread.tacv2", []),
        ("logo@2x.png", []),
        ("@{variables('x')}", []),
        ("package@1.2.3", []),
        ("nobody@localhost", []),
    ],
)
def test_emails(text: str, found: list[str]) -> None:
    assert [hit.text for hit in find_emails(text)] == found


def test_placeholder_addresses() -> None:
    for address in ("a@example.com", "b@contoso.com", "c@contoso.onmicrosoft.com", "d@mail.fabrikam.com",
                    "microsoft@powerapps.com", "noreply@email.microsoft.com", "e@your.test"):  # fmt: skip
        assert is_placeholder_email(address), address
    for address in ("a@acme.org", "noreply@acme.org", "jane@microsoft.com", "admin@acme.onmicrosoft.com"):
        assert not is_placeholder_email(address), address


def test_threads() -> None:
    channel = "19:" + "0a" * 16 + "@thread.tacv2"
    assert [hit.text for hit in find_threads(f"to {channel}!")] == [channel]
    assert [hit.text for hit in find_threads("19%3a" + "0a" * 16 + "%40thread.skype")] != []
    assert find_threads("19:00 o'clock @thread") == []


@pytest.mark.parametrize(
    ("value", "opaque"),
    [
        ("fp2GkwwxDUWuRu2Iv2VH-GUAA-BA", True),
        ("01B47NF3BEUMVG4ZZQNBDZFRXT2ZRQNNPG", True),
        ("Id::AAMkAGI2TG93AAA12345", True),
        ("Inbox", False),
        ("Shared Documents/x", False),
        ("%252fSitePages%252fHome1.aspx", False),
        ("/a/long/path/with/0123456789", False),
        ("ms-officescript%3A%2F%2Fonedrive_business_itemlink%2F01ABC234", True),
        ("a-name-with-many-dashes-in-it", False),
    ],
)
def test_opaque_ids(value: str, opaque: bool) -> None:
    assert is_opaque(value) is opaque


@pytest.mark.parametrize(
    ("api", "operation", "parameter", "what", "kind", "severity"),
    [
        ("shared_sharepointonline", "GetItems", "dataset", "SharePoint site", "url", "warning"),
        (
            "shared_sharepointonline",
            "GetItems",
            "parameters/table",
            "SharePoint list or library",
            "id",
            "warning",
        ),
        ("shared_sharepointonline", None, "path/tables", "SharePoint list or library", "id", "warning"),
        (
            "shared_teams",
            "PostMessageToConversation",
            "parameters/body/recipient/channelId",
            "Teams channel",
            "id",
            "warning",
        ),
        ("shared_teams", "PostMessageToConversation", "body/recipient", "Teams chat", "id", "warning"),
        ("shared_planner", "CreateTask_V3", "body/planId", "Planner plan", "id", "warning"),
        ("shared_planner", "ListTasks_V3", "id", "Planner plan", "id", "warning"),
        ("shared_office365", "SendEmailV2", "emailMessage/To", "mailbox", "email", "note"),
        ("shared_office365", None, "body/To", "mailbox", "email", "note"),
        (
            "shared_commondataserviceforapps",
            "UpdateRecord",
            "item/ownerid@odata.bind",
            "Dataverse row",
            "id",
            "warning",
        ),
        ("shared_commondataserviceforapps", "GetItem", "recordId", "Dataverse row", "id", "warning"),
        ("shared_commondataservice", "PostItem_V2", "item/_x_value", "Dataverse row", "id", "warning"),
        ("shared_sql", "GetItems_V2", "server", "database server", "url", "warning"),
        ("shared_powerbi", "ExecuteDatasetQuery", "groupid", "Power BI workspace", "id", "warning"),
        (None, None, "authentication/tenant", "Entra tenant", "id", "note"),
        ("SHARED_TEAMS", "x", "GroupId", "Teams team", "id", "warning"),
    ],
)
def test_what_a_parameter_names(
    api: str | None, operation: str | None, parameter: str, what: str, kind: str, severity: str
) -> None:
    row = parameter_kind(api, operation, parameter)
    assert row is not None
    assert (row.what, row.kind, row.severity) == (what, kind, severity)


@pytest.mark.parametrize(
    ("api", "operation", "parameter"),
    [
        ("shared_planner", "GetTask_V2", "id"),
        ("shared_sharepointonline", "GetItems", "mydataset"),
        ("shared_sharepointonline", "GetItems", "dataset/x"),
        ("shared_unknown", "x", "dataset"),
        ("shared_commondataserviceforapps", "x", "entityName"),
        (None, None, "dataset"),
    ],
)
def test_parameters_that_name_nothing(api: str | None, operation: str | None, parameter: str) -> None:
    assert parameter_kind(api, operation, parameter) is None


def test_shapes_of_values() -> None:
    def thing(api: str, parameter: str, value: str) -> bool:
        row = parameter_kind(api, None, parameter)
        assert row is not None
        return bool(row.find(value))

    assert thing("shared_sharepointonline", "table", LIST)
    assert not thing("shared_sharepointonline", "table", "Site Pages")
    assert not thing("shared_sharepointonline", "table", str(uuid.UUID(int=0)))
    assert thing("shared_commondataserviceforapps", "item/x@odata.bind", f"/teams({LIST})")
    assert not thing("shared_commondataservice", "dataset", "default.cds")
    assert thing("shared_commondataservice", "dataset", "org12.crm4")
    assert not thing("shared_sql", "server", "default")
    assert thing("shared_sql", "server", "SRV01")
    assert thing("shared_office365", "emailMessage/To", "a@acme.org;b@acme.org")
    assert not thing("shared_office365", "emailMessage/To", "a@contoso.com")
    assert thing("shared_office365users", "id", LIST)
    assert not thing("shared_excelonlinebusiness", "table", "{00000000-000C-0000-FFFF-FFFF00000000}")
    assert not thing("shared_sharepointonline", "dataset", " ")


def test_tables_are_sound() -> None:
    for row in read_table("parameters")["parameter"]:
        assert row["kind"] in ("url", "id", "email")
        assert row["severity"] in ("warning", "note")
        assert row["shape"] in ("url", "guid", "opaque", "thread", "email", "user", "name", "path")
        assert row["source"]
        assert row["what"]
        assert row["api"]
        assert row["names"]
    ids = [guid for group in read_table("constants")["group"] for guid in group["ids"]]
    assert len(ids) == len(set(ids))
    assert all(guid == str(uuid.UUID(guid)) for guid in ids)
    assert all(group["source"] for group in read_table("constants")["group"])


@settings(max_examples=80, deadline=None)
@given(st.text(alphabet="a0-@.:{}!9b1 %'x", max_size=50))
def test_scanners_point_into_the_text(text: str) -> None:
    for scan in (find_guids, find_emails, find_threads):
        for hit in scan(text):
            assert text[hit.start : hit.end] == hit.text


@settings(max_examples=50, deadline=None)
@given(st.uuids(), st.sampled_from(("{}", "/accounts({})", "{{{}}}", "guid'{}'", "a/{}/b")))
def test_planted_guids_are_found(guid: uuid.UUID, frame: str) -> None:
    text = frame.replace("{{{}}}", f"{{{guid}}}") if frame == "{{{}}}" else frame.format(guid)
    assert [hit.text for hit in find_guids(text)] == [str(guid)]
