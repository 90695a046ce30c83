//! `--help` in English.

use super::super::{Headings, HelpTexts, Placeholders};

pub(super) static HEADINGS: Headings = Headings {
    usage: "Usage",
    commands: "Commands",
    arguments: "Arguments",
    options: "Options",
    any_options: "[OPTIONS]",
    command: "COMMAND",
};

pub(super) static PLACEHOLDERS: Placeholders = Placeholders {
    backup: "BACKUP",
    code: "CODE",
    dir: "DIR",
    channel: "CHANNEL",
    f: "FILE",
    file: "FILE",
    file_or_dir: "FILE|DIR",
    format: "FORMAT",
    command: "COMMAND",
    consumer: "CONSUMER",
    key: "KEY",
    key_value: "KEY=VALUE",
    kind: "KEY",
    lang: "LANG",
    length: "LENGTH",
    m_of_n: "M/N",
    n: "N",
    name: "NAME",
    nnnn: "NNNN",
    pc: "PC",
    profile: "PROFILE",
    service: "SERVICE",
    shell: "SHELL",
    span: "LENGTH",
    state: "STATE",
    text: "TEXT",
    time: "TIME",
    user: "USER",
    which: "WHICH",
    zone: "ZONE",
};

pub(super) static HELP: HelpTexts = HelpTexts {
    kigen: "Test harness and simulator for the life of client certificates",
    exit_codes: "\
Exit codes:
  0  everything went as expected
  1  a scenario ended otherwise than expected, a file is not what it should be, or a step of a
     session was refused
  2  the arguments or a scenario file are wrong
  3  a file or folder could not be read or written",
    format: "What to print: text for people, or json for programs",
    help_flag: "Print help",
    lang: "Language of what people read; the system's, if not given",
    version: "Print the version",
    zone: "Zone of the times that people read: JST, UTC, or an offset such as +05:30",
    help: "Print this help, or that of a command",
    inspect: "Say what is in certificate and PKCS#12 files, and in which state",
    inspect_at: "Judge at this time: 2026-02-28T10:00:00+09:00, 23:59:59 (today), or +90d (from now); \
                 now, if not given",
    inspect_crls: "With --trust: a revocation list to ask (DER, PEM, or a folder of them)",
    inspect_expires_within: "Exit with 1 if a certificate has run out, or runs out within this time, \
                             such as 30d",
    inspect_consumer: "Say what this program would make of the PKCS#12 files",
    inspect_limit: "Read files that ask for this many times as much work and memory as files may; \
        10 is ten times",
    inspect_password_file: "A file whose first line is the password of the PKCS#12 files",
    inspect_paths: "PKCS#12 files, PEM bundles, DER certificates, keys and revocation lists, Java key \
                    stores, or folders of them",
    inspect_pin: "The 4-digit PIN of the PKCS#12 files",
    inspect_trust: "Say whether a service that trusts these roots (PEM, DER, or a trust store) would accept \
                    each client certificate; exit with 1 if not",
    inspect_trust_password_file: "With --trust: a file whose first line is the password of the trust stores",
    make: "Make certificates, keys and key stores in a given state",
    make_at: "Make them for this time instead of now: the same bytes on every run",
    make_begins_at: "The first second of each, written as for --expires-at",
    make_begins_in: "The first second of each, from now: -1d",
    make_count: "How many of each state",
    make_crl_expires_in: "When the revocation lists are out of date, from now; 7d, if not given",
    make_expires_at: "The last second of each: 23:59:59 (today), or 2026-02-28T10:00:00+09:00",
    make_expires_in: "The last second of each, from now: 30d, 5s, -1s",
    make_force: "Replace files that exist",
    make_formats: "The formats of the files, separated by commas",
    make_key: "The kind of every key, unless --pki says otherwise; older software reads RSA only",
    make_name: "What files and subjects are called; the state, if not given",
    make_out: "The folder to write to",
    make_pair: "Make two of each, before and after its renewal",
    make_pin: "The 4-digit PIN of PKCS#12 files and Java key stores",
    make_pki: "A file with a table [pki]: what certificates say, how long they are valid, and who issues them; a scenario, too",
    make_profile: "How PKCS#12 files are encrypted",
    make_seed: "What keys and serial numbers follow from",
    make_states: "What each is an example of: one state, several separated by commas, or all; what the \
                  dates lead to, if not given",
    run: "Play scenarios: the given files and folders, or the built-in catalogue",
    run_force: "Replace files that kigen did not write, or that were changed since",
    run_html: "Write a page with timelines to this file",
    run_out: "Write report.html, report.json, junit.xml and every scenario's files to this folder",
    run_verbose: "Tell what happened in scenarios that passed, too",
    completions: "Print the completions for a shell",
    completions_shell: "The shell",
    man: "Print a manual page: kigen man | man -l -",
    man_path: "The command; kigen itself, if none is given",
    explain: "Say what reason codes mean",
    explain_codes: "The codes, such as expired; all of them, if none is given",
    filter: "Only scenarios whose name contains this; may be given several times",
    list_scenarios: "List scenarios",
    partition: "Only one of several shares of the scenarios: 2/4 is the second of four",
    paths: "Scenario files, or folders of them (*.toml); the catalogue, if none is given",
    run_seed: "Play with this seed instead of the scenarios' own",
    schema: "Print a JSON Schema: of scenario files, or of what a command says with --format json",
    schema_of: "Of what",
    session: "Play a world step by step; its scenario file keeps what was done",
    session_file: "The session's scenario file",
    session_deny_key: "Answer that prompt with \"Don't allow\" (closed, unless --key-pin is given)",
    session_key_pin: "What is typed when Windows asks for the password of a strongly protected key",
    session_pc: "The PC it is about, where there are several",
    session_pin: "The 4-digit PIN of the file",
    session_decline_root: "Answer No to the security warning about the root certificate",
    session_not_exportable: "Do not tick \"Mark this key as exportable\"",
    session_strong_pin: "Tick \"Enable strong private key protection\", with this password for the key",
    advance: "Let time pass",
    advance_time: "How long, or until when: 3d, 2026-02-28T10:00:00+09:00, +31d (after the start), \
                   受付01.letter, 受付01.not_after + 1s",
    apply: "Apply for a certificate",
    apply_via: "Where to apply",
    backup: "Make a backup with the export wizard",
    backup_name: "The name of the backup",
    backup_encryption: "How to encrypt it",
    backup_pin_again: "The PIN as typed the second time; the same, if not given",
    cancel: "Withdraw the application",
    check: "Look at the certificate in the store",
    choose: "Pick the certificate that is used from now on",
    choose_which: "Which of the two",
    connect: "Use a service, or every service that the PC is used for",
    connect_service: "The service",
    delete: "Delete certificates from the store",
    delete_which: "Which of them",
    dismiss: "Read the notice on the screen and close it",
    download: "Download the PKCS#12 file with the last notice, and choose its PIN",
    fault: "Break something, or repair it: fault cut-power at=import",
    faults: "\
Faults:
  lose-letter              the next letter is lost in the mail
  portal-down lasts=2h     the portal cannot be reached for so long
  authority-down lasts=2h  nor can the authority and its download site
  cut-power at=import      the power fails at the next import, backup, renewal-request or
                           renewal-store
  fill-disk                the disk that backups go to is full
  free-disk                and is tidied up
  break                    the PC breaks, and its store is gone
  set-clock by=-1d         somebody sets the PC's clock by so much
  drift seconds_per_day=5  it gains so many seconds a day, or loses them
  drain-battery            its battery dies
  repair-clock             it is right again",
    fault_details: "What there is to say about it, such as at=import, by=-1d, lasts=2h",
    fault_name: "The fault, as scenario files call it",
    import: "Import the last download, or a PKCS#12 file from elsewhere",
    import_foreign: "The file from elsewhere; it is carried along with the session",
    import_password_file: "A file whose first line is the password of the file from elsewhere",
    inquire: "Ask the portal how the application stands",
    list: "Say what is in the stores",
    new: "Begin a session: write its file",
    new_key: "The kind of every key: p-256 is quick, RSA is read by older software",
    new_pcs: "The names of the PCs",
    new_seed: "What all randomness comes from",
    new_selection: "How the PCs' programs select the certificate that they send",
    new_start: "When it begins, such as 2022-11-28T10:00:00+09:00; now, if not given",
    new_trust: "Certificates of further roots that the services trust, in PEM or DER",
    open_account: "Open the facility's account on the portal",
    renew: "Renew with the MPKI client",
    replace: "Put a new, empty PC in the place of one that broke",
    restore: "Import a backup",
    restore_backup: "The name of the backup",
    revoke: "Ask for revocation on the portal",
    sign_in: "Sign in to Windows as another user",
    sign_in_user: "The user",
    status: "Say what time it is, how the PCs stand, and what it has cost",
    undo: "Take the last step back",
    verify: "Ask whether the services would let the PCs in, without connecting",
};
