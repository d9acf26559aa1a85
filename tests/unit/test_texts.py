"""Which files of a solution are searched for credentials: by their ending, or by what their metadata says."""

from __future__ import annotations

from pathlib import Path

import pytest

from pplint import lint
from pplint.config.config import Config
from pplint.sources.components.resources import TYPES
from pplint.sources.texts import TEXT_TYPES
from pplint.testing.secrets import make_secret
from tests.unit.solution_files import write, xml_layout

SECRET = make_secret("storage-key")
TEXT_CODES = sorted(code for code, type in TYPES.items() if type in TEXT_TYPES)


def found_in(folder: Path, files: dict[str, str]) -> list[str]:
    write(folder, {**xml_layout(), **files})
    report = lint([str(folder)], Config(select=("secrets",)))
    return [finding.location.path for finding in report.findings]


def web_resource(name: str, code: str, text: str) -> dict[str, str]:
    data = f"<WebResource><Name>{name}</Name><WebResourceType>{code}</WebResourceType></WebResource>"
    return {f"WebResources/{name}": text, f"WebResources/{name}.data.xml": data}


@pytest.mark.parametrize("code", TEXT_CODES)
@pytest.mark.parametrize("name", ["cto_orders", "cto_/scripts/orders.main", "cto_orders.min"])
def test_a_web_resource_is_searched_by_its_type_whatever_its_name(
    tmp_path: Path, name: str, code: str
) -> None:
    text = f"const account = 'AccountName=orders;AccountKey={SECRET}';"
    assert found_in(tmp_path, web_resource(name, code, text)) == [f"WebResources/{name}"]


@pytest.mark.parametrize("code", sorted(TYPES.keys() - set(TEXT_CODES)))
def test_pictures_are_not_searched(tmp_path: Path, code: str) -> None:
    text = f"const account = 'AccountName=orders;AccountKey={SECRET}';"
    assert found_in(tmp_path, web_resource("cto_orders", code, text)) == []


def test_links_of_the_studio_in_the_listing_of_media_are_no_credentials(tmp_path: Path) -> None:
    link = make_secret("sas-url")
    resources = f'{{"Resources":[{{"Name":"logo","Path":"Assets/logo.png","RootPath":"{link}"}}]}}'
    listing = "CanvasApps/cto_orders_DocumentUri_msapp/References/Resources.json"
    other = "CanvasApps/cto_orders_DocumentUri_msapp/References/DataSources.json"
    assert found_in(tmp_path / "a", {listing: resources}) == []
    assert found_in(tmp_path / "b", {other: resources}) == [other]
    assert found_in(tmp_path / "c", {"WebResources/cto_/Resources.json": resources}) == [
        "WebResources/cto_/Resources.json"
    ]
