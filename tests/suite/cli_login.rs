//! Signing in from the shell: each way in.

use std::io::Write as _;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Stdio};

use lazuli::demo::{Options, SignIn};
use serde_json::Value;

use crate::scripts::{Demo, PATIENCE};
use crate::support::filters::ports;

/// A demo organization with something unusual about signing in, and an empty home folder.
pub async fn demo(sign_in: &[SignIn]) -> (Demo, tempfile::TempDir) {
    let options = Options {
        sign_in: sign_in.to_vec(),
        ..Options::scripted(false)
    };
    (Demo::with(options).await, tempfile::tempdir().unwrap())
}

/// Runs a command with something on standard input: exit code, output, errors.
pub async fn fed(home: &Path, args: &[&str], input: &str) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lazuli"));
    command.args(args).env_clear().env("HOME", home);
    if let Some(path) = std::env::var_os("PATH") {
        command.env("PATH", path);
    }
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let input = input.to_owned();
    let run = tokio::task::spawn_blocking(move || {
        let mut child = command.spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        // A command that needs no input may have ended already.
        let _ = stdin.write_all(input.as_bytes());
        drop(stdin);
        child.wait_with_output().unwrap()
    });
    let output = tokio::time::timeout(PATIENCE, run).await.unwrap().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    let code = output.status.code().unwrap();
    (code, text(output.stdout), text(output.stderr))
}

/// The accounts that are known, as JSON.
pub async fn accounts(home: &Path) -> Vec<Value> {
    let (code, out, err) = fed(home, &["accounts", "--json"], "").await;
    assert_eq!((code, &*err), (0, ""));
    let read = |line| serde_json::from_str(line).unwrap();
    out.lines().map(read).collect()
}

/// Whether the account that is known is let in.
async fn works(home: &Path) -> bool {
    let (code, out, _) = fed(home, &["api", "GET", "users/me"], "").await;
    code == 0 && out.contains("Ada Quill")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_lets_in_and_out_again() {
    let (demo, home) = demo(&[]).await;
    let (site, home) = (demo.running.site(), home.path());
    let password = format!("{}\n", demo.running.password());
    let written = site.replace("http://127", "  127") + "/#narrow/is/dm";
    let args = [
        "login",
        &written,
        "--email",
        "ada@lapis.example",
        "--password-stdin",
    ];
    let (code, out, err) = fed(home, &args, &password).await;
    assert_eq!((code, &*err), (0, ""), "{out}");
    assert!(out.starts_with("Signed in to Lapis Works as Ada Quill (ada@lapis.example at "));
    assert!(out.ends_with(".key. `lazuli` opens it.\n"), "{out}");
    let known = accounts(home).await;
    assert_eq!(known.len(), 1);
    assert_eq!(known[0]["key"], "file");
    assert_eq!(known[0]["default"], true);
    assert_eq!(known[0]["realm_name"], "Lapis Works");
    let key = known[0]["key_at"].as_str().unwrap();
    let mode = std::fs::metadata(key).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    assert_eq!(
        std::fs::read_to_string(key).unwrap().trim(),
        demo.running.api_key("ada")
    );
    assert!(works(home).await);
    // Open to others it is not used.
    std::fs::set_permissions(key, std::fs::Permissions::from_mode(0o644)).unwrap();
    let (code, _, err) = fed(home, &["unread"], "").await;
    assert_eq!(code, 1);
    assert!(err.contains("Close it with: chmod 600 /"), "{err}");
    std::fs::set_permissions(key, std::fs::Permissions::from_mode(0o600)).unwrap();
    // Twice is once.
    assert_eq!(fed(home, &args, &password).await.0, 0);
    assert_eq!(accounts(home).await.len(), 1);
    let (code, out, err) = fed(home, &["logout"], "").await;
    assert_eq!((code, &*err), (0, ""));
    assert!(out.contains("is forgotten; its key is deleted."), "{out}");
    assert!(!Path::new(key).exists());
    assert_eq!(accounts(home).await, Vec::<Value>::new());
    // Without a terminal nobody is asked, by the screen neither.
    for args in [&["unread"][..], &[]] {
        let (code, out, err) = fed(home, args, "").await;
        assert_eq!((code, &*out, err.lines().count()), (1, "", 1));
        assert!(err.contains("`lazuli login` signs in"), "{err}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn user_names_of_a_directory_let_in() {
    for how in [SignIn::Ldap, SignIn::LdapAndEmail] {
        let (demo, home) = demo(&[how]).await;
        let (site, home) = (demo.running.site(), home.path());
        let args = ["login", &site, "--email", "ada", "--password-stdin"];
        let (code, out, err) = fed(home, &args, demo.running.password()).await;
        assert_eq!((code, &*err), (0, ""), "{out}");
        assert_eq!(accounts(home).await[0]["email"], "ada@lapis.example");
        assert!(works(home).await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_development_accounts_and_zuliprcs_let_in() {
    let (demo, home) = demo(&[]).await;
    let site = demo.running.site();
    let key = demo.running.api_key("ada");
    let rc = demo.zuliprc("my.zuliprc", &demo.running.zuliprc("ada"));
    let secret = demo.zuliprc("key.txt", &format!("{key}\nuser: ada\n"));
    let (rc, command) = (rc.to_str().unwrap(), format!("cat '{}'", secret.display()));
    let ada = "ada@lapis.example";
    for (place, args, input) in [
        (
            "file",
            vec![&*site, "--email", ada, "--api-key-stdin"],
            format!("{key}\r\n"),
        ),
        (
            "command",
            vec![&*site, "--email", ada, "--key-cmd", &command],
            String::new(),
        ),
        (
            "file",
            vec![&*site, "--email", ada, "--method", "dev"],
            String::new(),
        ),
        ("zuliprc", vec!["--zuliprc", rc], String::new()),
        ("file", vec!["--zuliprc", "-"], demo.running.zuliprc("ada")),
    ] {
        let (code, out, err) = fed(home.path(), &[&["login"], &args[..]].concat(), &input).await;
        assert_eq!((code, &*err), (0, ""), "{args:?}: {out}");
        let known = accounts(home.path()).await;
        assert_eq!(
            (known.len(), &known[0]["key"]),
            (1, &place.into()),
            "{args:?}"
        );
        assert!(works(home.path()).await, "{args:?}");
        let files = std::fs::read_dir(home.path().join(".local/share/lazuli/accounts"));
        let kept = files.into_iter().flatten().flatten();
        let kept = kept.filter(|file| file.path().extension().is_some_and(|e| e == "key"));
        assert_eq!(
            kept.count(),
            usize::from(place == "file"),
            "no key is left behind"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_browsers_link_lets_in_by_hand_over() {
    let (demo, home) = demo(&[]).await;
    let (site, home) = (demo.running.site(), home.path().to_owned());
    // A browser that only writes down where it was sent.
    let visited = home.join("visited");
    std::fs::create_dir_all(home.join(".config/lazuli")).unwrap();
    std::fs::write(
        home.join(".config/lazuli/config.toml"),
        format!(
            "[commands]\nopen = [\"sh\", \"-c\", 'echo \"$0\" > {}']\n",
            visited.display()
        ),
    )
    .unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_lazuli"));
    command
        .args(["login", &site, "--method", "GitHub"])
        .env_clear()
        .env("HOME", &home)
        .env("PATH", std::env::var_os("PATH").unwrap())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    let mut child = command.spawn().unwrap();
    let address = until(|| {
        std::fs::read_to_string(&visited)
            .ok()
            .filter(|s| s.ends_with('\n'))
    })
    .await;
    let address = address.trim();
    assert!(address.starts_with("http://127.0.0.1:"), "{address}");
    let arguments = std::fs::read(format!("/proc/{}/cmdline", child.id())).unwrap_or_default();
    assert!(!String::from_utf8_lossy(&arguments).contains("otp"));
    let page = location(address).await;
    assert!(page.starts_with(&format!(
        "{site}/accounts/login/social/github?mobile_flow_otp="
    )));
    let link = location(&page).await;
    assert!(link.starts_with("zulip://login?"), "{link}");
    // A link of another sign-in is refused, and does not end this one.
    let other = link.replace(|c: char| c.is_ascii_digit(), "7");
    let other = other.replace(
        "realm=http%3A%2F%2F777",
        &link[link.find("realm=").unwrap()..][..22],
    );
    let (code, _, err) = fed(&home, &["open-login", &other], "").await;
    assert_eq!(code, 1, "{err}");
    let (code, out, err) = fed(&home, &["open-login", &link], "").await;
    assert_eq!((code, &*err), (0, ""));
    assert_eq!(
        out,
        "Signed in to Lapis Works as ada@lapis.example: go on in lazuli.\n"
    );
    assert!(crate::scripts::exit(&mut child).await.success());
    assert!(works(&home).await);
    let (code, _, err) = fed(&home, &["open-login", &link], "").await;
    assert_eq!(code, 1);
    assert!(err.contains("No lazuli waits for this link"), "{err}");
}

/// What is asked for, as soon as it is there.
async fn until<T>(mut there: impl FnMut() -> Option<T>) -> T {
    let end = std::time::Instant::now() + PATIENCE;
    loop {
        if let Some(it) = there() {
            return it;
        }
        assert!(std::time::Instant::now() < end, "it does not come");
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
}

/// Where an address redirects to.
pub async fn location(address: &str) -> String {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let url = url::Url::parse(address).unwrap();
    let port = url.port().unwrap();
    let mut stream = tokio::net::TcpStream::connect(("127.0.0.1", port))
        .await
        .unwrap();
    let path = &address[address.find(&port.to_string()).unwrap() + port.to_string().len()..];
    let request = format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    let header = |line: &str| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("location")
            .then(|| value.trim().to_owned())
    };
    answer
        .lines()
        .find_map(header)
        .unwrap_or_else(|| panic!("{answer}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_zuliprc_may_name_a_command_for_the_key() {
    let (demo, home) = demo(&[]).await;
    let key = demo.running.api_key("ada");
    let text = demo.running.zuliprc("ada");
    for name in ["key_cmd", "passcmd"] {
        let text = text.replace(
            &format!("key={key}"),
            &format!("{name}=printf '%s\\n' '{key}' x"),
        );
        let rc = demo.zuliprc("rc", &text);
        let (code, out, err) = fed(home.path(), &["-c", rc.to_str().unwrap(), "--help"], "").await;
        assert_eq!(code, 0, "{out}{err}");
        let args = ["api", "-c", rc.to_str().unwrap(), "GET", "users/me"];
        let (code, out, err) = fed(home.path(), &args, "").await;
        assert_eq!((code, &*err), (0, ""), "{out}");
        let rc = demo.zuliprc("rc", &text.replace("printf", "/no/such/printf"));
        let args = ["api", "-c", rc.to_str().unwrap(), "GET", "users/me"];
        let (code, _, err) = fed(home.path(), &args, "").await;
        assert_eq!(code, 1);
        assert!(
            err.contains(&format!("The `{name}` in the zuliprc file "))
                && err.contains("`printf` can't be run: no such file or directory."),
            "{err}"
        );
        assert!(!err.contains(&key), "{err}");
    }
    let both = demo.zuliprc("both", &format!("{text}\npasscmd=x\n"));
    let args = ["api", "-c", both.to_str().unwrap(), "GET", "users/me"];
    let (_, _, err) = fed(home.path(), &args, "").await;
    assert!(err.contains("it has both `key` and `passcmd`"), "{err}");
}

#[tokio::test(flavor = "multi_thread")]
async fn several_accounts_are_told_apart() {
    let (one, home) = demo(&[]).await;
    let (two, _) = demo(&[]).await;
    let home = home.path();
    for (demo, who) in [(&one, "ada"), (&one, "ben"), (&two, "ada")] {
        let rc = demo.running.zuliprc(who);
        assert_eq!(fed(home, &["login", "--zuliprc", "-"], &rc).await.0, 0);
    }
    let who = async |args: &[&str]| {
        let args = [&["api", "GET", "users/me"], args].concat();
        let (_, out, err) = fed(home, &args, "").await;
        let name = serde_json::from_str::<Value>(&out).ok();
        let name = name.and_then(|me| me["full_name"].as_str().map(str::to_owned));
        name.unwrap_or(err)
    };
    assert_eq!(who(&[]).await, "Ada Quill", "the first");
    assert_eq!(who(&["--account", "ben"]).await, "Ben Oduya");
    let both = who(&["--account", "ada"]).await;
    assert!(
        both.contains("“ada” may be ada@lapis.example at http://127.0.0.1:"),
        "{both}"
    );
    assert!(
        who(&["--account", "chika"])
            .await
            .contains("No account is called “chika”")
    );
    assert_eq!(who(&["--user", "ben@lapis.example"]).await, "Ben Oduya");
    assert_eq!(fed(home, &["accounts", "default", "ben"], "").await.0, 0);
    assert_eq!(who(&[]).await, "Ben Oduya");
    // What is chosen counts before a zuliprc that merely lies there, and one that is named
    // before all else.
    let rc = one.zuliprc("chika.zuliprc", &one.running.zuliprc("chika"));
    std::fs::copy(&rc, home.join("zuliprc")).unwrap();
    assert_eq!(who(&[]).await, "Ben Oduya");
    assert_eq!(who(&["-c", rc.to_str().unwrap()]).await, "千佳 (Chika)");
    let (_, out, _) = fed(home, &["accounts", "default", "chika@lapis.example"], "").await;
    assert!(
        out.starts_with("`lazuli` opens chika@lapis.example at "),
        "{out}"
    );
    assert_eq!(who(&[]).await, "千佳 (Chika)");
    let (code, out, err) = fed(home, &["accounts"], "").await;
    assert_eq!((code, &*err), (0, ""));
    let home_shown = home.display().to_string();
    let out = ports(&out).replace(&home_shown, "HOME");
    let lines = out
        .lines()
        .map(|line| match line.split_once("+127.0.0.1+") {
            Some((before, behind)) => {
                let behind = behind.trim_start_matches(|c: char| c.is_ascii_digit());
                format!("{before}+127.0.0.1+PORT{behind}")
            }
            None => line.to_owned(),
        });
    insta::assert_snapshot!(lines.collect::<Vec<_>>().join("\n"));
    let (code, _, err) = fed(home, &["logout"], "").await;
    assert_eq!(code, 2);
    assert!(err.contains("Say which account: ada@"), "{err}");
    let (code, _, err) = fed(home, &["logout", "chika"], "").await;
    assert_eq!(code, 1);
    assert!(
        err.contains("No account is called") || err.contains("zuliprc"),
        "{err}"
    );
    assert_eq!(fed(home, &["logout", "ben"], "").await.0, 0);
    assert_eq!(accounts(home).await.len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_desktops_handler_is_installed_and_removed() {
    let home = tempfile::tempdir().unwrap();
    let list = home.path().join(".config/mimeapps.list");
    std::fs::create_dir_all(list.parent().unwrap()).unwrap();
    std::fs::write(
        &list,
        "[Default Applications]\nx-scheme-handler/zulip=zulip.desktop\n",
    )
    .unwrap();
    let (code, out, err) = fed(home.path(), &["login", "--install-handler"], "").await;
    assert_eq!((code, &*err), (0, ""), "{out}");
    assert!(out.contains("Until now zulip.desktop opened them"), "{out}");
    let entry = home
        .path()
        .join(".local/share/applications/lazuli-login.desktop");
    let text = std::fs::read_to_string(&entry).unwrap();
    let exec = format!("Exec=\"{}\" open-login %u\n", env!("CARGO_BIN_EXE_lazuli"));
    assert!(text.contains(&exec), "{text}");
    let text = std::fs::read_to_string(&list).unwrap();
    assert!(text.contains("x-scheme-handler/zulip=lazuli-login.desktop;zulip.desktop;"));
    let (code, _, err) = fed(home.path(), &["login", "--remove-handler"], "").await;
    assert_eq!((code, &*err), (0, ""));
    assert!(!entry.exists());
    let text = std::fs::read_to_string(&list).unwrap();
    assert!(text.contains("x-scheme-handler/zulip=zulip.desktop;") && !text.contains("lazuli"));
}
