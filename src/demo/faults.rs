//! Misbehaviour on purpose: what networks, proxies and restarts do to a client.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use super::hash::Rng;

/// The kinds of trouble.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FaultKind {
    /// The connection is reset, before or after the request took effect.
    Drop,
    /// No answer for a long time (90 s), then a reset.
    Stall,
    /// The body ends early, and the connection with it.
    Truncate,
    /// The body is a proxy's HTML page, or damaged JSON.
    Garble,
    /// HTTP 429, `RATE_LIMIT_HIT`, with `Retry-After`.
    RateLimit,
    /// HTTP 500 to 504, with JSON or a proxy's page.
    Server,
    /// All event queues are forgotten every so often.
    ExpireQueues,
    /// Events are delivered again after they were acknowledged.
    Repeat,
    /// The answer is held back, so that later ones overtake it.
    Reorder,
    /// A `restart` event every so often; connections are cut.
    Restart,
    /// Texts hold control sequences and whatever else harms a terminal, in every
    /// reply: the amount says nothing.
    Hostile,
}

impl FaultKind {
    const NAMES: [(&'static str, Self); 11] = [
        ("drop", Self::Drop),
        ("stall", Self::Stall),
        ("truncate", Self::Truncate),
        ("garble", Self::Garble),
        ("429", Self::RateLimit),
        ("5xx", Self::Server),
        ("expire-queues", Self::ExpireQueues),
        ("repeat", Self::Repeat),
        ("reorder", Self::Reorder),
        ("restart", Self::Restart),
        ("hostile", Self::Hostile),
    ];

    /// Whether the amount is seconds between two of them instead of a probability.
    #[must_use]
    pub const fn is_timed(self) -> bool {
        matches!(self, Self::ExpireQueues | Self::Restart)
    }
}

/// One kind of trouble, how much of it, and where.
#[derive(Debug, Clone, PartialEq)]
pub struct Fault {
    /// What goes wrong.
    pub kind: FaultKind,
    /// Probability for each request, or seconds between (see [`FaultKind::is_timed`]).
    pub amount: f64,
    /// The first part of the path after `/api/v1/` that it is limited to, perhaps with the
    /// method before it: `messages` or `POST:messages`.
    pub endpoint: Option<String>,
}

impl FromStr for Fault {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (rest, endpoint) = match text.split_once('@') {
            Some((rest, endpoint)) => (rest, Some(endpoint.to_owned())),
            None => (text, None),
        };
        let (name, amount) = match rest.split_once(':') {
            Some((name, amount)) => (name, Some(amount)),
            None => (rest, None),
        };
        let kind = FaultKind::NAMES
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, kind)| *kind)
            .ok_or_else(|| {
                let known: Vec<_> = FaultKind::NAMES.iter().map(|(name, _)| *name).collect();
                format!("unknown fault; there are: {}", known.join(", "))
            })?;
        let amount = match amount {
            None if kind.is_timed() => 30.0,
            None => 0.1,
            Some(amount) => amount.parse().map_err(|_| "the amount is not a number")?,
        };
        let most = if kind.is_timed() { 86_400.0 } else { 1.0 };
        if !(amount > 0.0 && amount <= most) {
            return Err(format!("the amount must be above 0 and at most {most}"));
        }
        Ok(Self {
            kind,
            amount,
            endpoint,
        })
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = FaultKind::NAMES
            .iter()
            .find(|(_, kind)| *kind == self.kind)
            .map_or("", |(name, _)| name);
        write!(f, "{name}:{}", self.amount)?;
        match &self.endpoint {
            Some(endpoint) => write!(f, "@{endpoint}"),
            None => Ok(()),
        }
    }
}

/// What is to go wrong with one request.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Trouble {
    /// Reset without doing anything.
    DropBefore,
    /// Do it, then reset.
    DropAfter,
    Stall(Duration),
    /// Send this part of the body.
    Truncate(f64),
    GarbleHtml,
    GarbleJson(u64),
    RateLimit(f64),
    Server(u16, bool),
    Delay(Duration),
}

/// The faults that are on, and the chance that decides.
#[derive(Debug)]
pub(crate) struct Faults {
    pub(crate) active: Vec<Fault>,
    rng: Rng,
    /// How often each kind struck, in the order of [`FaultKind::NAMES`].
    struck: [u64; FaultKind::NAMES.len()],
}

impl Faults {
    pub(crate) fn new(active: Vec<Fault>, seed: u64) -> Self {
        Self {
            active,
            rng: Rng::new(seed ^ 0xfa17),
            struck: [0; FaultKind::NAMES.len()],
        }
    }

    /// Decides about the next request to an endpoint.
    pub(crate) fn next(&mut self, method: &str, endpoint: &str) -> Option<Trouble> {
        let rng = &mut self.rng;
        for fault in &self.active {
            if fault
                .endpoint
                .as_deref()
                .is_some_and(|only| !is_about(only, method, endpoint))
                || fault.kind.is_timed()
            {
                continue;
            }
            // Drawn even when it does not strike, so that one fault's chance
            // does not depend on another's.
            let (strikes, shape) = (rng.chance(fault.amount), rng.next());
            if !strikes {
                continue;
            }
            if !matches!(fault.kind, FaultKind::Repeat) {
                count(&mut self.struck, fault.kind);
            }
            let fraction = (shape >> 11) as f64 / (1_u64 << 53) as f64;
            return Some(match fault.kind {
                FaultKind::Drop if shape % 2 == 0 => Trouble::DropBefore,
                FaultKind::Drop => Trouble::DropAfter,
                FaultKind::Stall => Trouble::Stall(Duration::from_secs(90)),
                FaultKind::Truncate => Trouble::Truncate(fraction),
                FaultKind::Garble if shape % 2 == 0 => Trouble::GarbleHtml,
                FaultKind::Garble => Trouble::GarbleJson(shape),
                FaultKind::RateLimit => Trouble::RateLimit(0.1 + 2.0 * fraction),
                FaultKind::Server => {
                    Trouble::Server(500 + (shape % 5) as u16, (shape >> 8) % 2 == 0)
                }
                FaultKind::Reorder => {
                    Trouble::Delay(Duration::from_millis(20 + (fraction * 400.0) as u64))
                }
                FaultKind::Repeat
                | FaultKind::ExpireQueues
                | FaultKind::Restart
                | FaultKind::Hostile => continue,
            });
        }
        None
    }

    /// Whether acknowledged events are to be delivered again this time.
    pub(crate) fn repeats(&mut self) -> bool {
        let rng = &mut self.rng;
        self.active
            .iter()
            .filter(|fault| fault.kind == FaultKind::Repeat)
            .any(|fault| rng.chance(fault.amount))
    }

    /// Notes that a kind struck which others carry out.
    pub(crate) fn struck(&mut self, kind: FaultKind) {
        count(&mut self.struck, kind);
    }

    /// How often each kind struck since the start, by name.
    pub(crate) fn counts(&self) -> impl Iterator<Item = (&'static str, u64)> {
        let names = FaultKind::NAMES.iter().map(|(name, _)| *name);
        names.zip(self.struck)
    }

    /// Whether texts are to do harm.
    pub(crate) fn harms(&self) -> bool {
        self.active
            .iter()
            .any(|fault| fault.kind == FaultKind::Hostile)
    }

    /// Seconds between two of a timed kind, if it is on.
    pub(crate) fn every(&self, kind: FaultKind) -> Option<f64> {
        self.active
            .iter()
            .find(|fault| fault.kind == kind)
            .map(|fault| fault.amount)
    }
}

fn count(struck: &mut [u64], kind: FaultKind) {
    let kinds = FaultKind::NAMES.iter().map(|(_, known)| *known);
    for (count, known) in struck.iter_mut().zip(kinds) {
        *count += u64::from(known == kind);
    }
}

/// Whether a request is among those that a fault is limited to.
fn is_about(only: &str, method: &str, endpoint: &str) -> bool {
    match only.split_once(':') {
        Some((only_method, only)) => only_method == method && only == endpoint,
        None => only == endpoint,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_are_read_and_written() {
        let fault: Fault = "5xx:0.2@events".parse().expect("a fault");
        assert_eq!(fault.kind, FaultKind::Server);
        assert_eq!(fault.to_string(), "5xx:0.2@events");
        assert_eq!(
            "drop".parse::<Fault>().expect("a fault").to_string(),
            "drop:0.1"
        );
        assert!("drop:2".parse::<Fault>().is_err());
        assert!(
            "flood"
                .parse::<Fault>()
                .expect_err("unknown")
                .contains("garble")
        );
    }

    #[test]
    fn a_fault_may_be_for_one_method_alone() {
        let fault: Fault = "drop:1@POST:messages".parse().expect("a fault");
        assert_eq!(fault.to_string(), "drop:1@POST:messages");
        let mut faults = Faults::new(vec![fault], 5);
        assert_eq!(faults.next("GET", "messages"), None);
        assert_eq!(faults.next("POST", "events"), None);
        assert!(faults.next("POST", "messages").is_some());
    }

    #[test]
    fn trouble_is_the_same_for_the_same_seed() {
        let active = vec![
            "drop:0.3".parse().expect("a fault"),
            "5xx:0.3@events".parse().expect("a fault"),
        ];
        let run = |seed| {
            let mut faults = Faults::new(active.clone(), seed);
            (0..64)
                .map(|i| faults.next("GET", if i % 2 == 0 { "events" } else { "messages" }))
                .collect::<Vec<_>>()
        };
        assert_eq!(run(5), run(5));
        assert_ne!(run(5), run(6));
        assert!(run(5).iter().flatten().count() > 10);
    }
}
