//! What an operator does with a private key, and what is answered when Windows asks about it.

use crate::label::Label;
use crate::lifecycle::service::Service;
use crate::pin::Pin;
use crate::store::KeyPrompt;

/// The use of a service, or of all that a PC is used for.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[cfg_attr(
    feature = "serde",
    serde(try_from = "ConnectTable", into = "ConnectTable")
)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Connect {
    /// The PC that connects.
    pub pc: Label,
    /// The service; all that the PC is used for, if none is named.
    pub service: Option<Service>,
    /// What is answered when the key is strongly protected.
    pub answer: KeyAnswer,
}

/// A renewal with the MPKI client.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[cfg_attr(feature = "serde", serde(try_from = "RenewTable", into = "RenewTable"))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Renew {
    /// The PC whose certificate is renewed.
    pub pc: Label,
    /// What is answered when the key is strongly protected.
    pub answer: KeyAnswer,
}

/// What is answered when Windows asks for the password of a strongly protected key
/// (「資格情報が必要です」). A key without strong protection asks nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum KeyAnswer {
    /// The window is closed.
    #[default]
    Close,
    /// 「許可しない」.
    Deny,
    /// This password, and 「許可」.
    Allow(Pin),
}

impl From<KeyAnswer> for KeyPrompt {
    fn from(answer: KeyAnswer) -> Self {
        match answer {
            KeyAnswer::Close => KeyPrompt::Silent,
            KeyAnswer::Deny => KeyPrompt::Deny,
            KeyAnswer::Allow(pin) => KeyPrompt::Password(pin),
        }
    }
}

#[cfg(feature = "serde")]
mod tables {
    //! How scenario files write them: `key_pin` to allow the use, `key_prompt = "deny"` to deny it,
    //! neither to close the window.

    use super::{Connect, KeyAnswer, Renew};
    use crate::label::Label;
    use crate::lifecycle::service::Service;
    use crate::pin::Pin;
    use crate::trace::PromptAnswer;

    #[derive(serde::Deserialize, serde::Serialize)]
    #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
    #[serde(deny_unknown_fields)]
    pub(super) struct ConnectTable {
        /// The PC that connects.
        pc: Label,
        /// The service.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        service: Option<Service>,
        /// What is typed when Windows asks for the password of a strongly protected key
        /// (「資格情報が必要です」), before 「許可」; the prompt is closed, unless given.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        key_pin: Option<Pin>,
        /// How the prompt is answered; `key_pin` alone allows it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        key_prompt: Option<PromptAnswer>,
    }

    #[derive(serde::Deserialize, serde::Serialize)]
    #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
    #[serde(deny_unknown_fields)]
    pub(super) struct RenewTable {
        /// The PC whose certificate is renewed.
        pc: Label,
        /// What is typed when Windows asks for the password of a strongly protected key, before
        /// 「許可」; the prompt is closed, unless given.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        key_pin: Option<Pin>,
        /// How the prompt is answered; `key_pin` alone allows it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        key_prompt: Option<PromptAnswer>,
    }

    /// An answer that contradicts itself.
    #[derive(Debug, thiserror::Error)]
    #[error("`key_pin` goes with `key_prompt = \"allow\"` only, and that with `key_pin`")]
    pub(super) struct AnswerError;

    fn read(
        key_pin: Option<Pin>,
        key_prompt: Option<PromptAnswer>,
    ) -> Result<KeyAnswer, AnswerError> {
        match (key_prompt, key_pin) {
            (None | Some(PromptAnswer::Allow), Some(pin)) => Ok(KeyAnswer::Allow(pin)),
            (None | Some(PromptAnswer::Close), None) => Ok(KeyAnswer::Close),
            (Some(PromptAnswer::Deny), None) => Ok(KeyAnswer::Deny),
            _ => Err(AnswerError),
        }
    }

    fn write(answer: KeyAnswer) -> (Option<Pin>, Option<PromptAnswer>) {
        match answer {
            KeyAnswer::Close => (None, None),
            KeyAnswer::Deny => (None, Some(PromptAnswer::Deny)),
            KeyAnswer::Allow(pin) => (Some(pin), None),
        }
    }

    impl TryFrom<ConnectTable> for Connect {
        type Error = AnswerError;

        fn try_from(table: ConnectTable) -> Result<Self, AnswerError> {
            Ok(Connect {
                pc: table.pc,
                service: table.service,
                answer: read(table.key_pin, table.key_prompt)?,
            })
        }
    }

    impl From<Connect> for ConnectTable {
        fn from(connect: Connect) -> Self {
            let (key_pin, key_prompt) = write(connect.answer);
            ConnectTable {
                pc: connect.pc,
                service: connect.service,
                key_pin,
                key_prompt,
            }
        }
    }

    impl TryFrom<RenewTable> for Renew {
        type Error = AnswerError;

        fn try_from(table: RenewTable) -> Result<Self, AnswerError> {
            Ok(Renew {
                pc: table.pc,
                answer: read(table.key_pin, table.key_prompt)?,
            })
        }
    }

    impl From<Renew> for RenewTable {
        fn from(renew: Renew) -> Self {
            let (key_pin, key_prompt) = write(renew.answer);
            RenewTable {
                pc: renew.pc,
                key_pin,
                key_prompt,
            }
        }
    }
}

#[cfg(feature = "serde")]
use tables::{ConnectTable, RenewTable};
