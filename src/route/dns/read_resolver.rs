//! Rules, firewalls and profiles of VPCs.
//!
//! In: a model. Out: for each VPC its rules, and the rules of its firewalls in the order they are gone through; what a profile brings
//! comes after its own. Deliberately absent: what they decide (`resolver`).

use super::read::{Reading, seconds};
use super::resolver::{Action, Goes, Guard, Names, Rule};
use crate::model::{DomainListView, FirewallRuleView, FirewallView, Model, ProfileView, ResolverRuleView, folded};
use crate::resolve::shown;
use crate::schema::{Block, BlockId, Schema, Value};
use crate::source::Name;
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// The kinds that a Resolver is made of.
#[derive(Clone, Copy)]
struct Views {
    rule: ResolverRuleView,
    firewall: FirewallView,
    guard: FirewallRuleView,
    list: DomainListView,
    profile: ProfileView,
}

impl Views {
    fn of(schema: &Schema) -> Option<Views> {
        Some(Views {
            rule: ResolverRuleView::of(schema)?,
            firewall: FirewallView::of(schema)?,
            guard: FirewallRuleView::of(schema)?,
            list: DomainListView::of(schema)?,
            profile: ProfileView::of(schema)?,
        })
    }
}

/// What profiles and VPCs may have, by block.
#[derive(Default)]
struct Found {
    rules: FxHashMap<BlockId, u32>,
    /// A firewall's place among others, and its rules.
    firewalls: FxHashMap<BlockId, (i64, Vec<u32>)>,
    /// The firewalls of each VPC, by its number.
    guarding: Vec<Vec<BlockId>>,
}

impl Reading<'_> {
    /// Reads what Resolvers do, and the zones that profiles bring.
    pub(super) fn resolvers(&mut self, model: &Model) {
        let Some(views) = Views::of(self.reader.schema) else { return };
        let mut found = Found { guarding: vec![Vec::new(); self.zones.vpcs.len()], ..Found::default() };
        for (id, block) in model.own().filter(|(_, block)| block.kind == views.rule.kind) {
            self.rule(views, id, block, &mut found);
        }
        for (id, block) in model.own().filter(|(_, block)| block.kind == views.firewall.kind) {
            self.firewall(views, model, id, block, &mut found);
        }
        for vpc in &mut self.zones.vpcs {
            (vpc.own_rules, vpc.own_zones) = (vpc.rules.len(), vpc.zones.len());
        }
        for (_, block) in model.own().filter(|(_, block)| block.kind == views.profile.kind) {
            self.profile(views, block, &mut found);
        }
        for (vpc, mut firewalls) in found.guarding.into_iter().enumerate() {
            firewalls.sort_by_key(|firewall| found.firewalls.get(firewall).map(|(priority, _)| *priority));
            let guards = firewalls.iter().filter_map(|firewall| found.firewalls.get(firewall)).flat_map(|(_, guards)| guards);
            self.zones.vpcs[vpc].guards = guards.copied().collect();
        }
    }

    fn rule(&mut self, views: Views, id: BlockId, block: &Block, found: &mut Found) {
        let value = |field| self.reader.value(block, field).into_owned();
        let Some(domain) = value(views.rule.domain_name).as_text().map(str::to_owned) else { return };
        let way = match value(views.rule.to) {
            Value::Word(word) if word == "system" => Goes::On,
            Value::Word(_) => Goes::Delegated,
            Value::List(servers) => Goes::To(servers.iter().map(|server| shown(server).into()).collect()),
            server => Goes::To(vec![shown(&server).into()]),
        };
        let vpcs = blocks(&value(views.rule.vpcs));
        let at = self.zones.resolver.rules.len() as u32;
        let domain = folded(domain.strip_suffix('.').unwrap_or(&domain)).into();
        self.zones.resolver.rules.push(Rule { block: id, label: block.label.clone(), span: block.span, domain, way });
        found.rules.insert(id, at);
        for vpc in vpcs {
            let vpc = self.vpc(vpc);
            self.zones.vpcs[vpc].rules.push(at);
        }
    }

    fn firewall(&mut self, views: Views, model: &Model, id: BlockId, block: &Block, found: &mut Found) {
        let value = |field| self.reader.value(block, field).into_owned();
        let priority = match value(views.firewall.priority) {
            Value::Int(priority) => priority,
            _ => i64::MAX,
        };
        let listed = blocks(&value(views.firewall.rules));
        let vpcs = blocks(&value(views.firewall.vpcs));
        // Parts that have a resource of their own in a target are found by their parent.
        let own =
            model.own().filter(|(at, part)| part.kind == views.guard.kind && part.parent == Some(id) && !listed.contains(at));
        let rules: Vec<BlockId> = listed.iter().copied().chain(own.map(|(at, _)| at)).collect();
        let mut guards = Vec::new();
        for rule in rules {
            guards.push(self.zones.resolver.guards.len() as u32);
            let guard = self.guard(views, &block.label, self.reader.block(rule));
            self.zones.resolver.guards.push(guard);
        }
        found.firewalls.insert(id, (priority, guards));
        for vpc in vpcs {
            let vpc = self.vpc(vpc);
            found.guarding[vpc].push(id);
        }
    }

    fn guard(&self, views: Views, firewall: &Arc<str>, block: &Block) -> Guard {
        let value = |field| self.reader.value(block, field).into_owned();
        let named = |name| self.reader.named(block, Name::of(name));
        let names = match value(views.guard.names) {
            Value::Block(list) => self.list(views, self.reader.block(list)),
            other => Names::Untold(shown(&other)),
        };
        let action = match (value(views.guard.action).as_text(), value(views.guard.response).as_text(), named("override")) {
            (Some("allow"), ..) => Action::Allow,
            (Some("alert"), ..) => Action::Alert,
            (_, _, Value::Text(other)) => Action::Override(other, seconds(&value(views.guard.override_ttl))),
            (_, Some("NXDOMAIN"), _) => Action::NxDomain,
            _ => Action::NoData,
        };
        let kind = named("type").as_text().map(Name::of);
        let trusts = value(views.guard.redirects).as_text() == Some("trust");
        Guard { firewall: firewall.clone(), span: block.span, names, kind, action, trusts }
    }

    fn list(&self, views: Views, block: &Block) -> Names {
        let file = self.reader.value(block, views.list.file).into_owned();
        if block.existing || file != Value::None {
            return Names::Untold(format!("the list `{}`", block.label));
        }
        let domains = match self.reader.value(block, views.list.domains).into_owned() {
            Value::List(domains) => domains,
            _ => Vec::new(),
        };
        let domains = domains.iter().filter_map(Value::as_text);
        let domains = domains.map(|domain| folded(domain.strip_suffix('.').unwrap_or(domain)).into());
        Names::Listed(block.label.clone(), domains.collect())
    }

    /// What a profile brings to its VPCs, where they have nothing of the same name.
    fn profile(&mut self, views: Views, block: &Block, found: &mut Found) {
        let value = |field| self.reader.value(block, field).into_owned();
        let (includes, vpcs) = (blocks(&value(views.profile.includes)), blocks(&value(views.profile.vpcs)));
        for vpc in vpcs {
            let vpc = self.vpc(vpc);
            for included in &includes {
                if let Some(rule) = found.rules.get(included) {
                    self.zones.vpcs[vpc].rules.push(*rule);
                }
                if found.firewalls.contains_key(included) && !found.guarding[vpc].contains(included) {
                    found.guarding[vpc].push(*included);
                }
                if let Some(zone) = self.zone_ids.get(included).copied() {
                    let domain = self.zones.zones[zone.0 as usize].domain.clone();
                    let has = self.zones.vpcs[vpc].zones.iter().any(|known| self.zones.zones[known.0 as usize].domain == domain);
                    if !has {
                        self.zones.vpcs[vpc].zones.push(zone);
                    }
                    self.zones.zones[zone.0 as usize].is_private = true;
                }
            }
        }
    }
}

/// The blocks that a value holds.
fn blocks(value: &Value) -> Vec<BlockId> {
    match value {
        Value::Block(id) => vec![*id],
        Value::List(items) => items.iter().filter_map(Value::as_block).collect(),
        _ => Vec::new(),
    }
}
