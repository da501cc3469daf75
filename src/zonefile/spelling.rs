//! Names and values of a zone file in Route 53's spelling.
//!
//! In: what was scanned. Out: text as a program writes it, or why Route 53 cannot answer it. Deliberately absent: whether a value
//! is wise.

use domain::base::name::{ToLabelIter, ToName};
use domain::rdata::ZoneRecordData;
use std::fmt::Write;

/// A name in small letters, without a dot at the end; bytes that stand in no plain name as `\ooo`.
pub(super) fn host(name: &impl ToLabelIter) -> String {
    let mut text = String::new();
    for label in name.iter_labels().filter(|label| !label.is_root()) {
        if !text.is_empty() {
            text.push('.');
        }
        for byte in label.as_slice() {
            match byte {
                b'\\' | b'.' | b'"' | b';' | b'(' | b')' | b'@' | b'$' => octal(*byte, &mut text),
                byte if byte.is_ascii_graphic() => text.push(char::from(byte.to_ascii_lowercase())),
                byte => octal(*byte, &mut text),
            }
        }
    }
    text
}

fn octal(byte: u8, text: &mut String) {
    let _ = write!(text, "\\{byte:03o}");
}

/// A host as a value: the root is a dot.
fn target(name: &impl ToLabelIter) -> String {
    let text = host(name);
    if text.is_empty() { ".".to_owned() } else { text }
}

/// A value; or why there is none.
pub(super) fn value<O: AsRef<[u8]>, N: ToName + std::fmt::Display>(data: &ZoneRecordData<O, N>) -> Result<String, &'static str> {
    Ok(match data {
        ZoneRecordData::A(address) => address.addr().to_string(),
        ZoneRecordData::Aaaa(address) => address.addr().to_string(),
        ZoneRecordData::Cname(name) => target(name.cname()),
        ZoneRecordData::Ns(name) => target(name.nsdname()),
        ZoneRecordData::Ptr(name) => target(name.ptrdname()),
        ZoneRecordData::Mx(mx) => format!("{} {}", mx.preference(), target(mx.exchange())),
        ZoneRecordData::Srv(srv) => format!("{} {} {} {}", srv.priority(), srv.weight(), srv.port(), target(srv.target())),
        ZoneRecordData::Txt(texts) => {
            let joined: Vec<u8> = texts.iter().flatten().copied().collect();
            String::from_utf8(joined).map_err(|_| "it has bytes that are no UTF-8, which no program can write")?
        }
        ZoneRecordData::Caa(caa) => {
            format!("{} {} \"{}\"", caa.flags().bits(), caa.tag(), lossy(caa.value()))
        }
        ZoneRecordData::Ds(ds) => {
            let (algorithm, sort) = (u8::from(ds.algorithm()), u8::from(ds.digest_type()));
            format!("{} {algorithm} {sort} {}", ds.key_tag(), hex(ds.digest()))
        }
        ZoneRecordData::Naptr(naptr) => {
            let texts = [naptr.flags(), naptr.services(), naptr.regexp()].map(|text| format!("\"{}\"", lossy(text)));
            format!("{} {} {} {}", naptr.order(), naptr.preference(), texts.join(" "), target(naptr.replacement()))
        }
        ZoneRecordData::Sshfp(sshfp) => {
            let (algorithm, sort) = (u8::from(sshfp.algorithm()), u8::from(sshfp.fingerprint_type()));
            format!("{algorithm} {sort} {}", hex(sshfp.fingerprint()))
        }
        ZoneRecordData::Tlsa(tlsa) => {
            let numbers = [u8::from(tlsa.usage()), u8::from(tlsa.selector()), u8::from(tlsa.matching_type())];
            format!("{} {} {} {}", numbers[0], numbers[1], numbers[2], hex(tlsa.data()))
        }
        ZoneRecordData::Svcb(svcb) => service(svcb.priority(), target(svcb.target()), &svcb.params().to_string()),
        ZoneRecordData::Https(https) => service(https.priority(), target(https.target()), &https.params().to_string()),
        _ => return Err("Route 53 has no records of this type"),
    })
}

/// With the list of protocols in quotes, as AWS writes it.
fn service(priority: u16, target: String, params: &str) -> String {
    let params: Vec<String> = params
        .split(' ')
        .map(|param| match param.strip_prefix("alpn=") {
            Some(protocols) if !protocols.starts_with('"') => format!("alpn=\"{protocols}\""),
            _ => param.to_owned(),
        })
        .collect();
    format!("{priority} {target} {}", params.join(" ")).trim_end().to_owned()
}

fn lossy(bytes: &(impl AsRef<[u8]> + ?Sized)) -> String {
    String::from_utf8_lossy(bytes.as_ref()).into_owned()
}

fn hex(bytes: &(impl AsRef<[u8]> + ?Sized)) -> String {
    bytes.as_ref().iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// What the reader of entries says, in words of this place.
pub(super) fn plain(said: &str) -> String {
    const WORDS: [(&str, &str); 12] = [
        ("expected decimal number", "a number belongs here"),
        ("expected ipv4 address", "an IPv4 address belongs here"),
        ("expected ipv6 address", "an IPv6 address belongs here"),
        ("expected rtype", "this is no type of record, class or TTL"),
        ("bad name", "this is no name of the DNS"),
        ("bad symbol", "a letter here stands in no zone file without a backslash"),
        ("bad charstr", "a text has at most 255 bytes; longer ones are written as several"),
        ("unexpected end of entry", "the entry ends too early"),
        ("short buffer", "the entry ends too early: a quote is not closed"),
        ("trailing tokens", "the entry ends before this"),
        ("unbalanced parens", "this bracket closes none"),
        ("unknown control", "only some servers have this directive: write out what it stands for"),
    ];
    let known = WORDS.iter().find(|(theirs, _)| said.starts_with(theirs));
    known.map_or_else(|| said.to_lowercase(), |(_, ours)| (*ours).to_owned())
}
