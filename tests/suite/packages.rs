//! What packages are made of is there.

use std::path::Path;

use toml::Value;

/// Where a packaged file comes from, in either way of writing it.
fn source(asset: &Value) -> &str {
    let source = match asset {
        Value::Array(parts) => &parts[0],
        other => &other["source"],
    };
    source.as_str().expect("a path")
}

#[test]
fn every_file_of_a_package_is_kept_here_or_made_by_the_release() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |name: &str| std::fs::read_to_string(root.join(name)).expect("read");
    let release = read(".ci/release");
    let manifest: Value = toml::from_str(&read("Cargo.toml")).expect("TOML");
    let metadata = &manifest["package"]["metadata"];
    let mut count = 0;
    for kind in ["deb", "generate-rpm"] {
        for asset in metadata[kind]["assets"].as_array().expect("a list") {
            let source = source(asset);
            let made = source
                .strip_prefix("target/package/")
                .map(|path| format!("$package/{}", path.trim_end_matches("/*.1")));
            let there = match made {
                Some(made) => release.contains(&made),
                None => source == "target/release/lazuli" || root.join(source).is_file(),
            };
            assert!(there, "{kind}: {source}");
            count += 1;
        }
    }
    assert!(count > 15, "{count}");
    // What `cargo binstall` asks for is what the release is called.
    let binstall = metadata["binstall"]["bin-dir"].as_str().expect("a path");
    let called = binstall.replace("{ ", "{").replace(" }", "}");
    assert_eq!(called, "{name}-{version}-{target}/{bin}{binary-ext}");
    assert!(release.contains("name=\"lazuli-$version-$target\""));
    assert!(release.contains("$name.tar.gz"));
}
