"""Opens pages of the library as a reader does."""

from urllib.parse import urlencode

from django.test import Client


def get(client: Client, address: str, language: str = "ko", **query: object) -> str:
    """Return what an address answers, which is always 200."""
    response = client.get(f"{address}?{urlencode(query, doseq=True)}", headers={"accept-language": language})
    assert response.status_code == 200
    return response.content.decode()


def results_of(page: str) -> list[str]:
    """Return the ids of the cases that a page of results lists, in order."""
    return [link.split("/")[0] for link in page.split('<h3>\n    <a href="/cases/')[1:]]
