//! What one record says.
//!
//! In: a record, and one of its branches where it has any. Out: a `Member`: what its policy looks at, and what it answers.
//! Deliberately absent: names and groups (`read_node`).

use super::read::Reading;
use super::{Area, GroupId, Key, Member, Policy, Resource, Spot, Target, Value as Shown, ZoneId};
use crate::model::{NodeView, RecordView};
use crate::resolve::{place_facts, shown};
use crate::route::Point;
use crate::schema::{Block, BlockId, FieldId, Unknown, Value};
use crate::source::Name;
use std::sync::Arc;

/// The fields that stand left of a branch's arrow, and its bias: of a record, or of a decision in a traffic policy.
#[derive(Clone, Copy)]
pub(super) struct Heads {
    weight: FieldId,
    region: FieldId,
    role: FieldId,
    place: FieldId,
    bias: FieldId,
}

impl Heads {
    pub fn of_record(view: RecordView) -> Heads {
        Heads { weight: view.weight, region: view.region, role: view.role, place: view.place, bias: view.bias }
    }

    pub fn of_node(view: NodeView) -> Heads {
        Heads { weight: view.weight, region: view.region, role: view.role, place: view.place, bias: view.bias }
    }
}

impl Reading<'_> {
    /// What a record, or one of its branches, says.
    pub fn member(&mut self, group: GroupId, record: &Block, branch: Option<&Block>) -> Member {
        let view = self.views.record;
        let said = |field: FieldId| branch.and_then(|branch| branch.value(field)).or_else(|| record.value(field));
        let zone = self.zones.node(self.zones.group(group).node).zone;
        let target = self.target(said(view.values), group, zone);
        let evaluates = match (said(view.evaluate_health), target) {
            (Some(Value::Bool(truth)), _) => *truth,
            (_, Target::Records(_)) => true,
            (_, Target::Resource(block)) => {
                self.reader.member(&Value::Block(block), Name::of("has_health")) == Some(Value::Bool(true))
            }
            (_, Target::Values(..)) => false,
        };
        let check = match said(view.health) {
            Some(Value::Block(check)) => self.check_ids.get(check).copied(),
            _ => None,
        };
        Member {
            target,
            ttl: self.ttl(record, zone),
            check,
            evaluates,
            span: branch.map_or(record.span, |branch| branch.span),
            label: branch.map_or_else(|| "".into(), |branch| branch.label.clone()),
        }
    }

    pub(super) fn key(&mut self, policy: Policy, branch: &Block, view: Heads) -> Key {
        match policy {
            Policy::Weighted => match branch.value(view.weight) {
                Some(Value::Int(weight)) => Key::Weight(u32::try_from(*weight).unwrap_or(0)),
                _ => Key::Weight(0),
            },
            Policy::Latency => Key::Region(match branch.value(view.region) {
                Some(Value::Word(region)) => self.zones.atlas.region(*region).map(|at| at as u16),
                _ => None,
            }),
            Policy::Failover => match branch.value(view.role) {
                Some(Value::Word(role)) if *role == "primary" => Key::Primary,
                _ => Key::Secondary,
            },
            Policy::Geolocation => branch.value(view.place).and_then(|place| self.area(place)).map_or(Key::Nothing, Key::Area),
            Policy::Geoproximity => {
                let spot = self.spot(branch, view.bias);
                self.zones.spots.push(spot);
                Key::Spot(self.zones.spots.len() as u32 - 1)
            }
            Policy::IpBased(collection) => match self.reader.named(branch, Name::of("location")) {
                Value::Word(word) if word == "default" => Key::Location(None),
                location => {
                    // An output names the block of a location.
                    let location = match &location {
                        Value::Block(part) => self.reader.named(self.reader.block(*part), Name::of("name")),
                        _ => location,
                    };
                    match location.as_text().and_then(|name| self.zones.collections[collection as usize].location(name)) {
                        Some(location) => Key::Location(Some(location)),
                        None => Key::Nothing,
                    }
                }
            },
            Policy::Simple | Policy::Multivalue => Key::Nothing,
        }
    }

    fn area(&self, place: &Value) -> Option<Area> {
        match place {
            Value::Word(word) if *word == "default" => Some(Area::Default),
            Value::Word(word) if self.zones.atlas.country_of(*word).is_some() => Some(Area::Part(*word)),
            Value::Word(word) => Some(Area::Country(*word)),
            Value::Call(_, arguments) => match arguments.first()? {
                Value::Word(continent) => Some(Area::Continent(*continent)),
                _ => None,
            },
            _ => None,
        }
    }

    /// Where a geoproximity branch stands. A local zone is called after its region: `us-west-2-den-1`.
    fn spot(&self, branch: &Block, bias: FieldId) -> Spot {
        let bias = match branch.value(bias) {
            Some(Value::Int(bias)) => (*bias).clamp(-99, 99) as i8,
            _ => 0,
        };
        let atlas = &self.zones.atlas;
        match self.reader.named(branch, Name::of("location")) {
            Value::Word(region) => Spot { point: atlas.region_point(region), bias, is_near: false },
            Value::Call(word, arguments) => match arguments.as_slice() {
                [latitude, longitude] => Spot { point: Point::read(latitude, longitude), bias, is_near: false },
                [zone] if word == "local_zone" => {
                    let group = shown(zone);
                    let region = atlas.regions().find(|region| group.starts_with(&format!("{region}-")));
                    Spot { point: region.and_then(|region| atlas.region_point(region)), bias, is_near: true }
                }
                _ => Spot { point: None, bias, is_near: false },
            },
            _ => Spot { point: None, bias, is_near: false },
        }
    }

    fn target(&mut self, values: Option<&Value>, group: GroupId, zone: ZoneId) -> Target {
        let listed = match values {
            Some(Value::List(values)) => values.as_slice(),
            Some(value) => std::slice::from_ref(value),
            None => &[],
        };
        match listed {
            [Value::Block(block)] => self.resource(*block),
            [Value::Call(word, arguments)] if *word == "record" => {
                let kind = self.zones.group(group).kind;
                let name = arguments.first().and_then(Value::as_text).map(|name| self.full_name(name, zone));
                let node = name.and_then(|name| self.zones.node_at(&name, zone));
                Target::Records(node.and_then(|node| self.zones.group_of(self.zones.node(node), kind)))
            }
            values => self.values(values),
        }
    }

    /// Values of its own.
    pub(super) fn values(&mut self, values: &[Value]) -> Target {
        let first = self.zones.values.len() as u32;
        for value in values {
            let shown = self.shown(value);
            self.zones.values.push(shown);
        }
        Target::Values(first, values.len() as u32)
    }

    /// A resource of AWS.
    pub(super) fn resource(&mut self, id: BlockId) -> Target {
        let block = self.reader.block(id);
        let host = match self.reader.named(block, Name::of("domain_name")) {
            Value::Text(host) => Some(host),
            _ => None,
        };
        let lacks_ipv6 = |host: &Arc<str>| {
            let arguments = [Value::Text(host.clone()), Value::word("alias_target")];
            let sort = place_facts(Name::of("host_sort"), &arguments, self.reader.schema);
            sort.and_then(|sort| self.reader.member(&sort, Name::of("ipv6"))) == Some(Value::Bool(false))
        };
        let off = self.reader.named(block, Name::of("ipv6")) == Value::Bool(false);
        let has_ipv6 = !off && !host.as_ref().is_some_and(lacks_ipv6);
        self.zones.resources.insert(id, Resource { label: block.label.clone(), host, has_ipv6 });
        Target::Resource(id)
    }

    /// A value as it is answered; where only a deployment knows it, what it is called in the program.
    fn shown(&self, value: &Value) -> Shown {
        let Value::Unknown(unknown) = value else {
            return Shown { text: shown(value).into(), unknown: None };
        };
        let text = match &**unknown {
            Unknown::Attribute(id, output) => format!("<{}.{output}>", self.reader.block(*id).label),
            _ => "<known when deployed>".to_owned(),
        };
        Shown { text: text.into(), unknown: Some(unknown.clone()) }
    }
}
