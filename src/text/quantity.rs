//! Numbers as people read them: unit, prefix, decimals.

/// In which unit a number is kept, and so how people read it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// A fraction from 0 to 1, read in percent; differences in points.
    Percent,
    /// A number of things, read with a prefix.
    Count,
    /// A mean number of things, read without a prefix.
    Mean,
    /// Of a loss: cross-entropy with natural logarithms.
    Nats,
    /// Of one image: a latency or a part of it.
    Milliseconds,
    /// Of a whole run: its training or its evaluation.
    Seconds,
    /// Read in MiB.
    Bytes,
    /// One number divided by another one of its kind.
    Ratio,
}

/// How numbers of one unit are shown beside each other: under one prefix, with the same decimals.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scale {
    /// What a number is divided by.
    pub divisor: f64,
    /// Stands behind a number or in a heading: `%`, `ms`, or the `G` of "G MACs"; empty for plain numbers.
    pub symbol: &'static str,
    /// Digits behind the point.
    pub decimals: usize,
}

const MIB: f64 = (1u64 << 20) as f64;

impl Scale {
    /// The scale under which the smallest of the numbers is legible.
    pub fn of(unit: Unit, values: impl IntoIterator<Item = f64>) -> Scale {
        let mut positive = values.into_iter().filter(|&value| value > 0.0 && value.is_finite());
        let smallest = positive.by_ref().reduce(f64::min);
        let digits = |divisor: f64| smallest.map_or(0, |value| three_digits(value / divisor));
        let (divisor, symbol, decimals) = match unit {
            Unit::Percent => (0.01, "%", 1),
            Unit::Count => return Scale::prefixed(smallest.unwrap_or(1.0)),
            Unit::Mean => (1.0, "", digits(1.0)),
            Unit::Nats => (1.0, "nats", 3),
            Unit::Milliseconds => (1.0, "ms", digits(1.0)),
            Unit::Seconds => (1.0, "s", digits(1.0)),
            Unit::Bytes => (MIB, "MiB", digits(MIB)),
            Unit::Ratio => (1.0, "", 2),
        };
        Scale { divisor, symbol, decimals }
    }

    /// The scale of an overview, in which deviations stand beside most numbers: times with one decimal, those of whole
    /// runs in minutes.
    pub fn brief(unit: Unit, values: impl IntoIterator<Item = f64>) -> Scale {
        match unit {
            Unit::Mean => Scale { symbol: "mean", decimals: 0, ..Scale::of(unit, values) },
            Unit::Nats => Scale { decimals: 2, ..Scale::of(unit, values) },
            Unit::Milliseconds => Scale { decimals: 1, ..Scale::of(unit, values) },
            Unit::Seconds => Scale { divisor: 60.0, symbol: "min", decimals: 1 },
            _ => Scale::of(unit, values),
        }
    }

    /// The largest prefix that leaves the smallest number at 1 or more.
    fn prefixed(smallest: f64) -> Scale {
        let (divisor, symbol) = [(1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k")]
            .into_iter()
            .find(|(divisor, _)| smallest >= *divisor)
            .unwrap_or((1.0, ""));
        let digits = three_digits(smallest / divisor);
        // Things that are counted one by one have no hundredths.
        let decimals = if divisor == 1.0 && digits == 2 { 0 } else { digits };
        Scale { divisor, symbol, decimals }
    }

    /// A number as it stands under the prefix.
    pub fn scaled(&self, value: f64) -> f64 {
        // Percent are exact as a product; a hundredth has no exact quotient.
        if self.divisor < 1.0 { value * self.divisor.recip() } else { value / self.divisor }
    }

    /// "48.1"; with a minus sign, not a hyphen.
    pub fn number(&self, value: f64) -> String {
        fixed(self.scaled(value), self.decimals).replace('-', "−")
    }

    /// "48.1 %".
    pub fn quantity(&self, value: f64) -> String {
        format!("{} {}", self.number(value), self.symbol).trim_end().to_owned()
    }

    /// "48.1 ± 0.3", or the number alone without a deviation.
    pub fn spread(&self, mean: f64, deviation: Option<f64>) -> String {
        let deviation = deviation.map(|deviation| format!(" ± {}", self.number(deviation)));
        self.number(mean) + &deviation.unwrap_or_default()
    }

    /// A difference: "−1.02 ± 0.30", "+3.1", "0.0".
    pub fn signed(&self, difference: f64, interval: Option<f64>) -> String {
        let sign = if difference > 0.0 { "+" } else { "" };
        format!("{sign}{}", self.spread(difference, interval))
    }

    /// "mIoU (%)".
    pub fn heading(&self, title: &str) -> String {
        match self.symbol {
            "" => title.to_owned(),
            symbol => format!("{title} ({symbol})"),
        }
    }
}

/// Decimals with which a number from 1 on has three digits.
fn three_digits(value: f64) -> usize {
    if value >= 100.0 { 0 } else { 1 + usize::from(value < 10.0) }
}

/// A number with so many decimals; never "-0".
pub fn fixed(value: f64, decimals: usize) -> String {
    // Adding zero turns −0 into 0.
    format!("{:.decimals$}", value + 0.0)
}

/// A share from 0 to 1: "17.4 %".
pub fn percent(share: f64, decimals: usize) -> String {
    format!("{} %", fixed(100.0 * share, decimals))
}

/// 1423584526336 → "1 423 584 526 336", with narrow no-break spaces.
pub fn grouped(value: f64) -> String {
    let digits = format!("{value:.0}");
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push('\u{202f}');
        }
        text.push(digit);
    }
    text
}

/// A count from `low` to `high`: "310–936 M", or "310 M" when the two do not differ as they are shown.
pub fn span(low: f64, high: f64) -> String {
    let (divisor, symbol) = if high >= 1e9 { (1e9, "G") } else { (1e6, "M") };
    let decimals = if high / divisor >= 100.0 { 0 } else { 2 };
    let scale = Scale { divisor, symbol, decimals };
    let (low, high) = (scale.number(low), scale.number(high));
    if low == high { format!("{high} {symbol}") } else { format!("{low}–{high} {symbol}") }
}

/// A size in bytes: "1.25 GiB".
pub fn gibibytes(bytes: f64) -> String {
    format!("{:.2} GiB", bytes / f64::from(1u32 << 30))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes_suit_the_smallest_value() {
        let symbol = |values: &[f64]| Scale::of(Unit::Count, values.iter().copied()).symbol;
        assert_eq!(symbol(&[297e6, 936e6]), "M");
        assert_eq!(symbol(&[10.8e9, 1423e9]), "G");
        assert_eq!(symbol(&[0.0, 2e12]), "T");
        assert_eq!(symbol(&[]), "");
    }

    #[test]
    fn the_smallest_value_has_three_digits_and_every_unit_its_symbol() {
        let shown = |unit, values: &[f64]| {
            let scale = Scale::of(unit, values.iter().copied());
            values.iter().map(|&value| scale.quantity(value)).collect::<Vec<_>>().join(", ")
        };
        assert_eq!(shown(Unit::Percent, &[0.4812, -0.002]), "48.1 %, −0.2 %");
        assert_eq!(shown(Unit::Count, &[5.2e6, 389e6]), "5.20 M, 389.00 M");
        assert_eq!(shown(Unit::Count, &[7.0]), "7");
        assert_eq!(shown(Unit::Mean, &[96.4]), "96.4");
        assert_eq!(shown(Unit::Nats, &[1.23456]), "1.235 nats");
        assert_eq!(shown(Unit::Milliseconds, &[12.54, 120.0]), "12.5 ms, 120.0 ms");
        assert_eq!(shown(Unit::Seconds, &[181.5]), "182 s");
        assert_eq!(shown(Unit::Bytes, &[f64::from(5 << 20)]), "5.00 MiB");
        assert_eq!(shown(Unit::Ratio, &[1.0]), "1.00");
    }

    #[test]
    fn an_overview_has_fewer_decimals_and_minutes() {
        let brief = |unit, mean, deviation| {
            let scale = Scale::brief(unit, [mean]);
            scale.heading(&scale.spread(mean, deviation))
        };
        assert_eq!(brief(Unit::Nats, 1.23456, Some(0.1)), "1.23 ± 0.10 (nats)");
        assert_eq!(brief(Unit::Milliseconds, 1.26, None), "1.3 (ms)");
        assert_eq!(brief(Unit::Seconds, 81.5, Some(30.0)), "1.4 ± 0.5 (min)");
        assert_eq!(brief(Unit::Percent, 0.5, None), "50.0 (%)");
        assert_eq!(brief(Unit::Mean, 96.4, None), "96 (mean)");
        assert_eq!(brief(Unit::Ratio, 1.6, None), "1.60");
    }

    #[test]
    fn nothing_is_minus_zero() {
        assert_eq!(fixed(-0.0, 2), "0.00");
        assert_eq!(percent(0.174, 1), "17.4 %");
    }

    #[test]
    fn large_numbers_are_grouped_by_thousands() {
        assert_eq!(grouped(1_423_584_526_336.0), "1\u{202f}423\u{202f}584\u{202f}526\u{202f}336");
        assert_eq!([0.0, 999.0, 1000.0].map(grouped), ["0", "999", "1\u{202f}000"]);
    }

    #[test]
    fn a_span_has_two_ends_where_they_differ_as_shown() {
        assert_eq!(span(310e6, 936e6), "310–936 M");
        assert_eq!(span(310.1e6, 310.2e6), "310 M");
        assert_eq!(span(0.5e9, 2.25e9), "0.50–2.25 G");
        assert_eq!(gibibytes(1.25 * 1024.0 * 1024.0 * 1024.0), "1.25 GiB");
    }
}
