//! Where addresses are: files of MaxMind's format, written here as their specification says.
//!
//! A file is a tree of bits, each node two numbers of 24 bits; 16 zero bytes; values; a marker, and a map about the file. Numbers at or
//! above the count of nodes lead out of the tree: the count itself to nothing, more to a value.

use crate::support::Sandbox;

const PROGRAM: &str = "\
zone example \"example.com\" {
  A \"www\" geolocation {
    US-CA   -> \"192.0.2.1\"
    DE      -> \"192.0.2.2\"
    default -> \"192.0.2.3\"
  }
  A \"near\" latency {
    eu-west-1 -> \"192.0.2.4\"
    us-west-2 -> \"192.0.2.5\"
  }
}
";

/// A value of the format.
enum Value {
    Text(&'static str),
    Double(f64),
    Number(u16),
    Count(u32),
    Long(u64),
    Map(Vec<(&'static str, Value)>),
    List(Vec<Value>),
}

impl Value {
    fn write(&self, out: &mut Vec<u8>) {
        let control = |kind: u8, size: usize| kind << 5 | u8::try_from(size).expect("it is short");
        match self {
            Value::Text(text) => {
                out.push(control(2, text.len()));
                out.extend(text.as_bytes());
            }
            Value::Double(number) => {
                out.push(control(3, 8));
                out.extend(number.to_be_bytes());
            }
            Value::Number(number) => {
                out.push(control(5, 2));
                out.extend(number.to_be_bytes());
            }
            Value::Map(entries) => {
                out.push(control(7, entries.len()));
                for (key, value) in entries {
                    Value::Text(key).write(out);
                    value.write(out);
                }
            }
            Value::Count(number) => {
                out.push(control(6, 4));
                out.extend(number.to_be_bytes());
            }
            Value::Long(number) => {
                out.extend([control(0, 8), 9 - 7]);
                out.extend(number.to_be_bytes());
            }
            // Kinds above seven are written in a byte of their own.
            Value::List(items) => {
                out.extend([control(0, items.len()), 11 - 7]);
                items.iter().for_each(|item| item.write(out));
            }
        }
    }
}

/// A file that knows these networks of IPv4.
fn file(networks: &[([u8; 4], u8, Value)]) -> Vec<u8> {
    let mut nodes: Vec<[Option<u32>; 2]> = vec![[None; 2]];
    let (mut values, mut leaves) = (Vec::new(), Vec::new());
    for (address, length, value) in networks {
        let mut node = 0;
        for depth in 0..*length {
            let bit = usize::from(address[usize::from(depth / 8)] >> (7 - depth % 8) & 1);
            if depth + 1 == *length {
                leaves.push((node, bit, values.len()));
                value.write(&mut values);
            } else {
                node = match nodes[node][bit] {
                    Some(next) => next as usize,
                    None => {
                        nodes.push([None; 2]);
                        nodes[node][bit] = Some(nodes.len() as u32 - 1);
                        nodes.len() - 1
                    }
                };
            }
        }
    }
    let count = nodes.len();
    for (node, bit, at) in leaves {
        nodes[node][bit] = Some((count + 16 + at) as u32);
    }
    let mut bytes = Vec::new();
    for record in nodes.iter().flatten() {
        bytes.extend(&record.unwrap_or(count as u32).to_be_bytes()[1..]);
    }
    bytes.extend([0; 16]);
    bytes.extend(&values);
    bytes.extend(b"\xAB\xCD\xEFMaxMind.com");
    Value::Map(vec![
        ("binary_format_major_version", Value::Number(2)),
        ("binary_format_minor_version", Value::Number(0)),
        ("build_epoch", Value::Long(1)),
        ("database_type", Value::Text("Test-City")),
        ("description", Value::Map(vec![])),
        ("ip_version", Value::Number(4)),
        ("languages", Value::List(vec![])),
        ("node_count", Value::Count(count as u32)),
        ("record_size", Value::Number(24)),
    ])
    .write(&mut bytes);
    bytes
}

fn place(country: &'static str, part: Option<&'static str>, point: Option<(f64, f64)>) -> Value {
    let code = |code| Value::Map(vec![("iso_code", Value::Text(code))]);
    let mut entries = vec![("country", code(country))];
    entries.extend(part.map(|part| ("subdivisions", Value::List(vec![code(part)]))));
    entries.extend(point.map(|(north, east)| {
        ("location", Value::Map(vec![("latitude", Value::Double(north)), ("longitude", Value::Double(east))]))
    }));
    Value::Map(entries)
}

#[test]
fn a_file_of_addresses_says_where_whoever_asks_is() {
    let sandbox = Sandbox::new("geoip");
    sandbox.write("main.edge", PROGRAM);
    let networks = [
        ([203, 0, 113, 0], 24, place("DE", Some("BE"), Some((52.5, 13.4)))),
        ([198, 51, 100, 0], 25, place("US", Some("CA"), Some((37.8, -122.4)))),
    ];
    sandbox.write("tiny.mmdb", file(&networks));
    let cases: [(&[&str], &str, &str); 7] = [
        (&["www.example.com", "--from", "203.0.113.9"], "192.0.2.2", "203.0.113.9 in DE"),
        (&["www.example.com", "--from", "198.51.100.9"], "192.0.2.1", "198.51.100.9 in US-CA"),
        (&["www.example.com", "--from", "198.51.100.200"], "192.0.2.3", "does not know where 198.51.100.200 is"),
        (&["www.example.com", "--from", "2001:db8::1"], "192.0.2.3", "does not know where 2001:db8::1 is"),
        (&["near.example.com", "--from", "198.51.100.9"], "192.0.2.5", "km"),
        // Without a client subnet, the resolver's place counts.
        (
            &["near.example.com", "--from", "198.51.100.9", "--resolver", "203.0.113.53"],
            "192.0.2.4",
            "the resolver 203.0.113.53 in DE",
        ),
        (&["www.example.com", "--from", "203.0.113.0/26"], "192.0.2.2", "203.0.113.0 in DE"),
    ];
    for (question, answer, told) in cases {
        let run = sandbox.run(&[&["route"], question, &["--geoip", "tiny.mmdb"]].concat());
        let first = run.stdout.split("\nwhy\n").next().unwrap_or_default();
        assert_eq!((run.exit, run.stderr.as_str()), (0, ""), "{question:?}");
        assert!(first.contains(answer) && run.stdout.contains(told), "{question:?}\n{}", run.stdout);
    }
}

#[test]
fn a_file_of_addresses_that_is_none_is_refused() {
    let sandbox = Sandbox::new("geoip-bad");
    sandbox.write("main.edge", PROGRAM);
    let whole = file(&[([203, 0, 113, 0], 24, place("DE", None, None))]);
    sandbox.write("text.mmdb", "nothing of the sort");
    sandbox.write("half.mmdb", &whole[whole.len() / 2..]);
    for (file, why) in [
        ("text.mmdb", "is no file of MaxMind's format"),
        ("half.mmdb", "is no file of MaxMind's format"),
        ("none.mmdb", "cannot read"),
    ] {
        let run = sandbox.run(&["route", "www.example.com", "--from", "203.0.113.9", "--geoip", file]);
        assert_eq!((run.exit, run.stdout.as_str()), (2, ""), "{file}");
        assert!(run.stderr.contains(why), "{}", run.stderr);
    }
    sandbox.write("whole.mmdb", &whole);
    let run = sandbox.run(&["route", "www.example.com", "--geoip", "whole.mmdb"]);
    assert_eq!((run.exit, run.stderr.as_str()), (2, "error: --geoip says where an address is; --from says which\n"));
}
