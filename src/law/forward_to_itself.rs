//! Questions that a VPC sends to its own inbound endpoint come back to where they were asked.

use super::inspection::{Inspection, beside};
use crate::model::{ResolverEndpointView, ResolverRuleView, SubnetView};
use crate::report::Reports;
use crate::schema::{Block, BlockId, Rule, Value};

pub(super) fn check(inspection: &Inspection, rules: &[&Rule], reports: &mut Reports) {
    let schema = inspection.reader.schema;
    let (Some(way), Some(endpoint), Some(subnet)) =
        (ResolverRuleView::of(schema), ResolverEndpointView::of(schema), SubnetView::of(schema))
    else {
        return;
    };
    let is_inbound = |block: &Block| block.value(endpoint.direction) == Some(&Value::word("inbound"));
    let inbound: Vec<&Block> = inspection.all(endpoint.kind).map(|(_, block)| block).filter(|block| is_inbound(block)).collect();
    let home = |block: &Block| -> Option<BlockId> {
        let first = match block.value(endpoint.subnets)? {
            Value::List(subnets) => subnets.first()?.as_block()?,
            _ => return None,
        };
        inspection.reader.block(first).value(subnet.vpc)?.as_block()
    };
    for (_, block) in inspection.all(way.kind) {
        let (Some(slot), Some(Value::List(vpcs))) = (block.slot(way.to), block.value(way.vpcs)) else { continue };
        let Value::List(servers) = &slot.value else { continue };
        for (at, server) in servers.iter().enumerate() {
            let Some(address) = server.as_text() else { continue };
            let has = |inbound: &&&Block| match inbound.value(endpoint.addresses) {
                Some(Value::List(own)) => {
                    own.iter().filter_map(Value::as_text).any(|own| address == own || address == format!("{own}:53"))
                }
                _ => false,
            };
            let same =
                inbound.iter().filter(has).find(|inbound| home(inbound).is_some_and(|vpc| vpcs.contains(&Value::Block(vpc))));
            let Some(same) = same else { continue };
            for rule in rules {
                let words = [("endpoint", Value::Text(same.label.clone()))];
                let report = inspection.found(rule, block, inspection.model.item_span(slot, at), &words);
                reports.push(beside(report, same.span, "has this address, in the same VPC"));
            }
        }
    }
}
