//! Replies of the server: an event of a queue, and the snapshot of a registration.

#![no_main]

use lazuli::api::event::{Event, RawEvent};
use lazuli::api::snapshot::Snapshot;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    if let Ok(raw) = serde_json::from_slice::<RawEvent>(data) {
        match Event::parse(&raw) {
            Ok(event) => drop(format!("{event:?}")),
            Err(malformed) => drop(malformed.to_string()),
        }
    }
    let _ = Snapshot::parse(data);
});
