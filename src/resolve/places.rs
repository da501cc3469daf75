//! Functions that read the library's tables: what a host name says of where it points.
//!
//! In: a host name. Out: its alias zone, region or kind of origin, from the choices of the library. Deliberately absent: the
//! tables themselves (`stdlib/aws/network.edge`, `stdlib/aws/places/`).

use super::operate::unknown_truth;
use crate::schema::{ChoiceId, ChoiceWord, Schema, Value};
use crate::source::Name;
use std::borrow::Cow;
use std::sync::LazyLock;

/// The choice whose words describe host names that may be aliased, in the order they are tried.
static HOSTS: LazyLock<Name> = LazyLock::new(|| Name::of("alias_target"));
/// Where Origin Shield stands before an origin whose region nobody knows.
pub const SHIELD_OF_ANY: &str = "us-east-1";
/// The choice of AWS's regions.
static REGIONS: LazyLock<Name> = LazyLock::new(|| Name::of("region"));

/// Applies one of these functions; `None` where the name is not one of them.
pub fn place_facts(function: Name, arguments: &[Value], schema: &Schema) -> Option<Value> {
    let [argument, rest @ ..] = arguments else {
        return None;
    };
    match function.as_str() {
        "alias_zone" => Some(over_host(argument, unknown_truth(), |host| alias_zone(host, schema))),
        "alias_health" => Some(over_host(argument, unknown_truth(), |host| fact_of_host(host, "health", schema))),
        "alias_ipv6_prefix" => Some(over_host(argument, Value::None, |host| fact_of_host(host, "ipv6_prefix", schema))),
        "alias_policy_type" => Some(over_host(argument, unknown_truth(), |host| fact_of_host(host, "policy_type", schema))),
        // A host nobody knows yet is any host.
        "region_of" => Some(over_host(argument, Value::None, |host| region_of(host, schema))),
        "host_of" => Some(over_host(argument, argument.clone(), |text| Some(Value::text(apart(text).0)))),
        "port_of" => Some(over_host(argument, Value::None, |text| apart(text).1.map(|port| Value::Int(port.into())))),
        "v4" => Some(over_host(argument, argument.clone(), |text| (!text.contains(':')).then(|| Value::text(text)))),
        "v6" => Some(over_host(argument, Value::None, |text| text.contains(':').then(|| Value::text(text)))),
        "host_sort" => Some(over_host(argument, Value::None, |host| host_sort(host, rest.first()?, schema))),
        _ => None,
    }
}

/// Whether a function finds a word for a host, of which there are far fewer than hosts.
pub fn looks_up(function: Name) -> bool {
    matches!(function.as_str(), "region_of" | "host_sort")
}

/// A server's host and port; an address of IPv6 has colons of its own.
fn apart(text: &str) -> (&str, Option<u16>) {
    if text.parse::<std::net::IpAddr>().is_ok() {
        return (text, None);
    }
    crate::schema::host_and_port(text).map_or((text, None), |(host, port)| (host, Some(port)))
}

fn over_host(value: &Value, unknown: Value, ask: impl Fn(&str) -> Option<Value>) -> Value {
    match value {
        Value::Unknown(_) => unknown,
        _ => value.as_text().and_then(ask).unwrap_or(Value::None),
    }
}

fn choice(schema: &Schema, name: &Name) -> Option<ChoiceId> {
    schema.choice_named(*name)
}

/// The word of a table whose pattern a host has, and the region it names.
fn described<'s>(host: &str, table: ChoiceId, schema: &'s Schema) -> Option<(&'s ChoiceWord, Option<&'s ChoiceWord>)> {
    let host = host.trim_end_matches('.');
    let is_folded = !host.bytes().any(|byte| byte.is_ascii_uppercase());
    let host: Cow<str> = if is_folded { host.into() } else { host.to_ascii_lowercase().into() };
    let mut near = schema.hosts(table).filter(|(pattern, _)| pattern.ends(&host));
    near.find_map(|(pattern, word)| match matches(&pattern.text, &host)? {
        Some(region) => {
            let regions = &schema.choice(choice(schema, &REGIONS)?).words;
            regions.iter().find(|known| *known.word.as_str() == *region).map(|known| (word, Some(known)))
        }
        None => Some((word, None)),
    })
}

/// Whether a host has a pattern of `*` (any labels) and `{region}` (one label); and the region it stands for.
fn matches<'h>(pattern: &str, host: &'h str) -> Option<Option<&'h str>> {
    // Sought by its first letter: a search for a text is made ready anew each time.
    let braced = pattern.find('{').map(|at| pattern.split_at(at));
    let (head, tail) = match braced.and_then(|(head, rest)| Some((head, rest.strip_prefix("{region}")?))) {
        Some((head, tail)) => (head, Some(tail)),
        None => (pattern, None),
    };
    let fits_head = |text: &str| match head.split_once('*') {
        Some((before, after)) => text.len() >= before.len() + after.len() && text.starts_with(before) && text.ends_with(after),
        None => text == head,
    };
    let Some(tail) = tail else {
        return fits_head(host).then_some(None);
    };
    let front = host.strip_suffix(tail)?;
    let after_head = head.rsplit('*').next().unwrap_or_default();
    let start = if after_head.is_empty() { 0 } else { front.rfind(after_head)? + after_head.len() };
    let region = front.get(start..)?;
    let clean = !region.is_empty() && !region.contains('.');
    (clean && fits_head(front.get(..start)?)).then_some(Some(region))
}

fn alias_zone(host: &str, schema: &Schema) -> Option<Value> {
    let (word, region) = described(host, choice(schema, &HOSTS)?, schema)?;
    match (word.fact(Name::of("zone")), word.fact(Name::of("zone_fact")), region) {
        (Some(zone), _, _) => Some(zone.clone()),
        (None, Some(fact), Some(region)) => region.fact(Name::of(fact.as_text()?)).cloned(),
        _ => None,
    }
}

fn fact_of_host(host: &str, fact: &str, schema: &Schema) -> Option<Value> {
    let (word, _) = described(host, choice(schema, &HOSTS)?, schema)?;
    word.fact(Name::of(fact)).cloned()
}

fn region_of(host: &str, schema: &Schema) -> Option<Value> {
    let known = schema.choice(choice(schema, &REGIONS)?);
    let labels = host.split('.');
    labels
        .rev()
        .find_map(|label| known.words.iter().find(|word| *word.word.as_str() == *label))
        .or_else(|| described(host, choice(schema, &HOSTS)?, schema)?.1)
        .map(|word| Value::Word(word.word))
}

/// The word of a table of host patterns that fits.
fn host_sort(host: &str, table: &Value, schema: &Schema) -> Option<Value> {
    let table = choice(schema, &Name::of(table.as_text()?))?;
    described(host, table, schema).map(|(word, _)| Value::Word(word.word))
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn a_region_is_one_label() {
        assert_eq!(matches("*.{region}.elb.amazonaws.com", "web-1.eu-west-1.elb.amazonaws.com"), Some(Some("eu-west-1")));
        assert_eq!(matches("*.elb.{region}.amazonaws.com", "web-1.elb.eu-west-1.amazonaws.com"), Some(Some("eu-west-1")));
        assert_eq!(matches("s3-website-{region}.amazonaws.com", "s3-website-us-east-1.amazonaws.com"), Some(Some("us-east-1")));
        assert_eq!(matches("*.cloudfront.net", "d111.cloudfront.net"), Some(None));
        assert_eq!(matches("*.cloudfront.net", "example.com"), None);
    }
}
