//! How long a frame takes: after a key, after a burst, after a new width.
//!
//! `cargo bench --bench screen`. Limits: a key costs at most 3 ms to its frame at 200x60 with
//! 100,000 messages in the view, and the number of messages does not matter; 10,000 events are
//! applied and drawn within 200 ms; a new width is drawn within 16 ms.

use crossterm::event::KeyCode;
use divan::Bencher;
use lazuli::api::event::Event;
use lazuli::app::update::{SessionUpdate, Update};

mod made;

use made::batch;
use made::program::Program;

fn main() {
    divan::main();
}

/// A screenful up or down and its frame: everything on the screen changes.
#[divan::bench(args = [1_000, 10_000, 100_000])]
fn screenful_to_frame_200x60(bencher: Bencher, messages: usize) {
    to_and_fro(bencher, messages, [KeyCode::PageUp, KeyCode::PageDown]);
}

#[divan::bench(args = [1_000, 10_000, 100_000])]
fn one_step_to_frame_200x60(bencher: Bencher, messages: usize) {
    to_and_fro(bencher, messages, [KeyCode::Up, KeyCode::Down]);
}

fn to_and_fro(bencher: Bencher, messages: usize, [up, down]: [KeyCode; 2]) {
    let mut program = Program::scrolled_back(messages, 200, 60);
    let mut keys = 0;
    bencher.bench_local(move || {
        program.key(if keys % 16 < 8 { down } else { up });
        keys += 1;
        program.draw();
    });
}

/// The layouts of one width are of no use for the other.
#[divan::bench(args = [1_000, 10_000, 100_000])]
fn new_width_to_frame(bencher: Bencher, messages: usize) {
    let mut program = Program::scrolled_back(messages, 200, 60);
    let mut times = 0_u16;
    bencher.bench_local(move || {
        times += 1;
        let columns = 100 + times % 90;
        program.terminal.backend_mut().resize(columns, 60);
        program.update(Update::Resize(columns, 60));
        program.draw();
    });
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn burst_of_10_000_events_to_frame(bencher: Bencher) {
    let raw = batch(10_000);
    bencher
        .with_inputs(|| {
            let parsed = raw.iter().map(Event::parse);
            let events: Vec<Event> = parsed.map(Result::unwrap).collect();
            (Program::at_newest(1_000, 200, 60), events)
        })
        .bench_local_values(|(mut program, events)| {
            program.update(Update::Session(SessionUpdate::Events(events)));
            program.draw();
            program
        });
}

/// A key in the middle of a message of the greatest length, in an organization of 2,000 people.
#[divan::bench]
fn composer_key_to_frame_200x60(bencher: Bencher) {
    let mut program = Program::writing(1_000, 200, 60);
    let mut keys = 0;
    bencher.bench_local(move || {
        program.key(if keys % 16 < 8 {
            KeyCode::Char('x')
        } else {
            KeyCode::Backspace
        });
        keys += 1;
        program.draw();
    });
}
