//! The download site (S10).

use maud::{Markup, html};

use super::shell::Shell;
use crate::words::{SiteButton, SiteText};

pub(super) fn page(shell: &Shell<'_>) -> Markup {
    let field = |name: &str, label: SiteText| {
        let input = html! { input id=(name) name=(name) type="text" spellcheck="false" required; };
        shell.field(name, label, &input)
    };
    let fields = html! {
        div class="fields" {
            (field("id", SiteText::Id))
            (field("password", SiteText::Password))
            (shell.pin("pin"))
        }
    };
    html! {
        p { (shell.text(SiteText::AboutDownload)) }
        section class="card" { (shell.form("/download", &fields, SiteButton::Download)) }
    }
}
