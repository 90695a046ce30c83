//! The first page: the clock, the PCs, and where clients connect.

use maud::{Markup, html};

use super::shell::{Here, Shell};
use crate::label::Label;
use crate::report::serve::Ready;
use crate::scenario::Replay;
use crate::words::{Caption, SiteButton, SiteText};

/// Lengths of time that the clock can be moved by, at the press of a button.
const LENGTHS: [(&str, SiteButton); 4] = [
    ("1h", SiteButton::OneHour),
    ("1d", SiteButton::OneDay),
    ("7d", SiteButton::OneWeek),
    ("30d", SiteButton::ThirtyDays),
];

/// Moments of a PC likewise.
const MOMENTS: [(&str, SiteButton); 4] = [
    (".letter", SiteButton::UntilLetter),
    (".renewal_opens", SiteButton::UntilRenewal),
    (".not_after", SiteButton::UntilLastSecond),
    (".not_after + 1s", SiteButton::UntilExpired),
];

pub(super) fn page(shell: &Shell<'_>, replay: &Replay, ready: &Ready) -> Markup {
    let world = replay.world();
    html! {
        section class="card" {
            h2 { (shell.text(SiteText::MoveClock)) }
            p class="time" { (shell.voice.zone.format(world.now())) }
            p class="soft" {
                @match ready.tick {
                    None => (shell.text(SiteText::ClockStands)),
                    Some(rate) => (shell.voice.words().clock_runs(rate)),
                }
            }
            div class="row choices" {
                @for (by, text) in LENGTHS {
                    (shell.form("/clock", &html! { input type="hidden" name="by" value=(by); }, text))
                }
            }
            @for pc in shell.pcs(world) {
                h3 { (pc) }
                div class="row choices" {
                    @for (moment, text) in MOMENTS { (until(shell, pc, moment, text)) }
                }
            }
            (other_moment(shell))
        }
        @for pc in shell.pcs(world) { (self::pc(shell, replay, pc)) }
        (shell.more_pcs(world))
        section class="card" {
            h2 { (shell.text(SiteText::Endpoints)) }
            dl class="facts" {
                @for endpoint in &ready.endpoints {
                    div { dt { (endpoint.name) } dd { a href=(endpoint.url) { (endpoint.url) } } }
                }
                div { dt { "EST" } dd { code { (ready.est) } } }
                div { dt { "OCSP" } dd { code { (ready.site) "/ocsp" } } }
                div { dt { "CRL" } dd { a href="/crl/issuing.crl" { (ready.site) "/crl/issuing.crl" } } }
            }
        }
    }
}

fn until(shell: &Shell<'_>, pc: &Label, moment: &str, button: SiteButton) -> Markup {
    let field = html! { input type="hidden" name="to" value={(pc) (moment)}; };
    shell.form("/clock", &field, button)
}

fn other_moment(shell: &Shell<'_>) -> Markup {
    let input = html! {
        input id="moment" class="moment" name="to" type="text" required
            placeholder="2029-02-28T10:00:00+09:00";
    };
    let field = html! {
        div class="row" { (shell.field("moment", SiteText::OtherMoment, &input)) }
    };
    shell.form("/clock", &field, SiteButton::Move)
}

/// How a PC stands.
fn pc(shell: &Shell<'_>, replay: &Replay, pc: &Label) -> Markup {
    let (world, voice) = (replay.world(), shell.voice);
    let letter = world.letter(pc);
    html! {
        section class="card" {
            h2 { (voice.words().caption(Caption::Pc)) " " (pc) }
            dl class="facts" {
                div {
                    dt { (shell.text(SiteText::Certificate)) }
                    dd {
                        @match world.certificate(pc) {
                            Some(certificate) => (shell.life(&certificate, world)),
                            None => (shell.text(SiteText::NoneInStore)),
                        }
                    }
                }
                div {
                    dt { (shell.text(SiteText::Services)) }
                    dd { (voice.words().services(world.verdict(pc).into())) }
                }
                div {
                    dt { (shell.text(SiteText::Letter)) }
                    dd {
                        @match letter {
                            Some((at, ..)) => {
                                (voice.words().letter_arrived(&voice.zone.format(at)))
                                " · "
                                a href=(shell.link(&Here::Letter(pc.clone()))) { (shell.text(SiteText::OpenLetter)) }
                            },
                            None => (shell.text(SiteText::NoLetter)),
                        }
                    }
                }
            }
            p { a href=(shell.link(&Here::Pc(pc.clone()))) { (shell.text(SiteText::UsePc)) } }
        }
    }
}
