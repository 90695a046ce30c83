//! The page of a fleet: curves of each policy under one another, on one scale, and the same numbers
//! in a table.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use maud::{Markup, html};

use crate::fleet::PolicySums;
use crate::page::Page;
use crate::report::fleet::FleetReport;
use crate::time::Month;
use crate::words::{FleetCaption, Voice, with_commas};

/// How wide a curve is, in units of the picture.
const WIDTH: u64 = 900;

/// How high the highest point of all policies is.
const HEIGHT: u64 = 70;

/// The space for the name of a policy above its curve.
const ABOVE: u64 = 22;

/// The space for the years below the last curve.
const BELOW: u64 = 20;

/// What a month brought under a policy.
#[derive(Clone, Copy, Debug, Default)]
struct Monthly {
    /// The most facilities that were offline on one of its days.
    offline: u64,
    renewals: u64,
    ends: u64,
    yen: u64,
}

/// A caption, and which number of a month it is about.
type Curve = (FleetCaption, fn(&Monthly) -> u64);

const CURVES: [Curve; 4] = [
    (FleetCaption::Offline, |month| month.offline),
    (FleetCaption::Renewals, |month| month.renewals),
    (FleetCaption::Ends, |month| month.ends),
    (FleetCaption::Yen, |month| month.yen),
];

impl FleetReport<'_> {
    /// Renders the sums as a page.
    pub fn html(&self, voice: Voice<'_>) -> String {
        let words = voice.fleet_words();
        let policies: Vec<(&str, BTreeMap<Month, Monthly>)> = self
            .named()
            .map(|(name, sums)| (name, monthly(sums)))
            .collect();
        let months = policies.iter().flat_map(|(_, months)| months.keys());
        let ends = months.clone().min().copied().zip(months.max().copied());
        let title = words.title(&with_commas(self.rollout.facilities().into()));
        let text = crate::report::Format::Text.render(self, voice);
        let body = html! {
            header class="verdict" {
                h1 { (title) }
            }
            main {
                section class="card" { pre tabindex="0" { (text) } }
                @if let Some((first, last)) = ends {
                    @for curve in &CURVES {
                        section {
                            h2 { (words.caption(curve.0)) }
                            (figure(&policies, *curve, first, last, voice))
                        }
                    }
                }
                @for (name, months) in &policies {
                    details {
                        summary { (name) }
                        (table(months, voice))
                    }
                }
            }
        };
        let title = format!("{title} – kigen");
        let (lang, title) = (voice.lang, title.as_str());
        Page { lang, title, body }.render()
    }
}

/// What each month brought, from the first with anything to the last.
fn monthly(sums: &PolicySums) -> BTreeMap<Month, Monthly> {
    let mut months: BTreeMap<Month, Monthly> = BTreeMap::new();
    for (month, own) in &sums.months {
        let months = months.entry(*month).or_default();
        (months.ends, months.yen) = (own.ends, own.yen);
    }
    for (day, own) in &sums.days {
        months.entry(month_of(*day)).or_default().renewals += own.renewals;
    }
    // A number stays until it changes, also over months without any change.
    let mut since: Option<(NaiveDate, u64)> = None;
    for (day, count) in sums.offline() {
        if let Some((from, before)) = since {
            let mut month = month_of(from);
            while month <= month_of(day) {
                let months = months.entry(month).or_default();
                months.offline = months.offline.max(before);
                month = month.plus(1);
            }
        }
        let months = months.entry(month_of(day)).or_default();
        months.offline = months.offline.max(count);
        since = Some((day, count));
    }
    months
}

fn month_of(day: NaiveDate) -> Month {
    Month {
        year: day.year(),
        month: day.month(),
    }
}

/// Every month from the first to the last.
fn all_months(first: Month, last: Month) -> impl Iterator<Item = Month> {
    let months = std::iter::successors(Some(first), |month| Some(month.plus(1)));
    months.take_while(move |month| *month <= last)
}

/// A bar a month, for each policy.
fn figure(
    policies: &[(&str, BTreeMap<Month, Monthly>)],
    (caption, number): Curve,
    first: Month,
    last: Month,
    voice: Voice<'_>,
) -> Markup {
    let numbers = policies.iter().flat_map(|(_, months)| months.values());
    let most = numbers.map(number).max().unwrap_or(0).max(1);
    let months: Vec<Month> = all_months(first, last).collect();
    let x = |at: usize| at as u64 * WIDTH / months.len() as u64;
    let height = policies.len() as u64 * (ABOVE + HEIGHT);
    let label = voice.fleet_words().caption(caption);
    html! {
        figure {
            svg role="img" aria-label=(label) viewBox={"0 0 " (WIDTH) " " (height + BELOW)}
                width=(WIDTH) height=(height + BELOW) font-family="sans-serif" font-size="13" {
                @for (at, month) in months.iter().enumerate().filter(|(_, it)| it.month == 1) {
                    line x1=(x(at)) x2=(x(at)) y1="0" y2=(height) stroke="currentColor"
                        stroke-opacity="0.25" {}
                    text x=(x(at) + 4) y=(height + 15) fill="currentColor" { (month.year) }
                }
                @for (row, (name, own)) in policies.iter().enumerate() {
                    @let base = (row as u64 + 1) * (ABOVE + HEIGHT);
                    @let peak = own.values().map(number).max().unwrap_or(0);
                    text x="4" y=(base - HEIGHT - 6) fill="currentColor" {
                        (name) " – " (voice.fleet_words().most(&with_commas(peak)))
                    }
                    @for (at, month) in months.iter().enumerate() {
                        @let count = own.get(month).map_or(0, number);
                        @if count > 0 {
                            @let high = (count * HEIGHT).div_ceil(most);
                            rect x=(x(at)) width=((x(at + 1) - x(at)).max(2) - 1) y=(base - high)
                                height=(high) fill="currentColor" fill-opacity="0.75" {
                                title { (month) ": " (with_commas(count)) }
                            }
                        }
                    }
                    line x1="0" x2=(WIDTH) y1=(base) y2=(base) stroke="currentColor" {}
                }
            }
        }
    }
}

fn table(months: &BTreeMap<Month, Monthly>, voice: Voice<'_>) -> Markup {
    let words = voice.fleet_words();
    html! {
        table {
            thead {
                tr {
                    th scope="col" { (words.caption(FleetCaption::Month)) }
                    @for (caption, _) in &CURVES {
                        th scope="col" class="number" { (words.caption(*caption)) }
                    }
                }
            }
            tbody {
                @for (month, own) in months {
                    tr {
                        th scope="row" { (month) }
                        @for (_, number) in &CURVES {
                            td class="number" { (with_commas(number(own))) }
                        }
                    }
                }
            }
        }
    }
}
