"""An expired client certificate before a server of Python's own, as a test of yours would be."""

import threading
import urllib.request
from http.server import HTTPServer, SimpleHTTPRequestHandler

import pytest


def test_an_expired_certificate_is_refused(kigen_files):
    valid, expired = kigen_files("valid"), kigen_files("expired")
    server = HTTPServer(("localhost", 0), SimpleHTTPRequestHandler)
    server.socket = valid.server_context().wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"https://localhost:{server.server_port}/"
    assert urllib.request.urlopen(url, context=valid.client_context()).status == 200
    with pytest.raises(OSError, match="CERTIFICATE_EXPIRED"):
        urllib.request.urlopen(url, context=expired.client_context())
    server.shutdown()
