"""What scripts/load.sh runs: clients of all kinds, and the figures."""

import contextlib
import http.client
import json
import os
import random
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

CLIENTS = 64
HANDSHAKES = 10_000
ALONE = 1_000
ROUNDS = 10
# The server itself is much smaller; what it may not do is grow with what clients send.
MEBIBYTES_MAX = 256

KIGEN = Path(sys.argv[1]).resolve()
FAILED = []


def check(holds, what):
    if not holds:
        FAILED.append(what)
        print(f"FAILED: {what}")


@contextlib.contextmanager
def serving(folder, *args):
    """A server, its ready file read; it ends with its standard input."""
    ready = folder / "ready.json"
    ready.unlink(missing_ok=True)
    command = [KIGEN, "serve", "--ready-file", ready, "--out", folder / "live", "--until-eof", *args]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, cwd=folder)
    while not ready.exists():
        time.sleep(0.01)
    try:
        yield process, json.loads(ready.read_text())
    finally:
        process.stdin.close()
        process.wait(30)


def memory(process, name):
    """A line of /proc/PID/status, in MiB; nothing where there is no such file."""
    try:
        text = Path(f"/proc/{process.pid}/status").read_text()
    except OSError:
        return None
    return next(int(line.split()[1]) / 1024 for line in text.splitlines() if line.startswith(name))


def context(folder, root):
    made = ssl.create_default_context(cafile=folder / root)
    made.load_cert_chain(folder / "live/受付01-1.pem", folder / "live/受付01-1.key.pem")
    return made


def visit(tls, port):
    """A whole handshake and a request; how many seconds they took."""
    began = time.monotonic()
    with socket.create_connection(("127.0.0.1", port), timeout=60) as plain:
        # As clients of HTTP do: what follows the handshake is not to wait for an acknowledgement.
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with tls.wrap_socket(plain, server_hostname="localhost") as stream:
            stream.sendall(b"GET / HTTP/1.0\r\nHost: localhost\r\n\r\n")
            said = b""
            while piece := stream.recv(65536):
                said += piece
    if b" 200 " not in said[:20]:
        raise ConnectionError(said[:80])
    return time.monotonic() - began


def handshakes(tls, port, clients, count):
    """So many handshakes by so many clients at once; the seconds, and how long each took."""
    times, errors = [], []

    def client():
        for _ in range(count // clients):
            try:
                times.append(visit(tls, port))
            except OSError as error:
                errors.append(error)

    threads = [threading.Thread(target=client) for _ in range(clients)]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.monotonic() - began
    check(not errors, f"{len(errors)} of {count} handshakes, first {errors[:1]}")
    return seconds, sorted(times)


def told(name, clients, seconds, times):
    middle, late = times[len(times) // 2], times[len(times) * 99 // 100]
    rate = len(times) / seconds
    print(f"{name:>9}: {clients:2} at once, {len(times):5} handshakes, {rate:6.0f} a second, median {middle * 1000:5.1f} ms, 99% {late * 1000:6.1f} ms")


def port_of(url):
    return int(url.rstrip("/").rsplit(":", 1)[1])


def speed(folder):
    with serving(folder) as (process, ready):
        claims = next(port_of(one["url"]) for one in ready["endpoints"] if one["name"] == "claims")
        tls = context(folder, "live/server-root.pem")
        before = memory(process, "VmRSS")
        for clients, count in [(1, ALONE), (CLIENTS, HANDSHAKES)]:
            told("kigen", clients, *handshakes(tls, claims, clients, count))
        if before is not None:
            after, most = memory(process, "VmRSS"), memory(process, "VmHWM")
            print(f"   memory: {before:.0f} MiB before, {after:.0f} MiB after, {most:.0f} MiB at most")
            check(most < MEBIBYTES_MAX, f"{most:.0f} MiB")
        beside(folder)


def beside(folder):
    """OpenSSL's server with the same client, which it judges likewise."""
    make = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    make += ["-keyout", "s.key", "-out", "s.pem", "-days", "2", "-subj", "/CN=localhost"]
    make += ["-addext", "subjectAltName=DNS:localhost"]
    subprocess.run(make, cwd=folder, check=True, capture_output=True)
    command = ["openssl", "s_server", "-www", "-accept", "127.0.0.1:0", "-cert", "s.pem", "-key", "s.key"]
    command += ["-CAfile", "live/root.pem", "-Verify", "3", "-verify_return_error", "-no_ticket"]
    server = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        line = next(line for line in server.stdout if line.startswith("ACCEPT "))
        threading.Thread(target=server.stdout.read, daemon=True).start()
        tls = context(folder, "s.pem")
        for clients, count in [(1, ALONE), (CLIENTS, HANDSHAKES)]:
            told("s_server", clients, *handshakes(tls, port_of(line.strip()), clients, count))
    finally:
        server.kill()
        server.wait()


def trouble(folder):
    """Bad clients of every kind, while good ones go on."""
    chance = random.Random(7)
    with serving(folder) as (process, ready):
        claims = next(port_of(one["url"]) for one in ready["endpoints"] if one["name"] == "claims")
        ports = [claims, port_of(ready["site"]), port_of(ready["admin"]), port_of(ready["est"].replace("/.well-known/est", ""))]
        tls = context(folder, "live/server-root.pem")
        over = threading.Event()
        kinds = {"slow": 0, "garbage": 0, "killed": 0}

        def slow():
            # A byte a second, which is never enough: a ClientHello, or the head of a request.
            while not over.is_set():
                with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", chance.choice(ports)), timeout=5) as stream:
                    for byte in b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"GET / HTTP/1.1\r\n" * 9:
                        stream.sendall(bytes([byte]))
                        if over.wait(1):
                            break
                kinds["slow"] += 1

        def garbage():
            while not over.is_set():
                with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", chance.choice(ports)), timeout=5) as stream:
                    stream.sendall(chance.randbytes(chance.randrange(1, 100_000)))
                    stream.recv(100)
                kinds["garbage"] += 1

        def killed():
            # Reset in the middle of a handshake or of a request.
            while not over.is_set():
                with contextlib.suppress(OSError):
                    plain = socket.create_connection(("127.0.0.1", claims), timeout=5)
                    plain.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
                    stream = tls.wrap_socket(plain, server_hostname="localhost", do_handshake_on_connect=False)
                    if chance.random() < 0.5:
                        stream.do_handshake()
                        stream.sendall(b"GET / HTT")
                    stream.detach()
                    os.close(plain.detach()) if plain.fileno() >= 0 else plain.close()
                kinds["killed"] += 1

        bad = [slow] * 24 + [garbage] * 8 + [killed] * 8
        threads = [threading.Thread(target=one, daemon=True) for one in bad]
        for thread in threads:
            thread.start()
        time.sleep(2)
        seconds, times = handshakes(tls, claims, 8, 400)
        told("kigen", 8, seconds, times)
        over.set()
        for thread in threads:
            thread.join(10)
        said = ", ".join(f"{count} {kind}" for kind, count in kinds.items())
        most = memory(process, "VmHWM")
        print(f"  trouble: meanwhile {said} clients; {f'{most:.0f} MiB at most' if most else ''}")
        check(most is None or most < MEBIBYTES_MAX, f"{most} MiB")
        check(process.poll() is None, "the server has ended")
        check(visit(tls, claims) < 5, "a client afterwards")


def killed(folder):
    """A server that is killed while its world is moved; its session is whole each time."""
    chance = random.Random(7)
    subprocess.run([KIGEN, "session", "new", "受付01"], cwd=folder, check=True, capture_output=True)
    steps = 0
    for _ in range(ROUNDS):
        with serving(folder, "--file", "session.toml") as (process, ready):
            answered = 0

            def act():
                nonlocal answered
                with contextlib.suppress(OSError, http.client.HTTPException):
                    while True:
                        admin = http.client.HTTPConnection("127.0.0.1", port_of(ready["admin"]), timeout=10)
                        body = json.dumps({"do": {"check": {"pc": "受付01"}}, "after": "1h"})
                        admin.request("POST", "/act", body, {"Authorization": f"Bearer {ready['token']}"})
                        if admin.getresponse().status == 200:
                            answered += 1

            thread = threading.Thread(target=act)
            thread.start()
            time.sleep(0.1 + chance.random() / 2)
            process.kill()
            thread.join()
        run = subprocess.run([KIGEN, "run", "session.toml"], cwd=folder, capture_output=True, text=True)
        check(run.returncode == 0, f"the session of a killed server: {run.stdout}{run.stderr}")
        now = (folder / "session.toml").read_text().count("[[step]]")
        check(answered <= now - steps <= answered + 1, f"{answered} answered, {now - steps} written")
        steps = now
    print(f"   killed: {ROUNDS} times, with {steps} steps in the session, none lost")


for part in [speed, trouble, killed]:
    with tempfile.TemporaryDirectory() as temporary:
        part(Path(temporary))
sys.exit(1 if FAILED else 0)
