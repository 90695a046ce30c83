//! Mistakes as people make them, each on its line of TOML, and what is said about it.

use std::mem::discriminant;

use crate::lang::Lang;
use crate::scenario::{Mistake, Scenario};
use crate::time::Zone;
use crate::words::{self, Voice};

const HEAD: &str =
    "title = { ja = \"例\", en = \"Example\" }\nstart = \"2022-11-28T10:00:00+09:00\"\n";

/// Returns the mistake in a scenario with this line; or with the text before an arrow replaced.
fn mistake(line: &str) -> Mistake {
    let text = match line.split_once(" => ") {
        Some((from, to)) => HEAD.replacen(from, to, 1),
        None => format!("{HEAD}{line}\n"),
    };
    let error = Scenario::parse(&text).expect_err(&text);
    error.mistake().clone()
}

#[test]
fn each_mistake_is_told_in_both_languages() {
    for (line, english, japanese) in MISTAKES {
        let mistake = mistake(line);
        for (lang, sentence) in [(Lang::En, english), (Lang::Ja, japanese)] {
            let voice = Voice::of(lang, &Zone::JST);
            assert_eq!(words::error(&mistake, voice), *sentence, "{line}");
        }
        let other = Mistake::Other {
            detail: String::new(),
        };
        assert_ne!(
            discriminant(&mistake),
            discriminant(&other),
            "{line}: {mistake:?}"
        );
    }
}

#[test]
fn dates_need_no_quotes() {
    let bare = HEAD.replace("\"2022-11-28T10:00:00+09:00\"", "2022-11-28T10:00:00+09:00");
    let line = "issuing_ends = 2030-01-01T00:00:00+09:00\n[[pc]]\nname = 'a'\nclosed = [2025-12-31]\n\
                [[step]]\nat = 2022-11-29 10:00:00+09:00\n";
    let quoted = line
        .replace("2030-01-01T00:00:00+09:00", "'2030-01-01T00:00:00+09:00'")
        .replace("2025-12-31", "'2025-12-31'")
        .replace("2022-11-29 10:00:00+09:00", "'2022-11-29T10:00:00+09:00'");
    let read = |text: &str| Scenario::parse(text).expect(text);
    assert_eq!(
        read(&format!("{bare}{line}")),
        read(&format!("{HEAD}{quoted}"))
    );
}

/// Lines, and what is said about them in English and Japanese.
const MISTAKES: &[(&str, &str, &str)] = &[
    (
        "sed = 7",
        "there is no key `sed` here; did you mean `seed`?",
        "ここに sed というキーはありません。「seed」ではありませんか",
    ),
    (
        "[[step]]\ndo.aply = {}",
        "there is no action `aply`; did you mean `apply`?",
        "aply という操作はありません。「apply」ではありませんか",
    ),
    (
        "[[step]]\ndo.apply = { pc = \"a\", vai = \"portal\" }",
        "there is no key `vai` here; did you mean `via`?",
        "ここに vai というキーはありません。「via」ではありませんか",
    ),
    (
        "[[step]]\ndo.apply = { }",
        "`pc` is missing",
        "pc がありません",
    ),
    (
        "[[step]]\nfault.brake = { pc = \"a\" }",
        "there is no fault `brake`; there are `cut-power`, `fill-disk`, `free-disk`, `break`, `set-clock`, `drift`, `drain-battery`, `repair-clock`, `lose-letter`, `portal-down` and `authority-down`",
        "brake という障害はありません（書けるもの: cut-power、fill-disk、free-disk、break、set-clock、drift、drain-battery、repair-clock、lose-letter、portal-down、authority-down）",
    ),
    (
        "[[step]]\nfault.cut-power = { pc = \"a\" }",
        "`at` is missing",
        "at がありません",
    ),
    (
        "[[step]]\nfault.cut-power = { pc = \"a\", at = \"imprt\" }",
        "there is no point at which the power fails `imprt`; did you mean `import`?",
        "「imprt」という停電の箇所はありません。「import」ではありませんか",
    ),
    (
        "[[step]]\nfault.drift = { pc = \"a\", seconds_per_day = 99999 }",
        "write a number from -32768 to 32767",
        "-32768 から 32767 までの整数を書いてください",
    ),
    (
        "[[step]]\nfault = \"break\"",
        "a table of keys and values belongs here",
        "ここにはキーと値の表を書いてください",
    ),
    (
        "[[step]]\ndo = \"apply\"",
        "a table of keys and values belongs here",
        "ここにはキーと値の表を書いてください",
    ),
    (
        "[[step]]\ndo.import = { pc = \"a\", pin = 0427 }",
        "not valid TOML: a number cannot begin with 0; put a PIN or a code in quotes",
        "TOML として正しくありません。数値は 0 で始められません。パスワードやコードは引用符で囲んでください",
    ),
    (
        "[[step]]\ndo.import = { pc = \"a\", pin = 427 }",
        r#"put the PIN in quotes, such as "0042", or its leading zeros are lost"#,
        r#"パスワードは "0042" のように引用符で囲んでください（囲まないと先頭の 0 が失われます）"#,
    ),
    (
        "[[step]]\ndo.import = { pc = \"a\", pin = true }",
        r#"put the PIN in quotes, such as "0042", or its leading zeros are lost"#,
        r#"パスワードは "0042" のように引用符で囲んでください（囲まないと先頭の 0 が失われます）"#,
    ),
    (
        "[[step]]\ndo.import = { pc = \"a\", pin = \"42\" }",
        "the PIN has 2 digits; it takes exactly four",
        "パスワードが2桁です。4桁の数字を入力してください",
    ),
    (
        "[[step]]\ndo.import = { pc = \"a\", file = \"a.p12\", password = 427 }",
        "put the password in quotes, even if it is a number",
        "パスワードは、数字だけのときも引用符で囲んでください",
    ),
    (
        "[[step]]\ndo.import = { pc = \"a\", file = \"a.p12\" }",
        "write `pin` for the last download, or `file`, `sha256` and `password`",
        "最後にダウンロードしたファイルなら pin を、ほかのファイルなら file、sha256、password を書いてください",
    ),
    (
        "[[step]]\ndo.renew = { pc = \"a\", key_pin = \"0427\", key_prompt = \"deny\" }",
        "`key_pin` goes with `key_prompt = \"allow\"` only, and that with `key_pin`",
        "key_pin を書けるのは key_prompt = \"allow\" のときだけで、\"allow\" には key_pin が必要です",
    ),
    (
        "[[step]]\ndo.import = { pc = \"a\", backup = \"a.p12\" }",
        "a backup is restored: write `do.restore` for `do.import`",
        "バックアップは復元します。do.import ではなく do.restore と書いてください",
    ),
    (
        "[[step]]\ndo.import = { pc = \"a\", pin = \"0427\", file = \"a.p12\", sha256 = \"00\", password = \"x\" }",
        "a SHA-256 has 64 hexadecimal digits in lower case",
        "SHA-256 は小文字の16進数64桁です",
    ),
    (
        "[[step]]\nat = \"2022-11-28\"",
        r#""2022-11-28" is only a date: add a time of day and a zone, such as T10:00:00+09:00"#,
        "「2022-11-28」は日付だけです。T10:00:00+09:00 のように時刻と時差を付けてください",
    ),
    (
        "[[step]]\nat = 2022-11-28",
        r#""2022-11-28" is only a date: add a time of day and a zone, such as T10:00:00+09:00"#,
        "「2022-11-28」は日付だけです。T10:00:00+09:00 のように時刻と時差を付けてください",
    ),
    (
        "[[step]]\nat = \"-3d\"",
        "a step cannot come before the start: write `+31d`, not `-31d`",
        "開始より前には実行できません。-31d ではなく +31d のように書いてください",
    ),
    (
        "[[step]]\nat = \"a.leter\"",
        "there is no moment of a PC `leter`; did you mean `letter`?",
        "「leter」という時点はありません。「letter」ではありませんか",
    ),
    (
        "[[step]]\nat = \"b.letter\"",
        r#"there is no PC `b`; name it: pcs = ["b"]"#,
        r#"PC「b」はありません。pcs = ["b"] と書いてください"#,
    ),
    (
        "[[step]]\nafter = \"3x\"",
        r#"unknown unit "x": use w, d, h, m or s"#,
        "「x」という単位はありません。w、d、h、m、s のどれかを使ってください",
    ),
    (
        "[[step]]\nafter = \"-3d\"",
        "a step cannot come before the one above",
        "前の手順より前には実行できません",
    ),
    (
        "[[step]]\nafter = 3",
        "put it in quotes: a text belongs here, and this is a whole number",
        "引用符で囲んでください（文字列を書くところですが、整数になっています）",
    ),
    (
        "[[step]]\nafter = \"3d\"\nat = \"+3d\"",
        "a step has `at` or `after`, not both",
        "1つの手順に at と after の両方は書けません",
    ),
    (
        "[[step]]\nexpect = \"ok\"",
        "only what is done can be expected to end somehow",
        "expect は do のある手順にだけ書けます",
    ),
    (
        "pcs = [\"a\"]\n[[step]]\ndo.apply = { pc = \"a\" }\nexpect = \"wrong-pasword\"",
        "there is no reason code `wrong-pasword`; did you mean `wrong-password`?",
        "「wrong-pasword」という理由コードはありません。「wrong-password」ではありませんか",
    ),
    (
        "[[step]]\ndo.apply = { pc = \"a\" }\nfault.break = { pc = \"a\" }",
        "a step has `do` or `fault`, not both",
        "1つの手順に do と fault の両方は書けません",
    ),
    (
        "pcs = [\"a\"]\n[[step]]\ndo.apply = { pc = \"b\" }",
        "there is no PC `b`; there are `a`",
        "PC「b」はありません（ある PC: a）",
    ),
    (
        "pcs = [\"a\", \"A\"]",
        "the files of `a` and `A` would be the same on Windows or macOS; give one another name",
        "「a」と「A」のファイルは、Windows や macOS では同じ名前になります。どちらかの名前を変えてください",
    ),
    (
        "pcs = [\"a\", \"a\"]",
        "there are two PCs `a`",
        "PC「a」が2台あります",
    ),
    (
        "pcs = [\"a/b\"]",
        "a name cannot contain '/': it becomes part of file names",
        "名前に / は使えません（ファイル名の一部になるため）",
    ),
    (
        "pcs = \"a\"",
        "a text is written where a list belongs",
        "リストを書くところに文字列が書かれています",
    ),
    (
        "pcs = [7]",
        "put it in quotes: a text belongs here, and this is a whole number",
        "引用符で囲んでください（文字列を書くところですが、整数になっています）",
    ),
    (
        "[[pc]]\nname = \"a\"\nservices = []",
        "`a` is used for nothing; leave `services` out",
        "「a」の使い道がありません。services を書かないでください",
    ),
    (
        "[[pc]]\nname = \"a\"\nservices = [\"klaims\"]",
        "there is no service `klaims`; did you mean `claims`?",
        "「klaims」というサービスはありません。「claims」ではありませんか",
    ),
    (
        "[[pc]]\nname = \"a\"\npower = \"8-18\"",
        r#""8" is no time of day: write it from 00:00 to 23:59 (midnight is 00:00)"#,
        "「8」は時刻ではありません。00:00 から 23:59 まで（午前0時は 00:00）で書いてください",
    ),
    (
        "[[pc]]\nname = \"a\"\nclosed = [\"2025-12-32\"]",
        r#""2025-12-32" are no dates: write `2025-12-27..2026-01-04`, or one date"#,
        "「2025-12-32」は日付ではありません。2025-12-27..2026-01-04 のように、または1日だけを書いてください",
    ),
    (
        "key = \"rsa\"",
        "there is no kind of key `rsa`; there are p-256, p-384, p-521, ed25519, rsa-2048, rsa-3072, rsa-4096 and stand-in",
        "「rsa」という鍵の種類はありません（指定できる値: p-256、p-384、p-521、ed25519、rsa-2048、rsa-3072、rsa-4096、stand-in）",
    ),
    (
        "key = \"rsa-204\"",
        "there is no kind of key `rsa-204`; did you mean `rsa-2048`?",
        "「rsa-204」という鍵の種類はありません。「rsa-2048」ではありませんか",
    ),
    (
        "seed = -1",
        "write a number from 0 to 9223372036854775807",
        "0 から 9223372036854775807 までの整数を書いてください",
    ),
    (
        "seed = 18446744073709551616",
        "write a number from 0 to 9223372036854775807",
        "0 から 9223372036854775807 までの整数を書いてください",
    ),
    (
        "seed = \"7\"",
        "a text is written where a whole number belongs",
        "整数を書くところに文字列が書かれています",
    ),
    (
        "seed = 1\nseed = 2",
        "the key `seed` is there twice",
        "キー seed が2回書かれています",
    ),
    (
        "issuing_ends = \"a.not_after\"",
        "write a date, or a time after the start such as `+500d`",
        "日時か、+500d のように開始からの長さを書いてください",
    ),
    (
        "\"2022-11-28T10:00:00+09:00\" => \"9949-01-01T00:00:00Z\"\nissuing_ends = \"+73050d\"",
        "that is after the last year there is",
        "扱える最後の年を過ぎています",
    ),
    (
        "\"2022-11-28T10:00:00+09:00\" => \"9950-01-01T00:00:00Z\"",
        "a world begins by 9949-12-31 at the latest, so that its certificates can end by 9999",
        "開始は 9949-12-31 までにしてください（証明書の期限が 9999年までに収まるように）",
    ),
    (
        "[[step]]\nat = \"9950-01-01T00:00:00Z\"",
        "a world ends on 9949-12-31, so that its certificates can end by 9999",
        "日時は 9949-12-31 までにしてください（証明書の期限が 9999年までに収まるように）",
    ),
    (
        "rules.download_days = 5000",
        "write a number from 0 to 1200",
        "0 から 1200 までの整数を書いてください",
    ),
    (
        "rules.download_days = \"5\"",
        "a text is written where a whole number belongs",
        "整数を書くところに文字列が書かれています",
    ),
    (
        "pki.validty = \"90d\"",
        "there is no key `validty` here; did you mean `validity`?",
        "ここに validty というキーはありません。「validity」ではありませんか",
    ),
    (
        "rules.mail_days = [5, 2]",
        "write the fewest days and the most, such as [2, 5], up to 1200",
        "最少と最多の日数を [2, 5] のように書いてください（1200 まで）",
    ),
    (
        "rules.mail_days = [5]",
        "write two numbers, such as [2, 5]",
        "[2, 5] のように2つの数値を書いてください",
    ),
    (
        "rules.mail_days = 5",
        "a whole number is written where a list belongs",
        "リストを書くところに整数が書かれています",
    ),
    (
        "rules.notices = 5",
        "a whole number is written where a table of keys and values belongs",
        "キーと値の表を書くところに整数が書かれています",
    ),
    (
        "[rules.notices]\ndays = [40000]",
        "write a number from 0 to 36525",
        "0 から 36525 までの整数を書いてください",
    ),
    (
        "rules.notices.days = [-1]",
        "write a number from 0 to 36525",
        "0 から 36525 までの整数を書いてください",
    ),
    (
        "rules.issue_yen = 1.5",
        "a number with a decimal point is written where a whole number belongs",
        "整数を書くところに小数が書かれています",
    ),
    (
        "[operator]\npin = 42",
        r#"put the PIN in quotes, such as "0042", or its leading zeros are lost"#,
        r#"パスワードは "0042" のように引用符で囲んでください（囲まないと先頭の 0 が失われます）"#,
    ),
    (
        "[operator]\nabsent = [\"2026-01-02..2026-01-01\"]",
        "2026-01-01 comes before 2026-01-02: write the earlier date first",
        "2026-01-01 は 2026-01-02 より前です。早い日付を先に書いてください",
    ),
    (
        "[facility]\npayment = \"cash\"",
        "there is no way to pay `cash`; there are deduction and invoice",
        "「cash」という支払方法はありません（指定できる値: deduction、invoice）",
    ),
    (
        "[[step]",
        "not valid TOML: the brackets around the table's name are not closed",
        "TOML として正しくありません。表の名前の角かっこが閉じていません",
    ),
    (
        "pcs = [\"a\"",
        "not valid TOML: the list is not closed with `]`",
        "TOML として正しくありません。リストが ] で閉じていません",
    ),
    (
        "pcs = [\"a\" \"b\"]",
        "not valid TOML: a comma is missing",
        "TOML として正しくありません。コンマがありません",
    ),
    (
        "pcs = [\"a\",, \"b\"]",
        "not valid TOML: there is one comma too many",
        "TOML として正しくありません。コンマが1つ多く書かれています",
    ),
    (
        "key = ",
        "not valid TOML: a key needs an equals sign and a value",
        "TOML として正しくありません。キーの後には等号と値が要ります",
    ),
    (
        "key",
        "not valid TOML: a key needs an equals sign and a value",
        "TOML として正しくありません。キーの後には等号と値が要ります",
    ),
    (
        "= 3",
        "not valid TOML: a key is missing",
        "TOML として正しくありません。キーがありません",
    ),
    (
        "key == \"p-256\"",
        "not valid TOML: there is one equals sign too many",
        "TOML として正しくありません。等号が1つ多く書かれています",
    ),
    (
        "key = p-256",
        "not valid TOML: put texts in quotes",
        "TOML として正しくありません。文字列は引用符で囲んでください",
    ),
    (
        "key = \"p-256",
        "not valid TOML: the text is not closed with its quote",
        "TOML として正しくありません。文字列が引用符で閉じていません",
    ),
    (
        "key = \"\"\"p-256",
        "not valid TOML: the text is not closed with its quote",
        "TOML として正しくありません。文字列が引用符で閉じていません",
    ),
    (
        "key = \"\\p-256\"",
        "not valid TOML: a backslash is followed by something unknown; write it twice, or use single quotes",
        "TOML として正しくありません。逆斜線の後の文字が違います。逆斜線を2つ書くか、一重引用符を使ってください",
    ),
    (
        "title = { ja = \"a\"",
        "not valid TOML: the table is not closed with `}`",
        "TOML として正しくありません。表が } で閉じていません",
    ),
    (
        "seed = 7 key = \"p-256\"",
        "not valid TOML: a line holds one key and its value",
        "TOML として正しくありません。1行に書けるのは、1つのキーとその値だけです",
    ),
    (
        "seed = 1__0",
        "not valid TOML: the number is not written as TOML has it",
        "TOML として正しくありません。数値の書き方が違います",
    ),
    (
        "# \u{1}",
        "not valid TOML: there is an invisible character in it",
        "TOML として正しくありません。見えない文字が含まれています",
    ),
    (
        "title => titel",
        "there is no key `titel` here; did you mean `title`?",
        "ここに titel というキーはありません。「title」ではありませんか",
    ),
    ("ja = \"例\",  => ", "`ja` is missing", "ja がありません"),
    (
        "\"2022-11-28T10:00:00+09:00\" => \"2022-11-28\"",
        r#""2022-11-28" is only a date: add a time of day and a zone, such as T10:00:00+09:00"#,
        "「2022-11-28」は日付だけです。T10:00:00+09:00 のように時刻と時差を付けてください",
    ),
    (
        "\"2022-11-28T10:00:00+09:00\" => 2022-11-28",
        r#""2022-11-28" is only a date: add a time of day and a zone, such as T10:00:00+09:00"#,
        "「2022-11-28」は日付だけです。T10:00:00+09:00 のように時刻と時差を付けてください",
    ),
    (
        "\"2022-11-28T10:00:00+09:00\" => 10:00:00",
        r#""10:00:00" is not an instant: write it like 2022-11-30T10:00:00+09:00"#,
        "「10:00:00」は日時ではありません。2022-11-30T10:00:00+09:00 のように書いてください",
    ),
];
