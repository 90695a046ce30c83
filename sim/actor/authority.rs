//! The certification authority and its download site.
//!
//! The authority makes the client's key itself (found: the real one's user manual speaks of 認証局
//! 鍵生成), puts key, certificate and chain into a PKCS#12 file under the PIN that is chosen on the
//! download page, and renews what has not expired.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use crate::actor::pc::PcMessage;
use crate::actor::post::{Credentials, Letter, PostMessage};
use crate::actor::services::ServicesMessage;
use crate::actor::{Message, Outbox};
use crate::authority::{Authority, Request, Validity};
use crate::certificate::Certificate;
use crate::key::{KeyAlgorithm, PrivateKey};
use crate::label::Label;
use crate::lifecycle::fee::{FeeKind, fee};
use crate::lifecycle::renewal;
use crate::lifecycle::rules::Rules;
use crate::pin::Pin;
use crate::pkcs12::{Contents, EncryptionProfile, seal};
use crate::profile::Subject;
use crate::reason::Reason;
use crate::seed::Seed;
use crate::trace::Happening;

/// How the authority's own files are encrypted. The real site's choice was not found; assumed.
const DOWNLOAD_ENCRYPTION: EncryptionProfile = EncryptionProfile::WindowsTripleDesSha1;

/// What the authority is asked.
#[derive(Debug)]
pub(crate) enum AuthorityMessage {
    /// From the portal, once an application has been worked through.
    IssueNotice { pc: Label, applied: DateTime<Utc> },
    /// From the download page.
    Download { credentials: Credentials, pin: Pin },
    /// From the MPKI client, on behalf of the certificate it shows.
    Renew { pc: Label, certificate: Certificate },
    /// From the portal.
    Revoke { pc: Label },
}

/// A key and its certificate.
#[derive(Clone, Debug)]
struct Issued {
    key: PrivateKey,
    certificate: Certificate,
}

/// A notice that was posted.
#[derive(Clone, Debug)]
struct Notice {
    pc: Label,
    generation: u32,
    issued: DateTime<Utc>,
}

/// What the authority knows of one PC.
#[derive(Debug, Default)]
struct Account {
    /// How many certificates were promised: by notices and by renewals.
    generations: u32,
    /// The certificates that were made, by generation. A notice nobody used has none.
    issued: BTreeMap<u32, Issued>,
}

impl Account {
    fn latest(&self) -> Option<&Issued> {
        self.issued.values().next_back()
    }
}

#[derive(Debug)]
pub(crate) struct AuthorityActor {
    seed: Seed,
    rules: Rules,
    client_key: KeyAlgorithm,
    institution: String,
    authority: Authority,
    accounts: BTreeMap<Label, Account>,
    notices: BTreeMap<Credentials, Notice>,
}

impl AuthorityActor {
    pub(crate) fn new(
        seed: Seed,
        rules: Rules,
        client_key: KeyAlgorithm,
        institution: String,
        authority: Authority,
    ) -> Self {
        AuthorityActor {
            seed,
            rules,
            client_key,
            institution,
            authority,
            accounts: BTreeMap::new(),
            notices: BTreeMap::new(),
        }
    }

    pub(crate) fn authority(&self) -> &Authority {
        &self.authority
    }

    pub(crate) fn handle(&mut self, message: AuthorityMessage, out: &mut Outbox<'_>) {
        match message {
            AuthorityMessage::IssueNotice { pc, applied } => self.issue_notice(&pc, applied, out),
            AuthorityMessage::Download { credentials, pin } => {
                self.download(&credentials, &pin, out);
            }
            AuthorityMessage::Renew { pc, certificate } => self.renew(&pc, &certificate, out),
            AuthorityMessage::Revoke { pc } => self.revoke(&pc, out),
        }
    }

    fn issue_notice(&mut self, pc: &Label, applied: DateTime<Utc>, out: &mut Outbox<'_>) {
        let account = self.accounts.entry(pc.clone()).or_default();
        let after_expiry = account
            .latest()
            .is_some_and(|issued| applied > issued.certificate.not_after());
        account.generations += 1;
        let generation = account.generations;
        out.record(pc, Happening::Notice, Ok(()));
        self.charge(pc, FeeKind::Issue, out);
        if after_expiry {
            self.charge(pc, FeeKind::Letter, out);
        }
        let label = format!("{}/credentials", label(pc, generation));
        let secret: [u8; 8] = self.seed.stream(&label).bytes();
        let printed = secret.iter().map(|byte| format!("{byte:02x}")).collect();
        let credentials = Credentials(printed);
        let pc = pc.clone();
        let notice = Notice {
            pc: pc.clone(),
            generation,
            issued: out.now(),
        };
        self.notices.insert(credentials.clone(), notice);
        let letter = Letter { pc, credentials };
        out.send(Message::Post(PostMessage::Carry(letter)));
    }

    fn download(&mut self, credentials: &Credentials, pin: &Pin, out: &mut Outbox<'_>) {
        let notice = self.notices.get(credentials);
        let Notice {
            pc,
            generation,
            issued,
        } = notice.expect("letters carry what was printed").clone();
        let label = label(&pc, generation);
        let file = pc.with_suffix(&format!("-{generation}.p12"));
        let happening = Happening::Download { file: file.clone() };
        if out.now() > self.rules.downloads_close(issued) {
            return out.finish(&pc, happening, Err(Reason::DownloadClosed));
        }
        let validity = self.rules.validity(issued);
        let Issued { key, certificate } = self.issue_once(&pc, generation, validity, out);
        let chain = self.authority.chain();
        let contents = Contents::for_client(key, certificate, &chain, pc.as_str());
        // Every download under the same PIN is the same file.
        let mut stream = self.seed.stream(&format!("{label}/download"));
        let bytes = seal(&contents, pin.as_str(), DOWNLOAD_ENCRYPTION, &mut stream);
        out.keep(file.to_string(), bytes.clone());
        out.record(&pc, happening, Ok(()));
        out.send(Message::Pc(pc, PcMessage::Save { file, bytes }));
    }

    fn renew(&mut self, pc: &Label, certificate: &Certificate, out: &mut Outbox<'_>) {
        if let Err(error) = renewal::check(certificate, out.now(), &self.rules) {
            return out.finish(pc, Happening::Renew, Err(error.reason()));
        }
        let account = self.accounts.entry(pc.clone()).or_default();
        account.generations += 1;
        let generation = account.generations;
        // The remaining days are not carried over: the full validity begins now.
        let validity = self.rules.validity(out.now());
        let Issued { key, certificate } = self.issue_once(pc, generation, validity, out);
        self.charge(pc, FeeKind::Renewal, out);
        let renewed = PcMessage::Renewed { key, certificate };
        out.send(Message::Pc(pc.clone(), renewed));
    }

    fn revoke(&mut self, pc: &Label, out: &mut Outbox<'_>) {
        let latest = self.accounts.get(pc).and_then(Account::latest);
        let Some(issued) = latest else {
            return out.finish(pc, Happening::Revoke, Err(Reason::NoCertificate));
        };
        let serial = issued.certificate.serial().clone();
        self.authority.revoke(&serial, out.now());
        let crl = self.authority.crl(out.now());
        out.send(Message::Services(ServicesMessage::Crl(crl)));
        out.finish(pc, Happening::Revoke, Ok(()));
    }

    /// Makes the key and the certificate of a generation the first time they are asked for.
    fn issue_once(
        &mut self,
        pc: &Label,
        generation: u32,
        validity: Validity,
        out: &mut Outbox<'_>,
    ) -> Issued {
        let account = self.accounts.entry(pc.clone()).or_default();
        if let Some(issued) = account.issued.get(&generation) {
            return issued.clone();
        }
        let label = label(pc, generation);
        let mut stream = self.seed.stream(&format!("{label}/key"));
        let key = PrivateKey::generate(self.client_key, &mut stream);
        let certificate = self.authority.issue(&Request {
            label: &label,
            subject: Subject {
                institution: self.institution.clone(),
                terminal: pc.to_string(),
            },
            public_key: key.public(),
            validity,
        });
        out.keep(format!("{pc}-{generation}.cer"), certificate.der().to_vec());
        let issued = Issued { key, certificate };
        account.issued.insert(generation, issued.clone());
        issued
    }

    fn charge(&self, pc: &Label, kind: FeeKind, out: &mut Outbox<'_>) {
        let fee = fee(kind, out.now(), &self.rules);
        out.record(pc, Happening::Fee(fee), Ok(()));
    }
}

/// The label that everything of one certificate is drawn for.
fn label(pc: &Label, generation: u32) -> String {
    format!("pc/{pc}/{generation}")
}
