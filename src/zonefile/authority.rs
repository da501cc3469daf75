//! What the name servers of a zone file answer, by RFC 1034 and RFC 4592.
//!
//! In: a zone's records, a name and a type. Out: a `Reply`. It shares nothing with the dry run of Route 53, which is held against
//! it. Deliberately absent: caching, DNSSEC, the NS and SOA of the apex.

use super::{Record, Zone};
use crate::source::Name;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// `NOERROR` or `NXDOMAIN`.
    pub code: &'static str,
    /// Owner, TTL in seconds, type and value of each record; those of a referral are the ones of its authority section.
    pub rows: Vec<(String, u32, Name, Arc<str>)>,
}

/// So many CNAMEs are followed.
const MOST_LINKS: usize = 8;

/// A zone file, ready for questions.
#[derive(Debug)]
pub struct Authority<'z> {
    zone: &'z Zone,
    by_name: FxHashMap<&'z str, Vec<&'z Record>>,
    /// Names that exist, with records or with names below them.
    existing: FxHashSet<&'z str>,
}

impl<'z> Authority<'z> {
    /// Makes a zone ready.
    pub fn of(zone: &'z Zone) -> Authority<'z> {
        let mut by_name: FxHashMap<&str, Vec<&Record>> = FxHashMap::default();
        let mut existing: FxHashSet<&str> = [&*zone.domain].into_iter().collect();
        for record in &zone.records {
            by_name.entry(&record.name).or_default().push(record);
            existing.extend(inside(zone, &record.name));
        }
        Authority { zone, by_name, existing }
    }

    /// Every name that exists, the apex first, then in the order of letters.
    pub fn names(&self) -> Vec<&'z str> {
        let mut names: Vec<&str> = self.existing.iter().copied().collect();
        names.sort_unstable_by_key(|name| (*name != &*self.zone.domain, *name));
        names
    }

    /// Answers a question for a name in the zone.
    pub fn ask(&self, name: &str, kind: Name) -> Reply {
        let mut reply = Reply { code: "NOERROR", rows: Vec::new() };
        let mut name = name.to_owned();
        for _ in 0..MOST_LINKS {
            if let Some(cut) = self.cut(&name, kind) {
                let servers = self.of_type(cut, Name::of("NS"));
                reply.rows.extend(servers.map(|record| (cut.to_owned(), record.ttl, record.kind, record.value.clone())));
                return reply;
            }
            let Some(source) = self.source(&name) else {
                reply.code = "NXDOMAIN";
                return reply;
            };
            let mut found = self.of_type(source, kind).peekable();
            if found.peek().is_some() {
                reply.rows.extend(found.map(|record| (name.clone(), record.ttl, record.kind, record.value.clone())));
                return reply;
            }
            let Some(link) = self.of_type(source, Name::of("CNAME")).next() else { return reply };
            reply.rows.push((name, link.ttl, link.kind, link.value.clone()));
            name = link.value.to_string();
            if !is_within(&self.zone.domain, &name) {
                return reply;
            }
        }
        reply
    }

    /// The name whose records answer: the name itself, or the wildcard below the closest name that exists.
    fn source(&self, name: &str) -> Option<&'z str> {
        if let Some(found) = self.existing.get(name) {
            return Some(found);
        }
        let closest = inside(self.zone, name).find(|above| self.existing.contains(above))?;
        self.existing.get(format!("*.{closest}").as_str()).copied()
    }

    /// The highest delegation above a name or at it. A DS is asked of the side above.
    fn cut(&self, name: &str, kind: Name) -> Option<&'z str> {
        let above = inside(self.zone, name).filter(|above| *above != &*self.zone.domain && !(*above == name && kind == "DS"));
        let cuts = above.filter_map(|above| self.by_name.get_key_value(above).map(|(name, _)| *name));
        cuts.filter(|above| self.of_type(above, Name::of("NS")).next().is_some()).last()
    }

    fn of_type<'a>(&'a self, name: &str, kind: Name) -> impl Iterator<Item = &'z Record> + use<'a, 'z> {
        self.by_name.get(name).into_iter().flatten().copied().filter(move |record| record.kind == kind)
    }
}

fn is_within(domain: &str, name: &str) -> bool {
    name == domain || name.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.'))
}

/// A name and those above it, down to the apex.
fn inside<'n>(zone: &Zone, name: &'n str) -> impl Iterator<Item = &'n str> + use<'n> {
    let most = zone.domain.len();
    let mut next = Some(name);
    std::iter::from_fn(move || {
        let name = next?;
        next = (name.len() > most).then(|| name.split_once('.').map_or("", |(_, above)| above));
        Some(name)
    })
}

#[cfg(test)]
mod tests {
    use super::{Authority, Reply};
    use crate::report::Reports;
    use crate::source::{FileId, Name};
    use crate::zonefile::read;

    const ZONE: &str = "$TTL 60\na A 192.0.2.1\n*.w A 192.0.2.2\nx.w TXT \"x\"\nsub NS ns.sub\nns.sub A 192.0.2.3\nl CNAME a\n\
                        o CNAME example.net.\ndeep.down.here A 192.0.2.4\n";

    fn ask(name: &str, kind: &str) -> String {
        let zone = read(FileId(0), ZONE, Some("example.com"), &[], &mut Reports::default()).expect("there is a zone");
        let Reply { code, rows } = Authority::of(&zone).ask(name, Name::of(kind));
        let rows = rows.iter().map(|(owner, _, kind, value)| format!(" {owner} {kind} {value}"));
        format!("{code}{}", rows.collect::<String>())
    }

    #[test]
    fn answers_are_those_of_the_standards() {
        assert_eq!(ask("a.example.com", "A"), "NOERROR a.example.com A 192.0.2.1");
        assert_eq!(ask("a.example.com", "MX"), "NOERROR");
        assert_eq!(ask("b.example.com", "A"), "NXDOMAIN");
        assert_eq!(ask("down.here.example.com", "A"), "NOERROR", "a name between two that exist exists");
        assert_eq!(ask("q.r.w.example.com", "A"), "NOERROR q.r.w.example.com A 192.0.2.2");
        assert_eq!(ask("x.w.example.com", "A"), "NOERROR", "a wildcard does not answer for a name that exists");
        assert_eq!(ask("q.x.w.example.com", "A"), "NXDOMAIN", "nor below one");
        assert_eq!(ask("host.sub.example.com", "A"), "NOERROR sub.example.com NS ns.sub.example.com");
        assert_eq!(ask("l.example.com", "A"), "NOERROR l.example.com CNAME a.example.com a.example.com A 192.0.2.1");
        assert_eq!(ask("o.example.com", "A"), "NOERROR o.example.com CNAME example.net");
    }
}
