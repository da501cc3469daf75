//! A zone and a zone file, held against each other in a test.
//!
//! In: `equal example -> file("example.com.zone") { except = [NS], moved = ["www"] }`. Out: whether every name of the file is answered as
//! its servers answer, for every type, but for types in `except` and for names that moved on purpose. While a migration of the zone is
//! under way, TTLs are the shorter ones it has. Deliberately absent: asking (`compare`).

use super::{Ending, Trial, Wanted, compare, record_types};
use crate::model::{Line, Reader};
use crate::report::{Code, Reports};
use crate::schema::{BlockId, Value};
use crate::source::{FileId, Name};
use crate::zonefile::{self, Authority};

/// The form of such a line.
const FORM: &str = "equal zone -> file(\"example.com.zone\") { except = [NS], moved = [\"www\"] }";

impl Trial<'_, '_> {
    /// `equal example -> file("example.com.zone")`
    pub(super) fn equal(&mut self, line: &Line) {
        let zone = line.head.get(1).and_then(|term| term.value.as_block());
        let text = line.targets.as_ref().and_then(|targets| targets.first()?.first()?.value.as_text());
        let (Some(zone), Some(text)) = (zone, text) else {
            self.wrong(line, FORM);
            return self.ended(line.span, "equal".to_owned(), Ending::Broken);
        };
        let question = format!("equal {}", self.block(zone).label);
        let Some(domain) = self.text_of(zone, "domain_name") else {
            self.wrong(line, FORM);
            return self.ended(line.span, question, Ending::Broken);
        };
        let mut said = Reports::default();
        let read = zonefile::read(FileId::default(), text, Some(domain.trim_end_matches('.')), &[], &mut said);
        let fault = said.iter().find(|report| report.level == crate::report::Level::Error).map(|report| report.message.clone());
        let (Some(mut read), None) = (read, &fault) else {
            let why = fault.unwrap_or_else(|| "there is no zone in it".to_owned());
            self.reports.push(Code::Unmet.at(line.span).with(&question).with(&why).with(&why));
            return self.ended(line.span, question, Ending::Fails(why));
        };
        zonefile::sets(&mut read, &mut Reports::default());
        let (except, moved) = (self.listed(line, "except"), self.listed(line, "moved"));
        let moved: Vec<String> = moved.iter().map(|name| absolute(name, &read.domain)).collect();
        let most = self.moving(zone);
        let types: Vec<Name> =
            record_types(self.schema).into_iter().filter(|kind| !except.iter().any(|word| kind == word.as_str())).collect();
        let ttl = |ttl: u32| most.map_or(ttl, |most| ttl.min(most));
        let wanted = Wanted { types: &types, moved: &moved, ttl: &ttl };
        let (dns, reached) = (&self.router.dns, &mut self.reached.members);
        let compared = compare(dns, &Authority::of(&read), &wanted, |answer| reached.extend(dns.reached(answer)));
        let Some(other) = compared.differences.first() else {
            return self.ended(line.span, question, Ending::Holds);
        };
        let why = format!("{} {} is {}, and {} in the file", other.name, other.kind, other.after, other.before);
        self.reports.push(Code::Unmet.at(line.span).with(&question).with(&why).with(&other.after));
        self.ended(line.span, question, Ending::Fails(why));
    }

    /// How long answers of a zone are kept at most while it moves.
    fn moving(&self, zone: BlockId) -> Option<u32> {
        let kind = self.schema.kind_named(Name::of("migration"))?;
        let reader = Reader::new(self.schema, &self.model.blocks);
        let of_zone = |block: &&crate::schema::Block| {
            block.kind == kind
                && reader.named(block, Name::of("zone")) == Value::Block(zone)
                && reader.named(block, Name::of("done")) != Value::Bool(true)
        };
        let (_, block) = self.model.own().find(|(_, block)| of_zone(block))?;
        match reader.named(block, Name::of("ttl")) {
            Value::Duration(milliseconds) => u32::try_from(milliseconds / 1000).ok(),
            _ => None,
        }
    }

    fn text_of(&self, block: BlockId, field: &str) -> Option<String> {
        let reader = Reader::new(self.schema, &self.model.blocks);
        let value = reader.named(self.block(block), Name::of(field));
        value.as_text().map(str::to_owned)
    }

    /// The words or texts of a list in the body of a line.
    fn listed(&self, line: &Line, field: &str) -> Vec<String> {
        let said = line
            .body
            .iter()
            .flatten()
            .find(|line| line.head.first().is_some_and(|term| term.word.is_some_and(|word| word == field)));
        match said.and_then(|line| line.value.as_ref()).map(|value| &value.value) {
            Some(Value::List(items)) => {
                items.iter().map(crate::resolve::shown).map(|item| item.trim_matches('"').to_owned()).collect()
            }
            _ => Vec::new(),
        }
    }
}

/// A name of a zone in full, in small letters.
fn absolute(name: &str, domain: &str) -> String {
    let name = name.to_ascii_lowercase();
    match name.strip_suffix('.') {
        Some(name) => name.to_owned(),
        None if name == "@" => domain.to_owned(),
        None => format!("{name}.{domain}"),
    }
}
