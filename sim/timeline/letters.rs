//! How wide a text is, roughly, and the letters that outages go by.

/// The size of the text.
pub(super) const SIZE: i64 = 12;

/// Returns how wide a text is at most, in fonts without serifs.
pub(super) fn width(text: &str) -> i64 {
    let tenths = text.chars().map(|c| if c.is_ascii() { 68 } else { 122 });
    (tenths.sum::<i64>() + 9) / 10
}

/// Returns the letters of the nth outage, counted from 0: A to Z, then AA.
pub fn letter(number: usize) -> String {
    let last = char::from(b'A' + (number % 26) as u8);
    match number / 26 {
        0 => last.to_string(),
        more => letter(more - 1) + &last.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_go_on_behind_z() {
        let letters = [0, 1, 25, 26, 51, 52, 701, 702].map(letter);
        assert_eq!(letters, ["A", "B", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]);
    }
}
