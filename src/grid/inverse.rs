//! A kernel map turned round: which output rows read an input row through which tap.

/// Input rows are grouped by the taps that reach them when less than this share of the table is filled
/// (strided layers), so that neighbouring rows of the table skip the same taps.
const GROUPED_BELOW: f64 = 0.75;

/// For every input row and tap the output row whose tap reads it, −1 where none does.
///
/// Several output rows may read one input row through the same tap (a fine cell and its neighbour both
/// read the coarse cell beside them). Their gradients are then summed beforehand, in ascending order,
/// into a *virtual row*; entries ≥ `rows_out` name virtual row `entry − rows_out`.
#[derive(Debug)]
pub struct InverseMap {
    index: Option<Vec<i32>>,
    order: Option<Vec<u32>>,
    virtual_start: Vec<u32>,
    virtual_rows: Vec<u32>,
}

impl InverseMap {
    /// Of a table [rows_out, taps] whose entries are in −1..rows_in; `None` is the identity.
    pub(super) fn new(index: Option<&[i32]>, [rows_in, rows_out]: [usize; 2], taps: usize) -> Self {
        let Some(index) = index else {
            return InverseMap { index: None, order: None, virtual_start: vec![0], virtual_rows: Vec::new() };
        };
        let readers = Readers::new(rows_in * taps, taps, index);
        let (table, virtual_start, virtual_rows) = readers.into_table(rows_out);
        let (table, order) = group_by_taps(table, taps);
        InverseMap { index: Some(table), order, virtual_start, virtual_rows }
    }

    /// Entries, row-major [rows_in, taps], rows in the order of [`Self::order`]; `None` for the identity.
    pub fn index(&self) -> Option<&[i32]> {
        self.index.as_deref()
    }

    /// `order[r]` is the input row that table row r is about; `None` when they agree.
    pub fn order(&self) -> Option<&[u32]> {
        self.order.as_deref()
    }

    /// How many virtual rows there are.
    pub fn virtual_count(&self) -> usize {
        self.virtual_start.len() - 1
    }

    /// The output rows, ascending, whose gradients make up a virtual row.
    pub fn virtual_row(&self, number: usize) -> &[u32] {
        &self.virtual_rows[self.virtual_start[number] as usize..self.virtual_start[number + 1] as usize]
    }
}

/// For each (input row, tap) the output rows that read it, in ascending order, as a compressed list.
struct Readers {
    start: Vec<u32>,
    rows: Vec<u32>,
}

impl Readers {
    fn new(slots: usize, taps: usize, index: &[i32]) -> Self {
        let slot = |entry: usize, row: i32| row as usize * taps + entry % taps;
        let mut start = vec![0u32; slots + 1];
        for (entry, &row) in index.iter().enumerate().filter(|(_, row)| **row >= 0) {
            start[slot(entry, row) + 1] += 1;
        }
        for i in 0..slots {
            start[i + 1] += start[i];
        }
        let mut next = start.clone();
        let mut rows = vec![0u32; start[slots] as usize];
        for (entry, &row) in index.iter().enumerate().filter(|(_, row)| **row >= 0) {
            let next = &mut next[slot(entry, row)];
            rows[*next as usize] = (entry / taps) as u32;
            *next += 1;
        }
        Readers { start, rows }
    }

    fn into_table(self, rows_out: usize) -> (Vec<i32>, Vec<u32>, Vec<u32>) {
        let mut virtual_start = vec![0u32];
        let mut virtual_rows = Vec::new();
        let table = self
            .start
            .windows(2)
            .map(|bounds| match &self.rows[bounds[0] as usize..bounds[1] as usize] {
                [] => -1,
                [one] => *one as i32,
                several => {
                    virtual_rows.extend_from_slice(several);
                    virtual_start.push(virtual_rows.len() as u32);
                    (rows_out + virtual_start.len() - 2) as i32
                }
            })
            .collect();
        (table, virtual_start, virtual_rows)
    }
}

fn group_by_taps(table: Vec<i32>, taps: usize) -> (Vec<i32>, Option<Vec<u32>>) {
    let filled = table.iter().filter(|&&row| row >= 0).count();
    if filled as f64 >= GROUPED_BELOW * table.len() as f64 {
        return (table, None);
    }
    let used = |row: u32| {
        let entries = &table[row as usize * taps..][..taps];
        entries
            .iter()
            .enumerate()
            .fold(0u64, |bits, (tap, &entry)| bits | (u64::from(entry >= 0) << (tap % 64)))
    };
    let mut order: Vec<u32> = (0..(table.len() / taps) as u32).collect();
    order.sort_by_cached_key(|&row| (used(row), row));
    let grouped =
        order.iter().flat_map(|&row| table[row as usize * taps..][..taps].iter().copied()).collect();
    (grouped, Some(order))
}

#[cfg(test)]
pub(super) mod tests {
    use crate::grid::KernelMap;

    /// Every (output, tap, input) triple of the map appears exactly once in the inverse.
    pub(in crate::grid) fn triples(map: &KernelMap) -> Vec<(u32, usize, usize)> {
        let inverse = map.inverse();
        let mut triples = Vec::new();
        for row in 0..map.rows_in() {
            for tap in 0..map.taps() {
                let entry = inverse.index().unwrap()[row * map.taps() + tap];
                let input = inverse.order().map_or(row, |order| order[row] as usize);
                match entry {
                    -1 => {}
                    e if (e as usize) < map.rows_out() => triples.push((e as u32, tap, input)),
                    e => {
                        let outputs = inverse.virtual_row(e as usize - map.rows_out());
                        assert!(outputs.len() > 1 && outputs.is_sorted());
                        triples.extend(outputs.iter().map(|&o| (o, tap, input)));
                    }
                }
            }
        }
        triples.sort_unstable();
        triples
    }

    #[test]
    fn the_inverse_holds_every_read_once() {
        // Three outputs; two of them read input 1 through tap 0; input 3 is never read.
        let map = KernelMap::new(4, 2, vec![1, 0, 1, -1, 2, 2]);
        assert_eq!(triples(&map), vec![(0, 0, 1), (0, 1, 0), (1, 0, 1), (2, 0, 2), (2, 1, 2)]);
        assert_eq!(map.inverse().virtual_count(), 1);
    }

    #[test]
    fn sparse_tables_group_rows_that_share_taps() {
        let map = KernelMap::new(4, 2, vec![0, 1, 2, 3]);
        assert_eq!(map.inverse().order(), Some(&[0, 2, 1, 3][..]));
        assert_eq!(triples(&map), vec![(0, 0, 0), (0, 1, 1), (1, 0, 2), (1, 1, 3)]);
    }
}
