//! Zone files: what another name server serves, as its operator wrote it down.
//!
//! In: the text of a file in the form of RFC 1035, with the units of time that BIND knows. Out: its records in Route 53's spelling,
//! each with its place, and an `Authority` that answers as the servers of that file do. A mistake costs the record it stands in;
//! what follows is read. Deliberately absent: programs; including other files.

mod authority;
mod entries;
mod sets;
mod spelling;

pub use authority::{Authority, Reply};
pub use sets::{Set, sets};

use crate::report::{Code, Reports};
use crate::source::{FileId, Name, Span};
use domain::base::Record as Scanned;
use domain::base::iana::{Class, Rtype};
use domain::base::name::{Name as DomainName, ToName};
use domain::rdata::ZoneRecordData;
use domain::zonefile::inplace::{Entry as Read, ScannedDname, ScannedRecordData, Zonefile};
use entries::{Entry, Line};
use std::sync::Arc;

/// One record of a zone file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Its whole name, in small letters, without a dot at the end; odd bytes as `\ooo`.
    pub name: Arc<str>,
    /// Seconds.
    pub ttl: u32,
    /// Its type, a word of `record_type`.
    pub kind: Name,
    /// Its value, as a program writes it: names without a dot at the end, texts joined and without quotes.
    pub value: Arc<str>,
    /// Where it stands.
    pub span: Span,
}

/// What a zone file holds.
#[derive(Clone, Debug, Default)]
pub struct Zone {
    /// The domain it is the zone of, in small letters, without a dot at the end.
    pub domain: Arc<str>,
    /// Its records, in the order written, without NS and SOA of the apex.
    pub records: Vec<Record>,
    /// The name servers it names for itself.
    pub name_servers: Vec<Arc<str>>,
    /// How long these are kept, in seconds.
    pub name_servers_ttl: Option<u32>,
    /// How long resolvers keep that there is nothing, in seconds: the smaller of the SOA's TTL and its last field (RFC 2308).
    pub negative_ttl: Option<u32>,
    /// Whether keys or signatures of DNSSEC stand in it.
    pub is_signed: bool,
}

/// Types that sign a zone; Route 53 makes its own.
const SIGNING: [Rtype; 8] =
    [Rtype::DNSKEY, Rtype::RRSIG, Rtype::NSEC, Rtype::NSEC3, Rtype::NSEC3PARAM, Rtype::CDS, Rtype::CDNSKEY, Rtype::ZONEMD];

/// Reads a zone file. `domain` is what names are relative to until the file says otherwise; types in `without` are left out
/// where they cannot be carried over. Nothing comes out where there is no zone in it.
pub fn read(file: FileId, text: &str, domain: Option<&str>, without: &[Name], reports: &mut Reports) -> Option<Zone> {
    let mut reading = Reading::new(file, domain, without, reports);
    for entry in entries::split(text) {
        reading.entry(text, &entry);
    }
    reading.finish()
}

/// What the reader of an entry says, and how many lines stand before the entry in what it was given.
#[derive(Clone, Copy)]
struct Said<'s> {
    text: &'s str,
    before: usize,
}

/// A file under way.
struct Reading<'r> {
    file: FileId,
    /// What names are relative to, as it is written in a zone file.
    origin: Option<String>,
    /// The owner of the record before, absolute, as it is written in a zone file.
    owner: Option<String>,
    /// What `$TTL` said.
    default_ttl: Option<u32>,
    /// What the record before said.
    last_ttl: Option<u32>,
    /// What names were relative to at first.
    first_origin: Option<String>,
    /// Whose the SOA is.
    apex: Option<Arc<str>>,
    /// Whether it was said already that there is no origin.
    misses_origin: bool,
    without: &'r [Name],
    found: Vec<Record>,
    zone: Zone,
    reports: &'r mut Reports,
}

impl<'r> Reading<'r> {
    fn new(file: FileId, domain: Option<&str>, without: &'r [Name], reports: &'r mut Reports) -> Reading<'r> {
        let origin = domain.and_then(|domain| DomainName::<Vec<u8>>::vec_from_str(domain).ok());
        let origin = origin.map(|origin| origin.fmt_with_dot().to_string());
        let (owner, default_ttl, last_ttl, apex, first_origin) = (None, None, None, None, origin.clone());
        Reading {
            file,
            origin,
            first_origin,
            owner,
            default_ttl,
            last_ttl,
            apex,
            misses_origin: false,
            without,
            found: Vec::new(),
            zone: Zone::default(),
            reports,
        }
    }

    fn span(&self, range: &std::ops::Range<usize>) -> Span {
        Span::new(self.file, range.start, range.end)
    }

    /// Reads one entry by itself, after what is known from those before, so that its mistakes are its own.
    fn entry(&mut self, text: &str, entry: &Entry) {
        if let Some(open) = entry.unclosed {
            self.reports.push(Code::ZoneFileEntry.at(self.span(&(open..open + 1))).with("this bracket is never closed"));
            return;
        }
        let line = Line::of(text, entry, self.owner.as_deref(), self.origin.as_deref());
        let before = self.before();
        let mut zonefile = Zonefile::from(format!("{before}{}\n", line.text).as_str()).allow_invalid();
        zonefile.set_default_class(Class::IN);
        match zonefile.next_entry() {
            Ok(Some(Read::Record(record))) => self.record(entry, &line, &record),
            Ok(Some(Read::Include { .. })) => self.reports.push(Code::ZoneFileInclude.at(self.span(&entry.range))),
            Ok(None) => {
                self.origin = zonefile.origin().ok().map(|origin| origin.fmt_with_dot().to_string());
                self.first_origin = self.first_origin.take().or_else(|| self.origin.clone());
                self.default_ttl = line.default_ttl.or(self.default_ttl);
            }
            Err(error) => {
                let said = error.to_string();
                self.mistake(text, entry, &line, Said { text: &said, before: before.lines().count() });
            }
        }
    }

    /// The directives that say what the entries before have said.
    fn before(&self) -> String {
        let origin = self.origin.as_ref().map_or_else(String::new, |origin| format!("$ORIGIN {origin}\n"));
        let ttl = self.default_ttl.or(self.last_ttl).map_or_else(String::new, |ttl| format!("$TTL {ttl}\n"));
        origin + &ttl
    }

    fn mistake(&mut self, text: &str, entry: &Entry, line: &Line, said: Said) {
        let mut parts = said.text.splitn(3, ':');
        let (row, column) = (parts.next().and_then(|row| row.parse().ok()), parts.next().and_then(|column| column.parse().ok()));
        let (words, before) = (parts.next().map_or(said.text, str::trim), said.before);
        let range = match (row, column) {
            _ if words.starts_with("unknown control") => entry.words.first().unwrap_or(&entry.range).clone(),
            (Some(row), Some(column)) => line.token(usize::saturating_sub(row, before), column, entry),
            _ => entry.range.clone(),
        };
        let word = &text[range.clone()];
        let why = match words {
            "missing origin" if self.misses_origin => return,
            "missing origin" => {
                self.misses_origin = true;
                return self.reports.push(Code::ZoneFileOrigin.at(self.span(&range)));
            }
            "missing last owner" => "there is no name before it whose record this could be".to_owned(),
            _ if word.starts_with('"') && word.matches('"').count() == 1 => "this quote is never closed".to_owned(),
            words => spelling::plain(words),
        };
        self.reports.push(Code::ZoneFileEntry.at(self.span(&range)).with(why));
    }

    fn record(&mut self, entry: &Entry, line: &Line, record: &Scanned<ScannedDname, ScannedRecordData>) {
        let (span, name) = (self.span(&entry.range), spelling::host(record.owner()));
        self.owner = Some(record.owner().to_name::<Vec<u8>>().fmt_with_dot().to_string());
        let ttl = record.ttl().as_secs();
        if line.says_ttl {
            self.last_ttl = Some(ttl);
        }
        if record.class() != Class::IN {
            return self.reports.push(Code::ZoneFileEntry.at(span).with("only records of the class IN are served by Route 53"));
        }
        if let ZoneRecordData::Soa(soa) = record.data() {
            let least = soa.minimum().as_secs();
            self.zone.negative_ttl = Some(least.min(ttl));
            // Where nobody says how long a record is kept, this was the TTL of all before `$TTL` came (RFC 2308).
            self.last_ttl = self.last_ttl.or(Some(least));
            self.apex.get_or_insert_with(|| name.as_str().into());
            return;
        }
        let rtype = record.rtype();
        if SIGNING.contains(&rtype) {
            self.zone.is_signed = true;
            return;
        }
        let kind = Name::of(if line.is_spf { "SPF" } else { rtype.to_mnemonic_str().unwrap_or("TYPE") });
        match spelling::value(record.data()) {
            Ok(value) => self.found.push(Record { name: name.as_str().into(), ttl, kind, value: value.into(), span }),
            Err(_) if self.without.contains(&Name::of(&rtype.to_string())) => {}
            Err(why) => self.reports.push(Code::ZoneFileType.at(span).with(rtype).with(why)),
        }
    }

    /// Knows the apex only now: the SOA may stand anywhere.
    fn finish(mut self) -> Option<Zone> {
        let origin = self.first_origin.as_ref().map(|origin| origin.trim_end_matches('.').to_ascii_lowercase().into());
        let Some(apex) = self.apex.clone().or(origin).filter(|apex: &Arc<str>| !apex.is_empty()) else {
            if !self.misses_origin {
                self.reports.push(Code::ZoneFileOrigin.at(Span::new(self.file, 0, 0)));
            }
            return None;
        };
        let mut outside = Vec::new();
        for record in std::mem::take(&mut self.found) {
            let is_inside = record.name == apex || record.name.strip_suffix(&*apex).is_some_and(|rest| rest.ends_with('.'));
            if !is_inside {
                outside.push(record);
            } else if record.name == apex && record.kind == "NS" {
                self.zone.name_servers_ttl = Some(self.zone.name_servers_ttl.map_or(record.ttl, |known| known.max(record.ttl)));
                self.zone.name_servers.push(record.value);
            } else {
                self.zone.records.push(record);
            }
        }
        for record in outside {
            self.reports.push(Code::ZoneFileOutside.at(record.span).with(&record.name).with(&apex));
        }
        if self.zone.is_signed {
            self.reports.push(Code::ZoneFileSigned.at(Span::new(self.file, 0, 0)).with(&apex));
        }
        self.zone.domain = apex;
        Some(self.zone)
    }
}

#[cfg(test)]
mod tests {
    use super::{Zone, read};
    use crate::report::Reports;
    use crate::source::FileId;

    fn zone(text: &str) -> (Option<Zone>, Vec<String>) {
        let mut reports = Reports::default();
        let zone = read(FileId(0), text, Some("example.com"), &[], &mut reports);
        let places = reports.sorted().into_iter().map(|report| {
            let span = report.primary.as_ref().expect("each has a place").span;
            format!("{}@{}", report.code, &text[span.start as usize..span.end as usize])
        });
        (zone, places.collect())
    }

    fn rows(text: &str) -> Vec<String> {
        let (zone, said) = zone(text);
        assert!(said.is_empty(), "{said:?}");
        let rows = zone.expect("there is a zone").records;
        rows.iter().map(|record| format!("{} {} {} {}", record.name, record.ttl, record.kind, record.value)).collect()
    }

    #[test]
    fn owners_origins_and_ttls_carry_over() {
        let text = "$TTL 1h\n@ IN MX 10 mx\n\tTXT \"a b\" \"c\"\nwww 60 IN A 192.0.2.1\n  IN 1d AAAA 2001:db8::1\n\
                    $ORIGIN in.example.com.\nx CNAME www.Example.com.\ny CNAME @\n";
        let wanted = [
            "example.com 3600 MX 10 mx.example.com",
            "example.com 3600 TXT a bc",
            "www.example.com 60 A 192.0.2.1",
            "www.example.com 86400 AAAA 2001:db8::1",
            "x.in.example.com 3600 CNAME www.example.com",
            "y.in.example.com 3600 CNAME in.example.com",
        ];
        assert_eq!(rows(text), wanted);
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_to_its_end(text in "([ \\t\\n@.;()\"\\\\$*0-9a-zé]|IN|SOA|TXT|A|MX|CNAME|TTL|ORIGIN|HTTPS|alpn=|NS|CAA|DS|\\PC){0,60}") {
            let _ = zone(&text);
        }
    }

    #[test]
    fn a_mistake_costs_its_own_entry_only() {
        let text = "a A 192.0.2.300\nb A 192.0.2.1\nc ALIAS x\nd MX mx1 10\ne TXT \"open\nf SOA (\ng CNAME x y\nh A 192.0.2.2\n";
        let (zone, said) = zone(text);
        let names: Vec<_> = zone.expect("there is a zone").records.iter().map(|record| record.name.to_string()).collect();
        assert_eq!(names, ["b.example.com", "h.example.com"]);
        let places: Vec<_> = said.iter().map(|said| said.split('@').nth(1).unwrap_or_default()).collect();
        assert_eq!(places, ["192.0.2.300", "ALIAS", "mx1", "\"open", "(", "y"]);
    }
}
