//! How the program is linked.

use std::env;
use std::process::Command;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let target = |part: &str| env::var(format!("CARGO_CFG_TARGET_{part}")).unwrap_or_default();
    let gnu = target("OS") == "linux" && target("ENV") == "gnu";
    let here = env::var("HOST").ok() == env::var("TARGET").ok();
    if gnu && here && libc_version().is_some_and(|version| version >= (2, 36)) {
        // The addresses that are put right when the program starts take a megabyte otherwise, and
        // all of it is read. Older C libraries do not know them packed.
        println!("cargo::rustc-link-arg-bins=-Wl,-z,pack-relative-relocs");
    }
}

/// The version of the C library of this machine, `2.36` being `(2, 36)`.
fn libc_version() -> Option<(u32, u32)> {
    let told = Command::new("getconf").arg("GNU_LIBC_VERSION").output();
    let told = String::from_utf8(told.ok()?.stdout).ok()?;
    let (major, minor) = told.trim().strip_prefix("glibc ")?.split_once('.')?;
    Some((major.parse().ok()?, minor.parse().ok()?))
}
