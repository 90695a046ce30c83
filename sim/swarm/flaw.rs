//! What can be wrong with a world.

use crate::checker::Violation;

kigen_pkcs12::named! {
    /// How a random world ended.
    #[non_exhaustive]
    pub enum Class: "class" {
        /// A checker objects.
        Violation = "violation",
        /// A PC never came up again, though everything was repaired.
        Stranded = "stranded",
        /// kigen panicked.
        Panic = "panic",
        /// Time did not go on.
        Hang = "hang",
        /// The same world went otherwise when it was played again, written and read, continued as a
        /// session, or with other keys.
        Difference = "difference",
    }
}

/// What is wrong with a world.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flaw {
    /// Its class.
    pub class: Class,
    /// What it is, without what differs from world to world: two flaws of a class and this are one.
    pub kind: String,
    /// The same in full.
    pub said: String,
}

impl Flaw {
    /// Whether it is the same as another one, in another world.
    pub fn is_like(&self, other: &Flaw) -> bool {
        self.class == other.class && self.kind == other.kind
    }
}

impl From<&Violation> for Flaw {
    fn from(violation: &Violation) -> Self {
        let Violation { checker, breach } = violation;
        // The name of the variant, without its values.
        let breach = format!("{breach:?}");
        let name = breach
            .split(|letter: char| !letter.is_alphanumeric())
            .next();
        Flaw {
            class: match *checker {
                "time" => Class::Hang,
                _ => Class::Violation,
            },
            kind: format!("{checker} {}", kebab(name.unwrap_or_default())),
            said: violation.to_string(),
        }
    }
}

impl Flaw {
    /// A panic with this message.
    pub(super) fn panic(message: &str) -> Self {
        // Numbers differ from world to world.
        let letters = message.chars().take(200);
        let letters: String = letters
            .map(|letter| if letter.is_ascii_digit() { '#' } else { letter })
            .collect();
        let kind: Vec<&str> = letters.split_whitespace().collect();
        Flaw {
            class: Class::Panic,
            kind: kind.join(" "),
            said: message.to_owned(),
        }
    }
}

/// `DownWithCertificate` is `down-with-certificate`.
fn kebab(name: &str) -> String {
    let mut kebab = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !kebab.is_empty() {
            kebab.push('-');
        }
        kebab.extend(letter.to_lowercase());
    }
    kebab
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checker::Breach;

    #[test]
    fn flaws_are_alike_by_what_they_are_and_not_by_where() {
        let flaw = |pc: &str, checker| {
            Flaw::from(&Violation {
                checker,
                breach: Breach::DownWithCertificate {
                    pc: pc.parse().unwrap(),
                },
            })
        };
        let one = flaw("受付01", "service");
        assert_eq!(one.kind, "service down-with-certificate");
        assert!(one.is_like(&flaw("受付02", "service")));
        assert!(!one.is_like(&flaw("受付01", "other")));
        let panic = |message| Flaw::panic(message);
        assert!(panic("index 3 of 2").is_like(&panic("index 4 of 5")));
        assert!(!panic("index 3 of 2").is_like(&panic("time goes on")));
    }
}
