//! What a process uses, by Linux's `/proc`.

use std::fs;
use std::time::Duration;

/// Memory and processor time of one process, all its threads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Usage {
    /// Resident memory, in KiB.
    pub resident_kib: u64,
    /// The most that was resident, in KiB.
    pub peak_kib: u64,
    /// Proportional share of memory, in KiB: shared pages divided by sharers.
    pub share_kib: u64,
    /// Processor time of all threads that run, to the nanosecond.
    pub cpu: Duration,
    /// How often a thread was put to sleep and woken.
    pub switches: u64,
    /// Number of threads.
    pub threads: usize,
}

impl Usage {
    /// What the process uses now; `None` where there is no `/proc`, or no such
    /// process.
    pub fn of(pid: u32) -> Option<Self> {
        let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
        let rollup = fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).unwrap_or_default();
        let mut usage = Self {
            resident_kib: number(&status, "VmRSS:")?,
            peak_kib: number(&status, "VmHWM:")?,
            share_kib: number(&rollup, "Pss:").unwrap_or(0),
            cpu: Duration::ZERO,
            switches: 0,
            threads: 0,
        };
        for task in fs::read_dir(format!("/proc/{pid}/task")).ok()?.flatten() {
            let nanoseconds = fs::read_to_string(task.path().join("schedstat"))
                .ok()
                .and_then(|text| text.split_whitespace().next()?.parse().ok());
            usage.cpu += Duration::from_nanos(nanoseconds.unwrap_or(0));
            let status = fs::read_to_string(task.path().join("status")).unwrap_or_default();
            usage.switches += number(&status, "voluntary_ctxt_switches:").unwrap_or(0);
            usage.threads += 1;
        }
        Some(usage)
    }
}

fn number(text: &str, name: &str) -> Option<u64> {
    let line = text.lines().find_map(|line| line.strip_prefix(name))?;
    line.split_whitespace().next()?.parse().ok()
}
