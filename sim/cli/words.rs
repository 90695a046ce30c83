//! The book of what the command line says: the text of help, errors and hints is in one place per
//! language, as texts and as functions of typed values.
//!
//! A language is a [`Words`]. It does not compile until it is complete, so a new one is its file
//! beside `en.rs` and `ja.rs`, and its line in [`words`].

mod en;
mod ja;

use super::error::CliError;
use kigen::lang::Lang;
use kigen::time::Zone;

/// What the command line says in a language.
pub(crate) trait Words: Sync {
    /// The texts of `--help`.
    fn help(&self) -> &'static HelpTexts;

    /// The placeholders of values in help and in errors.
    fn placeholders(&self) -> &'static Placeholders;

    /// The words between the texts of `--help`.
    fn headings(&self) -> &'static Headings;

    /// A note on an argument besides its text.
    fn note(&self, note: Note<'_>) -> String;

    /// What went wrong, on a line without a full stop. Times are those of a zone.
    fn error(&self, error: &CliError, zone: &Zone) -> String;

    /// What to do about it, if there is anything to say.
    fn hint(&self, error: &CliError) -> Option<String>;
}

/// The words of a language.
pub(crate) fn words(lang: Lang) -> &'static dyn Words {
    match lang {
        Lang::En => &en::English,
        Lang::Ja => &ja::Japanese,
    }
}

/// A note on an argument besides its text.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Note<'a> {
    /// The value if it is not given.
    Default(&'a str),
    /// What can be given.
    Values(&'a str),
    /// The environment variable that can replace it.
    Environment(&'a str),
    /// Other names of it.
    Aliases(&'a str),
}

/// Declares a struct of texts, each of which can also be found by its key. A language that lacks
/// one does not compile.
macro_rules! texts {
    ($(#[$attribute:meta])* $type:ident { $($field:ident = $key:literal,)* }) => {
        $(#[$attribute])*
        pub(crate) struct $type {
            $(pub(crate) $field: &'static str,)*
        }

        impl $type {
            /// Every key.
            #[cfg(test)]
            pub(crate) const KEYS: &'static [&'static str] = &[$($key),*];

            /// The text of a key.
            pub(crate) fn find(&self, key: &str) -> Option<&'static str> {
                match key {
                    $($key => Some(self.$field),)*
                    _ => None,
                }
            }
        }
    };
}

/// The words between the texts of `--help`.
pub(crate) struct Headings {
    pub(crate) usage: &'static str,
    pub(crate) commands: &'static str,
    pub(crate) arguments: &'static str,
    pub(crate) options: &'static str,
    /// The placeholder of all options in a usage line.
    pub(crate) any_options: &'static str,
    /// The placeholder of a command there.
    pub(crate) command: &'static str,
}

texts! {
    /// The placeholders of values, by their names in `args.rs`.
    Placeholders {
        adapter = "ADAPTER",
        backup = "BACKUP",
        case = "CASE",
        code = "CODE",
        dir = "DIR",
        dn = "DN",
        channel = "CHANNEL",
        f = "F",
        file = "FILE",
        file_or_dir = "FILE|DIR",
        format = "FORMAT",
        command = "COMMAND",
        consumer = "CONSUMER",
        host = "HOST",
        key = "KEY",
        key_value = "KEY=VALUE",
        kind = "KIND",
        kind_name = "KIND:NAME",
        lang = "LANG",
        length = "LENGTH",
        m_of_n = "M/N",
        m_to_n = "M..N",
        n = "N",
        n_or_commit = "N|COMMIT",
        name = "NAME",
        name_time = "NAME=TIME",
        nnnn = "NNNN",
        pc = "PC",
        profile = "PROFILE",
        rate = "RATE",
        service = "SERVICE",
        shell = "SHELL",
        span = "SPAN",
        state = "STATE",
        suite = "SUITE",
        text = "TEXT",
        time = "TIME",
        user = "USER",
        which = "WHICH",
        zone = "ZONE",
    }
}

texts! {
    /// The texts of `--help`, by the path of the command, with an argument after a slash. An
    /// argument that has no text under its own command has the text of the same name under the
    /// command around it.
    HelpTexts {
        kigen = "",
        exit_codes = "#end",
        format = "/format",
        help_flag = "/help",
        lang = "/lang",
        version = "/version",
        zone = "/zone",
        check = "check",
        check_adapters = "check/adapters",
        check_codes = "check/codes",
        check_command = "check/command",
        check_compare = "check/compare",
        check_each = "check/each",
        check_expect = "check/expect",
        check_export = "check/export",
        check_html = "check/html",
        check_jobs = "check/jobs",
        check_list = "check/list",
        check_matrix = "check/matrix",
        check_only = "check/only",
        check_out = "check/out",
        check_show = "check/show",
        check_suites = "check/suites",
        check_timeout = "check/timeout",
        check_write_known = "check/write_known",
        completions = "completions",
        completions_shell = "completions/shell",
        explain = "explain",
        explain_codes = "explain/codes",
        fleet = "fleet",
        fleet_force = "fleet/force",
        fleet_html = "fleet/html",
        fleet_jobs = "fleet/jobs",
        fleet_out = "fleet/out",
        fleet_policies = "fleet/policies",
        fleet_range = "fleet/range",
        fleet_real_keys = "fleet/real_keys",
        fleet_rollout = "fleet/rollout",
        fleet_sample = "fleet/sample",
        fleet_show = "fleet/show",
        filter = "/filter",
        partition = "/partition",
        paths = "/paths",
        help = "help",
        list_scenarios = "list",
        inspect = "inspect",
        inspect_at = "inspect/at",
        inspect_crls = "inspect/crls",
        inspect_expires_within = "inspect/expires_within",
        inspect_consumer = "inspect/consumer",
        inspect_limit = "inspect/limit",
        inspect_password_file = "inspect/password_file",
        inspect_paths = "inspect/paths",
        inspect_pin = "inspect/pin",
        inspect_pki = "inspect/pki",
        man = "man",
        man_path = "man/path",
        inspect_trust = "inspect/trust",
        inspect_trust_password_file = "inspect/trust_password_file",
        make = "make",
        make_alternative_names = "make/alternative_names",
        make_at = "make/at",
        make_begins_at = "make/begins_at",
        make_begins_in = "make/begins_in",
        make_count = "make/count",
        make_crl_expires_in = "make/crl_expires_in",
        make_expires_at = "make/expires_at",
        make_expires_in = "make/expires_in",
        make_force = "make/force",
        make_formats = "make/formats",
        make_from = "make/from",
        make_from_password_file = "make/from_password_file",
        make_from_pin = "make/from_pin",
        make_key = "make/key",
        make_pki = "make/pki",
        make_name = "make/name",
        make_out = "make/out",
        make_pair = "make/pair",
        make_password_file = "make/password_file",
        make_pin = "make/pin",
        make_profile = "make/profile",
        make_recipe = "make/recipe",
        make_seed = "make/seed",
        make_server = "make/server",
        make_states = "make/states",
        make_subject = "make/subject",
        run = "run",
        run_force = "run/force",
        run_html = "run/html",
        run_out = "run/out",
        run_seed = "run/seed",
        run_verbose = "run/verbose",
        schema = "schema",
        schema_of = "schema/of",
        clock = "clock",
        clock_advance = "clock advance",
        clock_advance_by = "clock advance/by",
        clock_now = "clock now",
        clock_ready_file = "clock/ready_file",
        clock_settle = "clock settle",
        clock_set = "clock set",
        clock_set_time = "clock set/time",
        serve = "serve",
        serve_ca_names = "serve/ca_names",
        serve_crls = "serve/crls",
        serve_file = "serve/file",
        serve_lists = "serve/lists",
        serve_log = "serve/log",
        serve_manner = "serve/manner",
        serve_out = "serve/out",
        serve_pin = "serve/pin",
        serve_port = "serve/port",
        serve_ready_file = "serve/ready_file",
        serve_record = "serve/record",
        serve_resumption = "serve/resumption",
        serve_scenario = "serve/scenario",
        serve_seed = "serve/seed",
        serve_server_certificate = "serve/server_certificate",
        serve_start = "serve/start",
        serve_tick = "serve/tick",
        serve_times = "serve/times",
        serve_tls = "serve/tls",
        serve_trust = "serve/trust",
        serve_until_eof = "serve/until_eof",
        swarm = "swarm",
        swarm_canary = "swarm/canary",
        swarm_html = "swarm/html",
        swarm_jobs = "swarm/jobs",
        swarm_length = "swarm/length",
        swarm_out = "swarm/out",
        swarm_seed = "swarm/seed",
        swarm_show = "swarm/show",
        swarm_verbose = "swarm/verbose",
        swarm_worlds = "swarm/worlds",
        session = "session",
        session_file = "session/file",
        session_deny_key = "session/deny_key",
        session_key_pin = "session/key_pin",
        session_pc = "session/pc",
        session_password_file = "session/password_file",
        session_pin = "session/pin",
        session_decline_root = "session/decline_root",
        session_not_exportable = "session/not_exportable",
        session_strong_pin = "session/strong_pin",
        advance = "session advance",
        advance_time = "session advance/time",
        apply = "session apply",
        apply_via = "session apply/via",
        backup = "session backup",
        backup_name = "session backup/backup",
        backup_encryption = "session backup/encryption",
        backup_pin_again = "session backup/pin_again",
        cancel = "session cancel",
        session_check = "session check",
        choose = "session choose",
        choose_which = "session choose/which",
        connect = "session connect",
        connect_service = "session connect/service",
        delete = "session delete",
        delete_which = "session delete/which",
        dismiss = "session dismiss",
        download = "session download",
        enroll = "session enroll",
        enroll_renews = "session enroll/renews",
        enroll_request = "session enroll/request",
        fault = "session fault",
        faults = "session fault#end",
        fault_details = "session fault/details",
        fault_name = "session fault/name",
        import = "session import",
        import_foreign = "session import/foreign",
        import_password_file = "session import/password_file",
        inquire = "session inquire",
        list = "session list",
        new = "session new",
        new_key = "session new/key",
        new_pcs = "session new/pcs",
        new_seed = "session new/seed",
        new_selection = "session new/selection",
        new_start = "session new/start",
        new_trust = "session new/trust",
        open_account = "session open-account",
        renew = "session renew",
        replace = "session replace",
        restore = "session restore",
        restore_backup = "session restore/backup",
        revoke = "session revoke",
        show = "session show",
        show_certificates = "session show/certificates",
        show_service = "session show/service",
        sign_in = "session sign-in",
        sign_in_user = "session sign-in/user",
        status = "session status",
        undo = "session undo",
        verify = "session verify",
    }
}
