//! Behind a rule for all names, no rule of a firewall is reached.

use super::inspection::{Inspection, beside};
use crate::model::{DomainListView, FirewallRuleView, FirewallView};
use crate::report::Reports;
use crate::schema::{Block, Rule, Value};
use crate::source::Name;

/// The field for the type of question a rule is about.
const TYPE: &str = "type";

pub(super) fn check(inspection: &Inspection, rules: &[&Rule], reports: &mut Reports) {
    let schema = inspection.reader.schema;
    let (Some(firewall), Some(view), Some(list)) =
        (FirewallView::of(schema), FirewallRuleView::of(schema), DomainListView::of(schema))
    else {
        return;
    };
    let takes_all = |rule: &&Block| {
        let names = rule.value(view.names).and_then(Value::as_block).map(|id| inspection.reader.block(id));
        let domains = names.filter(|names| names.kind == list.kind).and_then(|names| names.value(list.domains));
        let has_star = matches!(domains, Some(Value::List(domains)) if domains.contains(&Value::text("*")));
        // What only writes down lets later rules decide.
        has_star
            && inspection.reader.named(rule, Name::of(TYPE)) == Value::None
            && rule.condition.is_none()
            && rule.value(view.action) != Some(&Value::word("alert"))
    };
    for (_, block) in inspection.all(firewall.kind) {
        let Some(Value::List(own)) = block.value(firewall.rules) else { continue };
        let own: Vec<&Block> = own.iter().filter_map(Value::as_block).map(|id| inspection.reader.block(id)).collect();
        let Some(at) = own.iter().position(&takes_all) else { continue };
        for late in &own[at + 1..] {
            for rule in rules {
                let place = late.slot(view.names).map_or(late.span, |slot| slot.span);
                reports.push(beside(inspection.found(rule, late, place, &[]), own[at].span, "takes every name"));
            }
        }
    }
}
