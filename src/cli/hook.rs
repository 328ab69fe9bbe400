//! Programs that are run for each event: directly, by no shell, the JSON on standard input.

use std::process::{ExitCode, ExitStatus, Stdio};

use serde_json::Value;
use tokio::io::AsyncWriteExt;
use tokio::process::Command;

use super::connect;

/// A program and its arguments, run once for each event, one after the other.
#[derive(Debug)]
pub struct Hook {
    program: String,
    arguments: Vec<String>,
}

impl Hook {
    /// The hook that runs this command: a program and its arguments.
    #[must_use]
    pub fn new(command: &[String]) -> Self {
        let (program, arguments) = command
            .split_first()
            .map_or_else(Default::default, |(p, a)| (p.clone(), a.to_vec()));
        Self { program, arguments }
    }

    /// Runs it for each of these. A run that fails is said, and the next one comes.
    ///
    /// # Errors
    /// The exit code, when the program can't be started; it has been said.
    pub async fn run_all(&mut self, kind: &str, values: &[Value]) -> Result<(), ExitCode> {
        for value in values {
            self.run(kind, &value.to_string()).await?;
        }
        Ok(())
    }

    /// Runs it with one line of JSON on its standard input. `kind` is the event's type, which it
    /// finds in `$LAZULI_EVENT`.
    ///
    /// # Errors
    /// The exit code, when the program can't be started; it has been said.
    pub async fn run(&mut self, kind: &str, json: &str) -> Result<(), ExitCode> {
        let mut child = Command::new(&self.program)
            .args(&self.arguments)
            .env("LAZULI_EVENT", kind)
            .stdin(Stdio::piped())
            .spawn()
            .map_err(|error| {
                connect::fail(&format_args!("{} can't be run: {error}", self.program))
            })?;
        let input = child.stdin.take();
        let give = async {
            if let Some(mut input) = input {
                // A program that does not read all of it may have its reasons.
                let _ = input.write_all(json.as_bytes()).await;
                let _ = input.write_all(b"\n").await;
            }
        };
        // Together: who writes much before it reads must not wait for us.
        let ((), status) = tokio::join!(give, child.wait());
        match status {
            Ok(status) if status.success() => {}
            Ok(status) => connect::note(format_args!("{}: {}", self.program, ended(status))),
            Err(error) => connect::note(format_args!("{}: {error}", self.program)),
        }
        Ok(())
    }
}

fn ended(status: ExitStatus) -> String {
    match status.code() {
        Some(code) => format!("failed with exit code {code}"),
        None => status.to_string(),
    }
}
