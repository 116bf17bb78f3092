//! What the run needed, as the kernel counts it; nothing where it does not say.

use std::fs;

/// Clock ticks of a second in `/proc`; the same on all Linux machines.
const TICKS_PER_SECOND: f64 = 100.0;

/// Adds `cpu_seconds` and `peak_bytes`.
pub(super) fn add(summary: &mut serde_json::Value) {
    if let Some(seconds) = fs::read_to_string("/proc/self/stat").ok().and_then(|text| cpu_seconds(&text)) {
        summary["cpu_seconds"] = seconds.into();
    }
    if let Some(bytes) = fs::read_to_string("/proc/self/status").ok().and_then(|text| peak_bytes(&text)) {
        summary["peak_bytes"] = bytes.into();
    }
}

/// User and system time of all threads. The program's name, in brackets, may hold anything.
fn cpu_seconds(stat: &str) -> Option<f64> {
    let (_, rest) = stat.rsplit_once(')')?;
    let mut ticks = rest.split_ascii_whitespace().skip(11).map(str::parse::<f64>);
    Some((ticks.next()?.ok()? + ticks.next()?.ok()?) / TICKS_PER_SECOND)
}

/// The largest resident memory.
fn peak_bytes(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()? * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_and_memory_are_read_as_the_kernel_writes_them() {
        let stat = "7 (a) b) R 1 2 3 4 5 6 7 8 9 10 150 50 0 0";
        assert_eq!(cpu_seconds(stat), Some(2.0));
        assert_eq!(peak_bytes("Name:\tx\nVmHWM:\t    2048 kB\n"), Some(2_097_152));
        assert_eq!((cpu_seconds(""), peak_bytes("")), (None, None));
    }
}
