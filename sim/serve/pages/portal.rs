//! The portal (S2, S5), and the letter that follows an application (S3).

use maud::{Markup, html};

use super::shell::{Here, Shell};
use crate::label::Label;
use crate::scenario::Replay;
use crate::words::{Caption, SiteButton, SiteText};

/// What can be asked for on the portal beside a certificate, for each PC.
const OTHERS: [(&str, SiteButton); 3] = [
    ("inquire", SiteButton::Inquire),
    ("cancel", SiteButton::Cancel),
    ("revoke", SiteButton::Revoke),
];

pub(super) fn page(shell: &Shell<'_>, replay: &Replay) -> Markup {
    let has_account = replay.scenario().world.facility.portal_account;
    html! {
        p { (shell.text(SiteText::AboutPortal)) }
        @for (at, pc) in shell.pcs(replay.world()).enumerate() {
            section class="card" {
                h2 { (shell.voice.words().caption(Caption::Pc)) " " (pc) }
                div class="row" {
                    @if at == 0 && !has_account {
                        (shell.act("open-account", pc, &html! {}, SiteButton::OpenAccount))
                    }
                    (shell.act("apply", pc, &html! {}, SiteButton::Apply))
                }
                div class="row choices" {
                    @for (name, button) in OTHERS { (shell.act(name, pc, &html! {}, button)) }
                }
            }
        }
        (shell.more_pcs(replay.world()))
    }
}

/// The last letter for a PC, if there is such a PC.
pub(super) fn letter(shell: &Shell<'_>, replay: &Replay, pc: &Label) -> Option<Markup> {
    let world = replay.world();
    world.pcs().find(|one| *one == pc)?;
    let Some((arrived, id, password)) = world.letter(pc) else {
        return Some(html! { p { (shell.text(SiteText::NoLetter)) } });
    };
    let arrived = shell.voice.zone.format(arrived);
    Some(html! {
        p { (shell.voice.words().letter_arrived(&arrived)) }
        p { (shell.text(SiteText::AboutLetter)) }
        dl class="sheet" {
            dt { (shell.text(SiteText::Id)) } dd { span id="id" class="secret" { (id) } }
            dt { (shell.text(SiteText::Password)) } dd { span id="password" class="secret" { (password) } }
        }
        p { a href=(shell.link(&Here::Download)) { (shell.text(SiteText::DownloadSite)) } }
    })
}
