//! Traffic policies, as trees of records.
//!
//! In: records that point to a policy. Out: for each of them a group for each decision of the policy, which no name finds; the record is an
//! alias to the first. Deliberately absent: choosing, which is that of records.

use super::read::Reading;
use super::read_member::Heads;
use super::{Group, GroupId, Key, Member, Policy, Target};
use crate::model::{Model, NodeView, TrafficView};
use crate::schema::{Block, BlockId, Value};
use crate::source::Name;

impl Reading<'_> {
    /// Puts a tree of groups in the place of each policy that a record points to.
    pub(super) fn traffic(&mut self, model: &Model) {
        let schema = self.reader.schema;
        let (Some(policy), Some(node)) = (TrafficView::of(schema), NodeView::of(schema)) else { return };
        for group in 0..self.zones.groups.len() {
            let Group { first, count, .. } = self.zones.groups[group];
            for member in first..first + count {
                let Target::Resource(id) = self.zones.members[member as usize].target else { continue };
                let block = &model.blocks[id.0 as usize];
                if block.kind == policy.kind {
                    let nodes = match block.value(policy.nodes) {
                        Some(Value::List(nodes)) => nodes.iter().filter_map(Value::as_block).collect(),
                        _ => Vec::new(),
                    };
                    let start = self.tree(GroupId(group as u32), member, node, &nodes);
                    let member = &mut self.zones.members[member as usize];
                    // Whoever asks for its health asks the tree.
                    (member.target, member.evaluates) = (Target::Records(start), true);
                }
            }
        }
    }

    /// The groups of a policy's decisions; the first is where it begins.
    fn tree(&mut self, of: GroupId, member: u32, view: NodeView, nodes: &[BlockId]) -> Option<GroupId> {
        let start = self.zones.groups.len() as u32;
        let Group { node, kind, .. } = self.zones.groups[of.0 as usize];
        for id in nodes {
            let block = self.reader.block(*id);
            let policies = [
                (view.weighted, Policy::Weighted),
                (view.latency, Policy::Latency),
                (view.failover, Policy::Failover),
                (view.geolocation, Policy::Geolocation),
                (view.geoproximity, Policy::Geoproximity),
                (view.multivalue, Policy::Multivalue),
            ];
            let policy = policies.iter().find(|(case, _)| block.case == Some(*case));
            let policy = policy.map_or(Policy::Simple, |(_, policy)| *policy);
            let title = block.value(view.name).and_then(Value::as_text).map(Into::into);
            self.zones.groups.push(Group { node, kind, policy, first: 0, count: 0, title });
        }
        let names: Vec<Option<String>> =
            nodes.iter().map(|id| self.reader.block(*id).value(view.name).and_then(Value::as_text).map(str::to_owned)).collect();
        for (at, id) in nodes.iter().enumerate() {
            let first = self.zones.members.len() as u32;
            let block = self.reader.block(*id);
            let policy = self.zones.groups[start as usize + at].policy;
            for branch in &block.branches {
                let target = self.node_target(branch, view, start, &names);
                let member = self.node_member(branch, view, target, member);
                let key = match policy {
                    Policy::Simple | Policy::Multivalue => Key::Nothing,
                    policy => self.key(policy, branch, Heads::of_node(view)),
                };
                self.zones.add(member, key);
            }
            let group = &mut self.zones.groups[start as usize + at];
            (group.first, group.count) = (first, block.branches.len() as u32);
        }
        (!nodes.is_empty()).then_some(GroupId(start))
    }

    fn node_member(&self, branch: &Block, view: NodeView, target: Target, record: u32) -> Member {
        let check = match branch.value(view.health) {
            Some(Value::Block(check)) => self.check_ids.get(check).copied(),
            _ => None,
        };
        let evaluates = match (branch.value(view.evaluate_health), target) {
            (Some(Value::Bool(said)), _) => *said,
            (_, Target::Records(_)) => true,
            (_, Target::Resource(block)) => {
                self.reader.member(&Value::Block(block), Name::of("has_health")) == Some(Value::Bool(true))
            }
            (_, Target::Values(..)) => false,
        };
        let ttl = self.zones.members[record as usize].ttl;
        Member { target, ttl, check, evaluates, span: branch.span, label: branch.label.clone() }
    }

    fn node_target(&mut self, branch: &Block, view: NodeView, start: u32, names: &[Option<String>]) -> Target {
        match branch.value(view.to) {
            Some(Value::Block(block)) => self.resource(*block),
            Some(Value::Call(word, arguments)) if *word == "node" => {
                let wanted = arguments.first().and_then(Value::as_text);
                let at = names.iter().position(|name| name.as_deref() == wanted);
                Target::Records(at.map(|at| GroupId(start + at as u32)))
            }
            Some(value) => self.values(std::slice::from_ref(value)),
            None => Target::Records(None),
        }
    }
}
