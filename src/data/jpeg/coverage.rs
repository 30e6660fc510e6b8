//! Whether the scans of a JPEG file make a whole picture.

/// Coefficients of a block.
const BLOCK: usize = 64;

/// Which coefficients of which components scans have given, and down to which bit.
#[derive(Default)]
pub(super) struct Coverage(Vec<Component>);

struct Component {
    id: u8,
    /// The lowest bit that is known, of each coefficient that any scan gave.
    low: [Option<u8>; BLOCK],
}

impl Coverage {
    /// The components of the frame's header (ITU T.81, section B.2.2).
    pub fn frame(&mut self, header: &[u8]) {
        let components = header.get(6..).unwrap_or_default();
        self.0 =
            components.chunks_exact(3).map(|part| Component { id: part[0], low: [None; BLOCK] }).collect();
    }

    /// What a scan gives, by its header (ITU T.81, section B.2.3); a header that is damaged gives nothing.
    pub fn scan(&mut self, header: &[u8]) {
        let Some((&count, rest)) = header.split_first() else { return };
        let (ids, rest) = rest.split_at(rest.len().min(2 * usize::from(count)));
        let &[first, last, bits] = rest else { return };
        for component in &mut self.0 {
            let given = ids.chunks_exact(2).any(|part| part[0] == component.id);
            let band = component.low.get_mut(usize::from(first)..=usize::from(last));
            if let Some(band) = band.filter(|_| given) {
                band.fill(Some(bits & 0x0f));
            }
        }
    }

    /// Is every coefficient of every component given to the last bit? The standard lets encoders leave some out, and no common
    /// one does; a picture that was cut off between two scans looks the same.
    pub fn is_full(&self) -> bool {
        let whole = |component: &Component| component.low.iter().all(|&bit| bit == Some(0));
        !self.0.is_empty() && self.0.iter().all(whole)
    }
}
