//! From inside which network a block asks.
//!
//! In: a block that stands behind `from`. Out: a VPC: itself, or the one that an inbound endpoint is a door of, since what premises
//! send there is answered as the VPC's own resolver answers. Deliberately absent: the answers.

use crate::model::{Model, ResolverEndpointView, SubnetView};
use crate::schema::{BlockId, Schema, Value};

/// The VPC that a block asks from, if it is a VPC or a door into one.
pub fn inside(model: &Model, schema: &Schema, id: BlockId) -> Option<BlockId> {
    let block = model.block(id);
    let (endpoint, subnet) = (ResolverEndpointView::of(schema)?, SubnetView::of(schema)?);
    if schema.kind(block.kind).name == "vpc" {
        return Some(id);
    }
    let is_inbound = block.kind == endpoint.kind && block.value(endpoint.direction) == Some(&Value::word("inbound"));
    let Value::List(subnets) = block.value(endpoint.subnets).filter(|_| is_inbound)? else {
        return None;
    };
    model.block(subnets.first()?.as_block()?).value(subnet.vpc)?.as_block()
}
