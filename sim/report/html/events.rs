//! The events of a scenario, as a table: all that a timeline shows, and more.

use chrono::{DateTime, Utc};
use maud::{Markup, html};

use super::caption;
use crate::report::run::text::times_shown;
use crate::trace::Event;
use crate::words::{Caption, Voice};

/// Lists events. A notice that comes up again every morning is a row, with all its times in it.
pub(crate) fn table(events: &[Event], voice: Voice<'_>) -> Markup {
    let shown = times_shown(events);
    html! {
        table class="events" {
            thead {
                tr {
                    th scope="col" { (caption(Caption::Time, voice)) }
                    th scope="col" { (caption(Caption::Pc, voice)) }
                    th scope="col" { (caption(Caption::Event, voice)) }
                }
            }
            tbody {
                @for (at, event) in events.iter().enumerate() {
                    @match shown.get(&at) {
                        Some(0) => {}, // The first of them reports it.
                        Some(2..) => (row(event, &again(&events[at..], shown[&at]), voice)),
                        _ => (row(event, &[], voice)),
                    }
                }
            }
        }
    }
}

/// Returns the times at which the first of these events, a notice, was shown again.
fn again(events: &[Event], times: usize) -> Vec<DateTime<Utc>> {
    let first = &events[0];
    let same = |event: &&Event| event.pc == first.pc && event.kind == first.kind;
    let further = events.iter().filter(same).skip(1).take(times - 1);
    further.map(|event| event.at).collect()
}

fn row(event: &Event, again: &[DateTime<Utc>], voice: Voice<'_>) -> Markup {
    let refused = !event.outcome.is_ok();
    let screens = voice.words().screens(&event.kind, voice);
    html! {
        tr {
            td { (time(event.at, voice)) }
            td { (event.pc) }
            td {
                @if refused { span class="refused" { "✗ " (voice.sentence(event)) } }
                @else { (voice.sentence(event)) }
                @if !again.is_empty() {
                    details {
                        summary class="soft" { (voice.words().shown_again(again.len() + 1)) }
                        @for at in again { (time(*at, voice)) " " }
                    }
                }
                @if !screens.is_empty() {
                    ul class="screens" {
                        @for line in screens { li { (line) } }
                    }
                }
            }
        }
    }
}

/// A local date and time, as HTML writes it; the page says of which zone. An attribute with the
/// same once more would be a tenth of a long page.
fn time(at: DateTime<Utc>, voice: Voice<'_>) -> Markup {
    html! { time { (voice.zone.clock(at)) } }
}
