//! EW-7xx: prices, and what is priced.

super::codes! {
    BadPrice = "EW-701", Error, "a page of prices cannot be read" {
        message "this is no page of prices: {0}"
        label ""
        fix "take `stdlib/prices.edge` as a pattern"
        means "`edgewise cost --prices FILE` reads a page of the form of `stdlib/prices.edge` in its place: `checked`, `tiers`, `free`, an `area` for each part of the world, a `fee` for what stands there anyway, a `query` for each sort of record."
        wrong ""
        right ""
    }
    UnknownShare = "EW-702", Error, "traffic of something that is not there" {
        message "`{0}` is no {1}"
        label ""
        fix "write it as the program does"
        means "The `shares` of a `traffic` block speak of the behaviors of its distribution by their paths, or of the names of its zone as their records have them; its `viewers` of countries by their codes."
        wrong ""
        right ""
    }
    TooManyShares = "EW-703", Error, "shares of traffic are more than everything" {
        message "these are {0} together"
        label ""
        fix "let them be 100% at most; what is left is said for you"
        means "Shares of one block of traffic are parts of a whole. What they leave is the default behavior's, the rest of the names, or viewers nowhere in particular."
        wrong ""
        right ""
    }
    OverBudget = "EW-704", Error, "traffic costs more than its budget" {
        message "`{0}` costs {1} USD a month, and its budget is {2}"
        label ""
        fix "see what would save, or raise the budget"
        means "`budget` of a `traffic` block is what its month may cost at list prices, before the free tier. Only `edgewise cost` looks at it; prices never fail a build."
        wrong ""
        right ""
    }
}
