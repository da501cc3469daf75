//! Every question, asked of both sides.
//!
//! In: the dry run's zones, and the authority of a zone file. Out: how many questions there were, and those with different
//! answers. Every name that exists is asked for every type, and so is a name that does not exist below each of them. What leads to
//! the apex's NS and SOA is not: each provider makes its own. Deliberately absent: health and places, which a zone file has none of.

use crate::route::Place;
use crate::route::State;
use crate::route::dns::{Answer, Chance, Ending, Question, Zones};
use crate::schema::Schema;
use crate::source::Name;
use crate::zonefile::{Authority, Reply};
use std::sync::Arc;

/// What asking came to.
#[derive(Clone, Debug, Default)]
pub struct Comparison {
    /// How many questions were asked of both.
    pub questions: usize,
    /// For how many names that exist.
    pub names: usize,
    /// What is answered differently.
    pub differences: Vec<Difference>,
}

/// A question with two answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The name.
    pub name: String,
    /// The type.
    pub kind: Name,
    /// What the zone file's servers answer.
    pub before: String,
    /// What Route 53 answers.
    pub after: String,
}

/// Every type of record there is.
pub fn record_types(schema: &Schema) -> Vec<Name> {
    let choice = schema.choice_named(Name::of("record_type")).map(|choice| schema.choice(choice));
    choice.iter().flat_map(|choice| &choice.words).map(|word| word.word).collect()
}

/// A label that no zone has.
const NOBODY: &str = "nobody-has-this-name";

/// What is asked, and what may differ.
pub struct Wanted<'w> {
    /// The types that each name is asked for.
    pub types: &'w [Name],
    /// Names, in full, whose records are others on purpose.
    pub moved: &'w [String],
    /// What a TTL of the file becomes.
    pub ttl: &'w dyn Fn(u32) -> u32,
}

/// Asks both, and shows each answer of the zones.
pub fn compare(zones: &Zones, authority: &Authority, wanted: &Wanted, mut show: impl FnMut(&Answer)) -> Comparison {
    let (asker, weather) = (zones.asker(&Place::default()), zones.weather(&State::default()));
    let mut comparison = Comparison::default();
    for known in authority.names() {
        comparison.names += 1;
        for name in [known.to_owned(), format!("{NOBODY}.{known}")] {
            if wanted.moved.contains(&name) {
                continue;
            }
            for kind in wanted.types {
                let question = Question::of(&name, *kind);
                let answer = zones.decide(&question, &asker, &weather, &mut Chance::of(0));
                // The apex's own, asked for directly or by way of a CNAME.
                if matches!(answer.ending, Ending::Made(_)) {
                    continue;
                }
                comparison.questions += 1;
                show(&answer);
                let before = told(authority.ask(&name, *kind), wanted.moved, wanted.ttl);
                let after = told(reply(zones, &question, &answer), wanted.moved, &|ttl| ttl);
                if before != after {
                    comparison.differences.push(Difference { name: name.clone(), kind: *kind, before, after });
                }
            }
        }
    }
    comparison
}

fn reply(zones: &Zones, question: &Question, answer: &Answer) -> Reply {
    let code = if answer.ending == Ending::Outside { "REFUSED" } else { zones.code(answer) };
    let rows = zones.rows(question, answer).into_iter();
    Reply { code, rows: rows.map(|row| (row.owner, row.ttl, row.kind, Arc::from(row.value))).collect() }
}

/// An answer as one text, its rows in one order and one spelling; but for those of names that moved.
fn told(reply: Reply, moved: &[String], ttl: &dyn Fn(u32) -> u32) -> String {
    let mut rows: Vec<String> = reply
        .rows
        .iter()
        .filter(|(owner, ..)| !moved.iter().any(|name| name.eq_ignore_ascii_case(owner.trim_end_matches('.'))))
        .map(|(owner, seconds, kind, value)| {
            let is_text = matches!(kind.as_str(), "TXT" | "SPF" | "CAA" | "NAPTR");
            let value = if is_text { value.to_string() } else { value.trim_end_matches('.').to_ascii_lowercase() };
            format!("{} {} {kind} {value}", owner.trim_end_matches('.').to_ascii_lowercase(), ttl(*seconds))
        })
        .collect();
    rows.sort_unstable();
    match (rows.is_empty(), reply.code) {
        (true, "NOERROR") => "NODATA".to_owned(),
        (true, code) => code.to_owned(),
        (false, "NOERROR") => rows.join(", "),
        (false, code) => format!("{code} {}", rows.join(", ")),
    }
}
