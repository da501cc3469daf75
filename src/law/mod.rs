//! Rules that need more than one block: a graph, an order, an index, or the grammar of a record's value.
//!
//! In: a model. Out: a finding for each breach, in the words of the rule that the library declares `by law`. Every such rule
//! has one file here of its name. Deliberately absent: wording, levels and sources, which stand in `stdlib/`; rules about one
//! block alone (`model`).

mod alias_without_domain;
mod allowed;
mod authority_not_allowed;
mod behavior_never_reached;
mod calculated_child;
mod certificate_lacks_domain;
mod cname_at_apex;
mod cname_beside_others;
mod cname_loop;
mod delegation_to_zone;
mod domain_form;
mod domain_on_two_distributions;
mod domain_without_record;
mod duplicate_set_identifier;
mod error_page;
mod error_twice;
mod firewall_before_checkers;
mod firewall_rule_never_reached;
mod forward_to_itself;
mod header_in_code;
mod health_below;
mod hidden_by_delegation;
mod hidden_from_wildcard;
mod hosts_of_values;
mod inspection;
mod like_managed;
mod links;
mod location_form;
mod logs_in_one_place;
mod many_in_account;
mod many_records;
mod many_users;
mod missing_in_runtime;
mod name_outside_zone;
mod name_repeats_zone;
mod names;
mod network_size;
mod nodes;
mod one_family;
mod open_before_closed;
mod origin_host;
mod origins_in_use;
mod other_account;
mod overlapping_zones;
mod path_of_staging_alone;
mod probe_without_ipv4;
mod record_values;
mod reference_cycle;
mod same_name;
mod same_name_and_type;
mod same_place;
mod same_zone_in_vpc;
mod shared_certificate;
mod signed_zones;
mod switches;
mod together_in_vpc;
mod two_policies;
mod two_primaries;
mod unknown_record;
mod values;
mod weighted_ttl;
mod zones;

pub use allowed::{Settling, settle};
pub use links::{Link, is_far, links};

use crate::model::Model;
use crate::report::{Code, Reports};
use crate::schema::{Rule, Schema};
use inspection::Inspection;

/// Finds every breach of the rules of one name.
type Law = fn(&Inspection, &[&Rule], &mut Reports);

/// Which file decides the rules of which name.
const LAWS: &[(&str, Law)] = &[
    ("alias_without_domain", alias_without_domain::check),
    ("authority_not_allowed", authority_not_allowed::check),
    ("behavior_never_reached", behavior_never_reached::check),
    ("calculated_child", calculated_child::check),
    ("certificate_lacks_domain", certificate_lacks_domain::check),
    ("closed_by_zone_below", overlapping_zones::hidden),
    ("cname_at_apex", cname_at_apex::check),
    ("cname_beside_others", cname_beside_others::check),
    ("cname_loop", cname_loop::check),
    ("delegation_by_hand", delegation_to_zone::by_hand),
    ("delegation_elsewhere", delegation_to_zone::elsewhere),
    ("domain_form", domain_form::check),
    ("domain_on_two_distributions", domain_on_two_distributions::check),
    ("domain_without_record", domain_without_record::check),
    ("duplicate_set_identifier", duplicate_set_identifier::check),
    ("error_twice", error_twice::check),
    ("firewall_before_checkers", firewall_before_checkers::check),
    ("firewall_rule_never_reached", firewall_rule_never_reached::check),
    ("forward_to_itself", forward_to_itself::check),
    ("forwarded_zone", overlapping_zones::forwarded),
    ("header_in_code", header_in_code::check),
    ("health_below_ignored", health_below::ignored),
    ("hidden_by_delegation", hidden_by_delegation::check),
    ("hidden_from_wildcard", hidden_from_wildcard::check),
    ("hosts_of_values", hosts_of_values::check),
    ("like_managed", like_managed::check),
    ("location_form", location_form::check),
    ("logs_in_one_place", logs_in_one_place::check),
    ("many_in_account", many_in_account::check),
    ("many_origin_groups", origins_in_use::many_groups),
    ("many_origins", origins_in_use::many),
    ("many_records", many_records::check),
    ("many_users", many_users::check),
    ("missing_in_private_zone", overlapping_zones::missing),
    ("missing_in_runtime", missing_in_runtime::check),
    ("name_outside_zone", name_outside_zone::check),
    ("name_repeats_zone", name_repeats_zone::check),
    ("network_size", network_size::check),
    ("no_health_below", health_below::none),
    ("node_branch_twice", nodes::branch_twice),
    ("node_twice", nodes::twice),
    ("nodes_in_a_circle", nodes::circle),
    ("one_family", one_family::check),
    ("open_before_closed", open_before_closed::check),
    ("origin_host", origin_host::check),
    ("other_account", other_account::check),
    ("page_behind_signature", error_page::signed),
    ("page_of_failing_origin", error_page::of_failing_origin),
    ("path_of_staging_alone", path_of_staging_alone::check),
    ("probe_without_ipv4", probe_without_ipv4::check),
    ("record_values", record_values::check),
    ("same_name", same_name::check),
    ("same_name_and_type", same_name_and_type::check),
    ("same_place", same_place::check),
    ("same_public_zone", zones::same_public),
    ("same_zone_in_vpc", same_zone_in_vpc::check),
    ("shared_certificate", shared_certificate::check),
    ("shared_servers", zones::shared_servers),
    ("shield_for_nothing", origins_in_use::shielded),
    ("together_in_vpc", together_in_vpc::check),
    ("two_policies", two_policies::check),
    ("two_primaries", two_primaries::check),
    ("unguarded_switches", switches::unguarded),
    ("unknown_node", nodes::unknown),
    ("unknown_record", unknown_record::check),
    ("unreachable_node", nodes::unreachable),
    ("unused_origin", origins_in_use::unused),
    ("unused_switch", switches::unused),
    ("unvouched_zone", signed_zones::without_chain),
    ("unwatched_zone", signed_zones::without_alarm),
    ("weighted_ttl", weighted_ttl::check),
];

/// Holds a model against every rule `by law`, and finds references that go in a circle.
pub fn check(model: &Model, schema: &Schema, reports: &mut Reports) {
    let rules: Vec<&Rule> = schema.kinds().flat_map(|(_, kind)| &kind.rules).filter(|rule| rule.by_law).collect();
    for rule in &rules {
        if !LAWS.iter().any(|(name, _)| rule.name == *name) {
            reports.push(Code::UnknownLaw.at(rule.span).with(rule.name));
        }
    }
    let inspection = if rules.is_empty() { None } else { Inspection::new(model, schema) };
    if let Some(inspection) = inspection {
        for (name, law) in LAWS {
            let rules: Vec<&Rule> = rules.iter().copied().filter(|rule| rule.name == *name).collect();
            if !rules.is_empty() {
                law(&inspection, &rules, reports);
            }
        }
    }
    reference_cycle::check(model, schema, reports);
}

#[cfg(test)]
mod tests {
    use super::{LAWS, record_values};
    use crate::source::Sources;

    #[test]
    fn every_rule_by_law_has_its_law_and_every_law_its_rule() {
        let schema = crate::stdlib::load(&mut Sources::default());
        let rules = || schema.kinds().flat_map(|(_, kind)| &kind.rules).filter(|rule| rule.by_law);
        for rule in rules() {
            assert!(LAWS.iter().any(|(name, _)| rule.name == *name), "{} {} has no law", rule.code, rule.name);
        }
        for (name, _) in LAWS {
            assert!(rules().any(|rule| rule.name == *name), "{name} has no rule");
        }
        for code in record_values::codes() {
            assert!(rules().any(|rule| rule.name == "record_values" && rule.code == *code), "{code} has no rule");
        }
    }
}
