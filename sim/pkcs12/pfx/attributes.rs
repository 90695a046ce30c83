//! What a bag says about what is in it.

use yasna::{ASN1Result, BERReader};

use crate::contents::{BagAttributes, Form};
use crate::oid;

/// How many of Microsoft's certificate properties are read of a bag. Windows knows about a hundred,
/// and writes a few.
const PROPERTIES_MAX: usize = 128;

/// The attributes of a bag, the first value of each. An attribute without a value that it needs,
/// with one of an unexpected type, or with an identifier that yasna cannot read, is as good as
/// absent; of the name that people know the thing by, it is said.
pub(super) fn attributes(reader: BERReader<'_, '_>, form: &mut Form) -> ASN1Result<BagAttributes> {
    let mut attributes = BagAttributes::default();
    reader.read_set_of(|r| {
        let (id, value) = r.read_sequence(|fields| {
            // yasna 0.5 refuses an arc with a byte 0x80 in its middle, such as 32768 = 82 80 00.
            let id = yasna::parse_ber(&fields.next().read_der()?, |r| r.read_oid()).ok();
            let values = fields.next().collect_set_of(|r| r.read_der())?;
            Ok((id, values.into_iter().next()))
        })?;
        if id
            .as_ref()
            .is_some_and(|id| oid::is(id, oid::LOCAL_MACHINE_KEYSET))
        {
            attributes.machine_key = true;
        }
        if id
            .as_ref()
            .is_some_and(|id| oid::is(id, oid::FRIENDLY_NAME))
        {
            form.add_name(value.as_deref());
        }
        let (Some(id), Some(value)) = (id, value) else {
            return Ok(());
        };
        let room = attributes.extended.len() < PROPERTIES_MAX;
        let bytes = || yasna::parse_ber(&value, |r| r.read_bytes()).ok();
        if oid::is(&id, oid::FRIENDLY_NAME) {
            let name = text(&value);
            attributes.unreadable_name |= name.is_none();
            attributes.friendly_name = attributes.friendly_name.take().or(name);
        } else if oid::is(&id, oid::CSP_NAME) {
            attributes.csp_name = attributes.csp_name.take().or_else(|| text(&value));
        } else if oid::is(&id, oid::LOCAL_KEY_ID) {
            attributes.local_key_id = attributes.local_key_id.take().or_else(bytes);
        } else if oid::is(&id, oid::TRUSTED_KEY_USAGE) {
            attributes.trusted = true;
        } else if let (Some(property), true, Some(bytes)) = (oid::property(&id), room, bytes()) {
            attributes.extended.entry(property).or_insert(bytes);
        }
        Ok(())
    })?;
    Ok(attributes)
}

/// A BMPString, as RFC 2985 asks for, or a UTF8String, which some makers write instead. A surrogate
/// without its partner becomes U+FFFD. Windows sometimes writes the zero that ends the string in
/// memory; it is not part of the name.
fn text(der: &[u8]) -> Option<String> {
    let bmp = yasna::parse_ber(der, |r| r.read_bmp_string());
    let text = bmp.or_else(|_| yasna::parse_ber(der, |r| r.read_utf8string()));
    text.ok().map(|text| text.trim_end_matches('\0').to_owned())
}
