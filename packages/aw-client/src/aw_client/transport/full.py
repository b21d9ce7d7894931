"""HTTP by `requests`: for servers elsewhere, which may be behind TLS, a proxy or a redirect."""

from __future__ import annotations

from collections.abc import Mapping

import requests
from requests import exceptions

from aw_client.transport.answer import Headers, Response
from aw_client.transport.failures import ConnectTimeout, RequestException, ServerUnreachableError, Timeout

__all__ = ["FullConnection"]


class FullConnection:
    """Requests to one server over connections that are kept open.

    Args:
        connect_timeout: seconds to wait for a connection.
        trust_env: whether to take proxies from the environment.
    """

    def __init__(self, connect_timeout: float, *, trust_env: bool) -> None:
        self._connect_timeout = connect_timeout
        self._session = requests.Session()
        self._session.trust_env = trust_env

    def request(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None, read_timeout: float
    ) -> Response:
        """The server's answer, whatever its status.

        Raises:
            RequestException: there was none.
        """
        try:
            answer = self._session.request(
                method, url, data=body, headers=headers, timeout=(self._connect_timeout, read_timeout)
            )
        except exceptions.ConnectTimeout as error:
            raise ConnectTimeout(str(error)) from error
        except exceptions.Timeout as error:
            raise Timeout(str(error)) from error
        except exceptions.ConnectionError as error:
            raise ServerUnreachableError(str(error)) from error
        except exceptions.RequestException as error:
            raise RequestException(str(error)) from error
        return Response(
            answer.url,
            answer.status_code,
            answer.reason,
            Headers(answer.headers),
            answer.content,
            elapsed=answer.elapsed,
        )

    def close(self) -> None:
        """Close the connections."""
        self._session.close()
