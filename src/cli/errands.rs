//! What the screen wants done on this machine: opening addresses, the clipboard,
//! configured commands. Programs are run directly, never by a shell.

use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use tokio::sync::mpsc::WeakUnboundedSender;

use crate::app::accounts::AccountIndex;
use crate::app::errand::{Clipboard, Done, Errand, Machine, Purpose};
use crate::app::update::Update;
use crate::config::settings::Commands;
use crate::terminal;

/// So much of what a command writes is kept, in bytes.
const MOST_OUTPUT: u64 = 1 << 20;

/// What there is on this machine.
pub fn machine(commands: &Commands, env: impl Fn(&str) -> Option<String>) -> Machine {
    let set = |name: &str| env(name).is_some_and(|value| !value.is_empty());
    let far = set("SSH_CONNECTION") || set("SSH_TTY");
    let display = set("WAYLAND_DISPLAY") || set("DISPLAY");
    let own_screen = cfg!(any(target_os = "macos", windows)) || set("WSL_DISTRO_NAME");
    let found = |program: &str| {
        std::env::split_paths(&env("PATH").unwrap_or_default())
            .any(|folder| Path::new(&folder).join(program).is_file())
    };
    let clipboard = if !commands.copy.is_empty() {
        Clipboard::Program(commands.copy.clone())
    } else if !far && terminal::lacks_clipboard(&env) {
        let candidates: [(bool, &[&str]); 4] = [
            (cfg!(target_os = "macos"), &["pbcopy"]),
            (set("WAYLAND_DISPLAY"), &["wl-copy"]),
            (set("DISPLAY"), &["xclip", "-selection", "clipboard"]),
            (set("DISPLAY"), &["xsel", "--clipboard", "--input"]),
        ];
        candidates
            .into_iter()
            .find(|(suits, command)| *suits && found(command[0]))
            .map_or(Clipboard::Terminal, |(_, command)| {
                Clipboard::Program(command.iter().map(|word| (*word).to_owned()).collect())
            })
    } else {
        Clipboard::Terminal
    };
    let writers: [(bool, &[&str]); 3] = [
        (cfg!(target_os = "macos"), &["pngpaste", "-"]),
        (set("WAYLAND_DISPLAY"), &["wl-paste", "--type", "image/png"]),
        (
            set("DISPLAY"),
            &[
                "xclip",
                "-selection",
                "clipboard",
                "-target",
                "image/png",
                "-out",
            ],
        ),
    ];
    let picture = if commands.paste.is_empty() {
        writers
            .into_iter()
            .find(|(suits, command)| *suits && found(command[0]))
            .map(|(_, command)| command.iter().map(|word| (*word).to_owned()).collect())
    } else {
        Some(commands.paste.clone())
    };
    Machine {
        picture,
        opener: !commands.open.is_empty() || (!far && (display || own_screen)),
        clipboard,
        pipe: (!commands.pipe.is_empty()).then(|| commands.pipe.clone()),
        editor: terminal::editor::command(&env, found),
    }
}

/// Runs errands in threads of their own and tells how they ended.
#[derive(Debug, Clone)]
pub struct Errands {
    /// The command that opens addresses; empty for the system's own.
    pub open: Vec<String>,
    /// Where the ends are told, as long as somebody listens.
    pub updates: WeakUnboundedSender<(AccountIndex, Update)>,
}

impl Errands {
    /// Does it for an account without making anybody wait.
    pub fn perform(&self, account: AccountIndex, errand: Errand) {
        let own = self.clone();
        std::thread::spawn(move || {
            let done = match errand {
                Errand::Open(address) => {
                    let result = own.open(&address);
                    Done::Opened { address, result }
                }
                Errand::Run {
                    command,
                    input,
                    purpose,
                } => Done::Ran {
                    program: command.first().cloned().unwrap_or_default(),
                    result: run(&command, &input, &purpose),
                    input,
                    purpose,
                },
            };
            if let Some(updates) = own.updates.upgrade() {
                // Nobody listens any more when the program ends.
                let _ = updates.send((account, Update::Errand(done)));
            }
        });
    }

    fn open(&self, address: &str) -> Result<(), String> {
        Self::open_with(&self.open, address)
    }

    /// Opens an address with a command; with the system's opener if that is empty.
    pub fn open_with(command: &[String], address: &str) -> Result<(), String> {
        match command.split_first() {
            None => open::that_detached(address).map_err(|error| error.to_string()),
            Some((program, arguments)) => {
                let mut command = Command::new(program);
                command.args(arguments).arg(address);
                command
                    .stdin(Stdio::null())
                    .stdout(Stdio::null())
                    .stderr(Stdio::null());
                detach(&mut command);
                let mut child = command.spawn().map_err(|error| error.to_string())?;
                // Browsers may stay for hours: only their end is waited for, here.
                let _ = std::thread::spawn(move || child.wait());
                Ok(())
            }
        }
    }
}

/// Not in the terminal's foreground: it cannot take our keys.
fn detach(command: &mut Command) {
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(command, 0);
    #[cfg(not(unix))]
    let _ = command;
}

/// Runs a program with `input` on its standard input. Gives what it wrote.
fn run(command: &[String], input: &str, purpose: &Purpose) -> Result<String, String> {
    let (program, arguments) = command.split_first().ok_or("no command is set")?;
    // Clipboard programs stay in the background and keep what they inherit open.
    let output = || match purpose {
        Purpose::Copy(_) => Stdio::null(),
        Purpose::Pipe => Stdio::piped(),
    };
    let mut command = Command::new(program);
    command
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(output())
        .stderr(output());
    detach(&mut command);
    let mut child = command.spawn().map_err(|error| error.to_string())?;
    let writing = child.stdin.take().map(|mut stdin| {
        let input = input.to_owned();
        // A program that does not read all of it may have its reasons.
        std::thread::spawn(move || drop(stdin.write_all(input.as_bytes())))
    });
    let errors = child.stderr.take();
    let complaining = std::thread::spawn(move || errors.map(read).unwrap_or_default());
    let written = child.stdout.take().map(read).unwrap_or_default();
    let status = child.wait().map_err(|error| error.to_string())?;
    drop(writing);
    if status.success() {
        return Ok(written);
    }
    let complaint = complaining.join().unwrap_or_default();
    let said = complaint.lines().next().unwrap_or_default().to_owned();
    Err(if said.is_empty() {
        status.to_string()
    } else {
        said
    })
}

fn read(mut from: impl Read) -> String {
    let mut bytes = Vec::new();
    // What came before an error is worth showing.
    let _ = from.by_ref().take(MOST_OUTPUT).read_to_end(&mut bytes);
    // The rest is read too: a program that can't write its output fails.
    let _ = std::io::copy(&mut from, &mut std::io::sink());
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn machine_of(set: &[(&str, &str)], commands: &Commands) -> Machine {
        machine(commands, |name| {
            let found = set.iter().find(|(key, _)| *key == name)?;
            Some(found.1.to_owned())
        })
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn addresses_open_where_there_is_a_screen_for_it() {
        let none = Commands::default();
        assert!(!machine_of(&[], &none).opener);
        assert!(machine_of(&[("WAYLAND_DISPLAY", "wayland-0")], &none).opener);
        let far = [("DISPLAY", ":10"), ("SSH_CONNECTION", "1 2 3 4")];
        assert!(!machine_of(&far, &none).opener);
        let configured = Commands {
            open: vec!["lynx".to_owned()],
            ..Commands::default()
        };
        assert!(machine_of(&far, &configured).opener);
    }

    #[test]
    fn the_clipboard_is_the_terminals_unless_it_has_none_or_one_is_set() {
        let none = Commands::default();
        let clipboard = |set: &[(&str, &str)]| machine_of(set, &none).clipboard;
        assert_eq!(clipboard(&[("DISPLAY", ":0")]), Clipboard::Terminal);
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("xclip"), "").expect("a file");
        let path = folder.path().to_str().expect("a path");
        let old = [("DISPLAY", ":0"), ("VTE_VERSION", "6800"), ("PATH", path)];
        let xclip = ["xclip", "-selection", "clipboard"].map(str::to_owned);
        assert_eq!(clipboard(&old), Clipboard::Program(xclip.to_vec()));
    }

    #[test]
    #[cfg(unix)]
    fn programs_get_the_text_as_it_is_and_no_shell_sees_it() {
        let words = |words: &[&str]| words.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>();
        let text = "$(touch /tmp/never)\n`x` é\n";
        let out = run(&words(&["cat"]), text, &Purpose::Pipe);
        assert_eq!(out.as_deref(), Ok(text));
        let long = "x".repeat(300_000);
        assert_eq!(run(&words(&["cat"]), &long, &Purpose::Pipe), Ok(long));
        assert!(run(&words(&["false"]), text, &Purpose::Pipe).is_err());
        let missing = words(&["/no/such/program"]);
        assert!(run(&missing, text, &Purpose::Copy("it".to_owned())).is_err());
        assert!(run(&[], text, &Purpose::Pipe).is_err());
    }
}
