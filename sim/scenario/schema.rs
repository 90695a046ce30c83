//! The JSON Schema of scenario files, for editors and for programs that write them.

use super::format::File;

/// The schema, as a JSON document that ends with a newline.
pub fn schema() -> String {
    let schema = schemars::schema_for!(File);
    let text = serde_json::to_string_pretty(&schema);
    text.expect("a schema always serializes") + "\n"
}
