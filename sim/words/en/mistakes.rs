//! Mistakes in scenario files in English: what their `Display` says.

use super::English;
use crate::scenario::Mistake;
use crate::words::MistakeWords;

impl MistakeWords for English {
    fn mistake(&self, mistake: &Mistake) -> String {
        mistake.to_string()
    }
}
