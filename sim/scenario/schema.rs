//! The JSON Schemas of scenario files and of recipes, for editors and for programs that write them.

use schemars::Schema;

use super::format::File;
use super::recipe_file::RecipeFile;

/// The schema of scenario files, as a JSON document that ends with a newline.
pub fn schema() -> String {
    written(&schemars::schema_for!(File))
}

/// That of what `kigen make --recipe` reads.
pub fn recipe_schema() -> String {
    written(&schemars::schema_for!(RecipeFile))
}

fn written(schema: &Schema) -> String {
    let text = serde_json::to_string_pretty(schema);
    text.expect("a schema always serializes") + "\n"
}
