# Asks each address for its page in both versions of TLS, and prints what comes of it.
# python3 python.py SERVER-ROOT CERTIFICATE KEY URL...
import http.client
import ssl
import sys
import urllib.parse

root, certificate, key, *urls = sys.argv[1:]
for url in urls:
    for version in (ssl.TLSVersion.TLSv1_3, ssl.TLSVersion.TLSv1_2):
        context = ssl.create_default_context(cafile=root)
        context.minimum_version = context.maximum_version = version
        context.load_cert_chain(certificate, key)
        place = urllib.parse.urlsplit(url)
        asked = http.client.HTTPSConnection(
            place.hostname, place.port, context=context, timeout=20
        )
        try:
            asked.request("GET", "/")
            print(asked.getresponse().status)
        except OSError as error:
            print(type(error).__name__, getattr(error, "reason", error))
