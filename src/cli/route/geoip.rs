//! Where an address is, by a file of MaxMind's format.
//!
//! In: a file, a place with an address. Out: the place with country, part of it and point as the file says, and a step that says so.
//! What Route 53 and CloudFront look up themselves is not published, so a file of any maker is an estimate. Deliberately absent: a file
//! of our own.

use crate::cli::terminal::Failure;
use crate::route::{Network, Place, Point, Router, Step};
use crate::source::Name;
use maxminddb::{Reader, geoip2::City};
use std::net::IpAddr;
use std::path::Path;

/// Says of a place what a file knows of its address: that of the resolver where one is said, else the viewer's own.
pub(super) fn locate(path: &Path, place: &mut Place, router: &Router) -> Result<Option<Step>, Failure> {
    let shown = path.display();
    let bytes = std::fs::read(path).map_err(|error| Failure::of("read", path, &error))?;
    let wrong = |error: maxminddb::MaxMindDbError| Failure(format!("{shown} is no file of MaxMind's format: {error}"));
    let file = Reader::from_source(bytes).map_err(wrong)?;
    let Some(address) = place.resolver.or(place.address).or(place.subnet.map(Network::address)) else { return Ok(None) };
    let found = match file.lookup(address) {
        Ok(found) => found,
        // A file of one family has nothing to say of the other.
        Err(maxminddb::MaxMindDbError::InvalidInput { .. }) => return Ok(Some(unknown(path, address))),
        Err(error) => return Err(wrong(error)),
    };
    let Some(city) = found.decode::<City>().map_err(wrong)? else { return Ok(Some(unknown(path, address))) };
    let Some(country) = city.country.iso_code else { return Ok(Some(unknown(path, address))) };
    let atlas = &router.dns.atlas;
    let part = city.subdivisions.first().and_then(|part| part.iso_code).map(|part| Name::of(&format!("{country}-{part}")));
    place.country = Some(Name::of(country));
    place.subdivision = part.filter(|part| atlas.country_of(*part).is_some());
    let point = city.location.latitude.zip(city.location.longitude);
    place.point = point.map(|(latitude, longitude)| Point { latitude, longitude }).or(place.point);
    let whose = if place.resolver.is_some() { "the resolver " } else { "" };
    let there = place.subdivision.or(place.country).map_or_else(String::new, |there| there.to_string());
    Ok(Some(Step::new("", format!("{shown} has {whose}{address} in {there}; AWS's own table may differ")).estimated()))
}

fn unknown(path: &Path, address: IpAddr) -> Step {
    Step::new("", format!("{} does not know where {address} is", path.display())).estimated()
}
