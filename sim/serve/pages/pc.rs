//! What people do at a PC: the import (S11), the look into the store (S12), the notice (S13), the
//! renewal with the MPKI client (S15), and the backup (S17).

use maud::{Markup, html};

use super::shell::Shell;
use crate::label::Label;
use crate::outcome::Outcome;
use crate::scenario::Replay;
use crate::trace::EventKind;
use crate::words::{SiteButton, SiteText};

/// The page of a PC, if there is such a PC.
pub(super) fn page(shell: &Shell<'_>, replay: &Replay, pc: &Label) -> Option<Markup> {
    let (world, voice) = (replay.world(), shell.voice);
    world.pcs().find(|one| *one == pc)?;
    let certificate = world.certificate(pc);
    let act = |name: &str, button: SiteButton| shell.act(name, pc, &html! {}, button);
    let which = |which: &str, button: SiteButton| {
        let field = html! { input type="hidden" name="which" value=(which); };
        shell.act("delete", pc, &field, button)
    };
    let import = html! { div class="row" { (shell.pin("import-pin")) } };
    Some(html! {
        p class="soft" { (shell.text(SiteText::AboutPc)) }
        section class="card" {
            h2 { (shell.text(SiteText::Certificate)) }
            p {
                @match &certificate {
                    Some(certificate) => (shell.life(certificate, world)),
                    None => (shell.text(SiteText::NoneInStore)),
                }
            }
            (shell.act("import", pc, &import, SiteButton::Import))
            div class="row choices" {
                (act("check", SiteButton::Check))
                (which("expired", SiteButton::DeleteExpired))
            }
        }
        section class="card" {
            h2 { (shell.text(SiteText::Services)) }
            p { (voice.words().services(world.verdict(pc).into())) }
            (act("connect", SiteButton::Connect))
        }
        section class="card" {
            h2 { (shell.text(SiteText::Notice)) }
            @match world.notice(pc) {
                Some(notice) => {
                    @let by = world.rules().notices_by;
                    @let kind = EventKind::Notice { notice, by };
                    p { (voice.words().event(&kind, Outcome::Ok.is_ok(), voice)) }
                    (act("dismiss", SiteButton::Dismiss))
                },
                None => p { (shell.text(SiteText::NoNotice)) },
            }
        }
        section class="card" {
            h2 { (shell.text(SiteText::Renewal)) }
            (act("renew", SiteButton::Renew))
            div class="row choices" { (which("old", SiteButton::DeleteOld)) }
        }
        section class="card" {
            h2 { (shell.text(SiteText::Backup)) }
            p { (shell.text(SiteText::AboutBackup)) }
            (backup(shell, pc))
        }
        section class="card" {
            h2 { (shell.text(SiteText::AnyStep)) }
            p { (shell.text(SiteText::AboutAnyStep)) }
            (any_step(shell, pc))
        }
    })
}

fn backup(shell: &Shell<'_>, pc: &Label) -> Markup {
    let name = html! {
        input id="backup" class="name" name="backup" type="text" value={(pc) "-backup"} required;
    };
    let fields = html! {
        input type="hidden" name="pc" value=(pc);
        div class="row" {
            (shell.field("backup", SiteText::FileName, &name))
            (shell.pin("backup-pin"))
        }
    };
    shell.form("/backup", &fields, SiteButton::MakeBackup)
}

fn any_step(shell: &Shell<'_>, pc: &Label) -> Markup {
    let example = format!("fault.fill-disk = {{ pc = \"{pc}\" }}");
    let fields = html! {
        div class="row" {
            textarea name="step" rows="2" spellcheck="false" required aria-label=(shell.text(SiteText::AnyStep))
                placeholder=(example) {}
        }
    };
    shell.form("/step", &fields, SiteButton::Play)
}
