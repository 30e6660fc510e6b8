//! A checksum inside the file that it is of.

/// What stands in the place of a checksum while it is computed: as many characters as BLAKE3 has hexadecimal digits.
pub(super) const OPEN: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// Puts the checksum of a file in the place that was left open for it.
pub(super) fn close(file: &mut [u8]) {
    let sum = blake3::hash(file).to_hex();
    if let Some(place) = place_of(file, OPEN) {
        place.copy_from_slice(sum.as_bytes());
    }
}

/// Is this the checksum of a file that holds it? Its place is left open behind it.
pub(super) fn holds(file: &mut [u8], sum: &str) -> bool {
    let Some(place) = place_of(file, sum).filter(|place| place.len() == OPEN.len()) else { return false };
    place.copy_from_slice(OPEN.as_bytes());
    blake3::hash(file).to_hex().as_str() == sum
}

/// The first place of a text: the header, where checksums stand, comes before all values.
fn place_of<'a>(file: &'a mut [u8], text: &str) -> Option<&'a mut [u8]> {
    let start = file.windows(text.len().max(1)).position(|part| part == text.as_bytes())?;
    file.get_mut(start..start + text.len())
}
