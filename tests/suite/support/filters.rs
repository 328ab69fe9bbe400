//! What differs from run to run, made equal.

/// Replaces every clock time (`09:12`, `9:12 AM`) of a screen by one of the same
/// width, and every port of a loopback address by as many zeros.
pub fn steady(text: &str) -> String {
    ports(&times(text))
}

/// Digits of clock times become `0`, and a mark of the day behind them goes away.
pub fn times(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let digit = |at: usize| chars.get(at).is_some_and(char::is_ascii_digit);
    let mut out = chars.clone();
    for (at, c) in chars.iter().enumerate() {
        let clock = *c == ':'
            && at > 0
            && digit(at - 1)
            && digit(at + 1)
            && digit(at + 2)
            && !digit(at + 3)
            && (at < 3 || !digit(at - 3));
        if !clock {
            continue;
        }
        out[at + 1] = '0';
        out[at + 2] = '0';
        out[at - 1] = '0';
        if at > 1 && digit(at - 2) {
            out[at - 2] = '0';
        }
    }
    // Where it is another day there, depends on the time too.
    let out: String = out.into_iter().collect();
    out.replace("00:00 +1d", "    00:00")
        .replace("00:00 -1d", "    00:00")
}

/// Digits of ports after `127.0.0.1:` and `localhost:` become `0`.
pub fn ports(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    loop {
        let found = ["127.0.0.1:", "localhost:"]
            .iter()
            .filter_map(|host| rest.find(host).map(|at| at + host.len()))
            .min();
        let Some(end) = found else {
            out.push_str(rest);
            return out;
        };
        let (before, after) = rest.split_at(end);
        let digits = after.chars().take_while(char::is_ascii_digit).count();
        out.push_str(before);
        out.extend(std::iter::repeat_n('0', digits));
        rest = &after[digits..];
    }
}

#[test]
fn times_and_ports_are_made_equal() {
    assert_eq!(
        steady("09:12 at 9:05 AM, 127.0.0.1:43123/x localhost:80"),
        "00:00 at 0:00 AM, 127.0.0.1:00000/x localhost:00"
    );
    assert_eq!(steady("now  01:10 +1d"), "now      00:00");
    assert_eq!(steady("a: 12 x:yz 1:2 12:345"), "a: 12 x:yz 1:2 12:345");
}
