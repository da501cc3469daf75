//! Checkers come from the internet, and a firewall has to know them.

use super::inspection::Inspection;
use super::probe_without_ipv4::probed;
use crate::model::folded;
use crate::report::Reports;
use crate::resolve::place_facts;
use crate::schema::{Block, Rule, Slot, Value};
use crate::source::Name;

/// The choice whose words are the services that may be origins, by their host names.
const SERVICES: &str = "origin_host";
/// The one of them before which the user's own firewall stands.
const LOAD_BALANCER: &str = "load_balancer";

pub(super) fn check(inspection: &Inspection, rules: &[&Rule], reports: &mut Reports) {
    let guarded: Vec<_> = inspection.checks.iter().filter_map(|check| Some((*check, guarded(inspection, check)?))).collect();
    let Some((check, (slot, host))) = guarded.first() else { return };
    let region = match told("region_of", &[Value::text(host)], inspection) {
        Value::None => Value::text("REGION"),
        region => region,
    };
    let words = [("host", Value::text(host)), ("count", Value::Int(guarded.len() as i64)), ("region", region)];
    rules.iter().for_each(|rule| reports.push(inspection.found(rule, check, slot.span, &words)));
}

/// The endpoint of a check before which a firewall may stand, and where it is written.
fn guarded<'m>(inspection: &Inspection, check: &'m Block) -> Option<(&'m Slot, String)> {
    if check.existing {
        return None;
    }
    let address = check.slot(inspection.health_check.address);
    if let Some((slot, address)) = address.and_then(|slot| Some((slot, slot.value.as_text()?))) {
        return Some((slot, address.to_owned()));
    }
    let (slot, host) = probed(inspection, check)?;
    let host = folded(host).into_owned();
    let service = told("host_sort", &[Value::text(&host), Value::text(SERVICES)], inspection);
    let is_open = service != Value::None && service.as_text() != Some(LOAD_BALANCER);
    let is_edge = inspection.distributions.iter().any(|one| serves(inspection, one, &host));
    (!is_open && !is_edge && !host.ends_with(".cloudfront.net")).then_some((slot, host))
}

/// What the library's tables say of a host.
fn told(function: &str, arguments: &[Value], inspection: &Inspection) -> Value {
    place_facts(Name::of(function), arguments, inspection.reader.schema).unwrap_or(Value::None)
}

fn serves(inspection: &Inspection, distribution: &Block, host: &str) -> bool {
    match distribution.value(inspection.distribution.domains) {
        Some(Value::List(domains)) => domains.iter().any(|domain| domain.as_text().is_some_and(|own| folded(own) == *host)),
        _ => false,
    }
}
