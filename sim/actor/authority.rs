//! The certification authority and its download site.
//!
//! The authority makes the client's key itself (found: the real one's user manual speaks of
//! 認証局鍵生成), puts key, certificate and chain into a PKCS#12 file under the PIN that is chosen on the
//! download page, and renews certificates that have not expired. A renewal whose answer was lost
//! can be asked for again: the same certificate comes back, and nothing is charged twice.

mod account;
mod enroll;

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use self::account::{Account, Issued};
use crate::actor::message::{
    AuthorityMessage, BillingMessage, Credentials, Letter, OperatorMessage, PcMessage,
    PortalMessage, Possession, PostMessage, ServicesMessage,
};
use crate::actor::{Message, Outbox, Ticket};
use crate::authority::{Authority, Request};
use crate::certificate::Certificate;
use crate::file::Access;
use crate::key::{KeyAlgorithm, PrivateKey, PublicKey};
use crate::label::Label;
use crate::lifecycle::application_channel::ApplicationChannel;
use crate::lifecycle::delivery::Delivery;
use crate::lifecycle::fee::FeeKind;
use crate::lifecycle::renewal;
use crate::lifecycle::rules::Rules;
use crate::outcome::Outcome;
use crate::path::{Path, PathError};
use crate::pin::Pin;
use crate::pkcs12::{Contents, EncryptionProfile, seal};
use crate::pki::{Pki, RenewalKey, Subject, Validity};
use crate::reason::Reason;
use crate::seed::Seed;
use crate::trace::{EventKind, PromptAnswer};

/// How the authority's own files are encrypted. The real site's choice was not found; assumed.
const DOWNLOAD_ENCRYPTION: EncryptionProfile = EncryptionProfile::WindowsTripleDesSha1;

/// An issuance letter that was posted.
#[derive(Clone, Debug)]
struct IssuanceLetter {
    pc: Label,
    application: usize,
    ordinal: u32,
    issued: DateTime<Utc>,
}

/// Why a certificate is made.
#[derive(Clone, Copy, Debug)]
enum Origin<'a> {
    /// Somebody applied for it; the number of the application.
    Application(usize),
    /// It takes the place of this one.
    Renewal(&'a Certificate),
}

#[derive(Debug)]
pub(crate) struct AuthorityActor {
    seed: Seed,
    rules: Arc<Rules>,
    client_key: KeyAlgorithm,
    authority: Authority,
    accounts: BTreeMap<Label, Account>,
    letters: BTreeMap<Credentials, IssuanceLetter>,
    down_until: Option<DateTime<Utc>>,
}

impl AuthorityActor {
    /// Returns an authority that knows no PC yet.
    pub(crate) fn new(
        seed: Seed,
        rules: Arc<Rules>,
        client_key: KeyAlgorithm,
        authority: Authority,
    ) -> Self {
        AuthorityActor {
            seed,
            rules,
            client_key,
            authority,
            accounts: BTreeMap::new(),
            letters: BTreeMap::new(),
            down_until: None,
        }
    }

    pub(crate) fn authority(&self) -> &Authority {
        &self.authority
    }

    /// Learns the institution code of a PC.
    pub(crate) fn register(&mut self, pc: Label, institution: String) {
        let account = self.accounts.entry(pc).or_default();
        account.institution = institution;
    }

    fn pki(&self) -> &Pki {
        self.authority.pki()
    }

    /// The validity of a certificate that begins at `at`.
    fn validity(&self, at: DateTime<Utc>) -> Validity {
        self.pki().validity_from(at, &self.rules.calendar)
    }

    /// Every certificate that was made for a PC, by ordinal.
    pub(crate) fn issued(&self, pc: &Label) -> impl Iterator<Item = (u32, &Certificate)> {
        let issued = self.accounts.get(pc).into_iter();
        issued.flat_map(|account| {
            let issued = account.issued.iter();
            issued.map(|(ordinal, issued)| (*ordinal, &issued.certificate))
        })
    }

    /// Those whose keys it made too, with their keys.
    #[cfg(feature = "serve")]
    pub(crate) fn identities(
        &self,
        pc: &Label,
    ) -> impl Iterator<Item = (u32, &PrivateKey, &Certificate)> {
        let issued = self.accounts.get(pc).into_iter();
        issued.flat_map(|account| {
            let issued = account.issued.iter();
            issued.filter_map(|(ordinal, issued)| {
                Some((*ordinal, issued.key.as_ref()?, &issued.certificate))
            })
        })
    }

    pub(crate) fn handle(&mut self, message: AuthorityMessage, out: &mut Outbox<'_>) {
        let reachable = match self.down_until {
            Some(until) if out.now() < until => Err(Reason::Unreachable),
            _ => Ok(()),
        };
        match message {
            AuthorityMessage::IssueLetter {
                pc,
                application,
                after_expiry,
            } => self.issue_letter(pc, application, after_expiry, out),
            AuthorityMessage::Apply { ticket, pc } => apply(ticket, pc, reachable, out),
            AuthorityMessage::Download {
                ticket,
                pc,
                credentials,
                pin,
            } => {
                if let Err(reason) = reachable {
                    let kind = EventKind::Download { file: None };
                    return out.finish(ticket, &pc, kind, reason);
                }
                self.download(ticket, &credentials, &pin, out);
            }
            AuthorityMessage::Enroll {
                ticket,
                pc,
                request,
                on,
            } => self.answer_request(ticket, &pc, &request, &on, reachable, out),
            AuthorityMessage::Renew {
                ticket,
                pc,
                certificate,
                proof,
                key_prompt,
            } => {
                let checked = reachable.and_then(|()| {
                    renewal::check(&certificate, out.now(), self.pki().renewal_window)?;
                    self.recognize(&certificate, &proof, out.now())
                });
                match checked {
                    Ok(()) => self.renew(ticket, pc, &certificate, key_prompt, out),
                    Err(reason) => {
                        let kind = EventKind::Renew {
                            ordinal: None,
                            key_prompt,
                        };
                        out.finish(ticket, &pc, kind, reason);
                    }
                }
            }
            AuthorityMessage::Revoke { ticket, pc } => {
                let outcome = self.revoke(&pc, out);
                out.finish(ticket, &pc, EventKind::Revoke, outcome);
            }
            AuthorityMessage::RenewAuthorities => self.renew_authorities(out),
            AuthorityMessage::Down { until } => self.down_until = Some(until),
        }
    }

    /// Renews the authorities whose time has come, tells the services, and comes back for the next.
    fn renew_authorities(&mut self, out: &mut Outbox<'_>) {
        self.authority.renew(out.now());
        let crls = self.authority.issuing_crls(out.now());
        out.send(Message::Services(ServicesMessage::Crls(crls)));
        if let Some(next) = self.authority.next_renewal() {
            out.send_at(next, Message::Authority(AuthorityMessage::RenewAuthorities));
        }
    }

    /// Refuses a certificate that another authority made or that was revoked, and whoever does not
    /// have its key. Whether an own certificate has expired is not checked here.
    fn recognize(
        &self,
        certificate: &Certificate,
        proof: &Possession,
        at: DateTime<Utc>,
    ) -> Result<(), Reason> {
        if self.authority.is_revoked(certificate.serial()) {
            return Err(Reason::Revoked);
        }
        let path = Path {
            end_entity: certificate,
            intermediates: &self.authority.certificates(),
            roots: std::slice::from_ref(self.authority.root()),
            crls: &[],
        };
        match path.verify(at) {
            Ok(()) => Ok(proof.verify(&path)?),
            // Dates are looked at before signatures, so this may be anybody's of that name.
            Err(PathError::AuthorityExpired { .. } | PathError::AuthorityNotYetValid { .. }) => {
                match self.has_issued(certificate) {
                    true => Ok(proof.verify(&path)?),
                    false => Err(Reason::BadSignature),
                }
            }
            Err(error) => Err(error.into()),
        }
    }

    fn has_issued(&self, certificate: &Certificate) -> bool {
        let mut issued = self.accounts.values().flat_map(|one| one.issued.values());
        issued.any(|one| one.certificate == *certificate)
    }

    fn issue_letter(
        &mut self,
        pc: Label,
        application: usize,
        after_expiry: bool,
        out: &mut Outbox<'_>,
    ) {
        let account = self.accounts.entry(pc.clone()).or_default();
        account.promised += 1;
        let ordinal = account.promised;
        let online = self.rules.delivery == Delivery::Online;
        let kind = match online {
            true => EventKind::Released { ordinal },
            false => EventKind::LetterIssued { ordinal },
        };
        out.record(&pc, kind, Outcome::Ok);
        charge(&pc, ordinal, FeeKind::Issue, out);
        if after_expiry && !online {
            charge(&pc, ordinal, FeeKind::Letter, out);
        }
        let label = format!("{}/credentials", label(&pc, ordinal));
        let secret: [u8; 8] = self.seed.stream(&label).bytes();
        let printed = secret.iter().map(|byte| format!("{byte:02x}")).collect();
        let credentials = Credentials(printed);
        let issued = IssuanceLetter {
            pc: pc.clone(),
            application,
            ordinal,
            issued: out.now(),
        };
        self.letters.insert(credentials.clone(), issued);
        let letter = Letter { pc, credentials };
        out.send(match online {
            true => Message::Operator(OperatorMessage::Receive { letter }),
            false => Message::Post(PostMessage::Carry(letter)),
        });
    }

    fn download(
        &mut self,
        ticket: Ticket,
        credentials: &Credentials,
        pin: &Pin,
        out: &mut Outbox<'_>,
    ) {
        let letter = self.letters.get(credentials);
        let IssuanceLetter {
            pc,
            application,
            ordinal,
            issued,
        } = letter.expect("letters carry what was printed").clone();
        let label = label(&pc, ordinal);
        let file = pc.with_suffix(&format!("-{ordinal}.p12"));
        if out.now() > self.rules.downloads_close(issued) {
            let kind = EventKind::Download { file: None };
            return out.finish(ticket, &pc, kind, Reason::DownloadClosed);
        }
        let validity = self.validity(issued);
        let origin = Origin::Application(application);
        let issued = self.issue_once(&pc, ordinal, origin, None, validity, out);
        let (key, certificate) = match issued.and_then(Issued::with_key) {
            Ok(issued) => issued,
            Err(reason) => {
                let kind = EventKind::Download { file: None };
                return out.finish(ticket, &pc, kind, reason);
            }
        };
        let chain = self.authority.chain_of(&certificate);
        let contents = Contents::for_client(key, certificate, &chain, pc.as_str());
        // Every download under the same PIN is the same file.
        let mut stream = self.seed.stream(&format!("{label}/download"));
        let bytes = seal(&contents, pin.as_str(), DOWNLOAD_ENCRYPTION, &mut stream);
        let bytes: Arc<[u8]> = bytes.into();
        out.keep(file.to_string(), bytes.clone(), Access::OwnerOnly);
        let kind = EventKind::Download {
            file: Some(file.clone()),
        };
        out.record(&pc, kind, Outcome::Ok);
        let save = PcMessage::Save {
            ticket,
            file,
            bytes,
        };
        out.send(Message::Pc(pc, save));
    }

    fn renew(
        &mut self,
        ticket: Ticket,
        pc: Label,
        old: &Certificate,
        key_prompt: Option<PromptAnswer>,
        out: &mut Outbox<'_>,
    ) {
        let ordinal = self.successor(&pc, old, out);
        // The remaining days are not carried over: the full validity begins now.
        let validity = self.validity(out.now());
        let issued = self.issue_once(&pc, ordinal, Origin::Renewal(old), None, validity, out);
        let (key, certificate) = match issued.and_then(Issued::with_key) {
            Ok(issued) => issued,
            Err(reason) => {
                let kind = EventKind::Renew {
                    ordinal: None,
                    key_prompt,
                };
                return out.finish(ticket, &pc, kind, reason);
            }
        };
        let renewed = PcMessage::Renewed {
            ticket,
            ordinal,
            key,
            chain: self.authority.chain_of(&certificate),
            certificate,
            key_prompt,
        };
        out.send(Message::Pc(pc, renewed));
    }

    /// The number of the certificate that takes the place of another one. It is charged for when it
    /// is first asked for.
    fn successor(&mut self, pc: &Label, old: &Certificate, out: &mut Outbox<'_>) -> u32 {
        let account = self.accounts.entry(pc.clone()).or_default();
        if let Some(ordinal) = account.renewed.get(&old.thumbprint()) {
            return *ordinal;
        }
        account.promised += 1;
        let ordinal = account.promised;
        account.renewed.insert(old.thumbprint(), ordinal);
        charge(pc, ordinal, FeeKind::Renewal, out);
        ordinal
    }

    /// Revokes the last certificate of a PC.
    fn revoke(&mut self, pc: &Label, out: &mut Outbox<'_>) -> Result<(), Reason> {
        let account = self.accounts.get(pc).ok_or(Reason::NoCertificate)?;
        let latest = account.issued.values().next_back();
        let certificate = &latest.ok_or(Reason::NoCertificate)?.certificate;
        self.authority.revoke(certificate.serial(), out.now());
        let crls = self.authority.issuing_crls(out.now());
        out.send(Message::Services(ServicesMessage::Crls(crls)));
        out.send(Message::Portal(PortalMessage::Revoked { pc: pc.clone() }));
        Ok(())
    }

    /// Makes the certificate of an ordinal the first time it is asked for, for a key of the
    /// client's own or for one that is made too. Refused where a name does not fit into its place
    /// in a certificate, and where it is asked for with another key than the first time.
    fn issue_once(
        &mut self,
        pc: &Label,
        ordinal: u32,
        origin: Origin<'_>,
        clients: Option<&PublicKey>,
        validity: Validity,
        out: &mut Outbox<'_>,
    ) -> Result<Issued, Reason> {
        let account = self.accounts.entry(pc.clone()).or_default();
        if let Some(issued) = account.issued.get(&ordinal) {
            let is_same = match clients {
                None => issued.key.is_some(),
                Some(key) => key.bits() == issued.certificate.public_key_bits(),
            };
            return is_same.then(|| issued.clone()).ok_or(Reason::OtherKey);
        }
        let label = label(pc, ordinal);
        let mut stream = self.seed.stream(&format!("{label}/key"));
        let (application, kept) = match origin {
            Origin::Application(application) => (Some(application), None),
            Origin::Renewal(old) => (None, account.key_of(old)),
        };
        let kept = kept.filter(|_| self.authority.pki().renewal_key == RenewalKey::Same);
        let made = || kept.unwrap_or_else(|| PrivateKey::generate(self.client_key, &mut stream));
        let key = clients.is_none().then(made);
        let certificate = self.authority.issue(&Request {
            label: &label,
            subject: Subject {
                institution: account.institution.clone(),
                terminal: pc.to_string(),
            },
            public_key: match (clients, &key) {
                (Some(key), _) => key,
                (None, Some(key)) => key.public(),
                (None, None) => unreachable!("a key is made where the client brings none"),
            },
            validity,
        })?;
        let name = format!("{pc}-{ordinal}.cer");
        out.keep(name, certificate.der().into(), Access::Default);
        let kind = EventKind::Issued {
            ordinal,
            serial: certificate.serial().clone(),
            not_before: certificate.not_before(),
            not_after: certificate.not_after(),
        };
        out.record(pc, kind, Outcome::Ok);
        out.send(Message::Portal(PortalMessage::Issued {
            pc: pc.clone(),
            application,
            not_after: certificate.not_after(),
        }));
        let issued = Issued { key, certificate };
        account.issued.insert(ordinal, issued.clone());
        Ok(issued)
    }
}

/// Passes an application on to the portal.
fn apply(ticket: Ticket, pc: Label, reachable: Result<(), Reason>, out: &mut Outbox<'_>) {
    let via = ApplicationChannel::ClosedNetwork;
    match reachable {
        Ok(()) => out.send(Message::Portal(PortalMessage::Apply { ticket, pc, via })),
        Err(reason) => {
            let kind = EventKind::Apply {
                via,
                still_good_until: None,
            };
            out.finish(ticket, &pc, kind, reason);
        }
    }
}

fn charge(pc: &Label, ordinal: u32, kind: FeeKind, out: &mut Outbox<'_>) {
    out.send(Message::Billing(BillingMessage::Charge {
        pc: pc.clone(),
        ordinal,
        kind,
    }));
}

/// The label of everything that is drawn for one certificate.
fn label(pc: &Label, ordinal: u32) -> String {
    format!("pc/{pc}/{ordinal}")
}
