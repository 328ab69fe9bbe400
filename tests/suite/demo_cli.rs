//! `lazuli demo-server` as a program.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

struct Stopped(Child);

impl Drop for Stopped {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn lazuli(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lazuli"));
    command
        .arg("demo-server")
        .args(arguments)
        .stdin(Stdio::null());
    command
}

#[test]
fn it_prints_what_is_needed_to_sign_in_and_stops_when_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("demorc");
    std::fs::write(&file, "older").expect("a file");
    let path = file.to_str().expect("a path");
    let mut server = Stopped(
        lazuli(&["--rate", "0", "--as", "ben", "--zuliprc", path])
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program"),
    );
    let mut lines = BufReader::new(server.0.stdout.take().expect("its output")).lines();
    let mut told = Vec::new();
    while told
        .last()
        .is_none_or(|line: &String| !line.starts_with("site="))
    {
        told.push(lines.next().expect("more to come").expect("text"));
    }
    let zuliprc: Vec<&str> = told
        .iter()
        .map(String::as_str)
        .filter(|line| !line.starts_with('#'))
        .collect();
    assert_eq!(
        std::fs::read_to_string(&file)
            .expect("a file")
            .lines()
            .collect::<Vec<_>>(),
        zuliprc
    );
    assert_eq!(
        (zuliprc[0], zuliprc[1]),
        ("[api]", "email=ben@lapis.example")
    );
    let key = zuliprc[2].strip_prefix("key=").expect("a key");
    assert!(
        told.iter()
            .any(|line| line.starts_with("# ben ") && line.contains(key))
    );
    assert_eq!(
        told.iter()
            .filter(|line| line.contains("@lapis.example") && line.starts_with('#'))
            .count(),
        24
    );
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(&file)
            .expect("a file")
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    let asked = Command::new("kill")
        .args(["-TERM", &server.0.id().to_string()])
        .status();
    assert!(asked.expect("kill").success());
    assert!(server.0.wait().expect("an end").success());
}

#[test]
fn it_can_be_stopped_as_soon_as_it_says_where_it_is() {
    for _ in 0..6 {
        let mut server = Stopped(
            lazuli(&["--rate", "0"])
                .stdout(Stdio::piped())
                .spawn()
                .expect("the program"),
        );
        let mut lines = BufReader::new(server.0.stdout.take().expect("its output")).lines();
        lines.find(|line| {
            line.as_ref()
                .is_ok_and(|line| line.starts_with("# Lapis Works is at"))
        });
        let pid = i32::try_from(server.0.id()).expect("a process");
        let pid = rustix::process::Pid::from_raw(pid).expect("a process");
        let signal = rustix::process::Signal::TERM;
        rustix::process::kill_process(pid, signal).expect("a running program");
        // It may still be saying who can sign in.
        lines.for_each(drop);
        assert!(server.0.wait().expect("an end").success());
    }
}

#[test]
fn wrong_options_are_told_with_the_way_out() {
    let run = |arguments: &[&str]| {
        let output = lazuli(arguments).output().expect("the program");
        (
            output.status.code(),
            String::from_utf8_lossy(&output.stderr).into_owned(),
        )
    };
    let (code, said) = run(&["--fault", "flood"]);
    assert_eq!(code, Some(2));
    assert!(
        said.contains("unknown fault; there are: drop, stall"),
        "{said}"
    );
    let (code, said) = run(&["--heartbeat-secs", "0"]);
    assert_eq!(code, Some(2));
    assert!(said.contains("must be a number above 0"), "{said}");
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("an address").port().to_string();
    let (code, said) = run(&["--port", &port]);
    assert_eq!(code, Some(1));
    assert!(
        said.starts_with(&format!(
            "lazuli demo-server: can't listen on 127.0.0.1 port {port}:"
        )),
        "{said}"
    );
    let (code, said) = run(&["--zuliprc", "/nowhere/at/all"]);
    assert_eq!(code, Some(1));
    assert!(
        said.starts_with("lazuli demo-server: can't write /nowhere/at/all:"),
        "{said}"
    );
}
