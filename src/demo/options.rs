//! How large, how lively and how unreliable the organization is.

use std::time::Duration;

use super::faults::Fault;
use super::ways_in::SignIn;

/// Settings of a demo organization. [`Options::default`] is the small, lively one
/// that `lazuli --demo` shows.
#[derive(Debug, Clone, clap::Args)]
pub struct Options {
    /// Port on 127.0.0.1; 0 takes any free one
    #[arg(long, default_value_t = 0, value_name = "PORT")]
    pub port: u16,

    /// The same seed gives the same people, words and chance
    #[arg(long, default_value_t = 1, value_name = "N")]
    pub seed: u64,

    /// How many people there are, at least the 24 who talk
    #[arg(long, default_value_t = 40, value_name = "N")]
    pub people: u32,

    /// How many channels there are, at least the 16 that are talked in
    #[arg(long, default_value_t = 20, value_name = "N")]
    pub channels: u32,

    /// How many messages there are at the start, at least those that are told
    #[arg(long, default_value_t = 2_500, value_name = "N")]
    pub messages: u32,

    /// Things that simulated people do in a minute; 0 keeps them still
    #[arg(long, default_value_t = 20.0, value_name = "PER_MINUTE", value_parser = rate)]
    pub rate: f64,

    /// Silence after which a poll is answered with a heartbeat
    ///
    /// Clients are told to wait for 1.8 times as long.
    #[arg(long, default_value_t = 50.0, value_name = "SECONDS", value_parser = positive)]
    pub heartbeat_secs: f64,

    /// How long an event queue lives without a poll; clients may ask for less
    ///
    /// Without it: 600 s, or what the client asks for, up to a week.
    #[arg(long, value_name = "SECONDS", value_parser = positive)]
    pub queue_lifespan_secs: Option<f64>,

    /// Misbehave: drop, stall, truncate, garble, 429, 5xx, expire-queues, repeat,
    /// reorder, restart, hostile; `KIND[:AMOUNT][@ENDPOINT]`, repeatable
    ///
    /// AMOUNT is a probability for each request (default 0.1), except for
    /// `expire-queues` and `restart`, where it is seconds between (default 30).
    /// ENDPOINT is the first part of a path after /api/v1/, as in `5xx:0.2@events`;
    /// with a method before it only those requests are meant, as in `drop@POST:messages`.
    #[arg(long = "fault", value_name = "KIND[:AMOUNT][@ENDPOINT]")]
    pub faults: Vec<Fault>,

    /// Delay of each answer
    #[arg(long, default_value_t = 0, value_name = "MILLISECONDS")]
    pub latency_ms: u64,

    /// How many unread messages a registration lists at most, the newest ones
    #[arg(long, default_value_t = 50_000, value_name = "N")]
    pub unread_cap: u32,

    /// What the organization's clock shows at the start, in seconds since 1970;
    /// the system's time if not given
    #[arg(long, value_name = "UNIX_TIME")]
    pub now: Option<u64>,

    /// The feature level that it says it has; from 445 on, messages can be asked for by date
    #[arg(long, default_value_t = 379, value_name = "LEVEL", value_parser = clap::value_parser!(u64).range(379..))]
    pub feature_level: u64,

    /// Nothing that came after feature level 379: no channel folders, no reminders
    #[arg(long)]
    pub plain: bool,

    /// What is unusual about signing in, repeatable
    #[arg(long, value_enum, value_name = "WHAT")]
    pub sign_in: Vec<SignIn>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            port: 0,
            seed: 1,
            people: 40,
            channels: 20,
            messages: 2_500,
            rate: 20.0,
            heartbeat_secs: 50.0,
            queue_lifespan_secs: None,
            faults: Vec::new(),
            latency_ms: 0,
            unread_cap: 50_000,
            now: None,
            feature_level: 379,
            plain: false,
            sign_in: Vec::new(),
        }
    }
}

impl Options {
    /// The default organization with (`true`) or without simulated people who act.
    ///
    /// Without them nothing happens that a test does not do itself, through the
    /// API, as several people, or through the control endpoint.
    #[must_use]
    pub fn scripted(lively: bool) -> Self {
        let rate = if lively { Self::default().rate } else { 0.0 };
        Self {
            rate,
            ..Self::default()
        }
    }

    pub(crate) fn latency(&self) -> Duration {
        Duration::from_millis(self.latency_ms)
    }
}

fn positive(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(value) if value.is_finite() && value > 0.0 => Ok(value),
        _ => Err("must be a number above 0".to_owned()),
    }
}

fn rate(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(value) if value.is_finite() && (0.0..=60_000.0).contains(&value) => Ok(value),
        _ => Err("must be a number from 0 to 60000".to_owned()),
    }
}
