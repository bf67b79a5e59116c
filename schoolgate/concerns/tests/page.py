"""Pages of telling as a browser sees them, for the tests of this folder."""

import re


def send(client, url, **said):
    """Looks at the page, or sends its form."""
    return client.post(url, said) if said else client.get(url)


def words(response, status=200) -> str:
    assert response.status_code == status, response.status_code
    return " ".join(response.content.decode().split())


def value(response, name) -> str:
    return re.search(rf'name="{name}" value="([^"]*)"', response.content.decode())[1]


def receipt(response) -> str:
    """The sixteen digits on the page; empty where there are none."""
    found = re.search(r"data-receipt>(.*?)</p>", response.content.decode(), re.S)
    return " ".join(re.findall(r"\d{4}", found[1])) if found else ""
