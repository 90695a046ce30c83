//! What is around every page: where one is, the language, what the last step did, and forms.

use chrono::{DateTime, Utc};
use maud::{Markup, html};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::certificate::Certificate;
use crate::inspection::Judge;
use crate::label::Label;
use crate::lang::Lang;
use crate::page::Page;
use crate::report::{event_table, life};
use crate::serve::limits::PCS_ON_A_PAGE;
use crate::serve::stage::Done;
use crate::words::{SiteButton, SiteText, Voice};
use crate::world::World;

/// How many events of the last step are told.
const EVENTS_MAX: usize = 40;

/// Which page it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Here {
    Home,
    Portal,
    Letter(Label),
    Download,
    Pc(Label),
}

impl Here {
    /// The page at an address.
    pub(super) fn of(path: &str, query: &str) -> Option<Self> {
        let pc = || {
            let mut pairs = form_urlencoded::parse(query.as_bytes());
            let (_, pc) = pairs.find(|(name, _)| name == "pc")?;
            pc.parse().ok()
        };
        Some(match path {
            "/" => Here::Home,
            "/portal" => Here::Portal,
            "/letter" => Here::Letter(pc()?),
            "/download" => Here::Download,
            "/pc" => Here::Pc(pc()?),
            _ => return None,
        })
    }

    /// Its address, in a language if one was chosen.
    pub(super) fn link(&self, lang: Option<Lang>) -> String {
        let (path, pc) = match self {
            Here::Home => ("/", None),
            Here::Portal => ("/portal", None),
            Here::Letter(pc) => ("/letter", Some(pc)),
            Here::Download => ("/download", None),
            Here::Pc(pc) => ("/pc", Some(pc)),
        };
        let pc = pc.map(|pc| format!("pc={}", percent(pc.as_str())));
        let lang = lang.map(|lang| format!("lang={lang}"));
        let query: Vec<String> = pc.into_iter().chain(lang).collect();
        match query.is_empty() {
            true => path.to_owned(),
            false => format!("{path}?{}", query.join("&")),
        }
    }
}

/// A text as addresses and headers write it (RFC 3986 section 2.1).
pub(super) fn percent(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

/// What is around a page.
pub(super) struct Shell<'a> {
    pub(super) voice: Voice<'a>,
    /// The language, where the address names it.
    pub(super) chosen: Option<Lang>,
    pub(super) here: &'a Here,
    /// What every form carries.
    pub(super) token: &'a str,
    /// What went wrong with the last form.
    pub(super) told: Option<&'a str>,
}

impl Shell<'_> {
    /// A short text.
    pub(super) fn text(&self, text: SiteText) -> &'static str {
        self.voice.words().site(text)
    }

    /// The address of a page, in the language that was chosen.
    pub(super) fn link(&self, here: &Here) -> String {
        here.link(self.chosen)
    }

    /// The state of a certificate, and how long it lasts.
    pub(super) fn life(&self, certificate: &Certificate, world: &World) -> String {
        let judge = Judge::at(world.now()).renewing(world.pki().renewal_window);
        life(certificate, &judge, self.voice)
    }

    /// The PCs that there is room for on a page.
    pub(super) fn pcs<'w>(&self, world: &'w World) -> impl Iterator<Item = &'w Label> {
        world.pcs().take(PCS_ON_A_PAGE)
    }

    /// How many further ones there are, if there are any.
    pub(super) fn more_pcs(&self, world: &World) -> Markup {
        let more = world.pcs().count().saturating_sub(PCS_ON_A_PAGE);
        html! {
            @if more > 0 { p class="soft" { (self.voice.words().more(more)) } }
        }
    }

    /// A form that is sent to `path`, with these fields and a button.
    pub(super) fn form(&self, path: &str, fields: &Markup, button: SiteButton) -> Markup {
        html! {
            form method="post" action=(path) autocomplete="off" {
                (self.hidden())
                (fields)
                button type="submit" { (self.voice.words().button(button)) }
            }
        }
    }

    /// A button that plays an action for a PC, with these fields.
    pub(super) fn act(
        &self,
        name: &str,
        pc: &Label,
        fields: &Markup,
        button: SiteButton,
    ) -> Markup {
        let fields = html! {
            input type="hidden" name="do" value=(name);
            input type="hidden" name="pc" value=(pc);
            (fields)
        };
        self.form("/act", &fields, button)
    }

    /// What every form carries: the secret, and which page it is on.
    fn hidden(&self) -> Markup {
        html! {
            input type="hidden" name="token" value=(self.token);
            input type="hidden" name="page" value=(self.link(self.here));
        }
    }

    /// A field with its label. Names in a page are told apart by a number.
    pub(super) fn field(&self, id: &str, label: SiteText, field: &Markup) -> Markup {
        html! {
            div {
                label for=(id) { (self.text(label)) }
                (field)
            }
        }
    }

    /// A field for a PIN.
    pub(super) fn pin(&self, id: &str) -> Markup {
        let input = html! {
            input id=(id) class="pin" name="pin" type="text" inputmode="numeric" pattern="[0-9]{4}"
                maxlength="4" required;
        };
        self.field(id, SiteText::CertificatePassword, &input)
    }

    /// The whole page, with its policy.
    pub(super) fn frame(
        &self,
        now: DateTime<Utc>,
        last: Option<&Done>,
        content: &Markup,
    ) -> (String, String) {
        let heading = self.heading();
        let body = html! {
            header class="top" {
                nav aria-label="kigen" {
                    ul {
                        @for (here, text) in [
                            (Here::Home, SiteText::Home),
                            (Here::Portal, SiteText::Portal),
                            (Here::Download, SiteText::DownloadSite),
                        ] {
                            li { a href=(self.link(&here)) aria-current=[(here == *self.here).then_some("page")] { (self.text(text)) } }
                        }
                        li { a href=(timeline(self.chosen)) { (self.text(SiteText::Timeline)) } }
                    }
                }
                ul class="languages" {
                    @for lang in [Lang::Ja, Lang::En] {
                        li {
                            a href=(self.here.link(Some(lang))) lang=(lang.name()) hreflang=(lang.name())
                                aria-current=[(lang == self.voice.lang).then_some("true")] { (own_name(lang)) }
                        }
                    }
                }
            }
            main {
                h1 class="page" { (heading) }
                p class="soft" {
                    (self.text(SiteText::Now)) ": "
                    time datetime=(self.voice.zone.rfc3339(now)) { (self.voice.zone.format(now)) }
                    br; (self.text(SiteText::Simulated))
                }
                @if let Some(told) = self.told {
                    p class="failure told" role="alert" { (told) }
                }
                @if let Some(last) = last.filter(|_| self.told.is_none()) { (self.last(last)) }
                (content)
            }
        };
        let title = format!("{heading} – kigen");
        let (lang, title) = (self.voice.lang, title.as_str());
        Page { lang, title, body }.render_for_server()
    }

    fn heading(&self) -> String {
        match self.here {
            Here::Home => self.text(SiteText::Home).to_owned(),
            Here::Portal => self.text(SiteText::Portal).to_owned(),
            Here::Letter(pc) => format!("{} – {pc}", self.text(SiteText::Letter)),
            Here::Download => self.text(SiteText::DownloadSite).to_owned(),
            Here::Pc(pc) => pc.to_string(),
        }
    }

    /// What the last step did.
    fn last(&self, done: &Done) -> Markup {
        let voice = self.voice;
        let more = done.events.len().saturating_sub(EVENTS_MAX);
        let quiet = done.events.last().is_none_or(|event| event.at < done.now);
        html! {
            section class="card" {
                h2 { (self.text(SiteText::LastStep)) }
                @if more > 0 { p class="soft" { (voice.words().more(more)) } }
                @if !done.events.is_empty() {
                    div class="scroll" tabindex="0" role="group" aria-label=(self.text(SiteText::LastStep)) {
                        (event_table(&done.events[more..], voice))
                    }
                }
                @if quiet {
                    p { (voice.zone.format(done.now)) " " code { (done.step.deed.title()) } ": "
                        (voice.words().step_outcome(&done.step, voice.zone)) }
                }
            }
        }
    }
}

/// The address of the page with what happened so far; the end opens it.
fn timeline(lang: Option<Lang>) -> String {
    let lang = lang.map(|lang| format!("?lang={lang}")).unwrap_or_default();
    format!("/timeline{lang}#session")
}

/// What a language is called by those who speak it.
fn own_name(lang: Lang) -> &'static str {
    match lang {
        Lang::Ja => "日本語",
        Lang::En => "English",
    }
}
