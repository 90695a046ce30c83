//! Scenario files: what is read is written again and read as the same.

#![no_main]

use kigen::scenario::Scenario;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    match Scenario::parse(text) {
        Ok(scenario) => {
            let written = scenario.to_toml();
            let again = Scenario::parse(&written).map(|scenario| scenario.to_toml());
            assert_eq!(again.as_ref(), Ok(&written));
        }
        Err(error) => drop(error.to_string()),
    }
});
