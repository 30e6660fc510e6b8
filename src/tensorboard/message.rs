//! The messages of an event file in the wire format of protocol buffers.
//!
//! ```text
//! Event      { double wall_time = 1; int64 step = 2; string file_version = 3; Summary summary = 5; SessionLog session_log = 7; }
//! Summary    { repeated Value value = 1; }
//! Value      { string tag = 1; float simple_value = 2; }
//! SessionLog { Status status = 1; }  // START = 1
//! ```

/// How a field's value is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wire {
    Varint = 0,
    Eight = 1,
    Bytes = 2,
    Four = 5,
}

/// What begins every file: the version of its format.
pub(super) fn version(time: f64) -> Vec<u8> {
    [wall_time(time), bytes(3, b"brain.Event:2")].concat()
}

/// The run starts anew: what was shown of it before is to be forgotten.
pub(super) fn start(time: f64) -> Vec<u8> {
    [wall_time(time), varint_field(2, 0), bytes(7, &varint_field(1, 1))].concat()
}

/// Numbers of a step by their tags; `time` in seconds since 1970.
pub(super) fn scalars<'a>(time: f64, step: usize, values: impl Iterator<Item = (&'a str, f64)>) -> Vec<u8> {
    let value = |(tag, value): (&str, f64)| {
        let number = [key(2, Wire::Four), (value as f32).to_le_bytes().to_vec()].concat();
        bytes(1, &[bytes(1, tag.as_bytes()), number].concat())
    };
    let summary: Vec<u8> = values.flat_map(value).collect();
    [wall_time(time), varint_field(2, step as u64), bytes(5, &summary)].concat()
}

fn wall_time(time: f64) -> Vec<u8> {
    [key(1, Wire::Eight), time.to_le_bytes().to_vec()].concat()
}

fn bytes(field: u64, value: &[u8]) -> Vec<u8> {
    [key(field, Wire::Bytes), varint(value.len() as u64), value.to_vec()].concat()
}

fn varint_field(field: u64, value: u64) -> Vec<u8> {
    [key(field, Wire::Varint), varint(value)].concat()
}

fn key(field: u64, wire: Wire) -> Vec<u8> {
    varint((field << 3) | wire as u64)
}

/// Seven bits a byte, the lowest first; all bytes but the last have the highest bit set.
fn varint(mut value: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    while value >= 0x80 {
        bytes.push(value as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
    bytes
}
