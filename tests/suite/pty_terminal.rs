//! Terminal care, seen from outside: whatever ends or stops a program that uses
//! the terminal room, the terminal is left as it was found.
//!
//! The program under test is [`terminal_child`], which this test binary runs of
//! itself in a pseudo-terminal: the shipped binary has no switch that makes it
//! panic or hang.

use std::io;
use std::time::{Duration, Instant};

use crossterm::event::{Event, KeyCode, KeyModifiers};
use futures_util::StreamExt;
use lazuli::terminal::{self, Background, ColorDepth, Host, Input, Options};
use lazuli::text::SafeText;
use ratatui::Terminal;
use ratatui::style::{Color, Style};
use ratatui::widgets::Paragraph;
use rustix::process::Signal;

use crate::support::{Exit, Program, Running, keys};

const CHILD: &str = "LAZULI_TEST_TERMINAL";

/// Not a test: the program the others run.
#[test]
#[ignore = "run by the tests of this module"]
fn terminal_child() {
    if std::env::var_os(CHILD).is_none() {
        return;
    }
    let code = match child() {
        Ok(None) => 0,
        Ok(Some(signal)) => signal.end_process(),
        Err(error) => {
            let lost = error.downcast_ref().and_then(terminal::Signal::of_error);
            if let Some(signal) = lost {
                signal.end_process();
            }
            eprintln!("{error}");
            1
        }
    };
    std::process::exit(code);
}

/// What the program knows and nobody is to read.
const SECRET: &str = "4Pi5K3yOfAda";

fn child() -> Result<Option<terminal::Signal>, Box<dyn std::error::Error>> {
    let state = std::env::var("XDG_STATE_HOME")?;
    terminal::install_panic_hook(std::path::PathBuf::from(state).join("lazuli"));
    lazuli::log::conceal(SECRET);
    let options = Options {
        pictures: None,
        mouse: true,
        synchronized: true,
        title: true,
        probe: true,
        colors: ColorDepth::TrueColor,
    };
    let (guard, screen, inputs) = terminal::enter(options)?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let result = runtime.block_on(show(Terminal::new(screen)?, inputs));
    drop(guard);
    Ok(result?)
}

/// Shows the last thing that came, until a `q` or a signal.
async fn show(
    mut terminal: Terminal<terminal::Screen>,
    mut inputs: terminal::Inputs,
) -> io::Result<Option<terminal::Signal>> {
    let (mut last, mut frames) = (String::from("nothing"), 0);
    let mut asked = false;
    loop {
        frames += 1;
        let title = format!("last: {last}");
        terminal
            .backend_mut()
            .set_title(&SafeText::line(title.as_str()));
        terminal.draw(|frame| {
            let text = format!("last: {last}\nframe {frames}\nat the left edge");
            let style = Style::new().fg(Color::Rgb(1, 200, 3));
            frame.render_widget(Paragraph::new(text).style(style), frame.area());
            frame.set_cursor_position((3, 2));
        })?;
        if !asked {
            asked = true;
            terminal.backend_mut().ask();
            ratatui::backend::Backend::flush(terminal.backend_mut())?;
        }
        let Some(input) = inputs.next().await else {
            return Ok(None);
        };
        last = match input {
            Input::Graphics(_) => continue,
            Input::Event(Event::Key(key)) => {
                match (key.modifiers, key.code) {
                    (KeyModifiers::CONTROL, KeyCode::Char('z')) => {
                        terminal.backend_mut().suspend();
                    }
                    (_, KeyCode::Char('q')) => return Ok(None),
                    (_, KeyCode::Char('p')) => panic!("a mistake of the program with {SECRET}"),
                    (_, KeyCode::Char('t')) => {
                        let thread = std::thread::Builder::new()
                            .name("worker".to_owned())
                            .spawn(|| panic!("a mistake elsewhere"))?;
                        // The process ends while this waits.
                        let _ = thread.join();
                        std::thread::sleep(Duration::from_secs(60));
                    }
                    (_, KeyCode::Char('l')) => {
                        // Stuck: draws nothing more, hears nothing.
                        terminal.draw(|frame| {
                            frame.render_widget(Paragraph::new("stuck"), frame.area());
                        })?;
                        std::thread::sleep(Duration::from_secs(60));
                    }
                    (_, KeyCode::Char('e')) => return Err(io::Error::other("gave up")),
                    (_, KeyCode::Char('o')) => {
                        let status = terminal.backend_mut().outside(|| {
                            std::process::Command::new("sh")
                                .args(["-c", "echo outside; read line; echo \"got $line\""])
                                .status()
                        })??;
                        terminal.clear()?;
                        last = format!("outside {status}");
                        continue;
                    }
                    (_, KeyCode::Char('c')) => terminal.backend_mut().copy("copied"),
                    _ => {}
                }
                format!("key {:?} {:?}", key.code, key.modifiers)
            }
            Input::Event(Event::Paste(text)) => format!("paste {text:?}"),
            Input::Event(Event::Resize(columns, rows)) => format!("size {columns}x{rows}"),
            Input::Event(Event::Mouse(mouse)) => format!("mouse {:?}", mouse.kind),
            Input::Event(other) => format!("{other:?}"),
            Input::Background(rgb) => format!("background {:?}", Background::from(rgb)),
            Input::Resumed => {
                terminal.clear()?;
                "resumed".to_owned()
            }
            Input::Signal(signal) => return Ok(Some(signal)),
        };
    }
}

fn program() -> Program {
    let this = std::env::current_exe().expect("this program");
    let this = this.to_str().expect("a path that is text");
    let arguments = [
        "--ignored",
        "--exact",
        "pty_terminal::terminal_child",
        "--nocapture",
        "--test-threads=1",
    ];
    Program::new(this, arguments).env(CHILD, "1")
}

fn start() -> Running {
    let running = program().start();
    running.wait_for("at the left edge");
    running
}

fn by_signal(exit: &Exit, words: &str) -> bool {
    exit.signal.as_deref() == Some(words)
}

fn count(running: &Running, part: &[u8]) -> usize {
    running
        .raw()
        .windows(part.len())
        .filter(|window| *window == part)
        .count()
}

#[test]
fn what_is_switched_on_is_switched_off_again() {
    let running = start();
    assert!(running.screen().alternate());
    running.keys("q");
    let (exit, screen, restored) = running.exit();
    assert_eq!(exit.code, 0);
    assert!(restored, "{}", screen.dump());
    assert!(!screen.has("at the left edge"));
    for mode in ["1049", "1000", "1002", "1006", "1004", "2004", "2031"] {
        let on = count(&running, format!("\x1b[?{mode}h").as_bytes());
        let off = count(&running, format!("\x1b[?{mode}l").as_bytes());
        assert_eq!((on, off), (1, 1), "mode {mode}");
    }
    // Wrapping is the one that is off inside.
    assert_eq!(count(&running, b"\x1b[?7l"), 1);
    assert_eq!(count(&running, b"\x1b[?7h"), 1);
    // Nobody asked for every motion of the mouse, nor for keys kitty's way.
    assert_eq!(count(&running, b"\x1b[?1003h"), 0);
    assert_eq!(count(&running, b"\x1b[>5u"), 0);
}

#[test]
fn every_frame_is_one_synchronized_update_with_the_cursor_in_it() {
    let running = start();
    assert_eq!(running.screen().cursor(), Some((3, 2)));
    running.keys("x");
    running.wait_for("Char('x')");
    running.keys("q").exit();
    let raw = String::from_utf8_lossy(&running.raw()).into_owned();
    let frames: Vec<&str> = raw
        .split("\x1b[?2026h")
        .skip(1)
        .map(|rest| rest.split("\x1b[?2026l").next().unwrap_or_default())
        .collect();
    let drawn: Vec<_> = frames.iter().filter(|f| f.contains("\x1b[3;4H")).collect();
    assert!(drawn.len() >= 2, "{frames:?}");
    assert!(drawn[0].contains("\x1b]2;last: nothing\x1b\\"), "{drawn:?}");
}

#[test]
fn a_panic_restores_the_terminal_and_leaves_a_report() {
    for (key, message, thread) in [
        (
            "p",
            "a mistake of the program",
            "pty_terminal::terminal_child",
        ),
        ("t", "a mistake elsewhere", "worker"),
    ] {
        let running = start();
        running.keys(key);
        let (exit, screen, restored) = running.exit();
        assert_eq!((exit.code, exit.signal), (101, None));
        assert!(restored, "{}", screen.dump());
        // In 80 columns the path breaks somewhere.
        let said = screen.text().replace('\n', "");
        assert!(
            said.contains("lazuli stopped because of a mistake"),
            "{said}"
        );
        let report = running
            .file_like("state/lazuli", "panic-")
            .expect("a report");
        assert!(said.contains(report.to_str().expect("text")), "{said}");
        let report = std::fs::read_to_string(report).expect("readable");
        assert!(report.contains(message), "{report}");
        assert!(
            !report.contains(SECRET) && !said.contains(SECRET),
            "{report}"
        );
        assert!(report.contains(thread), "{report}");
        assert!(report.contains("tests/suite/pty_terminal.rs"), "{report}");
        assert!(report.contains("TERM       xterm-256color"), "{report}");
    }
}

#[test]
fn signals_end_the_program_as_they_should_and_restore_the_terminal() {
    for (signal, words) in [
        (Signal::TERM, "Terminated"),
        (Signal::HUP, "Hangup"),
        (Signal::INT, "Interrupt"),
    ] {
        let running = start();
        running.signal(signal);
        let (exit, screen, restored) = running.exit();
        assert!(by_signal(&exit, words), "{exit:?}");
        assert!(restored, "{}", screen.dump());
    }
    let running = start();
    running.signal(Signal::QUIT);
    let (exit, _, restored) = running.exit();
    assert_eq!((exit.code, restored), (131, true));
}

#[test]
fn a_program_that_is_stuck_is_ended_by_the_signal_all_the_same() {
    let running = start();
    running.keys("l");
    running.wait_for("stuck");
    let began = Instant::now();
    running.signal(Signal::TERM);
    let (exit, _, restored) = running.exit();
    let took = began.elapsed();
    assert!(by_signal(&exit, "Terminated"), "{exit:?}");
    assert!(restored);
    assert!(took >= Duration::from_millis(1900), "{took:?}");
}

#[test]
fn an_error_restores_the_terminal_before_it_is_said() {
    let running = start();
    running.keys("e");
    let (exit, screen, restored) = running.exit();
    assert_eq!(exit.code, 1);
    assert!(restored);
    assert!(screen.has("gave up"), "{}", screen.dump());
}

#[test]
fn closing_the_window_ends_the_program() {
    let mut running = start();
    running.hang_up();
    let exit = running.exit_only();
    assert!(by_signal(&exit, "Hangup"), "{exit:?}");
}

/// A shell that watches over its jobs, as a person's does.
fn shell(script: &str) -> Program {
    let this = std::env::current_exe().expect("this program");
    let command = format!(
        "{} --ignored --exact pty_terminal::terminal_child --nocapture --test-threads=1",
        this.display()
    );
    let script = script.replace("CHILD", &command);
    Program::new("sh", ["-m", "-c", &script]).env(CHILD, "1")
}

#[test]
fn ctrl_z_gives_the_terminal_back_until_the_program_goes_on() {
    let running = shell("CHILD; echo stopped; read line; echo \"[$line]\"; fg; echo end").start();
    running.wait_for("at the left edge");
    running.keys("ctrl-z");
    let screen = running.wait("the shell's word", |screen| {
        screen.has("stopped") && !screen.alternate()
    });
    assert!(screen.restored(), "{}", screen.dump());
    // The terminal echoes and edits lines again: it is the shell's.
    running.send(b"typed\r");
    let screen = running.wait("the program again", |screen| {
        screen.alternate() && screen.has("last: resumed")
    });
    assert!(screen.has("at the left edge"));
    assert_eq!(screen.told().title, "last: resumed");
    // And it lives.
    running.keys("x");
    running.wait_for("Char('x')");
    running.keys("q");
    let (exit, screen, restored) = running.exit();
    assert_eq!(exit.code, 0);
    assert!(
        screen.has("[typed]") && screen.has("end"),
        "{}",
        screen.dump()
    );
    assert!(restored);
}

#[test]
fn a_key_typed_as_the_program_stops_does_not_hold_it_up() {
    // While answers are awaited, what was typed is thrown away with the stop: the keys that
    // were there to be read no longer are.
    let script = "CHILD; for round in 1 2 3; do echo; echo stopped $round; read line; fg; done";
    let running = shell(script).silent().start();
    running.wait_for("at the left edge");
    for round in 1..=3 {
        running.keys("ctrl-z");
        for _ in 0..60 {
            running.send(b"y");
        }
        running.wait("the shell's word", |screen| {
            screen.has(&format!("stopped {round}")) && !screen.alternate()
        });
        running.send(b"\r");
        running.wait("the program again", |screen| {
            screen.alternate() && screen.has("last: resumed")
        });
    }
    running.keys("q");
}

#[test]
fn ctrl_z_does_nothing_where_nobody_could_continue() {
    // Started as the terminal's only program, without a shell.
    let running = start();
    running.keys("ctrl-z x");
    let screen = running.wait_for("Char('x')");
    assert!(screen.alternate());
    assert_eq!(count(&running, b"\x1b[?1049l"), 0);
    running.keys("q").exit();
}

#[test]
fn after_a_stop_that_cannot_be_caught_everything_is_drawn_anew() {
    let running = start();
    running.signal(Signal::STOP);
    running.signal(Signal::CONT);
    running.wait_for("last: resumed");
    assert!(running.screen().has("at the left edge"));
    running.keys("q");
    let (_, _, restored) = running.exit();
    assert!(restored);
}

#[test]
fn another_program_has_the_terminal_to_itself() {
    let running = start();
    running.keys("o");
    let screen = running.wait("the other program", |screen| {
        screen.has("outside") && !screen.alternate()
    });
    assert!(screen.restored(), "{}", screen.dump());
    // Keys that would end ours are the other program's.
    running.send(b"qqq\r");
    let screen = running.wait_for("last: outside exit status: 0");
    assert!(screen.alternate());
    running.keys("x");
    running.wait_for("Char('x')");
    running.keys("q");
    let (exit, screen, _) = running.exit();
    assert_eq!(exit.code, 0);
    assert!(screen.has("got qqq"), "{}", screen.dump());
}

#[test]
fn the_background_is_told_and_no_key_is_lost() {
    let running = program().background("rgb:ffff/fafa/f0f0").start();
    running.wait_for("background Light");
    running.keys("x");
    running.wait_for("Char('x')");
    running.keys("q").exit();
    let running = program().background("rgb:1010/1010/1010").kitty().start();
    running.wait_for("background Dark");
    running.wait_raw("kitty's keyboard", |raw| {
        raw.windows(5).any(|window| window == b"\x1b[>5u")
    });
    running.keys("shift-enter");
    running.wait_for("key Enter KeyModifiers(SHIFT)");
    running.keys("q");
    let (_, _, restored) = running.exit();
    assert!(restored);
    assert_eq!(count(&running, b"\x1b[<u"), 1);
}

#[test]
fn a_terminal_that_answers_nothing_costs_nothing() {
    let running = program().silent().start();
    running.wait_for("at the left edge");
    running.keys("x y");
    running.wait_for("Char('y')");
    running.keys("q");
    let (exit, _, restored) = running.exit();
    assert_eq!(exit.code, 0);
    assert!(restored);
}

#[test]
fn a_late_answer_is_not_typed_into_the_shell() {
    let running = program().silent().start();
    running.wait_for("at the left edge");
    // Answers on their way when the program ends.
    running.send(b"q\x1b]11;rgb:0000/0000/0000\x1b\\\x1b[?62c");
    let (_, screen, restored) = running.exit();
    assert!(restored);
    assert!(!screen.has("11;rgb"), "{}", screen.dump());
}

#[test]
fn keys_pastes_mouse_and_sizes_arrive() {
    let running = start();
    running.keys("alt-left");
    running.wait_for("key Left KeyModifiers(ALT)");
    running.send(b"\x1b");
    running.wait_for("key Esc");
    running.send(&keys::paste("two\nlines"));
    running.wait_for(r#"paste "two\nlines""#);
    running.send(&keys::wheel(true, 4, 4));
    running.wait_for("mouse ScrollDown");
    running.resize(40, 12);
    running.wait_for("size 40x12");
    running.keys("c");
    running.wait("the clipboard", |screen| {
        screen.told().clipboard == ["Y29waWVk"]
    });
    running.keys("q").exit();
}

#[test]
fn no_terminal_is_said_in_one_sentence() {
    let this = std::env::current_exe().expect("this program");
    let arguments = "--ignored --exact pty_terminal::terminal_child --nocapture";
    for redirected in ["</dev/null", "| cat"] {
        let script = format!("{} {arguments} {redirected}", this.display());
        let running = Program::new("sh", ["-c", &script]).env(CHILD, "1").start();
        let (_, screen, restored) = running.exit();
        assert!(restored);
        let said = screen.text().replace('\n', " ");
        assert!(said.contains("lazuli needs a terminal"), "{said}");
        assert!(!said.contains("panicked"), "{said}");
    }
    let running = program().env("TERM", "dumb").start();
    let (exit, screen, _) = running.exit();
    assert_eq!(exit.code, 1);
    assert!(screen.has("TERM=dumb"), "{}", screen.dump());
}

#[test]
fn a_simple_terminal_is_not_asked_what_it_would_print() {
    let running = program().env("TERM", "linux").start();
    running.wait_for("at the left edge");
    running.keys("q").exit();
    let raw = running.raw();
    let has = |part: &[u8]| raw.windows(part.len()).any(|window| window == part);
    assert!(!has(b"\x1b]11;?") && !has(b"\x1b]2;") && !has(b"\x1b[22;0t"));
}
