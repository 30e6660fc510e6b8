//! A moment as tables show it.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The last second that RFC 3339 can write: that of the year 9999.
const LAST: Duration = Duration::from_secs(253_402_300_799);

/// RFC 3339 in UTC, to the second. A clock that is set before 1970 or behind 9999 gives the first or the last moment of
/// these: a wrong clock is no reason to lose a run.
pub fn rfc3339(moment: SystemTime) -> String {
    let since = moment.duration_since(UNIX_EPOCH).unwrap_or_default().min(LAST);
    humantime::format_rfc3339_seconds(UNIX_EPOCH + since).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_before_1970_or_behind_9999_is_no_panic() {
        assert_eq!(rfc3339(UNIX_EPOCH + Duration::from_secs(1)), "1970-01-01T00:00:01Z");
        assert_eq!(rfc3339(UNIX_EPOCH - Duration::from_secs(86_400)), "1970-01-01T00:00:00Z");
        assert_eq!(rfc3339(UNIX_EPOCH + 2 * LAST), "9999-12-31T23:59:59Z");
    }
}
