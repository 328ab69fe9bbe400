//! The file of credentials, as a person may have edited it.

#![no_main]

use std::fs::OpenOptions;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;

use lazuli::config::zuliprc::{Overrides, load};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let path = std::env::temp_dir().join(format!("lazuli-fuzz-{}.zuliprc", std::process::id()));
    let mut file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&path)
        .expect("the folder for temporary files can be written to");
    file.write_all(data).expect("the file can be written");
    let overrides = Overrides {
        config_file: Some(path),
        ..Overrides::default()
    };
    match load(&overrides, &|_| None) {
        Ok(credentials) => {
            assert!(matches!(credentials.site.scheme(), "http" | "https"));
            let shown = format!("{credentials:?}");
            let key = credentials.key.reveal();
            assert!(key.len() < 20 || !shown.contains(key), "the key is shown");
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
});
