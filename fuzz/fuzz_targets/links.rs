//! Links: what they lead to inside Zulip, whether they mislead, what is written
//! of them; and narrows as people type them.

#![no_main]

use lazuli::api::narrow::Narrow;
use lazuli::content::Address;
use lazuli::content::link::{misleads, parse_internal};
use libfuzzer_sys::fuzz_target;
use url::Url;

fuzz_target!(|raw: &str| {
    let realm = Url::parse("https://lapis.example/").expect("is a URL");
    let address = Address::new(raw);
    let encoded = address.encoded();
    assert!(
        encoded.bytes().all(|b| (0x21..0x7f).contains(&b)),
        "{encoded:?}"
    );
    assert!(!address.display().as_str().chars().any(char::is_control));
    for realm in [None, Some(&realm)] {
        let _ = parse_internal(&address, realm);
        let _ = misleads(raw, &address, realm);
        if let Some(url) = address.openable(realm) {
            assert!(matches!(url.scheme(), "http" | "https" | "mailto"), "{url}");
            assert!(
                url.as_str().bytes().all(|b| (0x20..0x7f).contains(&b)),
                "{url}"
            );
        }
    }
    let named = Address::new(&format!("#narrow/{raw}"));
    let _ = parse_internal(&named, Some(&realm));
    if let Ok(narrow) = raw.parse::<Narrow>() {
        let shown = narrow.to_string();
        assert_eq!(shown.parse::<Narrow>().as_ref(), Ok(&narrow), "{shown}");
    }
});
