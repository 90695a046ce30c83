//! What servers say in each state, and what clients make of it: the expectation of the tests, and
//! tables of the guide.

use kigen::lang::Lang;

use crate::support::with_between;

/// What servers say to a client whose certificate is in a state: the numbers of OpenSSL's and
/// rustls' alerts, nginx' status, and IIS' with its own number behind the point.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row {
    /// The state; None for a client without a certificate.
    pub(super) state: Option<&'static str>,
    pub(super) openssl: u8,
    pub(super) rustls: u8,
    pub(super) nginx: u16,
    pub(super) iis: &'static str,
}

const fn row(state: &'static str, openssl: u8, rustls: u8, iis: &'static str) -> Row {
    Row {
        state: Some(state),
        openssl,
        rustls,
        nginx: 400,
        iis,
    }
}

/// The states that are refused. The others are let in.
pub(super) const ROWS: [Row; 12] = [
    row("expired", 45, 45, "403.17"),
    row("not-yet-valid", 42, 45, "403.17"),
    row("expired-ca", 45, 45, "403.17"),
    row("revoked", 44, 44, "403.13"),
    row("stale-crl", 45, 48, "403.13"),
    row("untrusted", 48, 48, "403.16"),
    row("self-signed", 48, 48, "403.16"),
    row("incomplete-chain", 48, 48, "403.16"),
    row("wrong-purpose", 43, 43, "403.16"),
    row("bad-signature", 51, 51, "403.16"),
    row("weak-signature", 42, 51, "403.16"),
    Row {
        state: None,
        openssl: 116,
        rustls: 116,
        nginx: 400,
        iis: "403.7",
    },
];

/// What OpenSSL says to a client without a certificate in TLS 1.2, and rustls cannot.
pub(super) const OPENSSL_NONE_TLS12: u8 = 40;

/// What a client program says when its certificate is refused because it has expired.
#[derive(Clone, Copy, Debug)]
pub(super) struct Told {
    pub(super) program: &'static str,
    pub(super) tls13: &'static str,
    pub(super) tls12: &'static str,
}

pub(super) const TOLD: [Told; 5] = [
    Told {
        program: "openssl s_client",
        tls13: "alert number 45",
        tls12: "alert number 45",
    },
    Told {
        program: "curl",
        tls13: "exit code 56",
        tls12: "exit code 60",
    },
    Told {
        program: "Python ssl",
        tls13: "SSLError SSLV3_ALERT_CERTIFICATE_EXPIRED",
        tls12: "SSLError SSLV3_ALERT_CERTIFICATE_EXPIRED",
    },
    Told {
        program: "Node https",
        tls13: "ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED",
        tls12: "EPROTO",
    },
    Told {
        program: "Java",
        tls13: "SSLHandshakeException: Received fatal alert: certificate_expired",
        tls12: "SSLHandshakeException: Received fatal alert: certificate_expired",
    },
];

pub(crate) const MARKERS: [&str; 2] = [
    "<!-- what servers say -->",
    "<!-- end of what servers say -->",
];

/// The page with the tables as they have to be.
pub(crate) fn with_table(page: &str, lang: Lang) -> String {
    let tables = format!("{}\n\n{}", servers(lang), clients(lang));
    with_between(page, MARKERS, &tables)
}

fn servers(lang: Lang) -> String {
    let (state, none) = match lang {
        Lang::En => ("state", "no certificate"),
        Lang::Ja => ("状態", "証明書なし"),
    };
    let head =
        format!("| {state} | `openssl` | `rustls` | `nginx` | `iis` |\n|---|---|---|---|---|");
    let rows = ROWS.iter().map(|row| {
        let state = row
            .state
            .map_or(none.to_owned(), |state| format!("`{state}`"));
        let Row {
            openssl,
            rustls,
            nginx,
            iis,
            ..
        } = row;
        format!("\n| {state} | {openssl} | {rustls} | {nginx} | {iis} |")
    });
    head + &rows.collect::<String>()
}

fn clients(lang: Lang) -> String {
    let client = match lang {
        Lang::En => "client",
        Lang::Ja => "クライアント",
    };
    let head = format!("| {client} | TLS 1.3 | TLS 1.2 |\n|---|---|---|");
    let rows = TOLD.iter().map(|told| {
        let Told {
            program,
            tls13,
            tls12,
        } = told;
        format!("\n| {program} | `{tls13}` | `{tls12}` |")
    });
    head + &rows.collect::<String>()
}
