//! `lazuli completions`: what a shell needs to complete lazuli's command line.

use std::process::ExitCode;

use clap_complete::Shell;

use super::output;

const EXAMPLES: &str = "\
Examples:
  lazuli completions bash > ~/.local/share/bash-completion/completions/lazuli
  lazuli completions zsh > ~/.zfunc/_lazuli       with ~/.zfunc in $fpath
  lazuli completions fish > ~/.config/fish/completions/lazuli.fish";

/// Print the completions of a shell
#[derive(Debug, Clone, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The shell
    #[arg(value_enum, value_name = "SHELL")]
    shell: Shell,
}

/// Prints them.
#[must_use]
pub fn run(args: &Args) -> ExitCode {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut super::command(), "lazuli", &mut script);
    output::bytes(&script).err().unwrap_or(ExitCode::SUCCESS)
}
