//! What a browser shows that a service lets in: who it is, and for how long still.

use maud::html;

use crate::certificate::Certificate;
use crate::inspection::Judge;
use crate::page::Page;
use crate::report::life;
use crate::shown::Shown;
use crate::words::{SiteText, Voice};

/// The page of an endpoint for a client with this certificate, with its policy.
pub(super) fn page(
    endpoint: &str,
    certificate: &Certificate,
    judge: &Judge,
    voice: Voice<'_>,
) -> (String, String) {
    let at = judge.time();
    let text = |text: SiteText| voice.words().site(text);
    let title = format!("{} – {endpoint}", text(SiteText::LetIn));
    let body = html! {
        main {
            header class="verdict" {
                h1 { span class="sign" { "✓" } " " (text(SiteText::LetIn)) }
                p class="soft" {
                    code { (endpoint) } " · "
                    time datetime=(voice.zone.rfc3339(at)) { (voice.zone.format(at)) }
                }
            }
            section class="card" {
                h2 { (text(SiteText::Certificate)) }
                p { (Shown::text(certificate.subject())) }
                p { (life(certificate, judge, voice)) }
            }
            p class="soft" { (text(SiteText::Simulated)) }
        }
    };
    let (lang, title) = (voice.lang, title.as_str());
    Page { lang, title, body }.render_for_server()
}
