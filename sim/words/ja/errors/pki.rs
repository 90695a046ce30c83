//! What can be wrong with a PKI of one's own, in Japanese.

use super::values::{instant, span, unknown_name};
use crate::pki::{AUTHORITIES_MAX, AlternativeNameKind, PkiError, SERIAL_BYTES};
use crate::shown::Shown;

pub(in crate::words::ja) fn pki(error: &PkiError) -> String {
    let shown = |text: &str| Shown::text(text.to_owned()).to_string();
    match error {
        PkiError::Brace => {
            "波かっこの対応が取れていません。名前が入る場所は {pc} か {institution} です".into()
        }
        PkiError::Placeholder(error) | PkiError::Kind(error) | PkiError::Alphabet(error) => {
            unknown_name(error)
        }
        PkiError::AttributeType { given, near } => format!(
            "名前の要素 {} はありません。{}要素は、種類と等号と値で書いてください",
            shown(given),
            did_you_mean(*near)
        ),
        PkiError::NamePart { part } => format!(
            "{} は名前の要素になっていません。CN={{pc}},O=Example,C=JP のように、種類と等号と値で書いてください",
            shown(part)
        ),
        PkiError::NameValue { text } => format!(
            "{} は、名前のこの要素には使えません。C は英字2文字、DC、emailAddress、serialNumber は ASCII です",
            shown(text)
        ),
        PkiError::AlternativeName { kind, name } => {
            format!("{} は{}", shown(name), alternative_name(*kind))
        }
        PkiError::HostName { given } => format!(
            "{} はホスト名でも IP アドレスでもありません。localhost、*.example.test、127.0.0.1 のように書いてください",
            shown(given)
        ),
        PkiError::Purpose { given, near } => format!(
            "{} という用途はありません。{}用途の名前かオブジェクト識別子を書いてください",
            shown(given),
            did_you_mean(*near)
        ),
        PkiError::Oid { given } => format!(
            "{} はオブジェクト識別子ではありません。2.23.140.1.2.2 のように書いてください",
            shown(given)
        ),
        PkiError::Url { given } => format!(
            "{} はアドレスではありません。http://、https://、ldap:// のどれかで始めてください",
            shown(given)
        ),
        PkiError::Lifetime { given } => format!(
            "{} は有効期間ではありません。39 months、1 year、47d、36h、no-expiry のように書いてください",
            shown(given)
        ),
        PkiError::RenewalWindow { given } => format!(
            "{} は更新できる期間ではありません。90d のような長さか、1/3 のような有効期間に対する割合を書いてください",
            shown(given)
        ),
        PkiError::PasswordRule { given } => format!(
            "{} はパスワードの規則ではありません。4 digits、8-64 characters、12 letters-and-digits、none のように書いてください",
            shown(given)
        ),
        PkiError::Password { rule } => format!(
            "この PKI のファイルのパスワードは {rule} です。別のものにするか、[pki] の file_passwords を変えてください"
        ),
        PkiError::Backdate => {
            "backdate は、発行よりどれだけ前に有効期間が始まるかの長さです。符号は要りません".into()
        }
        PkiError::SerialBytes => format!(
            "シリアル番号の長さは {} バイトから {} バイトまでです",
            SERIAL_BYTES.start(),
            SERIAL_BYTES.end()
        ),
        PkiError::Instant(error) => instant(error),
        PkiError::Span(error) => span(error),
        other => of_authorities(other),
    }
}

/// What is wrong with authorities, and what verifiers would refuse.
fn of_authorities(error: &PkiError) -> String {
    let shown = |text: &str| Shown::text(text.to_owned()).to_string();
    match error {
        PkiError::Authorities => format!(
            "認証局は1つから {AUTHORITIES_MAX} つまでで、ルートから順に書いてください"
        ),
        PkiError::AuthorityName => {
            "認証局には、{pc} や {institution} を含まない固有の subject が必要です".into()
        }
        PkiError::SameAuthority { name } => {
            format!("{} という認証局が2つあります", shown(name))
        }
        PkiError::PathLength {
            name,
            path_length,
            below,
        } => format!(
            "{} の下には認証局が {below} つありますが、path_length が {path_length} です。\
             検証する側は、その下で発行された証明書を拒みます",
            shown(name)
        ),
        PkiError::AuthorityDates { name } => {
            format!("{} の有効期間が、始まる前に終わります", shown(name))
        }
        PkiError::NoName => "証明書には subject か subject_alt_names が必要です".into(),
        PkiError::NoClientAuth => {
            "extended_key_usages に client-auth がないと、サーバーはクライアント証明書を拒みます。\
             client-auth を加えるか、リストを空にしてください"
                .into()
        }
        PkiError::NoDigitalSignature => {
            "key_usages に digital-signature がないと、クライアントは鍵の持ち主であることを示せません。\
             digital-signature を加えてください"
                .into()
        }
        PkiError::Hash { key, hash } => format!(
            "{key} の鍵と {hash} による署名は、検証する側に認められません。\
             signature_hash を書かないか、鍵の種類を変えてください"
        ),
        PkiError::StandIn { key } => format!(
            "stand-in は、すべての鍵に使うか、まったく使わないかのどちらかですが、ほかに {key} の鍵があります。\
             世界の key を stand-in にし、PKI にはほかの鍵を書かないでください"
        ),
        PkiError::StandInLeaves => {
            "stand-in の鍵では誰でも署名できるため、書き出しも接続の受け付けもしません。\
             p-256 など、本物の鍵の種類を key に選んでください"
                .into()
        }
        other => of_renewals(other),
    }
}

/// What is wrong with authorities that are renewed.
fn of_renewals(error: &PkiError) -> String {
    let shown = |text: &str| Shown::text(text.to_owned()).to_string();
    match error {
        PkiError::EndsTwice { name } => {
            format!(
                "{} に ends と lifetime の両方があります。どちらかを消してください",
                shown(name)
            )
        }
        PkiError::NoLifetime { name } => format!(
            "{} を更新するなら、3 years のように lifetime を書いてください",
            shown(name)
        ),
        PkiError::NeverRenewed { name } => format!(
            "{} は更新されません。1/2 のように renewal_window を書くか、renewal_key を消してください",
            shown(name)
        ),
        PkiError::RenewedTooOften { name } => format!(
            "{} は始まってから1日以内に更新されることになります。lifetime を長くするか、renewal_window を短くしてください",
            shown(name)
        ),
        PkiError::Unnumbered { name } => format!(
            "{} は新しい鍵で更新されるので、G2、G3 と続けられる共通名（CN=…）が必要です",
            shown(name)
        ),
        PkiError::NewRoot { name } => format!(
            "{} はルートで、信頼されているのはその鍵です。ルートの更新では renewal_key を \"same\" にしてください",
            shown(name)
        ),
        // Those of `pki`.
        _ => error.to_string(),
    }
}

fn did_you_mean(near: Option<&str>) -> String {
    near.map(|near| format!("「{near}」ではありませんか。"))
        .unwrap_or_default()
}

fn alternative_name(kind: AlternativeNameKind) -> &'static str {
    match kind {
        AlternativeNameKind::Dns => {
            "ホスト名ではありません。使えるのは英数字、ハイフン、ドットです。PC の名前を変えるか、{pc} を外してください"
        }
        AlternativeNameKind::Email => {
            "ASCII のメールアドレスではありません。PC の名前を ASCII にするか、{pc} を外してください"
        }
        AlternativeNameKind::Uri => {
            "https: などで始まる ASCII の URI ではありません。PC の名前を ASCII にするか、{pc} を外してください"
        }
        AlternativeNameKind::Ip => "IP アドレスではありません",
        AlternativeNameKind::Upn => "ユーザープリンシパル名ではありません。@ が必要です",
    }
}
