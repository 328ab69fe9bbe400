//! The `lazuli` binary.

fn main() -> std::process::ExitCode {
    lazuli::cli::main()
}
